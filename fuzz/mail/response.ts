/** Parenthesised data of a server, held strictly to the grammar of RFC 3501 §9; by the product's own parser nothing would be proven. */

/** A text of bytes as characters, NIL, a number, or a list. */
export type Value = string | number | undefined | readonly Value[];

/** @throws Error where the text is not one value and nothing else */
export function parseValue(text: string): Value {
  const parser = new Parser(text);
  const value = parser.value();
  if (!parser.isAtEnd) throw parser.unexpected('the end');
  return value;
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  value(): Value {
    const list = this.#take(/\(/y);
    if (list !== undefined) return this.#list();
    const quoted = this.#take(/"((?:[^"\\\r\n\0\x80-\xff]|\\["\\])*)"/y);
    if (quoted !== undefined) return (quoted[1] ?? '').replace(/\\(.)/g, '$1');
    if (this.#take(/NIL(?=[ )]|$)/y) !== undefined) return undefined;
    const number = this.#take(/\d+(?=[ )]|$)/y);
    if (number !== undefined) return Number(number[0]);
    const literal = this.#take(/\{(\d+)\}\r\n/y);
    if (literal === undefined) throw this.unexpected('a value');
    const text = this.#text.slice(this.#at, this.#at + Number(literal[1]));
    if (text.length !== Number(literal[1]) || text.includes('\0')) throw this.unexpected('a literal without NUL');
    this.#at += text.length;
    return text;
  }

  /** One space between two values; none between two lists (addresses, body parts). */
  #list(): readonly Value[] {
    const values: Value[] = [];
    while (this.#take(/\)/y) === undefined) {
      const isTogether = Array.isArray(values.at(-1)) && this.#text[this.#at] === '(';
      if (values.length > 0 && !isTogether && this.#take(/ /y) === undefined) throw this.unexpected('a space');
      values.push(this.value());
    }
    return values;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  unexpected(wanted: string): Error {
    const rest = JSON.stringify(this.#text.slice(Math.max(0, this.#at - 20), this.#at + 60));
    return new Error(`expected ${wanted} at ${this.#at}, came ${rest}`);
  }
}
