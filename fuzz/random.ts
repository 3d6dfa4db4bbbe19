/** Random numbers by a seed: the same seed gives the same run on every machine. Not for secrets. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    // Neighbouring seeds begin alike: the first numbers are thrown away.
    for (let i = 0; i < 4; i++) this.next();
  }

  /** A generator of its own, so that what one part draws does not move another. */
  static of(...seeds: readonly number[]): Random {
    return new Random(
      seeds.reduce((mixed, seed) => Math.imul(mixed ^ (seed + 0x9e3779b9), 0x85ebca6b) ^ (mixed >>> 13), 1),
    );
  }

  /** 0 to 2³² − 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  /** Whether a thing happens that does in so many per cent of cases. */
  percent(percent: number): boolean {
    return this.next() < percent * 42_949_672.96;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('there is nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  /** So many characters, each one byte. */
  bytes(count: number): string {
    let text = '';
    for (let i = 0; i < count; i++) text += String.fromCharCode(this.next() & 0xff);
    return text;
  }

  /** 1 to `limit`, small ones much more often. */
  small(limit: number): number {
    return 1 + this.below(1 + this.below(limit));
  }
}
