/**
 * Bytes → lines, with a limit. Takes time linear in the bytes and holds at most one line.
 */

import { joinBytes } from '../mail/bytes.ts';

export { joinBytes, latin1, latin1Bytes } from '../mail/bytes.ts';

const LF = 10;
const CR = 13;

/** A line without its line end; `ending` tells which it had. An overlong line comes once, cut to the limit. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly ending: 'CRLF' | 'LF';
  readonly tooLong: boolean;
}

export class LineSplitter {
  #chunks: Uint8Array[] = [];
  #held = 0;
  #tooLong = false;
  #rest: Uint8Array = new Uint8Array(0);
  readonly #limitBytes: number;

  /** @param limitBytes the longest line, without its line end */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Gives more bytes; take the lines with `next`. */
  push(bytes: Uint8Array): void {
    if (this.#rest.length === 0) {
      this.#rest = bytes;
      return;
    }
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    this.#rest = joined;
  }

  /** The next whole line, or undefined where more bytes are needed. */
  next(): Line | undefined {
    const at = this.#rest.indexOf(LF);
    // The commonest case: a line that came whole.
    if (at >= 0 && at <= this.#limitBytes && this.#held === 0 && !this.#tooLong) {
      const ending = this.#rest[at - 1] === CR ? 'CRLF' : 'LF';
      const bytes = this.#rest.slice(0, ending === 'CRLF' ? at - 1 : at);
      this.#rest = this.#rest.subarray(at + 1);
      return { bytes, ending, tooLong: false };
    }
    if (at < 0) {
      this.#hold(this.#rest);
      this.#rest = this.#rest.subarray(this.#rest.length);
      return undefined;
    }
    this.#hold(this.#rest.subarray(0, at));
    this.#rest = this.#rest.subarray(at + 1);
    return this.#takeHeld();
  }

  /** All bytes that are not part of a line taken so far; the splitter is empty afterwards. For literals and DATA. */
  takeRest(): Uint8Array {
    const rest = joinBytes([...this.#chunks, this.#rest]);
    this.#chunks = [];
    this.#held = 0;
    this.#tooLong = false;
    this.#rest = new Uint8Array(0);
    return rest;
  }

  /** How many bytes wait here. */
  get pendingBytes(): number {
    return this.#held + this.#rest.length;
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // One byte beyond the limit may be the CR of the line end.
    const room = this.#limitBytes + 1 - this.#held;
    if (bytes.length > room) this.#tooLong = true;
    const kept = room > 0 ? bytes.slice(0, room) : undefined;
    if (kept === undefined || kept.length === 0) return;
    this.#chunks.push(kept);
    this.#held += kept.length;
    // Single bytes would make a long list of tiny pieces: fold them now and then.
    if (this.#chunks.length > 64) this.#chunks = [joinBytes(this.#chunks)];
  }

  #takeHeld(): Line {
    let bytes = joinBytes(this.#chunks);
    let tooLong = this.#tooLong;
    let ending: Line['ending'] = 'LF';
    if (!tooLong && bytes.at(-1) === CR) {
      bytes = bytes.subarray(0, -1);
      ending = 'CRLF';
    } else if (tooLong) {
      ending = 'CRLF';
    }
    if (bytes.length > this.#limitBytes) {
      tooLong = true;
      bytes = bytes.subarray(0, this.#limitBytes);
    }
    this.#chunks = [];
    this.#held = 0;
    this.#tooLong = false;
    return { bytes, ending, tooLong };
  }
}
