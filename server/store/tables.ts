/** The tables, as the query layer sees them. `migrations.ts` makes them; nothing outside this folder knows them. */
import type { ColumnType, Generated } from 'kysely';

/** Written as any view of bytes, read as bytes. */
type Bytes = ColumnType<Uint8Array, Uint8Array, Uint8Array>;

export interface Tables {
  /** Which migrations this database has seen. */
  migrations: { number: number; at: number };
  learners: { learner: string; at: number };
  seats: {
    id: Generated<number>;
    seat: string;
    learner: string;
    lab: string;
    seed: string;
    began: number;
    /** Grows by one whenever the seat is opened; an append that carries an older one is refused. */
    fence: number;
    /** The process that opened it last. */
    owner: string;
  };
  /** Clustered by seat and number, so that reading a seat is one walk. `is_binding` is 0 or 1. */
  entries: { seat_id: number; n: number; at: number; is_binding: number; version: number; json: string };
  /** The byte strings of an entry, `part` from 0. */
  bodies: { seat_id: number; n: number; part: number; bytes: Bytes };
  /** Bodies that are not in `bodies` yet: `file` is a number of the spool, `size` in bytes. */
  spooled: { seat_id: number; n: number; part: number; file: number; size: number };
  /** The bodies that a seat's snapshot refers to: they stay without their entry. */
  kept: { seat_id: number; n: number; part: number };
  snapshots: { seat_id: number; n: number; data: Bytes };
  /** The steps ticked in the attempt at hand. */
  progress: { learner: string; lab: string; ticked: number };
  /** What was done at a lab from a beginning to the next fresh start. `is_finished` is 0 or 1. */
  attempts: {
    learner: string;
    lab: string;
    began: number;
    last: number;
    ticked: number;
    is_finished: number;
    points: number;
    summary: string;
  };
  seeds: { digest: string; data: Bytes };
  secrets: { name: string; value: Bytes };
}
