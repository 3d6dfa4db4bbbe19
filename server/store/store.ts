/**
 * What the rest of the house needs of the database: asynchronous, because a disk may take its time.
 * Implemented by `sqlite.ts` over one worker thread. Nothing in here knows what an entry means.
 */
import type { BodyInTheMaking, FileBody } from '../protocols/file-body.ts';

/** One entry of a seat's log as it is kept: JSON, and the bytes that JSON would only blow up. */
export interface StoredEntry {
  readonly n: number;
  /** Real time, milliseconds since the epoch. */
  readonly at: number;
  /** Binding entries are what the world and the progress are folded from; passing ones may be cut. */
  readonly isBinding: boolean;
  readonly version: number;
  readonly json: string;
  /** Byte strings that the JSON refers to by their index. What is read is in memory. */
  readonly bodies: readonly FileBody[];
}

/** A byte string of an entry: the entry's number, and which of its bodies it is. */
export type BodyPlace = readonly [n: number, part: number];

/** What takes the place of a seat's log up to an entry. */
export interface Cut {
  /** The snapshot is of the seat as it was after this entry. */
  readonly n: number;
  readonly data: Uint8Array;
  /** The bodies that the snapshot refers to: they stay when their entries go. */
  readonly keep: readonly BodyPlace[];
  /** Passing entries up to this one go, too. */
  readonly forgetPassing: number;
}

/** Where large bodies are put together as they come, on the disk from the beginning. One for each whose haste is its own. */
export interface Gatherer {
  gather(): BodyInTheMaking;
  /** Resolves when little enough waits for the disk that more may come; undefined where it does already. */
  whenTaken(): Promise<void> | undefined;
}

export interface SeatRow {
  readonly seat: string;
  readonly learner: string;
  /** The lab's id; empty for free play. */
  readonly lab: string;
  /** The digest of the seed that the seat began with. */
  readonly seed: string;
  /** Real time at which the seat's world began, milliseconds since the epoch. */
  readonly began: number;
}

/** One way of a learner through a lab: from a beginning to the next fresh start. */
export interface Attempt {
  /** Real time at which its world began, milliseconds since the epoch: no other attempt at the lab began then. */
  readonly began: number;
  /** When it was noted last. */
  readonly last: number;
  readonly ticked: number;
  readonly isFinished: boolean;
  readonly points: number;
  /** What else is kept of it, as JSON. */
  readonly summary: string;
}

/** Where a learner stands at a lab. */
export interface Standing {
  /** Steps ticked in the attempt at hand. */
  readonly ticked: number;
  /** Most steps ticked in any. */
  readonly best: number;
  /** Some attempt was finished. */
  readonly isFinished: boolean;
}

/** Of the attempts at one lab so many are kept: the newest, and the best. */
export const ATTEMPTS_KEPT = 50;

/** A seat that this process owns until another takes it; every append carries the fence. */
export interface OpenSeat {
  readonly row: SeatRow;
  readonly fence: number;
  /** The newest snapshot, if there is one, and every entry kept, in order. */
  readonly snapshot:
    | {
        readonly n: number;
        readonly data: Uint8Array;
        /** What it refers to. */
        readonly bodies: readonly { readonly place: BodyPlace; readonly bytes: Uint8Array }[];
      }
    | undefined;
  readonly entries: readonly StoredEntry[];
}

export interface Store {
  createLearner(at: number): Promise<string>;
  hasLearner(learner: string): Promise<boolean>;
  /** The seat of a learner at a lab; undefined where there is none. */
  findSeat(learner: string, lab: string): Promise<SeatRow | undefined>;
  /** Makes a seat (or gives the one that is there). */
  createSeat(row: Omit<SeatRow, 'seat'>): Promise<SeatRow>;
  /** Takes the seat over: whoever held it can append no more. */
  openSeat(seat: string): Promise<OpenSeat | undefined>;
  seat(seat: string): Promise<SeatRow | undefined>;
  /** Resolves when the entries are on the disk; rejects with StoreFailure `fenced` where another process owns the seat. */
  append(seat: string, fence: number, entries: readonly StoredEntry[]): Promise<void>;
  /** Keeps a snapshot of the seat as it was after entry `n`, and forgets entries that nobody needs any more: passing ones up to `forgetPassing`, binding ones up to `n`. */
  cut(seat: string, fence: number, cut: Cut): Promise<void>;
  /** Where a learner stands, by lab, for the catalogue; follows from `noteAttempt`. */
  standings(learner: string): Promise<ReadonlyMap<string, Standing>>;
  /** Keeps the newest attempt as it is now. */
  noteAttempt(learner: string, lab: string, attempt: Attempt): Promise<void>;
  /** The attempts at a lab, the newest first. */
  attempts(learner: string, lab: string): Promise<readonly Attempt[]>;
  putSeed(digest: string, data: Uint8Array): Promise<void>;
  seed(digest: string): Promise<Uint8Array | undefined>;
  /** Makes a secret of 32 random bytes at the first call (or takes `first` for it), gives the same ever after. */
  secret(name: string, first?: Uint8Array): Promise<Uint8Array>;
  gatherer(): Gatherer;
  /** Does now what is left for a time when nobody waits: brings large bodies into the database, and makes room for more. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `fenced`: another opened the seat since; `full`: the disk takes no more; `failed`: anything else that kept a request from being
 * carried out; `unusable`: the store can't be opened at all, and the message tells an operator why in one line.
 */
export class StoreFailure extends Error {
  readonly kind: 'fenced' | 'full' | 'failed' | 'unusable';

  constructor(kind: StoreFailure['kind'], message: string) {
    super(message);
    this.name = 'StoreFailure';
    this.kind = kind;
  }
}
