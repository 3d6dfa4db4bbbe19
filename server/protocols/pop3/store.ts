/** What POP3 needs of the world. Implemented by the sandbox; never by the engine. */

/** A message as it was when the maildrop was opened. Its number is its place, from 1. */
export interface DropMessage {
  readonly uid: number;
  /** Octets, lines with CRLF. */
  readonly sizeBytes: number;
}

/** The authorization state (RFC 1939 §4). */
export interface AuthorizationStore {
  /** The maildrop, or undefined where user or password are wrong. The user in any case. */
  open(user: string, password: string): Maildrop | undefined;
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
