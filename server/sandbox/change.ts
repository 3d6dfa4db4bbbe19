/**
 * A change of a world: the only way in which one ever changes, and what the seat's log keeps of it. Each holds
 * everything that is needed to do it again (ids, times, bytes), so that folding the log gives the same world.
 */
import type { FileBody } from '../protocols/file-body.ts';
import type { QueuedMessage, QueuedRecipient } from '../protocols/smtp/store.ts';

export type WorldChange =
  | {
      readonly type: 'mail-added';
      readonly user: string;
      readonly mailbox: string;
      readonly uid: number;
      readonly flags: readonly string[];
      /** Milliseconds since the epoch. */
      readonly internalDate: number;
      /** With CRLF line ends. */
      readonly body: Uint8Array;
    }
  /** COPY: the bodies are those of `uids` in `mailbox`; the copies get the uids from `firstUid` on, in that order. */
  | {
      readonly type: 'mails-copied';
      readonly user: string;
      readonly mailbox: string;
      readonly uids: readonly number[];
      readonly to: string;
      readonly firstUid: number;
    }
  /** The flags of each mail named, all of them, as they are afterwards. */
  | {
      readonly type: 'flags-set';
      readonly user: string;
      readonly mailbox: string;
      readonly flags: readonly (readonly [uid: number, flags: readonly string[]])[];
    }
  | {
      readonly type: 'mails-removed';
      readonly user: string;
      readonly mailbox: string;
      readonly uids: readonly number[];
    }
  /** \Recent is no longer set on mails below this uid: a session has claimed them. */
  | { readonly type: 'recent-claimed'; readonly user: string; readonly mailbox: string; readonly below: number }
  /** A client has asked for the mailbox's modification sequences. */
  | { readonly type: 'mod-sequences-tracked'; readonly user: string; readonly mailbox: string }
  | { readonly type: 'mailbox-created'; readonly user: string; readonly mailbox: string; readonly uidValidity: number }
  | { readonly type: 'mailbox-removed'; readonly user: string; readonly mailbox: string }
  | { readonly type: 'mailbox-renamed'; readonly user: string; readonly mailbox: string; readonly to: string }
  | {
      readonly type: 'subscription-set';
      readonly user: string;
      readonly mailbox: string;
      readonly isSubscribed: boolean;
    }
  /** A server has taken a message that it must hand on (RFC 5321 §4.5.4). One of the same id is replaced. */
  | { readonly type: 'mail-queued'; readonly host: string; readonly message: QueuedMessage }
  /** An attempt to hand it on is over, and not for all recipients. */
  | {
      readonly type: 'queue-updated';
      readonly host: string;
      readonly id: string;
      readonly recipients: readonly QueuedRecipient[];
      readonly attempts: number;
      readonly nextAttempt: number;
    }
  | { readonly type: 'mail-unqueued'; readonly host: string; readonly id: string }
  /** What a host remembers between conversations: when a greylisted client came first, that an errand is done. */
  | { readonly type: 'noted'; readonly host: string; readonly key: string; readonly value: number }
  /** A file made or replaced. */
  | {
      readonly type: 'file-written';
      readonly host: string;
      readonly path: string;
      readonly body: FileBody;
      readonly modified: number;
      readonly mode: number;
      readonly owner: number;
      readonly group: number;
    }
  | {
      readonly type: 'directory-made';
      readonly host: string;
      readonly path: string;
      readonly modified: number;
      readonly mode: number;
      readonly owner: number;
      readonly group: number;
    }
  /** A file, or an empty directory. */
  | { readonly type: 'path-removed'; readonly host: string; readonly path: string }
  | { readonly type: 'path-renamed'; readonly host: string; readonly path: string; readonly to: string }
  | { readonly type: 'mode-set'; readonly host: string; readonly path: string; readonly mode: number }
  | { readonly type: 'modified-set'; readonly host: string; readonly path: string; readonly modified: number };

/** Why the world refused a change. The engine picks its own protocol's reply. */
export type WorldFailureKind = 'quota' | 'missing' | 'exists' | 'not-a-directory' | 'is-a-directory' | 'not-empty';

export class WorldFailure extends Error {
  readonly kind: WorldFailureKind;

  constructor(kind: WorldFailureKind, message: string) {
    super(message);
    this.name = 'WorldFailure';
    this.kind = kind;
  }
}
