/**
 * The message text as it crosses: lines up to one of a single dot (RFC 5321 §4.1.1.4), dots taken off (§4.5.2), or
 * chunks of a given size (RFC 3030). Linear; holds at most `limitBytes` and counts the rest. Used by engine and reader.
 *
 * Deviates from RFC 5321 §2.3.8 as Exim does: a bare LF ends a line, a bare CR too (in a header with a space behind, so
 * that it can't end the header); but only a LF makes the line after it one that may be the end. Where the world is
 * strict, a bare LF is noted, and ends nothing: neither may a message be smuggled behind it.
 */
import { GrowingBytes } from '../growing-bytes.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const DOT = 46;

type Position = 'line-start' | 'dot' | 'dot-cr' | 'in-line' | 'cr';

export class MessageText {
  readonly #limitBytes: number;
  readonly #endsWithDot: boolean;
  readonly #isStrict: boolean;
  readonly #bytes = new GrowingBytes();
  #position: Position = 'line-start';
  #isInHeader = true;
  #lineLength = 0;
  #longestLine = 0;
  #sizeBytes = 0;
  #isComplete = false;
  #hasBareLf = false;

  constructor(setting: { limitBytes: number; endsWithDot: boolean; isStrict?: boolean }) {
    this.#limitBytes = setting.limitBytes;
    this.#endsWithDot = setting.endsWithDot;
    this.#isStrict = setting.isStrict ?? false;
  }

  /** Whether a LF came without its CR; looked for where the world is strict about it. */
  get hasBareLf(): boolean {
    return this.#hasBareLf;
  }

  /** Whether the line of one dot has come. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Octets of the longest line, without its line end. */
  get longestLine(): number {
    return Math.max(this.#longestLine, this.#lineLength);
  }

  get isTooLarge(): boolean {
    return this.#sizeBytes > this.#limitBytes;
  }

  /** Takes what belongs to the text; gives how many of the bytes that were. */
  push(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; at++) {
      if (this.#position === 'line-start') at = this.#takePlainLines(bytes, at);
      if (at === bytes.length) break;
      this.#step(bytes[at] ?? 0);
      if (this.#isComplete) return at + 1;
    }
    return bytes.length;
  }

  /** Takes whole lines as they are, up to one that asks for a closer look: a dot first, a bare CR or LF, no end yet. */
  #takePlainLines(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && !(bytes[at] === DOT && this.#endsWithDot)) {
      const newline = bytes.indexOf(LF, at);
      const end = newline - 1;
      // The CR before the LF must be the line's first: looked for within the line, so that all this stays linear.
      if (end < at || bytes[end] !== CR || bytes.indexOf(CR, at) !== end) break;
      if (end === at) this.#isInHeader = false;
      this.#longestLine = Math.max(this.#longestLine, end - at);
      at = newline + 1;
    }
    if (at === from) return at;
    const room = Math.max(0, this.#limitBytes - this.#sizeBytes);
    this.#bytes.append(bytes.subarray(from, Math.min(at, from + room)));
    this.#sizeBytes += at - from;
    return at;
  }

  /** The text so far, every line with CRLF; at most the limit. This is empty afterwards. */
  take(): Uint8Array {
    if (this.#position === 'cr') this.#endLine();
    if (this.#position === 'in-line') this.#endLine();
    return this.#bytes.take();
  }

  #step(byte: number): void {
    switch (this.#position) {
      case 'line-start':
        if (byte === DOT && this.#endsWithDot) this.#position = 'dot';
        else this.#take(byte);
        return;
      case 'dot':
        if (byte === LF && !this.#isStrict) this.#isComplete = true;
        else if (byte === CR) this.#position = 'dot-cr';
        else this.#take(byte);
        return;
      case 'dot-cr':
        if (byte === LF) {
          this.#isComplete = true;
          return;
        }
        this.#bareReturn();
        this.#take(byte);
        return;
      case 'cr':
        if (byte === LF) {
          this.#endLine();
          return;
        }
        this.#bareReturn();
        this.#take(byte);
        return;
      case 'in-line':
        this.#take(byte);
        return;
      default:
        this.#position satisfies never;
    }
  }

  #take(byte: number): void {
    if (byte === CR) this.#position = 'cr';
    else if (byte === LF) this.#bareLf();
    else {
      this.#position = 'in-line';
      this.#lineLength++;
      this.#put(byte);
    }
  }

  #endLine(): void {
    if (this.#lineLength === 0) this.#isInHeader = false;
    this.#longestLine = Math.max(this.#longestLine, this.#lineLength);
    this.#lineLength = 0;
    this.#put(CR);
    this.#put(LF);
    this.#position = 'line-start';
  }

  #bareLf(): void {
    this.#endLine();
    if (!this.#isStrict) return;
    this.#hasBareLf = true;
    this.#position = 'in-line';
  }

  #bareReturn(): void {
    const isInHeader = this.#isInHeader && this.#lineLength > 0;
    this.#endLine();
    if (isInHeader) {
      this.#lineLength = 1;
      this.#put(SPACE);
    }
    this.#position = 'in-line';
  }

  #put(byte: number): void {
    this.#sizeBytes++;
    if (this.#sizeBytes <= this.#limitBytes) this.#bytes.push(byte);
  }
}
