/**
 * Patterns that authors write, in RE2's syntax: whatever pattern and text are, the time is linear in both, so neither
 * a lab nor a learner can hold the process. Unanchored; case counts unless the pattern says `(?i)`.
 */
import { RE2JS } from 're2js';

/** The longest pattern, in characters. */
export const PATTERN_LIMIT = 500;
/** Only so much of a text is searched, in characters. */
const TEXT_LIMIT = 20_000;
/** So many compiled patterns are kept: more than a lab has. */
const KEPT_LIMIT = 500;

const kept = new Map<string, RE2JS | undefined>();

/** Whether the pattern stands somewhere in the text; false where it is none. */
export function fitsPattern(pattern: string, text: string): boolean {
  return compiled(pattern)?.matcher(text.slice(0, TEXT_LIMIT)).find() === true;
}

/** What is wrong with a pattern, as half a sentence; undefined where nothing is. */
export function patternFault(pattern: string): string | undefined {
  if (pattern.length > PATTERN_LIMIT) return `more than ${PATTERN_LIMIT} characters`;
  if (kept.get(pattern) !== undefined) return undefined;
  try {
    keep(pattern, RE2JS.compile(pattern));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The pattern that fits exactly this text. */
export function quotedPattern(text: string): string {
  return RE2JS.quote(text);
}

function compiled(pattern: string): RE2JS | undefined {
  if (!kept.has(pattern) && patternFault(pattern) !== undefined) keep(pattern, undefined);
  return kept.get(pattern);
}

function keep(pattern: string, made: RE2JS | undefined): void {
  if (kept.size >= KEPT_LIMIT) kept.clear();
  kept.set(pattern, made);
}
