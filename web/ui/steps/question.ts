/** What every question of a step has in common. */
import type { Answer } from '../../state/seat.svelte.ts';

export interface Asked {
  readonly step: string;
  /** Its place among the step's questions. */
  readonly at: number;
  /** The step is ticked: nothing is asked any more. */
  readonly isDone: boolean;
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
