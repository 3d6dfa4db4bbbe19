/** The way through a lab: which step is open, which is at hand, when it is all done. */
import type { Lab, Step } from './lab.ts';
import type { StepProgress } from './progress.ts';

export type Steps = Readonly<Record<string, StepProgress>>;

export function isTicked(steps: Steps): (id: string) => boolean {
  return (id) => steps[id]?.tickedAt !== undefined;
}

/**
 * The step to work on: the first that is open. An optional one that was passed over, since a later step is ticked, is not
 * asked for again.
 */
export function currentOf(lab: Lab, steps: Steps): string | undefined {
  const isDone = isTicked(steps);
  const lastTicked = lab.steps.findLastIndex(({ id }) => isDone(id));
  const isOpen = ({ id, after }: Step): boolean => !isDone(id) && after.every(isDone);
  const isAtHand = (step: Step, i: number): boolean => isOpen(step) && (!step.isOptional || i > lastTicked);
  return (lab.steps.find(isAtHand) ?? lab.steps.find(({ id, isOptional }) => !isDone(id) && !isOptional))?.id;
}

export function isFinished(lab: Lab, steps: Steps): boolean {
  return lab.steps.every(({ id, isOptional }) => isOptional || isTicked(steps)(id));
}
