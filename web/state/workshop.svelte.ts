/**
 * The author's workshop, as the page has it: what the command in the shell says of the lab's files, and the solution
 * that types itself. Loaded only where `plaintalk lab preview` or `lab record` serves the page.
 */
import {
  draftView,
  type DraftView,
  type SolutionView,
  solutionView,
  type WorkshopView,
  workshopView,
} from '../../server/contract/workshop.ts';
import { fillHoles, ScreenPattern } from '../../server/protocols/screen-pattern.ts';
import type { workshop as words } from '../../labs/words/en/workshop.ts';
import { ask } from './api.ts';
import { base } from './base.ts';
import type { TerminalState } from './seat.svelte.ts';
import type { Session } from './session.svelte.ts';

export interface Said {
  readonly code: keyof typeof words;
  readonly params?: Readonly<Record<string, string>>;
}

type Moves = SolutionView['parts'][number]['moves'];
interface PlacedMove {
  readonly step: string | undefined;
  readonly isLast: boolean;
  readonly move: Moves[number]['move'];
  readonly shown: Moves[number]['shown'];
}

/** A person types about so fast: the time of one key, and of a look at the reply, in milliseconds. */
const KEY_MS = 35;
const LOOK_MS = 450;
/** How long a screen or a tick may take. */
const PATIENCE_MS = 10_000;
const NO_VALUES: ReadonlyMap<string, string> = new Map();

/** What stopped the solution, as a code of the words. */
class Halt extends Error {
  readonly said: Said | undefined;

  constructor(said?: Said) {
    super(said?.code ?? 'stopped');
    this.said = said;
  }
}

export class WorkshopState {
  view = $state.raw<WorkshopView | undefined>(undefined);
  isGone = $state(false);
  notice = $state.raw<Said | undefined>(undefined);
  isPlaying = $state(false);
  isDrafting = $state(false);
  draft = $state.raw<DraftView | undefined>(undefined);
  /** How many moves of the solution were made. */
  done = $state(0);
  moves = $state.raw<readonly PlacedMove[]>([]);
  readonly #session: Session;
  readonly #onChanged: () => void;
  readonly #holes = new Map<string, string>();
  #isStopped = false;
  #renewals = 0;

  /** `onChanged` is called when the lab's files are others than those that are shown. */
  constructor(session: Session, onChanged: () => void) {
    this.#session = session;
    this.#onChanged = onChanged;
  }

  /** Listens to the command in the shell; gives what ends it. */
  start(): () => void {
    const events = new EventSource(`${base()}api/workshop/events`);
    events.onmessage = ({ data }: MessageEvent<string>) => {
      this.#take(JSON.parse(data));
    };
    events.onopen = () => (this.isGone = false);
    events.onerror = () => (this.isGone = true);
    return () => {
      events.close();
      this.stop();
    };
  }

