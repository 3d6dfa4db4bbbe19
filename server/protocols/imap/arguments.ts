/**
 * The arguments of a command: atoms, strings, literals and lists, of any shape (RFC 3501 §4). What they mean is the
 * command's business. Linear; lists nest at most 100 deep.
 */
import { latin1 } from '../lines.ts';
import { ArgumentMistake } from './mistakes.ts';

/** Texts hold each byte as one character. */
export type Argument =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Argument[] };

/** A command as it came: text between literals, and the literals. A text before a literal ends in its `{size}`. */
export type Piece = string | Uint8Array;

const NESTING_LIMIT = 100;
const LITERAL = /\{(\d{1,20})(\+?)\}$/;

export interface LiteralAnnouncement {
  readonly sizeBytes: number;
  /** The client does not wait for `+` (RFC 7888). */
  readonly isNonSynchronizing: boolean;
}

/** The literal that a line announces at its end, where it announces one: not inside a quoted string, nor inside an atom. */
export function literalAtEnd(line: string): LiteralAnnouncement | undefined {
  const match = LITERAL.exec(line.slice(-23));
  if (match === null) return undefined;
  const before = line.slice(0, line.length - match[0].length);
  if (!/(?:^|[ (])$/.test(before) || isInsideQuotes(before)) return undefined;
  return { sizeBytes: Number(match[1]), isNonSynchronizing: match[2] === '+' };
}

function isInsideQuotes(text: string): boolean {
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') isInside = !isInside;
    else if (char === '\\' && isInside) at++;
  }
  return isInside;
}

/** @throws ArgumentMistake where the pieces are no arguments, in Dovecot's words */
export function parseArguments(pieces: readonly Piece[]): readonly Argument[] {
  return new ArgumentParser(pieces).parse();
}

class ArgumentParser {
  readonly #pieces: readonly Piece[];
  readonly #lists: Argument[][] = [[]];
  #piece = 0;
  #text = '';
  #at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  parse(): readonly Argument[] {
    for (this.#piece = 0; this.#piece < this.#pieces.length; this.#piece++) {
      const piece = this.#pieces[this.#piece];
      if (typeof piece === 'string') this.#parseText(piece);
    }
    if (this.#lists.length > 1) throw new ArgumentMistake("Missing ')'");
    return this.#lists[0] ?? [];
  }

  #parseText(text: string): void {
    this.#text = text;
    this.#at = 0;
    while (this.#at < text.length) {
      switch (text[this.#at]) {
        case ' ':
          this.#at++;
          break;
        case '(':
          if (this.#lists.length > NESTING_LIMIT) throw new ArgumentMistake("Too many '('");
          this.#lists.push([]);
          this.#at++;
          break;
        case ')':
          this.#closeList();
          this.#at++;
          break;
        case '"':
          this.#add({ kind: 'string', text: this.#takeQuoted() });
          break;
        case '{':
          this.#add({ kind: 'string', text: this.#takeLiteral() });
          break;
        default:
          this.#add({ kind: 'atom', text: this.#takeAtom() });
      }
    }
  }

  #add(argument: Argument): void {
    this.#lists.at(-1)?.push(argument);
  }

  #closeList(): void {
    const items = this.#lists.pop();
    if (items === undefined || this.#lists.length === 0) throw new ArgumentMistake("Unexpected ')'");
    this.#add({ kind: 'list', items });
  }

  #takeQuoted(): string {
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      if (char === '"') {
        this.#at++;
        return value;
      }
      // Any character may follow the backslash, as in Dovecot; RFC 3501 §9 knows only `"` and `\`.
      if (char === '\\') this.#at++;
      value += this.#text[this.#at] ?? '';
    }
    throw new ArgumentMistake(`Missing '"'`);
  }

  #takeLiteral(): string {
    const literal = this.#pieces[this.#piece + 1];
    if (!/^\{\d+\+?\}$/.test(this.#text.slice(this.#at)) || literal === undefined || typeof literal === 'string') {
      throw new ArgumentMistake('Invalid literal size');
    }
    this.#at = this.#text.length;
    return latin1(literal);
  }

  #takeAtom(): string {
    const start = this.#at;
    let isInSection = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      if (isInSection) {
        isInSection = char !== ']';
      } else if (
        char === '[' &&
        /^(?:body|body\.peek)$/i.test(this.#text.slice(start, Math.min(this.#at, start + 20)))
      ) {
        // A section holds spaces and a list of its own: BODY[HEADER.FIELDS (To From)].
        isInSection = true;
      } else if (char === ' ' || char === '(' || char === ')') break;
      else if (!isAtomChar(char, this.#at === start)) throw new ArgumentMistake('Invalid characters in atom');
    }
    return this.#text.slice(start, this.#at);
  }
}

function isAtomChar(char: string, isFirst: boolean): boolean {
  if (char === '\\') return isFirst;
  return char > ' ' && char < '\x7f' && char !== '"' && char !== '{';
}

/** An atom or string as text; undefined for a list. */
export function astring(argument: Argument | undefined): string | undefined {
  return argument === undefined || argument.kind === 'list' ? undefined : argument.text;
}

/** @throws ArgumentMistake where an argument is missing or a list, as Dovecot's client_read_string_args */
export function expectStrings(args: readonly Argument[], count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const argument = args[i];
    if (argument === undefined) throw new ArgumentMistake('Missing arguments');
    if (argument.kind === 'list') throw new ArgumentMistake('Invalid arguments');
    return argument.text;
  });
}
