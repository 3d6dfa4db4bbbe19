/**
 * Which mailboxes the patterns of LIST and LSUB mean (RFC 3501 §6.3.8): `*` is anything, `%` anything within a level. All
 * patterns of a command are followed together, a bit for each place in them, so that no pattern makes a name cost more than
 * its length times a word for each 32 characters of patterns.
 */
import { isBelowInbox, SEPARATOR } from './mailbox-names.ts';

const WORD_BITS = 32;
const INBOX_LENGTH = 'INBOX'.length;

/** The places: in each pattern one before its first character, and one behind each of its characters. */
export class ListPatterns {
  readonly #words: number;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  /** Places where a wildcard stands, by what it takes: anything, or what is no delimiter. */
  readonly #anything: Uint32Array;
  readonly #withinLevel: Uint32Array;
  /** Places behind the character. */
  readonly #behind = new Map<string, Uint32Array>();
  readonly #nowhere: Uint32Array;

  /** An empty pattern means no mailbox. */
  constructor(patterns: readonly string[]) {
    const merged = [...new Set(patterns)].filter((pattern) => pattern !== '').map(mergeWildcards);
    const places = merged.reduce((sum, pattern) => sum + pattern.length + 1, 0);
    this.#words = Math.ceil(places / WORD_BITS);
    [this.#starts, this.#ends, this.#anything, this.#withinLevel, this.#nowhere] = [
      this.#places(),
      this.#places(),
      this.#places(),
      this.#places(),
      this.#places(),
    ];
    let place = 0;
    for (const pattern of merged) {
      add(this.#starts, place);
      for (const char of pattern) {
        if (char === '*') add(this.#anything, place);
        else if (char === '%') add(this.#withinLevel, place);
        else add(this.#behindOf(char), ++place);
      }
      add(this.#ends, place++);
    }
  }

  /** INBOX, and the level INBOX of a longer name, is meant in any case (RFC 3501 §5.1). */
  matches(name: string): boolean {
    let reached = this.#starts;
    let next = this.#places();
    let spare = this.#places();
    const anyCaseTo = isBelowInbox(name) ? INBOX_LENGTH : 0;
    for (let at = 0; at < name.length; at++) {
      const char = name[at] ?? '';
      const behind = this.#behind.get(char) ?? this.#nowhere;
      const behindOther = at < anyCaseTo ? (this.#behind.get(char.toLowerCase()) ?? this.#nowhere) : this.#nowhere;
      let carry = 0;
      let any = 0;
      for (let word = 0; word < this.#words; word++) {
        const here = reached[word] ?? 0;
        const stays = (this.#anything[word] ?? 0) | (char === SEPARATOR ? 0 : (this.#withinLevel[word] ?? 0));
        const moves = (behind[word] ?? 0) | (behindOther[word] ?? 0);
        const there = (((here << 1) | carry) & moves) | (here & stays);
        carry = here >>> (WORD_BITS - 1);
        next[word] = there;
        any |= there;
      }
      if (any === 0) return false;
      [reached, next, spare] = [next, spare, next];
    }
    return reached.some((bits, word) => (bits & (this.#ends[word] ?? 0)) !== 0);
  }

  #places(): Uint32Array {
    return new Uint32Array(this.#words);
  }

  #behindOf(char: string): Uint32Array {
    const places = this.#behind.get(char) ?? this.#places();
    this.#behind.set(char, places);
    return places;
  }
}

function add(places: Uint32Array, place: number): void {
  const word = Math.floor(place / WORD_BITS);
  places[word] = (places[word] ?? 0) | (1 << (place % WORD_BITS));
}

/** Wildcards side by side mean what the widest of them means. */
function mergeWildcards(pattern: string): string {
  return pattern.replace(/[*%]+/g, (run) => (run.includes('*') ? '*' : '%'));
}
