/**
 * All that a fresh start makes anew: the world, its servers on the learner's network, the terminals, the watch on the
 * wire and the way through the lab. Everything that happens on it goes into the seat's log.
 */
import type { Lab } from '../../labs/lab.ts';
import type { Observation } from '../../labs/observation.ts';
import type { Vocabulary } from '../../labs/vocabulary.ts';
import { en } from '../../labs/words/en/index.ts';
import { say } from '../../labs/words/say.ts';
import type { Authority } from '../bridge/certificates.ts';
import { Network } from '../bridge/network.ts';
import { createShell } from '../programs/index.ts';
import type { EngineLimits } from '../protocols/engine.ts';
import type { Protocol } from '../protocols/registry.ts';
import { type WorldChange, WorldFailure } from '../sandbox/change.ts';
import { factsOf } from '../sandbox/facts.ts';
import { machineOf } from '../sandbox/machine.ts';
import { type Pool, World, type WorldLimits } from '../sandbox/world.ts';
import type { Gatherer } from '../store/store.ts';
import { Errands } from './errands.ts';
import { exchangeIn, SeenExchanges, type SeenExchange } from './exchanges.ts';
import type { FoldedSeat } from './fold.ts';
import type { SeatLog } from './log.ts';
import { Observer } from './observer.ts';
import type { RecordBody } from './records.ts';
import type { SeatSeed } from './seed.ts';
import { Servers, type StoreOf } from './servers.ts';
import { Study } from './study.ts';
import { Terminal } from './terminal.ts';

export interface StageLimits {
  readonly connections: number;
  /** What is kept of a connection, each direction, in bytes. */
  readonly wireBytesPerConnection: number;
  /** How long a TLS handshake may take, in milliseconds. */
  readonly handshakeMs: number;
  readonly world: WorldLimits;
  readonly engine: EngineLimits;
}

/** What a stage begins from; a fresh one has no past. */
export type Beginning = Pick<FoldedSeat, 'seed' | 'began' | 'world' | 'changes' | 'progress' | 'lastConnection'>;

export interface StageSetting {
  readonly protocols: ReadonlyMap<string, Protocol>;
  readonly stores: ReadonlyMap<string, StoreOf>;
  readonly limits: StageLimits;
  /** Who signs the certificates of the worlds' hosts. */
  readonly authority: Authority;
  readonly realHost: string;
  /** What all learners have added together. */
  readonly pool: Pool;
  /** Where the files that come are put together; in memory without it. */
  readonly gatherer?: Gatherer;
  readonly mayConnect: () => boolean;
  readonly onConnections: (change: 1 | -1) => void;
  /** A step was ticked, or a hint given. */
  readonly onEarned: () => void;
  readonly onFault: (fault: unknown) => void;
}

export interface StageParts {
  readonly setting: StageSetting;
  readonly seed: SeatSeed;
  readonly beginning: Beginning;
  readonly log: SeatLog;
  /** Unique in the seat, also after a restart. */
  readonly nextId: () => number;
}

/** The time of a world that began at `began` (real time, milliseconds since the epoch). */
export function clockOf({ world }: SeatSeed, began: number): () => number {
  const { clock } = world.world;
  return clock === 'now' ? () => Date.now() : () => clock + (Date.now() - began);
}

/** The world's time at which a world began, of the same `began`. */
export function beginningOf({ world }: SeatSeed, began: number): number {
  const { clock } = world.world;
  return clock === 'now' ? began : clock;
}

export class Stage {
  seed: SeatSeed;
  readonly beginning: Beginning;
  readonly world: World;
  readonly observer: Observer;
  readonly study: Study | undefined;
  readonly terminals = new Map<string, Terminal>();
  readonly #exchanges = new SeenExchanges();
  readonly #vocabularies: ReadonlyMap<string, Vocabulary>;
  readonly #parts: StageParts;
  readonly #network: Network;
  readonly #servers: Servers;
  readonly #errands: Errands;

