/** What was done at the steps of a lab, as the page sums it up. */
import type { StepOutcome } from '../../../server/contract/catalogue.ts';
import type { LabSteps } from '../../state/lab-steps.svelte.ts';

export type Outcome = Pick<StepOutcome, 'hints' | 'tries' | 'activeMs'>;

/** All steps together. */
export function sumOf(outcomes: readonly Outcome[]): Outcome {
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((all, outcome) => all + of(outcome), 0);
  return {
    hints: sum(({ hints }) => hints),
    tries: sum(({ tries }) => tries),
    activeMs: sum(({ activeMs }) => activeMs),
  };
}

/** Those of the attempt at hand. */
export function outcomesOf(steps: LabSteps): StepOutcome[] {
  return steps.lab.steps.map(({ id, title, isOptional }) => {
    const { hints, tries, activeMs } = steps.outcome(id);
    return { id, title, isOptional, isTicked: steps.status(id) === 'ticked', hints, tries, activeMs };
  });
}
