/** RETURN of SEARCH and SORT, and the reply that it asks for (RFC 4731; RFC 5182; RFC 5267 §3). */
import type { Argument } from './arguments.ts';
import { ArgumentMistake } from './mistakes.ts';
import { formatSequenceSet, sequenceSetOf } from './sequence-set.ts';

const OPTIONS = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE'] as const;
export type ReturnOption = (typeof OPTIONS)[number];

/** Undefined where no RETURN stands there: the reply is the old one. @throws ArgumentMistake in Dovecot's words */
export function takeReturnOptions(args: readonly Argument[]): {
  readonly options: ReadonlySet<ReturnOption> | undefined;
  readonly rest: readonly Argument[];
} {
  const [word, list] = args;
  if (word?.kind !== 'atom' || word.text.toUpperCase() !== 'RETURN' || list?.kind !== 'list') {
    return { options: undefined, rest: args };
  }
  const options = new Set(list.items.map(expectOption));
  // RFC 4731 §3.1: an empty list means ALL.
  return { options: options.size === 0 ? new Set(['ALL']) : options, rest: args.slice(2) };
}

function expectOption(argument: Argument): ReturnOption {
  if (argument.kind !== 'atom') throw new ArgumentMistake('SEARCH return options contain non-atoms');
  const name = argument.text.toUpperCase();
  const option = OPTIONS.find((known) => known === name);
  if (option === undefined) throw new ArgumentMistake('Unknown SEARCH return option');
  return option;
}

/** What was found, as ESEARCH tells it. */
export interface Found {
  readonly tag: string;
  readonly isUid: boolean;
  /** Sequence numbers or uids, in the order of the reply. */
  readonly numbers: readonly number[];
  /** The highest modification sequence among them, where it was asked for. */
  readonly modSeq: number | undefined;
  /** The numbers are in ascending order. */
  readonly isAscending: boolean;
}

/** The untagged line; undefined where only SAVE was asked for. */
export function writeEsearch(options: ReadonlySet<ReturnOption>, found: Found): string | undefined {
  const { tag, isUid, numbers, modSeq, isAscending } = found;
  if (options.size === 1 && options.has('SAVE') && modSeq === undefined) return undefined;
  let line = `* ESEARCH (TAG "${tag}")${isUid ? ' UID' : ''}`;
  const [first] = numbers;
  if (first !== undefined) {
    if (options.has('MIN')) line += ` MIN ${first}`;
    if (options.has('MAX')) line += ` MAX ${numbers.at(-1) ?? first}`;
    if (options.has('ALL')) {
      line += ` ALL ${isAscending ? formatSequenceSet(sequenceSetOf(numbers)) : inTheirOrder(numbers)}`;
    }
  }
  if (options.has('COUNT')) line += ` COUNT ${numbers.length}`;
  return modSeq === undefined ? line : `${line} MODSEQ ${modSeq}`;
}

/** `7,1,8,2:4,6`: runs put together, and nothing else moved. */
function inTheirOrder(numbers: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.to === number - 1) last.to = number;
    else runs.push({ from: number, to: number });
  }
  return runs.map(({ from, to }) => (from === to ? String(from) : `${from}:${to}`)).join(',');
}

/**
 * What MODSEQ and SAVE are about: the ends alone, where only they were asked for, else all that was found (RFC 4731 §3.2;
 * RFC 5182 §2.1).
 */
export function meantBy<Item>(options: ReadonlySet<ReturnOption>, items: readonly Item[]): readonly Item[] {
  const hasEnds = options.has('MIN') || options.has('MAX');
  if (!hasEnds || options.has('ALL') || options.has('COUNT')) return items;
  return items.filter((_, at) => (at === 0 && options.has('MIN')) || (at === items.length - 1 && options.has('MAX')));
}
