/**
 * What the other people of a world do: each errand when it is due, by an engine that dials over the learner's network,
 * so that it is seen on the wire. That one is done is noted in the world: after a restart none is done twice, and one
 * that was missed is done at once.
 */
import type { ErrandDefinition, HostDefinition } from '../../labs/world.ts';
import { Driver, type Reach } from '../bridge/driver.ts';
import type { Gate } from '../bridge/gate.ts';
import type { Engine, EngineLimits } from '../protocols/engine.ts';
import { WorldFailure } from '../sandbox/change.ts';
import type { World } from '../sandbox/world.ts';
import type { PlacedService } from './servers.ts';

/** How long one may take, in milliseconds. */
const ERRAND_LIMIT_MS = 120_000;
/** The waits before an errand that failed is tried again; after the last it is left until its next time. */
const RETRY_MS = [5000, 10_000, 20_000, 40_000, 60_000] as const;
const DONE = 'done';

export interface ErrandsSetting {
  readonly world: World;
  /** The world's time at which it began. */
  readonly began: number;
  /** Every service of the world, in the order of its file. */
  readonly services: readonly PlacedService[];
  readonly limits: EngineLimits;
  readonly gate: Gate;
  /** What a host can reach. */
  readonly reachOf: (host: HostDefinition) => Reach;
  /** The world may have changed. */
  readonly onHandled: () => void;
  readonly onFault: (fault: unknown) => void;
}

export class Errands {
  readonly #setting: ErrandsSetting;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #drivers = new Map<string, Driver>();
  #isOver = false;

  constructor(setting: ErrandsSetting) {
    this.#setting = setting;
  }

  /** Waits for each errand's time. */
  start(): void {
    for (const errand of this.#setting.world.seed.world.errands) this.#await(errand);
  }

  destroy(): void {
    this.#isOver = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const driver of this.#drivers.values()) driver.destroy();
    this.#timers.clear();
    this.#drivers.clear();
  }

  /** Sets the timer for the errand's next time, where it has one. */
  #await(errand: ErrandDefinition): void {
    const { world, began } = this.#setting;
    const done = world.note(errand.host, noteOf(errand));
    const due = nextTime(errand, done === undefined ? undefined : done - began);
    if (due !== undefined) this.#after(errand, began + due - world.now(), 0);
  }

  #after(errand: ErrandDefinition, ms: number, failures: number): void {
    clearTimeout(this.#timers.get(errand.id));
    const timer = setTimeout(() => this.#run(errand, failures), Math.max(0, ms));
    timer.unref();
    this.#timers.set(errand.id, timer);
  }

  #run(errand: ErrandDefinition, failures: number): void {
    const { gate, reachOf, world, onHandled, onFault } = this.#setting;
    const from = world.host(errand.host);
    const engine = from === undefined ? undefined : this.#engineFor(errand, from);
    // The world's file was held against this: only a row of the registry can be missing.
    if (from === undefined || engine === undefined) return;
    let isOver = false;
    const over = (): void => {
      if (isOver || this.#isOver) return;
      isOver = true;
      this.#drivers.delete(errand.id);
      driver.destroy();
      clearTimeout(limit);
      if (engine.state === DONE) this.#done(errand);
      else this.#failed(errand, failures);
    };
    const driver: Driver = new Driver<never, never>({
      machine: engine,
      reach: reachOf(from),
      gate,
      onHandled,
      onIdle: over,
      onFault: (fault) => {
        onFault(fault);
        over();
      },
    });
    this.#drivers.set(errand.id, driver);
    const limit = setTimeout(over, ERRAND_LIMIT_MS);
    limit.unref();
    this.#timers.set(errand.id, limit);
    driver.input({ type: 'notified' });
  }

  /** The engine of the first service there that can do it; one that only speaks another's protocol is not asked. */
  #engineFor(errand: ErrandDefinition, from: HostDefinition): Engine | undefined {
    const { world, services, limits } = this.#setting;
    const { seed } = world;
    const user = errand.fetches?.user;
    for (const { protocol, host, at } of services) {
      if (host.name !== errand.server || protocol.speaks !== undefined) continue;
      const engine = protocol.errand?.({
        errand,
        from,
        to: at,
        surroundings: { now: () => world.now(), limits },
        message: errand.sends === undefined ? undefined : seed.sources.get(errand.sends.source),
        account: user === undefined ? undefined : world.accountAt(host.name, user)?.definition,
      });
      if (engine !== undefined) return engine;
    }
    return undefined;
  }

  #done(errand: ErrandDefinition): void {
    const { world, onFault, onHandled } = this.#setting;
    try {
      world.commit([{ type: 'noted', host: errand.host, key: noteOf(errand), value: world.now() }]);
    } catch (failure) {
      // A full world forgets that it was done, and a broken log is told by everything else.
      if (!(failure instanceof WorldFailure)) onFault(failure);
    }
    onHandled();
    this.#next(errand);
  }

  #failed(errand: ErrandDefinition, failures: number): void {
    const wait = RETRY_MS[failures];
    if (wait === undefined) this.#next(errand);
    else this.#after(errand, wait, failures + 1);
  }

  /** The errand's next time from now on. */
  #next(errand: ErrandDefinition): void {
    clearTimeout(this.#timers.get(errand.id));
    this.#timers.delete(errand.id);
    const { world, began } = this.#setting;
    const elapsedMs = world.now() - began;
    const due = nextTime(errand, elapsedMs);
    if (due !== undefined) this.#after(errand, due - elapsedMs, 0);
  }
}

/** When it is next due after it was done last, in milliseconds after the world's beginning; undefined: never again. */
export function nextTime({ afterMs, everyMs }: ErrandDefinition, doneMs: number | undefined): number | undefined {
  if (doneMs === undefined) return afterMs;
  if (everyMs === undefined) return undefined;
  return afterMs + everyMs * Math.max(1, Math.floor((doneMs - afterMs) / everyMs) + 1);
}

const noteOf = ({ id }: ErrandDefinition): string => `errand:${id}`;
