/** When a value that was observed means what an author wrote. */
import type { ValueMatcher } from './lab.ts';
import type { ArgumentValue } from './observation.ts';
import { fitsPattern } from './pattern.ts';
import type { ArgumentKind, Vocabulary } from './vocabulary.ts';

/** Kinds whose values are a set: neither order nor case counts. */
const SETS: ReadonlySet<ArgumentKind> = new Set(['flags', 'items']);

/** Whether the argument means the value, or has the part, by the protocol's own rules for its kind. */
export function matchesValue(
  vocabulary: Vocabulary,
  kind: ArgumentKind,
  { wanted, value }: { wanted: ValueMatcher; value: ArgumentValue },
): boolean {
  if (typeof wanted === 'object') return matchesText(wanted, textOf(value));
  const meant = vocabulary.canonical(kind, String(wanted));
  const seen = typeof value === 'string' ? vocabulary.canonical(kind, value) : value;
  return formOf(kind, meant) === formOf(kind, seen);
}

/** Whether the text is as the author wrote: neither case nor the amount of white space counts, but in a pattern. */
export function matchesText(wanted: ValueMatcher, text: string): boolean {
  if (typeof wanted !== 'object') return isSameText(text, String(wanted));
  if ('contains' in wanted) return containsText(text, wanted.contains);
  if ('oneOf' in wanted) return wanted.oneOf.some((one) => isSameText(text, String(one)));
  return fitsPattern(wanted.pattern, text);
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
