/** What an IMAP server said, taken apart for the model's sessions (RFC 9051 §7). Knows the grammar; trusts nothing else. */
import { Broken } from './broken.ts';

/** An atom, string or literal as text (each byte a character), or a list. */
export type Value = string | readonly Value[];

export type Response = { readonly shown: string } & (
  | { readonly type: 'continuation' }
  | { readonly type: 'tagged'; readonly tag: string; readonly status: string; readonly code: string | undefined }
  /** Untagged OK, NO, BAD or BYE. */
  | { readonly type: 'status'; readonly status: string; readonly code: string | undefined }
  /** EXISTS, RECENT, EXPUNGE, FETCH. */
  | { readonly type: 'numbered'; readonly number: number; readonly name: string; readonly items: Items }
  /** FLAGS, SEARCH, STATUS, VANISHED … */
  | { readonly type: 'data'; readonly name: string; readonly values: readonly Value[] }
);

/** The data items of a FETCH by their names, upper case. */
export type Items = ReadonlyMap<string, Value>;

/** @throws Broken where the text is not made of whole responses */
export function parseResponses(text: string): readonly Response[] {
  const responses: Response[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfResponse(text, at);
    responses.push(parseResponse(text.slice(at, end)));
    at = end + 2;
  }
  return responses;
}

/** Where the line that begins here ends: its literals are read over. */
function endOfResponse(text: string, from: number): number {
  for (let at = from; ;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) throw new Broken('RFC 9051 §2.2', `a response does not end with CRLF: ${text.slice(from)}`);
    const size = /~?\{(\d+)\}$/.exec(text.slice(at, end))?.[1];
    if (size === undefined) return end;
    at = end + 2 + Number(size);
  }
}

function parseResponse(shown: string): Response {
  if (shown.startsWith('+')) return { type: 'continuation', shown };
  const [, tag = '', rest = ''] = /^(\S+) (.*)$/s.exec(shown) ?? [];
  const [, status, code] = /^(OK|NO|BAD|BYE)(?: \[([^\]]*(?:\][^ ]+)?)\])?/.exec(rest) ?? [];
  if (tag !== '*') {
    if (status === undefined) throw new Broken('RFC 9051 §7.1', `no status: ${shown}`);
    return { type: 'tagged', shown, tag, status, code };
  }
  if (status !== undefined) return { type: 'status', shown, status, code };
  const [first, second, ...values] = new Parser(rest).all();
  if (typeof first !== 'string') throw new Broken('RFC 9051 §7', `no name: ${shown}`);
  if (!/^\d+$/.test(first)) {
    return { type: 'data', shown, name: first, values: second === undefined ? [] : [second, ...values] };
  }
  if (typeof second !== 'string') throw new Broken('RFC 9051 §7', `no name: ${shown}`);
  return { type: 'numbered', shown, number: Number(first), name: second, items: itemsOf(values[0] ?? []) };
}

function itemsOf(list: Value): Items {
  const items = new Map<string, Value>();
  if (typeof list === 'string') throw new Broken('RFC 9051 §7.5.2', `expected a list of items, came ${list}`);
  for (let i = 0; i < list.length; i += 2) {
    const [name, value] = [list[i], list[i + 1]];
    if (typeof name !== 'string' || value === undefined) throw new Broken('RFC 9051 §7.5.2', 'an item lacks its value');
    items.set(name.toUpperCase(), value);
  }
  return items;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): readonly Value[] {
    const values: Value[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#text[this.#at] === ' ') this.#at++;
      else values.push(this.#value());
    }
    return values;
  }

  #value(): Value {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith('(')) {
      this.#at++;
      const list = this.all();
      if (this.#text[this.#at] !== ')') throw new Broken('RFC 9051 §4.4', `a list does not end: ${this.#text}`);
      this.#at++;
      return list;
    }
    const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(rest);
    if (quoted !== null) {
      this.#at += quoted[0].length;
      return (quoted[1] ?? '').replace(/\\(.)/gs, '$1');
    }
    const literal = /^~?\{(\d+)\}\r\n/.exec(rest);
    if (literal !== null) {
      const begin = this.#at + literal[0].length;
      this.#at = begin + Number(literal[1]);
      return this.#text.slice(begin, this.#at);
    }
    // A section stands in brackets, spaces and all: BODY[HEADER.FIELDS (SUBJECT)].
    const atom = /^(?:[^ ()[\]]|\[[^\]]*\])+/.exec(rest)?.[0];
    if (atom === undefined) throw new Broken('RFC 9051 §9', `can't be read: ${rest}`);
    this.#at += atom.length;
    return atom;
  }
}

/** The numbers of `1:3,7`. */
export function numbersOf(set: string): readonly number[] {
  return set.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => Math.min(from, to) + i);
  });
}

/** Numbers as the server writes sets: ascending, ranges joined. */
export function setOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}:${to}`)).join(',');
}
