/**
 * The line being edited in each terminal of a seat: its history comes from the seat's log and its draft survives a
 * reload. Never keeps what is not shown (a password).
 */
import { LINE_LIMIT } from '../../server/contract/messages.ts';
import { LineEditor } from '../terminal/line-editor.ts';
import type { TerminalState } from './seat.svelte.ts';

export class Editors {
  readonly #seat: string;
  readonly #page: string;
  readonly #editors = new Map<string, LineEditor>();
  /** The last line of the log that a terminal's history has. */
  readonly #remembered = new Map<string, number>();

  /** @param page begins the ids of the lines that this page enters */
  constructor({ seat, page }: { readonly seat: string; readonly page: string }) {
    this.#seat = seat;
    this.#page = page;
  }

  /** The editor of a terminal, as its program wants lines now; made with the first look at it. */
  of(terminal: TerminalState): LineEditor {
    let editor = this.#editors.get(terminal.name);
    if (editor === undefined) {
      editor = new LineEditor(LINE_LIMIT);
      editor.restore(keptDraft(this.#key(terminal.name)));
      this.#editors.set(terminal.name, editor);
    }
    this.#remember(editor, terminal);
    editor.setMode(terminal.mode);
    return editor;
  }

  /** Keeps the drafts for a page that is loaded again. */
  keep(terminals: readonly TerminalState[]): void {
    for (const { name, mode } of terminals) {
      const draft = mode.echo ? (this.#editors.get(name)?.draft ?? '') : '';
      try {
        sessionStorage.setItem(this.#key(name), draft);
      } catch {
        // Storage is off or full: the draft lasts as long as the page.
      }
    }
  }

  /** The history knows what this page entered; what others entered, or this one before a reload, comes from the log. */
  #remember(editor: LineEditor, terminal: TerminalState): void {
    const known = this.#remembered.get(terminal.name) ?? 0;
    for (const { n, id, history, text } of terminal.entered) {
      if (n > known && !id.startsWith(`${this.#page}.`)) editor.remember(history, text);
    }
    this.#remembered.set(terminal.name, terminal.entered.at(-1)?.n ?? known);
  }

  #key(terminal: string): string {
    return `plaintalk.draft.${this.#seat}.${terminal}`;
  }
}

function keptDraft(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
