/** The learner's way through a lab: observations are held against it, ticks and the coach's word go into the log. */
import { advance, begin, type Progress, progressOf, resumed } from '../../labs/checker.ts';
import { Coach, type Heard, offersHint } from '../../labs/coach.ts';
import type { CoachContext } from '../../labs/context.ts';
import type { Lab, Step } from '../../labs/lab.ts';
import type { Observation } from '../../labs/observation.ts';
import type { KeptProgress } from '../../labs/progress.ts';
import { questionsOf } from '../../labs/questions.ts';
import { settled } from '../../labs/work.ts';
import type { SeenExchange } from './exchanges.ts';
import { mistakeOf } from './lab-view.ts';
import type { RecordBody } from './records.ts';

export interface StudySetting {
  readonly context: CoachContext;
  /** As it was kept; undefined at the beginning. */
  readonly progress: KeptProgress | undefined;
  readonly record: (body: RecordBody) => number;
  /** Real time, in milliseconds. */
  readonly now: () => number;
  /** The line that a terminal took last: a tick is put to it. */
  readonly lastLine: (terminal: string) => string | undefined;
  /** A step was ticked, or a hint given; how many are ticked. */
  readonly onEarned: (ticked: number) => void;
}

export class Study {
  #setting: StudySetting;
  #coach: Coach;
  #progress: Progress;

  constructor(setting: StudySetting) {
    const { context, progress } = setting;
    this.#setting = setting;
    this.#coach = new Coach(context);
    this.#progress = progress === undefined ? begin(context.lab) : resumed(context.lab, progress);
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Some step asks which line of the wire it is. */
  get asksAboutWire(): boolean {
    const { steps } = this.#setting.context.lab;
    return steps.some(({ expect }) => questionsOf(expect).some(({ type }) => type === 'point'));
  }

  /** Goes on with the lab as its author has it now: what was begun of a step that expects something else begins anew. */
  adopt(lab: Lab): void {
    const { context } = this.#setting;
    const before = new Map(context.lab.steps.map((step) => [step.id, JSON.stringify(step.expect)]));
    const steps = lab.steps.flatMap(({ id, expect }) => {
      const state = this.#progress.steps[id];
      if (state === undefined) return [];
      const { runs: _begun, answered: _right, ...rest } = state;
      return [[id, before.get(id) === JSON.stringify(expect) ? state : rest] as const];
    });
    this.#setting = { ...this.#setting, context: { ...context, lab } };
    this.#coach = new Coach(this.#setting.context);
    this.#progress = resumed(lab, { ...this.#progress, steps: Object.fromEntries(steps) });
    this.state();
  }

  /** Writes the progress into the log as it is, so that a page that comes has it. */
  state(): void {
    this.#setting.record({ type: 'progress', progress: this.#progress, ticked: [] });
  }

  observe(observation: Observation): void {
    const { context, record, now, lastLine, onEarned } = this.#setting;
    const before = this.#progress;
    const after = advance(context, before, observation, now());
    this.#progress = after;
    // Time that goes on is no news; it is written with what is.
    const hasAdvanced = after.steps !== before.steps;
    const ticked = hasAdvanced ? newlyTicked(before, after) : [];
    if (hasAdvanced) {
      const terminal = terminalOf(observation);
      const line = terminal === undefined ? undefined : lastLine(terminal);
      const where = { ...(terminal !== undefined && { terminal }), ...(line !== undefined && { line }) };
      record({ type: 'progress', progress: after, ticked, ...where });
    }
    if (ticked.length > 0) onEarned(tickedIn(after).length);
    this.#advise({ observation, hasTicked: ticked.length > 0, advanced: advancedIn(before, after) });
  }

  /** Whether the step has such a question. */
  asks(id: string, question: number): boolean {
    const step = this.#step(id);
    return step !== undefined && questionsOf(step.expect)[question] !== undefined;
  }

  /** Takes an answer to a question: its place among the step's, from 0. */
  answer(step: string, question: number, text: string): void {
    this.observe({ type: 'answered', step, question, text });
  }

  /** Takes a line of the wire as the answer to a question. */
  point(step: string, question: number, picked: SeenExchange & { readonly side: 'client' | 'server' }): void {
    this.observe({ type: 'pointed', step, question, ...picked });
  }

  /** One hint more for a step; false where there is no such step or no further hint. */
  hint(id: string): boolean {
    const step = this.#step(id);
    const state = this.#progress.steps[id];
    if (step === undefined || state === undefined || state.hints >= step.hints.length) return false;
    this.#change(id, { hints: state.hints + 1 });
    this.state();
    this.#setting.onEarned(tickedIn(this.#progress).length);
    return true;
  }

  /** The coach's word; with it one try more of the step that it is about. */
  #advise(heard: Omit<Heard, 'progress'>): void {
    const { context, record } = this.#setting;
    const advice = this.#coach.hear({ progress: this.#progress, ...heard });
    if (advice === undefined) return;
    const { step: id, mistake: made, ...said } = advice;
    const mistake = made === undefined ? undefined : mistakeOf(context.lab, made);
    const step = id === undefined ? undefined : this.#step(id);
    const state = id === undefined ? undefined : this.#progress.steps[id];
    if (step !== undefined && state !== undefined) {
      this.#change(step.id, { tries: state.tries + 1 });
      this.state();
    }
    const isOffered = step !== undefined && offersHint(step, this.#progress.steps[step.id]);
    const terminal = terminalOf(heard.observation);
    record({
      type: 'advice',
      ...(mistake === undefined ? { advice: said } : { mistake }),
      ...(id !== undefined && { step: id }),
      ...(isOffered && { offersHint: true }),
      ...(terminal !== undefined && { terminal }),
    });
  }

  #step(id: string): Step | undefined {
    return this.#setting.context.lab.steps.find((candidate) => candidate.id === id);
  }

  #change(id: string, change: { readonly hints: number } | { readonly tries: number }): void {
    const progress = settled(this.#progress);
    const state = progress.steps[id];
    if (state === undefined) return;
    const steps = { ...progress.steps, [id]: { ...state, ...change } };
    this.#progress = progressOf(this.#setting.context.lab, progress, steps);
  }
}

/** The steps of which a part became true, and which are still open. */
function advancedIn(before: Progress, after: Progress): string[] {
  return Object.entries(after.steps).flatMap(([id, { runs }]) =>
    runs === undefined || runs === before.steps[id]?.runs ? [] : [id],
  );
}

function tickedIn(progress: Progress): string[] {
  return Object.entries(progress.steps).flatMap(([id, state]) => (state.tickedAt === undefined ? [] : [id]));
}

function newlyTicked(before: Progress, after: Progress): string[] {
  return tickedIn(after).filter((step) => before.steps[step]?.tickedAt === undefined);
}

function terminalOf(observation: Observation): string | undefined {
  return 'at' in observation ? observation.at.terminal : 'terminal' in observation ? observation.terminal : undefined;
}
