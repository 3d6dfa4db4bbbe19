/**
 * The line discipline of the page: what a kernel's tty and readline do with keys before a program sees a line. Pure:
 * keys in, events out; it knows no terminal and no network. Long because each key is a case of its own.
 */

export interface EditorMode {
  /** False: what is typed is not shown and not kept in the history. */
  readonly echo: boolean;
  /** The history that the arrows go through. */
  readonly history: string;
  /** True: ^] is sent as a signal. */
  readonly escape: boolean;
}

export type EditorEvent =
  | { readonly type: 'line'; readonly text: string }
  | {
      readonly type: 'signal';
      readonly signal: 'interrupt' | 'end-of-file' | 'escape';
      /** What stood on the line, which is dropped. */
      readonly draft: string;
    }
  /** ^L: the screen shall be emptied; the draft stays. */
  | { readonly type: 'clear' }
  /** The line would become longer than allowed: the last event; what came with it and after it is left out. */
  | { readonly type: 'too-long' };

/** Lines remembered per history. */
const HISTORY_LIMIT = 500;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/**
 * One key or a run of plain text, as terminals send them (ECMA-48 §5.4: a control sequence whole, so that none of it is
 * taken for text). First what a terminal answers when it is asked (DCS, OSC): nobody typed that.
 */
const KEY =
  /\x1b[P\]][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])|\x1bO([A-Za-z])|\x1b([\x20-\x7e\x7f])|\x1b|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;

export class LineEditor {
  readonly #limit: number;
  #mode: EditorMode = { echo: true, history: 'sh', escape: false };
  /** The draft, as what a reader sees as characters. */
  #draft: string[] = [];
  #cursor = 0;
  /** The draft, or a part of it, was typed where nothing is shown. */
  #isSecret = false;
  readonly #histories = new Map<string, string[]>();
  /** Where in the history the arrows are, counted from its end; 0 is the draft itself. */
  #back = 0;
  #kept: string[] = [];
  #lastWasReturn = false;

  /** @param limit the longest line, in UTF-16 units */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get draft(): string {
    return this.#draft.join('');
  }

  /** The draft before the cursor. */
  get beforeCursor(): string {
    return this.#draft.slice(0, this.#cursor).join('');
  }

  get mode(): EditorMode {
    return this.#mode;
  }

