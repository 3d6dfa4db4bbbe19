/**
 * Holes in an author's values: `${id}` binds what stands in its place at the first match, and means the same from then on.
 * Matching is without backtracking: a hole takes no white space, so that each place where a text may begin is tried once.
 */

/** The values of holes, by name, as text. */
export type Bound = Readonly<Record<string, string>>;

export const NOTHING_BOUND: Bound = {};

const HOLE = /\$\{([A-Za-z][\w-]{0,60})\}/g;
/** How much of a text is looked at for holes, in characters. */
const TEXT_LIMIT = 1000;
/** A bound value is cut to this length, in characters. */
const VALUE_LIMIT = 200;

export function hasHoles(text: string): boolean {
  return text.includes('${') && text.search(HOLE) >= 0;
}

/** The name of the hole where the text is one, and nothing else. */
export function holeOf(text: string): string | undefined {
  return /^\$\{([A-Za-z][\w-]{0,60})\}$/.exec(text)?.[1];
}

/** The text with what is known put into its holes, each written as `write` says. */
export function fill(text: string, bound: Bound, write = (value: string): string => value): string {
  if (!text.includes('${')) return text;
  return text.replace(HOLE, (hole, name: string) => {
    const value = valueOf(bound, name);
    return value === undefined ? hole : write(value);
  });
}

export function valueOf(bound: Bound, name: string): string | undefined {
  // An own property only: a hole may have any name an author gives it.
  return Object.hasOwn(bound, name) ? bound[name] : undefined;
}

export function bind(bound: Bound, name: string, value: string): Bound {
  return { ...bound, [name]: value.slice(0, VALUE_LIMIT) };
}

/** Whether what the one knows, the other does not know otherwise. */
export function agrees(one: Bound, other: Bound): boolean {
  for (const name of Object.keys(one)) {
    const value = valueOf(other, name);
    if (value !== undefined && value !== one[name]) return false;
  }
  return true;
}

export interface TextWithHoles {
  /** With at least one hole that is not bound. */
  readonly wanted: string;
  readonly text: string;
  /** The whole text, or a part of it. */
  readonly isWhole: boolean;
  readonly isCaseSensitive: boolean;
}

/** What is known after the text was held against one with holes; undefined: it does not match. */
export function bindHoles({ wanted, text, isWhole, isCaseSensitive }: TextWithHoles, bound: Bound): Bound | undefined {
  const fold = (one: string): string => (isCaseSensitive ? one : one.toLowerCase());
  const seen = spaced(text.slice(0, TEXT_LIMIT));
  // Where folding changes a length, places in the one are none in the other.
  const folded = fold(seen).length === seen.length ? fold(seen) : seen;
  const pieces = spaced(wanted).split(HOLE);
  // Literal text stands at even places, the names of holes between.
  const literals = pieces.filter((_piece, i) => i % 2 === 0).map(fold);
  const names = pieces.filter((_piece, i) => i % 2 === 1);
  const attempt = { literals, names, folded, seen, isWhole };
  for (let from = 0; ; from++) {
    const at = beginsAt(attempt, from);
    if (at === undefined) return undefined;
    const found = matchAt(attempt, at, bound);
    if (found !== undefined || isWhole) return found;
    from = at;
  }
}

interface Attempt {
  readonly literals: readonly string[];
  readonly names: readonly string[];
  readonly folded: string;
  readonly seen: string;
  readonly isWhole: boolean;
}

/** The next place at which the text may begin: where its first words stand; a hole in front takes a word from its beginning. */
function beginsAt({ literals: [first = ''], folded, isWhole }: Attempt, from: number): number | undefined {
  if (isWhole) return folded.startsWith(first) ? 0 : undefined;
  if (first !== '') {
    const at = folded.indexOf(first, from);
    return at < 0 ? undefined : at;
  }
  if (from === 0) return folded === '' ? undefined : 0;
  const space = folded.indexOf(' ', from - 1);
  return space < 0 || space + 1 >= folded.length ? undefined : space + 1;
}

function matchAt({ literals, names, folded, seen, isWhole }: Attempt, start: number, before: Bound): Bound | undefined {
  let bound = before;
  let at = start + (literals[0]?.length ?? 0);
  for (const [i, name] of names.entries()) {
    const next = literals[i + 1] ?? '';
    const isLast = i === names.length - 1;
    const wordEnd = endOfWord(folded, at);
    const end = endOfHole({ folded, next, at, wordEnd, isAnchored: isLast && isWhole });
    if (end === undefined) return undefined;
    const value = seen.slice(at, end);
    const known = valueOf(bound, name);
    if (known === undefined) bound = bind(bound, name, value);
    else if (known !== value) return undefined;
    at = end + next.length;
  }
  return isWhole && at !== folded.length ? undefined : bound;
}

/** Where the hole that begins at `at` ends: before the words that follow it, or with its own word. */
function endOfHole({
  folded,
  next,
  at,
  wordEnd,
  isAnchored,
}: {
  readonly folded: string;
  readonly next: string;
  readonly at: number;
  readonly wordEnd: number;
  readonly isAnchored: boolean;
}): number | undefined {
  if (next === '') return wordEnd > at ? wordEnd : undefined;
  const end = isAnchored ? folded.length - next.length : folded.indexOf(next, at + 1);
  return end > at && end <= wordEnd && folded.startsWith(next, end) ? end : undefined;
}

function endOfWord(text: string, from: number): number {
  const space = text.indexOf(' ', from);
  return space < 0 ? text.length : space;
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
