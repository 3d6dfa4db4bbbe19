/**
 * Holds what was observed against a lab. Pure; knows no protocol by name: what means the same is the vocabulary's
 * affair. It never ticks what did not happen: events count only as observed, facts only as they are now.
 */
import { Attempt, type Moment } from './attempt.ts';
import { type Bound, NOTHING_BOUND } from './bound.ts';
import { type Plan, type PlanNode, planOf } from './check-plan.ts';
import type { CheckContext } from './context.ts';
import { matchesEvent } from './event-match.ts';
import { isFactCheck } from './fact-match.ts';
import type { Lab, Step } from './lab.ts';
import type { Observation } from './observation.ts';
import { currentState, type KeptProgress, type Progress, type StepProgress } from './progress.ts';
import { agreeing, FRESH_RUN, isFresh, kept, type Run } from './run.ts';
import { currentOf, isFinished, isTicked, type Steps } from './way.ts';
import { settled, workedAt } from './work.ts';

export type { Progress, StepProgress } from './progress.ts';

/** The progress of a lab that has just begun. */
export function begin(lab: Lab): Progress {
  return progressOf(lab, {}, Object.fromEntries(lab.steps.map(({ id }) => [id, untouched()])));
}

function untouched(): StepProgress {
  return { hints: 0, tries: 0, activeMs: 0 };
}

/** The progress of a lab that was left, as it was kept: by an earlier version, perhaps, and for a lab that has other steps now. */
export function resumed(lab: Lab, kept: KeptProgress): Progress {
  const steps = lab.steps.map(({ id }) => [id, currentState(kept.steps[id] ?? {})] as const);
  return progressOf(lab, kept, Object.fromEntries(steps));
}

/**
 * The progress after an observation, made at `at` (real time, milliseconds). Where no step advanced, its `steps` are the
 * same object; where time did not go on either, it is the same altogether.
 */
export function advance(context: CheckContext, progress: Progress, observation: Observation, at: number): Progress {
  const worked = workedAt(progress, observation, at);
  const before = worked.steps;
  let { bound = NOTHING_BOUND } = worked;
  let steps: Record<string, StepProgress> | undefined;
  for (const step of context.lab.steps) {
    const state = before[step.id] ?? untouched();
    if (state.tickedAt !== undefined) continue;
    const next = advanceStep({ context, step, state, before, now: steps ?? before, bound, at }, observation);
    if (next.state === state) continue;
    steps ??= { ...settled(worked).steps };
    // Time at work is in what was settled, not in what the step was.
    steps[step.id] = { ...next.state, activeMs: steps[step.id]?.activeMs ?? 0 };
    bound = next.bound;
  }
  if (steps === undefined) return worked;
  return progressOf(context.lab, { ...settled(worked), ...(bound !== NOTHING_BOUND && { bound }) }, steps);
}

/** The progress with other steps: what follows from them follows. */
export function progressOf(lab: Lab, rest: Omit<Progress, 'steps' | 'current' | 'isFinished'>, steps: Steps): Progress {
  const { bound, work } = rest;
  const current = currentOf(lab, steps);
  return {
    steps,
    ...(current !== undefined && { current }),
    ...(isFinished(lab, steps) && { isFinished: true }),
    ...(bound !== undefined && { bound }),
    ...(work !== undefined && { work }),
  };
}

interface StepSituation {
  readonly context: CheckContext;
  readonly step: Step;
  readonly state: StepProgress;
  /** As the steps were before this observation: an event counts only where those it comes after were ticked then. */
  readonly before: Steps;
  /** As they are with what this observation has ticked so far. */
  readonly now: Steps;
  readonly bound: Bound;
  readonly at: number;
}

interface StepOutcome {
  readonly state: StepProgress;
  /** What the lab has bound. */
  readonly bound: Bound;
}

