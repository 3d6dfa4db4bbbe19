/** A line for a program between the shell and the server: a client with words of its own, telnet's or openssl's own prompt. */
import { CLIENT_NAMES, CLIENT_WORDS, OFFLINE_WORDS, SHELL_WORDS } from './beginners.ts';
import type { CheckContext } from './context.ts';
import type { CoachMemory, Talk } from './coach-memory.ts';
import { securing } from './coach-place.ts';
import { quoted } from './coach-shape.ts';
import { titleOf } from './coach-steps.ts';
import type { Step } from './lab.ts';
import { nearestOf } from './nearest.ts';
import type { LineProblem, Observation } from './observation.ts';

type Typed = Observation & { type: 'typed' };

export function adviseOnProgramLine(
  context: CheckContext,
  step: Step | undefined,
  { typed, memory }: { readonly typed: Typed; readonly memory: CoachMemory },
): LineProblem | undefined {
  const { program, terminal, line, kind } = typed;
  const talk = memory.talkOf(terminal);
  const [word = ''] = line.trim().split(/\s+/);
  // An answer to the program's own question, a name or a file, goes to the server with the program's words around it.
  if (word === '' || kind === `${program}-answer`) return undefined;
  if (kind === `${program}>`) return ownPrompt(context, step, { word, talk });
  if (talk !== undefined) {
    const secured = program === 'sh' ? undefined : securing(context, talk, memory);
    if (secured !== undefined) return secured;
    const text = adviseOnText(context, talk, line);
    if (text !== undefined) return text;
  }
  const names = CLIENT_NAMES.get(program);
  if (names !== undefined) return isAtItsPrompt(program, talk) ? clientLine({ program, names, word, talk }) : undefined;
  const started = memory.startedBy(terminal);
  if (
    program === 'openssl' &&
    talk !== undefined &&
    /^R/.test(line) &&
    !started.includes('-quiet') &&
    !started.includes('-nocommands')
  ) {
    return { code: 'coach.openssl-letter', params: { letter: 'R' } };
  }
  return undefined;
}

/** A line at the prompt that telnet has beside the session. */
function ownPrompt(
  context: CheckContext,
  step: Step | undefined,
  { word, talk }: { readonly word: string; readonly talk: Talk | undefined },
): LineProblem | undefined {
  if (TELNET_WORDS.test(word)) return undefined;
  return {
    code: talk === undefined ? 'coach.telnet-prompt' : 'coach.telnet-escaped',
    params: { protocol: titleOf(context, step) },
  };
}

const TELNET_WORDS =
  /^(?:o|op|ope|open|q|qu|qui|quit|c|cl|close|h|help|\?|st|status|display|set|unset|mode|send|logout|z|environ|toggle|slc|auth)$/i;

/** A line of a text that the server takes until it is ended. */
function adviseOnText(
  { vocabularies }: CheckContext,
  { at, state, isEnding }: Talk,
  line: string,
): LineProblem | undefined {
  const vocabulary = vocabularies.get(at.protocol ?? '');
  const ending = state === undefined ? undefined : vocabulary?.texts?.get(state);
  if (vocabulary === undefined || ending === undefined || (isEnding && line !== ending)) return undefined;
  if (line === ending) return undefined;
  const bare = line.replace(/[\s"'“”‘’`()]/g, '').replace(/[。．]/g, '.');
  if (bare === ending || /^\.{2,3}$/.test(bare) || bare === `\\${ending}`)
    return { code: 'coach.ending-not-alone', params: { ending } };
  if (/[.…]\s*$/.test(line) && /(?:^|\s)\.\s*$/.test(line))
    return { code: 'coach.ending-behind-text', params: { ending } };
  const [word = ''] = line.trim().split(/\s+/);
  const { isKnown, problem, verb } = vocabulary.recognise(line.trim());
  const isCommand = isKnown && problem === undefined && (word === word.toUpperCase() || line.includes('<'));
  const isFarewell =
    verb === vocabulary.farewell || /^(?:end|exit|bye|quit|send|stop|done|eof|\^d|finish|logout)$/i.test(line.trim());
  if (!isCommand && !isFarewell) return undefined;
  return { code: 'coach.text-open', params: { ending, line: quoted(word) } };
}

/** The program waits for one of its own words, and not for a name or a password. */
function isAtItsPrompt(program: string, talk: Talk | undefined): boolean {
  if (talk?.at.protocol !== program) return true;
  const { last } = talk;
  return last !== undefined && last.verb !== 'GREETING' && last.reply.class !== 'intermediate';
}

interface ClientLine {
  readonly program: string;
  readonly names: readonly string[];
  readonly word: string;
  readonly talk: Talk | undefined;
}

function clientLine({ program, names, word, talk }: ClientLine): LineProblem | undefined {
  const known = names.find((name) => name === word) ?? names.find((name) => name.startsWith(word));
  if (known !== undefined) {
    return talk === undefined && !OFFLINE_WORDS.has(known)
      ? { code: 'coach.client-not-connected', params: { word, program } }
      : undefined;
  }
  const own = [...(CLIENT_WORDS.get(program) ?? [])].find(([, verb]) => verb === word.toUpperCase())?.[0];
  if (own !== undefined) return { code: 'coach.wire-verb', params: { verb: word.toUpperCase(), program, own } };
  const small = word.toLowerCase();
  if (names.includes(small)) return { code: 'coach.client-small-letters', params: { word, program } };
  if (SHELL_WORDS.has(small)) return { code: 'coach.shell-word-in-client', params: { word, program } };
  const near = nearestOf(small, names);
  if (near !== undefined)
    return { code: 'coach.client-misspelt', params: { typed: quoted(word), word: near, program } };
  return { code: 'coach.client-unknown', params: { word: quoted(word), program } };
}
