/**
 * One visit of a seat: the connection, the fold of what it brings, and the lines being edited. What the panes call when
 * the learner does something.
 */
import { getContext, setContext } from 'svelte';
import type { Entry } from '../../server/contract/entries.ts';
import { fromServer, LINE_LIMIT } from '../../server/contract/messages.ts';
import type { SeatView } from '../../server/contract/catalogue.ts';
import type { LineEditor } from '../terminal/line-editor.ts';
import type { Overlay } from '../terminal/overlay.ts';
import { openSeat } from './api.ts';
import { base } from './base.ts';
import { Connection, type Kept, type Refusal } from './connection.svelte.ts';
import { Editors } from './editors.ts';
import { SeatState, type TerminalState } from './seat.svelte.ts';

/** What the seat or the editor did not do, as a code of the catalogue; shown until the next line. */
export interface Notice {
  readonly code: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** Lines on their way, in all terminals: of a longer paste the rest is left out. */
const PENDING_LIMIT = 500;

export class Session {
  readonly lab: string | undefined;
  readonly seatView: SeatView;
  readonly seat = new SeatState();
  readonly connection: Connection;
  notice = $state.raw<Notice | undefined>(undefined);
  /** The current terminal takes the keys each time another object stands here. */
  terminalFocus = $state.raw<object | undefined>({});
  /** This page has asked for a fresh start. */
  isRenewed = $state(false);
  readonly #page: string = pageId();
  readonly #editors: Editors;
  readonly #redraws = new Map<string, Set<() => void>>();

  constructor(lab: string | undefined, seatView: SeatView) {
    this.lab = lab;
    this.seatView = seatView;
    this.#editors = new Editors({ seat: seatView.seat, page: this.#page });
    this.connection = new Connection({
      open: () => new WebSocket(channelAddress(seatView.seat)),
      page: this.#page,
      parse: (value) => {
        const read = fromServer.safeParse(value);
        return read.success ? read.data : undefined;
      },
      onEntries: (entries) => this.#take(entries),
      onAnew: () => this.seat.clear(),
      onRefused: (refusal, message) => this.#refused(refusal, message),
      isSeatThere: () => this.#isSeatThere(),
      jitter: () => Math.random(),
    });
  }

  start(): () => void {
    this.connection.start();
    const keep = (): void => this.#editors.keep(this.seat.terminals);
    addEventListener('pagehide', keep);
    return () => {
      keep();
      removeEventListener('pagehide', keep);
      this.connection.end();
    };
  }

  /** What is typed here is taken. False while the learner types in another page. */
  get isWritable(): boolean {
    return this.connection.hasPen || this.connection.state !== 'connected';
  }

  /** Takes keys typed or text pasted into a terminal. */
  type(terminal: TerminalState, data: string): void {
    if (!this.isWritable) return;
    this.notice = undefined;
    for (const event of this.editor(terminal).input(data)) {
      if (event.type === 'line') {
        if (this.connection.pending.length >= PENDING_LIMIT) {
          this.notice = { code: 'terminal.too-many', params: { limit: String(PENDING_LIMIT) } };
          break;
        }
        this.#enter(terminal, event.text);
      } else if (event.type === 'signal') this.#signal(terminal, event.signal, event.draft);
      else if (event.type === 'clear') this.#clear(terminal);
      else this.notice = { code: 'terminal.too-long', params: { limit: String(LINE_LIMIT) } };
    }
    this.#redraw(terminal.name);
  }

  /** Puts a draft in the place of the one being edited. */
  setDraft(terminal: TerminalState, draft: string): void {
    this.editor(terminal).restore(draft);
    this.#redraw(terminal.name);
  }

  /** The learner goes (back) to the terminal. */
  focusTerminal(): void {
    this.terminalFocus = {};
  }

  /** The learner is elsewhere: no terminal takes the keys by itself. */
  leaveTerminal(): void {
    this.terminalFocus = undefined;
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

  /** Answers a question of a step; of a choice, with the number of the option, from 1. */
  answer(step: string, question: number, text: string): void {
    this.connection.sendOnce({ type: 'answer', id: this.connection.nextId(), step, question, text });
  }

  /** Picks a line of the wire as the answer to a question. */
  point(step: string, question: number, line: { readonly side: 'client' | 'server'; readonly entry: number }): void {
    this.connection.sendOnce({ type: 'point', id: this.connection.nextId(), step, question, ...line });
  }

  startAfresh(): void {
    this.notice = undefined;
    this.isRenewed = true;
    this.connection.sendOnce({ type: 'afresh', id: this.connection.nextId() });
  }

  takePen(): void {
    this.notice = undefined;
    this.connection.send({ type: 'take-pen' });
    this.focusTerminal();
  }

  /** The line that is being edited in a terminal. */
  editor(terminal: TerminalState): LineEditor {
    return this.#editors.of(terminal);
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

  #enter(terminal: TerminalState, text: string): void {
    const { last } = this.connection;
    this.connection.sendOnce({ type: 'line', terminal: terminal.name, id: this.connection.nextId(), text, seen: last });
  }

  #signal(terminal: TerminalState, signal: 'interrupt' | 'end-of-file' | 'escape', draft: string): void {
    const id = this.connection.nextId();
    this.connection.sendOnce({ type: 'signal', terminal: terminal.name, id, signal, draft });
  }

  /** ^L empties this page's screen; the log keeps what was on it. */
  #clear(terminal: TerminalState): void {
    terminal.take([{ n: this.connection.last, body: { type: 'clear', terminal: terminal.name } }]);
  }

  #refused(refusal: Refusal, message: Kept | undefined): void {
    this.notice = refusal;
    if (message?.type === 'line') {
      const terminal = this.seat.terminals.find(({ name }) => name === message.terminal);
      // What was not run is not lost either, unless something else stands there already.
      if (terminal?.mode.echo === true && this.editor(terminal).draft === '')
        this.editor(terminal).restore(message.text);
    }
    this.#redraw();
  }

  #redraw(terminal?: string): void {
    for (const [name, listeners] of this.#redraws) {
      if (terminal === undefined || name === terminal) for (const redraw of listeners) redraw();
    }
  }

  #take(entries: readonly Entry[]): void {
    this.seat.take(entries);
    for (const terminal of this.seat.terminals) this.editor(terminal);
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

/** Tells this page from the others of the learner; `randomUUID` is there on secure origins only, and a class may have none. */
function pageId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Control characters as a terminal shows them when they are typed. */
function visible(text: string): string {
  return text.replace(
    /[\x00-\x08\x0a-\x1f\x7f]/g,
    (character) => `^${String.fromCharCode(character.charCodeAt(0) ^ 64)}`,
  );
}
