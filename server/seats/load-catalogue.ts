/**
 * Reads the labs and worlds of folders: each lab with its world, its translations, its solution. A wrong file is told with
 * its place and the way out. Synchronous: the start waits for it.
 */
import path from 'node:path';
import { courseOf } from '../../labs/course.ts';
import type { Lab, LabTexts } from '../../labs/lab.ts';
import type { Figures } from '../../labs/lab-figures.ts';
import { circleFaults } from '../../labs/needs.ts';
import { LAB_TEXT_LIMIT, parseLab } from '../../labs/parse-lab.ts';
import type { Problem } from '../../labs/problems.ts';
import { parseTranslation } from '../../labs/translation.ts';
import type { Vocabulary } from '../../labs/vocabulary.ts';
import type { WorldExtension } from '../../labs/world-extension.ts';
import type { WorldSeed } from '../../labs/world.ts';
import type { Protocol } from '../protocols/registry.ts';
import { AuthorFiles, isFile, named, namesIn, pictureOf } from './author-files.ts';
import { Catalogue, type LabFiles } from './catalogue.ts';
import { type LoadedWorld, WorldLoader } from './load-world.ts';

/** All pictures of a lab's text together, in bytes: a page gets them with the text. */
const PICTURES_LIMIT_BYTES = 600_000;
/** The longest solution, and all variants of a lab together, in characters. */
export const SOLUTION_LIMIT = 200_000;

export type LoadedCatalogue = { readonly catalogue: Catalogue } | { readonly problems: readonly Problem[] };

/**
 * Reads `course.yaml`, the labs it names and the worlds they play in from each folder, in their order; a lab may
 * play in a world of any of them, or in one that it makes of it.
 */
export function loadCatalogue(folders: readonly string[], protocols: ReadonlyMap<string, Protocol>): LoadedCatalogue {
  return new Loader(protocols).load(folders);
}

/** Reads one world's file, wherever it lies, with the mails and files beside it, or in another folder. */
export function loadWorldFile(
  file: string,
  protocols: ReadonlyMap<string, Protocol>,
  sources: string = path.dirname(file),
): { readonly seed: WorldSeed } | { readonly problems: readonly Problem[] } {
  const files = new AuthorFiles();
  const loaded = new WorldLoader(files, protocols).world(file, 'Name a file that is there.', sources);
  return loaded === undefined || files.problems.length > 0 ? { problems: files.problems } : { seed: loaded.seed };
}

/** What labs may name: a protocol that only speaks another one on a port of its own is that other one there. */
export function vocabulariesOf(protocols: ReadonlyMap<string, Protocol>): ReadonlyMap<string, Vocabulary> {
  return new Map(
    [...protocols].flatMap(([name, { speaks, vocabulary }]) => (speaks === undefined ? [[name, vocabulary]] : [])),
  );
}

/** A lab that is right, with where the labs that it needs are named. */
interface LoadedLab {
  readonly lab: Lab;
  /** Its path, as problems name it. */
  readonly file: string;
  readonly files: LabFiles;
  readonly needsAt: readonly Pick<Problem, 'line' | 'column'>[];
}

/** A folder with a course.yaml: the labs and worlds that it names. */
export interface Course {
  readonly folder: string;
  readonly labs: readonly string[];
  readonly worlds: readonly string[];
}

/** Reads courses, and labs one by one. What is wrong is among `problems`. */
export class Loader {
  readonly #files = new AuthorFiles();
  readonly #worldLoader: WorldLoader;
  readonly #vocabularies: ReadonlyMap<string, Vocabulary>;
  readonly #labs = new Map<string, LoadedLab>();
  readonly #worlds = new Map<string, LoadedWorld>();
  /** The worlds that labs make of others, by the lab. */
  readonly #ownSeeds = new Map<string, WorldSeed>();
  /** Every world and lab that a folder names, also one that could not be read: its own fault is enough. */
  readonly #worldNames = new Set<string>();
  readonly #labIds = new Set<string>();

  constructor(protocols: ReadonlyMap<string, Protocol>) {
    this.#worldLoader = new WorldLoader(this.#files, protocols);
    this.#vocabularies = vocabulariesOf(protocols);
  }

  /** What was found wrong so far. */
  get problems(): readonly Problem[] {
    return this.#files.problems;
  }

