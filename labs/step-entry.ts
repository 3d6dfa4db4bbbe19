/** A step's block, as an author wrote it → the step. */
import { checkOf, type CheckSurroundings, type Position } from './check-entry.ts';
import { FaultList } from './fault-list.ts';
import type { Front } from './front-matter.ts';
import { HINT_LEVELS, type Hint, type Mistake, type Step } from './lab.ts';
import { type StepEntry, stepSchema } from './lab-schema.ts';
import type { Section } from './lab-text.ts';
import { renderMarkdown, renderTokens } from './markdown.ts';
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { check, shown } from './schema-problems.ts';
import { YamlSource } from './yaml-source.ts';

export interface StepSurroundings {
  readonly front: Pick<Front, 'isFixed' | 'helpAfter' | 'showsAnswer'>;
  readonly about: Omit<CheckSurroundings, 'isMistake'>;
  /** The ids of the steps above it. */
  readonly earlier: readonly string[];
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
  const { front, about, earlier } = surroundings;
  const entry = checked.value;
  const faults = new FaultList(source);
  const expected = checkOf(entry.expect, { path: ['expect'], faults, about: { ...about, isMistake: false } });
  const mistakes = mistakesOf(entry, { path: ['mistakes'], faults, about: { ...about, isMistake: true } }, line);
  addOrderFaults(entry.after ?? [], earlier, faults);
  if (expected === undefined) return { problems: faults.found };
  const step: Step = {
    id,
    title,
    html: renderTokens(section.body),
    expect: expected,
    after: afterOf(entry.after ?? [], earlier, front.isFixed),
    hints: hintsOf(entry.hints, entry.showAnswer ?? front.showsAnswer),
    mistakes,
    why: renderMarkdown(entry.why),
    isOptional: entry.optional ?? false,
    points: entry.points ?? 1,
    helpAfter: entry.helpAfter ?? front.helpAfter,
    line,
  };
  return { step, problems: faults.found };
}

function hintsOf(hints: StepEntry['hints'], showsAnswer: boolean): Hint[] {
  return HINT_LEVELS.flatMap((level): Hint[] => {
    const text = hints[level];
    return text === undefined || (level === 'answer' && !showsAnswer) ? [] : [{ level, html: renderMarkdown(text) }];
  });
}

function mistakesOf({ mistakes = [] }: StepEntry, position: Position, line: number): Mistake[] {
  const { source } = position.faults;
  return mistakes.flatMap((mistake, i): Mistake[] => {
    const when = checkOf(mistake.when, { ...position, path: [...position.path, i, 'when'] });
    if (when === undefined) return [];
    const tries = [mistake.try ?? []].flat().map(linesOf);
    return [{ when, say: renderMarkdown(mistake.say), tries, line: source.at([...position.path, i]).line || line }];
  });
}

/** The lines of a text; an empty one at the end is the line end of the one before it. */
function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** In a fixed order, a step comes after the one above it, too. */
function afterOf(after: readonly string[], earlier: readonly string[], isFixed: boolean): readonly string[] {
  const above = earlier.at(-1);
  return isFixed && above !== undefined && !after.includes(above) ? [...after, above] : after;
}

function addOrderFaults(after: readonly string[], earlier: readonly string[], faults: FaultList): void {
  after.forEach((other, i) => {
    if (earlier.includes(other)) return;
    const near = nearestOf(other, earlier);
    faults.add(
      ['after', i],
      `after: expected the id of an earlier step, came ${shown(other)}.`,
      near === undefined ? 'Write the id of a step above this one.' : `Did you mean "${near}"?`,
    );
  });
}
