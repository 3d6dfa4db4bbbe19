/** One target, in a thread of its own: so that one that hangs can be told and ended, and its memory is its own. */
import { parentPort } from 'node:worker_threads';
import type { CoverageMapData } from 'istanbul-lib-coverage';
import { Counting } from './coverage.ts';
import type { Outcome } from './run.ts';

/** What the thread is started with. */
export interface Work {
  readonly target: string;
  readonly seed: number;
  readonly inputs: number;
  /** The bundle's address, whose branches are counted. */
  readonly url: string;
  /** `[conversation, inputs so far]`, written as the run goes on. */
  readonly progress: Int32Array;
  /** Only this conversation, each input told before it is given. */
  readonly conversation: number | undefined;
}

export interface Done {
  readonly type: 'done';
  readonly outcome: Omit<Outcome, 'matrix'> & { readonly figures: Figures | undefined };
  readonly seconds: number;
  /** What was kept that should not have been. */
  readonly grown: readonly string[];
  readonly coverage: CoverageMapData;
}

type Figures = NonNullable<Outcome['matrix']>['figures'];

/** What the heap may grow from a quarter of a run to its end: a bound, not a measure. */
const GROWTH_LIMIT_BYTES = 32 * 1024 * 1024;

export async function work({ target: name, seed, inputs, url, progress, conversation }: Work): Promise<void> {
  const counting = await Counting.begin();
  // Only now, so that what these do when they are loaded is counted.
  const { targets } = await import('./rows.ts');
  const { runOf } = await import('./runs.ts');
  const { sourcesOf } = await import('./target.ts');
  const { aliveBytes, flood } = await import('./floods.ts');
  const target = targets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`there is no target ${name}`);
  if (conversation !== undefined) {
    runOf({ target, seed, inputs, onInput: (shown) => parentPort?.postMessage({ type: 'input', shown }) }).alone(
      conversation,
    );
    return;
  }
  const began = performance.now();
  let before: number | undefined;
  const run = runOf({
    target,
    seed,
    inputs,
    onConversation: (number, given) => {
      Atomics.store(progress, 0, number);
      Atomics.store(progress, 1, given);
      if (before === undefined && given > inputs / 4) before = aliveBytes();
    },
  });
  const { matrix, ...outcome } = run.all();
  Atomics.store(progress, 1, inputs);
  const seconds = (performance.now() - began) / 1000;
  const growth = aliveBytes() - (before ?? 0);
  // The floods are long, and quicker where nobody counts.
  const coverage = await counting.take(url, sourcesOf(target));
  const grown = [...(target.kind === 'server' && outcome.failure === undefined ? flood(target, seed) : [])];
  if (before !== undefined && growth > GROWTH_LIMIT_BYTES) {
    grown.push(`${name}: expected the heap to stay as it is, but it grew by ${(growth / 1024 / 1024).toFixed(1)} MiB`);
  }
  const done: Done = { type: 'done', outcome: { ...outcome, figures: matrix?.figures }, seconds, grown, coverage };
  parentPort?.postMessage(done);
}
