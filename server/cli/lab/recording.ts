/** A seat's log as the lines that were typed, each with what came of it. What failed alone taught nothing and is left out. */
import type { EntryBody, Entry } from '../../contract/entries.ts';
import type { Vocabulary } from '../../../labs/vocabulary.ts';
import type { ArgumentValue } from '../../../labs/observation.ts';
import { KEYS } from '../../protocols/lab-script.ts';

export type ExchangeEntry = Extract<EntryBody, { readonly type: 'exchange' }>;
type OpenedEntry = Extract<EntryBody, { readonly type: 'connection-opened' }>;

/** What a line brought about, as a check may ask for it. */
export type Effect =
  | { readonly type: 'connected'; readonly opened: OpenedEntry }
  | { readonly type: 'secured'; readonly opened: OpenedEntry }
  | { readonly type: 'transfer'; readonly direction: 'to-client' | 'to-server'; readonly exchange: ExchangeEntry }
  | { readonly type: 'exchange'; readonly exchange: ExchangeEntry };

export interface RecordedLine {
  readonly terminal: string;
  /** Undefined where a key ended it. */
  readonly text: string | undefined;
  readonly key: keyof typeof KEYS | undefined;
  /** What the terminal showed after it, whole lines. */
  readonly printed: readonly string[];
  readonly effects: readonly Effect[];
  /** A command was asked for, and more must follow before it is done. */
  readonly isUnfinished: boolean;
}

interface OpenLine {
  readonly terminal: string;
  text: string | undefined;
  readonly key: keyof typeof KEYS | undefined;
  readonly isHidden: boolean;
  shown: string;
  readonly exchanges: ExchangeEntry[];
  readonly opened: OpenedEntry[];
  readonly secured: OpenedEntry[];
  /** Pieces on data connections: who sent them, and how many exchanges were over before. */
  readonly moved: { readonly parent: number; readonly from: 'client' | 'server'; readonly before: number }[];
}

/** The lines since the world was last renewed, failures left out. */
export function recordedLines(
  entries: readonly Entry[],
  vocabularies: ReadonlyMap<string, Vocabulary>,
): readonly RecordedLine[] {
  const lines = openLines(entries);
  for (const line of lines) if (line.isHidden) line.text = hiddenText(line, vocabularies);
  return lines.flatMap((line) => (isFailure(line) ? [] : [finished(line)]));
}

function openLines(entries: readonly Entry[]): OpenLine[] {
  const lines: OpenLine[] = [];
  const echo = new Map<string, boolean>();
  const connections = new Map<number, OpenedEntry>();
  const ofTerminal = (name: string): OpenLine | undefined => lines.findLast(({ terminal }) => terminal === name);
  for (const { body } of entries) {
    const current = lines.at(-1);
    switch (body.type) {
      case 'afresh':
        lines.length = 0;
        break;
      case 'mode':
        echo.set(body.terminal, body.mode.echo);
        break;
      case 'line':
        lines.push(lineOf(body, echo.get(body.terminal) ?? true));
        break;
      case 'print': {
        const line = ofTerminal(body.terminal);
        if (line !== undefined) line.shown += body.text;
        break;
      }
      case 'connection-opened':
        connections.set(body.connection, body);
        if (body.others === undefined && body.protocol !== undefined) current?.opened.push(body);
        break;
      case 'secured': {
        const opened = connections.get(body.connection);
        if (opened?.others === undefined && opened?.protocol !== undefined) current?.secured.push(opened);
        break;
      }
      case 'wire': {
        const parent = connections.get(body.connection)?.parent;
        if (parent !== undefined) current?.moved.push({ parent, from: body.from, before: current.exchanges.length });
        break;
      }
      case 'exchange':
        if (connections.get(body.connection)?.others === undefined && body.verb !== 'GREETING') {
          current?.exchanges.push(body);
        }
        break;
      default:
    }
  }
  return lines;
}

function lineOf(body: Extract<EntryBody, { readonly type: 'line' }>, echo: boolean): OpenLine {
  const { terminal, text, signal } = body;
  const key = Object.entries(KEYS).find(([, kind]) => kind === signal)?.[0] as keyof typeof KEYS | undefined;
  const empty = { shown: '', exchanges: [], opened: [], secured: [], moved: [] };
  return { terminal, text: key === undefined ? text : undefined, key, isHidden: !echo, ...empty };
}

/** What was typed where nothing was shown: the password that crossed the wire then. */
function hiddenText({ exchanges }: OpenLine, vocabularies: ReadonlyMap<string, Vocabulary>): string {
  for (const { protocol, line } of exchanges) {
    const read = vocabularies.get(protocol)?.recognise(line);
    const entry = vocabularies.get(protocol)?.verbs.get(read?.verb ?? '');
    const password = entry?.arguments.find(({ kind }) => kind === 'password');
    const value: ArgumentValue | undefined = password && read?.arguments[password.name];
    if (value !== undefined) return String(value);
  }
  return '';
}

/** Only refusals came of it. */
function isFailure({ exchanges, opened, secured, moved }: OpenLine): boolean {
  const others = opened.length + secured.length + moved.length;
  return others === 0 && exchanges.length > 0 && exchanges.every((exchange) => exchange.class === 'failure');
}

function finished(line: OpenLine): RecordedLine {
  const { terminal, text, key, shown } = line;
  const main = mainExchange(line);
  return {
    terminal,
    text,
    key,
    printed: shown.split('\n').slice(0, -1),
    effects: effectsOf(line, main),
    isUnfinished: main?.class === 'intermediate',
  };
}

function effectsOf({ opened, secured, moved }: OpenLine, main: ExchangeEntry | undefined): Effect[] {
  const effects: Effect[] = [];
  const [first] = opened;
  if (first !== undefined) effects.push({ type: 'connected', opened: first });
  const [safe] = secured;
  if (safe !== undefined) effects.push({ type: 'secured', opened: safe });
  if (main?.class !== 'success') return effects;
  const data = moved.findLast(({ parent }) => parent === main.connection);
  if (data === undefined) effects.push({ type: 'exchange', exchange: main });
  else {
    const direction = data.from === 'client' ? 'to-server' : 'to-client';
    effects.push({ type: 'transfer', direction, exchange: main });
  }
  return effects;
}

/**
 * Of several exchanges (a program asks for more than it was told) the one that was meant: that of the file or listing
 * which crossed; else the one with words of the line in it; else the first.
 */
function mainExchange({ text, exchanges, moved }: OpenLine): ExchangeEntry | undefined {
  const [first] = moved;
  const moving = first === undefined ? undefined : (exchanges[first.before] ?? exchanges.at(-1));
  if (moving !== undefined && moving.class !== 'failure') return moving;
  const done = exchanges.filter((exchange) => exchange.class !== 'failure');
  const words = new Set((text ?? '').split(/\s+/).filter((word) => word !== ''));
  const isSame = ({ line }: ExchangeEntry): boolean => line === text;
  const sharesWords = ({ line }: ExchangeEntry): boolean =>
    line
      .split(/\s+/)
      .slice(1)
      .some((word) => words.has(word));
  const isNamed = ({ verb }: ExchangeEntry): boolean => text?.trim().split(/\s+/)[0]?.toUpperCase() === verb;
  return done.findLast(isSame) ?? done.find(sharesWords) ?? done.find(isNamed) ?? done[0];
}
