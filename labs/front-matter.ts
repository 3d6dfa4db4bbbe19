/** A lab's front matter: its fields, with what stands for those that were left out. */
import { FaultList } from './fault-list.ts';
import type { Lab, ValueDefinition } from './lab.ts';
import { type FrontMatter, frontMatterSchema } from './lab-schema.ts';
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { check, shown } from './schema-problems.ts';
import { templateOf } from './value-template.ts';
import type { Vocabulary } from './vocabulary.ts';
import { YamlSource } from './yaml-source.ts';

export const HELP_AFTER = 3;
const TERMINALS = ['laptop'];

/** What the front matter says of the lab, and of each of its steps. */
export interface Front {
  readonly fields: Pick<Lab, 'title' | 'summary' | 'protocol' | 'level' | 'minutes' | 'world'> &
    Pick<Lab, 'objectives' | 'needs' | 'values' | 'terminals'>;
  readonly isFixed: boolean;
  readonly helpAfter: number;
  readonly showsAnswer: boolean;
}

export interface FrontSurroundings {
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
  readonly worlds?: readonly string[];
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
  const { vocabularies, worlds } = surroundings;
  expectName(faults, 'protocol', front.fields.protocol, vocabularies && [...vocabularies.keys()]);
  expectName(faults, 'world', front.fields.world, worlds);
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
  return { fields, isFixed: order === 'fixed', helpAfter, showsAnswer: showAnswer };
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

function expectName(faults: FaultList, key: string, value: string, known: readonly string[] | undefined): void {
  if (known === undefined || known.includes(value)) return;
  const near = nearestOf(value, known);
  faults.add(
    [key],
    `${key}: expected one of ${known.join(', ')}; came ${shown(value)}.`,
    near === undefined ? 'Write one of these names.' : `Did you mean "${near}"?`,
  );
}
