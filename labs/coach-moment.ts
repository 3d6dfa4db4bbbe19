/** A right line at the wrong moment: the session's state does not allow it, or it is another step's. */
import type { CheckContext } from './context.ts';
import { currentStep, isOpen, isTicked, leavesOf, type TickedSteps } from './coach-steps.ts';
import { isExpected, isRightLine } from './coach-match.ts';
import type { Talk } from './coach-memory.ts';
import type { Step } from './lab.ts';
import type { Exchange, LineProblem, Observation } from './observation.ts';
import type { VerbEntry, Vocabulary } from './vocabulary.ts';

export function isAllowed({ states }: VerbEntry, state: string): boolean {
  return states.length === 0 || states.includes(state);
}

/** The verb is known, and this state does not take it. */
export function wrongOrder(vocabulary: Vocabulary, entry: VerbEntry, exchange: Exchange): LineProblem | undefined {
  const { verb, stateBefore: state } = exchange;
  if (isAllowed(entry, state)) return undefined;
  const at = (name: string): number => vocabulary.states.indexOf(name);
  const isPast = entry.states.every((allowed) => at(allowed) >= 0 && at(allowed) < at(state));
  const way = entry.wayFrom?.[state];
  if (way !== undefined) return { code: isPast ? 'coach.way-back' : 'coach.wrong-order', params: { verb, way } };
  return {
    code: isPast ? 'coach.too-late' : 'coach.wrong-state',
    params: { verb, state, protocol: vocabulary.title },
  };
}

/** The line is right for a step that is not at hand: one that comes later, or one that is done. */
export function otherStep(
  context: CheckContext,
  progress: TickedSteps,
  { observation, talk }: { readonly observation: Observation & { type: 'exchange' }; readonly talk: Talk | undefined },
): LineProblem | undefined {
  const current = currentStep(context, progress);
  // One of several lines that the step at hand wants may be right for another step, too.
  if (current === undefined || isFor(context, current, observation)) return undefined;
  const meant = context.lab.steps.filter((step) => isFor(context, step, observation));
  const done = meant.find((step) => isTicked(progress, step.id));
  // To do again what is done is often the way to what is not: on a new connection, or for another mail.
  const later =
    done === undefined ? meant.find((step) => isMeantLater(context, progress, { step, observation })) : undefined;
  if (later !== undefined) {
    const vocabulary = context.vocabularies.get(observation.at.protocol ?? '');
    const params = { verb: observation.exchange.verb, ...numbers(context, later, current) };
    if (observation.exchange.verb === vocabulary?.farewell) return { code: 'coach.left-early', params };
    return { code: 'coach.later-step', params };
  }
  if (done === undefined || !isRepeated(talk)) return undefined;
  return { code: 'coach.done-step', params: { verb: observation.exchange.verb, ...numbers(context, done, current) } };
}

/** The step can't be ticked yet, and what was answered is what it wants. */
function isMeantLater(
  context: CheckContext,
  progress: TickedSteps,
  { step, observation }: { readonly step: Step; readonly observation: Observation & { type: 'exchange' } },
): boolean {
  if (isTicked(progress, step.id) || isOpen(progress, step)) return false;
  const isRefused = observation.exchange.reply.class === 'failure';
  return isRefused || leavesOf(step.expect).some((leaf) => isExpected(context, leaf, observation));
}

function isFor(context: CheckContext, step: Step, observation: Observation): boolean {
  return leavesOf(step.expect).some((leaf) => isRightLine(context, leaf, observation));
}

function isRepeated(talk: Talk | undefined): boolean {
  const { last, beforeLast } = talk ?? {};
  if (last === undefined || beforeLast === undefined) return false;
  return last.line === beforeLast.line && last.line !== '' && last.reply.class === beforeLast.reply.class;
}

function numbers({ lab }: CheckContext, step: Step, current: Step): Record<'step' | 'now', string> {
  return { step: String(lab.steps.indexOf(step) + 1), now: String(lab.steps.indexOf(current) + 1) };
}
