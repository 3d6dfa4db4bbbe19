/**
 * A lab with all that proves it, from its folder, wherever that lies: the lab in its world, its solution, its variants.
 * For those who check, play and preview labs; learners' servers read the catalogue alone.
 */
import path from 'node:path';
import type { Lab } from '../../labs/lab.ts';
import { byPlace, type Problem } from '../../labs/problems.ts';
import { parseSolution, parseVariants } from '../protocols/lab-script.ts';
import type { Protocol } from '../protocols/registry.ts';
import { named } from './author-files.ts';
import type { Catalogue } from './catalogue.ts';
import { type Course, Loader } from './load-catalogue.ts';
import type { PlayedLab } from './player.ts';

export interface LabFolder {
  readonly directory: string;
  readonly lab: Lab;
  /** The lab in its world. */
  readonly catalogue: Catalogue;
  readonly played: PlayedLab;
  /** What is wrong with its solution and variants. */
  readonly problems: readonly Problem[];
}

export interface FoldersSetting {
  /** Folders with a course.yaml: their worlds are there, and their labs may be needed. */
  readonly courses: readonly string[];
  readonly protocols: ReadonlyMap<string, Protocol>;
}

/** The group of a lab that no course names: the first part of its address in the page. */
const OWN_GROUP = 'own';

export class LabFolders {
  readonly #loader: Loader;
  readonly #courses: readonly Course[];

  constructor({ courses, protocols }: FoldersSetting) {
    this.#loader = new Loader(protocols);
    this.#courses = this.#loader.readCourses(courses);
  }

  /** What is wrong with the courses and their worlds. */
  get problems(): readonly Problem[] {
    return this.#loader.problems;
  }

  /** Their worlds, and the labs that were read. */
  get catalogue(): Catalogue {
    return this.#loader.catalogue();
  }

  /** The labs that courses name: of all, or of those in these folders. */
  labs(folders?: readonly string[]): readonly { readonly id: string; readonly directory: string }[] {
    return this.#courses
      .filter(({ folder }) => folders?.includes(folder) !== false)
      .flatMap(({ folder, labs }) => labs.map((id) => ({ id, directory: path.resolve(folder, id) })));
  }

  /** Reads the lab of a folder. */
  read(directory: string): { readonly folder: LabFolder } | { readonly problems: readonly Problem[] } {
    const id = this.labs().find((lab) => lab.directory === directory)?.id ?? ownId(directory);
    const before = this.#loader.problems.length;
    const file = path.join(directory, 'lab.md');
    this.#loader.readLab(file, id);
    const problems = this.#loader.problems.slice(before);
    const catalogue = this.#loader.catalogue();
    const lab = problems.length === 0 ? catalogue.lab(id) : undefined;
    return lab === undefined
      ? { problems }
      : { folder: { directory, catalogue, ...proved(lab, catalogue, directory) } };
  }
}

function ownId(directory: string): string {
  const name = path
    .basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '');
  return `${OWN_GROUP}/${name === '' ? 'lab' : name.slice(0, 60)}`;
}

function proved(lab: Lab, catalogue: Catalogue, directory: string): Pick<LabFolder, 'lab' | 'played' | 'problems'> {
  const place = (name: string): string => named(path.join(directory, name));
  const files = { lab: place('lab.md'), solution: place('solution.txt'), variants: place('variants.txt') };
  const { solution: text, variants: variantsText } = catalogue.filesOf(lab.id) ?? {};
  const steps = lab.steps.map(({ id }) => id);
  const solution = parseSolution({ text: text ?? '', file: files.solution, steps });
  const variants = parseVariants({ text: variantsText ?? '', file: files.variants, steps });
  return {
    lab,
    played: { lab, files, parts: solution.parts, variants: variants.variants },
    problems: [
      ...(text === undefined ? [noSolution(files.solution)] : withoutPart(lab, files.lab, solution.parts)),
      ...[...solution.problems].sort(byPlace),
      ...[...variants.problems].sort(byPlace),
    ],
  };
}

function noSolution(file: string): Problem {
  return {
    file,
    line: 1,
    column: 1,
    message: 'Expected the way through the lab, came no such file.',
    wayOut: 'Write it: "-- step ID", and below it what is typed (T:) and printed (P:).',
  };
}

/** Every step is played by somebody: that is what proves it. */
function withoutPart(lab: Lab, file: string, parts: PlayedLab['parts']): Problem[] {
  return lab.steps.flatMap(({ id, line }) => {
    if (parts.some(({ step }) => step === id)) return [];
    const message = `Expected a part of solution.txt for the step "${id}", came none.`;
    return [{ file, line, column: 1, message, wayOut: `Write "-- step ${id}" there, and its lines below it.` }];
  });
}
