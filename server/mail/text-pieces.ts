/** A text put together from many pieces. `+=` would hold each of them until somebody reads the text: many times its size. */

const PIECES_AT_ONCE = 500;

export class TextPieces {
  #pieces: string[] = [];
  #joined: string[] | undefined;

  add(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    if (this.#pieces.length < PIECES_AT_ONCE) return;
    this.#joined ??= [];
    this.#joined.push(this.#pieces.join(''));
    this.#pieces = [];
  }

  get text(): string {
    const last = this.#pieces.join('');
    return this.#joined === undefined ? last : this.#joined.join('') + last;
  }
}
