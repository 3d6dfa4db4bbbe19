/**
 * Reads the plain part of YAML, which is nearly all that authors write, in a fraction of the library's time: maps and lists
 * in blocks or brackets, texts that are bare, quoted on one line, or blocks after `|` and `>`. Whatever it is not sure of
 * (a fault above all) it leaves to the library; what it reads, it reads as the library does, places included.
 */

/** A value, and where it and its parts begin in the text. */
export interface PlainNode {
  readonly value: unknown;
  readonly start: number;
  /** Of a map, in the order of its keys; of a list, in its own. */
  readonly parts?: readonly PlainNode[];
  /** Of a map, where each key begins. */
  readonly keyStarts?: readonly number[];
}

/** A map of keys, or undefined where the text is not plain. */
export function plainYaml(text: string): PlainNode | undefined {
  if (NEVER_PLAIN.test(text)) return undefined;
  try {
    return new Reading(text).whole();
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

const NOT_PLAIN = new Error('not plain');
/** Tabs, line ends and characters of other kinds, and what begins or ends a document. */
const NEVER_PLAIN = /[^\n -~\u00a1-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\uffef]|^(?:---|\.\.\.|%)/m;
/** Fewer than the library's reader takes: what lies deeper is its own matter. */
const DEPTH_LIMIT = 20;
const KEY = /([a-z][\w-]{0,60}):(?: +|(?=\n|$))/iy;
const FLOW_KEY = /([a-z][\w-]{0,60}): +/iy;
/** Keys that might be read as something else. */
const NO_KEY = /^(?:null|true|false)$/i;
/** In double quotes, the escapes that JSON has, too. */
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\/bfnrt])*"/y;
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'/y;
/** What a bare text doesn't begin with. */
const INDICATORS = '-?:,[]{}#&*!|>\'"%@` ';
const INTEGER = /^[0-9]{1,15}$/;
const LIKE_A_NUMBER = /^[-+]?\.?[0-9]/;
/** An address, or words behind a number. */
const NO_NUMBER = /[^0-9a-fox.+-]|\..*\./i;
const SPACE = 0x20;
const LINE_FEED = 0x0a;

class Reading {
  readonly #text: string;
  /** Where the first word of the line in hand begins. */
  #at = 0;
  /** How many columns stand before it; -1 at the end of the text. */
  #indent = 0;
  /** Within brackets, what comes next. */
  #next = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): PlainNode {
    this.#toLine(0);
    if (this.#indent !== 0) throw NOT_PLAIN;
    const map = this.#map(0, 0);
    if (this.#at < this.#text.length) throw NOT_PLAIN;
    return map;
  }

  /** To the next line that says something. */
  #toLine(from: number): void {
    const text = this.#text;
    for (let line = from; line < text.length; line = this.#lineEnd(line) + 1) {
      const at = this.#afterSpaces(line);
      if (at >= text.length) break;
      if (text.charCodeAt(at) === LINE_FEED || text[at] === '#') continue;
      this.#at = at;
      this.#indent = at - line;
      return;
    }
    this.#at = text.length;
    this.#indent = -1;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end < 0 ? this.#text.length : end;
  }

