/** A step's block, as an author wrote it → the step. */
import { checkOf, type CheckSurroundings, type Position } from './check-entry.ts';
import { addTrueAtOnceFault } from './check-shape.ts';
import { FaultList } from './fault-list.ts';
import type { Front } from './front-matter.ts';
import { HINT_LEVELS, type Hint, type Mistake, type Step } from './lab.ts';
import { type StepEntry, stepSchema } from './lab-schema.ts';
import type { Section } from './lab-text.ts';
import { renderLater, renderTokens } from './markdown.ts';
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { check, shown } from './schema-problems.ts';
import { addHostFaults, type Code, codeBetweenTicks } from './text-faults.ts';
import { triedLine } from './tried-line.ts';
import { type YamlPath, YamlSource } from './yaml-source.ts';

export interface StepSurroundings {
  readonly front: Pick<Front, 'isFixed' | 'helpAfter' | 'showsAnswer'>;
  readonly about: Omit<CheckSurroundings, 'isMistake'>;
  /** Those of the whole file. */
  readonly lines: readonly string[];
  /** The steps above it, as far as they could be read. */
  readonly earlier: readonly EarlierStep[];
}

export interface EarlierStep {
  readonly id: string;
  readonly isOptional: boolean;
}

/** Reads a section that has a block. */
export function stepOf(
  section: Section,
  surroundings: StepSurroundings,
): { readonly step?: Step; readonly problems: readonly Problem[] } {
  const { block, id, title, line } = section;
  if (block === undefined) return { problems: [] };
  const source = new YamlSource(block.text, block);
  const checked = check(source, stepSchema);
  if (!('value' in checked)) return { problems: checked.problems };
  const { front, about, earlier, lines } = surroundings;
  const entry = checked.value;
  const faults = new FaultList(source);
  const expected = checkOf(entry.expect, { path: ['expect'], faults, about: { ...about, isMistake: false } });
  const mistakes = mistakesOf(entry, { path: ['mistakes'], faults, about: { ...about, isMistake: true } }, line);
  addOrderFaults(entry, earlier, faults);
  if (about.world !== undefined) {
    const file = { file: block.file, lines, problems: faults.found };
    addHostFaults(codeOfEntry(entry, source, block.text.split('\n').length), about.world, file);
  }
  if (expected === undefined) return { problems: faults.found };
  addTrueAtOnceFault(expected, { path: ['expect'], faults, about: { ...about, isMistake: false } });
  const why = renderLater(entry.why);
  const step: Step = {
    id,
    title,
    html: renderTokens(section.body),
    expect: expected,
    after: afterOf(entry.after ?? [], earlier, front.isFixed),
    hints: hintsOf(entry.hints, entry.showAnswer ?? front.showsAnswer),
    mistakes,
    get why() {
      return why();
    },
    isOptional: entry.optional ?? false,
    points: entry.points ?? 1,
    helpAfter: entry.helpAfter ?? front.helpAfter,
    line,
  };
  return { step, problems: faults.found };
}

/** The code in hints, in the word on why and in what is said to mistakes. */
function codeOfEntry({ hints, why, mistakes = [] }: StepEntry, source: YamlSource, lines: number): Code[] {
  const texts: readonly (readonly [string | undefined, YamlPath])[] = [
    ...HINT_LEVELS.map((level) => [hints[level], ['hints', level]] as const),
    [why, ['why']],
    ...mistakes.map(({ say }, i) => [say, ['mistakes', i, 'say']] as const),
  ];
  return texts.flatMap(([text = '', path]) => {
    const { line } = source.at(path);
    const end = (source.origin.linesBefore ?? 0) + lines;
    return codeBetweenTicks(text, { from: line, to: Math.max(line, end) });
  });
}

function hintsOf(hints: StepEntry['hints'], showsAnswer: boolean): Hint[] {
  return HINT_LEVELS.flatMap((level): Hint[] => {
    const text = hints[level];
    return text === undefined || (level === 'answer' && !showsAnswer) ? [] : [hintOf(level, text)];
  });
}

function hintOf(level: Hint['level'], text: string): Hint {
  const html = renderLater(text);
  return {
    level,
    get html() {
      return html();
    },
  };
}

function mistakesOf({ mistakes = [] }: StepEntry, position: Position, line: number): Mistake[] {
  const { source } = position.faults;
  return mistakes.flatMap((mistake, i): Mistake[] => {
    const when = checkOf(mistake.when, { ...position, path: [...position.path, i, 'when'] });
    if (when === undefined) return [];
    const tries = [mistake.try ?? []].flat().map(linesOf);
    addTriedFaults(tries, [...position.path, i, 'try'], position.faults);
    const say = renderLater(mistake.say);
    const read: Mistake = {
      when,
      get say() {
        return say();
      },
      tries,
      line: source.at([...position.path, i]).line || line,
    };
    return [read];
  });
}

/** The lines of a text; an empty one at the end is the line end of the one before it. */
function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function addTriedFaults(tries: readonly (readonly string[])[], path: YamlPath, faults: FaultList): void {
  for (const text of tries.flat()) {
    if (triedLine(text) !== undefined) continue;
    const message = `try: expected the name of a terminal and a line, came ${shown(text)}.`;
    faults.add(path, message, 'Write it as in: T[phone]: QUIT');
  }
}

/** In a fixed order, a step comes after the one above it, too; an optional one holds up no other. */
function afterOf(after: readonly string[], earlier: readonly EarlierStep[], isFixed: boolean): readonly string[] {
  const above = earlier.findLast(({ isOptional }) => !isOptional)?.id;
  return isFixed && above !== undefined && !after.includes(above) ? [...after, above] : after;
}

function addOrderFaults({ after = [], optional }: StepEntry, earlier: readonly EarlierStep[], faults: FaultList): void {
  const ids = earlier.map(({ id }) => id);
  after.forEach((other, i) => {
    const found = earlier.find(({ id }) => id === other);
    if (found === undefined) {
      const near = nearestOf(other, ids);
      faults.add(
        ['after', i],
        `after: expected the id of an earlier step, came ${shown(other)}.`,
        near === undefined ? 'Write the id of a step above this one.' : `Did you mean "${near}"?`,
      );
    } else if (found.isOptional && optional !== true) {
      faults.add(
        ['after', i],
        `after: expected a step that must be done, came ${shown(other)}, which is optional: without it, this step can't be reached.`,
        'Make this step optional, too, or take the other out of after.',
      );
    }
  });
}
