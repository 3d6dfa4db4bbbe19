/** A right command about something else than the step wants: which part of it, and how far it is from right. */
import type { CheckContext } from './context.ts';
import { isSameVerb, matchesReply } from './event-match.ts';
import { isFactCheck } from './fact-match.ts';
import type { ExchangeCheck, Step, ValueMatcher } from './lab.ts';
import { isExpected, lackingFact } from './coach-match.ts';
import { smartSign, typedText } from './coach-signs.ts';
import { leavesOf } from './coach-steps.ts';
import { slipsBetween } from './nearest.ts';
import type { ArgumentValue, LineProblem, Observation } from './observation.ts';
import { matchesValue } from './value-match.ts';
import type { ArgumentKind, VerbEntry, Vocabulary } from './vocabulary.ts';

type Said = Observation & { type: 'exchange' };

/** The command of the step, taken by the server, but not as the step wants it. */
export function otherValue(context: CheckContext, step: Step | undefined, said: Said): LineProblem | undefined {
  const vocabulary = context.vocabularies.get(said.at.protocol ?? '');
  if (step === undefined || vocabulary === undefined) return undefined;
  const isAtOnce = vocabulary.verbs.get(said.exchange.verb)?.isAtOnce === true;
  // How the world gets there is the learner's affair: any change that does not lead there is worth a word.
  if (isAtOnce && leavesOf(step.expect).every((leaf) => isFactCheck(leaf))) return factLacking(context, step, said);
  const meant = meantBy(step, vocabulary, said).filter((check) => !isOtherHalf(check, said));
  const found = meant.map((check) => differenceOf(context, vocabulary, { check, said }));
  // One of several ways fits: what is missing is elsewhere.
  if (!found.includes(undefined)) return found[0];
  return isAtOnce ? factLacking(context, step, said) : undefined;
}

/** The command of the step, refused by the server, where what stands behind it is nearly what the step wants. */
export function nearValue(context: CheckContext, step: Step | undefined, said: Said): LineProblem | undefined {
  const vocabulary = context.vocabularies.get(said.at.protocol ?? '');
  if (step === undefined || vocabulary === undefined) return undefined;
  const near = meantBy(step, vocabulary, said)
    .map((check) => argumentDifference(vocabulary, check, said))
    .find((difference) => difference !== undefined && !difference.code.startsWith('coach.other-value'));
  return near;
}

/** The checks of the step that are about the same command. */
function meantBy(step: Step, vocabulary: Vocabulary, { exchange }: Said): readonly ExchangeCheck[] {
  return leavesOf(step.expect).flatMap((leaf) =>
    leaf.type === 'exchange' &&
    leaf.protocol === vocabulary.protocol &&
    leaf.verb !== undefined &&
    isSameVerb(vocabulary, leaf.verb, exchange.verb)
      ? [leaf]
      : [],
  );
}

/** A command may be answered twice: that it goes on, and that it is done. */
function isOtherHalf({ reply = 'success' }: ExchangeCheck, { exchange }: Said): boolean {
  const isHalf = exchange.reply.class === 'intermediate' || reply === 'intermediate';
  return isHalf && !matchesReply(reply, exchange.reply);
}

interface Comparison {
  readonly check: ExchangeCheck;
  readonly said: Said;
}

/** What keeps the exchange from being that of the check; undefined: nothing that can be seen in it. */
function differenceOf(context: CheckContext, vocabulary: Vocabulary, comparison: Comparison): LineProblem | undefined {
  const { check, said } = comparison;
  const { at, exchange, isSecure } = said;
  const { verb } = exchange;
  if (check.host !== undefined && context.facts.resolve(check.host) !== at.server.host) {
    return { code: 'coach.other-host', params: { verb, host: at.server.host } };
  }
  if (check.port !== undefined && check.port !== at.server.port) {
    return { code: 'coach.other-port', params: { verb, port: String(at.server.port) } };
  }
  if (check.secure !== undefined && check.secure !== isSecure) {
    return { code: isSecure ? 'coach.secure-unwanted' : 'coach.not-secure', params: { verb } };
  }
  if (check.terminal !== undefined && check.terminal !== at.terminal) {
    return { code: 'coach.other-terminal', params: { verb, terminal: at.terminal ?? '' } };
  }
  if (check.reply !== undefined && !matchesReply(check.reply, exchange.reply)) {
    return { code: 'coach.other-reply', params: { verb, status: exchange.reply.status } };
  }
  return argumentDifference(vocabulary, check, said) ?? stateDifference(check, said);
}

function stateDifference({ before, after }: ExchangeCheck, { exchange }: Said): LineProblem | undefined {
  const { verb, stateBefore, stateAfter } = exchange;
  if (before !== undefined && before !== stateBefore) {
    return { code: 'coach.other-state', params: { verb, state: stateBefore } };
  }
  if (after !== undefined && after !== stateAfter) {
    return { code: 'coach.other-state', params: { verb, state: stateAfter } };
  }
  return undefined;
}

