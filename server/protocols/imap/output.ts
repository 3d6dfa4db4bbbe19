/** What a session sends, gathered in order: lines joined to few writes, large bodies left as they are. */
import type { Body } from '../engine.ts';
import { joinBytes, latin1Bytes } from '../lines.ts';

const JOINED_LIMIT_BYTES = 65_536;

export class OutputQueue {
  #bodies: Body[] = [];
  #pieces: Uint8Array[] = [];
  #text = '';

  /** A line without its line end, each character one byte. */
  write(line: string): void {
    this.#text += `${line}\r\n`;
  }

  /** Pieces made later; what is short is taken at once, so that it leaves in one write with what follows. */
  stream(pieces: Iterable<Uint8Array>): void {
    const iterator = pieces[Symbol.iterator]();
    const first = iterator.next();
    if (first.done === true) return;
    this.#closeText();
    this.#pieces.push(first.value);
    const second = iterator.next();
    if (second.done === true) return;
    this.#closePieces();
    this.#bodies.push(continued(second.value, iterator));
  }

  /** Everything so far; the queue is empty afterwards. */
  take(): readonly Body[] {
    this.#closeText();
    this.#closePieces();
    const bodies = this.#bodies;
    this.#bodies = [];
    return bodies;
  }

  #closeText(): void {
    if (this.#text !== '') this.#pieces.push(latin1Bytes(this.#text));
    this.#text = '';
  }

  #closePieces(): void {
    const pieces = this.#pieces;
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    // A mail is never copied only to save a write.
    if (pieces.length > 0) this.#bodies.push(length > JOINED_LIMIT_BYTES ? pieces : joinBytes(pieces));
    this.#pieces = [];
  }
}

function* continued(first: Uint8Array, rest: Iterator<Uint8Array>): Generator<Uint8Array> {
  yield first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}
