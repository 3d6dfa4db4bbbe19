/**
 * The thread that owns the database. It answers requests in the order in which they came, in groups: what arrives
 * while a transaction holds the thread goes into the next one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import { type Answer, type Call, commitGroup } from './group-commit.ts';
import { StoreFailure } from './store.ts';

export interface WorkerSetting {
  readonly file: string;
  /** The process that owns what this thread opens. */
  readonly owner: string;
  /** Real time, milliseconds since the epoch. */
  readonly at: number;
}

/** What the thread says. `transactions`: how many it has committed so far. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly message: string }
  | { readonly type: 'answers'; readonly answers: readonly Answer[]; readonly transactions: number }
  | { readonly type: 'closed' };

export type ToWorker = Call | 'close';

const port = parentPort;
if (port === null) throw new Error('the store’s worker runs in a thread of its own');
const { file, owner, at } = workerData as WorkerSetting;
const say = (message: FromWorker) => port.postMessage(message);

try {
  const db = await openDatabase(file, at);
  let waiting: Call[] = [];
  let isBusy = false;
  let isClosing = false;
  let transactions = 0;

  const work = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const answers = await commitGroup(db, owner, batch);
      transactions++;
      say({ type: 'answers', answers, transactions });
      // Lets what arrived meanwhile in, all of it.
      await new Promise(setImmediate);
    }
    isBusy = false;
    if (!isClosing) return;
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
