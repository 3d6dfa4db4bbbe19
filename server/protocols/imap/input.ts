/** What the client sends, cut into lines and literals. Holds at most a line, or a literal of the size that was accepted. */
import { joinBytes, latin1, LineSplitter } from '../lines.ts';

/** A line, each byte one character. */
export interface InputLine {
  readonly text: string;
  /** It was longer than the limit, and is cut there. */
  readonly isTooLong: boolean;
}

const PIECES_LIMIT = 1000;

export class Input {
  readonly #lines: LineSplitter;
  /** What nobody has asked for yet. */
  #pieces: Uint8Array[] = [];
  #piecesBytes = 0;
  #literal: Literal | undefined;

  constructor(lineLimitBytes: number) {
    this.#lines = new LineSplitter(lineLimitBytes);
  }

  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#piecesBytes += bytes.length;
    if (this.#pieces.length > PIECES_LIMIT) this.#pieces = [joinBytes(this.#pieces)];
  }

  get pendingBytes(): number {
    return this.#lines.pendingBytes + this.#piecesBytes;
  }

  nextLine(): InputLine | undefined {
    this.#gather();
    const line = this.#lines.next();
    return line && { text: latin1(line.bytes), isTooLong: line.tooLong };
  }

  /** The next bytes are a literal; those of one that is not kept are passed over. */
  beginLiteral(sizeBytes: number, isKept: boolean): void {
    this.#literal = new Literal(sizeBytes, isKept);
  }

  /** The literal once it is whole (empty where it was not kept). */
  nextLiteral(): Uint8Array | undefined {
    const literal = this.#literal;
    if (literal === undefined) return undefined;
    this.#gather();
    const waiting = this.#lines.takeRest();
    const taken = literal.take(waiting);
    if (taken < waiting.length) this.#lines.push(waiting.subarray(taken));
    if (!literal.isWhole) return undefined;
    this.#literal = undefined;
    return literal.bytes;
  }

  #gather(): void {
    if (this.#pieces.length === 0) return;
    this.#lines.push(joinBytes(this.#pieces));
    this.#pieces = [];
    this.#piecesBytes = 0;
  }
}

class Literal {
  #left: number;
  readonly #isKept: boolean;
  #bytes = new Uint8Array(0);
  #length = 0;

  constructor(sizeBytes: number, isKept: boolean) {
    this.#left = sizeBytes;
    this.#isKept = isKept;
  }

  get isWhole(): boolean {
    return this.#left === 0;
  }

  get bytes(): Uint8Array {
    return this.#bytes.length === this.#length ? this.#bytes : this.#bytes.slice(0, this.#length);
  }

  /** Gives how many of the bytes belong to it. */
  take(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#left);
    this.#left -= taken;
    if (this.#isKept && taken > 0) this.#keep(bytes.subarray(0, taken));
    return taken;
  }

  #keep(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      // Room is made as bytes come, never for what was only announced.
      const grown = new Uint8Array(Math.max(needed, Math.min(this.#bytes.length * 2, needed + this.#left)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }
}
