/** How near an observation is to what a step waits for, by the checker's own matching. */
import { NOTHING_BOUND } from './bound.ts';
import type { CheckContext } from './context.ts';
import { matchesEvent } from './event-match.ts';
import { bindFact, isFactCheck } from './fact-match.ts';
import type { Check, EventCheck, ExchangeCheck, FactCheck, Step } from './lab.ts';
import type { Observation } from './observation.ts';
import { leavesOf } from './coach-steps.ts';

/** Whether the world is so now. */
export function isSo({ facts }: CheckContext, fact: FactCheck): boolean {
  return bindFact(facts, fact, NOTHING_BOUND) !== undefined;
}

/** Whether the observation is an event that the check waits for. */
export function isExpected(context: CheckContext, check: EventCheck | FactCheck, observation: Observation): boolean {
  return !isFactCheck(check) && matchesEvent(context, check, observation);
}

/** Whether the line is that of the check, whatever was answered and on whichever connection. */
export function isRightLine(context: CheckContext, check: EventCheck | FactCheck, observation: Observation): boolean {
  if (check.type !== 'exchange') return false;
  return matchesEvent(context, lineOf(check), observation);
}

/** The check without what depends on the moment. */
function lineOf(check: ExchangeCheck): ExchangeCheck {
  const { type, protocol, verb, arguments: wanted } = check;
  return { type, protocol, arguments: wanted, reply: 'any', ...(verb !== undefined && { verb }) };
}

/** A fact that the step wants and the world lacks, where its events are those of the observation. */
export function lackingFact(context: CheckContext, step: Step, observation: Observation): FactCheck | undefined {
  return lackingIn(context, step.expect, observation);
}

function lackingIn(context: CheckContext, check: Check, observation: Observation): FactCheck | undefined {
  if (check.type === 'any') {
    // Of several ways, the one that is being gone.
    const way = check.of.find((part) => leavesOf(part).some((leaf) => isExpected(context, leaf, observation)));
    return way === undefined ? undefined : lackingIn(context, way, observation);
  }
  if (isFactCheck(check)) return isSo(context, check) ? undefined : check;
  if (check.type !== 'all') return undefined;
  const events = check.of.filter((part) => !leavesOf(part).every(isFactCheck));
  if (!events.every((part) => leavesOf(part).some((leaf) => isExpected(context, leaf, observation)))) return undefined;
  return check.of.flatMap((part) => (isFactCheck(part) ? [part] : [])).find((fact) => !isSo(context, fact));
}

/** The observation is one of the events that the step wants, and the world is so far as it wants it. */
export function isOnTheWay(context: CheckContext, step: Step, observation: Observation): boolean {
  const leaves = leavesOf(step.expect);
  return (
    leaves.some((leaf) => isExpected(context, leaf, observation)) &&
    leaves.every((leaf) => !isFactCheck(leaf) || isSo(context, leaf))
  );
}
