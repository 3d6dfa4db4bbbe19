/**
 * Bytes → lines, with a limit. Takes time linear in the bytes and holds at most one line.
 */

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

/** The pieces as one array; the piece itself where there is only one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1 && pieces[0] !== undefined) return pieces[0];
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Each byte as the character of that number (ISO 8859-1), so that nothing is lost; the way back is `latin1Bytes`. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** The bytes of a text whose characters are all below U+0100. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
