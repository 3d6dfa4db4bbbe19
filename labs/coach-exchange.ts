/**
 * What there is to say about a command and its reply, or a transfer, that no step waits for. The most useful thing first: a line of
 * the wrong place, then the wrong moment, then the wrong shape, then what the reply means.
 */
import { CLIENT_WORDS, SHELL_WORDS } from './beginners.ts';
import type { CoachContext } from './context.ts';
import { isSameVerb, matchesReply } from './event-match.ts';
import type { Check, EventCheck, FactCheck, Step } from './lab.ts';
import { nearestOf } from './nearest.ts';
import type { Exchange, LineProblem, Observation } from './observation.ts';
import { matchesValue } from './value-match.ts';
import type { VerbEntry, Vocabulary } from './vocabulary.ts';

/** How much of what was typed comes back in a sentence. */
const QUOTED_LIMIT = 40;

export function adviseOnExchange(
  context: CoachContext,
  step: Step | undefined,
  { at, exchange }: Observation & { type: 'exchange' },
): LineProblem | undefined {
  const vocabulary = at.protocol === undefined ? undefined : context.vocabularies.get(at.protocol);
  if (vocabulary === undefined || exchange.verb === 'GREETING') return undefined;
  if (exchange.reply.class !== 'failure') return otherValue(step, vocabulary, exchange);
  const entry = vocabulary.verbs.get(exchange.verb);
  return (
    (exchange.isKnown && entry !== undefined
      ? (wrongOrder(vocabulary, entry, exchange) ?? exchange.problem)
      : strangeLine(context, vocabulary, exchange)) ??
    context.meanings?.get(vocabulary.protocol)?.(exchange) ?? {
      code: 'coach.failure',
      params: { verb: quoted(exchange.verb), status: exchange.reply.status, text: quoted(exchange.reply.text) },
    }
  );
}

/** A line that this protocol does not know. */
function strangeLine(context: CoachContext, vocabulary: Vocabulary, exchange: Exchange): LineProblem | undefined {
  const { line, verb, problem } = exchange;
  const [word = ''] = line.trim().split(/\s+/);
  const protocol = vocabulary.title;
  if (word === '') return problem ?? { code: 'coach.empty-line', params: { protocol } };
  // The right verb, wrongly put: a command without its tag.
  if (problem !== undefined && vocabulary.verbs.has(word.toUpperCase())) return problem;
  const small = word.toLowerCase();
  const client = CLIENT_WORDS.get(vocabulary.protocol);
  if (client?.has(small) === true) return { code: 'coach.client-word', params: { word, protocol } };
  if (SHELL_WORDS.has(small)) return { code: 'coach.shell-command', params: { word, protocol } };
  const others = [...context.vocabularies.values()].filter(
    (other) => other !== vocabulary && (other.recognise(line.trim()).isKnown || other.verbs.has(verb)),
  );
  const [other] = others;
  if (other !== undefined) {
    const recognised = other.recognise(line.trim());
    const came = others.map(({ title }) => title).join(' / ');
    return {
      code: 'coach.other-protocol',
      params: { verb: recognised.isKnown ? recognised.verb : verb, came, protocol },
    };
  }
  const near = nearestVerb(vocabulary, exchange);
  if (near !== undefined) return { code: 'coach.misspelt', params: { typed: quoted(verb), verb: near } };
  return problem ?? { code: 'coach.unknown-verb', params: { verb: quoted(verb), protocol } };
}

/** The verb that was meant: among those that this state allows, else among all. */
function nearestVerb(vocabulary: Vocabulary, { verb, stateBefore }: Exchange): string | undefined {
  const entries = [...vocabulary.verbs.values()];
  const allowed = entries.filter((entry) => isAllowed(entry, stateBefore)).map((entry) => entry.verb);
  return nearestOf(verb, allowed) ?? nearestOf(verb, vocabulary.verbs.keys());
}

function wrongOrder(vocabulary: Vocabulary, entry: VerbEntry, exchange: Exchange): LineProblem | undefined {
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

function isAllowed({ states }: VerbEntry, state: string): boolean {
  return states.length === 0 || states.includes(state);
}

/** The command of the step, taken by the server, but about something else than the step wants. */
function otherValue(step: Step | undefined, vocabulary: Vocabulary, exchange: Exchange): LineProblem | undefined {
  if (step === undefined) return undefined;
  for (const check of leavesOf(step.expect)) {
    if (
      check.type !== 'exchange' ||
      check.protocol !== vocabulary.protocol ||
      check.verb === undefined ||
      !isSameVerb(vocabulary, check.verb, exchange.verb)
    )
      continue;
    if (!matchesReply(check.reply ?? 'success', exchange.reply)) continue;
    const entry = vocabulary.verbs.get(check.verb);
    for (const [name, wanted] of Object.entries(check.arguments)) {
      const value = exchange.arguments[name];
      const kind = entry?.arguments.find((argument) => argument.name === name)?.kind ?? 'text';
      if (value !== undefined && matchesValue(vocabulary, kind, { wanted, value })) continue;
      return { code: `coach.other-value.${kind}`, params: { verb: exchange.verb } };
    }
  }
  return undefined;
}

/** A transfer that worked, of another file than the step wants. */
export function adviseOnTransfer(
  context: CoachContext,
  step: Step | undefined,
  { at, transfer }: Observation & { type: 'transfer' },
): LineProblem | undefined {
  const vocabulary = at.protocol === undefined ? undefined : context.vocabularies.get(at.protocol);
  if (step === undefined || vocabulary === undefined || !transfer.isComplete) return undefined;
  const { verb } = transfer;
  const isMeant = leavesOf(step.expect).some((check) => {
    if (check.type !== 'transfer' || check.path === undefined || check.verb === undefined) return false;
    return check.protocol === at.protocol && isSameVerb(vocabulary, check.verb, verb);
  });
  return isMeant ? { code: 'coach.other-value.path', params: { verb } } : undefined;
}

function leavesOf(check: Check): (EventCheck | FactCheck)[] {
  if (!('of' in check)) return [check];
  return Array.isArray(check.of) ? (check.of as readonly Check[]).flatMap(leavesOf) : leavesOf(check.of as Check);
}

function quoted(text: string): string {
  return text.length > QUOTED_LIMIT ? `${text.slice(0, QUOTED_LIMIT)}…` : text;
}
