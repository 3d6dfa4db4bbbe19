/**
 * Inserts of many rows in few statements. The query layer makes the text of a statement once for each number of rows
 * (powers of two), the database prepares it once; making it anew would cost more than carrying it out.
 */
import { CompiledQuery, type Insertable, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

const MOST_ROWS = 32;

/** By table and number of rows. A process has one kind of database. */
const texts = new Map<string, string>();

/** Inserts the rows, in order; all name the same columns in the same order. */
export async function insertRows<T extends keyof Tables>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  for (let at = 0, size = MOST_ROWS; at < rows.length;) {
    while (size > rows.length - at) size /= 2;
    const some = rows.slice(at, at + size);
    const parameters = some.flatMap((row) => Object.values(row));
    await db.executeQuery(CompiledQuery.raw(textOf(db, table, some), parameters));
    at += size;
  }
}

function textOf<T extends keyof Tables>(db: Kysely<Tables>, table: T, rows: readonly Insertable<Tables[T]>[]): string {
  const key = `${table} ${rows.length}`;
  let text = texts.get(key);
  if (text === undefined) texts.set(key, (text = db.insertInto(table).values(rows).compile().sql));
  return text;
}
