/**
 * The slips that the author of a step foresaw. Each is a check of events, held against what happens by the checker's own
 * matching; it is made when its last event comes.
 */
import type { CheckContext } from './context.ts';
import { partsOf } from './check-plan.ts';
import { isSo } from './coach-match.ts';
import { matchesEvent } from './event-match.ts';
import { isFactCheck } from './fact-match.ts';
import type { Check, EventCheck, Step } from './lab.ts';
import type { Observation } from './observation.ts';

export class MistakeWatch {
  #step: string | undefined;
  /** How often each event came since the step is at hand, by its place among the step's mistakes. */
  #met = new Map<string, number>();

  /** The place of the mistake that the observation completes, among the step's. */
  made(context: CheckContext, step: Step, observation: Observation): number | undefined {
    if (this.#step !== step.id) {
      this.#step = step.id;
      this.#met = new Map();
    }
    const now = new Set<string>();
    step.mistakes.forEach(({ when }, i) => this.#note(context, when, { observation, place: String(i), now }));
    const made = step.mistakes.findIndex(({ when }, i) => {
      const place = String(i);
      return [...now].some((met) => met.startsWith(`${place}.`)) && this.#isTrue(context, when, { place, now });
    });
    return made < 0 ? undefined : made;
  }

  #note(context: CheckContext, check: Check, { observation, place, now }: Noting): void {
    const parts = partsOf(check);
    parts.forEach((part, i) => this.#note(context, part, { observation, place: `${place}.${i}`, now }));
    if (parts.length > 0 || isFactCheck(check) || !isEvent(check)) return;
    if (!matchesEvent(context, anyReply(check), observation)) return;
    const key = `${place}.`;
    this.#met.set(key, (this.#met.get(key) ?? 0) + 1);
    now.add(key);
  }

  #isTrue(
    context: CheckContext,
    check: Check,
    at: { readonly place: string; readonly now: ReadonlySet<string> },
  ): boolean {
    const { place, now } = at;
    const isPartTrue = (part: Check, i: number): boolean =>
      this.#isTrue(context, part, { place: `${place}.${i}`, now });
    switch (check.type) {
      case 'all':
        return check.of.every(isPartTrue);
      case 'any':
        return check.of.some(isPartTrue);
      case 'none':
        return !check.of.some(isPartTrue);
      case 'inOrder':
        // The last one now, the others before it.
        return check.of.every(isPartTrue) && [...now].some((met) => met.startsWith(`${place}.${check.of.length - 1}.`));
      case 'count':
        return isWithin(this.#timesOf(`${place}.0.`), check);
      case 'within':
      case 'ever':
        return this.#isTrue(context, check.of, { place: `${place}.0`, now });
      default:
        if (isFactCheck(check)) return isSo(context, check);
        return this.#met.has(`${place}.`);
    }
  }

  #timesOf(prefix: string): number {
    let times = 0;
    for (const [place, met] of this.#met) if (place.startsWith(prefix)) times += met;
    return times;
  }
}

interface Noting {
  readonly observation: Observation;
  readonly place: string;
  readonly now: Set<string>;
}

function isWithin(times: number, { atLeast, atMost = Infinity }: Check & { type: 'count' }): boolean {
  return times >= atLeast && times <= atMost;
}

function isEvent(check: Check): check is EventCheck {
  return !('of' in check) && !isFactCheck(check);
}

/** In a mistake an exchange may have been answered in any way. */
function anyReply(check: EventCheck): EventCheck {
  return check.type === 'exchange' && check.reply === undefined ? { ...check, reply: 'any' } : check;
}
