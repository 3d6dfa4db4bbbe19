/** What POP3 needs of the world. Implemented by the sandbox; never by the engine. */

/** A message as it was when the maildrop was opened. Its number is its place, from 1. */
export interface DropMessage {
  readonly uid: number;
  /** Octets, lines with CRLF. */
  readonly sizeBytes: number;
}

/** Who wants in, and how they prove to be it: with the password, or with APOP's digest of timestamp and password. */
export interface Login {
  readonly user: string;
  readonly proof: { readonly password: string } | { readonly timestamp: string; readonly digest: string };
  /** Where they come from: an IPv4 address. */
  readonly address: string;
}

/** The authorization state (RFC 1939 §4). */
export interface AuthorizationStore {
  /** Undefined where the user is unknown or the proof is wrong. The user in any case. */
  enter(login: Login): Entry | undefined;
}

/** One who has proved who they are: a session of that user, until `leave`. */
export interface Entry {
  /** The sessions that this user has from this address now, this one included. */
  readonly sessions: number;
  /**
   * The user's maildrop. Where it is asked for alone, undefined while another session has it alone; else it is locked
   * (RFC 1939 §8) until `leave`.
   */
  open(how: { readonly isAlone: boolean }): Maildrop | undefined;
  /** The session is over, however it ended. */
  leave(): void;
}

/** The transaction and update states (RFC 1939 §5, §6): one user's INBOX, as a snapshot. */
export interface Maildrop {
  readonly messages: readonly DropMessage[];
  /** Of the unique-ids: with the uid they identify a message for ever (RFC 1939 §7). */
  readonly uidValidity: number;
  /** The whole message, or undefined where another session removed it. */
  body(uid: number): Uint8Array | undefined;
  /** The session is over: marks mails as read and removes others, all at once; those that are gone are passed over. */
  finish(change: { readonly seen: readonly number[]; readonly removed: readonly number[] }): void;
}

export type Pop3Store = AuthorizationStore;
