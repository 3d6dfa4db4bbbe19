/** From the words of a line to the arguments of a program: `~`, then file name patterns (POSIX.1-2017 XCU §2.6). */
import { isFailure } from '../child.ts';
import { isPattern, matches } from '../glob.ts';
import type { Machine } from '../machine.ts';
import { textOf, type Word } from './parse.ts';

/** The most arguments that patterns may add up to; bash says `Argument list too long` then. */
const ARGUMENTS_LIMIT = 1000;

export function expand(words: readonly Word[], machine: Machine): string[] | 'too-many' {
  const args: string[] = [];
  for (const word of words) {
    args.push(...expandWord(word, machine));
    if (args.length > ARGUMENTS_LIMIT) return 'too-many';
  }
  return args;
}

/** One word, for a redirection: a pattern is taken as it stands. */
export function expandTarget(word: Word, machine: Machine): string {
  const [first] = word.pieces;
  const text = textOf(word);
  const isHome = first !== undefined && !first.isQuoted && /^~(\/|$)/.test(text);
  return isHome ? machine.home + text.slice(1) : text;
}

function expandWord(word: Word, machine: Machine): string[] {
  const text = expandTarget(word, machine);
  if (!word.pieces.some((piece) => !piece.isQuoted && isPattern(piece.text))) return [text];
  const slash = text.lastIndexOf('/') + 1;
  const folder = text.slice(0, slash);
  const entries = machine.list(folder === '' ? '.' : folder);
  if (isFailure(entries)) return [text];
  const names = entries.map((entry) => entry.name).filter((name) => matches(text.slice(slash), name));
  // A pattern that matches nothing stays as it is.
  return names.length === 0 ? [text] : names.sort().map((name) => folder + name);
}
