/** The criteria of SEARCH (RFC 3501 §6.4.4), read into a tree. */
import { isKnownCharset, decodeCharset } from '../../mail/charset.ts';
import { latin1Bytes } from '../lines.ts';
import { type Argument, astring } from './arguments.ts';
import { parseSearchDate } from './dates.ts';
import { canonicalFlag } from './flags.ts';
import { ArgumentMistake, Refusal } from './mistakes.ts';
import { parseSequenceSet, type SequenceSet } from './sequence-set.ts';

export type SearchKey =
  | { readonly type: 'all' }
  | { readonly type: 'and'; readonly of: readonly SearchKey[] }
  | { readonly type: 'or'; readonly of: readonly [SearchKey, SearchKey] }
  | { readonly type: 'not'; readonly of: SearchKey }
  | { readonly type: 'flag'; readonly flag: string; readonly isSet: boolean }
  | { readonly type: 'recent' }
  | { readonly type: 'sequence' | 'uid'; readonly set: SequenceSet }
  | { readonly type: 'larger' | 'smaller'; readonly bytes: number }
  | {
      readonly type: 'date';
      readonly of: 'internal' | 'sent';
      readonly is: 'before' | 'on' | 'since';
      readonly day: number;
    }
  /** An empty `text`: the field is there. */
  | { readonly type: 'header'; readonly field: string; readonly text: string }
  | { readonly type: 'text' | 'body'; readonly text: string };

const KEYS_LIMIT = 500;
const NESTING_LIMIT = 100;

/** @throws ArgumentMistake, or Refusal of an unknown charset */
export function parseSearch(args: readonly Argument[]): SearchKey {
  if (args.length === 0) throw new ArgumentMistake('Missing search parameters');
  if (astring(args[0])?.toUpperCase() !== 'CHARSET') return new SearchParser('utf-8').parse(args);
  const charset = astring(args[1]);
  if (charset === undefined) throw new ArgumentMistake('Invalid charset argument');
  if (!isKnownCharset(charset)) throw new Refusal('[BADCHARSET] Unknown charset');
  if (args.length === 2) throw new ArgumentMistake('Missing search parameters');
  return new SearchParser(charset).parse(args.slice(2));
}

class SearchParser {
  readonly #charset: string;
  #keys = 0;

  constructor(charset: string) {
    this.#charset = charset;
  }

  /** Keys side by side must all be true. */
  parse(args: readonly Argument[], depth = 0): SearchKey {
    const rest = [...args].reverse();
    const of: SearchKey[] = [];
    while (rest.length > 0) of.push(this.#key(rest, depth));
    return of.length === 1 && of[0] !== undefined ? of[0] : { type: 'and', of };
  }

  /** @param rest what is not read yet, the next argument last */
  #key(rest: Argument[], depth: number): SearchKey {
    const argument = rest.pop();
    if (argument === undefined) throw new ArgumentMistake('Missing argument');
    if (depth > NESTING_LIMIT || ++this.#keys > KEYS_LIMIT) throw new ArgumentMistake('Too many search arguments');
    if (argument.kind === 'list') {
      if (argument.items.length === 0) throw new ArgumentMistake('Empty list not allowed');
      return this.parse(argument.items, depth + 1);
    }
    const name = argument.text.toUpperCase();
    const flag = FLAG_KEYS[name];
    if (flag !== undefined) return { type: 'flag', ...flag };
    switch (name) {
      case 'ALL':
        return { type: 'all' };
      case 'NOT':
        return { type: 'not', of: this.#key(rest, depth + 1) };
      case 'OR':
        return { type: 'or', of: [this.#key(rest, depth + 1), this.#key(rest, depth + 1)] };
      case 'NEW':
        return { type: 'and', of: [{ type: 'recent' }, { type: 'flag', flag: '\\Seen', isSet: false }] };
      case 'OLD':
        return { type: 'not', of: { type: 'recent' } };
      case 'RECENT':
        return { type: 'recent' };
      case 'KEYWORD':
      case 'UNKEYWORD':
        return { type: 'flag', flag: canonicalFlag(expectValue(rest, name)), isSet: name === 'KEYWORD' };
      case 'LARGER':
      case 'SMALLER':
        return { type: name === 'LARGER' ? 'larger' : 'smaller', bytes: expectNumber(rest, name) };
      case 'UID':
        return { type: 'uid', set: expectSet(expectValue(rest, name), 'Invalid UID messageset') };
      case 'FROM':
      case 'TO':
      case 'CC':
      case 'BCC':
      case 'SUBJECT':
        return { type: 'header', field: name.toLowerCase(), text: this.#text(rest, name) };
      case 'HEADER':
        return { type: 'header', field: expectValue(rest, name).toLowerCase(), text: this.#text(rest, name) };
      case 'BODY':
      case 'TEXT':
        return { type: name === 'BODY' ? 'body' : 'text', text: this.#text(rest, name) };
      default:
        return dateKey(name, rest) ?? sequenceKey(argument);
    }
  }

  /** Lower case: SEARCH does not tell cases apart (RFC 3501 §6.4.4). */
  #text(rest: Argument[], name: string): string {
    const value = expectValue(rest, name);
    const text = decodeCharset(latin1Bytes(value), this.#charset);
    if (text.includes('\ufffd')) throw new ArgumentMistake('Invalid search key');
    return text.toLowerCase();
  }
}

const FLAG_KEYS: Readonly<Record<string, { flag: string; isSet: boolean }>> = {
  ANSWERED: { flag: '\\Answered', isSet: true },
  DELETED: { flag: '\\Deleted', isSet: true },
  DRAFT: { flag: '\\Draft', isSet: true },
  FLAGGED: { flag: '\\Flagged', isSet: true },
  SEEN: { flag: '\\Seen', isSet: true },
  UNANSWERED: { flag: '\\Answered', isSet: false },
  UNDELETED: { flag: '\\Deleted', isSet: false },
  UNDRAFT: { flag: '\\Draft', isSet: false },
  UNFLAGGED: { flag: '\\Flagged', isSet: false },
  UNSEEN: { flag: '\\Seen', isSet: false },
};

function dateKey(name: string, rest: Argument[]): SearchKey | undefined {
  const match = /^(SENT)?(BEFORE|ON|SINCE)$/.exec(name);
  if (match === null) return undefined;
  const day = parseSearchDate(expectValue(rest, name));
  if (day === undefined) throw new ArgumentMistake('Invalid search date parameter');
  const is = match[2] === 'BEFORE' ? 'before' : match[2] === 'ON' ? 'on' : 'since';
  return { type: 'date', of: match[1] === undefined ? 'internal' : 'sent', is, day };
}

function sequenceKey(argument: Argument & { text: string }): SearchKey {
  const { text } = argument;
  if (/^[\d*][\d,:*]*$/.test(text)) return { type: 'sequence', set: expectSet(text, 'Invalid messageset') };
  throw new ArgumentMistake(`Unknown argument ${text.toUpperCase()}`);
}

function expectSet(text: string, message: string): SequenceSet {
  const set = parseSequenceSet(text);
  if (set === undefined) throw new ArgumentMistake(message);
  return set;
}

function expectNumber(rest: Argument[], name: string): number {
  const value = expectValue(rest, name);
  if (!/^\d{1,15}$/.test(value)) throw new ArgumentMistake('Invalid search size parameter');
  return Number(value);
}

function expectValue(rest: Argument[], name: string): string {
  const value = astring(rest.pop());
  if (value === undefined) throw new ArgumentMistake(`Missing parameter for search key (for search key: ${name})`);
  return value;
}