  /** Reads the worlds of courses; gives the labs that each names. */
  readCourses(folders: readonly string[]): readonly Course[] {
    const courses = folders.flatMap((folder) => this.#course(folder) ?? []);
    for (const { folder, worlds } of courses) for (const name of worlds) this.#world(folder, name);
    for (const { labs } of courses) for (const id of labs) this.#labIds.add(id);
    return courses;
  }

  load(folders: readonly string[]): LoadedCatalogue {
    const courses = this.readCourses(folders);
    const seen = new Set<string>();
    for (const { folder, labs } of courses) for (const id of labs) this.#lab(folder, id, seen);
    this.#files.problems.push(...circleFaults(this.#labs));
    if (this.#files.problems.length > 0) return { problems: this.#files.problems };
    return { catalogue: this.catalogue() };
  }

  /** The labs that were read and are right, in their worlds. */
  catalogue(): Catalogue {
    const labs = [...this.#labs.values()];
    const seeds = new Map([...this.#worlds].map(([name, { seed }]) => [name, seed]));
    const files = new Map(labs.map((loaded) => [loaded.lab.id, loaded.files]));
    return new Catalogue(
      labs.map(({ lab }) => lab),
      seeds,
      { ownSeeds: this.#ownSeeds, files },
    );
  }

  #course(folder: string): Course | undefined {
    const file = path.join(folder, 'course.yaml');
    const wayOut = 'Set LABS_DIR to a folder with a course.yaml that lists its labs.';
    const text = this.#files.text(file, LAB_TEXT_LIMIT, wayOut);
    if (text === undefined) return undefined;
    const parsed = courseOf(text, named(file));
    this.#files.problems.push(...parsed.problems);
    return { folder, labs: parsed.labs, worlds: parsed.worlds };
  }

  #world(folder: string, name: string): void {
    const file = path.join(folder, 'worlds', name, 'world.yaml');
    if (this.#worldNames.has(name)) {
      const message = `Expected a world that is not there yet, came "${name}" again.`;
      this.#files.fault(file, message, 'Give it another name.');
      return;
    }
    this.#worldNames.add(name);
    const loaded = this.#worldLoader.world(file, 'Put the file there, or take the world out of course.yaml.');
    if (loaded !== undefined) this.#worlds.set(name, loaded);
  }

  #lab(folder: string, id: string, seen: Set<string>): void {
    const file = path.join(folder, id, 'lab.md');
    if (seen.has(id)) {
      const message = `Expected a lab that is not there yet, came "${id}" again.`;
      this.#files.fault(file, message, 'Give its folder another name.');
      return;
    }
    seen.add(id);
    this.readLab(file, id);
  }

  /** Reads one lab, wherever it lies, into the worlds of the courses. */
  readLab(file: string, id: string): void {
    const text = this.#files.text(file, LAB_TEXT_LIMIT, 'Put the file there, or take the lab out of course.yaml.');
    if (text === undefined) return;
    let seed: WorldSeed | undefined;
    const parsed = parseLab(text, named(file), id, {
      vocabularies: this.#vocabularies,
      worlds: [...this.#worldNames],
      labs: [...this.#labIds],
      figures: this.#figures(path.dirname(file)),
      worldOf: (name, extension) => {
        const found = this.#worldOf(name, extension, file);
        if (found === undefined || 'problems' in found) return found;
        ({ seed } = found);
        return { world: seed.world };
      },
    });
    if (!('lab' in parsed)) {
      this.#files.problems.push(...parsed.problems);
      return;
    }
    if (seed !== undefined && this.#worlds.get(parsed.lab.world)?.seed !== seed) this.#ownSeeds.set(id, seed);
    const translations = this.#translations(path.dirname(file), parsed.lab, seed);
    this.#labs.set(id, {
      lab: { ...parsed.lab, translations },
      file: named(file),
      files: this.#filesOf(file),
      needsAt: parsed.needsAt,
    });
  }

  #worldOf(
    name: string,
    extension: WorldExtension | undefined,
    file: string,
  ): { readonly seed: WorldSeed } | { readonly problems: readonly Problem[] } | undefined {
    const base = this.#worlds.get(name);
    return base === undefined || extension === undefined ? base : this.#worldLoader.extended(base, extension, file);
  }

  #translations(folder: string, lab: Lab, seed: WorldSeed | undefined): Record<string, LabTexts> {
    const found: Record<string, LabTexts> = {};
    for (const name of namesIn(folder)) {
      const language = /^lab\.([a-z]{2,3}(?:-[A-Z]{2})?)\.md$/.exec(name)?.[1];
      if (language === undefined) continue;
      const file = path.join(folder, name);
      const text = this.#files.text(file, LAB_TEXT_LIMIT, 'Make it a file that can be read.');
      if (text === undefined) continue;
      const parsed = parseTranslation(text, named(file), lab, {
        figures: this.#figures(folder),
        ...(seed !== undefined && { world: seed.world }),
      });
      if ('texts' in parsed) found[language] = parsed.texts;
      else this.#files.problems.push(...parsed.problems);
    }
    return found;
  }

  #figures(folder: string): Figures {
    let left = PICTURES_LIMIT_BYTES;
    return {
      text: (name) => {
        const place = path.join(folder, name);
        return isFile(place) ? this.#files.text(place, LAB_TEXT_LIMIT, 'Make it a file that can be read.') : undefined;
      },
      picture: (name) => {
        const picture = pictureOf(path.join(folder, name), left);
        if ('url' in picture) left -= picture.url.length;
        return picture;
      },
    };
  }

  #filesOf(file: string): LabFiles {
    const folder = path.dirname(file);
    const read = (name: string): string | undefined => {
      const place = path.join(folder, name);
      return isFile(place) ? this.#files.text(place, SOLUTION_LIMIT, 'Make it a file that can be read.') : undefined;
    };
    return { file, folder, solution: read('solution.txt'), variants: read('variants.txt') };
  }
}
