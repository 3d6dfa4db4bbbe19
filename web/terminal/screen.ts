/**
 * A terminal's screen: the log's entries written to xterm.js, and over their end the line that is being edited. Output
 * never tears that line: it is taken off, the output written, the line put back, and nothing in between is drawn. No keys
 * are understood here.
 */
import type { IDecoration, IMarker, Terminal as Xterm } from '@xterm/xterm';
import type { ScreenEntry } from '../state/seat.svelte.ts';
import { fitOverlay, type Overlay } from './overlay.ts';

/** Whose voice a row is in, for its mark in the margin. */
export type Voice = 'client' | 'server';

export interface Margin {
  /** Draws a mark into an element of the margin. */
  mark(element: HTMLElement, voice: Voice, ticked: number | undefined): void;
  /** The number of the step that the line ticked; undefined where it ticked none. */
  tickedBy(line: string): number | undefined;
}

/** Where the overlay begins. */
interface Start {
  readonly marker: IMarker;
  readonly column: number;
  /** The log's last row is just full: what is written anew to put the cursor behind its last character. */
  readonly full: string | undefined;
}

/** Written at most at once, so that a long log does not hold the page. */
const BATCH_CHARACTERS = 32_768;
const EMPTY: Overlay = { prompt: '', pending: [], beforeCursor: '', afterCursor: '' };
/** The OSC command by which the screen speaks to itself from within what is written. Only with its key: a server has none. */
const OWN_OSC = 7411;
/** Ends whatever control sequence a server left open. */
const CANCEL = '\x18';
/** Colour and character set as they were in the beginning: what is typed looks like what is typed. */
const PLAIN = '\x1b[m\x0f\x1b(B';
const HOLD = '\x1b[?2026h';
const RELEASE = '\x1b[?2026l';
const CLEAR = '\x1b[H\x1b[2J\x1b[3J';

export class Screen {
  readonly #xterm: Xterm;
  readonly #margin: Margin;
  readonly #key = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join('');
  #waiting: ScreenEntry[] = [];
  #jobs: (() => void)[] = [];
  #listeners: (() => void)[] = [];
  #overlay: Overlay = EMPTY;
  /** Undefined while the overlay is not drawn. */
  #start: Start | undefined;
  #isDrawing = false;
  #isStale = false;
  #isDisposed = false;
  readonly #marks = new Map<string, { decoration: IDecoration; element: HTMLElement | undefined }>();

