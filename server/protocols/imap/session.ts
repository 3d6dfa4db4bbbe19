/** What the commands of one session share: who is logged in, which mailbox is selected, and what goes out. */
import type { LoginOffer } from './capabilities.ts';
import { decodeModifiedUtf7 } from '../../mail/modified-utf7.ts';
import type { Surroundings } from '../engine.ts';
import { latin1 } from '../lines.ts';
import type { Argument } from './arguments.ts';
import type { ImapSettings } from './settings.ts';
import { Refusal } from './mistakes.ts';
import type { PieceSource } from './output.ts';
import { type Entry, type ImapAccount, type ImapStore, type StoredMailbox, StoreRefusal } from './store.ts';
import type { MailboxView, Syncing } from './view.ts';

/** What changes how the server speaks once it is switched on (RFC 5161; RFC 7162 §3.1, §3.2.3: QRESYNC implies CONDSTORE). */
export type Extension = 'CONDSTORE' | 'QRESYNC';

export interface Session extends LoginOffer {
  readonly store: ImapStore;
  readonly surroundings: Surroundings;
  readonly settings: ImapSettings;
  /** TLS stands. */
  readonly isSecure: boolean;
  /** Where the client is. */
  readonly address: string;
  /** `Dovecot (Ubuntu)`. */
  readonly software: string;
  /** Gives back what the session holds in its store; before LOGIN nothing. */
  entry: Entry | undefined;
  account: ImapAccount | undefined;
  view: MailboxView | undefined;
  /** The client asked for capabilities itself: LOGIN's OK carries none (as Dovecot). */
  hasAskedCapability: boolean;
  /** Switched on by ENABLE, or by a command that makes use of it. */
  readonly enabled: Set<Extension>;
  /** What `$` means: the result of the last SEARCH RETURN (SAVE), none after SELECT (RFC 5182 §2.1). Ascending. */
  savedUids: readonly number[];
  /** Sends an untagged line; without its line end, each character one byte. */
  write(line: string): void;
  /** Sends a reply that is made as the socket drains. */
  stream(source: PieceSource): void;
}

/** A session that is logged in. */
export interface LoggedIn extends Session {
  account: ImapAccount;
}

export interface Command {
  readonly tag: string;
  /** Upper case: `UID FETCH`. */
  readonly verb: string;
  readonly isUid: boolean;
  readonly args: readonly Argument[];
}

/** How a command ended well; refusals are thrown. */
export interface Completion {
  /** Behind `OK `, without the times and the final dot. */
  readonly text: string;
  /** What the client may be told of the mailbox before the tagged line. Default: nothing. */
  readonly sync?: Syncing;
  /** The lines that tell it name mails by their uid, too: those of UID FETCH and UID STORE (RFC 3501 §6.4.8). */
  readonly namesUids?: boolean;
  /** The session ends behind the tagged line, for this reason. */
  readonly bye?: string;
}

export type Handler = (session: LoggedIn, command: Command) => Completion;

/** The account, or all that the learner may add, is full (RFC 5530 §3). */
export function overQuota(): Refusal {
  return new Refusal('[OVERQUOTA] Quota exceeded (mailbox for user is full)');
}

/** Does a change of the world, its refusals put in IMAP's words (RFC 5530). */
export function changeWorld<Result>(change: () => Result): Result {
  try {
    return change();
  } catch (failure) {
    if (!(failure instanceof StoreRefusal)) throw failure;
    switch (failure.kind) {
      case 'quota':
        throw overQuota();
      case 'exists':
        throw new Refusal('[ALREADYEXISTS] Mailbox already exists');
      case 'missing':
        throw new Refusal('[NONEXISTENT] Mailbox was deleted under us');
    }
  }
}

/** @throws Refusal in Dovecot's words; `code` is `[TRYCREATE] ` or the like */
export function expectMailbox(session: LoggedIn, name: string, code = ''): StoredMailbox {
  const mailbox = session.account.mailbox(name);
  if (mailbox === undefined) throw new Refusal(`${code}Mailbox doesn't exist: ${readable(name)}`);
  return mailbox;
}

/** The name as people write it, in UTF-8, each byte one character: so Dovecot's messages have it. */
export function readable(name: string): string {
  return latin1(new TextEncoder().encode(decodeModifiedUtf7(name) ?? name));
}
