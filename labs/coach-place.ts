/** A line in the wrong place, and a server that was not reached: what is typed at the shell, dialled, refused. */
import { CLIENT_WORDS, DIALLERS, PROGRAMS, SHELL_WORDS, STARTING_WORDS } from './beginners.ts';
import type { CheckContext } from './context.ts';
import { dialling } from './coach-dialling.ts';
import type { CoachMemory, Talk } from './coach-memory.ts';
import { quoted } from './coach-shape.ts';
import { controlSigns, isHttp, mendings, smartSign } from './coach-signs.ts';
import { labProtocols, leavesOf, titleOf } from './coach-steps.ts';
import type { Step } from './lab.ts';
import { nearestOf } from './nearest.ts';
import type { Endpoint, LineProblem, Observation } from './observation.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a course writes where the learner has to put something of its own. */
const PLACEHOLDER =
  /^(?:<.*>|\[.*\]|\{.*\}|\$\w*|(?:the[_-]?)?(?:machine|server|target|host)?_?(?:ip|address|name)(?:[_-]?address)?|ip_?address|host|hostname|server|address|mailserver)$/i;

export function isPlaceholder(word: string): boolean {
  return PLACEHOLDER.test(word);
}

/** A line for the shell. */
export function adviseOnShellLine(
  context: CheckContext,
  step: Step | undefined,
  typed: string,
): LineProblem | undefined {
  const line = typed.trim();
  const words = line.split(/\s+/);
  const [word = ''] = words;
  if (word === '') return undefined;
  if (PROGRAMS.has(word)) return controlSigns(typed) ?? dialling(context, words);
  return (
    controlSigns(typed) ??
    smartSign(typed) ??
    promptAt(context, line) ??
    commandAtTheShell(context, line) ??
    programAtTheShell(context, step, { line, words, word })
  );
}

/** A prompt that was copied with the command behind it. */
function promptAt(context: CheckContext, line: string): LineProblem | undefined {
  return mendings(line).find(({ line: inside, problem }) => {
    const [word = ''] = inside.trim().split(/\s+/);
    const isMeant = problem.code === 'coach.copied-prompt' || problem.code === 'coach.quoted-line';
    return isMeant && (PROGRAMS.has(word) || speakersOf(context, inside).length > 0);
  })?.problem;
}

/** A command of a protocol, misspelt perhaps. */
function commandAtTheShell(context: CheckContext, line: string): LineProblem | undefined {
  const [speaker] = speakersOf(context, line);
  if (speaker !== undefined) {
    const { verb } = speaker.recognise(line);
    return { code: 'coach.at-the-shell', params: { verb, protocol: speaker.title } };
  }
  const [word = ''] = line.split(/\s+/);
  const own = context.vocabularies.get(context.lab.protocol);
  if (own === undefined || word !== word.toUpperCase() || !/^[A-Z]{3,}$/.test(word)) return undefined;
  const near = nearestOf(word, own.verbs.keys());
  return near === undefined ? undefined : { code: 'coach.at-the-shell', params: { verb: near, protocol: own.title } };
}

interface ShellLine {
  readonly line: string;
  readonly words: readonly string[];
  readonly word: string;
}

