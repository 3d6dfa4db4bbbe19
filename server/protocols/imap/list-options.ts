/** The arguments of LIST: selection options, reference, patterns, return options (RFC 5258 §3; RFC 5819; RFC 6154 §3). */
import { type Argument, astring } from './arguments.ts';
import { ArgumentMistake } from './mistakes.ts';
import { parseStatusItems, type StatusItem } from './status.ts';

const SELECTIONS = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'] as const;
type Selection = (typeof SELECTIONS)[number];
const RETURNS = ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'] as const;
export type ListReturn = (typeof RETURNS)[number];

export interface ListArguments {
  readonly selection: ReadonlySet<Selection>;
  /** Reference and pattern as one. An empty pattern means no mailbox. */
  readonly patterns: readonly string[];
  readonly returned: ReadonlySet<ListReturn>;
  /** STATUS of each mailbox, where it was asked for. */
  readonly status: ReadonlySet<StatusItem> | undefined;
  /** Written as RFC 5258 has it; else as RFC 3501 has it, with the attributes that were always told. */
  readonly isExtended: boolean;
}

/** What all patterns may have together: a name is shorter, and what is longer means nothing. */
const PATTERNS_LIMIT = 1000;

/** @throws ArgumentMistake in Dovecot's words */
export function parseListArguments(args: readonly Argument[]): ListArguments {
  const hasSelection = args[0]?.kind === 'list';
  const selection = hasSelection ? parseSelection(args[0]) : new Set<Selection>();
  const [referenceArgument, patternArgument, ...rest] = hasSelection ? args.slice(1) : args;
  const reference = astring(referenceArgument);
  if (reference === undefined) throw new ArgumentMistake('Invalid reference.');
  const patterns = parsePatterns(patternArgument).map((pattern) =>
    pattern === '' ? '' : withReference(reference, pattern),
  );
  const { returned, status } = parseReturn(rest);
  if (selection.has('SUBSCRIBED')) returned.add('SUBSCRIBED');
  if (selection.has('SPECIAL-USE')) returned.add('SPECIAL-USE');
  const isExtended = hasSelection || patternArgument?.kind === 'list' || rest.length > 0;
  return { selection, patterns, returned, status, isExtended };
}

function parseSelection(argument: Argument | undefined): ReadonlySet<Selection> {
  const selection = new Set<Selection>();
  for (const name of namesOf(argument)) {
    const known = SELECTIONS.find((one) => one === name);
    if (known === undefined) throw new ArgumentMistake('Unknown select options');
    selection.add(known);
  }
  const others = [...selection].filter((name) => name !== 'RECURSIVEMATCH' && name !== 'REMOTE');
  if (selection.has('RECURSIVEMATCH') && others.length === 0) {
    throw new ArgumentMistake('RECURSIVEMATCH must not be the only selection.');
  }
  return selection;
}

/** Both as one pattern (RFC 3501 §6.3.8). */
export function withReference(reference: string, pattern: string): string {
  return (reference + pattern).slice(0, PATTERNS_LIMIT);
}

/** @throws ArgumentMistake in Dovecot's words */
export function parsePatterns(argument: Argument | undefined): readonly string[] {
  if (argument?.kind !== 'list') {
    const pattern = astring(argument);
    if (pattern === undefined) throw new ArgumentMistake('Invalid pattern.');
    return [pattern.slice(0, PATTERNS_LIMIT)];
  }
  let room = PATTERNS_LIMIT;
  return argument.items.map((item) => {
    const pattern = astring(item);
    if (pattern === undefined) throw new ArgumentMistake('Invalid pattern list.');
    room -= pattern.length;
    if (room < 0) throw new ArgumentMistake('Too long argument');
    return pattern;
  });
}

function parseReturn(args: readonly Argument[]): {
  readonly returned: Set<ListReturn>;
  readonly status: ReadonlySet<StatusItem> | undefined;
} {
  const returned = new Set<ListReturn>();
  let status: ReadonlySet<StatusItem> | undefined;
  if (args.length === 0) return { returned, status };
  const [word, list] = args;
  const isReturn = word?.kind === 'atom' && word.text.toUpperCase() === 'RETURN' && list?.kind === 'list';
  if (!isReturn || args.length > 2) throw new ArgumentMistake('Extra arguments.');
  for (let at = 0; at < list.items.length; at++) {
    const [name] = namesOf({ kind: 'list', items: list.items.slice(at, at + 1) });
    const next = list.items[at + 1];
    const known = RETURNS.find((one) => one === name);
    if (known !== undefined) returned.add(known);
    else if (name === 'STATUS' && next?.kind === 'list') {
      status = parseStatusItems(next);
      at++;
    } else throw new ArgumentMistake('Unknown return options');
  }
  return { returned, status };
}

function namesOf(argument: Argument | undefined): readonly string[] {
  const items = argument?.kind === 'list' ? argument.items : [];
  return items.map((item) => {
    if (item.kind !== 'atom') throw new ArgumentMistake('List options contains non-atoms.');
    return item.text.toUpperCase();
  });
}
