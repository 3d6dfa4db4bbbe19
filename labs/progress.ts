/** How far a learner has come in a lab. Plain JSON; what of it a page sees is the contract's affair. */
import type { Bound } from './bound.ts';
import type { Run } from './run.ts';

export interface StepProgress {
  /** Its place in the order of ticking, from 1, where it is ticked. */
  readonly tickedAt?: number | undefined;
  /** How many hints were asked for. */
  readonly hints: number;
  /** How often the coach had to say something about it. */
  readonly tries: number;
  /** Time at work on it, in milliseconds. */
  readonly activeMs: number;
  /** The connection of the event that ticked it. */
  readonly connection?: number | undefined;
  /** The ways in which it may still come true, the newest first; undefined: it is at its beginning. */
  readonly runs?: readonly Run[] | undefined;
  /** Of a step that is open: the questions answered rightly, by their places among the step's, from 0. */
  readonly answered?: readonly number[] | undefined;
}

export interface Progress {
  /** By step id. */
  readonly steps: Readonly<Record<string, StepProgress>>;
  /** The step to work on; undefined where there is none left. */
  readonly current?: string | undefined;
  /** All steps that are not optional are ticked. */
  readonly isFinished?: boolean | undefined;
  /** What the holes of steps that are ticked were filled with. */
  readonly bound?: Bound | undefined;
  /** When the learner last did something (real time, milliseconds), and the time at work since a step last changed. */
  readonly work?: { readonly at: number; readonly ms: number } | undefined;
}

/** A step's progress as it may have been kept before runs, tries and time were counted. */
export type KeptStepProgress = Partial<StepProgress> & { readonly met?: readonly string[] | undefined };

export interface KeptProgress extends Omit<Progress, 'steps'> {
  readonly steps: Readonly<Record<string, KeptStepProgress>>;
}

/** What was kept as it is now: events that had happened make a run. */
export function currentState({ met, runs, ...state }: KeptStepProgress): StepProgress {
  const { hints = 0, tries = 0, activeMs = 0 } = state;
  const had = runs ?? (met === undefined ? [] : [{ met: Object.fromEntries(met.map((place) => [place, 1])) }]);
  return { ...state, hints, tries, activeMs, ...(had.length > 0 && { runs: had }) };
}
