/** Whether an observation is the event that a check waits for, in whatever valid way the learner brought it about. */
import type { CheckContext } from './context.ts';
import type { EventCheck, EventScope, ExchangeCheck, TransferCheck } from './lab.ts';
import type { ConnectionSummary, Exchange, Observation, Reply, Transfer } from './observation.ts';
import { matchesValue } from './value-match.ts';
import type { Vocabulary } from './vocabulary.ts';

export function matchesEvent(context: CheckContext, check: EventCheck, observation: Observation): boolean {
  if (check.type === 'typed' || check.type === 'answer' || check.type === 'point') return false;
  // A connection that no reader reads has no protocol.
  if (!('at' in observation) || observation.at.protocol !== check.protocol) return false;
  switch (check.type) {
    case 'connected':
      return observation.type === 'connected' && isHost(context, check, observation.at);
    case 'secured':
      return observation.type === 'secured' && isHost(context, check, observation.at);
    case 'closed':
      return observation.type === 'closed';
    case 'exchange':
      return (
        observation.type === 'exchange' &&
        isHost(context, check, observation.at) &&
        matchesExchange(context, check, observation.exchange)
      );
    case 'transfer':
      return observation.type === 'transfer' && matchesTransfer(context, check, observation.transfer);
    default:
      check satisfies never;
      return false;
  }
}

function isHost({ facts }: CheckContext, { host }: EventScope, at: ConnectionSummary): boolean {
  return host === undefined || facts.resolve(host) === at.server.host;
}

function matchesExchange(context: CheckContext, check: ExchangeCheck, exchange: Exchange): boolean {
  const vocabulary = context.vocabularies.get(check.protocol);
  if (vocabulary === undefined) return false;
  if (check.verb === undefined ? exchange.verb === 'GREETING' : !isSameVerb(vocabulary, check.verb, exchange.verb)) {
    return false;
  }
  if (!matchesReply(check.reply ?? 'success', exchange.reply)) return false;
  const entry = vocabulary.verbs.get(check.verb ?? exchange.verb);
  return Object.entries(check.arguments).every(([name, wanted]) => {
    // An own property only: a verb's argument may have any name an author gives it.
    const value = Object.hasOwn(exchange.arguments, name) ? exchange.arguments[name] : undefined;
    const kind = entry?.arguments.find((argument) => argument.name === name)?.kind ?? 'text';
    return value !== undefined && matchesValue(vocabulary, kind, { wanted, value });
  });
}

/** Whether the verbs do the same for a learner's purpose. */
export function isSameVerb(vocabulary: Vocabulary, wanted: string, seen: string): boolean {
  if (wanted === seen) return true;
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

function matchesTransfer(context: CheckContext, check: TransferCheck, transfer: Transfer): boolean {
  const vocabulary = context.vocabularies.get(check.protocol);
  if (vocabulary === undefined || !transfer.isComplete || transfer.direction !== check.direction) return false;
  if (check.mode !== undefined && check.mode !== transfer.mode) return false;
  if (check.verb !== undefined && !isSameVerb(vocabulary, check.verb, transfer.verb)) return false;
  if (check.path === undefined) return true;
  // A bare name means the file in whatever directory.
  const seen = check.path.includes('/') ? transfer.path : transfer.path.slice(transfer.path.lastIndexOf('/') + 1);
  return matchesValue(vocabulary, 'path', { wanted: check.path, value: seen });
}
