/** Whether an observation is the event that a check waits for, in whatever valid way the learner brought it about. */
import { bindValue, bindText } from './value-match.ts';
import { type Bound, NOTHING_BOUND } from './bound.ts';
import type { CheckContext } from './context.ts';
import type { AnswerCheck, EventCheck, EventScope, ExchangeCheck, TransferCheck, TypedCheck } from './lab.ts';
import type { ConnectionSummary, Exchange, Observation, Reply } from './observation.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a server says first is no answer to a command. */
const GREETING = 'GREETING';

/** What an observation is held against, beside the check itself. */
export interface EventSituation {
  readonly bound: Bound;
  /** The connection that `same` and `new` are about; undefined: none, and every one will do. */
  readonly connection?: number | undefined;
  /** The step and the place of the check among its questions: an answer is one to this; undefined: to any. */
  readonly question?: { readonly step: string; readonly index: number } | undefined;
  /** The reply where the check names none. */
  readonly usualReply: 'success' | 'any';
}

/** Whether the observation is such an event; a hole may be anything. */
export function matchesEvent(context: CheckContext, check: EventCheck, observation: Observation): boolean {
  return bindEvent(context, check, observation, { bound: NOTHING_BOUND, usualReply: 'success' }) !== undefined;
}

/** What is known after the observation was held against the check; undefined: it is not such an event. */
export function bindEvent(
  context: CheckContext,
  check: EventCheck,
  observation: Observation,
  situation: EventSituation,
): Bound | undefined {
  const { bound } = situation;
  switch (check.type) {
    case 'connected':
    case 'secured':
      return (observation.type === 'connected' || observation.type === 'secured') &&
        observation.type === eventOf(check) &&
        isInScope(context, check, observation, situation)
        ? bound
        : undefined;
    case 'closed':
      return observation.type === 'closed' &&
        (check.by === undefined || check.by === observation.by) &&
        isInScope(context, check, observation, situation)
        ? bound
        : undefined;
    case 'exchange':
      return observation.type === 'exchange' && isInScope(context, check, observation, situation)
        ? bindExchange(context, check, observation.exchange, situation)
        : undefined;
    case 'transfer':
      return observation.type === 'transfer' && isInScope(context, check, observation, situation)
        ? bindTransfer(context, check, observation, bound)
        : undefined;
    case 'typed':
      return observation.type === 'typed' ? bindTyped(check, observation, bound) : undefined;
    case 'answer':
      return observation.type === 'answered' && isAsked(observation, situation)
        ? bindAnswer(check, observation.text, bound)
        : undefined;
    case 'point':
      return observation.type === 'pointed' &&
        isAsked(observation, situation) &&
        observation.side === check.side &&
        isInScope(context, check.exchange, observation, situation)
        ? // The line that was refused shows what it shows, too.
          bindExchange(context, check.exchange, observation.exchange, { ...situation, usualReply: 'any' })
        : undefined;
    default:
      check satisfies never;
      return undefined;
  }
}

/** A connection that is to be secure is one when its handshake is over. */
function eventOf(check: EventCheck & { type: 'connected' | 'secured' }): 'connected' | 'secured' {
  return check.secure === true ? 'secured' : check.type;
}

function isInScope(
  { facts }: CheckContext,
  { protocol, host, port, secure, terminal, connection }: EventScope,
  observation: Observation & { readonly at: ConnectionSummary },
  { connection: before }: EventSituation,
): boolean {
  const { at } = observation;
  // A connection that no reader reads has no protocol.
  if (at.protocol !== protocol) return false;
  if (port !== undefined && at.server.port !== port) return false;
  if (terminal !== undefined && at.terminal !== terminal) return false;
  if (secure !== undefined && isSecure(observation) !== secure) return false;
  if (connection !== undefined && before !== undefined) {
    if (connection === 'same' ? at.connection !== before : at.connection <= before) return false;
  }
  return host === undefined || facts.resolve(host) === at.server.host;
}

function isSecure(observation: Observation): boolean {
  return 'isSecure' in observation ? observation.isSecure : observation.type === 'secured';
}

function isAsked(observation: { readonly step: string; readonly question: number }, { question }: EventSituation) {
  return question === undefined || (observation.step === question.step && observation.question === question.index);
}

function bindExchange(
  context: CheckContext,
  check: ExchangeCheck,
  exchange: Exchange,
  { bound, usualReply }: EventSituation,
): Bound | undefined {
  const vocabulary = context.vocabularies.get(check.protocol);
  if (vocabulary === undefined || !isWantedVerb(vocabulary, check.verb, exchange)) return undefined;
  if (!matchesReply(check.reply ?? usualReply, exchange.reply)) return undefined;
  if (check.before !== undefined && check.before !== exchange.stateBefore) return undefined;
  if (check.after !== undefined && check.after !== exchange.stateAfter) return undefined;
  const known = bindArguments(vocabulary, check, exchange, bound);
  if (known === undefined || check.replyText === undefined) return known;
  return bindReplyText(check.replyText, exchange.reply, known);
}

function isWantedVerb(vocabulary: Vocabulary, wanted: string | undefined, { verb, alike = [] }: Exchange): boolean {
  if (wanted === undefined) return verb !== GREETING;
  return isSameVerb(vocabulary, wanted, verb) || alike.some((way) => way.verb === wanted);
}

