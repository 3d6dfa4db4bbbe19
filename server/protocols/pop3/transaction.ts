/**
 * The transaction state (RFC 1939 §5) and what QUIT does (§6), as Dovecot has them: a snapshot of the maildrop, messages
 * marked as deleted or read until the session ends.
 */
import { ReplyError } from '../reply-error.ts';
import { CAPABILITIES, type Outcome, type Side } from './authorization.ts';
import { stuffed, top } from './body.ts';
import type { Replies } from './replies.ts';
import type { DropMessage, Maildrop } from './store.ts';
import { expectMessage, expectSize, parseCommandLine } from './syntax.ts';

export class Transaction implements Side {
  mistakes = 0;
  readonly mistakesLimit = 21;
  readonly lastWord = 'Too many bad commands.';
  readonly #maildrop: Maildrop;
  /** Uids. */
  readonly #deleted = new Set<number>();
  readonly #seen = new Set<number>();

  constructor(maildrop: Maildrop) {
    this.#maildrop = maildrop;
  }

  counts(): boolean {
    return true;
  }

  line(line: string, replies: Replies): Outcome {
    const { word, command, argument } = parseCommandLine(line);
    switch (command?.verb) {
      case 'STAT': {
        const { count, sizeBytes } = this.#total();
        replies.ok(`${count} ${sizeBytes}`);
        return undefined;
      }
      case 'LIST':
        this.#list(argument, replies);
        return undefined;
      case 'UIDL':
        this.#uidl(argument, replies);
        return undefined;
      case 'RETR':
        this.#retr(argument, replies);
        return undefined;
      case 'TOP':
        this.#top(argument, replies);
        return undefined;
      case 'DELE':
        this.#deleted.add(this.#expect(argument).message.uid);
        replies.ok('Marked to be deleted.');
        return undefined;
      case 'RSET':
        this.#deleted.clear();
        this.#seen.clear();
        replies.ok();
        return undefined;
      case 'NOOP':
        replies.ok();
        return undefined;
      case 'CAPA':
        replies.ok();
        replies.lines(CAPABILITIES);
        return undefined;
      case 'QUIT':
        this.#quit(replies);
        return { type: 'over' };
      default:
        throw new ReplyError('-ERR', word === '' ? 'Unknown command.' : `Unknown command: ${word.toUpperCase()}`);
    }
  }

  /** The connection is gone without QUIT: what was read is marked so, what was marked as deleted stays. */
  drop(): void {
    this.#maildrop.finish({ seen: [...this.#seen], removed: [] });
  }

  #list(argument: string, replies: Replies): void {
    if (argument.trim() !== '') {
      const { number, message } = this.#expect(argument);
      replies.ok(`${number} ${message.sizeBytes}`);
      return;
    }
    replies.ok(`${this.#total().count} messages:`);
    replies.body(this.#scan(({ sizeBytes }) => String(sizeBytes)));
  }

  /** The uid and the mailbox's uidValidity make an id that never comes again. */
  #uidl(argument: string, replies: Replies): void {
    const id = ({ uid }: DropMessage): string => hex(uid) + hex(this.#maildrop.uidValidity);
    if (argument.trim() !== '') {
      const { number, message } = this.#expect(argument);
      replies.ok(`${number} ${id(message)}`);
      return;
    }
    replies.ok();
    replies.body(this.#scan(id));
  }

  #retr(argument: string, replies: Replies): void {
    const { number, message } = this.#expect(argument);
    const body = this.#expectBody(number, message);
    this.#seen.add(message.uid);
    replies.ok(`${body.length} octets`);
    replies.body(stuffed(body));
  }

  #top(argument: string, replies: Replies): void {
    const { rest, number, message } = this.#expect(argument, { isMore: true });
    const lines = expectSize(rest);
    replies.ok();
    replies.body(stuffed(top(this.#expectBody(number, message), lines)));
  }

  #quit(replies: Replies): void {
    this.#maildrop.finish({ seen: [...this.#seen], removed: [...this.#deleted] });
    replies.ok(this.#deleted.size > 0 ? 'Logging out, messages deleted.' : 'Logging out.');
  }

  /** A line for each message that is not marked as deleted, pulled as the socket drains. */
  *#scan(text: (message: DropMessage) => string): Generator<Uint8Array> {
    const { messages } = this.#maildrop;
    // As it is now: a DELE that follows at once must not change this reply.
    const deleted = new Set(this.#deleted);
    const encoder = new TextEncoder();
    for (let from = 0; from < messages.length; from += LINES_A_PIECE) {
      let piece = '';
      messages.slice(from, from + LINES_A_PIECE).forEach((message, i) => {
        if (!deleted.has(message.uid)) piece += `${from + i + 1} ${text(message)}\r\n`;
      });
      yield encoder.encode(piece);
    }
    yield encoder.encode('.\r\n');
  }

  #total(): { count: number; sizeBytes: number } {
    let count = 0;
    let sizeBytes = 0;
    for (const message of this.#maildrop.messages) {
      if (this.#deleted.has(message.uid)) continue;
      count++;
      sizeBytes += message.sizeBytes;
    }
    return { count, sizeBytes };
  }

  #expect(argument: string, { isMore }: { readonly isMore: boolean } = { isMore: false }): Expected {
    const { number, rest } = expectMessage(argument, isMore);
    const message = this.#maildrop.messages[number - 1];
    if (message === undefined) throw new ReplyError('-ERR', `There's no message ${number}.`);
    if (this.#deleted.has(message.uid)) throw new ReplyError('-ERR', 'Message is deleted.');
    return { number, rest, message };
  }

  #expectBody(number: number, { uid }: DropMessage): Uint8Array {
    const body = this.#maildrop.body(uid);
    if (body === undefined) throw new ReplyError('-ERR', `Message ${number} expunged.`);
    return body;
  }
}

const LINES_A_PIECE = 500;

interface Expected {
  readonly number: number;
  readonly rest: string;
  readonly message: DropMessage;
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');