/** What was meant for a program, of no name that this machine has. */
function programAtTheShell(
  context: CheckContext,
  step: Step | undefined,
  { line, words, word }: ShellLine,
): LineProblem | undefined {
  const small = word.toLowerCase();
  const protocol = titleOf(context, step);
  if (isHttp(line) || /^\w+:\/\//.test(line)) return { code: 'coach.http', params: { protocol } };
  if (PROGRAMS.has(small)) return { code: 'coach.small-letters', params: { word } };
  const [client] = [...CLIENT_WORDS].find(([, known]) => known.has(small)) ?? [];
  const atClient =
    client === undefined ? undefined : { code: 'coach.client-at-the-shell', params: { word, program: client } };
  if (client !== undefined && labProtocols(context).has(client)) return atClient;
  if (STARTING_WORDS.has(small)) return { code: 'coach.starting-word', params: { word } };
  if (SHELL_WORDS.has(small)) return { code: 'coach.absent-program', params: { word } };
  if (atClient !== undefined) return atClient;
  if (isProtocolName(context, small)) return { code: 'coach.protocol-name', params: { word } };
  if (context.facts.resolve(word) !== undefined || /^[\d.:,]+$/.test(word)) {
    return { code: 'coach.place-alone', params: { word: quoted(word) } };
  }
  const glued = [...PROGRAMS].find(
    (program) => program.length > 2 && small.startsWith(program) && /^[\d.-]/.test(small.slice(program.length)),
  );
  if (glued !== undefined) return { code: 'coach.glued-program', params: { program: glued } };
  const near = nearestOf(
    small,
    [...PROGRAMS].filter((program) => program.length > 2),
  );
  if (near !== undefined) return { code: 'coach.misspelt-program', params: { typed: quoted(word), program: near } };
  if (words.length >= 3 && words.every((each) => /^[\p{L}’',.!?]+$/u.test(each))) return { code: 'coach.shell-prose' };
  return { code: 'coach.absent-program', params: { word: quoted(word) } };
}

function isProtocolName({ vocabularies }: CheckContext, word: string): boolean {
  const names = [...vocabularies.values()].flatMap(({ protocol, title }) => [protocol, title.toLowerCase()]);
  return [...names, 'mail', 'sendmail', 'pop', 'email', 'mailx', 'server'].includes(word);
}

/** The protocols in which the line is a command; the lab's own first. */
function speakersOf({ lab, vocabularies }: CheckContext, line: string): Vocabulary[] {
  const own = vocabularies.get(lab.protocol);
  const others = [...vocabularies.values()].filter((vocabulary) => vocabulary !== own);
  return [...(own === undefined ? [] : [own]), ...others].filter(
    (vocabulary) => vocabulary.recognise(line.trim()).isKnown || startsUntagged(vocabulary, line),
  );
}

/** A command without the tag that it wants. */
function startsUntagged(vocabulary: Vocabulary, line: string): boolean {
  const { problem, verb } = vocabulary.recognise(line.trim());
  return problem !== undefined && vocabulary.verbs.has(verb) && /^[A-Z]+$/.test(verb) && line.trim().startsWith(verb);
}

/** A dial that failed. */
export function adviseOnRefused(
  context: CheckContext,
  step: Step | undefined,
  { server, memory }: { readonly server: Endpoint; readonly memory: CoachMemory },
): LineProblem {
  const { host, port } = server;
  if (context.facts.resolve(host) === undefined) return { code: 'coach.no-host', params: { host } };
  const announced = memory.announced;
  if (announced?.host === host && port > 1023) {
    const isSwapped = (announced.port % 256) * 256 + Math.floor(announced.port / 256) === port;
    return { code: isSwapped ? 'coach.data-port.swapped' : 'coach.data-port', params: { port: String(port) } };
  }
  return { code: 'coach.refused', params: { host, port: String(port), protocol: titleOf(context, step) } };
}

/** A connection, to another service than the step's. */
export function adviseOnConnected(
  context: CheckContext,
  step: Step | undefined,
  { at, memory }: { readonly at: (Observation & { type: 'connected' })['at']; readonly memory: CoachMemory },
): LineProblem | undefined {
  const { protocol, server } = at;
  if (protocol === undefined) return undefined;
  const vocabulary = context.vocabularies.get(protocol);
  const came = vocabulary?.title ?? protocol;
  const params = { host: server.host, port: String(server.port), came, protocol: titleOf(context, step) };
  const leaves = step === undefined ? [] : leavesOf(step.expect);
  const wanted = leaves.filter((leaf) => leaf.type === 'connected');
  const isElsewhere = wanted.length > 0 && wanted.every((leaf) => leaf.protocol !== protocol);
  if (isElsewhere || !labProtocols(context).has(protocol)) return { code: 'coach.other-service', params };
  const secured = securing(context, { at, isSecure: false }, memory);
  if (secured !== undefined) return secured;
  const isThere = wanted.some(({ host }) => host === undefined || context.facts.resolve(host) === server.host);
  if (wanted.length > 0 && !isThere) return { code: 'coach.other-server', params };
  // Where a handshake will do as well, it comes after the connection.
  const reached = leaves.filter((leaf) => leaf.type === 'connected' || leaf.type === 'secured');
  const isAtPort = reached.some(({ port }) => port === undefined || port === server.port);
  return wanted.length > 0 && !isAtPort ? { code: 'coach.other-port-reached', params } : undefined;
}

/** The port begins within TLS and the program does not, or the other way round. */
export function securing(
  { vocabularies }: CheckContext,
  { at, isSecure }: Pick<Talk, 'at' | 'isSecure'>,
  memory: CoachMemory,
): LineProblem | undefined {
  const ports = vocabularies.get(at.protocol ?? '')?.ports;
  const [program = '', ...args] = memory.startedBy(at.terminal);
  const option = DIALLERS.get(program)?.securedUnless;
  if (ports === undefined || isSecure || !DIALLERS.has(program)) return undefined;
  const params = { port: String(at.server.port) };
  if (ports.secured.includes(at.server.port) && option === undefined) return { code: 'coach.tls-port', params };
  const beginsSecured = option !== undefined && !args.includes(option);
  return ports.clear.includes(at.server.port) && beginsSecured ? { code: 'coach.plain-port', params } : undefined;
}
