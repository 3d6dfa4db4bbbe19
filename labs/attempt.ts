/**
 * One run of a step, taken further by one observation. Which of the check's events it meets, what that binds, whether
 * something happened that must not, and whether all that is wanted is so now.
 */
import type { Bound } from './bound.ts';
import type { Plan, PlanNode } from './check-plan.ts';
import type { CheckContext } from './context.ts';
import { bindEvent } from './event-match.ts';
import { bindFact, isFactCheck } from './fact-match.ts';
import type { Observation } from './observation.ts';
import type { Run } from './run.ts';

/** All that is one and the same for every run of a step at one observation. */
export interface Moment {
  readonly context: CheckContext;
  readonly step: string;
  readonly plan: Plan;
  readonly observation: Observation;
  /** Real time, in milliseconds. */
  readonly at: number;
  /** What the lab has bound. */
  readonly bound: Bound;
  /** The connection that the step before was ticked by. */
  readonly connection: number | undefined;
}

export class Attempt {
  readonly #moment: Moment;
  readonly #before: Run;
  #met: Record<string, number>;
  #since: Record<string, number>;
  #bound: Bound;
  #connection: number | undefined;
  #changes = 0;
  /** Something happened that must not. */
  #isBroken = false;
  /** The run of before may be the right one all the same. */
  #isDoubtful = false;
  /** What happened counts in any case. */
  #isCounted = false;

