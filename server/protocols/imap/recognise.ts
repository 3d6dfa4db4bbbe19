/** A command line read for its meaning: verb, arguments in canonical form, and what is wrong with it. Never throws. */
import type { ArgumentValue, LineProblem } from '../../../labs/observation.ts';
import type { ArgumentKind, RecognisedLine, VerbEntry } from '../../../labs/vocabulary.ts';
import { type Argument, astring, literalAtEnd, parseArguments, type Piece } from './arguments.ts';
import { parseStoreOperation } from './changing.ts';
import { commands } from './commands.ts';
import { type FetchItem, parseFetchItems } from './fetch-items.ts';
import { orderFlags } from './flags.ts';
import { canonicalMailbox } from './mailbox-names.ts';
import { ArgumentMistake } from './mistakes.ts';
import { takeReturnOptions } from './return-options.ts';
import { formatSequenceSet, parseSequenceSet } from './sequence-set.ts';
import { splitCommand } from './syntax.ts';

const NOTHING = new Uint8Array(0);
const TEXT_LIMIT = 1000;

/** A line without its line end; a literal that it announces counts as empty. */
export function recognise(line: string): RecognisedLine {
  return recognisePieces([line, ...(literalAtEnd(line) === undefined ? [] : [NOTHING])]);
}

/** A command with its literals. */
export function recognisePieces(pieces: readonly Piece[]): RecognisedLine {
  const line = typeof pieces[0] === 'string' ? pieces[0] : '';
  const { tag, verb, rest } = splitCommand(line);
  const misplaced = verbInPlaceOfTag(line);
  if (misplaced !== undefined && (tag === undefined || verb === undefined || !commands.has(verb))) {
    return unknown(misplaced, { code: 'imap.problem.no-tag', params: { verb: misplaced } });
  }
  if (tag === undefined) return unknown(firstWord(line), { code: 'imap.problem.invalid-tag' });
  if (verb === undefined) return unknown('', { code: 'imap.problem.no-command', params: { tag } });
  const entry = commands.get(verb);
  if (entry === undefined && /^UID\b/.test(verb)) return unknown('UID', { code: 'imap.problem.uid-alone' });
  if (entry === undefined) return { verb, isKnown: false, arguments: {} };
  return { verb, isKnown: true, ...argumentsOf(entry, [rest, ...pieces.slice(1)]) };
}

/** The form in which two values of a kind that mean the same are equal. */
export function canonical(kind: ArgumentKind, value: string): ArgumentValue {
  switch (kind) {
    case 'mailbox':
      return canonicalMailbox(value.replace(/^"(.*)"$/s, '$1'));
    case 'sequence-set': {
      const set = parseSequenceSet(value);
      return set === undefined ? value : formatSequenceSet(set);
    }
    case 'number':
      return Number(value);
    case 'user':
      return value.toLowerCase();
    case 'flags':
      return [...orderFlags(wordsOf(value))].sort();
    case 'items':
      return itemsOf(value);
    case 'text':
      return value.trim();
    default:
      return value;
  }
}

function argumentsOf(
  entry: VerbEntry,
  pieces: readonly Piece[],
): { arguments: Readonly<Record<string, ArgumentValue>>; problem?: LineProblem } {
  if (entry.arguments.length === 0) return { arguments: {} };
  let problem: LineProblem | undefined;
  try {
    const args = parseArguments(pieces);
    problem = problemOf(entry, args);
    const values = valuesOf(entry, args);
    return { arguments: values, ...(problem === undefined ? {} : { problem }) };
  } catch (mistake) {
    if (!(mistake instanceof ArgumentMistake)) throw mistake;
    return { arguments: {}, problem: problem ?? problemOfShape(mistake.message) };
  }
}

function valuesOf(entry: VerbEntry, args: readonly Argument[]): Readonly<Record<string, ArgumentValue>> {
  const isUid = entry.verb.startsWith('UID ');
  switch (isUid ? entry.verb.slice(4) : entry.verb) {
    case 'SEARCH':
      return textOf('criteria', takeReturnOptions(args).rest);
    case 'ID':
      return textOf('parameters', args);
    case 'SORT':
    case 'THREAD': {
      const [order, charset, ...criteria] = takeReturnOptions(args).rest;
      return {
        ...collect(
          entry,
          [order, charset].filter((argument) => argument !== undefined),
        ),
        ...textOf('criteria', criteria),
      };
    }
    case 'ENABLE':
      return {
        capabilities: args
          .map(write)
          .map((word) => word.toUpperCase())
          .sort(),
      };
    case 'STORE':
      return {
        ...collect(entry, args.slice(0, 2)),
        ...(args.length > 2 ? { flags: [...orderFlags(flattened(args.slice(2)))].sort() } : {}),
      };
    case 'FETCH':
      return { ...collect(entry, args.slice(0, 1)), ...fetchValues(args.slice(1)) };
    case 'AUTHENTICATE':
      return collect(entry, args.slice(0, 1));
    default:
      return collect(entry, args);
  }
}

function textOf(name: string, args: readonly Argument[]): Readonly<Record<string, ArgumentValue>> {
  return args.length === 0 ? {} : { [name]: args.map(write).join(' ').slice(0, TEXT_LIMIT) };
}

