/** A seat as the page shows it: the fold of its log. Everything a pane shows is here; panes never talk to the server. */
import type { Entry, EntryBody, MadeMistake, Progress, Said, TtyModeEntry } from '../../server/contract/entries.ts';
import { Capture } from './capture.svelte.ts';

/** What a terminal is shown, in order. */
export type ScreenEntry = {
  readonly n: number;
  readonly body: Extract<EntryBody, { type: 'print' | 'line' | 'clear' }>;
};

export interface Advice {
  readonly n: number;
  /** The coach's own word, or the author's on a mistake that was foreseen. */
  readonly said: Said | undefined;
  readonly mistake: MadeMistake | undefined;
  readonly step: string | undefined;
  /** It may be time for a hint. */
  readonly offersHint: boolean;
}

/** What was answered to a question last: words, or a line of the wire. */
export type Answer =
  | { readonly n: number; readonly kind: 'text'; readonly text: string }
  | { readonly n: number; readonly kind: 'point'; readonly side: 'client' | 'server'; readonly entry: number };

/** A tick, and the line that earned it. */
export interface Tick {
  readonly n: number;
  readonly step: string;
  readonly terminal: string | undefined;
  readonly line: string | undefined;
}

/** A line that was entered, on this page or another, and the history that it belongs to. */
export interface EnteredLine {
  readonly n: number;
  readonly id: string;
  readonly history: string;
  readonly text: string;
}

/** How many entries of a screen are kept for a terminal that is drawn later. */
const SCREEN_LIMIT = 5000;
/** How many lines a terminal's histories have together. */
const ENTERED_LIMIT = 500;

export class TerminalState {
  readonly name: string;
  mode = $state.raw<TtyModeEntry>({ prompt: '', echo: true, history: 'sh', escape: false, program: 'sh' });
  /** Everything on the screen, for the plain view and for a screen that is made later. */
  entries = $state.raw<readonly ScreenEntry[]>([]);
  /** What the arrow keys go back to. A line that was not echoed is not among it. */
  entered: readonly EnteredLine[] = [];
  readonly #listeners = new Set<(entries: readonly ScreenEntry[]) => void>();

  constructor(name: string) {
    this.name = name;
  }

  /** Notes a line in the history of the program that took it. */
  enter({ n, id, text }: { readonly n: number; readonly id: string; readonly text: string }): void {
    const { echo, history } = this.mode;
    if (echo && text !== '') this.entered = [...this.entered, { n, id, history, text }].slice(-ENTERED_LIMIT);
  }

  /** Hears of every further entry; what is there already is in `entries`. */
  subscribe(listener: (entries: readonly ScreenEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  take(entries: readonly ScreenEntry[]): void {
    this.entries = [...this.entries, ...entries].slice(-SCREEN_LIMIT);
    for (const listener of this.#listeners) listener(entries);
  }
}

export class SeatState {
  /** In the order in which they were opened. */
  terminals = $state.raw<readonly TerminalState[]>([]);
  progress = $state.raw<Progress | undefined>(undefined);
  advice = $state.raw<Advice | undefined>(undefined);
  ticks = $state.raw<readonly Tick[]>([]);
  /** By step and question: `hello 0`. */
  answers = $state.raw<ReadonlyMap<string, Answer>>(new Map());
  /** How many times the world was renewed. */
  renewals = $state(0);
  /** The entry at which it was renewed last. */
  renewedAt = 0;
  /** The entry with which the last hint came. */
  hintedAt = $state(0);
  /** The newest entry of a line that was entered, in whatever terminal. */
  lastLine = $state(0);
  readonly capture = new Capture();
  /** What the entries in hand put on screens. */
  readonly #screens = new Map<TerminalState, ScreenEntry[]>();

  /** Begins the fold anew: what came before is gone. */
  clear(): void {
    this.terminals = [];
    this.progress = undefined;
    this.advice = undefined;
    this.ticks = [];
    this.answers = new Map();
    this.capture.clear();
  }

  /** Takes entries in; what is shown changes once for all of them. */
  take(entries: readonly Entry[]): void {
    for (const { n, body } of entries) this.#take(n, body);
    for (const [terminal, shown] of this.#screens) terminal.take(shown);
    this.#screens.clear();
    this.capture.publish();
  }

  terminal(name: string): TerminalState {
    const known = this.terminals.find((terminal) => terminal.name === name);
    if (known !== undefined) return known;
    // The entry that opened it may have been cut from the log: whatever names a terminal opens it.
    const opened = new TerminalState(name);
    this.terminals = [...this.terminals, opened];
    return opened;
  }

  #answer(step: string, question: number, answer: Answer): void {
    this.answers = new Map(this.answers).set(`${step} ${question}`, answer);
    // What was said of the answer before it is over; of a wrong one more is said.
    if (this.advice?.step === step) this.advice = undefined;
  }

  #show(terminal: TerminalState, entry: ScreenEntry): void {
    const shown = this.#screens.get(terminal);
    if (shown === undefined) this.#screens.set(terminal, [entry]);
    else shown.push(entry);
  }

  #take(n: number, body: EntryBody): void {
    switch (body.type) {
      case 'terminal-opened':
        this.terminal(body.terminal);
        return;
      case 'terminal-closed':
        this.terminals = this.terminals.filter(({ name }) => name !== body.terminal);
        return;
      case 'line':
        if (body.signal === undefined) this.terminal(body.terminal).enter({ n, id: body.id, text: body.text });
        this.lastLine = n;
        this.#show(this.terminal(body.terminal), { n, body });
        return;
      case 'print':
      case 'clear':
        this.#show(this.terminal(body.terminal), { n, body });
        return;
      case 'mode':
        this.terminal(body.terminal).mode = body.mode;
        return;
      case 'connection-opened':
      case 'wire':
      case 'secured':
      case 'unsecured':
      case 'connection-closed':
      case 'exchange':
        this.capture.take(n, body);
        return;
      case 'progress':
        if (hintsIn(body.progress) > hintsIn(this.progress)) this.hintedAt = n;
        this.progress = body.progress;
        if (body.ticked.length > 0) {
          const { terminal, line } = body;
          this.ticks = [...this.ticks, ...body.ticked.map((step) => ({ n, step, terminal, line }))];
          this.advice = undefined;
        }
        return;
      case 'advice':
        this.advice = {
          n,
          said: body.advice,
          mistake: body.mistake,
          step: body.step ?? body.mistake?.step,
          offersHint: body.offersHint ?? false,
        };
        return;
      case 'answered':
        this.#answer(body.step, body.question, { n, kind: 'text', text: body.text });
        return;
      case 'pointed':
        this.#answer(body.step, body.question, { n, kind: 'point', side: body.side, entry: body.entry });
        return;
      case 'afresh':
        this.renewals++;
        this.renewedAt = n;
        this.answers = new Map();
        this.advice = undefined;
        this.ticks = [];
        return;
      default:
        body satisfies never;
    }
  }
}

function hintsIn(progress: Progress | undefined): number {
  return Object.values(progress?.steps ?? {}).reduce((sum, { hints }) => sum + hints, 0);
}
