/**
 * One transaction for everything that was asked while the last one was on its way: a sync of the disk is paid once for
 * all seats, and an answer leaves only after it. A request that fails takes no other with it.
 */
import type { Kysely } from 'kysely';
import { failureOf } from './database.ts';
import { type Operations, Queries, type QueriesSetting } from './queries.ts';
import { type PackedEntries, unpackEntries } from './packed-entries.ts';
import { StoreFailure } from './store.ts';
import type { Tables } from './tables.ts';

export type Method = keyof Operations;

/** As they cross to the thread: an append's entries are packed. */
export type CallArguments<M extends Method> = M extends 'append'
  ? readonly [seat: string, fence: number, entries: PackedEntries]
  : Readonly<Parameters<Operations[M]>>;

/** One request to the store. The arguments are those of the method; the client's types saw to it. */
export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly kind: StoreFailure['kind']; readonly message: string };

/** Carries out a batch, in order, and resolves when what it wrote is on the disk. Never rejects. */
export async function commitGroup(
  db: Kysely<Tables>,
  setting: QueriesSetting,
  batch: readonly Call[],
): Promise<readonly Answer[]> {
  try {
    return await db.transaction().execute(async (transaction) => {
      const queries = new Queries(transaction, setting);
      const answers: Answer[] = [];
      for (const call of batch) answers.push(await answer(queries, call));
      return answers;
    });
  } catch (error) {
    const [only, ...others] = batch;
    if (only === undefined) return [];
    if (others.length === 0) return [refusal(only.id, failureOf(error))];
    // Rolled back as a whole: each gets a transaction of its own, so that only those fail that must.
    const answers: Answer[] = [];
    for (const call of batch) answers.push(...(await commitGroup(db, setting, [call])));
    return answers;
  }
}

async function answer(queries: Queries, { id, method, args }: Call): Promise<Answer> {
  try {
    if (method === 'append') {
      const [seat, fence, entries] = args as CallArguments<'append'>;
      await queries.append(seat, fence, unpackEntries(entries));
      return { id, ok: true, value: undefined };
    }
    const operations = queries as unknown as Record<Method, (...given: readonly unknown[]) => Promise<unknown>>;
    return { id, ok: true, value: await operations[method](...args) };
  } catch (error) {
    // A fence refuses before anything is written: the others of the batch go on.
    if (error instanceof StoreFailure && error.kind === 'fenced') return refusal(id, error);
    throw error;
  }
}

const refusal = (id: number, { kind, message }: StoreFailure): Answer => ({ id, ok: false, kind, message });
