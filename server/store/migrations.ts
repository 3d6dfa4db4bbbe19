/**
 * How a database becomes one that this version can read: numbered steps, each run once, in order, in one transaction.
 * A step that was released is never changed; what must differ becomes the next step.
 */
import { type Kysely, sql } from 'kysely';
import { StoreFailure } from './store.ts';
import type { Tables } from './tables.ts';

type Migration = (db: Kysely<Tables>) => Promise<void>;

/** Step 1 is the first of the list. */
export const MIGRATIONS: readonly Migration[] = [firstTables, attempts, spool];

/** @throws StoreFailure where the database was made by a newer version */
export async function migrate(db: Kysely<Tables>, at: number, migrations = MIGRATIONS): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.transaction().execute(async (transaction) => {
    const newest = await transaction
      .selectFrom('migrations')
      .select('number')
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    const done = newest?.number ?? 0;
    if (done > migrations.length) {
      throw new StoreFailure(
        'unusable',
        `was made by a newer version of Plaintalk (its format is ${done}, this version knows up to ${migrations.length}): start the newer version`,
      );
    }
    for (const [index, step] of migrations.entries()) {
      if (index < done) continue;
      await step(transaction);
      await transaction
        .insertInto('migrations')
        .values({ number: index + 1, at })
        .execute();
    }
  });
}

async function firstTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('learners')
    .addColumn('learner', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('seats')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('seat', 'text', (column) => column.notNull().unique())
    .addColumn('learner', 'text', (column) => column.notNull())
    .addColumn('lab', 'text', (column) => column.notNull())
    .addColumn('seed', 'text', (column) => column.notNull())
    .addColumn('began', 'bigint', (column) => column.notNull())
    .addColumn('fence', 'integer', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addUniqueConstraint('seats_of_learner', ['learner', 'lab'])
    .execute();
  await db.schema
    .createTable('entries')
    .addColumn('seat_id', 'integer', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('is_binding', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('entries_key', ['seat_id', 'n'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('bodies')
    .addColumn('seat_id', 'integer', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('bodies_key', ['seat_id', 'n', 'part'])
    .execute();
  await db.schema
    .createTable('snapshots')
    .addColumn('seat_id', 'integer', (column) => column.primaryKey())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('data', 'blob', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('progress')
    .addColumn('learner', 'text', (column) => column.notNull())
    .addColumn('lab', 'text', (column) => column.notNull())
    .addColumn('ticked', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('progress_key', ['learner', 'lab'])
    .execute();
  await db.schema
    .createTable('seeds')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('data', 'blob', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('secrets')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'blob', (column) => column.notNull())
    .execute();
}

/** Learners of before have their progress; what they do from here on is kept attempt by attempt. */
async function attempts(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('attempts')
    .addColumn('learner', 'text', (column) => column.notNull())
    .addColumn('lab', 'text', (column) => column.notNull())
    .addColumn('began', 'bigint', (column) => column.notNull())
    .addColumn('last', 'bigint', (column) => column.notNull())
    .addColumn('ticked', 'integer', (column) => column.notNull())
    .addColumn('is_finished', 'integer', (column) => column.notNull())
    .addColumn('points', 'integer', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('attempts_key', ['learner', 'lab', 'began'])
    .execute();
}

/** Large bodies wait in files beside the database, and a snapshot refers to them instead of having them in it. */
async function spool(db: Kysely<Tables>): Promise<void> {
  const places = ['spooled', 'kept'] as const;
  for (const table of places) {
    const made = db.schema
      .createTable(table)
      .addColumn('seat_id', 'integer', (column) => column.notNull())
      .addColumn('n', 'integer', (column) => column.notNull())
      .addColumn('part', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ['seat_id', 'n', 'part']);
    const whole =
      table === 'kept'
        ? made
        : made
            .addColumn('file', 'integer', (column) => column.notNull())
            .addColumn('size', 'integer', (column) => column.notNull());
    await whole.execute();
  }
}