  #take(value: unknown): void {
    const read = workshopView.safeParse(value);
    if (!read.success) return;
    const before = this.view;
    this.view = read.data;
    if (read.data.mode !== 'preview' || (before !== undefined && before.version >= read.data.version)) return;
    void this.#load();
    if (before === undefined) return;
    this.notice = { code: 'workshop.saved' };
    this.#onChanged();
  }

  async #load(): Promise<void> {
    try {
      const { parts } = await ask('api/workshop/solution', () => solutionView);
      this.moves = parts.flatMap(({ step, moves }) =>
        moves.map(({ move, shown }, at) => ({ step, isLast: at === moves.length - 1, move, shown })),
      );
    } catch {
      this.moves = [];
    }
  }

  /** Types the solution to its end, or until it is stopped. */
  async play(): Promise<void> {
    await this.#run(async () => {
      this.#place();
      while (this.done < this.moves.length) {
        await this.#next();
        await this.#wait(LOOK_MS);
      }
      throw new Halt({ code: 'workshop.over' });
    });
  }

  /** Types one line of it. */
  async step(): Promise<void> {
    await this.#run(async () => {
      this.#place();
      if (this.done >= this.moves.length) throw new Halt({ code: 'workshop.over' });
      await this.#next();
    });
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Makes the draft of what was recorded. */
  async makeDraft(): Promise<void> {
    this.notice = undefined;
    this.draft = undefined;
    this.isDrafting = true;
    try {
      this.draft = await ask('api/workshop/draft', () => draftView, { body: {}, withinMs: 120_000 });
    } catch (failure) {
      const isEmpty = failure instanceof Error && 'isMissing' in failure && failure.isMissing === true;
      this.notice = { code: isEmpty ? 'workshop.nothing' : 'workshop.failed' };
    } finally {
      this.isDrafting = false;
    }
  }

  async #run(act: () => Promise<void>): Promise<void> {
    if (this.isPlaying) return;
    this.isPlaying = true;
    this.#isStopped = false;
    this.notice = undefined;
    try {
      await act();
    } catch (halt) {
      if (!(halt instanceof Halt)) throw halt;
      this.notice = halt.said;
    } finally {
      this.isPlaying = false;
    }
  }

  /** Where the solution goes on: at its beginning in a fresh world, else behind the steps that are done. */
  #place(): void {
    const { renewals, progress } = this.#session.seat;
    const isTicked = (step: string | undefined): boolean =>
      step !== undefined && progress?.steps[step]?.tickedAt !== undefined;
    if (renewals !== this.#renewals) {
      this.#renewals = renewals;
      this.done = 0;
    }
    const lastTicked = this.moves.findLastIndex(({ step }) => isTicked(step));
    this.done = Math.max(this.done, lastTicked + 1);
    if (lastTicked < 0 && this.done > 0 && !this.moves.slice(0, this.done).some(({ step }) => step === undefined)) {
      this.done = 0;
    }
  }

  async #next(): Promise<void> {
    const placed = this.moves[this.done];
    if (placed === undefined) return;
    const { move, shown, step, isLast } = placed;
    if (move.kind === 'type' || move.kind === 'key') await this.#act(await this.#terminal(move.terminal), move);
    else this.#answer(move);
    for (const { terminal, lines } of shown) await this.#shows(await this.#terminal(terminal), lines);
    if (isLast && step !== undefined) {
      const isTicked = (): boolean => this.#session.seat.progress?.steps[step]?.tickedAt !== undefined;
      await this.#until(isTicked, { code: 'workshop.tick', params: { step } });
    }
    this.done++;
  }

  async #act(terminal: TerminalState, move: Extract<PlacedMove['move'], { kind: 'type' | 'key' }>): Promise<void> {
    const session = this.#session;
    if (move.kind === 'key') {
      session.type(terminal, { interrupt: '\x03', 'end-of-file': '\x04', escape: '\x1d' }[move.key]);
      return;
    }
    const text = fillHoles(move.text, NO_VALUES, this.#holes);
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (let end = isCalm ? text.length : 1; end <= text.length; end++) {
      session.setDraft(terminal, text.slice(0, end));
      await this.#wait(KEY_MS);
    }
    const before = terminal.entries.length;
    session.setDraft(terminal, text);
    session.type(terminal, '\r');
    // The seat has taken the line; what follows in the terminal's log is what came of it.
    await this.#until(() => linesSince(terminal, before) > 0, {
      code: 'workshop.screen',
      params: { line: text },
    });
  }

  #answer(move: Extract<PlacedMove['move'], { kind: 'answer' | 'point' }>): void {
    const asked = this.moves.slice(0, this.done);
    const question = asked.filter(({ move: other }) => 'step' in other && other.step === move.step).length;
    if (move.kind === 'answer') {
      this.#session.answer(move.step, question, fillHoles(move.text, NO_VALUES, this.#holes));
      return;
    }
    const exchanges = this.#session.seat.capture.connections.flatMap((connection) => connection.exchanges);
    const entry = Math.max(1, ...exchanges.filter(({ verb }) => verb === move.verb).map(({ n }) => n));
    this.#session.point(move.step, question, { side: move.side, entry });
  }

  /** The terminal of that name, opened where it is not there. */
  async #terminal(name: string): Promise<TerminalState> {
    const find = (): TerminalState | undefined => this.#session.seat.terminals.find((known) => known.name === name);
    if (find() === undefined) this.#session.openTerminal(name);
    await this.#until(() => find() !== undefined, { code: 'workshop.terminal', params: { terminal: name } });
    const found = find();
    if (found === undefined) throw new Halt();
    return found;
  }

  async #shows(terminal: TerminalState, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const pattern = new ScreenPattern(lines, NO_VALUES);
    await this.#until(() => pattern.matches(screenAfterLine(terminal)), {
      code: 'workshop.screen',
      params: { line: lines.at(-1) ?? '' },
    });
    pattern.bind(screenAfterLine(terminal), this.#holes);
  }

  /** Waits until it is true; looks again after each turn of the page. */
  async #until(isTrue: () => boolean, otherwise: Said): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!isTrue()) {
      if (performance.now() > end) throw new Halt(otherwise);
      await this.#wait(KEY_MS);
    }
  }

  async #wait(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (this.#isStopped) throw new Halt();
  }
}

/** How many lines a terminal has taken since it had so many entries. */
function linesSince(terminal: TerminalState, before: number): number {
  return terminal.entries.slice(before).filter(({ body }) => body.type === 'line').length;
}

/** What the terminal shows since the last line that it took. */
function screenAfterLine({ entries }: TerminalState): string {
  const at = entries.findLastIndex(({ body }) => body.type === 'line');
  return entries
    .slice(at + 1)
    .map(({ body }) => (body.type === 'print' ? body.text : ''))
    .join('');
}
