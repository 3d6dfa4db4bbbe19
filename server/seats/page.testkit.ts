/**
 * For tests: seats over the real store, the real worlds and real TCP, and a page that folds their log as the browser's
 * does. Only the WebSocket is left out: messages go straight into the seat.
 */
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { WorldSeed } from '../../labs/world.ts';
import { RealAddresses } from '../bridge/addresses.ts';
import { Authority } from '../bridge/certificates.ts';
import type { ChannelEvents } from '../bridge/channel.ts';
import type { Entry, EntryBody, Progress } from '../contract/entries.ts';
import { fromServer, type FromPage } from '../contract/messages.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import { stores } from '../sandbox/stores.ts';
import type { Store } from '../store/store.ts';
import { temporaryStore } from '../store/temporary.testkit.ts';
import { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { Seats, type SeatsSetting } from './seats.ts';
import type { StoreOf } from './servers.ts';

export const LABS = fileURLToPath(new URL('../../labs/', import.meta.url));

export const protocolMap: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocols));
export const storeMap: ReadonlyMap<string, StoreOf> = new Map(Object.entries<StoreOf>(stores));

export const LIMITS: SeatsSetting['seatLimits'] = {
  terminals: 4,
  connections: 32,
  logBytes: 1024 * 1024,
  wireBytesPerConnection: 64 * 1024,
  handshakeMs: 10_000,
  world: { addedBytes: 16 * 1024 * 1024, items: 2000 },
  engine: { lineBytes: 8192, messageBytes: 8e6, fileBytes: 8e6, idleMs: 300_000, loginMs: 60_000 },
};

/** The labs as they are in the checkout. @throws Error with every problem, where there is one */
export function courseCatalogue(): Catalogue {
  const loaded = loadCatalogue([LABS], protocolMap);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems, undefined, 1));
  return loaded.catalogue;
}

/** The course, with every world changed. */
export function changedCatalogue(change: (seed: WorldSeed) => WorldSeed): Catalogue {
  const course = courseCatalogue();
  const extending = course.labs.filter(({ id, world }) => course.seedFor(id) !== course.seed(world));
  return new Catalogue(course.labs, new Map(course.worlds.map((name) => [name, change(course.seed(name))])), {
    ownSeeds: new Map(extending.map(({ id }) => [id, change(course.seedFor(id))])),
  });
}

export interface Classroom {
  readonly seats: Seats;
  readonly store: Store;
  readonly faults: unknown[];
  /** A learner's page at a lab; '' is free play. */
  readonly enter: (lab?: string, learner?: string) => Promise<Page>;
}

const theAuthority = Authority.of();

/** Seats of their own for one test, closed when it is over. */
export async function openClassroom(setting: Partial<SeatsSetting> = {}): Promise<Classroom> {
  const store = setting.store ?? (await temporaryStore());
  const faults: unknown[] = [];
  const seats = new Seats({
    store,
    catalogue: setting.catalogue ?? courseCatalogue(),
    protocols: protocolMap,
    stores: storeMap,
    addresses: await RealAddresses.find(),
    authority: await theAuthority,
    seatLimits: LIMITS,
    totalLimits: { seats: 100, connections: 1000, channels: 100, addedBytes: 1e9 },
    seatIdleMs: 60_000,
    pace: { burst: 1000, perSecond: 1000 },
    freePlayWorld: 'course',
    valuesSecret: new Uint8Array(32).fill(7),
    onFault: (fault) => faults.push(fault),
    ...setting,
  });
  onTestFinished(() => seats.close());
  return {
    seats,
    store,
    faults,
    enter: async (lab = '', learner) => {
      const who = learner ?? (await store.createLearner(0));
      const view = await seats.enter(who, lab);
      if (view === undefined) throw new Error(`no lab ${lab}`);
      const page = new Page(seats, who, view.seat);
      await page.attach();
      return page;
    },
  };
}

/** The store, with some of its methods watched or replaced. */
export function storeWith(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const replaced: unknown = Reflect.get(methods, name);
      const own: unknown = Reflect.get(target, name, target);
      return replaced ?? (typeof own === 'function' ? (own.bind(target) as unknown) : own);
    },
  });
}

let pages = 0;

export class Page {
  readonly learner: string;
  readonly seat: string;
  readonly id = `page-${++pages}`;
  readonly entries: Entry[] = [];
  readonly refusals: string[] = [];
  hasPen = false;
  readonly #seats: Seats;
  #channel: ChannelEvents | undefined;
  #line = 0;
  #newest = Infinity;
  #wake = new Set<() => void>();

  constructor(seats: Seats, learner: string, seat: string) {
    this.#seats = seats;
    this.learner = learner;
    this.seat = seat;
  }

  get last(): number {
    return this.entries.at(-1)?.n ?? 0;
  }