function collect(entry: VerbEntry, args: readonly Argument[]): Readonly<Record<string, ArgumentValue>> {
  const values: Record<string, ArgumentValue> = {};
  entry.arguments.forEach(({ name, kind }, i) => {
    const argument = args[i];
    if (argument === undefined) return;
    const text = argument.kind === 'list' ? argument.items.map(write).join(' ') : argument.text;
    if (kind === 'flags' && argument.kind !== 'list') return;
    values[name] = name === 'operation' ? text.toUpperCase() : canonical(kind, text);
  });
  return values;
}

function fetchValues(args: readonly Argument[]): Readonly<Record<string, ArgumentValue>> {
  if (args.length === 0) return {};
  const { items, rest } = parseFetchItems(args);
  const [modifiers] = rest;
  return {
    items: namesOf(items),
    ...(modifiers?.kind === 'list' && { modifiers: modifiers.items.map(write).join(' ').toUpperCase() }),
  };
}

function itemsOf(value: string): readonly string[] {
  try {
    const args = parseArguments([value]);
    const { items, rest } = parseFetchItems(args);
    if (rest.length === 0) return namesOf(items);
    return namesOf(parseFetchItems([{ kind: 'list', items: args }]).items);
  } catch (mistake) {
    // No items of FETCH, but perhaps of STATUS: words in upper case.
    if (!(mistake instanceof ArgumentMistake)) throw mistake;
  }
  return [...new Set(wordsOf(value.toUpperCase()))].sort();
}

function namesOf(items: readonly FetchItem[]): readonly string[] {
  return [...new Set(items.map(({ name }) => name))].sort();
}

function problemOf(entry: VerbEntry, args: readonly Argument[]): LineProblem | undefined {
  const { verb, shape } = entry;
  const needed = entry.arguments.filter(({ isOptional }) => isOptional !== true).length;
  if (args.length < needed) return { code: 'imap.problem.missing-argument', params: { verb, shape } };
  const isOpen = /SEARCH|SORT|THREAD|FETCH|STORE|APPEND|ENABLE|ID|AUTHENTICATE|SELECT|EXAMINE/.test(verb);
  if (args.length > entry.arguments.length && !isOpen) {
    const takesMailbox = entry.arguments.at(-1)?.kind === 'mailbox';
    return {
      code: takesMailbox ? 'imap.problem.unquoted-space' : 'imap.problem.too-many-arguments',
      params: { verb, shape },
    };
  }
  const first = astring(args[0]) ?? '';
  if (entry.arguments[0]?.kind === 'sequence-set' && parseSequenceSet(first) === undefined) {
    return { code: 'imap.problem.sequence-set', params: { verb, set: first.slice(0, TEXT_LIMIT) } };
  }
  // A section's list is an argument of its own: what is too much shows behind the items.
  if (/FETCH$/.test(verb)) {
    const [second] = args.slice(1);
    if (second?.kind === 'atom' && /^[\d:*]+$/.test(second.text))
      return { code: 'imap.problem.spaces-in-set', params: { verb } };
    if ((parseFetchItems(args.slice(1)).rest[0]?.kind ?? 'list') !== 'list') {
      return { code: 'imap.problem.items-brackets', params: { verb } };
    }
  }
  if (/STORE$/.test(verb) && parseStoreOperation(astring(args[1]) ?? '') === undefined) {
    return { code: 'imap.problem.store-operation', params: { verb } };
  }
  return /STORE$/.test(verb) ? problemOfFlags(args.slice(2)) : undefined;
}

/** A flag of the system's (RFC 3501 §2.3.2) without its backslash is another flag, which the server takes as well. */
function problemOfFlags(args: readonly Argument[]): LineProblem | undefined {
  for (const flag of flattened(args)) {
    const [, sign, name] = /^([/|]?)(Seen|Answered|Flagged|Deleted|Draft)$/i.exec(flag) ?? [];
    if (name === undefined) continue;
    return sign === ''
      ? { code: 'imap.problem.missing-backslash', params: { flag: name } }
      : { code: 'imap.problem.slash-flag', params: { flag: name } };
  }
  return undefined;
}

function problemOfShape(message: string): LineProblem {
  if (message === `Missing '"'`) return { code: 'imap.problem.missing-quote' };
  if (message.endsWith("')'") || message.endsWith("'('")) return { code: 'imap.problem.parenthesis' };
  if (message === 'Invalid literal size') return { code: 'imap.problem.literal' };
  if (/BODY\[\.\.\]|BINARY\[\.\.\]/.test(message)) return { code: 'imap.problem.section' };
  const item = /^Unknown parameter: (.*)$/s.exec(message)?.[1];
  if (item !== undefined) return { code: 'imap.problem.fetch-item', params: { item: item.slice(0, 40) } };
  return { code: 'imap.problem.arguments' };
}

/** The verb that stands where the tag should. */
function verbInPlaceOfTag(line: string): string | undefined {
  const first = firstWord(line).toUpperCase();
  return commands.has(first) ? first : undefined;
}

function unknown(verb: string, problem: LineProblem): RecognisedLine {
  return { verb, isKnown: false, arguments: {}, problem };
}

function firstWord(line: string): string {
  return line.trimStart().split(' ', 1)[0] ?? '';
}

function wordsOf(value: string): readonly string[] {
  return value.split(/[\s()]+/).filter((word) => word !== '');
}

function flattened(args: readonly Argument[]): readonly string[] {
  return args.flatMap((argument) => (argument.kind === 'list' ? argument.items.map(write) : [argument.text]));
}

function write(argument: Argument): string {
  if (argument.kind !== 'list') return argument.text;
  return `(${argument.items.map(write).join(' ')})`;
}
