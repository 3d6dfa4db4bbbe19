/** The learner's way through a lab: observations are held against it, ticks and the coach's word go into the log. */
import { advance, begin } from '../../labs/checker.ts';
import { advise } from '../../labs/coach.ts';
import type { CoachContext } from '../../labs/context.ts';
import type { Observation } from '../../labs/observation.ts';
import type { Progress } from '../contract/entries.ts';
import type { RecordBody } from './records.ts';

export interface StudySetting {
  readonly context: CoachContext;
  /** Undefined at the beginning. */
  readonly progress: Progress | undefined;
  readonly record: (body: RecordBody) => number;
  /** The line that a terminal took last: a tick is put to it. */
  readonly lastLine: (terminal: string) => string | undefined;
  readonly onTicked: (ticked: number) => void;
}

export class Study {
  readonly #setting: StudySetting;
  #progress: Progress;

  constructor(setting: StudySetting) {
    this.#setting = setting;
    this.#progress = setting.progress ?? begin(setting.context.lab);
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Writes the progress into the log as it is, so that a page that comes has it. */
  state(): void {
    this.#setting.record({ type: 'progress', progress: this.#progress, ticked: [] });
  }

  observe(observation: Observation): void {
    const { context, record } = this.#setting;
    const before = this.#progress;
    const after = advance(context, before, observation);
    const ticked = tickedIn(after).filter((step) => before.steps[step]?.tickedAt === undefined);
    if (after !== before) {
      this.#progress = after;
      const terminal = terminalOf(observation);
      const line = terminal === undefined ? undefined : this.#setting.lastLine(terminal);
      const where = { ...(terminal !== undefined && { terminal }), ...(line !== undefined && { line }) };
      record({ type: 'progress', progress: after, ticked, ...where });
      if (ticked.length > 0) this.#setting.onTicked(tickedIn(after).length);
    }
    if (ticked.length > 0) return;
    const advice = advise(context, after, observation);
    if (advice === undefined) return;
    const { step, ...said } = advice;
    const terminal = terminalOf(observation);
    record({
      type: 'advice',
      advice: said,
      ...(step !== undefined && { step }),
      ...(terminal !== undefined && { terminal }),
    });
  }

  /** One hint more for a step; false where there is no such step or no further hint. */
  hint(id: string): boolean {
    const step = this.#setting.context.lab.steps.find((candidate) => candidate.id === id);
    const state = this.#progress.steps[id];
    if (step === undefined || state === undefined || state.hints >= step.hints.length) return false;
    const steps = { ...this.#progress.steps, [id]: { ...state, hints: state.hints + 1 } };
    this.#progress = { ...this.#progress, steps };
    this.state();
    return true;
  }
}

function tickedIn(progress: Progress): string[] {
  return Object.entries(progress.steps).flatMap(([id, state]) => (state.tickedAt === undefined ? [] : [id]));
}

function terminalOf(observation: Observation): string | undefined {
  return 'at' in observation ? observation.at.terminal : 'terminal' in observation ? observation.terminal : undefined;
}
