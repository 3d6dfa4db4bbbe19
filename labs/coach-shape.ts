/**
 * What is wrong with a line that the server could not read: where signs do not belong, a word is misspelt, glued, of
 * another protocol or program. What the protocol's own syntax says of it comes by `problem`.
 */
import { CLIENT_WORDS, SHELL_WORDS } from './beginners.ts';
import type { CheckContext } from './context.ts';
import { isHttp, mendings, typedText } from './coach-signs.ts';
import { isAllowed } from './coach-moment.ts';
import { nearestOf } from './nearest.ts';
import type { Exchange, LineProblem } from './observation.ts';
import type { RecognisedLine, VerbEntry, Vocabulary } from './vocabulary.ts';

/** How much of what was typed comes back in a sentence. */
const QUOTED_LIMIT = 40;

export function quoted(text: string): string {
  return text.length > QUOTED_LIMIT ? `${text.slice(0, QUOTED_LIMIT)}…` : text;
}

/** A known command whose line has not its shape. */
export function wrongShape(vocabulary: Vocabulary, exchange: Exchange): LineProblem | undefined {
  const line = typedText(exchange.line);
  return (
    mended(vocabulary, line) ??
    placeholder(vocabulary.verbs.get(exchange.verb), line) ??
    twoCommands(vocabulary, line) ??
    exchange.problem
  );
}

/** A line that this protocol does not know. */
export function strangeLine(context: CheckContext, vocabulary: Vocabulary, exchange: Exchange): LineProblem {
  const { verb, problem } = exchange;
  const line = typedText(exchange.line);
  const words = line.trim().split(/\s+/);
  const [word = ''] = words;
  const protocol = vocabulary.title;
  if (word === '') return problem ?? { code: 'coach.empty-line', params: { protocol } };
  const sign = mended(vocabulary, line);
  if (sign !== undefined) return sign;
  // The right verb, wrongly put: a command without its tag.
  if (problem !== undefined && vocabulary.verbs.has(word.toUpperCase())) return problem;
  if (isHttp(line)) return { code: 'coach.http', params: { protocol } };
  if (vocabulary.isReply?.(line) === true) return { code: 'coach.server-line', params: { protocol } };
  if ([...(vocabulary.texts?.values() ?? [])].includes(word) && words.length === 1) {
    return { code: 'coach.stray-ending', params: { ending: word } };
  }
  return (
    otherWord(context, vocabulary, { line, verb, words }) ??
    glued(vocabulary, line, 'surely') ??
    misspelt(vocabulary, exchange, words) ??
    glued(vocabulary, line, 'perhaps') ??
    twoCommands(vocabulary, line) ??
    // A header line, an address alone: what the protocol's syntax makes of it.
    problem ??
    unknown(vocabulary, line, verb)
  );
}

interface StrangeLine {
  readonly line: string;
  readonly verb: string;
  readonly words: readonly string[];
}

/** A word of another program or protocol, or of every day. */
function otherWord(
  context: CheckContext,
  vocabulary: Vocabulary,
  { line, verb, words: [word = ''] }: StrangeLine,
): LineProblem | undefined {
  const protocol = vocabulary.title;
  const small = word.toLowerCase();
  if (CLIENT_WORDS.get(vocabulary.protocol)?.has(small) === true) {
    return { code: 'coach.client-word', params: { word, protocol } };
  }
  const meant = vocabulary.synonyms?.get(word.toUpperCase()) ?? vocabulary.synonyms?.get(verb.toUpperCase());
  if (meant !== undefined && !isCommandElsewhere(context, vocabulary, line)) {
    const typed = vocabulary.synonyms?.has(word.toUpperCase()) === true ? word : verb;
    return { code: 'coach.synonym', params: { typed: quoted(typed), protocol, letter: meant.charAt(0) } };
  }
  const isNearVerb = word === word.toUpperCase() && nearestOf(word, vocabulary.verbs.keys()) !== undefined;
  if (SHELL_WORDS.has(small) && !isNearVerb) return { code: 'coach.shell-command', params: { word, protocol } };
  const others = speakersOf(context, vocabulary, line, verb);
  const [other] = others;
  if (other === undefined) return undefined;
  const recognised = other.recognise(line.trim());
  const came = [...new Set(others.map(({ title }) => title))].join(' / ');
  return {
    code: 'coach.other-protocol',
    params: { verb: recognised.isKnown ? recognised.verb : verb, came, protocol },
  };
}

function speakersOf(context: CheckContext, vocabulary: Vocabulary, line: string, verb: string): Vocabulary[] {
  return [...context.vocabularies.values()].filter(
    (other) => other !== vocabulary && (other.recognise(line.trim()).isKnown || other.verbs.has(verb.toUpperCase())),
  );
}

function isCommandElsewhere(context: CheckContext, vocabulary: Vocabulary, line: string): boolean {
  return speakersOf(context, vocabulary, line, '').some((other) => isRight(other.recognise(line.trim())));
}

