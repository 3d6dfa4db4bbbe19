/**
 * A check made ready: each part has its place (`0`, `1.2`), by which a step's progress names it, and what the checker must
 * know of the parts below it. Made once a check.
 */
import { isFactCheck } from './fact-match.ts';
import type { Check } from './lab.ts';
import type { Observation } from './observation.ts';

export interface PlanNode {
  readonly check: Check;
  /** Its place in the check; empty for the whole. */
  readonly place: string;
  readonly parts: readonly PlanNode[];
  /** The world is asked, in it or below. */
  readonly asksFacts: boolean;
  /** There is an event in it or below that must not happen. */
  readonly forbids: boolean;
  /** Of a question: its place among the step's, from 0. */
  readonly question: number | undefined;
}

export interface Plan {
  readonly root: PlanNode;
  /** Some event must be on the same or a new connection. */
  readonly usesConnection: boolean;
  /** Something must not come between two events: a later beginning may turn out to be the right one. */
  readonly forbidsBetween: boolean;
  /** A fact of it stays true once it was so. */
  readonly latches: boolean;
  /** The types of the observations that may be one of its events. */
  readonly listensTo: ReadonlySet<Observation['type']>;
}

const plans = new WeakMap<Check, Plan>();

export function planOf(check: Check): Plan {
  let plan = plans.get(check);
  if (plan === undefined) {
    const root = nodeOf(check, '', { questions: 0 });
    plan = {
      root,
      usesConnection: has(root, usesConnection),
      forbidsBetween: has(root, (node) => node.check.type === 'inOrder' && node.forbids),
      latches: has(root, ({ check: { type }, asksFacts }) => {
        return asksFacts && (type === 'ever' || type === 'inOrder' || type === 'count');
      }),
      listensTo: new Set(listensTo(root)),
    };
    plans.set(check, plan);
  }
  return plan;
}

/** The checks directly below one. */
export function partsOf(check: Check): readonly Check[] {
  switch (check.type) {
    case 'all':
    case 'any':
    case 'inOrder':
    case 'none':
      return check.of;
    case 'count':
    case 'within':
    case 'ever':
      return [check.of];
    default:
      return [];
  }
}

function nodeOf(check: Check, place: string, counter: { questions: number }): PlanNode {
  const isQuestion = check.type === 'answer' || check.type === 'point';
  const question = isQuestion ? counter.questions++ : undefined;
  const parts = partsOf(check).map((part, i) => nodeOf(part, place === '' ? String(i) : `${place}.${i}`, counter));
  const asksFacts = isFactCheck(check) || parts.some((part) => part.asksFacts);
  const forbids = (check.type === 'none' && !asksFacts) || parts.some((part) => part.forbids);
  return { check, place, parts, asksFacts, forbids, question };
}

function has(node: PlanNode, is: (node: PlanNode) => boolean): boolean {
  return is(node) || node.parts.some((part) => has(part, is));
}

function listensTo({ check, parts }: PlanNode): Observation['type'][] {
  switch (check.type) {
    case 'answer':
      return ['answered'];
    case 'point':
      return ['pointed'];
    case 'connected':
      return ['connected', 'secured'];
    case 'exchange':
    case 'secured':
    case 'transfer':
    case 'closed':
      return [check.type];
    default:
      // Words that are typed fulfil nothing.
      return parts.flatMap(listensTo);
  }
}

function usesConnection({ check }: PlanNode): boolean {
  if (check.type === 'point') return check.exchange.connection !== undefined;
  return 'connection' in check;
}
