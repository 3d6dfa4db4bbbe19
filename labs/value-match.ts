/** When a value that was observed means what an author wrote. */
import { bind, bindHoles, type Bound, fill, hasHoles, holeOf, NOTHING_BOUND } from './bound.ts';
import type { ValueMatcher } from './lab.ts';
import type { ArgumentValue } from './observation.ts';
import { fitsPattern, quotedPattern } from './pattern.ts';
import type { ArgumentKind, Vocabulary } from './vocabulary.ts';

/** Kinds whose values are a set: neither order nor case counts. */
const SETS: ReadonlySet<ArgumentKind> = new Set(['flags', 'items']);
/** Kinds in which capitals are letters of their own. */
const CASE_SENSITIVE: ReadonlySet<ArgumentKind> = new Set(['path', 'mailbox', 'password', 'tag']);
/** How much of a value a pattern is held against, in characters. */
const PATTERN_TEXT_LIMIT = 4000;

/** A value that was seen, and how it is written. */
export interface SeenValue {
  readonly vocabulary: Vocabulary;
  readonly kind: ArgumentKind;
  readonly value: ArgumentValue;
}

/** What is known after the argument was held against the matcher, by the protocol's own rules; undefined: it is another. */
export function bindValue(wanted: ValueMatcher, seen: SeenValue, bound: Bound): Bound | undefined {
  if (typeof wanted !== 'object') return bindPlainValue(String(wanted), seen, bound);
  if ('oneOf' in wanted) return firstOf(wanted.oneOf, (one) => bindPlainValue(String(one), seen, bound));
  return bindPart(wanted, textOf(seen.value), bound);
}

/** Whether the argument means the value, or has the part; a hole may be anything. */
export function matchesValue(
  vocabulary: Vocabulary,
  kind: ArgumentKind,
  { wanted, value }: { wanted: ValueMatcher; value: ArgumentValue },
): boolean {
  return bindValue(wanted, { vocabulary, kind, value }, NOTHING_BOUND) !== undefined;
}

function bindPlainValue(text: string, { vocabulary, kind, value }: SeenValue, bound: Bound): Bound | undefined {
  const seen = typeof value === 'string' ? vocabulary.canonical(kind, value) : value;
  const wanted = fill(text, bound);
  if (!hasHoles(wanted)) {
    return formOf(kind, vocabulary.canonical(kind, wanted)) === formOf(kind, seen) ? bound : undefined;
  }
  const name = holeOf(wanted);
  if (name !== undefined) return bind(bound, name, textOf(seen));
  return bindHoles({ wanted, text: textOf(seen), isWhole: true, isCaseSensitive: CASE_SENSITIVE.has(kind) }, bound);
}

/** The same for words in a human language: neither case nor the amount of white space counts. */
export function bindText(wanted: ValueMatcher, text: string, bound: Bound): Bound | undefined {
  if (typeof wanted !== 'object') return bindPlainText(String(wanted), text, bound);
  if ('oneOf' in wanted) return firstOf(wanted.oneOf, (one) => bindPlainText(String(one), text, bound));
  return bindPart(wanted, text, bound);
}

function bindPlainText(plain: string, text: string, bound: Bound): Bound | undefined {
  const wanted = fill(plain, bound);
  if (!hasHoles(wanted)) return isSameText(text, wanted) ? bound : undefined;
  const name = holeOf(wanted);
  if (name !== undefined) return bind(bound, name, text.trim());
  return bindHoles({ wanted, text, isWhole: true, isCaseSensitive: false }, bound);
}

function bindPart(
  wanted: { readonly contains: string } | { readonly pattern: string },
  text: string,
  bound: Bound,
): Bound | undefined {
  if ('pattern' in wanted) {
    const pattern = fill(wanted.pattern, bound, quotedPattern);
    return fitsPattern(pattern, text.slice(0, PATTERN_TEXT_LIMIT)) ? bound : undefined;
  }
  const words = fill(wanted.contains, bound);
  if (!hasHoles(words)) return containsText(text, words) ? bound : undefined;
  return bindHoles({ wanted: words, text, isWhole: false, isCaseSensitive: false }, bound);
}

function firstOf<T>(list: readonly T[], found: (one: T) => Bound | undefined): Bound | undefined {
  for (const one of list) {
    const bound = found(one);
    if (bound !== undefined) return bound;
  }
  return undefined;
}

/** Whether the text has the words: neither case nor the amount of white space counts. */
export function containsText(text: string, words: string): boolean {
  return folded(text).includes(folded(words));
}

export function isSameText(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

function textOf(value: ArgumentValue): string {
  return typeof value === 'object' ? value.join(' ') : String(value);
}

function formOf(kind: ArgumentKind, value: ArgumentValue): string {
  if (typeof value !== 'object') return String(value);
  const items = SETS.has(kind) ? value.map((item) => item.toLowerCase()).sort() : value;
  return JSON.stringify(items);
}
