/**
 * What was recorded, as the draft of a lab: a step for each line that did something, with its check, hints from the
 * protocol's own table, and texts to be written; and the solution, cut into the parts of the steps. Writes nothing.
 */
import { stringify } from 'yaml';
import { en } from '../../../labs/words/en/index.ts';
import { say } from '../../../labs/words/say.ts';
import type { ArgumentKind, VerbEntry, Vocabulary } from '../../../labs/vocabulary.ts';
import { FIRST_TERMINAL } from '../../protocols/lab-script.ts';
import type { Effect, ExchangeEntry, RecordedLine } from './recording.ts';

export interface DraftSetting {
  readonly title: string;
  readonly protocol: string;
  readonly world: string;
  readonly vocabularies: ReadonlyMap<string, Vocabulary>;
}

/** A step, and the lines that lead to it. */
export interface DraftPart {
  /** Undefined: what was done after the last step. */
  readonly step: DraftStep | undefined;
  readonly lines: readonly RecordedLine[];
}

interface DraftStep {
  readonly id: string;
  readonly effect: Effect;
}

export interface DraftTexts {
  readonly lab: string;
  readonly solution: string;
}

/** Arguments that a step asks for; what is one's own choice (a tag, a name of one's computer, a text) is left open. */
const ASKED = new Set<ArgumentKind>(['address', 'mailbox', 'path', 'user', 'number', 'sequence-set', 'flags', 'items']);

/** The recorded lines, cut where a step is done. */
export function partsOf(lines: readonly RecordedLine[]): readonly DraftPart[] {
  const parts: DraftPart[] = [];
  const ids = new Set<string>();
  let open: RecordedLine[] = [];
  for (const line of lines) {
    open.push(line);
    const effect = line.effects.at(-1);
    if (effect === undefined || line.isUnfinished) continue;
    parts.push({ step: { id: idOf(effect, ids), effect }, lines: open });
    open = [];
  }
  if (open.length > 0) parts.push({ step: undefined, lines: open });
  return parts;
}

function idOf(effect: Effect, ids: Set<string>): string {
  const word = 'exchange' in effect ? effect.exchange.verb : effect.type === 'connected' ? 'connect' : 'tls';
  const plain =
    word
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '') || 'step';
  let id = plain;
  for (let n = 2; ids.has(id); n++) id = `${plain}-${n}`;
  ids.add(id);
  return id;
}

/** Both files. */
export function draftOf(parts: readonly DraftPart[], setting: DraftSetting): DraftTexts {
  const terminals = [
    ...new Set([FIRST_TERMINAL, ...parts.flatMap(({ lines }) => lines.map(({ terminal }) => terminal))]),
  ];
  const front = {
    title: setting.title,
    summary: 'Say in one sentence what one does here.',
    protocol: setting.protocol,
    level: 1,
    minutes: 15,
    world: setting.world,
    objectives: ['say what one can do afterwards'],
    ...(terminals.length > 1 && { terminals }),
    order: 'fixed',
  };
  const steps = parts.flatMap(({ step, lines }) => (step === undefined ? [] : [stepText(step, lines, setting)]));
  const introduction = 'Write here what this lab is about, and where the learner sits.';
  return {
    lab: `---\n${yaml(front)}---\n\n${introduction}\n\n${steps.join('\n')}`,
    solution: solutionOf(parts),
  };
}

function stepText({ id, effect }: DraftStep, lines: readonly RecordedLine[], setting: DraftSetting): string {
  const block = {
    expect: expectOf(effect, setting),
    hints: hintsOf(effect, lines, setting),
    why: whyOf(effect),
  };
  return [
    `## ${titleOf(effect)} {#${id}}`,
    '',
    'Write here what the learner has to do, and what must be known for it.',
    '',
    '```step',
    `${yaml(block)}\`\`\``,
    '',
  ].join('\n');
}