  /** The program wants lines otherwise from now on; a draft that was hidden is not shown afterwards. */
  setMode(mode: EditorMode): void {
    if (mode === this.#mode) return;
    if (mode.history !== this.#mode.history) this.#back = 0;
    if (mode.echo && this.#isSecret) this.#set([], 0);
    this.#isSecret = !mode.echo;
    this.#mode = mode;
  }

  /** Puts a draft in its place (after a reload). */
  restore(draft: string): void {
    const characters = graphemes(draft.replace(/[\x00-\x08\x0a-\x1f\x7f]/g, '').slice(0, this.#limit));
    this.#set(characters, characters.length);
  }

  /** Remembers a line that was entered, here or on another page. */
  remember(history: string, text: string): void {
    if (text.trim() === '') return;
    const lines = this.#histories.get(history) ?? [];
    if (lines.at(-1) !== text) lines.push(text);
    this.#histories.set(history, lines.slice(-HISTORY_LIMIT));
  }

  /** Takes what was typed or pasted; gives what follows from it, in order. */
  input(data: string): EditorEvent[] {
    const events: EditorEvent[] = [];
    for (const match of data.matchAll(KEY)) {
      const [key, , final, application, meta] = match;
      const event = this.#key(key, final ?? application, meta, match[1]);
      if (event !== undefined) events.push(event);
      // Nothing of a paste is run that stands behind what could not be taken.
      if (event?.type === 'too-long') break;
    }
    return events;
  }

  #key(
    key: string,
    final: string | undefined,
    meta: string | undefined,
    parameters: string | undefined,
  ): EditorEvent | undefined {
    const wasReturn = this.#lastWasReturn;
    this.#lastWasReturn = key === '\r';
    if (final !== undefined) this.#special(final, parameters);
    else if (meta !== undefined) this.#meta(meta);
    else if (key === '\r' || (key === '\n' && !wasReturn)) return this.#enter();
    else if (key.length === 1 && (key < ' ' || key === '\x7f')) return this.#control(key);
    else if (!key.startsWith('\x1b')) return this.#insert(key);
    return undefined;
  }

  #enter(): EditorEvent {
    const text = this.draft;
    if (this.#mode.echo) this.remember(this.#mode.history, text);
    this.#set([], 0);
    // What is typed ahead now is for whoever reads next.
    this.#isSecret = false;
    this.#back = 0;
    return { type: 'line', text };
  }

  #insert(text: string): EditorEvent | undefined {
    if (this.draft.length + text.length > this.#limit) return { type: 'too-long' };
    const before = graphemes(this.beforeCursor + text);
    const after = this.#draft.slice(this.#cursor);
    // A combining character joins what stands before it: what is seen as one is one.
    this.#set(graphemes([...before, ...after].join('')), before.length);
    return undefined;
  }

  #control(key: string): EditorEvent | undefined {
    switch (key) {
      case '\x01': // ^A
        this.#cursor = 0;
        return undefined;
      case '\x02': // ^B
        this.#move(-1);
        return undefined;
      case '\x03': // ^C
        return this.#signal('interrupt');
      case '\x04': // ^D
        if (this.#draft.length === 0) return this.#signal('end-of-file');
        this.#remove(this.#cursor, this.#cursor + 1);
        return undefined;
      case '\x05': // ^E
        this.#cursor = this.#draft.length;
        return undefined;
      case '\x06': // ^F
        this.#move(1);
        return undefined;
      case '\t': // Pasted: the key leaves the terminal.
        return this.#insert(key);
      case '\x08':
      case '\x7f': // Backspace
        this.#remove(this.#cursor - 1, this.#cursor);
        return undefined;
      case '\x0b': // ^K
        this.#remove(this.#cursor, this.#draft.length);
        return undefined;
      case '\x0c': // ^L
        return { type: 'clear' };
      case '\x0e': // ^N
        this.#walk(-1);
        return undefined;
      case '\x10': // ^P
        this.#walk(1);
        return undefined;
      case '\x15': // ^U
        this.#remove(0, this.#cursor);
        return undefined;
      case '\x17': // ^W
        this.#remove(this.#wordStart(), this.#cursor);
        return undefined;
      case '\x1d': // ^]
        return this.#mode.escape ? this.#signal('escape') : undefined;
      default:
        return undefined;
    }
  }

  #special(final: string, parameters: string | undefined): void {
    const isWordwise = parameters !== undefined && /;[35]$/.test(parameters);
    if (final === 'A') this.#walk(1);
    else if (final === 'B') this.#walk(-1);
    else if (final === 'C') {
      if (isWordwise) this.#cursor = this.#wordEnd();
      else this.#move(1);
    } else if (final === 'D') {
      if (isWordwise) this.#cursor = this.#wordStart();
      else this.#move(-1);
    } else if (final === 'H' || (final === '~' && (parameters === '1' || parameters === '7'))) this.#cursor = 0;
    else if (final === 'F' || (final === '~' && (parameters === '4' || parameters === '8'))) {
      this.#cursor = this.#draft.length;
    } else if (final === '~' && parameters === '3') this.#remove(this.#cursor, this.#cursor + 1);
  }

  #meta(key: string): void {
    if (key === 'b') this.#cursor = this.#wordStart();
    else if (key === 'f') this.#cursor = this.#wordEnd();
    else if (key === 'd') this.#remove(this.#cursor, this.#wordEnd());
    else if (key === '\x7f') this.#remove(this.#wordStart(), this.#cursor);
  }

  #signal(signal: 'interrupt' | 'end-of-file' | 'escape'): EditorEvent {
    const { draft } = this;
    this.#set([], 0);
    this.#back = 0;
    return { type: 'signal', signal, draft };
  }

  /** Up and down through the history. */
  #walk(step: number): void {
    if (!this.#mode.echo) return;
    const lines = this.#histories.get(this.#mode.history) ?? [];
    const back = Math.min(lines.length, Math.max(0, this.#back + step));
    if (back === this.#back) return;
    if (this.#back === 0) this.#kept = this.#draft;
    this.#back = back;
    const shown = back === 0 ? this.#kept : graphemes(lines[lines.length - back] ?? '');
    this.#set(shown, shown.length);
  }

  #move(step: number): void {
    this.#cursor = Math.min(this.#draft.length, Math.max(0, this.#cursor + step));
  }

  #remove(from: number, to: number): void {
    const start = Math.max(0, from);
    this.#set([...this.#draft.slice(0, start), ...this.#draft.slice(to)], start);
  }

  #wordStart(): number {
    let at = this.#cursor;
    while (at > 0 && isSpace(this.#draft[at - 1])) at--;
    while (at > 0 && !isSpace(this.#draft[at - 1])) at--;
    return at;
  }

  #wordEnd(): number {
    let at = this.#cursor;
    while (at < this.#draft.length && isSpace(this.#draft[at])) at++;
    while (at < this.#draft.length && !isSpace(this.#draft[at])) at++;
    return at;
  }

  #set(draft: string[], cursor: number): void {
    this.#draft = draft;
    this.#cursor = Math.min(cursor, draft.length);
  }
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
