/**
 * `npm run fuzz [-- --only PROTOCOL] [--inputs N] [--seed S] [--verbose]`: every engine and every reader, a thread each.
 * Exits with 1 where one throws, hangs or grows, or where a verb was not tried in a state.
 */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { together } from './coverage.ts';
import { branchLine, failureLines, targetLines } from './report.ts';
import { type Done, type Work, work } from './work.ts';

const INPUTS = 1_000_000;
const PROGRESS_MS = 1000;
/** A conversation that goes on for so long does not end. */
const HANG_MS = 60_000;

if (isMainThread) process.exitCode = await fuzz();
else await work(workerData as Work);

async function fuzz(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    return 2;
  }
  const { only, inputs, seed, isVerbose, conversation } = options;
  const { targets } = await import('./rows.ts');
  const wanted = targets.filter(({ name, folder }) => only === undefined || name === only || folder === only);
  if (wanted.length === 0) {
    process.stderr.write(`--only: expected one of ${targets.map(({ name }) => name).join(', ')}, came ${only ?? ''}\n`);
    return 2;
  }
  say(`seed ${seed}, ${inputs} inputs at least for each engine and for each reader`);
  const waiting = [...wanted];
  const done: Done[] = [];
  const faults: string[] = [];
  const program = await ownProgram();
  const worker = async (): Promise<void> => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      const { name } = target;
      const result = await runOne({ target: name, seed, inputs, url: program.href, conversation });
      if (typeof result === 'string') {
        faults.push(result);
        say(result);
        continue;
      }
      done.push(result);
      for (const line of targetLines(result)) say(line);
      for (const line of failureLines(result)) {
        faults.push(line);
        say(line);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), wanted.length) }, worker));
  await rm(new URL('.', program), { recursive: true, force: true });
  if (conversation !== undefined) return faults.length === 0 ? 0 : 1;
  say('branches of the files below server/protocols, and of server/mail, that were taken');
  for (const folder of new Set(wanted.map((target) => target.folder))) {
    const covered = together(done.filter(({ outcome }) => outcome.folder === folder).map(({ coverage }) => coverage));
    say(branchLine(folder, covered));
    if (isVerbose) for (const place of covered.uncovered) say(`    not taken: ${place}`);
  }
  return faults.length === 0 ? 0 : 1;
}

/** This program in a folder of its own: another run bundles it anew, and what is counted must be what ran. */
async function ownProgram(): Promise<URL> {
  const folder = new URL(`../fuzz.${process.pid}/`, import.meta.url);
  const program = new URL('main.js', folder);
  await mkdir(folder, { recursive: true });
  await copyFile(new URL(import.meta.url), program);
  await copyFile(new URL(`${import.meta.url}.map`), new URL('main.js.map', folder));
  return program;
}

/** The result of a target's thread; or why there is none. */
async function runOne(setting: Omit<Work, 'progress'>): Promise<Done | string> {
  const { target, seed } = setting;
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const data: Work = { ...setting, progress };
  const worker = new Worker(new URL(setting.url), { workerData: data });
  let last = -1;
  let since = Date.now();
  let result: Done | undefined;
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      const now = Atomics.load(progress, 0);
      if (now !== last) {
        last = now;
        since = Date.now();
      } else if (Date.now() - since > HANG_MS && Atomics.load(progress, 1) < setting.inputs) {
        clearInterval(watch);
        void worker.terminate();
        const again = `npm run fuzz -- --only ${target} --seed ${seed} --conversation ${now}`;
        resolve(`${target}: conversation ${now} hangs; its inputs are told by: ${again}`);
      }
    }, PROGRESS_MS);
    worker.on('message', (message: Done | { readonly type: 'input'; readonly shown: string }) => {
      if (message.type === 'done') result = message;
      else say(message.shown);
    });
    worker.on('error', (error) => resolve(`${target}: ${error.stack ?? error.message}`));
    worker.on('exit', () => {
      clearInterval(watch);
      resolve(result ?? (setting.conversation === undefined ? `${target}: the thread ended without a result` : ''));
    });
  });
}

interface Options {
  readonly only: string | undefined;
  readonly inputs: number;
  readonly seed: number;
  readonly isVerbose: boolean;
  readonly conversation: number | undefined;
}

/** What the words say; or what is wrong with them. */
function optionsOf(words: readonly string[]): Options | string {
  const text = { type: 'string' } as const;
  const options = { only: text, inputs: text, seed: text, conversation: text, verbose: { type: 'boolean' } } as const;
  try {
    const { values } = parseArgs({ args: [...words], options });
    for (const name of ['inputs', 'seed', 'conversation'] as const) {
      const value = values[name];
      if (value !== undefined && !/^\d{1,9}$/.test(value)) return `--${name}: expected a whole number, came ${value}`;
    }
    return {
      only: values.only,
      inputs: Number(values.inputs ?? INPUTS),
      seed: Number(values.seed ?? Date.now() % 1_000_000_000),
      isVerbose: values.verbose === true,
      conversation: values.conversation === undefined ? undefined : Number(values.conversation),
    };
  } catch (mistake) {
    return mistake instanceof Error ? mistake.message : String(mistake);
  }
}

function say(line: string): void {
  if (line !== '') process.stdout.write(`${line}\n`);
}
