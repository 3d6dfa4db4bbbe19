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
const LITERAL = /(^|[ (])(~?)\{(\d{1,20})(\+?)\}$/;
const LONGEST_ANNOUNCEMENT = 26;

export interface LiteralAnnouncement {
  readonly sizeBytes: number;
  /** The client does not wait for `+` (RFC 7888). */
  readonly isNonSynchronizing: boolean;
  /** `~{size}`: it may hold NULs (RFC 3516 §4.2). */
  readonly isBinary: boolean;
  /** Where in the line it begins. */
  readonly start: number;
}

/** The literal that a line announces at its end, where it announces one: not inside a quoted string, nor inside an atom. */
export function literalAtEnd(line: string): LiteralAnnouncement | undefined {
  if (!line.endsWith('}')) return undefined;
  const match = LITERAL.exec(line.slice(-LONGEST_ANNOUNCEMENT));
  if (match === null) return undefined;
  const [whole, before = '', tilde, size, plus] = match;
  const start = line.length - whole.length + before.length;
  // The line was cut in the middle of a word.
  if (before === '' && start > 0) return undefined;
  if (isInsideQuotes(line, start)) return undefined;
  return { sizeBytes: Number(size), isNonSynchronizing: plus === '+', isBinary: tilde === '~', start };
}

function isInsideQuotes(text: string, end: number): boolean {
  let isInside = false;
  for (let at = text.indexOf('"'); at >= 0 && at < end; at++) {
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

const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const TILDE = 0x7e;
const DELETE = 0x7f;

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
      switch (text.charCodeAt(this.#at)) {
        case SPACE:
          this.#at++;
          break;
        case OPEN:
          if (this.#lists.length > NESTING_LIMIT) throw new ArgumentMistake("Too many '('");
          this.#lists.push([]);
          this.#at++;
          break;
        case CLOSE:
          this.#closeList();
          this.#at++;
          break;
        case QUOTE:
          this.#add({ kind: 'string', text: this.#takeQuoted() });
          break;
        case BRACE:
          this.#add({ kind: 'string', text: this.#takeLiteral() });
          break;
        case TILDE:
          // Where literal8 is allowed (APPEND), it is taken before the arguments are parsed.
          if (text.charCodeAt(this.#at + 1) === BRACE) throw new ArgumentMistake('literal8 not allowed here');
          this.#add({ kind: 'atom', text: this.#takeAtom() });
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
    const text = this.#text;
    const start = ++this.#at;
    let hasEscapes = false;
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === BACKSLASH) {
        hasEscapes = true;
        this.#at++;
      } else if (code === QUOTE) {
        const value = text.slice(start, this.#at++);
        if (value.includes('\0')) throw new ArgumentMistake('NULs not allowed in strings');
        // Any character may follow the backslash, as in Dovecot; RFC 3501 §9 knows only `"` and `\`.
        return hasEscapes ? value.replace(/\\(.)/gs, '$1') : value;
      }
    }
    throw new ArgumentMistake(`Missing '"'`);
  }

  #takeLiteral(): string {
    const [, size = '', close, behind] = /^\{(\d*\+?)(.?)(.?)/s.exec(this.#text.slice(this.#at, this.#at + 30)) ?? [];
    if (close !== '}') {
      throw new ArgumentMistake(size.endsWith('+') ? "Expecting '}' after '+'" : 'Invalid literal size');
    }
    if (behind !== '') throw new ArgumentMistake('Missing LF after literal size');
    const literal = this.#pieces[this.#piece + 1];
    if (literal === undefined || typeof literal === 'string') throw new ArgumentMistake('Invalid literal size');
    this.#at = this.#text.length;
    return latin1(literal);
  }

  #takeAtom(): string {
    const text = this.#text;
    const start = this.#at;
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === SPACE || code === CLOSE) break;
      if (code > DELETE) throw new ArgumentMistake('8bit data in atom');
      if (code < SPACE || code === DELETE || code === OPEN || code === BRACE || code === QUOTE) {
        throw new ArgumentMistake('Invalid characters in atom');
      }
    }
    return text.slice(start, this.#at);
  }
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
