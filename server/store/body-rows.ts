/** The bodies of a seat's entries, wherever they are: in the database, or still in the spool. */
import { type Kysely, sql } from 'kysely';
import { insertRows } from './many-rows.ts';
import type { UnpackedEntry } from './packed-entries.ts';
import type { SpoolRows } from './spool-rows.ts';
import { type BodyPlace, type OpenSeat, StoreFailure } from './store.ts';
import type { Tables } from './tables.ts';

/** By the number of the entry, each at its part. */
export type BodiesOfSeat = ReadonlyMap<number, readonly Uint8Array[]>;

/** @param id of the seat */
export async function insertBodies(db: Kysely<Tables>, id: number, entries: readonly UnpackedEntry[]): Promise<void> {
  const parts = entries.flatMap(({ n, bodies }) => bodies.map((body, part) => ({ seat_id: id, n, part, body })));
  const here = parts.flatMap(({ body, ...place }) => (body instanceof Uint8Array ? [{ ...place, bytes: body }] : []));
  const inFiles = parts.flatMap(({ body, ...place }) => (body instanceof Uint8Array ? [] : [{ ...place, ...body }]));
  await insertRows(db, 'bodies', here);
  await insertRows(db, 'spooled', inFiles);
}

/** All of a seat, in memory. @throws StoreFailure where one that is in the spool can't be read */
export async function bodiesOf(db: Kysely<Tables>, id: number, spool: SpoolRows): Promise<BodiesOfSeat> {
  const bodies = new Map<number, Uint8Array[]>();
  const put = ({ n, part, bytes }: { n: number; part: number; bytes: Uint8Array }): void => {
    const there = bodies.get(n) ?? [];
    there[part] = bytes;
    bodies.set(n, there);
  };
  const here = db.selectFrom('bodies').select(['n', 'part', 'bytes']).where('seat_id', '=', id);
  for (const row of await here.execute()) put(row);
  const inFiles = db.selectFrom('spooled').select(['n', 'part', 'file', 'size']).where('seat_id', '=', id);
  for (const { n, part, ...body } of await inFiles.execute()) put({ n, part, bytes: spool.read(body) });
  return bodies;
}

/** What the seat's snapshot refers to. */
export async function keptBodies(
  db: Kysely<Tables>,
  id: number,
  bodies: BodiesOfSeat,
): Promise<NonNullable<OpenSeat['snapshot']>['bodies']> {
  const kept = await db.selectFrom('kept').select(['n', 'part']).where('seat_id', '=', id).execute();
  return kept.map(({ n, part }) => {
    const bytes = bodies.get(n)?.[part];
    if (bytes === undefined) throw new StoreFailure('failed', `a snapshot lacks body ${part} of entry ${n}`);
    return { place: [n, part], bytes };
  });
}

/**
 * The snapshot refers to these from now on; what neither it nor an entry has, goes.
 * @returns the files of the spool that rows no longer refer to, one for each row
 */
export async function keepBodies(
  db: Kysely<Tables>,
  id: number,
  keep: readonly BodyPlace[],
): Promise<readonly number[]> {
  await db.deleteFrom('kept').where('seat_id', '=', id).execute();
  await insertRows(
    db,
    'kept',
    keep.map(([n, part]) => ({ seat_id: id, n, part })),
  );
  const isUnreferred = sql<boolean>`n not in (select n from entries where seat_id = ${id})
    and (n, part) not in (select n, part from kept where seat_id = ${id})`;
  await db.deleteFrom('bodies').where('seat_id', '=', id).where(isUnreferred).execute();
  const gone = await db.deleteFrom('spooled').where('seat_id', '=', id).where(isUnreferred).returning('file').execute();
  return gone.map(({ file }) => file);
}
