/** The steps of a lab as the learner sees them: which is ticked, current or still to do, which are open, what helps. */
import type { LabView, Question, StepText, StepView } from '../../server/contract/catalogue.ts';
import { ApiFailure, fetchStep } from './api.ts';
import type { Advice, Answer, SeatState } from './seat.svelte.ts';

/** `open`: still to do, and not the one at hand. */
export type StepStatus = 'ticked' | 'current' | 'open';

/** A question about the wire that waits for a line to be picked. */
export interface OpenPoint {
  readonly step: string;
  readonly question: number;
  readonly ask: string;
}

export interface LabStepsSetting {
  /** The lab, which may come anew, in the language that is spoken. */
  readonly lab: { readonly view: LabView; readonly version?: number };
  readonly seat: SeatState;
  /** The language in which the page is read. */
  readonly language: () => string;
  /** A step that the address names: it is open from the beginning. */
  readonly linked?: string | undefined;
  readonly fetch?: typeof fetchStep;
}

export class LabSteps {
  readonly #setting: LabStepsSetting;
  /** What the learner opened or closed by hand; forgotten when the step's status changes. */
  #toggled = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  #details = $state.raw<ReadonlyMap<string, StepView>>(new Map());
  #failures = $state.raw<ReadonlyMap<string, ApiFailure>>(new Map());
  /** The question about the wire that the learner turned to. */
  #pointing = $state.raw<{ readonly step: string; readonly question: number } | undefined>(undefined);
  /** As of which state of the step its details were asked for. */
  readonly #asked = new Map<string, string>();

  constructor(setting: LabStepsSetting) {
    this.#setting = setting;
  }

  get lab(): LabView {
    return this.#setting.lab.view;
  }

  /** The first step that is not ticked; undefined where all are, or where nothing is known yet. */
  get current(): string | undefined {
    return this.#seat.progress?.current;
  }

  get isBegun(): boolean {
    return this.lab.steps.some(({ id }) => this.status(id) === 'ticked');
  }

