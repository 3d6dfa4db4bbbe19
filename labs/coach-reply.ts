/**
 * What there is to say about a command and its reply that advanced nothing. The most useful thing first: a line that is
 * none, then the wrong moment, then the wrong shape, then what the reply means.
 */
import type { CoachContext } from './context.ts';
import type { CoachMemory } from './coach-memory.ts';
import { isAllowed, otherStep, wrongOrder } from './coach-moment.ts';
import { quoted, strangeLine, wrongShape } from './coach-shape.ts';
import type { TickedSteps } from './coach-steps.ts';
import { nearValue, otherValue } from './coach-value.ts';
import { DIALLERS } from './beginners.ts';
import type { Step } from './lab.ts';
import type { LineProblem, Observation } from './observation.ts';

type Said = Observation & { type: 'exchange' };

export interface ReplySituation {
  readonly progress: TickedSteps;
  readonly step: Step | undefined;
  readonly memory: CoachMemory;
}

export function adviseOnExchange(
  context: CoachContext,
  { progress, step, memory }: ReplySituation,
  said: Said,
): LineProblem | undefined {
  const { at, exchange } = said;
  const vocabulary = at.protocol === undefined ? undefined : context.vocabularies.get(at.protocol);
  if (vocabulary === undefined || exchange.verb === 'GREETING') return undefined;
  const talk = memory.talk(at.connection);
  if (isPrograms(said, memory)) return undefined;
  // What a handshake sends is no line.
  if (exchange.line.startsWith('\x16\x03'))
    return { code: 'coach.plain-port', params: { port: String(at.server.port) } };
  if (exchange.reply.class !== 'failure') {
    const other = otherStep(context, progress, { observation: said, talk });
    // What the server let pass, and the step does not.
    return exchange.problem ?? otherValue(context, step, said) ?? other;
  }
  const entry = vocabulary.verbs.get(exchange.verb);
  const isCommand = exchange.isKnown && entry !== undefined;
  if (!isCommand) return strangeLine(context, vocabulary, exchange);
  if (!isAllowed(entry, exchange.stateBefore)) {
    const order = wrongOrder(vocabulary, entry, exchange);
    if (order !== undefined) return order;
  }
  return (
    wrongShape(vocabulary, exchange) ??
    doubledVerb(said) ??
    bareLineEnd(context, said, memory) ??
    nearValue(context, step, said) ??
    otherStep(context, progress, { observation: said, talk }) ??
    meaningOf(context, said)
  );
}

/** A program that begins TLS by a command says what leads there by itself: nobody typed it. */
function isPrograms({ at, isSecure }: Said, memory: CoachMemory): boolean {
  const [program = '', ...args] = memory.startedBy(at.terminal);
  const option = DIALLERS.get(program)?.securedUnless;
  return option !== undefined && !isSecure && args.includes(option);
}

/** A client that puts the verb before what is typed was given one that has it already. */
function doubledVerb({ exchange }: Said): LineProblem | undefined {
  const { verb, line } = exchange;
  const [first = '', second = ''] = line.trim().split(/\s+/);
  const isDoubled = first.toUpperCase() === verb && second.toUpperCase() === verb;
  return isDoubled ? { code: 'coach.doubled-verb', params: { verb } } : undefined;
}

/** The server wants CR LF, and the program sends LF alone unless an option says otherwise. */
function bareLineEnd(context: CoachContext, said: Said, memory: CoachMemory): LineProblem | undefined {
  const [program = '', ...args] = memory.startedBy(said.at.terminal);
  const option = DIALLERS.get(program)?.bareUnless;
  if (option === undefined || args.includes(option)) return undefined;
  const meaning = meaningOf(context, said);
  return meaning.code.endsWith('.bare-lf') ? { code: 'coach.bare-line-end', params: { program, option } } : undefined;
}

function meaningOf(context: CoachContext, { at, exchange }: Said): LineProblem {
  return (
    context.meanings?.get(at.protocol ?? '')?.(exchange) ?? {
      code: 'coach.failure',
      params: { verb: quoted(exchange.verb), status: exchange.reply.status, text: quoted(exchange.reply.text) },
    }
  );
}
