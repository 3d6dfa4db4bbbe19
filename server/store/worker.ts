/**
 * The thread that owns the database. It answers requests in the order in which they came, in groups: what arrives
 * while a transaction holds the thread goes into the next one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import { type Answer, type Call, type CallArguments, commitGroup } from './group-commit.ts';
import { StoreFailure } from './store.ts';

export interface WorkerSetting {
  readonly file: string;
  /** The process that owns what this thread opens. */
  readonly owner: string;
  /** Real time, milliseconds since the epoch. */
  readonly at: number;
}

/** What the thread says. `transactions`: how many it has committed so far; `spare`: memory that it is done with. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly message: string }
  | {
      readonly type: 'answers';
      readonly answers: readonly Answer[];
      readonly transactions: number;
      readonly spare: ArrayBuffer | undefined;
    }
  | { readonly type: 'closed' };

export type ToWorker = Call | 'close';

/** Memory from this size on goes back to be used again, up to the other. */
const SPARE_BYTES = [256 * 1024, 16 * 1024 * 1024] as const;
/** Nothing was asked for so long: there is time for what can wait. */
const QUIET_MS = 100;
/** Nor may what can wait grow beyond this: then it is done between two groups, when those who waited have their answer. */
const WAITING_BYTES = 64 * 1024 * 1024;

const port = parentPort;
if (port === null) throw new Error('the store’s worker runs in a thread of its own');
const { file, owner, at } = workerData as WorkerSetting;
const say = (message: FromWorker) => port.postMessage(message);

try {
  const { db, checkpoint } = await openDatabase(file, at);
  let waiting: Call[] = [];
  let isBusy = false;
  let isClosing = false;
  let transactions = 0;
  let waitingBytes = 0;
  let quiet: NodeJS.Timeout | undefined;

  const bringIn = () => {
    waitingBytes = 0;
    checkpoint();
  };
  const work = async () => {
    clearTimeout(quiet);
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const answers = await commitGroup(db, owner, batch);
      transactions++;
      const spare = spareOf(batch);
      waitingBytes += bytesOf(batch);
      port.postMessage({ type: 'answers', answers, transactions, spare } satisfies FromWorker, spare ? [spare] : []);
      if (waitingBytes > WAITING_BYTES) bringIn();
      // Lets what arrived meanwhile in, all of it.
      await new Promise(setImmediate);
    }
    isBusy = false;
    if (!isClosing) {
      quiet = setTimeout(bringIn, QUIET_MS);
      return;
    }
    await db.destroy();
    say({ type: 'closed' });
    port.close();
  };

  port.on('message', (message: ToWorker) => {
    if (message === 'close') isClosing = true;
    else waiting.push(message);
    if (isBusy) return;
    isBusy = true;
    setImmediate(() => void work());
  });
  say({ type: 'ready' });
} catch (error) {
  say({ type: 'unusable', message: error instanceof StoreFailure ? error.message : String(error) });
}

/** What a batch put into the database, about: what it costs beside its bytes is left out. */
function bytesOf(batch: readonly Call[]): number {
  let bytes = 0;
  for (const call of batch) {
    if (call.method === 'append') bytes += (call.args as CallArguments<'append'>)[2].bytes.length;
    else if (call.method === 'cut') bytes += (call.args as CallArguments<'cut'>)[2].data.length;
  }
  return bytes;
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
