/** The nearest word to a misspelt one: for the keys of a file and for the verbs of a protocol. */

/** Longer words are cut: nobody misspells a word of this length. */
const WORD_LIMIT = 40;

/**
 * How many single slips lead from one word to the other: a letter left out, put in, taken for another, or two
 * neighbours swapped (Damerau and Levenshtein, each place touched once). Case counts.
 */
export function slipsBetween(one: string, other: string): number {
  const a = one.slice(0, WORD_LIMIT);
  const b = other.slice(0, WORD_LIMIT);
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let slips = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, at(beforeLast, j - 2) + 1);
      }
      row.push(slips);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

/**
 * The candidate that the word was meant to be, or undefined where none is near: one slip in words up to four letters,
 * two in longer ones. The word itself is no candidate.
 */
export function nearestOf(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let fewest = wanted.length <= 4 ? 1 : 2;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const slips = slipsBetween(wanted, candidate.toLowerCase());
    // One slip in a word of two letters leaves nothing to recognise.
    if (slips > fewest || slips >= Math.min(wanted.length, candidate.length) - 1) continue;
    if (best !== undefined && slips === fewest) continue;
    best = candidate;
    fewest = slips;
  }
  return best;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
