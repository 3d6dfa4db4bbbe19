/** What a session sends, in order: lines and small bodies copied to few large writes, large bodies left as they are. */
import type { Body } from '../engine.ts';
import { latin1Bytes } from '../lines.ts';

/** Of what is made later, so much is made at once; the rest when the socket has drained. */
const EAGER_BYTES = 262_144;
/** A mail is never copied only to save a write. */
const COPIED_BYTES = 16_384;
const FIRST_CHUNK_BYTES = 1024;
const CHUNK_BYTES = 65_536;
/** What is made for one write. */
const PIECE_BYTES = 32_768;

/** Text and bytes as a few pieces, each good for one write. */
export class Gathering {
  #pieces: Uint8Array[] = [];
  #piecesBytes = 0;
  #chunk = new Uint8Array(0);
  /** In the chunk: what is taken already, and where the next byte goes. */
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#piecesBytes + this.#end - this.#start;
  }

  /** Each character is one byte. */
  text(text: string): void {
    if (text.length > COPIED_BYTES) {
      this.bytes(latin1Bytes(text));
      return;
    }
    this.#makeRoom(text.length);
    const chunk = this.#chunk;
    let end = this.#end;
    for (let at = 0; at < text.length; at++) chunk[end++] = text.charCodeAt(at);
    this.#end = end;
  }

  bytes(bytes: Uint8Array): void {
    if (bytes.length > COPIED_BYTES) {
      this.#closePiece();
      this.#pieces.push(bytes);
      this.#piecesBytes += bytes.length;
      return;
    }
    this.#makeRoom(bytes.length);
    this.#chunk.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Everything so far; this is empty afterwards. */
  take(): Uint8Array[] {
    this.#closePiece();
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#piecesBytes = 0;
    return pieces;
  }

  /** What a session needs for a reply it does not hold while it is idle. */
  release(): void {
    if (this.#chunk.length <= FIRST_CHUNK_BYTES) return;
    this.#closePiece();
    this.#chunk = new Uint8Array(0);
    this.#start = 0;
    this.#end = 0;
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#chunk.length) return;
    const open = this.#chunk.subarray(this.#start, this.#end);
    const needed = open.length + bytes;
    if (needed > CHUNK_BYTES) {
      this.#closePiece();
      this.#chunk = new Uint8Array(CHUNK_BYTES);
    } else {
      this.#chunk = new Uint8Array(Math.min(CHUNK_BYTES, Math.max(FIRST_CHUNK_BYTES, needed * 2)));
      this.#chunk.set(open);
    }
    this.#end -= this.#start;
    this.#start = 0;
  }

  #closePiece(): void {
    if (this.#end === this.#start) return;
    this.#pieces.push(this.#chunk.subarray(this.#start, this.#end));
    this.#piecesBytes += this.#end - this.#start;
    this.#start = this.#end;
  }
}

/** A reply that is made as the socket drains. */
export interface PieceSource {
  /** Whether all has been written. */
  readonly isDone: boolean;
  /** Adds about so many bytes, or fewer where it has to look through as many. Gives how many of either that were. */
  writeSome(into: Gathering, limitBytes: number): number;
}

export class OutputQueue {
  /** What is made later, and what follows it. */
  #later: Iterable<Uint8Array>[] = [];
  #before: Uint8Array[] = [];
  readonly #gathering = new Gathering();
  #eagerBytes = 0;

  /** Enough for now: until it has left, nothing more should be asked for. */
  get isFull(): boolean {
    return this.#later.length > 0 || this.#eagerBytes >= EAGER_BYTES;
  }

  /** A line without its line end, each character one byte. */
  write(line: string): void {
    this.#eagerBytes += line.length;
    this.#gathering.text(`${line}\r\n`);
  }

  /** A reply that is made as the socket drains; its beginning at once, so that it leaves in one write with what is around. */
  stream(source: PieceSource): void {
    while (!source.isDone && this.#eagerBytes < EAGER_BYTES) {
      this.#eagerBytes += source.writeSome(this.#gathering, PIECE_BYTES);
    }
    if (source.isDone) return;
    this.#closeGathered();
    this.#later.push(pulled(source));
  }

  /** Everything so far; the queue is empty afterwards. */
  take(): readonly Body[] {
    this.#closeGathered();
    this.#gathering.release();
    const later = this.#later;
    const before = this.#before;
    this.#later = [];
    this.#before = [];
    this.#eagerBytes = 0;
    if (later.length > 0) return [inOrder([before, ...later])];
    return before.length > 1 ? [before] : before;
  }

  #closeGathered(): void {
    const pieces = this.#gathering.take();
    if (pieces.length === 0) return;
    if (this.#later.length > 0) this.#later.push(pieces);
    else this.#before.push(...pieces);
  }
}

function* pulled(source: PieceSource): Generator<Uint8Array> {
  const gathering = new Gathering();
  while (!source.isDone) {
    source.writeSome(gathering, PIECE_BYTES);
    yield* gathering.take();
  }
}

function* inOrder(all: readonly Iterable<Uint8Array>[]): Generator<Uint8Array> {
  for (const pieces of all) yield* pieces;
}
