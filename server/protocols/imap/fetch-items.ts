/** What FETCH asks for (RFC 3501 §6.4.5): macros taken apart, items of all kinds read. Sections are `fetch-sections.ts`. */
import type { Argument } from './arguments.ts';
import { ArgumentCursor, takeSection, type Partial, type Section } from './fetch-sections.ts';
import { ArgumentMistake } from './mistakes.ts';

export interface SectionItem {
  readonly type: 'section';
  /** As the client asked, upper case: `BODY.PEEK[1]<0.20>`. */
  readonly name: string;
  /** As the reply names it: `BODY[1]<0>`. */
  readonly label: string;
  readonly section: Section;
  readonly partial: Partial | undefined;
  readonly setsSeen: boolean;
  /** BINARY: the transfer encoding is undone (RFC 3516 §4.2). */
  readonly isDecoded: boolean;
}

/** BINARY.SIZE (RFC 3516 §4.3). */
export interface SizeItem {
  readonly type: 'size';
  readonly name: string;
  readonly label: string;
  readonly section: Section;
}

export type PlainName =
  'FLAGS' | 'UID' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'BODY' | 'BODYSTRUCTURE' | 'MODSEQ' | 'PREVIEW';

export interface PlainItem {
  readonly type: 'plain';
  readonly name: PlainName;
}

export type FetchItem = PlainItem | SectionItem | SizeItem;

export interface FetchItems {
  readonly items: readonly FetchItem[];
  /** What follows behind them. */
  readonly rest: readonly Argument[];
}

const MACROS: Readonly<Record<string, readonly PlainName[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

const WHOLE: Section = { path: [], of: 'all', fields: [], wanted: new Set() };
const RFC822: Readonly<Record<string, Pick<SectionItem, 'section' | 'setsSeen'>>> = {
  RFC822: { section: WHOLE, setsSeen: true },
  'RFC822.HEADER': { section: { ...WHOLE, of: 'header' }, setsSeen: false },
  'RFC822.TEXT': { section: { ...WHOLE, of: 'text' }, setsSeen: true },
};

/** @throws ArgumentMistake in Dovecot's words */
export function parseFetchItems(args: readonly Argument[]): FetchItems {
  const [first] = args;
  if (first === undefined || first.kind === 'string') throw new ArgumentMistake('Invalid arguments');
  if (first.kind === 'list') return { items: parseList(first.items), rest: args.slice(1) };
  const macro = MACROS[first.text.toUpperCase()];
  if (macro !== undefined) return { items: macro.map(plain), rest: args.slice(1) };
  const cursor = new ArgumentCursor(args);
  return { items: [takeItem(cursor)], rest: cursor.rest };
}

function parseList(args: readonly Argument[]): readonly FetchItem[] {
  if (args.length === 0) throw new ArgumentMistake('FETCH list is empty.');
  const cursor = new ArgumentCursor(args);
  const items: FetchItem[] = [];
  const known = new Set<string>();
  while (!cursor.isAtEnd) {
    const item = takeItem(cursor);
    // The same is told once, however often it was asked for; a section, as in Dovecot, each time.
    const isTold = isOnce(item) && known.has(item.name);
    known.add(item.name);
    if (!isTold) items.push(item);
  }
  return items;
}

function isOnce(item: FetchItem): boolean {
  return item.type === 'plain' ? item.name !== 'PREVIEW' : item.name.startsWith('RFC822');
}

function takeItem(cursor: ArgumentCursor): FetchItem {
  const argument = cursor.take();
  if (argument?.kind !== 'atom') throw new ArgumentMistake('FETCH list contains non-atoms.');
  const text = argument.text.toUpperCase();
  // What stands behind a plain name's word does not matter to Dovecot: `FLAGS.SILENT`, `UID]`.
  const word = /^[A-Z0-9-]*/.exec(text)?.[0] ?? '';
  switch (word) {
    case 'FLAGS':
    case 'UID':
    case 'INTERNALDATE':
    case 'ENVELOPE':
    case 'BODYSTRUCTURE':
    case 'MODSEQ':
      return plain(word);
    case 'RFC822':
      return rfc822(text);
    case 'PREVIEW':
      checkPreview(cursor);
      return plain('PREVIEW');
    case 'BODY':
      return text === 'BODY' ? plain('BODY') : takeBody(text, cursor);
    case 'BINARY':
      return takeBinary(text, cursor);
    default:
      throw new ArgumentMistake(`Unknown parameter: ${text}`);
  }
}

function plain(name: PlainName): PlainItem {
  return { type: 'plain', name };
}

function rfc822(text: string): FetchItem {
  if (text === 'RFC822.SIZE') return plain(text);
  const meant = RFC822[text];
  if (meant === undefined) throw new ArgumentMistake(`Unknown parameter ${text}`);
  return { type: 'section', name: text, label: text, partial: undefined, isDecoded: false, ...meant };
}

function takeBody(text: string, cursor: ArgumentCursor): SectionItem {
  const isPeek = text.startsWith('BODY.PEEK');
  const verb = isPeek ? 'BODY.PEEK' : 'BODY';
  const { label, asked, section, partial } = takeSection(cursor, { verb: 'BODY', rest: text.slice(verb.length) });
  return { type: 'section', name: `${verb}${asked}`, label, section, partial, setsSeen: !isPeek, isDecoded: false };
}

/** RFC 3516 §4.2, §4.3 */
function takeBinary(text: string, cursor: ArgumentCursor): SectionItem | SizeItem {
  const [verb = ''] = /^BINARY(?:\.SIZE|\.PEEK)?/.exec(text) ?? [];
  const isSize = verb === 'BINARY.SIZE';
  const rest = text.slice(verb.length);
  const { label, asked, section, partial } = takeSection(cursor, { verb: 'BINARY', rest, isWithoutPartial: isSize });
  if (isSize) return { type: 'size', name: `${verb}${asked}`, label: `BINARY.SIZE${label.slice(6)}`, section };
  const setsSeen = verb === 'BINARY';
  return { type: 'section', name: `${verb}${asked}`, label, section, partial, setsSeen, isDecoded: true };
}

/** `PREVIEW (LAZY)` (RFC 8970 §3.1): what is there at once needs no waiting for, so nothing is ever lazy here. */
function checkPreview(cursor: ArgumentCursor): void {
  for (const modifier of cursor.takeList() ?? []) {
    if (modifier.kind !== 'atom') throw new ArgumentMistake('Invalid PREVIEW modifier');
    const name = modifier.text.toUpperCase();
    if (name !== 'LAZY') throw new ArgumentMistake(`'${name}' is not a supported PREVIEW modifier`);
  }
}
