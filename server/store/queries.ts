/**
 * What the store does, as queries: each method runs inside a transaction that somebody else begins and commits
 * (`group-commit.ts`). A method that refuses does so before it has written anything.
 */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type BodiesOfSeat, bodiesOf, insertBodies, keepBodies, keptBodies } from './body-rows.ts';
import { insertRows } from './many-rows.ts';
import type { UnpackedEntry } from './packed-entries.ts';
import type { SpoolRows } from './spool-rows.ts';
import {
  type Attempt,
  ATTEMPTS_KEPT,
  type Cut,
  type OpenSeat,
  type SeatRow,
  type Standing,
  type Store,
  type StoredEntry,
  StoreFailure,
} from './store.ts';
import type { Tables } from './tables.ts';

/** The store without its lifecycle: what may be asked of it. */
export interface Operations extends Omit<Store, 'append' | 'close' | 'cut' | 'gatherer' | 'settle'> {
  append(seat: string, fence: number, entries: readonly UnpackedEntry[]): Promise<void>;
  /** Gives the files of the spool that no row refers to any more, one for each row. */
  cut(seat: string, fence: number, cut: Cut): Promise<readonly number[]>;
}

const SEAT_COLUMNS = ['seat', 'learner', 'lab', 'seed', 'began'] as const;

/** 128 random bits as a name that fits into an address. */
const randomName = () => randomBytes(16).toString('base64url');

export interface QueriesSetting {
  /** The process that opens seats. */
  readonly owner: string;
  readonly spool: SpoolRows;
}

export class Queries implements Operations {
  readonly #db: Kysely<Tables>;
  readonly #owner: string;
  readonly #spool: SpoolRows;

  constructor(db: Kysely<Tables>, { owner, spool }: QueriesSetting) {
    this.#db = db;
    this.#owner = owner;
    this.#spool = spool;
  }

  async createLearner(at: number): Promise<string> {
    const learner = randomName();
    await this.#db.insertInto('learners').values({ learner, at }).execute();
    return learner;
  }

  async hasLearner(learner: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('learners')
      .select('learner')
      .where('learner', '=', learner)
      .executeTakeFirst();
    return row !== undefined;
  }

  findSeat(learner: string, lab: string): Promise<SeatRow | undefined> {
    return this.#db
      .selectFrom('seats')
      .select(SEAT_COLUMNS)
      .where('learner', '=', learner)
      .where('lab', '=', lab)
      .executeTakeFirst();
  }

  seat(seat: string): Promise<SeatRow | undefined> {
    return this.#db.selectFrom('seats').select(SEAT_COLUMNS).where('seat', '=', seat).executeTakeFirst();
  }

  async createSeat(row: Omit<SeatRow, 'seat'>): Promise<SeatRow> {
    const there = await this.findSeat(row.learner, row.lab);
    if (there !== undefined) return there;
    const made = { ...row, seat: randomName() };
    await this.#db
      .insertInto('seats')
      .values({ ...made, fence: 0, owner: '' })
      .execute();
    return made;
  }

