/** The processes of a bench: started, spoken to, and ended with it. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { HouseOrder, HouseQuestion, HouseReady } from './house.ts';
import type { PipelineOrder, PipelineResult } from './imap-pipeline.ts';
import type { WatchOrder, WatchResult } from './imap-watch.ts';
import type { FolderOrder, FolderResult } from './lab-folder.ts';
import type { LabOrder, LabResult } from './lab-load.ts';
import type { TimeOrder, TimeResult } from './lab-time.ts';
import type { LoadOrder, LoadResult, StageReached } from './load.ts';
import type { RivalReady } from './listening.ts';
import type { RivalOrder } from './rival.ts';
import type { TalkOrder, TalkResult } from './talk.ts';
import type { TransferOrder } from './transfer.ts';

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

/** The generator of the servers' bench: one order at a time. */
export class Talk {
  readonly #child = role('talk');

  async run(order: TalkOrder): Promise<TalkResult> {
    this.#child.send(order);
    return resultOf(await messageOf(this.#child, 'talk')) as TalkResult;
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

/** The client that asks for everything at once: one order at a time. */
export class Pipeline {
  readonly #child = role('pipeline');

  async run(order: PipelineOrder): Promise<PipelineResult> {
    this.#child.send(order);
    return resultOf(await messageOf(this.#child, 'pipeline')) as PipelineResult;
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

/** Learners at a lab: one order at a time. */
export class LabLoad {
  readonly #child = role('lab-load');

  async run(order: LabOrder): Promise<LabResult> {
    this.#child.send(order);
    return resultOf(await messageOf(this.#child, 'lab-load')) as LabResult;
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

/** What a line costs: one order. */
export class LabTime {
  readonly #child = role('lab-time');

  async run(order: TimeOrder): Promise<TimeResult> {
    this.#child.send(order);
    return resultOf(await messageOf(this.#child, 'lab-time')) as TimeResult;
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

/** One folder of labs checked by a process that has just started. */
export class LabFolderCheck {
  readonly #child = role('lab-folder');

  async run(order: FolderOrder): Promise<FolderResult> {
    this.#child.send(order);
    return resultOf(await messageOf(this.#child, 'lab-folder')) as FolderResult;
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

/** Many sessions that idle; they stand until `end`. */
export class Watch {
  readonly #child = role('watch');

  /** Resolves when they all idle. */
  async stand(order: WatchOrder): Promise<void> {
    this.#child.send(order);
    const said = await messageOf(this.#child, 'watch');
    if (said !== 'standing') resultOf(said);
  }

  async deliver(): Promise<WatchResult> {
    this.#child.send('deliver');
    return resultOf(await messageOf(this.#child, 'watch')) as WatchResult;
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

function resultOf(answer: unknown): unknown {
  if ('failure' in (answer as object)) throw new Error((answer as { failure: string }).failure);
  return (answer as { result: unknown }).result;
}

export interface RunningServer<Ready> {
  readonly ready: Ready;
  readonly pid: number;
  /** The process is killed: it has no time to keep anything. */
  kill(): Promise<void>;
}

export interface RunningHouse extends RunningServer<HouseReady> {
  /** What it holds (V8's heap and what is outside it) once the garbage is gone, in bytes. */
  memory(): Promise<number>;
  /** Does what it left for a time when nobody waits. */
  settle(): Promise<void>;
}

export async function startHouse(order: HouseOrder): Promise<RunningHouse> {
  const child = role('house');
  child.send(order);
  const ready = (await messageOf(child, 'house')) as HouseReady;
  const memory = async (): Promise<number> => {
    child.send('memory' satisfies HouseQuestion);
    return (await messageOf(child, 'house')) as number;
  };
  const settle = async (): Promise<void> => {
    child.send('settle' satisfies HouseQuestion);
    await messageOf(child, 'house');
  };
  return { ready, pid: pidOf(child), memory, settle, kill: () => ended(child, 'SIGKILL') };
}

export const startRival = (order: RivalOrder): Promise<RunningServer<RivalReady>> => started('rival', order);

export const startFloor = (): Promise<RunningServer<RivalReady>> => started('floor', undefined);

export const startFloorFetch = (): Promise<RunningServer<RivalReady>> => started('floor-fetch', undefined);

export const startFloorFtp = (): Promise<RunningServer<RivalReady>> => started('floor-ftp', undefined);

export const startFloorTls = (): Promise<RunningServer<RivalReady>> => started('floor-tls', undefined);

/** The generator of FTP and TLS: an order at a time, and how long it took in milliseconds. */
export class Transfer {
  readonly #child = role('transfer');

  get pid(): number {
    return pidOf(this.#child);
  }

  run(order: TransferOrder): Promise<number> {
    this.#child.send(order);
    return messageOf(this.#child, 'transfer') as Promise<number>;
  }

  end(): Promise<void> {
    return ended(this.#child);
  }
}

async function started<Ready>(name: string, order: RivalOrder | undefined): Promise<RunningServer<Ready>> {
  const child = role(name);
  if (order !== undefined) child.send(order);
  const ready = (await messageOf(child, name)) as Ready;
  return { ready, pid: pidOf(child), kill: () => ended(child, 'SIGKILL') };
}

/** What a child says next. @throws Error where it ends instead */
async function messageOf(child: ChildProcess, name: string): Promise<unknown> {
  const over = new AbortController();
  const { signal } = over;
  const ends = once(child, 'exit', { signal }).then(() => {
    throw new Error(`expected an answer of the bench's ${name}, but it ended`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ends])) as [unknown];
    return message;
  } finally {
    over.abort();
    ends.catch(() => undefined);
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

/** Ends a child, and waits until it has. */
export async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

export function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('a process of the bench was not started');
  return pid;
}

async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) * 1024;
}
