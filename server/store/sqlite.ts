/**
 * The store over SQLite: one file in the data directory, one worker thread that owns it. This is the thread's client;
 * it must never block, and it must never call a request done that is not on the disk.
 */
import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, CallArguments, Method } from './group-commit.ts';
import { packEntries } from './packed-entries.ts';
import type { Operations } from './queries.ts';
import { Spool, SpooledBody } from './spool.ts';
import {
  type Attempt,
  type Cut,
  type Gatherer,
  type OpenSeat,
  type SeatRow,
  type Standing,
  type Store,
  type StoredEntry,
  StoreFailure,
} from './store.ts';
import type { FromWorker, ToWorker, WorkerSetting } from './worker.ts';

export interface SqliteSetting {
  /** Made where it is missing. The database is the file `plaintalk.db` in it; while it is open, a folder beside it has what waits. */
  readonly dataDir: string;
  /** The built `worker.ts`. */
  readonly worker: URL;
  /** The name of this process among those that share the data, for the row that says who owns a seat. */
  readonly owner: string;
  /** Real time, milliseconds since the epoch. */
  readonly at: number;
}

const SPOOL = 'plaintalk.spool';

/** @throws StoreFailure `unusable`: one line that says what is wrong with the data directory, and the way out */
export async function openSqlite(setting: SqliteSetting): Promise<SqliteStore> {
  await prepareDirectory(setting.dataDir);
  const workerData: WorkerSetting = {
    file: path.join(setting.dataDir, 'plaintalk.db'),
    spool: path.join(setting.dataDir, SPOOL),
    owner: setting.owner,
    at: setting.at,
  };
  const worker = new Worker(setting.worker, { workerData, name: 'store' });
  const last = await new Promise<number>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: FromWorker) => {
      worker.off('error', reject);
      if (message.type === 'ready') resolve(message.lastSpooled);
      else reject(new StoreFailure('unusable', message.type === 'unusable' ? message.message : message.type));
    });
  });
  return new SqliteStore(worker, new Spool(workerData.spool, last));
}

async function prepareDirectory(dataDir: string): Promise<void> {
  try {
    await makeDirectory(path.resolve(dataDir));
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StoreFailure(
      'unusable',
      `${dataDir} can’t be written (${code}): give this user the right to write there, or set DATA_DIR to another directory`,
    );
  }
}

/** Made with the folders above it. mkdir's own `recursive` never comes back where the system has nothing below, as in /proc. */
async function makeDirectory(directory: string): Promise<void> {
  if (await isDirectory(directory)) return;
  const above = path.dirname(directory);
  if (above !== directory) await makeDirectory(above);
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!(await isDirectory(directory))) throw error;
  }
}

const isDirectory = (place: string) =>
  stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );

export class SqliteStore implements Store {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (failure: StoreFailure) => void }>();
  readonly #spool: Spool;
  #lastId = 0;
  #transactions = 0;
  /** What the last large append crossed in. */
  #spare: ArrayBuffer | undefined;
  #failure: StoreFailure | undefined;
  #closed: Promise<void> | undefined;
  #onClosed: (() => void) | undefined;

  constructor(worker: Worker, spool: Spool) {
    this.#worker = worker;
    this.#spool = spool;
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) =>
      this.#fail(new StoreFailure('failed', `the store’s thread failed: ${error.message}`)),
    );
    worker.on('exit', () => this.#fail(new StoreFailure('failed', 'the store is closed')));
  }

  /** How many transactions were committed so far. */
  get transactions(): number {
    return this.#transactions;
  }

  createLearner(at: number): Promise<string> {
    return this.#ask('createLearner', at);
  }
  hasLearner(learner: string): Promise<boolean> {
    return this.#ask('hasLearner', learner);
  }
  findSeat(learner: string, lab: string): Promise<SeatRow | undefined> {
    return this.#ask('findSeat', learner, lab);
  }
  createSeat(row: Omit<SeatRow, 'seat'>): Promise<SeatRow> {
    return this.#ask('createSeat', row);
  }
  openSeat(seat: string): Promise<OpenSeat | undefined> {
    return this.#ask('openSeat', seat);
  }
  seat(seat: string): Promise<SeatRow | undefined> {
    return this.#ask('seat', seat);
  }
  async append(seat: string, fence: number, entries: readonly StoredEntry[]): Promise<void> {
    const spooled = spooledIn(entries);
    if (spooled.length > 0) await this.#spool.keep(spooled);
    const packed = packEntries(entries, this.#spare);
    if (packed.bytes.buffer === this.#spare) this.#spare = undefined;
    try {
      await this.#send('append', [seat, fence, packed], [packed.numbers.buffer, packed.bytes.buffer]);
    } catch (failure) {
      this.#spool.release(spooled.map(({ number }) => number));
      throw failure;
    }
  }
  async cut(seat: string, fence: number, cut: Cut): Promise<void> {
    const data = copyOf(cut.data);
    this.#spool.release(await this.#send('cut', [seat, fence, { ...cut, data }], [data.buffer]));
  }
  standings(learner: string): Promise<ReadonlyMap<string, Standing>> {
    return this.#ask('standings', learner);
  }
  noteAttempt(learner: string, lab: string, attempt: Attempt): Promise<void> {
    return this.#ask('noteAttempt', learner, lab, attempt);
  }
  attempts(learner: string, lab: string): Promise<readonly Attempt[]> {
    return this.#ask('attempts', learner, lab);
  }
  putSeed(digest: string, data: Uint8Array): Promise<void> {
    const copy = copyOf(data);
    return this.#send('putSeed', [digest, copy], [copy.buffer]);
  }
  seed(digest: string): Promise<Uint8Array | undefined> {
    return this.#ask('seed', digest);
  }
  secret(name: string, first?: Uint8Array): Promise<Uint8Array> {
    return this.#ask('secret', name, first);
  }

  gatherer(): Gatherer {
    return this.#spool.gatherer();
  }

  async settle(): Promise<void> {
    await this.#answered((id) => ({ settle: id }), []);
    await this.#spool.prepare();
  }

  /** Carries out what was asked before, then lets go of the file. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#spool.end();
    await new Promise<void>((resolve) => {
      this.#onClosed = resolve;
      if (this.#failure === undefined) this.#worker.postMessage('close' satisfies ToWorker);
      else resolve();
    });
    await this.#worker.terminate();
  }

  #ask<M extends Exclude<Method, 'append'>>(method: M, ...args: Parameters<Operations[M]>): ReturnType<Operations[M]> {
    return this.#send<Method>(method, args, []) as ReturnType<Operations[M]>;
  }

  #send<M extends Method>(
    method: M,
    args: CallArguments<M>,
    transfer: readonly ArrayBuffer[],
  ): ReturnType<Operations[M]> {
    return this.#answered((id) => ({ id, method, args }), transfer) as ReturnType<Operations[M]>;
  }

  #answered<T>(messageOf: (id: number) => ToWorker, transfer: readonly ArrayBuffer[]): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#failure !== undefined || this.#closed !== undefined) {
        reject(this.#failure ?? new StoreFailure('failed', 'the store is closed'));
        return;
      }
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(messageOf(id), transfer);
    }) as Promise<T>;
  }

  #receive(message: FromWorker): void {
    if (message.type === 'tidied' && this.#closed === undefined) void this.#spool.prepare();
    if (message.type === 'closed') this.#onClosed?.();
    if (message.type === 'brought-in') this.#spool.release([message.file]);
    if (message.type !== 'answers') return;
    this.#transactions = message.transactions;
    this.#spare = message.spare ?? this.#spare;
    for (const answer of message.answers) this.#settle(answer);
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(new StoreFailure(answer.kind, answer.message));
  }

  #fail(failure: StoreFailure): void {
    this.#failure ??= failure;
    for (const { reject } of this.#waiting.values()) reject(failure);
    this.#waiting.clear();
    this.#onClosed?.();
  }
}

/** The bodies of entries that are in the spool. */
function spooledIn(entries: readonly StoredEntry[]): readonly SpooledBody[] {
  return entries.flatMap(({ bodies }) => bodies.filter((body) => body instanceof SpooledBody));
}

/** Bytes of their own, so that they can be handed over whole while the caller's stay as they are. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
