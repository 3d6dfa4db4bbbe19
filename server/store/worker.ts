/**
 * The thread that owns the database. It answers requests in the order in which they came, in groups: what arrives
 * while a transaction holds the thread goes into the next one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import { type Answer, type Call, type CallArguments, commitGroup } from './group-commit.ts';
import { SpoolRows } from './spool-rows.ts';
import { StoreFailure } from './store.ts';

export interface WorkerSetting {
  readonly file: string;
  /** The folder of the spool. */
  readonly spool: string;
  /** The process that owns what this thread opens. */
  readonly owner: string;
  /** Real time, milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What the thread says. `lastSpooled`: the highest number of the spool that is taken; `transactions`: how many it has
 * committed so far; `spare`: memory that it is done with.
 */
export type FromWorker =
  | { readonly type: 'ready'; readonly lastSpooled: number }
  | { readonly type: 'unusable'; readonly message: string }
  | {
      readonly type: 'answers';
      readonly answers: readonly Answer[];
      readonly transactions: number;
      readonly spare: ArrayBuffer | undefined;
    }
  /** A body is in the database now: its file's number. */
  | { readonly type: 'brought-in'; readonly file: number }
  /** Nothing is left to do. */
  | { readonly type: 'tidied' }
  | { readonly type: 'closed' };

/** `settle` is answered when all that had come before is in the one file. */
export type ToWorker = Call | { readonly settle: number } | 'close';

/** Memory from this size on goes back to be used again, up to the other. */
const SPARE_BYTES = [256 * 1024, 16 * 1024 * 1024] as const;
/** Nothing was asked for so long: there is time for what can wait. */
const QUIET_MS = 100;
/** Nor may what can wait grow beyond this: then it is done between two groups, when those who waited have their answer. */
const WAITING_BYTES = 64 * 1024 * 1024;
/** Nor what lies in the spool beyond this: then each group brings in one body. */
const SPOOLED_BYTES = 1024 * 1024 * 1024;

const port = parentPort;
if (port === null) throw new Error('the store’s worker runs in a thread of its own');
const { file, spool: spoolFolder, owner, at } = workerData as WorkerSetting;
const say = (message: FromWorker) => port.postMessage(message);

try {
  const { db, checkpoint } = await openDatabase(file, at);
  const spool = new SpoolRows(db, spoolFolder);
  await spool.takeOver();
  let waiting: Call[] = [];
  let isBusy = false;
  /** What can wait shall be done now. */
  let isDue = false;
  let isUntidy = false;
  let settling: number[] = [];
  let isClosing = false;
  let transactions = 0;
  let waitingBytes = 0;
  let spooledBytes = 0;
  let quiet: NodeJS.Timeout | undefined;

  const commit = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const answers = await commitGroup(db, { owner, spool }, batch);
    transactions++;
    const spare = spareOf(batch);
    port.postMessage({ type: 'answers', answers, transactions, spare } satisfies FromWorker, spare ? [spare] : []);
    const came = bytesOf(batch);
    waitingBytes += came.inMemory;
    spooledBytes += came.inSpool;
    isUntidy = true;
    if (waitingBytes > WAITING_BYTES) bringLogIn();
    if (spooledBytes > SPOOLED_BYTES) await bringBodyIn();
  };
  const bringLogIn = (): void => {
    waitingBytes = 0;
    checkpoint();
  };
  /** Gives false where nothing waits in the spool, or nothing can be brought in: the next time, perhaps. */
  const bringBodyIn = async (): Promise<boolean> => {
    const brought = await spool.bringIn().catch(() => undefined);
    if (brought === undefined) spooledBytes = 0;
    else say({ type: 'brought-in', file: brought });
    return brought !== undefined;
  };
  /** Does the next thing; gives false where there is nothing to do. */
  const step = async (): Promise<boolean> => {
    if (waiting.length > 0) {
      await commit();
      return true;
    }
    if (!isDue) return false;
    if (await bringBodyIn()) return true;
    bringLogIn();
    isDue = false;
    isUntidy = false;
    say({ type: 'tidied' });
    if (settling.length > 0) {
      const answers = settling.map((id) => ({ id, ok: true, value: undefined }) as const);
      settling = [];
      say({ type: 'answers', answers, transactions, spare: undefined });
    }
    return true;
  };
  const work = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    clearTimeout(quiet);
    do {
      // Lets what arrived meanwhile in, all of it.
      await new Promise(setImmediate);
    } while (await step());
    isBusy = false;
    if (isClosing) {
      // What stays there is seen to at the next start.
      await spool.leave().catch(() => undefined);
      await db.destroy();
      say({ type: 'closed' });
      port.close();
    } else if (isUntidy) quiet = setTimeout(tidy, QUIET_MS);
  };
  const tidy = (): void => {
    isDue = true;
    void work();
  };

  port.on('message', (message: ToWorker) => {
    if (message === 'close') isClosing = true;
    else if ('settle' in message) settling.push(message.settle);
    else waiting.push(message);
    if (isClosing || settling.length > 0) isDue = true;
    void work();
  });
  say({ type: 'ready', lastSpooled: spool.last });
} catch (error) {
  say({ type: 'unusable', message: error instanceof StoreFailure ? error.message : String(error) });
}

/** What a batch put into the database and the spool, about: what it costs beside its bytes is left out. */
function bytesOf(batch: readonly Call[]): { inMemory: number; inSpool: number } {
  const came = { inMemory: 0, inSpool: 0 };
  for (const call of batch) {
    if (call.method === 'append') {
      const [, , { bytes, spooledBytes }] = call.args as CallArguments<'append'>;
      came.inMemory += bytes.length;
      came.inSpool += spooledBytes;
    } else if (call.method === 'cut') came.inMemory += (call.args as CallArguments<'cut'>)[2].data.length;
  }
  return came;
}

/** The memory in which a large append of the batch came. */
function spareOf(batch: readonly Call[]): ArrayBuffer | undefined {
  for (const call of batch) {
    if (call.method !== 'append') continue;
    const [, , { bytes }] = call.args as CallArguments<'append'>;
    const { byteLength } = bytes.buffer;
    if (byteLength >= SPARE_BYTES[0] && byteLength <= SPARE_BYTES[1]) return bytes.buffer;
  }
  return undefined;
}