function advanceStep(situation: StepSituation, observation: Observation): StepOutcome {
  const { context, step, state, before, now, bound, at } = situation;
  if (!step.after.every(isTicked(now))) return { state, bound };
  const plan = planOf(step.expect);
  const isEvent = plan.listensTo.has(observation.type);
  if (!isEvent && !plan.root.asksFacts) return { state, bound };
  const connection = connectionBefore(context.lab, step, now);
  const moment: Moment = { context, step: step.id, plan, observation, at, bound, connection };
  const isInTurn = step.after.every(isTicked(before));
  const { runs: had = [] } = state;
  const open = agreeing(had, bound);
  const attempts = (open.length > 0 ? open : [FRESH_RUN]).map((run) => new Attempt(run, moment));
  for (const attempt of attempts) {
    if (isInTurn && isEvent) attempt.take();
    attempt.latch();
    const isWorthAsking = attempt.hasChanged || plan.root.asksFacts;
    if (isWorthAsking && attempt.isTrue()) return tick(situation, attempt.run);
  }
  const runs = runsAfter(attempts, open, moment);
  const isAsItWas = runs === had || (runs.length === 0 && had.length === 0);
  return { state: isAsItWas ? state : withRuns(state, runs, plan), bound };
}

/** Those that went on, then those that are as they were: the newest first. */
function runsAfter(attempts: readonly Attempt[], before: readonly Run[], { plan }: Moment): readonly Run[] {
  if (attempts.every(({ isBroken, hasChanged }) => !isBroken && !hasChanged)) return before;
  const longer = attempts.flatMap((attempt) => (attempt.hasChanged && !attempt.isBroken ? [attempt.run] : []));
  const same = attempts.flatMap((attempt) => (attempt.isBroken ? [] : attempt.before));
  const runs = kept([...longer, ...same], plan);
  // Only a beginning is left: the step begins anew, or has not begun.
  return runs.every(isFresh) ? [] : runs;
}

function withRuns(before: StepProgress, runs: readonly Run[], plan: Plan): StepProgress {
  const { runs: _runs, answered: _answered, ...state } = before;
  const [newest] = runs;
  if (newest === undefined) return state;
  const answered = answeredIn(newest, plan.root);
  return { ...state, runs, ...(answered.length > 0 && { answered }) };
}

/** The questions that are answered rightly. */
function answeredIn(run: Run, { question, place, parts }: PlanNode): readonly number[] {
  if (question !== undefined) return run.met[place] === undefined ? [] : [question];
  return parts.flatMap((part) => answeredIn(run, part));
}

function tick({ state, now, bound }: StepSituation, run: Run): StepOutcome {
  const { hints, tries, activeMs } = state;
  const ticked = Object.values(now).filter(({ tickedAt }) => tickedAt !== undefined).length;
  const { connection, bound: own } = run;
  return {
    state: { tickedAt: ticked + 1, hints, tries, activeMs, ...(connection !== undefined && { connection }) },
    bound: own === undefined ? bound : { ...bound, ...own },
  };
}

/** The connection of the event that ticked the nearest step above. */
function connectionBefore({ steps }: Lab, step: Step, now: Steps): number | undefined {
  for (let i = steps.indexOf(step) - 1; i >= 0; i--) {
    const connection = now[steps[i]?.id ?? '']?.connection;
    if (connection !== undefined) return connection;
  }
  return undefined;
}

/** Whether the observation is one of the events that some step of the lab waits for, in whatever order. */
export function isExpected(context: CheckContext, observation: Observation): boolean {
  if (observation.type === 'typed') return false;
  return context.lab.steps.some(({ expect }) => isAwaited(context, planOf(expect).root, observation));
}

function isAwaited(context: CheckContext, { check, parts }: PlanNode, observation: Observation): boolean {
  if (check.type === 'none') return false;
  if (parts.length > 0) return parts.some((part) => isAwaited(context, part, observation));
  return !isFactCheck(check) && !('of' in check) && matchesEvent(context, check, observation);
}
