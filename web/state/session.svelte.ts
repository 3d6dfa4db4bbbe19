/**
 * One visit of a seat: the connection, the fold of what it brings, and the lines being edited. What the panes call when
 * the learner does something.
 */
import { getContext, setContext } from 'svelte';
import type { Entry } from '../../server/contract/entries.ts';
import { fromServer, LINE_LIMIT } from '../../server/contract/messages.ts';
import type { SeatView } from '../../server/contract/catalogue.ts';
import { LineEditor } from '../terminal/line-editor.ts';
import type { Overlay } from '../terminal/screen.ts';
import { openSeat } from './api.ts';
import { base } from './base.ts';
import { Connection } from './connection.svelte.ts';
import { SeatState, type TerminalState } from './seat.svelte.ts';

/** What the seat or the editor did not do, as a code of the catalogue; shown until the next line. */
export interface Notice {
  readonly code: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
}

export class Session {
  readonly lab: string | undefined;
  readonly seatView: SeatView;
  readonly seat = new SeatState();
  readonly connection: Connection;
  notice = $state.raw<Notice | undefined>(undefined);
  readonly #editors = new Map<string, LineEditor>();
  readonly #redraws = new Map<string, Set<() => void>>();

  constructor(lab: string | undefined, seatView: SeatView) {
    this.lab = lab;
    this.seatView = seatView;
    this.connection = new Connection({
      open: () => new WebSocket(channelAddress(seatView.seat)),
      page: crypto.randomUUID(),
      parse: (value) => {
        const read = fromServer.safeParse(value);
        return read.success ? read.data : undefined;
      },
      onEntries: (entries) => this.#take(entries),
      onAnew: () => this.seat.clear(),
      onRefused: (refusal) => {
        this.notice = refusal;
        this.#redraw();
      },
      isSeatThere: () => this.#isSeatThere(),
      jitter: () => Math.random(),
    });
  }

  start(): () => void {
    this.connection.start();
    const keep = (): void => this.#keepDrafts();
    addEventListener('pagehide', keep);
    return () => {
      keep();
      removeEventListener('pagehide', keep);
      this.connection.end();
    };
  }

  /** Takes keys typed or text pasted into a terminal. */
  type(terminal: TerminalState, data: string): void {
    if (!this.connection.hasPen && this.connection.state === 'connected') {
      this.notice = { code: 'connection.pen' };
      return;
    }
    const editor = this.editor(terminal);
    for (const event of editor.input(data)) {
      if (event.type === 'line') this.enter(terminal, event.text);
      else if (event.type === 'signal') this.signal(terminal, event.signal, event.draft);
      else if (event.type === 'too-long') {
        this.notice = { code: 'terminal.too-long', params: { limit: String(LINE_LIMIT) } };
      }
    }
    this.#redraw(terminal.name);
  }

  /** Sends a line whole. */
  enter(terminal: TerminalState, text: string): void {
    this.notice = undefined;
    const { last } = this.connection;
    this.connection.sendOnce({ type: 'line', terminal: terminal.name, id: this.connection.nextId(), text, seen: last });
    this.#redraw(terminal.name);
  }

  signal(terminal: TerminalState, signal: 'interrupt' | 'end-of-file' | 'escape', draft: string): void {
    const id = this.connection.nextId();
    this.connection.sendOnce({ type: 'signal', terminal: terminal.name, id, signal, draft });
  }

  openTerminal(name: string): void {
    this.connection.send({ type: 'open-terminal', terminal: name });
  }

  closeTerminal(name: string): void {
    this.connection.send({ type: 'close-terminal', terminal: name });
  }

  askHint(step: string): void {
    this.connection.send({ type: 'hint', step });
  }

  startAfresh(): void {
    this.connection.sendOnce({ type: 'afresh', id: this.connection.nextId() });
  }

  takePen(): void {
    this.notice = undefined;
    this.connection.send({ type: 'take-pen' });
  }

  /** The line that is being edited in a terminal; made with the first look at it. */
  editor(terminal: TerminalState): LineEditor {
    const known = this.#editors.get(terminal.name);
    if (known !== undefined) {
      known.setMode(terminal.mode);
      return known;
    }
    const editor = new LineEditor(LINE_LIMIT);
    editor.setMode(terminal.mode);
    editor.restore(keptDraft(this.#draftKey(terminal.name)));
    for (const { body } of terminal.entries) if (body.type === 'line') remember(editor, terminal, body.text);
    this.#editors.set(terminal.name, editor);
    return editor;
  }

  /** What stands after the end of a terminal's log: lines on their way, and the one being edited. */
  overlay(terminal: TerminalState): Overlay {
    const editor = this.editor(terminal);
    const { prompt, echo } = terminal.mode;
    const pending = this.connection.pending.flatMap((message) =>
      message.type === 'line' && message.terminal === terminal.name ? [message.text] : [],
    );
    const shown = pending.map((text, at) => `${at === 0 ? prompt : ''}${echo ? visible(text) : ''}`);
    const before = echo ? visible(editor.beforeCursor) : '';
    const after = echo ? visible(editor.draft.slice(editor.beforeCursor.length)) : '';
    return { prompt: pending.length === 0 ? prompt : '', pending: shown, beforeCursor: before, afterCursor: after };
  }

  /** Calls back when a terminal's overlay may have changed. */
  onRedraw(terminal: string, redraw: () => void): () => void {
    const listeners = this.#redraws.get(terminal) ?? new Set();
    this.#redraws.set(terminal, listeners.add(redraw));
    return () => listeners.delete(redraw);
  }

  #redraw(terminal?: string): void {
    for (const [name, listeners] of this.#redraws) {
      if (terminal === undefined || name === terminal) for (const redraw of listeners) redraw();
    }
  }

  #take(entries: readonly Entry[]): void {
    this.seat.take(entries);
    for (const terminal of this.seat.terminals) this.#editors.get(terminal.name)?.setMode(terminal.mode);
    this.#redraw();
  }

  async #isSeatThere(): Promise<boolean> {
    try {
      const { seat } = await openSeat(this.lab);
      return seat === this.seatView.seat;
    } catch {
      // No answer says nothing about the seat.
      return true;
    }
  }

  #draftKey(terminal: string): string {
    return `plaintalk.draft.${this.seatView.seat}.${terminal}`;
  }

  /** Drafts survive a reload; a line that is not shown is not kept. */
  #keepDrafts(): void {
    for (const terminal of this.seat.terminals) {
      const draft = terminal.mode.echo ? (this.#editors.get(terminal.name)?.draft ?? '') : '';
      try {
        sessionStorage.setItem(this.#draftKey(terminal.name), draft);
      } catch {
        // Storage is off or full: the draft lasts as long as the page.
      }
    }
  }
}

const KEY = Symbol('session');

export function setSession(session: Session): void {
  setContext(KEY, session);
}

export function getSession(): Session {
  return getContext(KEY);
}

function channelAddress(seat: string): string {
  const address = new URL(`${base()}api/seats/${encodeURIComponent(seat)}/channel`, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

function remember(editor: LineEditor, terminal: TerminalState, text: string): void {
  editor.remember(terminal.mode.history, text);
}

function keptDraft(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Control characters as a terminal shows them when they are typed. */
function visible(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, (character) => `^${String.fromCharCode(character.charCodeAt(0) ^ 64)}`);
}
