/** A wrong answer to a step's question, or the wrong line of the wire: what kind of answer it wants, and never which. */
import { type Bound, NOTHING_BOUND } from './bound.ts';
import type { CheckContext } from './context.ts';
import { bindEvent, isSameVerb, matchesReply } from './event-match.ts';
import type { Step, ValueMatcher } from './lab.ts';
import { slipsBetween } from './nearest.ts';
import { questionsOf } from './questions.ts';
import type { LineProblem, Observation } from './observation.ts';

/** More words than an answer has. */
const WORDS_LIMIT = 12;

function stepOf({ lab }: CheckContext, id: string): Step | undefined {
  return lab.steps.find((step) => step.id === id);
}

/** Whether it is what the question asks for, by what is known of the lab's holes. */
function isRight(
  context: CheckContext,
  progress: AnsweredProgress,
  observation: Observation & { type: 'answered' | 'pointed' },
): boolean {
  const { step: id, question: index } = observation;
  const step = stepOf(context, id);
  const asked = step === undefined ? undefined : questionsOf(step.expect)[index];
  const bound = progress.bound ?? NOTHING_BOUND;
  const situation = { bound, usualReply: 'success', question: { step: id, index } } as const;
  return asked !== undefined && bindEvent(context, asked, observation, situation) !== undefined;
}

/** As much of the progress as a question needs. */
export interface AnsweredProgress {
  readonly bound?: Bound | undefined;
}

/** One of several questions may be answered rightly, with the step still open. */
export function adviseOnQuestion(
  context: CheckContext,
  progress: AnsweredProgress,
  observation: Observation & { type: 'answered' | 'pointed' },
): LineProblem | undefined {
  if (isRight(context, progress, observation)) return undefined;
  return observation.type === 'answered' ? adviseOnAnswer(context, observation) : adviseOnPoint(context, observation);
}

function adviseOnAnswer(
  context: CheckContext,
  { step: id, question, text }: Observation & { type: 'answered' },
): LineProblem | undefined {
  const step = stepOf(context, id);
  const asked = step === undefined ? undefined : questionsOf(step.expect)[question];
  if (asked?.type !== 'answer') return undefined;
  const answer = text.trim();
  if (answer === '') return { code: 'coach.answer.empty' };
  const { right } = asked;
  switch (right.kind) {
    case 'number':
      return { code: `coach.answer.${numberProblem(answer, right.number)}` };
    case 'choice':
      return { code: choiceProblem(answer, right.options.length), params: { count: String(right.options.length) } };
    case 'text':
      return { code: `coach.answer.${textProblem(answer, right.text)}` };
    default:
      right satisfies never;
      return undefined;
  }
}

function numberProblem(answer: string, right: number): string {
  if (/^[+-]?\d+(?:\.\d+)?$/.test(answer)) return 'other-number';
  const numbers = answer.match(/\d+/g) ?? [];
  if (numbers.length === 0) return 'no-number';
  return numbers.length === 1 && Number(numbers[0]) === right ? 'number-alone' : 'one-number';
}

function choiceProblem(answer: string, count: number): string {
  const isOne = /^\d{1,3}$/.test(answer) && Number(answer) >= 1 && Number(answer) <= count;
  return isOne ? 'coach.answer.other-choice' : 'coach.answer.no-choice';
}

function textProblem(answer: string, wanted: ValueMatcher): string {
  const folded = fold(answer);
  const rights = (typeof wanted !== 'object' ? [wanted] : 'oneOf' in wanted ? wanted.oneOf : [])
    .map((text) => fold(String(text)))
    .filter((text) => text !== '' && !text.includes('${'));
  if (rights.some((text) => folded !== text && folded.replace(/^["'“‘<(]+|["'”’>).,;!?]+$/g, '') === text))
    return 'signs';
  if (rights.some((text) => folded.split(' ').length > text.split(' ').length && ` ${folded} `.includes(` ${text} `))) {
    return 'too-much';
  }
  if (rights.some((text) => text.length >= 4 && slipsBetween(text, folded) <= (text.length >= 7 ? 2 : 1)))
    return 'near';
  if (folded.split(' ').length > WORDS_LIMIT) return 'too-long';
  if (rights.length > 0 && rights.every((text) => /^\d+$/.test(text)) && !/\d/.test(folded)) return 'no-number';
  if (rights.some((text) => !text.includes(' ')) && folded.includes(' ')) return 'one-word';
  return 'other-text';
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

function adviseOnPoint(
  context: CheckContext,
  { step: id, question, side, at, exchange }: Observation & { type: 'pointed' },
): LineProblem | undefined {
  const step = stepOf(context, id);
  const asked = step === undefined ? undefined : questionsOf(step.expect)[question];
  if (asked?.type !== 'point') return undefined;
  const { exchange: wanted } = asked;
  if (at.protocol !== wanted.protocol) {
    const title = context.vocabularies.get(wanted.protocol)?.title ?? wanted.protocol;
    return { code: 'coach.point.other-protocol', params: { protocol: title } };
  }
  if (wanted.host !== undefined && context.facts.resolve(wanted.host) !== at.server.host) {
    return { code: 'coach.point.other-connection' };
  }
  if (side !== asked.side) return { code: `coach.point.side-${asked.side}` };
  if (exchange.verb === 'GREETING' && wanted.verb !== 'GREETING') return { code: 'coach.point.greeting' };
  const vocabulary = context.vocabularies.get(wanted.protocol);
  const isSame =
    vocabulary !== undefined && (wanted.verb === undefined || isSameVerb(vocabulary, wanted.verb, exchange.verb));
  if (isSame && !matchesReply(wanted.reply ?? 'any', exchange.reply)) return { code: 'coach.point.other-reply' };
  return isSame ? { code: 'coach.point.other-values' } : { code: 'coach.point.other-line' };
}