  async openSeat(seat: string): Promise<OpenSeat | undefined> {
    const opened = await this.#db
      .updateTable('seats')
      .set(({ eb }) => ({ fence: eb('fence', '+', 1), owner: this.#owner }))
      .where('seat', '=', seat)
      .returning([...SEAT_COLUMNS, 'id', 'fence'])
      .executeTakeFirst();
    if (opened === undefined) return undefined;
    const { id, fence, ...row } = opened;
    const snapshot = await this.#db
      .selectFrom('snapshots')
      .select(['n', 'data'])
      .where('seat_id', '=', id)
      .executeTakeFirst();
    const bodies = await bodiesOf(this.#db, id, this.#spool);
    const referred = snapshot && (await keptBodies(this.#db, id, bodies));
    return {
      row,
      fence,
      snapshot: snapshot && { ...snapshot, bodies: referred ?? [] },
      entries: await this.#entries(id, bodies),
    };
  }

  async append(seat: string, fence: number, entries: readonly UnpackedEntry[]): Promise<void> {
    const id = await this.#fenced(seat, fence);
    await insertRows(
      this.#db,
      'entries',
      entries.map(({ n, at, isBinding, version, json }) => ({
        seat_id: id,
        n,
        at,
        is_binding: isBinding ? 1 : 0,
        version,
        json,
      })),
    );
    await insertBodies(this.#db, id, entries);
  }

  async cut(seat: string, fence: number, { n, data, keep, forgetPassing }: Cut): Promise<readonly number[]> {
    const id = await this.#fenced(seat, fence);
    await this.#db
      .insertInto('snapshots')
      .values({ seat_id: id, n, data })
      .onConflict((conflict) => conflict.column('seat_id').doUpdateSet({ n, data }))
      .execute();
    for (const [isBinding, upTo] of [
      [1, n],
      [0, forgetPassing],
    ] as const) {
      await this.#db
        .deleteFrom('entries')
        .where('seat_id', '=', id)
        .where('is_binding', '=', isBinding)
        .where('n', '<=', upTo)
        .execute();
    }
    return keepBodies(this.#db, id, keep);
  }

  async standings(learner: string): Promise<ReadonlyMap<string, Standing>> {
    const now = await this.#db
      .selectFrom('progress')
      .select(['lab', 'ticked'])
      .where('learner', '=', learner)
      .execute();
    const kept = await this.#db
      .selectFrom('attempts')
      .select(({ fn }) => ['lab', fn.max('ticked').as('best'), fn.max('is_finished').as('finished')])
      .where('learner', '=', learner)
      .groupBy('lab')
      .execute();
    const best = new Map(kept.map((row) => [row.lab, row]));
    return new Map(
      now.map(({ lab, ticked }) => {
        const ever = best.get(lab);
        const standing = { ticked, best: Math.max(ticked, ever?.best ?? 0), isFinished: ever?.finished === 1 };
        return [lab, standing];
      }),
    );
  }

  async noteAttempt(learner: string, lab: string, { isFinished, ...attempt }: Attempt): Promise<void> {
    const { ticked } = attempt;
    await this.#db
      .insertInto('progress')
      .values({ learner, lab, ticked })
      .onConflict((conflict) => conflict.columns(['learner', 'lab']).doUpdateSet({ ticked }))
      .execute();
    const row = { ...attempt, is_finished: isFinished ? 1 : 0 };
    const noted = await this.#db
      .updateTable('attempts')
      .set(row)
      .where('learner', '=', learner)
      .where('lab', '=', lab)
      .where('began', '=', attempt.began)
      .executeTakeFirst();
    if (noted.numUpdatedRows > 0n) return;
    await this.#db
      .insertInto('attempts')
      .values({ learner, lab, ...row })
      .execute();
    await this.#forgetAttempts(learner, lab);
  }

  async attempts(learner: string, lab: string): Promise<readonly Attempt[]> {
    const rows = await this.#db
      .selectFrom('attempts')
      .select(['began', 'last', 'ticked', 'is_finished', 'points', 'summary'])
      .where('learner', '=', learner)
      .where('lab', '=', lab)
      .orderBy('began', 'desc')
      .execute();
    return rows.map(({ is_finished, ...row }) => ({ ...row, isFinished: is_finished === 1 }));
  }

  /** What is beyond the bound goes, the oldest first, but never the best. */
  async #forgetAttempts(learner: string, lab: string): Promise<void> {
    const rows = await this.attempts(learner, lab);
    if (rows.length <= ATTEMPTS_KEPT) return;
    const rank = ({ isFinished, points, ticked }: Attempt) => [Number(isFinished), points, ticked];
    const [best] = [...rows].sort((one, other) => compare(rank(other), rank(one)));
    const forgotten = rows
      .slice(ATTEMPTS_KEPT - 1)
      .filter((row) => row !== best)
      .map(({ began }) => began);
    await this.#db
      .deleteFrom('attempts')
      .where('learner', '=', learner)
      .where('lab', '=', lab)
      .where('began', 'in', forgotten)
      .execute();
  }

  async putSeed(digest: string, data: Uint8Array): Promise<void> {
    await this.#db
      .insertInto('seeds')
      .values({ digest, data })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute();
  }

  async seed(digest: string): Promise<Uint8Array | undefined> {
    const row = await this.#db.selectFrom('seeds').select('data').where('digest', '=', digest).executeTakeFirst();
    return row?.data;
  }

  async secret(name: string, first?: Uint8Array): Promise<Uint8Array> {
    await this.#db
      .insertInto('secrets')
      .values({ name, value: first ?? randomBytes(32) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const row = await this.#db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow();
    return row.value;
  }

  /** The seat's number, if this fence is still the newest. */
  async #fenced(seat: string, fence: number): Promise<number> {
    const row = await this.#db.selectFrom('seats').select(['id', 'fence']).where('seat', '=', seat).executeTakeFirst();
    if (row === undefined) throw new StoreFailure('fenced', `there is no seat ${seat}`);
    if (row.fence !== fence) {
      throw new StoreFailure('fenced', `seat ${seat} was opened again: expected fence ${row.fence}, got ${fence}`);
    }
    return row.id;
  }

  async #entries(id: number, bodies: BodiesOfSeat): Promise<StoredEntry[]> {
    const rows = await this.#db
      .selectFrom('entries')
      .select(['n', 'at', 'is_binding', 'version', 'json'])
      .where('seat_id', '=', id)
      .orderBy('n')
      .execute();
    return rows.map(({ is_binding, ...row }) => ({
      ...row,
      isBinding: is_binding === 1,
      bodies: bodies.get(row.n) ?? [],
    }));
  }
}

/** By the first place at which they differ. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (const [at, value] of one.entries()) {
    const difference = value - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
