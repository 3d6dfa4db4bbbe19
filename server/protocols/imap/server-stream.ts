/** What the server sends, as lines; a literal's lines are told as continued ones. Holds the beginning of a line at most. */
import { latin1 } from '../lines.ts';
import { literalAtEnd, type LiteralAnnouncement } from './arguments.ts';

const LINE_LIMIT = 8192;
/** Enough of an overlong line's end to know a literal by. */
const TAIL_LENGTH = 32;
const CHUNK_BYTES = 65_536;

export interface ServerLine {
  /** Without its line end; cut where it was very long. */
  readonly text: string;
  /** Part of a response that began on an earlier line. */
  readonly isContinued: boolean;
}

export class ServerStream {
  #line = '';
  #tail = '';
  /** Where in the line the text behind a literal begins. */
  #textFrom = 0;
  /** Bytes of the literal in hand that have not come yet. */
  #literalLeft = 0;
  #isContinued = false;

  *push(bytes: Uint8Array): Generator<ServerLine> {
    let rest = bytes;
    while (rest.length > 0) {
      const most = Math.min(rest.length, CHUNK_BYTES, this.#literalLeft > 0 ? this.#literalLeft : CHUNK_BYTES);
      const lf = rest.subarray(0, most).indexOf(10);
      const length = lf < 0 ? most : lf + 1;
      this.#take(latin1(rest.subarray(0, lf < 0 ? length : lf)));
      rest = rest.subarray(length);
      const isInLiteral = this.#literalLeft > 0;
      if (isInLiteral) this.#literalLeft -= length;
      if (lf >= 0) yield isInLiteral ? this.#endLiteralLine() : this.#endLine();
      // The last line of a literal goes on with what stands behind it.
      if (isInLiteral && this.#literalLeft === 0) this.#textFrom = this.#line.length;
    }
  }

  #take(text: string): void {
    if (this.#line.length < LINE_LIMIT) this.#line += text.slice(0, LINE_LIMIT - this.#line.length);
    this.#tail = (this.#tail + text).slice(-TAIL_LENGTH);
  }

  #endLiteralLine(): ServerLine {
    return { text: this.#takeText(), isContinued: true };
  }

  #endLine(): ServerLine {
    const isContinued = this.#isContinued;
    const literal = this.#literal(isContinued);
    this.#isContinued = literal !== undefined;
    this.#literalLeft = literal?.sizeBytes ?? 0;
    return { text: this.#takeText(), isContinued };
  }

  #literal(isContinued: boolean): LiteralAnnouncement | undefined {
    // A status's text is for people: what looks like a literal there is none.
    if (!isContinued && !/^\* (?!(?:OK|NO|BAD|BYE|PREAUTH)(?: |\r?$))/i.test(this.#line)) return undefined;
    const isCut = this.#line.length >= LINE_LIMIT;
    return literalAtEnd((isCut ? this.#tail : this.#line.slice(this.#textFrom)).replace(/\r$/, ''));
  }

  #takeText(): string {
    const text = this.#line.replace(/\r$/, '');
    this.#line = '';
    this.#tail = '';
    this.#textFrom = 0;
    return text;
  }
}
