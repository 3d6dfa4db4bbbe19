/**
 * What a line costs in reader, checker and coach, a process of its own: every lab's solution is typed on a stage as a seat
 * has it, over real TCP; only the disk is left out. Measured is the time in the watch on the wire and in the study, with
 * what they write into the log, from one line typed to the next.
 */
import path from 'node:path';
import { drawValues, filled, seedWithValues, withValues } from '../labs/values.ts';
import { Authority } from '../server/bridge/certificates.ts';
import { parseTranscript, type TranscriptItem } from '../server/protocols/transcript.ts';
import type { Catalogue } from '../server/seats/catalogue.ts';
import { loadCatalogue } from '../server/seats/load-catalogue.ts';
import { SeatLog } from '../server/seats/log.ts';
import { Observer } from '../server/seats/observer.ts';
import type { SeatSeed } from '../server/seats/seed.ts';
import { clockOf, Stage } from '../server/seats/stage.ts';
import { Study } from '../server/seats/study.ts';
import { defaultLimits, protocolMap, storeMap } from './course.ts';

export interface TimeOrder {
  readonly rounds: number;
}

export interface TimeResult {
  /** Milliseconds of each line of the solutions, round by round; the first round warmed up and is left out. */
  readonly rounds: readonly (readonly number[])[];
  readonly labs: number;
  /** Of all steps, those that the last round ticked. */
  readonly ticked: number;
  readonly steps: number;
}

/** Turns of the event loop without a record after which nothing more is on its way. */
const QUIET_TURNS = 12;

/** The time spent in the methods that are watched, the outermost call alone. */
class Stopwatch {
  #spent = 0;
  #depth = 0;

  /** What was spent since it was last asked, in milliseconds. */
  take(): number {
    const spent = this.#spent;
    this.#spent = 0;
    return spent;
  }

  watch(prototype: object, names: readonly string[]): void {
    for (const name of names) {
      const own: unknown = Reflect.get(prototype, name);
      if (typeof own !== 'function') throw new Error(`expected a method ${name}`);
      const within = (call: () => unknown): unknown => this.#within(call);
      const watched = function (this: unknown, ...args: unknown[]): unknown {
        return within(() => Reflect.apply(own, this, args) as unknown);
      };
      Reflect.set(prototype, name, watched);
    }
  }

  #within(call: () => unknown): unknown {
    if (this.#depth > 0) return call();
    this.#depth++;
    const began = performance.now();
    try {
      return call();
    } finally {
      this.#spent += performance.now() - began;
      this.#depth--;
    }
  }
}

async function run({ rounds }: TimeOrder): Promise<TimeResult> {
  const loaded = loadCatalogue([path.resolve('labs')], protocolMap);
  if ('problems' in loaded) throw new Error(`the labs are not in order: ${JSON.stringify(loaded.problems[0])}`);
  const { catalogue } = loaded;
  const stopwatch = new Stopwatch();
  stopwatch.watch(Observer.prototype, ['opened', 'crossed', 'secured', 'unsecured', 'closed', 'refused']);
  stopwatch.watch(Study.prototype, ['observe']);
  const authority = await Authority.of();
  const measured: number[][] = [];
  let ticked = 0;
  let steps = 0;
  for (let round = 0; round <= rounds; round++) {
    const lines: number[] = [];
    ticked = steps = 0;
    for (const { id } of catalogue.labs) {
      const played = await play(catalogue, id, { authority, stopwatch });
      lines.push(...played.lines);
      ticked += played.ticked;
      steps += played.steps;
    }
    if (round > 0) measured.push(lines);
  }
  return { rounds: measured, labs: catalogue.labs.length, ticked, steps };
}

interface Tools {
  readonly authority: Authority;
  readonly stopwatch: Stopwatch;
}

async function play(
  catalogue: Catalogue,
  id: string,
  { authority, stopwatch }: Tools,
): Promise<{ lines: number[]; ticked: number; steps: number }> {
  const lab = catalogue.lab(id);
  if (lab === undefined) throw new Error(`no lab ${id}`);
  const values = drawValues(lab.values, () => new Uint8Array(32).fill(7));
  const seed: SeatSeed = { lab: withValues(lab, values), world: seedWithValues(catalogue.seedFor(id), values) };
  const began = Date.now();
  const log = quietLog(clockOf(seed, began));
  let next = 0;
  const stage = new Stage({
    setting: {
      protocols: protocolMap,
      stores: storeMap,
      limits: defaultLimits().seat,
      authority,
      realHost: '127.0.0.1',
      pool: { freeBytes: Infinity, use: () => undefined },
      mayConnect: () => true,
      onConnections: () => undefined,
      onEarned: () => undefined,
      onFault: (fault) => {
        throw fault;
      },
    },
    seed,
    beginning: { seed: '', began, world: undefined, changes: [], progress: undefined, lastConnection: 0 },
    log,
    nextId: () => ++next,
  });
  const answered = new Map<string, number>();
  const lines: number[] = [];
  for (const item of itemsOf(catalogue, id)) {
    stopwatch.take();
    if (item.kind === 'typed') {
      const name = item.terminal === 'main' ? 'laptop' : item.terminal;
      if (!stage.terminals.has(name)) stage.startTerminal(name);
      stage.terminals.get(name)?.line(`b${++next}`, filled(item.text, values));
    } else {
      const [, step = '', text = ''] = /^answer (\S+) (.*)$/.exec(item.text) ?? [];
      if (step === '') continue;
      const question = answered.get(step) ?? 0;
      answered.set(step, question + 1);
      stage.study?.answer(step, question, filled(text, values));
    }
    await quiet(log);
    lines.push(stopwatch.take());
  }
  const states = Object.values(stage.study?.progress.steps ?? {});
  stage.destroy();
  return { lines, ticked: states.filter(({ tickedAt }) => tickedAt !== undefined).length, steps: states.length };
}

function itemsOf(catalogue: Catalogue, id: string): TranscriptItem[] {
  const { items } = parseTranscript(catalogue.filesOf(id)?.solution ?? '');
  return items.filter(({ kind }) => kind === 'typed' || kind === 'event');
}

/** A log that keeps for pages what a seat keeps, and finds its disk done at once. */
function quietLog(now: () => number): SeatLog {
  return new SeatLog({
    records: [],
    last: 0,
    append: () => Promise.resolve(),
    now,
    keptBytes: defaultLimits().seat.logBytes,
    onSendable: () => undefined,
    onForgotten: () => undefined,
    onLong: () => undefined,
    onFailure: (failure) => {
      throw failure;
    },
  });
}

async function quiet(log: SeatLog): Promise<void> {
  for (let turns = 0, last = -1; turns < QUIET_TURNS; turns++) {
    if (log.last !== last) {
      last = log.last;
      turns = 0;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Serves one order. */
export function serveLabTime(): void {
  process.once('message', (order: TimeOrder) => {
    run(order).then(
      (result) => process.send?.({ result }),
      (failure: unknown) => process.send?.({ failure: String(failure) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