function bindArguments(
  vocabulary: Vocabulary,
  check: ExchangeCheck,
  exchange: Exchange,
  bound: Bound,
): Bound | undefined {
  if (Object.keys(check.arguments).length === 0) return bound;
  for (const values of argumentsAs(vocabulary, check.verb, exchange)) {
    const known = bindValues(vocabulary, check, { verb: exchange.verb, values }, bound);
    if (known !== undefined) return known;
  }
  return undefined;
}

function bindValues(
  vocabulary: Vocabulary,
  { verb, arguments: wantedOnes }: ExchangeCheck,
  seen: { readonly verb: string; readonly values: Exchange['arguments'] },
  before: Bound,
): Bound | undefined {
  const entry = vocabulary.verbs.get(verb ?? seen.verb);
  let bound: Bound | undefined = before;
  for (const [name, wanted] of Object.entries(wantedOnes)) {
    // An own property only: a verb's argument may have any name an author gives it.
    const value = Object.hasOwn(seen.values, name) ? seen.values[name] : undefined;
    if (value === undefined) return undefined;
    const kind = entry?.arguments.find((argument) => argument.name === name)?.kind ?? 'text';
    bound = bindValue(wanted, { vocabulary, kind, value }, bound);
    if (bound === undefined) return undefined;
  }
  return bound;
}

/** The arguments of the exchange, in each way in which it could have been said by the verb that is wanted. */
function* argumentsAs(
  vocabulary: Vocabulary,
  verb: string | undefined,
  { verb: seen, arguments: own, alike = [] }: Exchange,
): Iterable<Exchange['arguments']> {
  const wanted = verb ?? seen;
  const differing = wanted === seen ? [] : (vocabulary.verbs.get(seen)?.differsIn ?? []);
  // What the other verb calls otherwise counts only where it is known what it would have called it.
  const shared = Object.fromEntries(Object.entries(own).filter(([name]) => !differing.includes(name)));
  yield differing.length === 0 ? own : shared;
  for (const way of alike) if (way.verb === wanted) yield { ...shared, ...way.arguments };
}

/** Held against each line whole, and against its last one without the status. */
function bindReplyText(wanted: NonNullable<ExchangeCheck['replyText']>, reply: Reply, bound: Bound): Bound | undefined {
  for (const line of [...reply.lines, reply.text]) {
    const known = bindText(wanted, line, bound);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Whether the verbs do the same for a learner's purpose. What is no verb is seen as it was typed; checks write it large. */
export function isSameVerb(vocabulary: Vocabulary, wanted: string, seen: string): boolean {
  if (wanted === seen || wanted === seen.toUpperCase()) return true;
  const isSame = (one: string, other: string) => vocabulary.verbs.get(one)?.sameAs?.includes(other) === true;
  return isSame(wanted, seen) || isSame(seen, wanted);
}

/** `success`, `intermediate`, `failure`, `any`, or a status as the protocol writes it. */
export function matchesReply(wanted: string, reply: Reply): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'success':
    case 'intermediate':
    case 'failure':
      return reply.class === wanted;
    default:
      return reply.status.toUpperCase() === wanted.toUpperCase();
  }
}

function bindTransfer(
  context: CheckContext,
  check: TransferCheck,
  { transfer, bytes, digest }: Observation & { type: 'transfer' },
  bound: Bound,
): Bound | undefined {
  const vocabulary = context.vocabularies.get(check.protocol);
  if (vocabulary === undefined || !transfer.isComplete || transfer.direction !== check.direction) return undefined;
  if (check.mode !== undefined && check.mode !== transfer.mode) return undefined;
  if (check.representation !== undefined && check.representation !== transfer.representation) return undefined;
  if (check.verb !== undefined && !isSameVerb(vocabulary, check.verb, transfer.verb)) return undefined;
  if (check.sizeBytes !== undefined && check.sizeBytes !== bytes) return undefined;
  if (check.digest !== undefined && check.digest.toLowerCase() !== digest) return undefined;
  if (check.path === undefined) return bound;
  const { path: named, alikePaths = [] } = transfer;
  // A bare name means the file in whatever directory.
  const seen = check.path.includes('/') ? [named, ...alikePaths] : [named.slice(named.lastIndexOf('/') + 1)];
  for (const value of seen) {
    const known = bindValue(check.path, { vocabulary, kind: 'path', value }, bound);
    if (known !== undefined) return known;
  }
  return undefined;
}

function bindTyped(
  { terminal, program, line }: TypedCheck,
  observation: Observation & { type: 'typed' },
  bound: Bound,
): Bound | undefined {
  if (terminal !== undefined && terminal !== observation.terminal) return undefined;
  if (program !== undefined && program !== observation.program) return undefined;
  return bindText(line, observation.line, bound);
}

function bindAnswer({ right }: AnswerCheck, text: string, bound: Bound): Bound | undefined {
  switch (right.kind) {
    case 'text':
      return bindText(right.text, text.slice(0, ANSWER_LIMIT), bound);
    case 'number':
      return numberOf(text) === right.number ? bound : undefined;
    case 'choice':
      return numberOf(text) === right.right ? bound : undefined;
    default:
      right satisfies never;
      return undefined;
  }
}

/** The longest answer that is looked at, in characters. */
export const ANSWER_LIMIT = 1000;

/** A number as people write one: with spaces around it, a sign, a fraction. */
function numberOf(text: string): number | undefined {
  const written = text.trim();
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(written) ? Number(written) : undefined;
}
