/** What FETCH asks for (RFC 3501 §6.4.5): macros taken apart, sections of BODY[…] read. */
import type { Argument } from './arguments.ts';
import { ArgumentMistake } from './mistakes.ts';

export interface Section {
  /** `[2, 1]` of `BODY[2.1.MIME]`; empty for the message itself. */
  readonly path: readonly number[];
  readonly of: 'all' | 'header' | 'text' | 'mime' | 'fields' | 'fields-not';
  /** Upper case. */
  readonly fields: readonly string[];
}

export interface SectionItem {
  readonly type: 'section';
  /** As the client asked, upper case: `BODY.PEEK[1]<0.20>`. */
  readonly name: string;
  /** As the reply names it: `BODY[1]<0>`. */
  readonly label: string;
  readonly section: Section;
  readonly partial: { readonly start: number; readonly count: number } | undefined;
  readonly setsSeen: boolean;
}

export type PlainName = 'FLAGS' | 'UID' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'BODY' | 'BODYSTRUCTURE';

export type FetchItem = { readonly type: 'plain'; readonly name: PlainName } | SectionItem;

const PLAIN_NAMES: ReadonlySet<string> = new Set<PlainName>([
  'FLAGS',
  'UID',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODY',
  'BODYSTRUCTURE',
]);

const MACROS: Readonly<Record<string, readonly PlainName[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

const WHOLE: Section = { path: [], of: 'all', fields: [] };
const RFC822: Readonly<Record<string, { section: Section; setsSeen: boolean }>> = {
  RFC822: { section: WHOLE, setsSeen: true },
  'RFC822.HEADER': { section: { ...WHOLE, of: 'header' }, setsSeen: false },
  'RFC822.TEXT': { section: { ...WHOLE, of: 'text' }, setsSeen: true },
};

const ITEMS_LIMIT = 100;

/** @throws ArgumentMistake in Dovecot's words */
export function parseFetchItems(argument: Argument): readonly FetchItem[] {
  if (argument.kind === 'string') throw new ArgumentMistake('Invalid arguments');
  if (argument.kind === 'atom') {
    const macro = MACROS[argument.text.toUpperCase()];
    return macro?.map((name) => ({ type: 'plain', name })) ?? [parseItem(argument.text)];
  }
  if (argument.items.length > ITEMS_LIMIT) throw new ArgumentMistake('Too many FETCH items');
  const items = argument.items.map((item) => {
    if (item.kind !== 'atom') throw new ArgumentMistake('FETCH list contains non-atoms.');
    return parseItem(item.text);
  });
  // The same thing is told once, however often it was asked for.
  return items.filter((item, i) => items.findIndex((other) => other.name === item.name) === i);
}

function parseItem(text: string): FetchItem {
  const name = text.toUpperCase();
  if (isPlainName(name)) return { type: 'plain', name };
  const rfc822 = RFC822[name];
  if (rfc822 !== undefined) return { type: 'section', name, label: name, partial: undefined, ...rfc822 };
  const match = /^(BODY|BODY\.PEEK)\[(.*)$/s.exec(name);
  if (match === null) throw new ArgumentMistake(`Unknown parameter: ${name}`);
  return parseSectionItem(match[1] ?? '', match[2] ?? '');
}

function parseSectionItem(verb: string, rest: string): SectionItem {
  const end = rest.indexOf(']');
  if (end < 0) throw new ArgumentMistake("Invalid BODY[..] parameter: Missing ']'");
  const section = parseSection(rest.slice(0, end));
  const partial = parsePartial(rest.slice(end + 1));
  const written = writeSection(section);
  const asked = partial && (partial.count === Infinity ? `<${partial.start}>` : `<${partial.start}.${partial.count}>`);
  return {
    type: 'section',
    name: `${verb}[${written}]${asked ?? ''}`,
    label: `BODY[${written}]${partial ? `<${partial.start}>` : ''}`,
    section,
    partial,
    setsSeen: verb === 'BODY',
  };
}

function parseSection(text: string): Section {
  const match = /^(\d{1,9}(?:\.\d{1,9})*)?(\.?)(.*)$/s.exec(text);
  const [, numbers = '', dot = '', what = ''] = match ?? [];
  const path = numbers === '' ? [] : numbers.split('.').map(Number);
  if (path.length > 100 || (dot === '.') !== (numbers !== '' && what !== '')) throw invalidSection();
  const [word = ''] = /^[^ ]*/.exec(what) ?? [];
  const list = what.slice(word.length);
  switch (word) {
    case '':
      return { path, of: 'all', fields: [] };
    case 'HEADER':
    case 'TEXT':
      if (list !== '') throw invalidSection();
      return { path, of: word === 'TEXT' ? 'text' : 'header', fields: [] };
    case 'MIME':
      if (list !== '' || path.length === 0) throw invalidSection();
      return { path, of: 'mime', fields: [] };
    case 'HEADER.FIELDS':
      return { path, of: 'fields', fields: parseFields(list) };
    case 'HEADER.FIELDS.NOT':
      return { path, of: 'fields-not', fields: parseFields(list) };
    default:
      throw invalidSection();
  }
}

function parseFields(list: string): readonly string[] {
  const match = /^ *\(([^()]*)\)$/.exec(list);
  const fields = (match?.[1] ?? '').split(' ').filter((field) => field !== '');
  if (fields.length === 0) throw invalidSection();
  return fields.map((field) => field.replace(/^"(.*)"$/, '$1'));
}

function parsePartial(text: string): SectionItem['partial'] {
  if (text === '') return undefined;
  const match = /^<(\d{1,15})(?:\.(\d{1,15}))?(>?)$/.exec(text);
  if (match === null) throw new ArgumentMistake('Invalid BODY[..] parameter: Too big partial start');
  if (match[3] === '') throw new ArgumentMistake("Invalid BODY[..] parameter: Missing '>'");
  return { start: Number(match[1]), count: match[2] === undefined ? Infinity : Number(match[2]) };
}

function writeSection({ path, of, fields }: Section): string {
  const word = {
    all: '',
    header: 'HEADER',
    text: 'TEXT',
    mime: 'MIME',
    fields: 'HEADER.FIELDS',
    'fields-not': 'HEADER.FIELDS.NOT',
  }[of];
  const list = of === 'fields' || of === 'fields-not' ? ` (${fields.join(' ')})` : '';
  const numbers = path.join('.');
  return `${numbers}${numbers !== '' && word !== '' ? '.' : ''}${word}${list}`;
}

function isPlainName(name: string): name is PlainName {
  return PLAIN_NAMES.has(name);
}

function invalidSection(): ArgumentMistake {
  return new ArgumentMistake('Invalid BODY[..] section');
}
