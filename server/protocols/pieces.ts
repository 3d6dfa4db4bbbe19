/** Bytes gathered as they come, put together once: large pieces are kept as they are, small ones in one array. */
import type { BodyInTheMaking } from './file-body.ts';
import { GrowingBytes } from './growing-bytes.ts';

const LARGE_BYTES = 4096;

export class Pieces implements BodyInTheMaking {
  #before: Uint8Array[] = [];
  readonly #last = new GrowingBytes();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param bytes no longer the caller's */
  append(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (bytes.length < LARGE_BYTES) {
      this.#last.append(bytes);
      return;
    }
    if (this.#last.length > 0) this.#before.push(this.#last.take());
    this.#before.push(bytes);
  }

  /** The bytes so far, as an array of their own; this is empty afterwards. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.takePieces()) {
      taken.set(piece, at);
      at += piece.length;
    }
    return taken;
  }

  /** The bytes so far, one piece after the other; this is empty afterwards. */
  takePieces(): readonly Uint8Array[] {
    if (this.#last.length > 0) this.#before.push(this.#last.take());
    const taken = this.#before;
    this.#before = [];
    this.#length = 0;
    return taken;
  }
}
