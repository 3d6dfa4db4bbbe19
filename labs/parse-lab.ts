/**
 * `lab.md` → Lab, or everything that is wrong with it. Pure; never throws. A lab is Markdown with YAML front matter;
 * each second-level heading with an id begins a step, and a fenced `step` block in it says what must happen.
 */
import { type Front, type FrontSurroundings, HELP_AFTER, readFront } from './front-matter.ts';
import type { ParsedLab, Step } from './lab.ts';
import { type Figures, placeFigures } from './lab-figures.ts';
import { type LabText, type Section, takeApart } from './lab-text.ts';
import { parseMarkdown, renderTokens } from './markdown.ts';
import { byPlace, type Problem } from './problems.ts';
import { type EarlierStep, stepOf } from './step-entry.ts';
import { addHoleFaults, addHostFaults, codeIn, type LabFile } from './text-faults.ts';
import { holesOf } from './values.ts';
import type { WorldExtension } from './world-extension.ts';
import type { World } from './world.ts';

/** The longest `lab.md`, in characters. */
export const LAB_TEXT_LIMIT = 300_000;
/** At most so many faults of one lab are told. */
const PROBLEM_LIMIT = 100;

/** What the lab's words are held against. What is undefined is not known: anything will do. */
export interface LabSurroundings extends FrontSurroundings {
  /** What lies in the lab's folder. */
  readonly figures?: Figures;
  /** The lab's world: that of the name, with what the lab adds to it; undefined where it can't be read. */
  readonly worldOf?: (
    name: string,
    extension: WorldExtension | undefined,
  ) => { readonly world: World } | { readonly problems: readonly Problem[] } | undefined;
}

/** Reads a lab. `file` is its path, as problems name it; `id` its folder below `labs/`: `smtp/first-mail`. */
export function parseLab(text: string, file: string, id: string, surroundings: LabSurroundings = {}): ParsedLab {
  if (text.length > LAB_TEXT_LIMIT) {
    const message = `Expected at most ${LAB_TEXT_LIMIT} characters, came ${text.length}.`;
    return { problems: [{ file, line: 1, column: 1, message, wayOut: 'Make two labs of it.' }] };
  }
  return readLab(text.replace(/\r\n?/g, '\n'), file, id, surroundings);
}

function readLab(text: string, file: string, id: string, surroundings: LabSurroundings): ParsedLab {
  const parts = partFront(text);
  if (parts === undefined) {
    const message = 'Expected a line of three hyphens (---) and the front matter.';
    return { problems: [{ file, line: 1, column: 1, message, wayOut: 'Begin the file with it.' }] };
  }
  const { front, problems } = readFront(parts.front, file, surroundings);
  const about: LabFile = { file, lines: text.split('\n'), problems: [...problems] };
  const body = takeApart(parseMarkdown(parts.body), file, about.lines);
  about.problems.push(...body.problems);
  placeFigures(
    [...body.introduction, ...body.sections.flatMap((section) => section.body)],
    surroundings.figures,
    about,
  );
  const world = front === undefined ? undefined : worldOf(front, surroundings, about);
  const steps = readSteps(body, { front, world, surroundings, about });
  if (front !== undefined) addTextFaults(body, { front, world, steps, about, frontLines: parts.frontLines });
  if (front === undefined || about.problems.length > 0) {
    return { problems: about.problems.sort(byPlace).slice(0, PROBLEM_LIMIT) };
  }
  const introduction = renderTokens(body.introduction);
  const { fields, faults } = front;
  return {
    lab: { id, ...fields, introduction, steps, translations: {} },
    needsAt: fields.needs.map((_need, i) => faults.source.at(['needs', i])),
    problems: [],
  };
}

/** The text between the two lines of hyphens, and the rest with empty lines in its place, so that lines keep their numbers. */
export function partFront(text: string): { front: string; frontLines: number; body: string } | undefined {
  const match = /^---\n(.*?\n)?---[ \t]*(?:\n|$)/s.exec(text);
  if (match === null) return undefined;
  const [head, front = ''] = match;
  const lineEnds = head.replace(/[^\n]/g, '');
  return { front, frontLines: lineEnds.length, body: lineEnds + text.slice(head.length) };
}

function worldOf(front: Front, { worldOf }: LabSurroundings, about: LabFile): World | undefined {
  const found = worldOf?.(front.fields.world, front.extension);
  if (found === undefined) return undefined;
  if ('world' in found) return found.world;
  about.problems.push(...found.problems);
  return undefined;
}

interface Reading {
  readonly front: Front | undefined;
  readonly world: World | undefined;
  readonly about: LabFile;
}

/** The steps are read also where the front matter is wrong: an author sees all faults at once. */
function readSteps(
  { sections }: LabText,
  { front, world, surroundings, about }: Reading & { readonly surroundings: LabSurroundings },
): Step[] {
  const { vocabularies } = surroundings;
  const words = {
    protocol: front?.fields.protocol ?? '',
    labText: textBeside(sections, about.lines),
    ...(vocabularies === undefined ? {} : { vocabularies }),
    ...(world === undefined ? {} : { world }),
    ...(front === undefined ? {} : { terminals: front.fields.terminals }),
  };
  const steps: Step[] = [];
  const earlier: EarlierStep[] = [];
  for (const section of sections) {
    if (section.block === undefined) about.problems.push(noBlock(section, about.file));
    const { step, problems } = stepOf(section, { front: front ?? NO_FRONT, about: words, earlier, lines: about.lines });
    about.problems.push(...problems);
    if (step !== undefined) steps.push(step);
    earlier.push(step ?? { id: section.id, isOptional: false });
  }
  return steps;
}

/** The lines of the file that stand in no step block. */
function textBeside(sections: readonly Section[], lines: readonly string[]): string {
  const beside = [...lines];
  for (const { block } of sections) {
    if (block !== undefined)
      beside.fill('', block.linesBefore, (block.linesBefore ?? 0) + block.text.split('\n').length);
  }
  return beside.join('\n');
}

const NO_FRONT = { isFixed: false, helpAfter: HELP_AFTER, showsAnswer: true };

function noBlock({ id, line }: Section, file: string): Problem {
  return {
    file,
    line,
    column: 1,
    message: `Expected a fenced step block in the step "${id}", came none.`,
    wayOut: 'Add one that begins with ```step and has expect, hints and why.',
  };
}

function addTextFaults(
  { introduction, sections }: LabText,
  {
    front,
    world,
    steps,
    about,
    frontLines,
  }: Reading & { readonly front: Front; readonly steps: readonly Step[]; readonly frontLines: number },
): void {
  if (world !== undefined) {
    addHostFaults(codeIn([...introduction, ...sections.flatMap(({ body }) => body)]), world, about);
  }
  // A step that could not be read may bind anything.
  if (steps.length < sections.length) return;
  const checks = steps.flatMap(({ expect, mistakes }) => [expect, ...mistakes.map(({ when }) => when)]);
  const bound = new Set(checks.flatMap((check) => [...holesOf(check)]));
  const drawn = front.fields.values.map(({ name }) => name);
  addHoleFaults(about, { drawn, bound, front: { from: 1, to: frontLines } });
}
