/** A lab's front matter: its fields, with what stands for those that were left out. */
import { FaultList } from './fault-list.ts';
import type { Lab, ValueDefinition } from './lab.ts';
import { type FrontMatter, frontMatterSchema } from './lab-schema.ts';
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { check, shown } from './schema-problems.ts';
import { templateOf } from './value-template.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WorldExtension } from './world-extension.ts';
import { type YamlPath, YamlSource } from './yaml-source.ts';

export const HELP_AFTER = 3;
const TERMINALS = ['laptop'];

/** What the front matter says of the lab, and of each of its steps. */
export interface Front {
  readonly fields: Pick<Lab, 'title' | 'summary' | 'protocol' | 'level' | 'minutes' | 'world'> &
    Pick<Lab, 'objectives' | 'needs' | 'values' | 'terminals'>;
  readonly isFixed: boolean;
  readonly helpAfter: number;
  readonly showsAnswer: boolean;
  /** Undefined where it plays in a world as it is. */
  readonly extension?: WorldExtension;
  /** As it was written, for those who find more faults in it. */
  readonly faults: FaultList;
}

export interface FrontSurroundings {
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
  /** The names of the worlds there are. */
  readonly worlds?: readonly string[];
  /** The labs there are. */
  readonly labs?: readonly string[];
}

/** Reads the text between the two lines of hyphens. */
export function readFront(
  text: string,
  file: string,
  surroundings: FrontSurroundings,
): { readonly front?: Front; readonly problems: readonly Problem[] } {
  const source = new YamlSource(text, { file, linesBefore: 1 });
  const checked = check(source, frontMatterSchema);
  if (!('value' in checked)) return { problems: checked.problems };
  const faults = new FaultList(source);
  const front = frontOf(checked.value, faults);
  const { vocabularies, worlds, labs } = surroundings;
  const { protocol, world, needs } = front.fields;
  expectName(faults, ['protocol'], protocol, vocabularies && [...vocabularies.keys()]);
  expectName(faults, front.extension === undefined ? ['world'] : ['world', 'extends'], world, worlds);
  needs.forEach((need, i) => expectName(faults, ['needs', i], need, labs));
  addAgain(faults, 'needs', needs);
  addAgain(faults, 'terminals', front.fields.terminals);
  return { front, problems: faults.found };
}

function frontOf(entry: FrontMatter, faults: FaultList): Front {
  const { title, summary, protocol, level, minutes, world, objectives } = entry;
  const { needs = [], terminals = TERMINALS, order = 'free', helpAfter = HELP_AFTER, showAnswer = true } = entry;
  const fields = {
    title,
    summary,
    protocol,
    level,
    minutes,
    world: typeof world === 'string' ? world : world.extends,
    objectives,
    needs,
    terminals,
    values: valuesOf(entry.values ?? {}, faults),
  };
  return {
    fields,
    isFixed: order === 'fixed',
    helpAfter,
    showsAnswer: showAnswer,
    faults,
    ...(typeof world === 'string' ? {} : { extension: { source: faults.source, path: ['world'] } }),
  };
}

function valuesOf(entries: NonNullable<FrontMatter['values']>, faults: FaultList): ValueDefinition[] {
  return Object.entries(entries).flatMap(([name, entry]): ValueDefinition[] => {
    if (typeof entry !== 'string') return [{ name, kind: 'oneOf', of: entry.oneOf }];
    const template = templateOf(entry);
    if ('pieces' in template) return [{ name, kind: 'template', pieces: template.pieces }];
    faults.add(['values', name], `${name}: ${template.message}.`, template.wayOut);
    return [];
  });
}

function addAgain(faults: FaultList, key: string, names: readonly string[]): void {
  faults.twice(
    names.map((value, i) => ({ value, path: [key, i] })),
    (value) => `${key}: expected each name once, came ${shown(value)} again.`,
    'Remove one of the two.',
  );
}

function expectName(faults: FaultList, path: YamlPath, value: string, known: readonly string[] | undefined): void {
  if (known === undefined || known.includes(value)) return;
  const near = nearestOf(value, known);
  const key = path.findLast((step) => typeof step === 'string') ?? '';
  faults.add(
    path,
    `${key}: expected one of ${known.join(', ')}; came ${shown(value)}.`,
    near === undefined ? 'Write one of these names.' : `Did you mean "${near}"?`,
  );
}
