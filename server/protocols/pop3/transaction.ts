/**
 * The transaction state (RFC 1939 §5) and what QUIT does (§6), as Dovecot has them: a snapshot of the maildrop, messages
 * marked as deleted or read until the session ends. No command but LIST, UIDL, RETR and TOP costs more the more there is.
 */
import { ReplyError } from '../reply-error.ts';
import { CAPABILITIES, type Outcome, type Side } from './authorization.ts';
import { stuffed, top } from './body.ts';
import type { Replies } from './replies.ts';
import type { Pop3Settings } from './settings.ts';
import type { DropMessage, Maildrop } from './store.ts';
import { expectMessage, expectSize, isBlank, parseCommandLine, upperCased } from './syntax.ts';
import { uniqueIdWriter } from './unique-id.ts';

export class Transaction implements Side {
  mistakes = 0;
  readonly mistakesLimit = 21;
  readonly lastWord = 'Too many bad commands.';
  readonly #maildrop: Maildrop;
  readonly #settings: Pop3Settings;
  readonly #uniqueId: (message: DropMessage) => string;
  /** By uid, with how many were marked before: a list under way tells later marks by that, and RSET makes a new map. */
  #deleted = new Map<number, number>();
  #deletedBytes = 0;
  readonly #seen = new Set<number>();
  readonly #totalBytes: number;

  constructor(maildrop: Maildrop, settings: Pop3Settings) {
    this.#maildrop = maildrop;
    this.#settings = settings;
    const write = uniqueIdWriter(settings.uidlFormat);
    this.#uniqueId = ({ uid }) => write({ uid, uidValidity: maildrop.uidValidity });
    this.#totalBytes = maildrop.messages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  weigh(mistake: ReplyError | undefined): 'bad' | 'good' {
    return mistake === undefined ? 'good' : 'bad';
  }

  line(line: string, replies: Replies): Outcome {
    const { word, command, argument } = parseCommandLine(line);
    switch (command?.verb) {
      case 'STAT':
        replies.ok(`${this.#count} ${this.#totalBytes - this.#deletedBytes}`);
        return undefined;
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
        this.#dele(argument, replies);
        return undefined;
      case 'RSET':
        this.#deleted = new Map();
        this.#deletedBytes = 0;
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
        throw new ReplyError('-ERR', word === '' ? 'Unknown command.' : `Unknown command: ${upperCased(word)}`);
    }
  }

  /** The connection is gone without QUIT: what was read is marked so, what was marked as deleted stays. */
  drop(): void {
    this.#maildrop.finish({ seen: [...this.#seen], removed: [] });
  }

  /** Messages that are not marked as deleted. */
  get #count(): number {
    return this.#maildrop.messages.length - this.#deleted.size;
  }

  #list(argument: string, replies: Replies): void {
    if (!isBlank(argument)) {
      const { number, message } = this.#expect(argument);
      replies.ok(`${number} ${message.sizeBytes}`);
      return;
    }
    replies.ok(`${this.#count} messages:`);
    replies.body(this.#scan(({ sizeBytes }) => String(sizeBytes)));
  }

  /** RFC 1939 §7: an id that never comes again, made of the uid and the mailbox's uidValidity. */
  #uidl(argument: string, replies: Replies): void {
    if (!isBlank(argument)) {
      const { number, message } = this.#expect(argument);
      replies.ok(`${number} ${this.#uniqueId(message)}`);
      return;
    }
    replies.ok();
    replies.body(this.#scan(this.#uniqueId));
  }

  #retr(argument: string, replies: Replies): void {
    const { number, message } = this.#expect(argument);
    const body = this.#expectBody(number, message);
    if (this.#settings.marksSeen) this.#seen.add(message.uid);
    replies.ok(`${body.length} octets`);
    replies.body(stuffed(body));
  }

  #top(argument: string, replies: Replies): void {
    const { rest, number, message } = this.#expect(argument, { isMore: true });
    const lines = expectSize(rest);
    const body = this.#expectBody(number, message);
    replies.ok();
    // Looked for when it leaves: many at once must not keep the others waiting.
    replies.body(pulled(() => stuffed(top(body, lines))));
  }

  #dele(argument: string, replies: Replies): void {
    const { message } = this.#expect(argument);
    this.#deleted.set(message.uid, this.#deleted.size);
    this.#deletedBytes += message.sizeBytes;
    replies.ok('Marked to be deleted.');
  }

  #quit(replies: Replies): void {
    this.#maildrop.finish({ seen: [...this.#seen], removed: [...this.#deleted.keys()] });
    replies.ok(this.#deleted.size > 0 ? 'Logging out, messages deleted.' : 'Logging out.');
  }

  /** A line for each message that is not marked as deleted, pulled as the socket drains. */
  #scan(text: (message: DropMessage) => string): Iterable<Uint8Array> {
    return scan(this.#maildrop.messages, { deleted: this.#deleted, marks: this.#deleted.size }, text);
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

function* pulled(body: () => Iterable<Uint8Array>): Generator<Uint8Array> {
  yield* body();
}

const LINES_A_PIECE = 500;

/** What was marked when a list was asked for: the first so many marks. A DELE that follows at once must not change it. */
interface Marked {
  readonly deleted: ReadonlyMap<number, number>;
  readonly marks: number;
}

function* scan(
  messages: readonly DropMessage[],
  { deleted, marks }: Marked,
  text: (message: DropMessage) => string,
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let piece = '';
  for (const [i, message] of messages.entries()) {
    if ((deleted.get(message.uid) ?? marks) >= marks) piece += `${i + 1} ${text(message)}\r\n`;
    if ((i + 1) % LINES_A_PIECE !== 0 || piece === '') continue;
    yield encoder.encode(piece);
    piece = '';
  }
  yield encoder.encode(`${piece}.\r\n`);
}

interface Expected {
  readonly number: number;
  readonly rest: string;
  readonly message: DropMessage;
}
