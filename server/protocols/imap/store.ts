/**
 * What IMAP needs of the world, grouped by the state of the session. Every change is done (and in the journal) when the
 * method returns; where the world refuses, a method throws a `StoreRefusal`.
 */
import type { SequenceSet } from './sequence-set.ts';

/** Before LOGIN. */
export interface ImapStore {
  /** The session of a user, where user and password are right. */
  enter(login: Login): Entry | undefined;
}

export interface Login {
  readonly user: string;
  /** Each byte one character. */
  readonly password: string;
  /** Where the client is. */
  readonly address: string;
}

/** A session of a user, until it leaves. */
export interface Entry {
  readonly account: ImapAccount;
  /** This user's sessions at this service from this address, this one included. */
  readonly sessions: number;
  leave(): void;
}

/** What an account may hold. */
export interface Quota {
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** After LOGIN. Names are as IMAP writes them (modified UTF-7), levels parted by `.`, INBOX in upper case. */
export interface ImapAccount {
  /** Undefined: bounded by the world alone. */
  readonly quota: Quota | undefined;
  /** In the order of their names. */
  mailboxNames(): readonly string[];
  mailbox(name: string): StoredMailbox | undefined;
  subscriptions(): ReadonlySet<string>;
  createMailbox(name: string): void;
  deleteMailbox(name: string): void;
  /** All or none of the renamings. */
  renameMailboxes(renamings: readonly (readonly [from: string, to: string])[]): void;
  setSubscribed(name: string, isSubscribed: boolean): void;
  /** Adds the mails, all or none, and gives their uids. */
  append(name: string, mails: readonly NewMail[]): readonly number[];
  /** With a mailbox selected. */
  readonly selected: SelectedStore;
}

/** While a mailbox is selected. */
export interface SelectedStore {
  /** The flags of each mail named, all of them, as they are to be. */
  setFlags(name: string, flags: readonly (readonly [uid: number, flags: readonly string[]])[]): void;
  /** Copies in the order of the uids, and gives the uids of the copies. */
  copy(name: string, uids: readonly number[], to: string): readonly number[];
  /** Copies and removes, both or neither. */
  move(name: string, uids: readonly number[], to: string): readonly number[];
  remove(name: string, uids: readonly number[]): void;
  /** \Recent belongs to this session from now on, and to no other. */
  claimRecent(name: string): void;
  /** From now on whoever selects the mailbox is told its highest modification sequence. */
  trackModSeqs(name: string): void;
}

export interface StoredMailbox {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModSeq: number;
  /** A client has asked for modification sequences at some time. */
  readonly tracksModSeqs: boolean;
  /** Every keyword that a mail here has ever had, in the order in which they came. */
  readonly keywords: ReadonlySet<string>;
  /** The flag as the mailbox writes it: keywords keep the case in which they first came. */
  spelling(flag: string): string;
  /** Mails from this uid on are \Recent. */
  readonly recentFrom: number;
  readonly specialUse: string | undefined;
  /** In ascending order of uid; the array changes with the mailbox. */
  readonly mails: readonly StoredMail[];
  find(uid: number): StoredMail | undefined;
  /** The uids that went since the mailbox had this modification sequence; perhaps others that are not there (RFC 7162 §3.2.5.1). */
  vanishedSince(modSeq: number): SequenceSet;
}

export interface StoredMail {
  readonly uid: number;
  readonly flags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly internalDate: number;
  /** With CRLF line ends; never written to. */
  readonly body: Uint8Array;
  /** Grows with each change of the mail. */
  readonly modSeq: number;
}

export interface NewMail {
  readonly flags: readonly string[];
  readonly internalDate: number;
  readonly body: Uint8Array;
}

/** Why the store refused a change: too much, gone meanwhile, there already. */
export class StoreRefusal extends Error {
  readonly kind: 'quota' | 'missing' | 'exists';

  constructor(kind: StoreRefusal['kind'], message: string) {
    super(message);
    this.name = 'StoreRefusal';
    this.kind = kind;
  }
}
