/** Whether nothing has happened for a long while. What counts as something is the caller's affair: its `mark` changes. */

/** After so long without a line a hint is offered. */
const LONG_MS = 90_000;

export class Silence {
  /** The mark at which it became long. */
  #longAt = $state.raw<string | undefined>(undefined);

  /** Nothing has happened since that mark, for long. */
  isLong(mark: string): boolean {
    return this.#longAt === mark;
  }

  /** Waits from now on; gives what stops it. */
  wait(mark: string): () => void {
    const timer = setTimeout(() => (this.#longAt = mark), LONG_MS);
    return () => clearTimeout(timer);
  }
}
