/**
 * Holds what was observed against a lab. Pure; knows no protocol by name: what means the same is the vocabulary's
 * affair. It never ticks what did not happen: events count only as observed, facts only as they are now.
 */
import type { CheckContext } from './context.ts';
import { matchesEvent } from './event-match.ts';
import { isFact } from './fact-match.ts';
import type { Check, EventCheck, FactCheck, Lab, Step } from './lab.ts';
import type { Observation } from './observation.ts';

/** Plain JSON; the contract's `progress` is its schema. */
export interface StepProgress {
  /** Its place in the order of ticking, from 1, where it is ticked. */
  readonly tickedAt?: number | undefined;
  /** How many hints were asked for. */
  readonly hints: number;
  /** Of a step that wants several events: those that have happened, by their place in the check (`0`, `1.2`). */
  readonly met?: readonly string[] | undefined;
}

export interface Progress {
  /** By step id. */
  readonly steps: Readonly<Record<string, StepProgress>>;
  /** The first step that is not ticked; undefined where all are. */
  readonly current?: string | undefined;
}

/** The progress of a lab that has just begun. */
export function begin(lab: Lab): Progress {
  return progressOf(lab, Object.fromEntries(lab.steps.map(({ id }) => [id, { hints: 0 }])));
}

/** The progress after an observation; the same object where nothing advanced. */
export function advance(context: CheckContext, progress: Progress, observation: Observation): Progress {
  const { lab } = context;
  const before = progress.steps;
  let steps: Record<string, StepProgress> | undefined;
  for (const step of lab.steps) {
    const state = before[step.id] ?? { hints: 0 };
    if (state.tickedAt !== undefined) continue;
    const next = advanceStep(context, { step, state, before, now: steps ?? before }, observation);
    if (next === state) continue;
    steps ??= { ...before };
    steps[step.id] = next;
  }
  return steps === undefined ? progress : progressOf(lab, steps);
}

type Steps = Readonly<Record<string, StepProgress>>;

interface StepSituation {
  readonly step: Step;
  readonly state: StepProgress;
  /** As the steps were before this observation: an event counts only where those it comes after were ticked then. */
  readonly before: Steps;
  /** As they are with what this observation has ticked so far. */
  readonly now: Steps;
}

function advanceStep(context: CheckContext, situation: StepSituation, observation: Observation): StepProgress {
  const { step, state, before, now } = situation;
  const isTicked = (steps: Steps) => (id: string) => steps[id]?.tickedAt !== undefined;
  if (!step.after.every(isTicked(now))) return state;
  const had = state.met ?? [];
  const isInTurn = step.after.every(isTicked(before));
  const met = isInTurn ? [...had, ...newlyMet(context, step.expect, { observation, had, place: '' })] : had;
  if (isTrue(context, step.expect, { met, place: '' })) {
    const ticked = Object.values(now).filter(({ tickedAt }) => tickedAt !== undefined).length;
    return { tickedAt: ticked + 1, hints: state.hints };
  }
  return met.length === had.length ? state : { ...state, met };
}

function progressOf(lab: Lab, steps: Steps): Progress {
  const current = lab.steps.find(({ id }) => steps[id]?.tickedAt === undefined)?.id;
  return current === undefined ? { steps } : { steps, current };
}

/** Whether the observation is one of the events that some step of the lab waits for, in whatever order. */
export function isExpected(context: CheckContext, observation: Observation): boolean {
  return context.lab.steps.some(
    ({ expect }) => newlyMet(context, expect, { observation, had: [], place: '' }).length > 0,
  );
}

/** The places of the events in the check that the observation makes true. */
function newlyMet(
  context: CheckContext,
  check: Check,
  { observation, had, place }: { observation: Observation; had: readonly string[]; place: string },
): string[] {
  if (check.type === 'all' || check.type === 'any') {
    return check.of.flatMap((part, i) => newlyMet(context, part, { observation, had, place: inside(place, i) }));
  }
  if (!isEventCheck(check) || had.includes(place)) return [];
  return matchesEvent(context, check, observation) ? [place] : [];
}

/** Whether the check is true, by the events met so far and the facts as they are. Facts are asked for last. */
function isTrue(
  context: CheckContext,
  check: Check,
  { met, place }: { met: readonly string[]; place: string },
): boolean {
  if (check.type === 'all' || check.type === 'any') {
    const parts = check.of.map((part, i) => ({ part, place: inside(place, i) }));
    const ordered = [...parts.filter(({ part }) => !asksFacts(part)), ...parts.filter(({ part }) => asksFacts(part))];
    const holds = (entry: (typeof parts)[number]) => isTrue(context, entry.part, { met, place: entry.place });
    return check.type === 'all' ? ordered.every(holds) : ordered.some(holds);
  }
  if (isFactCheck(check)) return isFact(context.facts, check);
  return isEventCheck(check) && met.includes(place);
}

function asksFacts(check: Check): boolean {
  return check.type === 'all' || check.type === 'any' ? check.of.some(asksFacts) : isFactCheck(check);
}

function isFactCheck(check: Check): check is FactCheck {
  return check.type === 'mail' || check.type === 'mailbox' || check.type === 'file' || check.type === 'queue';
}

function isEventCheck(check: Check): check is EventCheck {
  return !isFactCheck(check) && !['all', 'any', 'inOrder', 'none', 'count', 'within', 'ever'].includes(check.type);
}

function inside(place: string, index: number): string {
  return place === '' ? String(index) : `${place}.${index}`;
}
