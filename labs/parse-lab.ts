/**
 * `lab.md` → Lab, or everything that is wrong with it. Pure; never throws. A lab is Markdown with YAML front matter;
 * each second-level heading with an id begins a step, and a fenced `step` block in it says what must happen.
 */
import { type Front, HELP_AFTER, readFront } from './front-matter.ts';
import type { Lab, ParsedLab, Step } from './lab.ts';
import { takeApart } from './lab-text.ts';
import { parseMarkdown, renderTokens } from './markdown.ts';
import { byPlace, type Problem } from './problems.ts';
import { stepOf } from './step-entry.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The longest `lab.md`, in characters. */
export const LAB_TEXT_LIMIT = 300_000;

/** What the lab's words are held against. */
export interface LabSurroundings {
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
  /** The names of the worlds there are. */
  readonly worlds?: readonly string[];
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
  const match = /^---\n(.*?\n)?---[ \t]*(?:\n|$)/s.exec(text);
  if (match === null) {
    const message = 'Expected a line of three hyphens (---) and the front matter.';
    return { problems: [{ file, line: 1, column: 1, message, wayOut: 'Begin the file with it.' }] };
  }
  const { front, problems } = readFront(match[1] ?? '', file, surroundings);
  const [head] = match;
  // Blank lines in the place of the front matter keep the numbers of the lines.
  const rest = head.replace(/[^\n]/g, '') + text.slice(head.length);
  const body = readBody(rest, file, front, surroundings);
  const all = [...problems, ...body.problems].sort(byPlace);
  if (front === undefined || all.length > 0) return { problems: all };
  const { introduction, steps } = body;
  return { lab: { id, ...front.fields, introduction, steps, translations: {} }, problems: [] };
}

/** The steps are read also where the front matter is wrong: an author sees all faults at once. */
function readBody(
  text: string,
  file: string,
  front: Front | undefined,
  { vocabularies }: LabSurroundings,
): Pick<Lab, 'introduction' | 'steps'> & { readonly problems: readonly Problem[] } {
  const { introduction, sections, problems } = takeApart(parseMarkdown(text), file, text.split('\n'));
  const about = { protocol: front?.fields.protocol ?? '', ...(vocabularies === undefined ? {} : { vocabularies }) };
  const steps: Step[] = [];
  const found: Problem[] = [...problems];
  sections.forEach((section, i) => {
    if (section.block === undefined) found.push(noBlock(section.id, { file, line: section.line, column: 1 }));
    const earlier = sections.slice(0, i).map((other) => other.id);
    const read = stepOf(section, { front: front ?? NO_FRONT, about, earlier });
    found.push(...read.problems);
    if (read.step !== undefined) steps.push(read.step);
  });
  return { introduction: renderTokens(introduction), steps, problems: found };
}

const NO_FRONT = { isFixed: false, helpAfter: HELP_AFTER, showsAnswer: true };

function noBlock(id: string, place: Pick<Problem, 'file' | 'line' | 'column'>): Problem {
  return {
    ...place,
    message: `Expected a fenced step block in the step "${id}", came none.`,
    wayOut: 'Add one that begins with ```step and has expect, hints and why.',
  };
}
