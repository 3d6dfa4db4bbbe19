/** `[section]<partial>` of FETCH's BODY and BINARY, read as Dovecot reads it (RFC 3501 §6.4.5; RFC 3516 §4.2). */
import type { Argument } from './arguments.ts';
import { ArgumentMistake } from './mistakes.ts';

export interface Section {
  /** `[2, 1]` of `BODY[2.1.MIME]`; empty for the message itself. */
  readonly path: readonly number[];
  readonly of: 'all' | 'header' | 'text' | 'mime' | 'fields' | 'fields-not';
  /** Upper case, in the order in which they were asked for. */
  readonly fields: readonly string[];
  /** The same in lower case. */
  readonly wanted: ReadonlySet<string>;
}

export interface Partial {
  readonly start: number;
  /** Infinity where only the start was named. */
  readonly count: number;
  /** The start's digits, which may be more than a number here holds. */
  readonly origin: string;
}

export interface SectionAsked {
  /** `BODY[1]<0>`, as the reply names it. */
  readonly label: string;
  /** `[1]<0.20>`, as the client asked. */
  readonly asked: string;
  readonly section: Section;
  readonly partial: Partial | undefined;
}

export interface SectionStart {
  readonly verb: 'BODY' | 'BINARY';
  /** What follows the verb in the same atom: `[1]<0.20>`, or `[HEADER.FIELDS`, whose list and end are arguments of their own. */
  readonly rest: string;
  /** BINARY.SIZE knows none: what stands behind `]` does not matter. */
  readonly isWithoutPartial?: boolean;
}

/** Arguments taken one by one. */
export class ArgumentCursor {
  readonly #args: readonly Argument[];
  #at = 0;

  constructor(args: readonly Argument[]) {
    this.#args = args;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#args.length;
  }

  get rest(): readonly Argument[] {
    return this.#args.slice(this.#at);
  }

  take(): Argument | undefined {
    return this.#args[this.#at++];
  }

  /** The items of a list, where one is next. */
  takeList(): readonly Argument[] | undefined {
    const next = this.#args[this.#at];
    if (next?.kind !== 'list') return undefined;
    this.#at++;
    return next.items;
  }
}

/** @throws ArgumentMistake in Dovecot's words */
export function takeSection(cursor: ArgumentCursor, { verb, rest, isWithoutPartial }: SectionStart): SectionAsked {
  if (!rest.startsWith('[')) throw mistake(verb, "Missing '['");
  const list = cursor.takeList();
  const parsed = list === undefined ? withoutList(verb, rest.slice(1)) : withList(verb, rest.slice(1), list, cursor);
  const { section, written, behind } = parsed;
  if (section === undefined) throw new ArgumentMistake(`Invalid ${verb}[..] section`);
  const partial = isWithoutPartial === true ? undefined : parsePartial(verb, behind);
  const asked = section.fields.length === 0 ? written : `${prefixOf(written)} (${section.fields.join(' ')})`;
  return {
    label: `${verb}[${written}]${partial === undefined ? '' : `<${partial.origin}>`}`,
    asked: `[${asked}]${writePartial(partial)}`,
    section,
    partial,
  };
}

interface Parsed {
  readonly section: Section | undefined;
  /** As the reply repeats it. */
  readonly written: string;
  /** What follows `]`. */
  readonly behind: string;
}

function withoutList(verb: string, text: string): Parsed {
  const end = text.indexOf(']');
  if (end < 0) throw mistake(verb, "Missing ']'");
  const written = text.slice(0, end);
  return { section: parseSection(written, undefined), written, behind: text.slice(end + 1) };
}

/** `HEADER.FIELDS`, its list, and `]` with what follows. */
function withList(verb: string, prefix: string, list: readonly Argument[], cursor: ArgumentCursor): Parsed {
  const end = cursor.take();
  if (end?.kind !== 'atom' || !end.text.startsWith(']')) throw mistake(verb, "Missing ']'");
  const fields: string[] = [];
  const written: string[] = [];
  for (const field of list) {
    if (field.kind === 'list') throw mistake('BODY', 'Header list contains non-strings');
    const name = field.text.toUpperCase();
    fields.push(name);
    written.push(field.kind === 'atom' && name !== 'NIL' ? name : `"${name.replace(/["\\]/g, '\\$&')}"`);
  }
  const section = parseSection(prefix, fields);
  return { section, written: `${prefix} (${written.join(' ')})`, behind: end.text.slice(1) };
}

function prefixOf(written: string): string {
  return written.slice(0, written.indexOf(' ('));
}

const NUMBERED = /^(\d+(?:\.\d+)*)(?:\.(.+))?$/s;

/** @param fields the list of HEADER.FIELDS, where one follows */
function parseSection(text: string, fields: readonly string[] | undefined): Section | undefined {
  const match = NUMBERED.exec(text);
  const path = match?.[1]?.split('.').map(partNumber) ?? [];
  const of = wordMeaning(match === null ? text : (match[2] ?? ''));
  if (of === undefined || (of === 'mime' && path.length === 0)) return undefined;
  const needsFields = of === 'fields' || of === 'fields-not';
  if (needsFields !== (fields !== undefined && fields.length > 0) || (!needsFields && fields !== undefined)) {
    return undefined;
  }
  return { path, of, fields: fields ?? [], wanted: new Set(fields?.map((field) => field.toLowerCase())) };
}

/** As Dovecot counts: in 32 bits. */
function partNumber(digits: string): number {
  let number = 0;
  for (let at = 0; at < digits.length; at++) number = (Math.imul(number, 10) + digits.charCodeAt(at) - 48) >>> 0;
  return number;
}

function wordMeaning(word: string): Section['of'] | undefined {
  switch (word) {
    case '':
      return 'all';
    case 'HEADER':
      return 'header';
    case 'TEXT':
      return 'text';
    case 'MIME':
      return 'mime';
    case 'HEADER.FIELDS':
      return 'fields';
    case 'HEADER.FIELDS.NOT':
      return 'fields-not';
    default:
      return undefined;
  }
}

const LARGEST_OFFSET = 2n ** 63n - 1n;

function parsePartial(verb: string, text: string): Partial | undefined {
  if (text === '') return undefined;
  if (!text.startsWith('<')) throw mistake(verb, "Unexpected data after ']'");
  const [, startText = '', dot, countText = '', end, behind] = /^<(\d*)(\.?)(\d*)(.?)(.?)/s.exec(text) ?? [];
  const start = parseOffset(startText);
  if (start === undefined) throw mistake(verb, 'Too big partial start');
  const count = dot === '' ? Infinity : parseOffset(countText);
  if (count === undefined) throw mistake(verb, 'Too big partial end');
  if (end !== '>') throw mistake(verb, "Missing '>' in partial");
  if (behind !== '') throw mistake(verb, "Unexpected data after '>'");
  return { start, count, origin: String(BigInt(startText)) };
}

function parseOffset(digits: string): number | undefined {
  if (digits === '' || digits.length > 20 || BigInt(digits) > LARGEST_OFFSET) return undefined;
  return Number(digits);
}

function writePartial(partial: Partial | undefined): string {
  if (partial === undefined) return '';
  return partial.count === Infinity ? `<${partial.origin}>` : `<${partial.origin}.${partial.count}>`;
}

function mistake(verb: string, text: string): ArgumentMistake {
  return new ArgumentMistake(`Invalid ${verb}[..] parameter: ${text}`);
}
