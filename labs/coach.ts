/**
 * The one thing to say about what was just observed, as a code of the words' catalogue; or nothing. Pure; knows no
 * protocol by name. It says what is wrong and where to look, never the answer.
 */
import { CLIENT_WORDS, SHELL_WORDS } from './beginners.ts';
import { isExpected, type Progress } from './checker.ts';
import type { CheckContext, CoachContext } from './context.ts';
import { adviseOnExchange, adviseOnTransfer } from './coach-exchange.ts';
import type { Check, Step } from './lab.ts';
import type { Endpoint, LineProblem, Observation } from './observation.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Advice {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  /** The step at which the learner is. */
  readonly step?: string;
}

/** What the learner should hear; `progress` is that after the observation. */
export function advise(context: CoachContext, progress: Progress, observation: Observation): Advice | undefined {
  if (isExpected(context, observation)) return undefined;
  const step = currentStep(context, progress);
  const said = sayOf(context, step, observation);
  if (said === undefined) return undefined;
  const { code, params = {} } = said;
  return step === undefined ? { code, params } : { code, params, step: step.id };
}

/** The first step that is open: not ticked, and those it comes after are. */
function currentStep({ lab }: CheckContext, progress: Progress): Step | undefined {
  const isTicked = (id: string) => progress.steps[id]?.tickedAt !== undefined;
  return lab.steps.find(({ id, after }) => !isTicked(id) && after.every(isTicked));
}

function sayOf(context: CoachContext, step: Step | undefined, observation: Observation): LineProblem | undefined {
  switch (observation.type) {
    case 'typed':
      return adviseOnTyped(context, observation.program, observation.line);
    case 'refused':
      return adviseOnRefused(context, step, observation.server);
    case 'unknown-host':
      return PLACEHOLDER.test(observation.name)
        ? { code: 'coach.placeholder', params: { name: observation.name } }
        : { code: 'coach.unknown-host', params: { name: observation.name } };
    case 'connected': {
      const { protocol, server } = observation.at;
      if (protocol === undefined || protocolsOf(context).has(protocol)) return undefined;
      const came = context.vocabularies.get(protocol)?.title ?? protocol;
      return { code: 'coach.other-service', params: { ...placeOf(server), came, protocol: titleOf(context, step) } };
    }
    case 'exchange':
      return adviseOnExchange(context, step, observation);
    case 'transfer':
      return adviseOnTransfer(context, step, observation);
    case 'secured':
    case 'unsecured':
    case 'closed':
    case 'answered':
    case 'pointed':
    case 'world-changed':
      return undefined;
    default:
      observation satisfies never;
      return undefined;
  }
}

/** What a course writes where the learner has to put an address. */
const PLACEHOLDER = /^(?:<.*>|\$\w*|machine_?ip|server_?ip|target_?ip|ip_?address)$/i;

function adviseOnRefused(context: CoachContext, step: Step | undefined, server: Endpoint): LineProblem {
  if (context.facts.resolve(server.host) === undefined) return { code: 'coach.no-host', params: { host: server.host } };
  return { code: 'coach.refused', params: { ...placeOf(server), protocol: titleOf(context, step) } };
}

function adviseOnTyped(context: CoachContext, program: string, line: string): LineProblem | undefined {
  const [word = ''] = line.trim().split(/\s+/);
  const small = word.toLowerCase();
  if (program === 'sh') {
    if (word === '' || small === 'help' || SHELL_WORDS.has(small)) return undefined;
    const known = speakersOf(context, line);
    const [speaker] = known;
    if (speaker !== undefined) {
      const { verb } = speaker.recognise(line.trim());
      return { code: 'coach.at-the-shell', params: { verb, protocol: speaker.title } };
    }
    for (const [client, words] of CLIENT_WORDS) {
      if (words.has(small)) return { code: 'coach.client-at-the-shell', params: { word, program: client } };
    }
    return undefined;
  }
  // A verb of the protocol, typed to a client that has words of its own.
  const words = CLIENT_WORDS.get(program);
  if (words === undefined || words.has(small)) return undefined;
  const own = [...words].find(([, verb]) => verb === word.toUpperCase())?.[0];
  return own === undefined
    ? undefined
    : { code: 'coach.wire-verb', params: { verb: word.toUpperCase(), program, own } };
}

/** The protocols in which the line is a command; the lab's own first. */
function speakersOf({ lab, vocabularies }: CheckContext, line: string): Vocabulary[] {
  const own = vocabularies.get(lab.protocol);
  const others = [...vocabularies.values()].filter((vocabulary) => vocabulary !== own);
  return [...(own === undefined ? [] : [own]), ...others].filter(
    (vocabulary) => vocabulary.recognise(line.trim()).isKnown,
  );
}

/** Every protocol that some step is about. */
function protocolsOf({ lab }: CheckContext): Set<string> {
  const protocols = new Set([lab.protocol]);
  const add = (check: Check): void => {
    if (check.type === 'all' || check.type === 'any') check.of.forEach(add);
    else if ('protocol' in check) protocols.add(check.protocol);
  };
  lab.steps.forEach(({ expect }) => add(expect));
  return protocols;
}

/** The name of the protocol that the step, or else the lab, is about. */
function titleOf({ lab, vocabularies }: CheckContext, step: Step | undefined): string {
  const protocol = (step === undefined ? undefined : protocolOf(step.expect)) ?? lab.protocol;
  return vocabularies.get(protocol)?.title ?? protocol;
}

function protocolOf(check: Check): string | undefined {
  if (check.type !== 'all' && check.type !== 'any') return 'protocol' in check ? check.protocol : undefined;
  return check.of.map(protocolOf).find((protocol) => protocol !== undefined);
}

function placeOf({ host, port }: Endpoint): { host: string; port: string } {
  return { host, port: String(port) };
}