  /** Attaches, from the last entry that this page has. */
  async attach(): Promise<void> {
    const channel = await this.#seats.attach(this.learner, this.seat, {
      send: (text) => this.#take(text),
      waitingBytes: 0,
      close: () => {
        this.#channel?.closed();
        this.#channel = undefined;
      },
    });
    if (channel === undefined) throw new Error('no such seat');
    this.#channel = channel;
    this.#newest = Infinity;
    this.send({ type: 'attach', page: this.id, after: this.last });
    await this.until(() => this.last >= this.#newest && this.last > 0, 'the log');
  }

  /** The connection is gone without a word. */
  drop(): void {
    this.#channel?.closed();
    this.#channel = undefined;
  }

  send(message: FromPage): void {
    this.#channel?.message(JSON.stringify(message));
  }

  /** Enters a line; gives its id. */
  type(text: string, terminal = 'laptop', id = `${this.id}.${++this.#line}`): string {
    this.send({ type: 'line', terminal, id, text, seen: this.last });
    return id;
  }

  signal(signal: 'interrupt' | 'end-of-file' | 'escape', draft = '', terminal = 'laptop'): void {
    this.send({ type: 'signal', terminal, id: `${this.id}.${++this.#line}`, signal, draft });
  }

  /** Enters a line and waits until the screen, after that line, has the text. */
  async say(text: string, awaited: string | RegExp, terminal = 'laptop'): Promise<void> {
    await this.shows(this.type(text, terminal), awaited, terminal);
  }

  /** Waits until the screen, after the line of that id, has the text. */
  async shows(id: string, awaited: string | RegExp, terminal = 'laptop'): Promise<void> {
    const isThere = (screen: string): boolean =>
      typeof awaited === 'string' ? screen.includes(awaited) : awaited.test(screen);
    await this.until(
      () => isThere(this.#screenAfter(id, terminal)),
      `${JSON.stringify(String(awaited))} after ${this.#lineOf(id)}`,
    );
  }

  #lineOf(id: string): string {
    return this.bodies('line').find((line) => line.id === id)?.text ?? id;
  }

  /** All that a terminal has shown, lines entered included. */
  screen(terminal = 'laptop'): string {
    return this.entries.map(({ body }) => shown(body, terminal)).join('');
  }

  bodies<T extends EntryBody['type']>(type: T): Extract<EntryBody, { type: T }>[] {
    return this.entries.flatMap(({ body }) => (body.type === type ? [body as Extract<EntryBody, { type: T }>] : []));
  }

  get progress(): Progress | undefined {
    return this.bodies('progress').at(-1)?.progress;
  }

  /** The ids of the ticked steps. */
  get ticked(): string[] {
    return Object.entries(this.progress?.steps ?? {}).flatMap(([id, step]) =>
      step.tickedAt === undefined ? [] : [id],
    );
  }

  /** The codes of what the coach said; of an author's mistake, `mistake STEP INDEX`. */
  get advice(): string[] {
    return this.bodies('advice').map(({ advice, mistake }) => {
      return mistake === undefined ? (advice?.code ?? '') : `mistake ${mistake.step} ${mistake.index}`;
    });
  }

  async until(isTrue: () => boolean, what = 'what was awaited'): Promise<void> {
    const failed = new Error(`${what} did not come`);
    const timer = setTimeout(() => this.#wakeAll(failed), 8000);
    try {
      while (!isTrue()) {
        await new Promise<void>((resolve, reject) => {
          this.#wake.add(resolve);
          this.#onTimeOut = () => reject(new Error(`${failed.message}; the screen:\n${this.screen()}`));
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #onTimeOut: () => void = () => undefined;

  #wakeAll(failure?: Error): void {
    if (failure !== undefined) this.#onTimeOut();
    const waiting = [...this.#wake];
    this.#wake.clear();
    for (const wake of waiting) wake();
  }

  #take(text: string): void {
    const message = fromServer.parse(JSON.parse(text));
    if (message.type === 'entries') {
      this.entries.push(...message.entries);
      queueMicrotask(() => this.send({ type: 'credit', bytes: Math.max(1, message.bytes) }));
    } else if (message.type === 'attached' || message.type === 'pen') {
      if (message.type === 'attached') this.#newest = message.last;
      this.hasPen = message.hasPen;
    } else if (message.type === 'refused') {
      this.refusals.push(message.code);
    }
    this.#wakeAll();
  }

  #screenAfter(id: string, terminal: string): string {
    const at = this.entries.findIndex(({ body }) => body.type === 'line' && body.id === id);
    if (at < 0) return '';
    return this.entries
      .slice(at + 1)
      .map(({ body }) => shown(body, terminal))
      .join('');
  }
}

function shown(body: EntryBody, terminal: string): string {
  if (body.type === 'print' && body.terminal === terminal) return body.text;
  if (body.type === 'line' && body.terminal === terminal) return `${body.caret}${body.text}\n`;
  return '';
}
