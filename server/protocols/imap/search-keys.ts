/** The criteria of SEARCH, SORT and THREAD (RFC 3501 §6.4.4; RFC 5032; RFC 5182; RFC 7162 §3.1.5), read into a tree. */
import { isKnownCharset, decodeCharset } from '../../mail/charset.ts';
import { latin1Bytes } from '../lines.ts';
import { type Argument, astring } from './arguments.ts';
import { parseSearchDate } from './dates.ts';
import { parseModSeq } from './condstore.ts';
import { canonicalFlag, SYSTEM_FLAGS } from './flags.ts';
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
  /** What `$` means. */
  | { readonly type: 'saved' }
  /** The internal date lies so many seconds back: at least (`older`), or at most (`younger`). */
  | { readonly type: 'older' | 'younger'; readonly seconds: number }
  | { readonly type: 'mod-seq'; readonly atLeast: number }
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

/** The keys for which the mail itself must be there. */
export type ContentKey = Extract<
  SearchKey,
  { readonly type: 'larger' | 'smaller' | 'older' | 'younger' | 'date' | 'header' | 'text' | 'body' }
>;

const KEYS_LIMIT = 500;
const INTERVAL_LIMIT = 0xffff_ffff;
const NESTING_LIMIT = 100;

/** What SEARCH asks, its charset named or not. @throws ArgumentMistake, or Refusal of an unknown charset */
export function parseSearch(args: readonly Argument[]): SearchKey {
  if (args.length === 0) throw new ArgumentMistake('Missing search parameters');
  if (astring(args[0])?.toUpperCase() !== 'CHARSET') return new SearchParser('utf-8').parse(args);
  return parseWithCharset(args.slice(1));
}

/** A charset and what is asked in it, as SORT and THREAD have it. @throws ArgumentMistake, or Refusal of an unknown charset */
export function parseWithCharset([first, ...keys]: readonly Argument[]): SearchKey {
  const charset = astring(first);
  if (charset === undefined) throw new ArgumentMistake('Invalid charset argument');
  if (keys.length === 0) throw new ArgumentMistake('Missing search parameters');
  const isKnown = isKnownCharset(charset);
  const key = new SearchParser(isKnown ? charset : 'us-ascii').parse(keys);
  if (!isKnown) throw new Refusal('[BADCHARSET] Unknown charset');
  return key;
}

/** Whether one of the keys asks for modification sequences. */
export function asksModSeq(key: SearchKey): boolean {
  switch (key.type) {
    case 'mod-seq':
      return true;
    case 'and':
    case 'or':
      return key.of.some(asksModSeq);
    case 'not':
      return asksModSeq(key.of);
    default:
      return false;
  }
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
      if (argument.items.length === 0) throw new ArgumentMistake('No search parameters inside list');
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
        return keywordKey(expectValue(rest, name), name === 'KEYWORD');
      case 'LARGER':
      case 'SMALLER':
        return { type: name === 'LARGER' ? 'larger' : 'smaller', bytes: expectNumber(rest, name) };
      case 'UID': {
        const value = expectValue(rest, name);
        return value === '$' ? { type: 'saved' } : { type: 'uid', set: expectSet(value, 'Invalid UID messageset') };
      }
      case '$':
        return { type: 'saved' };
      case 'OLDER':
      case 'YOUNGER':
        return { type: name === 'OLDER' ? 'older' : 'younger', seconds: expectInterval(rest, name) };
      case 'MODSEQ':
        return { type: 'mod-seq', atLeast: expectModSeq(rest, name) };
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

/** A system flag is no keyword, so no mail has it as one. */
function keywordKey(flag: string, isSet: boolean): SearchKey {
  if (!flag.startsWith('\\')) return { type: 'flag', flag, isSet };
  return isSet ? { type: 'not', of: { type: 'all' } } : { type: 'all' };
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

/** RFC 5032 §3: seconds, at least one. */
function expectInterval(rest: Argument[], name: string): number {
  const value = expectValue(rest, name);
  const seconds = /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (seconds < 1 || seconds > INTERVAL_LIMIT) throw new ArgumentMistake('Invalid search interval parameter');
  return seconds;
}

/**
 * RFC 7162 §3.1.5: an entry of the metadata may stand before the number. Ours have one modification sequence a mail, so
 * that of an entry is the mail's.
 */
function expectModSeq(rest: Argument[], name: string): number {
  const value = expectValue(rest, name);
  if (!value.startsWith('/flags/')) return expectModSeqValue(value);
  const flag = value.slice('/flags/'.length);
  if (flag.startsWith('\\') && !SYSTEM_FLAGS.some((known) => known === canonicalFlag(flag))) {
    throw new ArgumentMistake('Invalid MODSEQ system flag');
  }
  if (!/^(?:all|priv|shared)$/i.test(expectValue(rest, name))) throw new ArgumentMistake('Invalid MODSEQ type');
  return expectModSeqValue(expectValue(rest, name));
}

function expectModSeqValue(text: string): number {
  const modSeq = parseModSeq(text);
  if (modSeq === undefined) throw new ArgumentMistake('Invalid MODSEQ value');
  return modSeq;
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