  #afterSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  /** The keys at the column, from the one in hand on. */
  #map(indent: number, depth: number): PlainNode {
    if (depth > DEPTH_LIMIT) throw NOT_PLAIN;
    const start = this.#at;
    const value: Record<string, unknown> = {};
    const parts: PlainNode[] = [];
    const keyStarts: number[] = [];
    do {
      keyStarts.push(this.#at);
      const key = this.#key(KEY, this.#at, value);
      const part = this.#valueOfKey(KEY.lastIndex, indent, depth + 1);
      value[key] = part.value;
      parts.push(part);
    } while (this.#indent === indent);
    if (this.#indent > indent) throw NOT_PLAIN;
    return { value, start, parts, keyStarts };
  }

  #key(pattern: RegExp, at: number, before: Readonly<Record<string, unknown>>): string {
    pattern.lastIndex = at;
    const key = pattern.exec(this.#text)?.[1];
    if (key === undefined || Object.hasOwn(before, key) || NO_KEY.test(key)) throw NOT_PLAIN;
    return key;
  }

  #valueOfKey(at: number, indent: number, depth: number): PlainNode {
    if (at < this.#text.length && this.#text.charCodeAt(at) !== LINE_FEED) return this.#valueOnLine(at, indent, depth);
    this.#toLine(at);
    if (this.#indent >= indent && this.#isEntry()) return this.#list(this.#indent, depth);
    if (this.#indent > indent) return this.#map(this.#indent, depth);
    throw NOT_PLAIN;
  }

  #isEntry(): boolean {
    return this.#text[this.#at] === '-' && this.#text.charCodeAt(this.#at + 1) === SPACE;
  }

  /** The entries at the column, from the one in hand on. */
  #list(indent: number, depth: number): PlainNode {
    if (depth > DEPTH_LIMIT) throw NOT_PLAIN;
    const start = this.#at;
    const parts: PlainNode[] = [];
    do {
      const at = this.#afterSpaces(this.#at + 1);
      KEY.lastIndex = at;
      if (KEY.test(this.#text)) {
        const column = indent + at - this.#at;
        this.#at = at;
        parts.push(this.#map(column, depth + 1));
      } else {
        parts.push(this.#valueOnLine(at, indent, depth + 1));
      }
    } while (this.#indent === indent && this.#isEntry());
    if (this.#indent > indent) throw NOT_PLAIN;
    return { value: parts.map(({ value }) => value), start, parts };
  }

  /** A value that begins on a key's or an entry's line; what belongs to it stands further right than `indent`. */
  #valueOnLine(at: number, indent: number, depth: number): PlainNode {
    switch (this.#text[at]) {
      case '|':
      case '>':
        return this.#block(at, indent);
      case '"':
      case "'":
      case '[':
      case '{': {
        const node = this.#closed(at, indent, depth);
        const end = this.#afterSpaces(this.#next);
        if (end < this.#text.length && this.#text.charCodeAt(end) !== LINE_FEED) throw NOT_PLAIN;
        this.#toLine(end + 1);
        return node;
      }
      default:
        return this.#bare(at, indent);
    }
  }

  #block(start: number, indent: number): PlainNode {
    const text = this.#text;
    const end = this.#lineEnd(start);
    const isFolded = text[start] === '>';
    const isStripped = text[start + 1] === '-';
    if (end !== start + (isStripped ? 2 : 1)) throw NOT_PLAIN;
    const lines: string[] = [];
    let first = end + 1;
    while (text.charCodeAt(first) === LINE_FEED) first++;
    const column = this.#afterSpaces(first) - first;
    if (column <= indent || text.charCodeAt(first + column) === LINE_FEED) throw NOT_PLAIN;
    let line = end + 1;
    while (line < text.length) {
      const at = this.#afterSpaces(line);
      const lineEnd = this.#lineEnd(at);
      if (at === lineEnd) {
        if (at > line) throw NOT_PLAIN;
        lines.push('');
      } else if (at - line < column) {
        if (at - line > indent) throw NOT_PLAIN;
        break;
      } else {
        if (isFolded && (at - line > column || text.charCodeAt(lineEnd - 1) === SPACE)) throw NOT_PLAIN;
        lines.push(text.slice(line + column, lineEnd));
      }
      line = lineEnd + 1;
    }
    if (line > text.length) throw NOT_PLAIN;
    while (lines.at(-1) === '') lines.pop();
    this.#toLine(line);
    return { value: (isFolded ? folded(lines) : lines.join('\n')) + (isStripped ? '' : '\n'), start };
  }

  #bare(start: number, indent: number): PlainNode {
    const text = this.#text;
    let end = this.#lineEnd(start);
    let said = this.#bareLine(start, end);
    for (;;) {
      const at = this.#afterSpaces(end + 1);
      if (at >= text.length || text.charCodeAt(at) === LINE_FEED || at - (end + 1) <= indent) break;
      end = this.#lineEnd(at);
      said += ` ${this.#bareLine(at, end)}`;
    }
    this.#toLine(end + 1);
    if (this.#indent > indent) throw NOT_PLAIN;
    return { value: bareValue(said), start };
  }

  #bareLine(start: number, end: number): string {
    let last = end;
    while (last > start && this.#text.charCodeAt(last - 1) === SPACE) last--;
    const line = this.#text.slice(start, last);
    if (line === '' || INDICATORS.includes(line.charAt(0))) throw NOT_PLAIN;
    if (line.includes(': ') || line.endsWith(':') || line.includes(' #')) throw NOT_PLAIN;
    return line;
  }

  /** What has an end of its own, quotes or brackets; `#next` is behind it. */
  #closed(start: number, indent: number, depth: number): PlainNode {
    if (depth > DEPTH_LIMIT) throw NOT_PLAIN;
    switch (this.#text[start]) {
      case '"':
        return { value: JSON.parse(this.#quoted(DOUBLE_QUOTED, start)) as unknown, start };
      case "'":
        return { value: this.#quoted(SINGLE_QUOTED, start).slice(1, -1).replaceAll("''", "'"), start };
      case '[':
        return this.#flowList(start, indent, depth);
      default:
        return this.#flowMap(start, indent, depth);
    }
  }

  #quoted(pattern: RegExp, start: number): string {
    pattern.lastIndex = start;
    const [whole] = pattern.exec(this.#text) ?? [];
    if (whole === undefined) throw NOT_PLAIN;
    this.#next = pattern.lastIndex;
    return whole;
  }

  #flowList(start: number, indent: number, depth: number): PlainNode {
    const parts: PlainNode[] = [];
    this.#flowSpace(start + 1, indent);
    if (this.#text[this.#next] === ']') this.#next++;
    else {
      do {
        parts.push(this.#flowValue(indent, depth + 1));
      } while (this.#goesOn(']', indent));
    }
    return { value: parts.map(({ value }) => value), start, parts };
  }

  #flowMap(start: number, indent: number, depth: number): PlainNode {
    const value: Record<string, unknown> = {};
    const parts: PlainNode[] = [];
    const keyStarts: number[] = [];
    this.#flowSpace(start + 1, indent);
    if (this.#text[this.#next] === '}') this.#next++;
    else {
      do {
        keyStarts.push(this.#next);
        const key = this.#key(FLOW_KEY, this.#next, value);
        this.#next = FLOW_KEY.lastIndex;
        const part = this.#flowValue(indent, depth + 1);
        value[key] = part.value;
        parts.push(part);
      } while (this.#goesOn('}', indent));
    }
    return { value, start, parts, keyStarts };
  }

  #flowValue(indent: number, depth: number): PlainNode {
    const text = this.#text;
    const start = this.#next;
    if ('"\'[{'.includes(text.charAt(start))) return this.#closed(start, indent, depth);
    let end = start;
    for (; ; end++) {
      const character = text.charAt(end);
      if (character === '' || '[{'.includes(character)) throw NOT_PLAIN;
      if (',]}\n'.includes(character)) break;
      if (character === ':' && ' \n,[]{}'.includes(text.charAt(end + 1))) throw NOT_PLAIN;
    }
    this.#next = end;
    return { value: bareValue(this.#bareLine(start, end)), start };
  }

  /** Whether another entry comes; behind the bracket where none does. */
  #goesOn(bracket: string, indent: number): boolean {
    this.#flowSpace(this.#next, indent);
    const character = this.#text[this.#next];
    if (character !== bracket && character !== ',') throw NOT_PLAIN;
    this.#next++;
    if (character === bracket) return false;
    this.#flowSpace(this.#next, indent);
    return true;
  }

  #flowSpace(from: number, indent: number): void {
    let at = this.#afterSpaces(from);
    if (this.#text.charCodeAt(at) === LINE_FEED) {
      const line = at + 1;
      at = this.#afterSpaces(line);
      if (at - line <= indent || this.#text.charCodeAt(at) === LINE_FEED || this.#text[at] === '#') throw NOT_PLAIN;
    }
    this.#next = at;
  }
}

/** A line end between two lines is a space; of several, the first goes. */
function folded(lines: readonly string[]): string {
  let text = '';
  let isBetween = false;
  for (const line of lines) {
    if (line === '') text += '\n';
    else text += isBetween ? ` ${line}` : line;
    isBetween = line !== '';
  }
  return text;
}

function bareValue(text: string): unknown {
  if (INTEGER.test(text)) return Number(text);
  switch (text) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
  }
  if (/^(?:~|null|true|false|\.[a-z]*)$/i.test(text)) throw NOT_PLAIN;
  if (LIKE_A_NUMBER.test(text) && !NO_NUMBER.test(text)) throw NOT_PLAIN;
  return text;
}
