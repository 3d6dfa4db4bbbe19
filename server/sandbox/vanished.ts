/**
 * Which uids a mailbox no longer has, and since when (RFC 7162 §3.2.5): what a client that comes back is told. Bounded: of
 * more than it may hold, the oldest are forgotten, and who asks so far back is told every uid that is not there.
 */
import type { NumberRange } from '../protocols/imap/sequence-set.ts';

/** A run of uids that went together. */
export interface VanishedRange extends NumberRange {
  /** The mailbox's modification sequence when they went. */
  readonly modSeq: number;
}

const RANGES_LIMIT = 10_000;

export class Vanished {
  #ranges: VanishedRange[] = [];
  /** All that went later than this is known. */
  #knownSince = 1;

  /** @param uids in ascending order */
  add(uids: readonly number[], modSeq: number): void {
    for (const uid of uids) {
      const last = this.#ranges.at(-1);
      if (last?.modSeq === modSeq && last.to === uid - 1) this.#ranges[this.#ranges.length - 1] = { ...last, to: uid };
      else this.#ranges.push({ modSeq, from: uid, to: uid });
    }
    if (this.#ranges.length <= RANGES_LIMIT) return;
    // Half at once, so that it costs little for each; what went together stays or goes together.
    this.#knownSince = this.#ranges[this.#ranges.length - RANGES_LIMIT / 2]?.modSeq ?? modSeq;
    this.#ranges = this.#ranges.filter((range) => range.modSeq > this.#knownSince);
  }

  /** What went later, in any order; undefined where that is no longer known. */
  since(modSeq: number): readonly NumberRange[] | undefined {
    if (modSeq < this.#knownSince) return undefined;
    return this.#ranges.filter((range) => range.modSeq > modSeq);
  }

  /** What a snapshot keeps. */
  kept(): { readonly knownSince: number; readonly ranges: readonly VanishedRange[] } {
    return { knownSince: this.#knownSince, ranges: [...this.#ranges] };
  }

  restore({ knownSince, ranges }: { readonly knownSince: number; readonly ranges: readonly VanishedRange[] }): void {
    this.#knownSince = knownSince;
    this.#ranges = [...ranges];
  }
}