  /** All is done but what may be left out. */
  get isFinished(): boolean {
    const { progress } = this.#seat;
    return progress !== undefined && this.lab.steps.every((step) => step.isOptional || this.#isTicked(step.id));
  }

  /** The lab gives more for one step than for another. */
  get hasPoints(): boolean {
    return this.lab.steps.some(({ points }) => points !== 1);
  }

  /** What was ticked last, by one line perhaps several. */
  get latest(): readonly string[] {
    const { ticks } = this.#seat;
    const last = ticks.at(-1)?.n;
    return ticks.filter(({ n }) => n === last).map(({ step }) => step);
  }

  number(step: string): number {
    return this.lab.steps.findIndex(({ id }) => id === step) + 1;
  }

  title(step: string): string {
    return this.#step(step)?.title ?? step;
  }

  status(step: string): StepStatus {
    if (this.#isTicked(step)) return 'ticked';
    return step === this.current ? 'current' : 'open';
  }

  isOpen(step: string): boolean {
    const status = this.status(step);
    const isLinked = step === this.#setting.linked && status === 'open';
    return this.#toggled.get(this.#key(step)) ?? (status === 'current' || isLinked);
  }

  toggle(step: string): void {
    this.#toggled = new Map(this.#toggled).set(this.#key(step), !this.isOpen(step));
  }

  /** What the coach says of this step now. Advice on a step that is done belongs to the one at hand. */
  advice(step: string): Advice | undefined {
    const { advice } = this.#seat;
    if (advice === undefined) return undefined;
    const isOpen = advice.step !== undefined && this.number(advice.step) > 0 && this.status(advice.step) !== 'ticked';
    return (isOpen ? advice.step : this.current) === step ? advice : undefined;
  }

  /** How many hints the learner asked for. */
  hintsAsked(step: string): number {
    return this.#seat.progress?.steps[step]?.hints ?? 0;
  }

  /** What it took so far. */
  outcome(step: string): { readonly hints: number; readonly tries: number; readonly activeMs: number } {
    return this.#seat.progress?.steps[step] ?? { hints: 0, tries: 0, activeMs: 0 };
  }

  /** Those of them that have come. */
  hints(step: string): readonly string[] {
    return this.#details.get(step)?.hints.slice(0, this.hintsAsked(step)) ?? [];
  }

  /** Why it worked; undefined until the step is ticked and the word has come. */
  why(step: string): string | undefined {
    return this.status(step) === 'ticked' ? this.#details.get(step)?.why : undefined;
  }

  /** What was answered to a question of a step last. */
  answer(step: string, question: number): Answer | undefined {
    return this.#seat.answers.get(`${step} ${question}`);
  }

  /** The question is answered, and rightly: nothing is asked any more. */
  isRight(step: string, question: number): boolean {
    return this.#isTicked(step) || this.#seat.progress?.steps[step]?.answered?.includes(question) === true;
  }

  /** The last answer to the question was wrong: the coach has said so. */
  isWrong(step: string, question: number): boolean {
    const answer = this.answer(step, question);
    const advice = this.advice(step);
    if (answer === undefined || advice === undefined || advice.n < answer.n) return false;
    const newest = Math.max(...this.#questions(step).map((_, at) => this.answer(step, at)?.n ?? 0));
    return answer.n === newest;
  }

  /** The question about the wire that is open: the one that the learner turned to, or the step's at hand. */
  get openPoint(): OpenPoint | undefined {
    const { current } = this;
    const chosen = this.#pointing;
    if (chosen !== undefined && !this.isRight(chosen.step, chosen.question)) {
      const question = this.#questions(chosen.step)[chosen.question];
      if (question?.kind === 'point') return { ...chosen, ask: question.ask };
    }
    if (current === undefined) return undefined;
    const at = this.#questions(current).findIndex(({ kind }, i) => kind === 'point' && !this.isRight(current, i));
    const question = this.#questions(current)[at];
    return question === undefined ? undefined : { step: current, question: at, ask: question.ask };
  }

  /** The learner turns to a question about the wire. */
  point(step: string, question: number): void {
    this.#pointing = { step, question };
  }

  /** Why what is wanted now did not come. */
  failure(step: string): ApiFailure | undefined {
    return this.isWanted(step) ? this.#failures.get(step) : undefined;
  }

  /** The step is shown, and more belongs to it than the lab's text. */
  isWanted(step: string): boolean {
    if (this.status(step) === 'ticked') return this.isOpen(step) || this.latest.includes(step);
    return this.isOpen(step) && this.hintsAsked(step) > 0;
  }

  /** Fetches hints and the word on why, unless they are here or on their way. */
  async load(step: string): Promise<void> {
    const language = this.#setting.language();
    const state = this.#key(step, this.hintsAsked(step), language);
    if (this.#asked.get(step) === state) return;
    this.#asked.set(step, state);
    try {
      const view = await (this.#setting.fetch ?? fetchStep)(this.lab.id, step, language);
      if (this.#asked.get(step) !== state) return;
      this.#details = new Map(this.#details).set(step, view);
      this.#failures = without(this.#failures, step);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (this.#asked.get(step) !== state) return;
      this.#asked.delete(step);
      this.#failures = new Map(this.#failures).set(step, error);
    }
  }

  get #seat(): SeatState {
    return this.#setting.seat;
  }

  #step(step: string): StepText | undefined {
    return this.lab.steps.find(({ id }) => id === step);
  }

  #questions(step: string): readonly Question[] {
    return this.#step(step)?.questions ?? [];
  }

  #isTicked(step: string): boolean {
    return this.#seat.progress?.steps[step]?.tickedAt !== undefined;
  }

  #key(step: string, ...more: readonly (number | string)[]): string {
    const { version = 0 } = this.#setting.lab;
    return [this.#seat.renewals, version, this.status(step), step, ...more].join(' ');
  }
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
