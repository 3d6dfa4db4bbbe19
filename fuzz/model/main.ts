/**
 * `npm run model [-- --sequences N] [--seed S] [--sequence NUMBER]`: sessions of IMAP, SMTP and POP3 at one mailbox, held
 * against the model, on all processors. Exits with 1 where a sequence fails; it is then told from its beginning.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { run } from './run.ts';

const SEQUENCES = 20_000;

/** What a thread plays: every so-many-th sequence. */
interface Work {
  readonly seed: number;
  readonly first: number;
  readonly every: number;
  readonly end: number;
}

interface Done {
  readonly sequences: number;
  readonly steps: number;
  readonly failure: string | undefined;
}

if (isMainThread) process.exitCode = await main();
else parentPort?.postMessage(work(workerData as Work));

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    return 2;
  }
  const { seed, sequences, sequence } = options;
  say(`seed ${seed}`);
  const began = performance.now();
  const every = sequence === undefined ? Math.min(availableParallelism(), sequences) : 1;
  const first = sequence ?? 0;
  const end = sequence === undefined ? sequences : sequence + 1;
  const done = await Promise.all(
    Array.from({ length: every }, (_, i) => ofThread({ seed, first: first + i, every, end })),
  );
  const failures = done.flatMap(({ failure }) => failure ?? []);
  for (const failure of failures) say(failure);
  const sum = (of: (one: Done) => number): number => done.reduce((total, one) => total + of(one), 0);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const played = `${sum((one) => one.sequences)} sequences of ${sum((one) => one.steps)} steps in ${seconds} s`;
  say(`${played}: ${failures.length === 0 ? 'the same as the model' : 'not the same as the model'}`);
  return failures.length === 0 ? 0 : 1;
}

async function ofThread(workerData: Work): Promise<Done> {
  const worker = new Worker(new URL(import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function work({ seed, first, every, end }: Work): Done {
  let sequences = 0;
  let steps = 0;
  const numbers = Array.from({ length: Math.max(0, Math.ceil((end - first) / every)) }, (_, i) => first + i * every);
  const failure = run({
    seed,
    numbers,
    onPlayed: (count) => {
      sequences++;
      steps += count;
    },
  });
  return { sequences, steps, failure };
}

/** What the words say; or what is wrong with them. */
function optionsOf(
  words: readonly string[],
): { readonly seed: number; readonly sequences: number; readonly sequence: number | undefined } | string {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: [...words], options: { sequences: text, seed: text, sequence: text } });
    for (const [name, value] of Object.entries(values)) {
      if (!/^\d{1,9}$/.test(value)) return `--${name}: expected a whole number, came ${value}`;
    }
    return {
      seed: Number(values.seed ?? Date.now() % 1_000_000_000),
      sequences: Number(values.sequences ?? SEQUENCES),
      sequence: values.sequence === undefined ? undefined : Number(values.sequence),
    };
  } catch (mistake) {
    return mistake instanceof Error ? mistake.message : String(mistake);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
