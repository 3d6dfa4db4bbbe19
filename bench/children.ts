/** The processes of a bench: started, spoken to, and ended with it. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { LoadOrder, LoadResult, StageReached } from './load.ts';

type Answer = { readonly result: LoadResult } | { readonly failure: string } | { readonly stage: StageReached };

export interface Running {
  readonly url: string;
  /** Resident memory now, in bytes. */
  memory(): Promise<number>;
  end(): Promise<void>;
}

/** Plaintalk as it is built, with a data directory of its own on this machine's disk. */
export async function startPlaintalk(): Promise<Running> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'plaintalk-bench-'));
  const server = spawn(process.execPath, [path.resolve('dist/server/main.js')], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LEARNERS_BURST: '100000', LEARNERS_PER_MINUTE: '100000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await lineWith(server, /(http:\/\/\S+)/);
  return {
    url,
    memory: () => residentBytes(server),
    end: async () => {
      await ended(server);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function startRelay(): Promise<Running> {
  const relay = role('relay');
  const [{ url }] = (await once(relay, 'message')) as [{ url: string }];
  return { url, memory: () => residentBytes(relay), end: () => ended(relay) };
}

/** The load generator: one order at a time. */
export class Load {
  readonly #child = role('load');

  /** @param onStage called at each stage of a staged order; the load waits for it */
  async run(order: LoadOrder, onStage?: (reached: StageReached) => Promise<void>): Promise<LoadResult> {
    this.#child.send(order);
    for (;;) {
      const [answer] = (await once(this.#child, 'message')) as [Answer];
      if ('result' in answer) return answer.result;
      if ('failure' in answer) throw new Error(`the load failed: ${answer.failure}`);
      await onStage?.(answer.stage);
      this.#child.send('go');
    }
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

function role(name: string): ChildProcess {
  const [, program = ''] = process.argv;
  return fork(program, ['--role', name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function lineWith(child: ChildProcess, pattern: RegExp): Promise<string> {
  if (child.stdout === null) throw new Error('the child has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const match = pattern.exec(line);
    if (match?.[1] !== undefined) return match[1];
  }
  throw new Error('Plaintalk ended before it told its address; run npm run build first');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024;
}
