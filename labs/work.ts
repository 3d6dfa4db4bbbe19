/** Time at work on a step: from one thing that the learner does to the next, pauses left out. */
import type { Observation } from './observation.ts';
import type { Progress } from './progress.ts';

/** Who does nothing for so long has got up, for all that can be known. */
const PAUSE_MS = 5 * 60_000;

/** The progress with the time up to this observation; the same object where none has passed. */
export function workedAt(progress: Progress, observation: Observation, at: number): Progress {
  // What other people do in the world is no work of the learner's.
  if (observation.type === 'world-changed') return progress;
  const { work } = progress;
  if (work?.at === at) return progress;
  const gap = work === undefined ? 0 : Math.min(PAUSE_MS, Math.max(0, at - work.at));
  return { ...progress, work: { at, ms: (work?.ms ?? 0) + gap } };
}

/** The progress with the time at work counted to the step that it went into. */
export function settled(progress: Progress): Progress {
  const { work, current, steps } = progress;
  if (work === undefined || work.ms === 0) return progress;
  const state = current === undefined ? undefined : steps[current];
  const rest = { ...progress, work: { at: work.at, ms: 0 } };
  if (current === undefined || state === undefined) return rest;
  return { ...rest, steps: { ...steps, [current]: { ...state, activeMs: state.activeMs + work.ms } } };
}
