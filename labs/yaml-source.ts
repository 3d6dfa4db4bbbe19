/**
 * A YAML text with the place of every value in it, also where it stands inside another file (a lab's fenced block).
 * Never throws: what can't be read is a problem.
 */
import { isMap, isPair, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { type PlainNode, plainYaml } from './plain-yaml.ts';
import type { Problem } from './problems.ts';

export type YamlPath = readonly PropertyKey[];

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A value as an author wrote it, with the place of each part. */
export interface PlacedValue {
  /** Undefined where the text can't be read. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value stands; the nearest value above it where there is none. */
  at(path: YamlPath): Place;
  /** Where a key of the map at the path stands. */
  keyAt(path: YamlPath, key: string): Place;
  /** The value at the path as it was read, undefined where there is none. */
  valueAt(path: YamlPath): unknown;
  problem(place: Place, message: string, wayOut: string): Problem;
}

/** Where the text stands in its file. */
export interface Origin {
  readonly file: string;
  /** The number of lines before its first. */
  readonly linesBefore?: number;
  /** Of each of its lines: the number of columns before its first. */
  readonly columnsBefore?: readonly number[];
}

/** An author's file never needs more; a text that asks for more is an attack (aliases of aliases). */
const ALIAS_LIMIT = 20;
const DEPTH_LIMIT = 30;
/** The parser calls itself at each level: a text with tens of thousands of brackets must never reach it. */
const NESTING_LIMIT = 200;
const REASON_LIMIT = 200;
const ERROR_LIMIT = 20;

export class YamlSource implements PlacedValue {
  /** What the text says, as plain values; undefined where it can't be read. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  readonly origin: Origin;
  readonly #text: string;
  /** Where each line begins; known once a place is asked for. */
  #starts: readonly number[] | undefined;
  /** What was read: by ourselves, or by the library where the text is not plain. */
  readonly #plain: PlainNode | undefined;
  readonly #contents: Node | null = null;

  constructor(text: string, origin: Origin) {
    this.origin = origin;
    this.#text = text;
    this.#plain = plainYaml(text);
    if (this.#plain !== undefined) {
      this.value = this.#plain.value;
      this.problems = [];
      return;
    }
    if (mayNestTooDeep(text)) {
      this.problems = [this.#unreadable(0, `more than ${NESTING_LIMIT} levels`)];
      return;
    }
    try {
      const document = parseDocument(text, {
        prettyErrors: false,
        schema: 'core',
        stringKeys: true,
        // The library compares each key with each other one: checked below, in linear time.
        uniqueKeys: false,
        logLevel: 'silent',
      });
      this.#contents = document.contents;
      const errors = document.errors.slice(0, ERROR_LIMIT);
      this.problems = [
        ...errors.map((error) => this.#unreadable(error.pos[0], error.message)),
        ...repeatedKeys(this.#contents).map((offset) => this.#unreadable(offset, 'the same key as before')),
      ];
      if (this.problems.length > 0) return;
      this.value = document.toJS({ maxAliasCount: ALIAS_LIMIT }) as unknown;
      if (isDeeperThan(this.value, DEPTH_LIMIT)) throw new Error(`more than ${DEPTH_LIMIT} levels`);
    } catch (error) {
      // Too many levels, or aliases of aliases.
      this.value = undefined;
      this.problems = [this.#unreadable(0, error instanceof Error ? error.message : String(error))];
    }
  }

  at(path: YamlPath): Place {
    if (this.#plain !== undefined) return this.#placeOf(lastOf(this.#plain, path).node.start);
    let node = this.#contents;
    let found = node;
    for (const key of path) {
      node = childOf(node, key);
      if (node === null) break;
      found = node;
    }
    return this.#placeOf(found?.range?.[0] ?? 0);
  }

  keyAt(path: YamlPath, key: string): Place {
    if (this.#plain !== undefined) {
      const { node, isWhole } = lastOf(this.#plain, path);
      const start = isWhole ? node.keyStarts?.[keysOf(node).indexOf(key)] : undefined;
      return this.#placeOf(start ?? node.start);
    }
    let node = this.#contents;
    for (const name of path) node = childOf(node, name);
    if (isMap(node)) {
      for (const pair of node.items) {
        if (isScalar(pair.key) && pair.key.value === key) return this.#placeOf(pair.key.range?.[0] ?? 0);
      }
    }
    return this.at(path);
  }

  valueAt(path: YamlPath): unknown {
    return valueIn(this.value, path);
  }

  problem(place: Place, message: string, wayOut: string): Problem {
    return { file: this.origin.file, line: place.line, column: place.column, message, wayOut };
  }

  #unreadable(offset: number, reason: string): Problem {
    return this.problem(
      this.#placeOf(offset),
      `Expected YAML, came something else: ${withoutFullStop(reason)}.`,
      'Check the indentation, the colons and the quotes here and in the line before.',
    );
  }

  #placeOf(offset: number): Place {
    this.#starts ??= startsOf(this.#text);
    const at = Math.min(Math.max(offset, 0), this.#text.length);
    const line = lineAt(this.#starts, at);
    return {
      line: line + 1 + (this.origin.linesBefore ?? 0),
      column: at - (this.#starts[line] ?? 0) + 1 + (this.origin.columnsBefore?.[line] ?? 0),
    };
  }
}

/** The last value on the path, and whether that is its end. */
function lastOf(whole: PlainNode, path: YamlPath): { readonly node: PlainNode; readonly isWhole: boolean } {
  let node = whole;
  for (const key of path) {
    const at = typeof key === 'number' && node.keyStarts === undefined ? key : keysOf(node).indexOf(key);
    const part = node.parts?.[at];
    if (part === undefined) return { node, isWhole: false };
    node = part;
  }
  return { node, isWhole: true };
}

function keysOf({ value, keyStarts }: PlainNode): readonly PropertyKey[] {
  return keyStarts === undefined ? [] : Object.keys(value as object);
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** The last line, from 0, that begins at the offset or before. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The part of a value at the path, undefined where there is none. */
export function valueIn(whole: unknown, path: YamlPath): unknown {
  let value = whole;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Where a map has a key that it had before. */
function repeatedKeys(contents: Node | null): number[] {
  const offsets: number[] = [];
  const waiting: unknown[] = [contents];
  while (waiting.length > 0 && offsets.length < ERROR_LIMIT) {
    const node = waiting.pop();
    if (isSeq(node)) for (const item of node.items) waiting.push(item);
    if (!isMap(node)) continue;
    const seen = new Set<unknown>();
    for (const { key, value } of node.items) {
      waiting.push(value);
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) offsets.push(key.range?.[0] ?? 0);
      seen.add(key.value);
    }
  }
  return offsets.slice(0, ERROR_LIMIT);
}

function childOf(node: Node | null, key: PropertyKey): Node | null {
  const child: unknown = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
  return isNode(child) ? child : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value && !isPair(value);
}

/** Whether the text could hold so many levels: by its brackets, and by what stands before the first word of a line. */
function mayNestTooDeep(text: string): boolean {
  let open = 0;
  let before = 0;
  let isBefore = true;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\n') before = 0;
    isBefore = character === '\n' || (isBefore && ' \t-?:'.includes(character));
    if (isBefore) before++;
    if (character === '[' || character === '{') open++;
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    // A level takes two columns: a hyphen and a space.
    if (open > NESTING_LIMIT || before > 2 * NESTING_LIMIT) return true;
  }
  return false;
}

/** Whether maps and lists stand in one another more than so many levels deep. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}

function withoutFullStop(text: string): string {
  return text
    .slice(0, REASON_LIMIT)
    .trim()
    .replace(/[.:]+$/, '');
}