  constructor(run: Run, moment: Moment) {
    this.#moment = moment;
    this.#before = run;
    this.#met = { ...run.met };
    this.#since = { ...run.since };
    this.#bound = run.bound === undefined ? moment.bound : { ...moment.bound, ...run.bound };
    this.#connection = run.connection;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }
  get hasChanged(): boolean {
    return this.#changes > 0;
  }
  /** The run of before, where it is to be kept beside this one or is this one. */
  get before(): readonly Run[] {
    return !this.hasChanged || (this.#isDoubtful && !this.#isCounted) ? [this.#before] : [];
  }

  /** The run as it is now; the one of before where nothing has changed. */
  get run(): Run {
    if (!this.hasChanged) return this.#before;
    const { bound: known } = this.#moment;
    const own = Object.entries(this.#bound).filter(([name]) => !Object.hasOwn(known, name));
    return {
      met: this.#met,
      ...(own.length > 0 && { bound: Object.fromEntries(own) }),
      ...(this.#connection !== undefined && { connection: this.#connection }),
      ...(Object.keys(this.#since).length > 0 && { since: this.#since }),
    };
  }

  /** Takes in the observation. */
  take(): void {
    this.#visit(this.#moment.plan.root, false);
  }

  /** Asks for the facts that stay true once they were so. */
  latch(): void {
    if (this.#moment.plan.latches && !this.#isBroken) this.#latch(this.#moment.plan.root);
  }

  /** Whether the check is true, by the events met so far and the facts as they are. Facts are asked for last. */
  isTrue(): boolean {
    const before = this.#bound;
    const isTrue = !this.#isBroken && this.#holds(this.#moment.plan.root);
    if (isTrue && before !== this.#bound) this.#changes++;
    return isTrue;
  }

  #visit(node: PlanNode, isForbidden: boolean): void {
    const { check, parts, place } = node;
    if (!node.forbids && !isLimited(node) && this.#isDone(node)) return;
    const [only] = parts;
    switch (check.type) {
      case 'all':
      case 'any':
      case 'ever':
        for (const part of parts) this.#visit(part, isForbidden);
        return;
      case 'none':
        for (const part of parts) this.#visit(part, true);
        if (!node.asksFacts && parts.some((part) => this.#isDone(part))) this.#isBroken = true;
        return;
      case 'inOrder':
        this.#visitInOrder(parts, isForbidden);
        return;
      case 'count':
        if (only === undefined) return;
        this.#visit(only, isForbidden);
        if (!only.asksFacts && this.#isDone(only)) this.#countOne(node);
        return;
      case 'within':
        if (only !== undefined) this.#visitWithin(node, only, isForbidden);
        return;
      case 'mail':
      case 'mailbox':
      case 'file':
      case 'queue':
        return;
      default:
        this.#visitEvent(check, place, { question: node.question, isForbidden });
    }
  }

  #visitEvent(
    check: Parameters<typeof bindEvent>[1],
    place: string,
    { question, isForbidden }: { readonly question: number | undefined; readonly isForbidden: boolean },
  ): void {
    const { context, observation, step, plan, connection } = this.#moment;
    const bound = bindEvent(context, check, observation, {
      bound: this.#bound,
      connection: this.#connection ?? connection,
      question: question === undefined ? undefined : { step, index: question },
      usualReply: 'success',
    });
    if (bound === undefined) return;
    this.#note(place, 1);
    if (isForbidden) return;
    if (bound !== this.#bound || plan.forbidsBetween) this.#isDoubtful = true;
    this.#bound = bound;
    if (!('at' in observation)) return;
    if (plan.usesConnection && observation.at.connection !== this.#connection) this.#isDoubtful = true;
    this.#connection = observation.at.connection;
  }

  /** The first part that has not happened, and what must not happen before it. */
  #visitInOrder(parts: readonly PlanNode[], isForbidden: boolean): void {
    let between: PlanNode[] = [];
    for (const part of parts) {
      if (part.check.type === 'none' && !part.asksFacts) {
        between.push(part);
      } else if (this.#isDone(part)) {
        between = [];
      } else {
        for (const none of between) this.#visit(none, isForbidden);
        this.#visit(part, isForbidden);
        return;
      }
    }
  }

  #visitWithin({ check, place }: PlanNode, only: PlanNode, isForbidden: boolean): void {
    if (check.type !== 'within') return;
    const { at } = this.#moment;
    const before = { met: this.#met, since: this.#since };
    const began = this.#since[place];
    const isOver = began !== undefined && at - began > check.seconds * 1000 && !this.#isDone(only);
    if (isOver) this.#forget(place);
    const changes = this.#changes;
    this.#visit(only, isForbidden);
    if (this.#changes === changes) {
      // What is over stays until something begins anew: an observation of something else changes nothing.
      this.#met = before.met;
      this.#since = before.since;
    } else if (this.#since[place] === undefined) {
      this.#since = { ...this.#since, [place]: at };
      this.#isDoubtful = true;
    }
  }

  #countOne(node: PlanNode): void {
    const { check, place } = node;
    if (check.type !== 'count') return;
    this.#forget(place);
    const times = (this.#met[place] ?? 0) + 1;
    this.#note(place, times);
    if (!isLimited(node)) return;
    this.#isCounted = true;
    if (times > (check.atMost ?? Infinity)) this.#isBroken = true;
  }

  #note(place: string, times: number): void {
    this.#met[place] = times;
    this.#changes++;
  }

  /** Forgets what was met below a place. */
  #forget(place: string): void {
    const isBelow = (key: string): boolean => (place === '' ? key !== '' : key.startsWith(`${place}.`));
    this.#met = Object.fromEntries(Object.entries(this.#met).filter(([key]) => !isBelow(key)));
    this.#since = Object.fromEntries(Object.entries(this.#since).filter(([key]) => key !== place && !isBelow(key)));
  }

  /** Whether a part is true by what has happened alone. */
  #isDone(node: PlanNode): boolean {
    const { check, parts, place } = node;
    if (this.#met[`${place}*`] !== undefined) return true;
    switch (check.type) {
      case 'all':
      case 'within':
      case 'ever':
      case 'inOrder':
        return parts.every((part) => this.#isDone(part));
      case 'any':
        return parts.some((part) => this.#isDone(part));
      case 'none':
        return !node.asksFacts;
      case 'count':
        return (this.#met[place] ?? 0) >= check.atLeast;
      default:
        return this.#met[place] !== undefined;
    }
  }

  #holds(node: PlanNode): boolean {
    if (!node.asksFacts || this.#met[`${node.place}*`] !== undefined) return this.#isDone(node);
    const { check, parts } = node;
    if (isFactCheck(check)) {
      const bound = bindFact(this.#moment.context.facts, check, this.#bound);
      if (bound === undefined) return false;
      this.#bound = bound;
      return true;
    }
    switch (check.type) {
      case 'all':
      case 'within':
      case 'ever':
        return eventsFirst(parts).every((part) => this.#holds(part));
      case 'any':
        return eventsFirst(parts).some((part) => this.#holdsOr(part));
      case 'none':
        return !eventsFirst(parts).some((part) => this.#holdsUnbound(part));
      default:
        return this.#isDone(node);
    }
  }

  /** As `#holds`; what a part that is not true bound on the way is forgotten. */
  #holdsOr(part: PlanNode): boolean {
    const before = this.#bound;
    if (this.#holds(part)) return true;
    this.#bound = before;
    return false;
  }

  #holdsUnbound(part: PlanNode): boolean {
    const before = this.#bound;
    const isSo = this.#holds(part);
    this.#bound = before;
    return isSo;
  }

  #latch(node: PlanNode): void {
    const { check, parts, place } = node;
    if (!node.asksFacts || this.#isDone(node)) return;
    if (check.type === 'inOrder') {
      for (const part of parts) {
        if (this.#isDone(part)) continue;
        this.#latch(part);
        if (!part.asksFacts || !this.#holdsOr(part)) return;
        this.#note(`${part.place}*`, 1);
      }
      return;
    }
    for (const part of parts) this.#latch(part);
    const [only] = parts;
    if (only === undefined) return;
    if (check.type === 'ever' && this.#holdsOr(only)) this.#note(`${place}*`, 1);
    else if (check.type === 'count' && this.#holdsOr(only)) this.#countOne(node);
  }
}

function isLimited({ check, parts }: PlanNode): boolean {
  return check.type === 'count' ? check.atMost !== undefined : parts.some(isLimited);
}

function eventsFirst(parts: readonly PlanNode[]): readonly PlanNode[] {
  if (!parts.some((part) => part.asksFacts)) return parts;
  return [...parts.filter((part) => !part.asksFacts), ...parts.filter((part) => part.asksFacts)];
}
