/** Bytes → replies (RFC 5321 §4.2): what a server says to us. Holds at most one reply of Exim's size; never throws. */
import { latin1, LineSplitter } from '../lines.ts';
import { parseReplyLine } from './syntax.ts';

/** As much as Exim's buffer holds; a longer reply is none. */
const REPLY_LIMIT_BYTES = 4096;
/** Of a reply that is none, so much is quoted. */
const QUOTED_CHARACTERS = 200;

export interface ServerReply {
  readonly code: string;
  /** Whole, without line ends: `250-SIZE 1000`. */
  readonly lines: readonly string[];
}

/** Something else came, or too much of it: its beginning. */
export interface Malformed {
  readonly malformed: string;
}

export class ReplyReader {
  readonly #lines = new LineSplitter(REPLY_LIMIT_BYTES);
  #reply: string[] = [];
  #replyBytes = 0;

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  /** The next whole reply, or undefined where more bytes are needed. */
  next(): ServerReply | Malformed | undefined {
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      const text = harmless(latin1(line.bytes));
      const parsed = parseReplyLine(text);
      this.#replyBytes += line.bytes.length + 2;
      const isOfThisReply = this.#reply[0] === undefined || this.#reply[0].slice(0, 3) === parsed?.code;
      if (this.#replyBytes > REPLY_LIMIT_BYTES) return malformed(this.#reply[0] ?? text);
      if (parsed === undefined || !isOfThisReply) return malformed(text);
      this.#reply.push(text);
      if (!parsed.isLast) continue;
      const lines = this.#reply;
      this.#reply = [];
      this.#replyBytes = 0;
      return { code: parsed.code, lines };
    }
    if (this.#replyBytes + this.#lines.pendingBytes <= REPLY_LIMIT_BYTES) return undefined;
    return malformed(this.#reply[0] ?? harmless(latin1(this.#lines.takeRest())));
  }
}

/** A control character would end a line of the mail in which the reply is quoted. */
const harmless = (text: string): string => text.replace(/[\x00-\x1f\x7f]/g, ' ');

const malformed = (text: string): Malformed => ({ malformed: text.trim().slice(0, QUOTED_CHARACTERS) });
