/**
 * A terminal's screen: the log's entries written to xterm.js, and over their end the line that is being edited. Output
 * never tears that line: it is taken off, the output written, the line put back. No keys are understood here.
 */
import type { IDecoration, IMarker, Terminal as Xterm } from '@xterm/xterm';
import type { ScreenEntry } from '../state/seat.svelte.ts';

/** What stands after the log's last entry. */
export interface Overlay {
  readonly prompt: string;
  /** Lines that were entered and that the log does not have yet, each as it will be shown. */
  readonly pending: readonly string[];
  readonly beforeCursor: string;
  readonly afterCursor: string;
}

/** Whose voice a row is in, for its mark in the margin. */
export type Voice = 'client' | 'server';

export interface Margin {
  /** Draws a mark into an element of the margin. */
  mark(element: HTMLElement, voice: Voice, ticked: number | undefined): void;
  /** The number of the step that the line ticked; undefined where it ticked none. */
  tickedBy(line: string): number | undefined;
}

/** Written at most at once, so that a long log does not hold the page. */
const BATCH_CHARACTERS = 32_768;
const EMPTY: Overlay = { prompt: '', pending: [], beforeCursor: '', afterCursor: '' };

export class Screen {
  readonly #xterm: Xterm;
  readonly #margin: Margin;
  #waiting: ScreenEntry[] = [];
  #overlay: Overlay = EMPTY;
  /** Where the overlay begins on the screen; undefined while it is not drawn. */
  #start: { marker: IMarker; column: number } | undefined;
  #isDrawing = false;
  #isStale = false;
  #isDisposed = false;
  readonly #marks = new Map<string, { decoration: IDecoration; element: HTMLElement | undefined }>();

  constructor(xterm: Xterm, margin: Margin) {
    this.#xterm = xterm;
    this.#margin = margin;
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
  async resize(change: () => void): Promise<void> {
    while (this.#isDrawing) await new Promise((later) => setTimeout(later));
    this.#isDrawing = true;
    await this.#write(this.#erasing());
    if (!this.#isDisposed) change();
    this.#isDrawing = false;
    this.#wake();
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  #wake(): void {
    this.#isStale = true;
    if (!this.#isDrawing) void this.#draw();
  }

  async #draw(): Promise<void> {
    this.#isDrawing = true;
    while (this.#isStale && !this.#isDisposed) {
      this.#isStale = false;
      await this.#write(this.#erasing());
      while (this.#waiting.length > 0) await this.#writeBatch();
      await this.#drawOverlay();
    }
    this.#isDrawing = false;
  }

  async #writeBatch(): Promise<void> {
    let text = '';
    while (text.length < BATCH_CHARACTERS) {
      const entry = this.#waiting.shift();
      if (entry === undefined) break;
      const { body } = entry;
      if (body.type === 'clear') {
        text = '\x1b[2J\x1b[3J\x1b[H';
      } else if (body.type === 'line') {
        // The row on which it stands is known only when all before it is written.
        await this.#write(text);
        text = '';
        this.#mark('client', body.id);
        await this.#write(`${body.caret}${body.text}\r\n`);
      } else if (body.voice === 'server') {
        await this.#write(text);
        text = '';
        await this.#writeServer(body.text);
      } else text += withReturns(body.text);
    }
    await this.#write(text);
  }

  async #writeServer(text: string): Promise<void> {
    for (const row of text.split(/(?<=\n)/)) {
      if (this.#xterm.buffer.active.cursorX === 0) this.#mark('server', undefined);
      await this.#write(withReturns(row));
    }
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

  /** Control sequences that take the overlay off and put the cursor where the log ended. */
  #erasing(): string {
    const start = this.#start;
    if (start === undefined) return '';
    this.#start = undefined;
    const { baseY, cursorY } = this.#xterm.buffer.active;
    const rows = baseY + cursorY - start.marker.line;
    start.marker.dispose();
    return `${rows > 0 ? `\x1b[${rows}A` : ''}\x1b[${start.column + 1}G\x1b[J`;
  }

  async #drawOverlay(): Promise<void> {
    const { prompt, pending, beforeCursor, afterCursor } = fitting(this.#overlay, this.#xterm);
    // A row that is just full has the cursor behind its last column: go to the next one, as the next character would.
    if (this.#xterm.buffer.active.cursorX >= this.#xterm.cols) await this.#write(' \b');
    const column = this.#xterm.buffer.active.cursorX;
    const marker = this.#xterm.registerMarker(0);
    this.#start = { marker, column };
    const lines = pending.map((line) => `${line}\r\n`).join('');
    await this.#write(`${lines}${prompt}${beforeCursor}`);
    if (afterCursor === '') return;
    const at = { row: this.#row() - marker.line, column: this.#xterm.buffer.active.cursorX };
    await this.#write(afterCursor);
    const up = this.#row() - marker.line - at.row;
    await this.#write(`${up > 0 ? `\x1b[${up}A` : ''}\x1b[${at.column + 1}G`);
  }

  #row(): number {
    const { baseY, cursorY } = this.#xterm.buffer.active;
    return baseY + cursorY;
  }

  #write(text: string): Promise<void> {
    if (text === '' || this.#isDisposed) return Promise.resolve();
    return new Promise((written) => this.#xterm.write(text, written));
  }
}

function withReturns(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

/** The overlay, cut so that it fits the screen: what is far from the cursor is left out. */
function fitting(overlay: Overlay, { cols, rows }: Xterm): Overlay {
  // Wide characters take two cells: half of the cells is always room enough.
  const room = Math.max(20, Math.floor((cols * (rows - 2)) / 2) - overlay.prompt.length);
  const { beforeCursor, afterCursor } = overlay;
  const shownBefore = beforeCursor.length > room ? `…${beforeCursor.slice(-room)}` : beforeCursor;
  const left = Math.max(0, room - shownBefore.length);
  const shownAfter = afterCursor.length > left ? `${afterCursor.slice(0, left)}…` : afterCursor;
  const pending = overlay.pending.slice(-Math.max(0, rows - 4));
  return { ...overlay, pending, beforeCursor: shownBefore, afterCursor: shownAfter };
}
