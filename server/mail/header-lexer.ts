/**
 * The words that a structured header field is made of (RFC 5322 §3.2, obsolete forms too; RFC 2045 §5.1), taken one by one
 * with the white space and comments behind them. Linear; never throws: what is broken is told, and taken as far as it goes.
 */
import { TextPieces } from './text-pieces.ts';

/** What stands behind what was taken: more text, nothing; or it was broken, and may have been taken in part. */
export type Behind = 'more' | 'end' | 'broken';

export interface Taken {
  readonly text: string;
  readonly behind: Behind;
}

const NOTHING_TAKEN: Taken = { text: '', behind: 'broken' };

/** Bytes above 127 are words, as in Dovecot. */
const ATOM = /[^\x00-\x20"(),.:;<>@[\\\]\x7f]+/y;
const ATOMS_AND_DOTS = /[^\x00-\x20"(),:;<>@[\\\]\x7f]*/y;
const WORD_BEGINS = /[^\x00-\x20"(),:;<>@[\\\]\x7f]/;
const DOTS = /\.*/y;
const TOKEN = /[^\x00-\x20"(),:;<>@[\\\]\x7f/=?]*/y;
const WHITE_SPACE = /[ \t\r\n]+/y;
const PLAIN_IN_COMMENT = /[^()\\]+/y;
const PLAIN_IN_QUOTES = /[^"\\\n]+/y;
const PLAIN_IN_LITERAL = /[^\]\\]+/y;

export class HeaderLexer {
  readonly #text: string;
  #at = 0;
  /** What the comment that was passed last says, without its escapes; empty to begin with. */
  comment = '';

  /** @param text the field's value, each byte one character; it may be folded */
  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next character; empty at the end. */
  get next(): string {
    return this.#text.charAt(this.#at);
  }

  /** Whether this is the next character. */
  isAt(character: string): boolean {
    return this.#text.startsWith(character, this.#at);
  }

  /** Where the next character stands, to come back to. */
  get position(): number {
    return this.#at;
  }

  returnTo(position: number): void {
    this.#at = position;
  }

  /** Passes one character. */
  skip(): void {
    this.#at++;
  }

  /** Passes comments and folding white space. */
  skipCfws(): Behind {
    while (!this.isAtEnd) {
      this.#match(WHITE_SPACE);
      if (this.next !== '(') break;
      if (!this.#skipComment()) return 'broken';
    }
    return this.isAtEnd ? 'end' : 'more';
  }

  takeAtom(): Taken {
    const text = this.#match(ATOM);
    return text === '' ? NOTHING_TAKEN : { text, behind: this.skipCfws() };
  }

  /** White space and comments around its dots are left out (RFC 5322 §4.4). */
  takeDotAtom(): Taken {
    const first = this.#match(ATOM);
    if (first === '') return NOTHING_TAKEN;
    const taken = new TextPieces();
    taken.add(first);
    for (;;) {
      let behind = this.skipCfws();
      if (behind !== 'more' || this.next !== '.') return { text: taken.text, behind };
      this.skip();
      taken.add('.');
      behind = this.skipCfws();
      const atom = behind === 'more' ? this.#match(ATOM) : '';
      if (atom === '') return { text: taken.text, behind: 'broken' };
      taken.add(atom);
    }
  }

  /** Before an `@`: a quoted string, or words between dots, as many of them as there are. */
  takeLocalPart(): Taken {
    if (this.isAt('"')) return this.takeQuotedString();
    const taken = new TextPieces();
    let behind: Behind = 'broken';
    do {
      const dots = this.#match(DOTS);
      taken.add(dots);
      if (dots !== '') behind = 'more';
      if (dots !== '' && this.isAtEnd) return { text: taken.text, behind: 'end' };
      if (this.isAt('@')) break;
      const atom = this.takeAtom();
      taken.add(atom.text);
      behind = atom.behind;
    } while (behind === 'more' && this.isAt('.'));
    return { text: taken.text, behind };
  }

  /** A token of MIME; may be empty. */
  takeToken(): Taken {
    const text = this.#match(TOKEN);
    return { text, behind: this.skipCfws() };
  }

  /** What stands up to white space or a `;`. */
  takeRun(): Taken {
    return { text: this.#match(/[^; \t\r\n]*/y), behind: this.isAtEnd ? 'end' : 'more' };
  }

  /** Behind a `"`. Of one without an end what stands before its last escape or fold is taken, as in Dovecot. */
  takeQuotedString(): Taken {
    this.skip();
    const taken = new TextPieces();
    let escaped = '';
    for (;;) {
      const run = escaped + this.#match(PLAIN_IN_QUOTES);
      const end = this.next;
      if (end === '') return { text: taken.text, behind: 'broken' };
      taken.add(end === '\n' ? run.replace(/\r$/, '') : run);
      this.skip();
      if (end === '"') return { text: taken.text, behind: this.skipCfws() };
      escaped = end === '\n' ? '' : this.next;
      if (end === '\\') this.skip();
    }
  }

  /** Words, quoted or not, and dots, with one space between. */
  takePhrase(): Taken {
    if (this.isAtEnd) return { text: '', behind: 'end' };
    if (this.next === '.') return NOTHING_TAKEN;
    const taken = new TextPieces();
    for (;;) {
      const word = this.next === '"' ? this.takeQuotedString() : this.#takeAtomsAndDots();
      taken.add(word.text);
      if (word.behind !== 'more') return { text: taken.text, behind: word.behind };
      if (this.next !== '"' && !WORD_BEGINS.test(this.next)) return { text: taken.text, behind: 'more' };
      taken.add(' ');
    }
  }

  /** Behind an `@`: a name, or a literal with its brackets. */
  takeDomain(): Taken {
    this.skip();
    if (this.skipCfws() !== 'more') return NOTHING_TAKEN;
    return this.next === '[' ? this.#takeDomainLiteral() : this.takeDotAtom();
  }

  #takeAtomsAndDots(): Taken {
    const text = this.#match(ATOMS_AND_DOTS);
    return { text, behind: this.skipCfws() };
  }

  #takeDomainLiteral(): Taken {
    const start = this.#at;
    while (!this.isAtEnd) {
      this.#match(PLAIN_IN_LITERAL);
      const isEnd = this.next === ']';
      this.#at += isEnd ? 1 : 2;
      if (isEnd) return { text: this.#text.slice(start, this.#at), behind: this.skipCfws() };
    }
    return NOTHING_TAKEN;
  }

  /** False where it has no end. */
  #skipComment(): boolean {
    const said = new TextPieces();
    let depth = 0;
    this.comment = '';
    while (!this.isAtEnd) {
      const char = this.next;
      this.skip();
      if (char === '(') depth++;
      else if (char === ')') depth--;
      if (depth === 0) {
        this.comment = said.text;
        return true;
      }
      if (char === '\\') {
        said.add(this.next);
        this.skip();
      } else if (char !== '(' || depth > 1) said.add(char);
      said.add(this.#match(PLAIN_IN_COMMENT));
    }
    return false;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }
}
