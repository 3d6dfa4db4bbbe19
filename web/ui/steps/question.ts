/** What every question of a step has in common. */
import type { Answer } from '../../state/seat.svelte.ts';

export interface Asked {
  readonly step: string;
  /** Its place among the step's questions. */
  readonly at: number;
  /** It is answered, and rightly: nothing is asked any more. */
  readonly isRight: boolean;
  /** What was answered last. */
  readonly answer: Answer | undefined;
  readonly isWrong: boolean;
  /** The language of the question. */
  readonly lang: string;
}

/** The ids of a question's parts. */
export function idsOf({ step, at }: Asked): { readonly ask: string; readonly field: string } {
  return { ask: `ask-${step}-${at}`, field: `answer-${step}-${at}` };
}