  constructor(parts: StageParts) {
    const { setting, seed, beginning, log } = parts;
    const { gatherer } = setting;
    this.#parts = parts;
    this.#vocabularies = new Map([...setting.protocols].map(([name, { vocabulary }]) => [name, vocabulary]));
    this.seed = seed;
    this.beginning = beginning;
    this.world = new World(
      seed.world,
      {
        now: clockOf(seed, beginning.began),
        // After a failure of the log this throws: the change is not made, and nothing is acknowledged.
        record: (changes) => void log.append({ type: 'world', changes }),
        limits: setting.limits.world,
        pool: setting.pool,
        ...(gatherer !== undefined && { gather: () => gatherer.gather() }),
      },
      beginning.world,
    );
    for (const changes of beginning.changes) this.#again(changes);
    this.study = this.#makeStudy();
    this.observer = new Observer({
      learnerHost: this.world.host(seed.world.world.learner.host)?.address ?? '',
      nameOf: (address) => this.world.host(address)?.name ?? address,
      protocols: setting.protocols,
      keptBytes: setting.limits.wireBytesPerConnection,
      firstConnection: beginning.lastConnection + 1,
      record: (body) => this.#record(body),
      observe: (observation) => this.#observe(observation),
      // Only a question about the wire asks for one again.
      noteExchange: this.study?.asksAboutWire === true ? (n, seen) => this.#exchanges.note(n, seen) : undefined,
    });
    const network: Network = new Network(
      {
        realHost: setting.realHost,
        hasHost: (host) => this.world.host(host) !== undefined,
        wire: this.observer,
        mayConnect: () => network.openConnections < setting.limits.connections && setting.mayConnect(),
        onCount: setting.onConnections,
      },
      beginning.lastConnection + 1,
    );
    this.#network = network;
    this.#servers = new Servers({
      world: this.world,
      protocols: setting.protocols,
      stores: setting.stores,
      limits: setting.limits.engine,
      gate: log,
      tlsOf: (host) => setting.authority.sideOf(host, setting.limits),
      ...(gatherer !== undefined && { whenTaken: () => gatherer.whenTaken() }),
      nextId: parts.nextId,
      onChanged: () => this.#observe({ type: 'world-changed' }),
      onFault: setting.onFault,
    });
    for (const service of this.#servers.services()) {
      const { speaks = service.protocol.name } = service.protocol;
      network.serve(service.at, speaks, (connected) => {
        this.#servers.accept(service, connected, network.reachFrom(service.at.host, undefined));
      });
    }
    this.#servers.startDaemons((host) => network.reachFrom(host.address, undefined));
    this.#errands = new Errands({
      world: this.world,
      began: beginningOf(seed, beginning.began),
      services: this.#servers.services(),
      limits: setting.limits.engine,
      gate: log,
      reachOf: (host) => network.reachFrom(host.address, undefined),
      onHandled: () => this.#servers.handled(undefined),
      onFault: setting.onFault,
    });
    this.#errands.start();
  }

  /** Goes on with the lab as its author has it now, in the world as it is. */
  adopt(lab: Lab): void {
    this.seed = { ...this.seed, lab };
    this.study?.adopt(lab);
  }

  /** Starts a shell in a terminal of that name. */
  startTerminal(name: string): void {
    const machine = machineOf(this.world);
    const { log, setting } = this.#parts;
    const { trustsAuthority: trusts } = this.seed.world.world.learner;
    const terminal = new Terminal({
      name,
      program: createShell(machine),
      reach: this.#network.reachFrom(machine.address, name),
      gate: log,
      tls: setting.authority.clientSide({ ...setting.limits, trusts }),
      record: (body) => this.#record(body),
      observe: (observation) => this.#observe(observation),
      onHandled: () => this.#servers.handled(undefined),
      onFault: (fault) => {
        setting.onFault(fault);
        this.#record({ type: 'print', terminal: name, text: say(en, 'seat.fault') });
        this.startTerminal(name);
      },
    });
    this.terminals.set(name, terminal);
    terminal.start();
  }

  /** Ends a terminal, and what runs in it. */
  endTerminal(name: string): void {
    this.terminals.get(name)?.destroy();
    this.terminals.delete(name);
  }

  /** Ends all; the wire tells of no connection any more. */
  destroy(): void {
    this.observer.hangUp();
    for (const name of [...this.terminals.keys()]) this.endTerminal(name);
    this.#errands.destroy();
    this.#servers.destroy();
    this.#network.close();
    this.world.leave();
  }

  /** Does again what the log says. A change that the world refused when it was made is refused again. */
  #again(changes: readonly WorldChange[]): void {
    try {
      this.world.apply(changes);
    } catch (failure) {
      if (!(failure instanceof WorldFailure)) throw failure;
    }
  }

  /** An exchange on the wire that a learner points at, by the number of its entry in the log. */
  exchangeAt(entry: number): SeenExchange | undefined {
    const { log } = this.#parts;
    return this.#exchanges.at(entry) ?? exchangeIn(log.entries(), entry, this.#vocabularies);
  }

  /** Gives the record's number; 0 where the log takes nothing more. */
  #record(body: RecordBody): number {
    const { log } = this.#parts;
    return log.hasFailed ? 0 : log.append(body);
  }

  #observe(observation: Observation): void {
    this.study?.observe(observation);
  }

  #makeStudy(): Study | undefined {
    const { setting, seed, beginning, log } = this.#parts;
    if (seed.lab === undefined) return undefined;
    return new Study({
      context: {
        lab: seed.lab,
        facts: factsOf(this.world),
        vocabularies: this.#vocabularies,
        meanings: new Map([...setting.protocols].map(([name, { meaning }]) => [name, meaning])),
      },
      progress: beginning.progress,
      record: (body) => log.append(body),
      now: () => Date.now(),
      lastLine: (terminal) => this.terminals.get(terminal)?.lastLine,
      onEarned: setting.onEarned,
    });
  }
}
