/** The questions that a step asks, in the order in which they stand in its check: an answer names its place there, from 0. */
import { partsOf } from './check-plan.ts';
import type { AnswerCheck, Check, PointCheck } from './lab.ts';

/** With what is right, which is not for the page. */
export type Question = AnswerCheck | PointCheck;

export function questionsOf(check: Check): readonly Question[] {
  if (check.type === 'answer' || check.type === 'point') return [check];
  return partsOf(check).flatMap(questionsOf);
}