function titleOf(effect: Effect): string {
  switch (effect.type) {
    case 'connected':
      return 'Reach the server';
    case 'secured':
      return 'Begin TLS';
    case 'transfer':
      return effect.direction === 'to-client' ? `Fetch by ${effect.exchange.verb}` : `Store by ${effect.exchange.verb}`;
    default:
      return `Send ${effect.exchange.verb}`;
  }
}

function expectOf(effect: Effect, setting: DraftSetting): object {
  const scope = (protocol: string | undefined) => (protocol === setting.protocol ? {} : { protocol });
  switch (effect.type) {
    case 'connected':
      return { connected: { protocol: effect.opened.protocol } };
    case 'secured':
      return { secured: { protocol: effect.opened.protocol } };
    case 'transfer': {
      const { exchange, direction } = effect;
      const path = valueOf(exchange, setting, (kind) => kind === 'path');
      return { transfer: { direction, verb: exchange.verb, ...path, ...scope(exchange.protocol) } };
    }
    default: {
      const { exchange } = effect;
      const given = valueOf(exchange, setting, (kind) => ASKED.has(kind));
      return {
        exchange: {
          verb: exchange.verb,
          ...(Object.keys(given).length > 0 && { arguments: given }),
          ...scope(exchange.protocol),
        },
      };
    }
  }
}

/** The arguments of such kinds, by their names. */
function valueOf(
  { protocol, line, verb }: ExchangeEntry,
  { vocabularies }: DraftSetting,
  isAsked: (kind: ArgumentKind) => boolean,
): Readonly<Record<string, string | number>> {
  const vocabulary = vocabularies.get(protocol);
  const entry = vocabulary?.verbs.get(verb);
  const read = vocabulary?.recognise(line);
  if (entry === undefined || read?.verb !== verb) return {};
  return Object.fromEntries(
    entry.arguments.flatMap(({ name, kind }) => {
      const value = read.arguments[name];
      if (value === undefined || value === '' || !isAsked(kind)) return [];
      if (typeof value === 'object') return [[name, value.join(' ')]];
      return [[name, typeof value === 'boolean' ? String(value) : value]];
    }),
  );
}

function hintsOf(effect: Effect, lines: readonly RecordedLine[], setting: DraftSetting): object {
  const entry = 'exchange' in effect ? verbEntry(effect.exchange, setting) : undefined;
  const typed = lines.map(({ text, key }) => `\`${text ?? key ?? ''}\``).filter((line) => line !== '``');
  return {
    nudge: 'Say here where to look.',
    ...(entry !== undefined && {
      rule: `${entry.rfc} says how ${entry.verb} is used.`,
      shape: `The shape is \`${entry.shape}\`.`,
    }),
    answer: typed.length === 0 ? 'Press Enter.' : `Type ${typed.join(', then ')}.`,
  };
}

function verbEntry({ protocol, verb }: ExchangeEntry, { vocabularies }: DraftSetting): VerbEntry | undefined {
  return vocabularies.get(protocol)?.verbs.get(verb);
}

/** What the protocol itself says of the reply. */
function whyOf(effect: Effect): string {
  const meaning = 'exchange' in effect ? effect.exchange.meaning : undefined;
  if (meaning === undefined) return 'Say here why it worked.';
  return escapeMarkdown(say(en, meaning.code, meaning.params));
}

/** The transcript, with the parts of its steps. */
function solutionOf(parts: readonly DraftPart[]): string {
  const text = parts.map(({ step, lines }) =>
    [step === undefined ? '-- no step' : `-- step ${step.id}`, ...lines.flatMap(linesOf)].join('\n'),
  );
  return `# The way through the lab, as it was recorded.\n${text.join('\n')}\n`;
}

function linesOf({ terminal, text, key, printed }: RecordedLine): string[] {
  const at = terminal === FIRST_TERMINAL ? '' : `[${terminal}]`;
  const typed = key === undefined ? `T${at}: ${text ?? ''}` : `-- key${at} ${key}`;
  return [typed, ...printed.map((line) => `P${at}: ${line}`)];
}

const yaml = (value: object): string => stringify(value, { lineWidth: 110 });

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_<>[\]]/g, '\\$&');