  constructor(xterm: Xterm, margin: Margin) {
    this.#xterm = xterm;
    this.#margin = margin;
    xterm.parser.registerOscHandler(OWN_OSC, (data) => {
      const [key, sign, line] = data.split(';');
      if (key !== this.#key) return true;
      if (sign === 'start') this.#begin();
      else if (sign === 'client') this.#mark('client', line);
      else if (this.#xterm.buffer.active.cursorX === 0) this.#mark('server', undefined);
      return true;
    });
  }

  /** Adds what the log has further. */
  append(entries: readonly ScreenEntry[]): void {
    this.#waiting.push(...entries);
    this.#wake();
  }

  /** Shows the line as it is edited now. */
  show(overlay: Overlay): void {
    this.#overlay = overlay;
    this.#wake();
  }

  /** Draws the marks of lines anew, after a tick. */
  remark(): void {
    for (const [line, { element }] of this.#marks) {
      if (element !== undefined) this.#margin.mark(element, 'client', this.#margin.tickedBy(line));
    }
  }

  /** Changes the size with the overlay taken off, so that nothing of it is left behind. */
  resize(change: () => void): void {
    this.#jobs.push(change);
    this.#wake();
  }

  /** Resolves when everything given so far is on the screen. */
  whenDrawn(): Promise<void> {
    return this.#isDrawing ? new Promise((drawn) => this.#listeners.push(drawn)) : Promise.resolve();
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  #wake(): void {
    this.#isStale = true;
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    // What comes together (a line's entry, and the overlay without that line) is drawn together.
    queueMicrotask(() => void this.#draw());
  }

  async #draw(): Promise<void> {
    while (this.#isStale && !this.#isDisposed) {
      this.#isStale = false;
      if (this.#jobs.length > 0) {
        await this.#write(HOLD + this.#takingOff());
        for (const job of this.#jobs.splice(0)) job();
      }
      let text = HOLD + this.#takingOff() + this.#batch();
      while (this.#waiting.length > 0) {
        await this.#write(text + RELEASE);
        text = HOLD + this.#batch();
      }
      await this.#putOn(text);
    }
    this.#isDrawing = false;
    for (const drawn of this.#listeners.splice(0)) drawn();
  }

  /** Entries as text for xterm.js, with the signs for their marks. */
  #batch(): string {
    let text = '';
    while (text.length < BATCH_CHARACTERS) {
      const entry = this.#waiting.shift();
      if (entry === undefined) break;
      const { body } = entry;
      if (body.type === 'clear') text += CANCEL + CLEAR;
      else if (body.type === 'line') {
        text += `${this.#sign('client', body.id)}${withReturns(`${body.caret}${body.text}`)}\r\n`;
      } else if (body.voice === 'server') {
        for (const row of body.text.split(/(?<=\n)/)) text += this.#sign('server') + withReturns(row);
      } else text += withReturns(body.text);
    }
    return text;
  }

  #sign(sign: 'start' | Voice, line = ''): string {
    return `${CANCEL}\x1b]${OWN_OSC};${this.#key};${sign};${line}\x07`;
  }

  #mark(voice: Voice, line: string | undefined): void {
    const marker = this.#xterm.registerMarker(0);
    const decoration = this.#xterm.registerDecoration({ marker, x: 0, width: 1, layer: 'top' });
    if (decoration === undefined) return;
    const mark: { decoration: IDecoration; element: HTMLElement | undefined } = { decoration, element: undefined };
    if (line !== undefined) {
      this.#marks.set(line, mark);
      decoration.onDispose(() => this.#marks.delete(line));
    }
    decoration.onRender((element) => {
      if (mark.element === element) return;
      mark.element = element;
      this.#margin.mark(element, voice, line === undefined ? undefined : this.#margin.tickedBy(line));
    });
  }

  /** The log ends where the cursor is now: from here on stands the overlay. */
  #begin(): void {
    const { active } = this.#xterm.buffer;
    const { cols } = this.#xterm;
    if (active.cursorX < cols) {
      this.#start = { marker: this.#xterm.registerMarker(0), column: active.cursorX, full: undefined };
      return;
    }
    // The next character goes to the next row.
    const row = active.getLine(active.baseY + active.cursorY);
    const isWide = row?.getCell(cols - 1)?.getWidth() === 0;
    const column = isWide ? cols - 2 : cols - 1;
    const full = `\x1b[A\x1b[${column + 1}G${row?.getCell(column)?.getChars() ?? ''}`;
    this.#start = { marker: this.#xterm.registerMarker(1), column: 0, full };
  }

  /** Control sequences that take the overlay off and put the cursor where the log ended. */
  #takingOff(): string {
    const start = this.#start;
    if (start === undefined) return '';
    this.#start = undefined;
    const rows = this.#row() - start.marker.line;
    start.marker.dispose();
    // Nothing was written behind a full row.
    if (rows < 0) return '';
    return `${rows > 0 ? `\x1b[${rows}A` : ''}\x1b[${start.column + 1}G\x1b[J${start.full ?? ''}`;
  }

  /** Writes the text, then the overlay. */
  async #putOn(text: string): Promise<void> {
    const { prompt, pending, beforeCursor, afterCursor } = fitOverlay(this.#overlay, this.#xterm);
    const before = [...pending.map((line) => `${line}\r\n`), prompt, beforeCursor].join('');
    await this.#write(`${text}${this.#sign('start')}${PLAIN}${before}${afterCursor === '' ? RELEASE : ''}`);
    if (afterCursor === '') return;
    const { cursorX } = this.#xterm.buffer.active;
    const isFull = cursorX >= this.#xterm.cols;
    const cursor = this.#xterm.registerMarker(isFull ? 1 : 0);
    await this.#write(afterCursor);
    const up = this.#row() - cursor.line;
    cursor.dispose();
    await this.#write(`${up > 0 ? `\x1b[${up}A` : ''}\x1b[${isFull ? 1 : cursorX + 1}G${RELEASE}`);
  }

  #row(): number {
    const { baseY, cursorY } = this.#xterm.buffer.active;
    return baseY + cursorY;
  }

  #write(text: string): Promise<void> {
    if (this.#isDisposed) return Promise.resolve();
    return new Promise((written) => this.#xterm.write(text, written));
  }
}

function withReturns(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