/** The verb that was meant: among those that this state allows, else among all. */
function misspelt(vocabulary: Vocabulary, exchange: Exchange, words: readonly string[]): LineProblem | undefined {
  const { verb, stateBefore } = exchange;
  const entries = [...vocabulary.verbs.values()];
  const allowed = entries.filter((entry) => isAllowed(entry, stateBefore)).map((entry) => entry.verb);
  // A misspelt verb at the line's beginning is taken for a tag, where there are tags.
  for (const typed of new Set([verb, words[0] ?? ''])) {
    const near = nearestOf(typed, allowed) ?? nearestOf(typed, vocabulary.verbs.keys());
    if (near !== undefined) return { code: 'coach.misspelt', params: { typed: quoted(typed), verb: near } };
  }
  return undefined;
}

/** The line without what does not belong there is a command. */
function mended(vocabulary: Vocabulary, line: string): LineProblem | undefined {
  return mendings(line).find((each) => isRight(vocabulary.recognise(each.line)))?.problem;
}

function isRight({ isKnown, problem }: RecognisedLine): boolean {
  return isKnown && problem === undefined;
}

/** A verb and what belongs behind it, with no space between, `RETR3`; or a space within a verb, `LOG OUT`. */
function glued(vocabulary: Vocabulary, line: string, how: 'surely' | 'perhaps'): LineProblem | undefined {
  const text = line.trim();
  for (const verb of [...vocabulary.verbs.keys()].sort((one, other) => other.length - one.length)) {
    const at = text.toUpperCase().indexOf(verb);
    // A tag may stand before it, glued or not.
    if (verb.length < 3 || at < 0 || at > 6) continue;
    const [before, rest] = [text.slice(0, at).trimEnd(), text.slice(at + verb.length)];
    const parted = `${before} ${text.slice(at, at + verb.length)} ${rest.trimStart()}`.trim();
    if (parted === text || !isRight(vocabulary.recognise(parted))) continue;
    // One letter more in capitals is rather a misspelt word.
    if (how === 'perhaps' || before !== '' || /^[^A-Z]/.test(rest)) return { code: 'coach.glued', params: { verb } };
  }
  const [, before = '', verb = ''] = /^(\S+ )?([A-Za-z]+ [A-Za-z]+)$/.exec(text) ?? [];
  const joined = verb.replace(' ', '');
  const isVerb = vocabulary.verbs.has(joined.toUpperCase()) && isRight(vocabulary.recognise(`${before}${joined}`));
  return isVerb ? { code: 'coach.split-verb', params: { verb: joined.toUpperCase() } } : undefined;
}

/** What a text writes, within brackets, where the learner has to put something. */
const SAMPLE =
  /^(?:your[ _-].*|user(?:name)?|password|name|number|n|address|domain|mailbox|file(?:name)?|tag|e?mail|host|id)$/;

/** The name of an argument as the shape has it, typed as it stands. */
function placeholder(entry: VerbEntry | undefined, line: string): LineProblem | undefined {
  if (entry === undefined) return undefined;
  const names = entry.shape
    .split(/[^A-Za-z-]+/)
    .slice(1)
    .filter((name) => name !== '' && name === name.toLowerCase());
  const word = line
    .split(/[\s:]+/)
    .slice(1)
    .find((each) => {
      const bare = each.replace(/[<>[\]{}()"']/g, '').toLowerCase();
      return names.includes(bare) || (bare !== each.toLowerCase() && SAMPLE.test(bare));
    });
  return word === undefined ? undefined : { code: 'coach.placeholder-argument', params: { word: quoted(word) } };
}

/** Two commands on one line. */
function twoCommands(vocabulary: Vocabulary, line: string): LineProblem | undefined {
  for (const [, second = ''] of line.matchAll(/\s(?=([A-Z]{4,}\b.*)$)/gs)) {
    if (isRight(vocabulary.recognise(second))) {
      const { verb } = vocabulary.recognise(second);
      return { code: 'coach.two-commands', params: { verb, protocol: vocabulary.title } };
    }
  }
  return undefined;
}

function unknown(vocabulary: Vocabulary, line: string, verb: string): LineProblem {
  const protocol = vocabulary.title;
  const words = line.trim().split(/\s+/);
  if (words.length >= 3 && words.filter((word) => /^[\p{L}’',.!?]+$/u.test(word)).length >= 3) {
    return { code: 'coach.prose', params: { protocol } };
  }
  if (/^[\d.:]+$/.test(words[0] ?? '')) return { code: 'coach.number-alone', params: { protocol } };
  if (/^\S+@\S+$/.test(words[0] ?? '') && words.length === 1) {
    return { code: 'coach.address-alone', params: { protocol } };
  }
  return { code: 'coach.unknown-verb', params: { verb: quoted(verb), protocol } };
}
