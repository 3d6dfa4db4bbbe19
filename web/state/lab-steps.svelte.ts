/** The steps of a lab as the learner sees them: which is ticked, current or still to do, which are open, what helps. */
import type { LabView, StepView } from '../../server/contract/catalogue.ts';
import { ApiFailure, fetchStep } from './api.ts';
import type { Advice, SeatState } from './seat.svelte.ts';

/** `open`: still to do, and not the one at hand. */
export type StepStatus = 'ticked' | 'current' | 'open';

export class LabSteps {
  readonly lab: LabView;
  readonly #seat: SeatState;
  readonly #fetch: typeof fetchStep;
  /** A step that the address names: it is open from the beginning. */
  readonly #linked: string | undefined;
  /** What the learner opened or closed by hand; forgotten when the step's status changes. */
  #toggled = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  #details = $state.raw<ReadonlyMap<string, StepView>>(new Map());
  #failures = $state.raw<ReadonlyMap<string, ApiFailure>>(new Map());
  /** As of which state of the step its details were asked for. */
  readonly #asked = new Map<string, string>();

  constructor(
    lab: LabView,
    seat: SeatState,
    { linked, fetch = fetchStep }: { linked?: string; fetch?: typeof fetchStep } = {},
  ) {
    this.lab = lab;
    this.#seat = seat;
    this.#fetch = fetch;
    this.#linked = linked;
  }

  /** The first step that is not ticked; undefined where all are, or where nothing is known yet. */
  get current(): string | undefined {
    return this.#seat.progress?.current;
  }

  get isBegun(): boolean {
    return this.lab.steps.some(({ id }) => this.status(id) === 'ticked');
  }

  get isFinished(): boolean {
    return this.lab.steps.every(({ id }) => this.status(id) === 'ticked');
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
    return this.lab.steps.find(({ id }) => id === step)?.title ?? step;
  }

  status(step: string): StepStatus {
    if (this.#seat.progress?.steps[step]?.tickedAt !== undefined) return 'ticked';
    return step === this.current ? 'current' : 'open';
  }

  isOpen(step: string): boolean {
    const status = this.status(step);
    return this.#toggled.get(this.#key(step)) ?? (status === 'current' || (step === this.#linked && status === 'open'));
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

  /** Those of them that have come. */
  hints(step: string): readonly string[] {
    return this.#details.get(step)?.hints.slice(0, this.hintsAsked(step)) ?? [];
  }

  /** Why it worked; undefined until the step is ticked and the word has come. */
  why(step: string): string | undefined {
    return this.status(step) === 'ticked' ? this.#details.get(step)?.why : undefined;
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
    const state = this.#key(step, this.hintsAsked(step));
    if (this.#asked.get(step) === state) return;
    this.#asked.set(step, state);
    try {
      const view = await this.#fetch(this.lab.id, step);
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

  #key(step: string, ...more: readonly number[]): string {
    return [this.#seat.renewals, this.status(step), step, ...more].join(' ');
  }
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
