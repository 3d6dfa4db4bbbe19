/** Replies off the control connection (RFC 959 §4.2): told line by line, then whole. Holds one line at most. */
import { parseReplyLine } from '../../protocols/ftp/syntax.ts';
import { LineSplitter } from '../../protocols/lines.ts';

/** The longest line of a reply that is taken in; the rest of a longer one is cut off. */
const LINE_LIMIT_BYTES = 4096;

export interface ReplyLine {
  readonly text: string;
  /** The code of the reply that the line belongs to; 0 where it belongs to none. */
  readonly code: number;
  /** Whether the reply ends here. */
  readonly isLast: boolean;
}

export class ReplyReader {
  readonly #lines = new LineSplitter(LINE_LIMIT_BYTES);
  /** The code of a reply of several lines, whose end has not come. */
  #open: number | undefined;

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  /** How many bytes wait here. */
  get pendingBytes(): number {
    return this.#lines.pendingBytes;
  }

  next(): ReplyLine | undefined {
    const line = this.#lines.next();
    if (line === undefined) return undefined;
    const text = new TextDecoder().decode(line.bytes);
    const parsed = parseReplyLine(text);
    const code = Number(parsed?.code ?? 0);
    if (this.#open !== undefined) {
      const isLast = code === this.#open && parsed?.isLast === true;
      const own = this.#open;
      if (isLast) this.#open = undefined;
      return { text, code: own, isLast };
    }
    if (parsed?.isLast === false) this.#open = code;
    return { text, code, isLast: parsed?.isLast === true };
  }
}