function argumentDifference(vocabulary: Vocabulary, check: ExchangeCheck, { exchange }: Said): LineProblem | undefined {
  const entry = vocabulary.verbs.get(check.verb ?? exchange.verb);
  const { verb, arguments: came } = exchange;
  const wrong = Object.entries(check.arguments).find(([name, wanted]) => {
    const value = Object.hasOwn(came, name) ? came[name] : undefined;
    return value === undefined || !matchesValue(vocabulary, kindOf(entry, name), { wanted, value });
  });
  if (wrong === undefined) return undefined;
  const [name, wanted] = wrong;
  const value = Object.hasOwn(came, name) ? came[name] : undefined;
  if (value === undefined) return { code: 'coach.lacks', params: { verb, name } };
  const sign = typeof value === 'string' ? smartSign(typedText(value)) : undefined;
  if (sign !== undefined) return sign;
  const isSwapped = Object.entries(check.arguments).some(([other, itsOwn]) => {
    const kind = kindOf(entry, other);
    return other !== name && kind !== kindOf(entry, name) && matchesValue(vocabulary, kind, { wanted: itsOwn, value });
  });
  if (isSwapped) return { code: 'coach.swapped', params: { verb } };
  const kind = kindOf(entry, name);
  return { code: `coach.${distanceOf(wanted, value, kind)}.${kind}`, params: { verb } };
}

function kindOf(entry: VerbEntry | undefined, name: string): ArgumentKind {
  return entry?.arguments.find((argument) => argument.name === name)?.kind ?? 'text';
}

/** Kinds in which it helps to hear how near one was. */
const COMPARED: ReadonlySet<ArgumentKind> = new Set(['address', 'domain', 'mailbox', 'path', 'user']);

/** How far the value is from the one that is wanted. */
function distanceOf(wanted: ValueMatcher, value: ArgumentValue, kind: ArgumentKind): string {
  if (!COMPARED.has(kind) || typeof value !== 'string') return 'other-value';
  const candidates = typeof wanted !== 'object' ? [wanted] : 'oneOf' in wanted ? wanted.oneOf : [];
  const texts = candidates.map(String).filter((text) => !text.includes('${'));
  if (texts.some((text) => text.toLowerCase() === value.toLowerCase())) return 'other-case';
  if (kind === 'address') {
    const [name = '', domain = ''] = value.toLowerCase().split('@');
    const isOf = (part: 0 | 1, came: string) => texts.some((text) => text.toLowerCase().split('@')[part] === came);
    if (isOf(0, name) && name !== '') return 'other-domain';
    if (
      isOf(1, domain) &&
      domain !== '' &&
      !texts.some((text) => slipsBetween(text.toLowerCase(), value.toLowerCase()) <= 2)
    )
      return 'other-name';
  }
  const isNear = texts.some((text) => text.length >= 4 && slipsBetween(text.toLowerCase(), value.toLowerCase()) <= 2);
  return isNear ? 'near' : 'other-value';
}

/** The server took the line of the step, and the world is not yet as it wants it. */
function factLacking(context: CheckContext, step: Step, said: Said): LineProblem | undefined {
  const fact = lackingFact(context, step, said);
  if (fact === undefined) return undefined;
  // What is still on its way is nobody's slip.
  const isUnderWay = (context.facts.queue(said.at.server.host) ?? []).length > 0;
  return isUnderWay ? undefined : { code: `coach.fact.${fact.type}`, params: { verb: said.exchange.verb } };
}

/** A transfer that worked, but not as the step wants it. */
export function otherTransfer(
  context: CheckContext,
  step: Step | undefined,
  observation: Observation & { type: 'transfer' },
): LineProblem | undefined {
  const { at, transfer, bytes } = observation;
  const vocabulary = context.vocabularies.get(at.protocol ?? '');
  if (step === undefined || vocabulary === undefined || !transfer.isComplete) return undefined;
  const leaves = leavesOf(step.expect);
  // It is right, and the step wants more than that.
  if (leaves.some((leaf) => isExpected(context, leaf, observation))) return undefined;
  const { verb, path, mode, representation, direction } = transfer;
  for (const check of leaves) {
    if (check.type !== 'transfer' || check.protocol !== at.protocol) continue;
    if (check.verb !== undefined ? !isSameVerb(vocabulary, check.verb, verb) : check.direction !== direction) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const seen = check.path?.includes('/') === true ? path : name;
    if (check.path !== undefined && !matchesValue(vocabulary, 'path', { wanted: check.path, value: seen })) {
      return { code: `coach.${distanceOf(check.path, seen, 'path')}.path`, params: { verb } };
    }
    if (check.mode !== undefined && check.mode !== mode)
      return { code: `coach.transfer.not-${check.mode}`, params: { verb } };
    if (check.representation !== undefined && check.representation !== representation) {
      return { code: `coach.transfer.not-${check.representation}`, params: { verb } };
    }
    if (check.direction !== direction) return { code: `coach.transfer.not-${check.direction}`, params: { verb } };
    return { code: 'coach.transfer.other-content', params: { verb, bytes: String(bytes) } };
  }
  return undefined;
}
