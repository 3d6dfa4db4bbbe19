/**
 * The labs and worlds there are: the built-in ones and those of further folders. Read once at the start; a wrong file
 * stops it with its place and the way out.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LabList, LabView } from '../contract/catalogue.ts';
import { courseOf } from '../../labs/course.ts';
import type { Lab } from '../../labs/lab.ts';
import { LAB_TEXT_LIMIT, parseLab } from '../../labs/parse-lab.ts';
import { parseWorld, sourcesOf, WORLD_TEXT_LIMIT } from '../../labs/parse-world.ts';
import type { Problem } from '../../labs/problems.ts';
import type { Vocabulary } from '../../labs/vocabulary.ts';
import type { World, WorldSeed } from '../../labs/world.ts';
import type { Protocol } from '../protocols/registry.ts';

/** The largest mail or file of a world, and all of one world together, in bytes. */
const SOURCE_LIMIT_BYTES = 8 * 1024 * 1024;
const SEED_LIMIT_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class Catalogue {
  /** In the course's order. */
  readonly labs: readonly Lab[];
  readonly #seeds: ReadonlyMap<string, WorldSeed>;

  constructor(labs: readonly Lab[], seeds: ReadonlyMap<string, WorldSeed>) {
    this.labs = labs;
    this.#seeds = seeds;
  }

  lab(id: string): Lab | undefined {
    return this.labs.find((lab) => lab.id === id);
  }

  /** The seed of a world, by its name. Shared by all who use it. @throws Error where there is no such world */
  seed(world: string): WorldSeed {
    const seed = this.#seeds.get(world);
    if (seed === undefined) throw new Error(`expected the name of a world, came "${world}"`);
    return seed;
  }

  /** The names of the worlds there are. */
  get worlds(): readonly string[] {
    return [...this.#seeds.keys()];
  }

  /** What the page's catalogue shows; `tickedOf` says how many steps of a lab the learner has done. */
  list(tickedOf: (lab: string) => number): LabList {
    return {
      labs: this.labs.map(({ id, title, summary, protocol, level, minutes, steps }) => {
        return { id, title, summary, protocol, level, minutes, steps: steps.length, ticked: tickedOf(id) };
      }),
    };
  }

  /** What the panel of a lab shows: no checks, no hints, no answers. */
  view(id: string): LabView | undefined {
    const lab = this.lab(id);
    if (lab === undefined) return undefined;
    const { title, summary, protocol, minutes, introduction, steps } = lab;
    const next = this.labs[this.labs.indexOf(lab) + 1];
    return {
      id,
      title,
      summary,
      protocol,
      minutes,
      introduction,
      steps: steps.map((step) => ({ id: step.id, title: step.title, html: step.html, hints: step.hints.length })),
      ...(next === undefined ? {} : { next: { id: next.id, title: next.title } }),
    };
  }
}

export type LoadedCatalogue = { readonly catalogue: Catalogue } | { readonly problems: readonly Problem[] };

/**
 * Reads `course.yaml`, the labs it names and the worlds they play in from each folder, in their order; a lab may
 * play in a world of any of them. Synchronous: the start waits for it.
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
  return new Loader(protocols).loadWorld(file, sources);
}

/** What labs may name: a protocol that only speaks another one on a port of its own is that other one there. */
export function vocabulariesOf(protocols: ReadonlyMap<string, Protocol>): ReadonlyMap<string, Vocabulary> {
  return new Map(
    [...protocols].flatMap(([name, { speaks, vocabulary }]) => (speaks === undefined ? [[name, vocabulary]] : [])),
  );
}

class Loader {
  readonly #protocols: ReadonlyMap<string, Protocol>;
  readonly #problems: Problem[] = [];
  readonly #labs = new Map<string, Lab>();
  readonly #seeds = new Map<string, WorldSeed>();
  /** Every world that a folder names, also one that could not be read: its own fault is enough. */
  readonly #worlds = new Set<string>();

  constructor(protocols: ReadonlyMap<string, Protocol>) {
    this.#protocols = protocols;
  }

  load(folders: readonly string[]): LoadedCatalogue {
    const courses = folders.flatMap((folder) => this.#course(folder) ?? []);
    for (const { folder, worlds } of courses) for (const name of worlds) this.#world(folder, name);
    for (const { folder, labs } of courses) for (const id of labs) this.#lab(folder, id);
    if (this.#problems.length > 0) return { problems: this.#problems };
    return { catalogue: new Catalogue([...this.#labs.values()], this.#seeds) };
  }

  #course(folder: string): { folder: string; labs: readonly string[]; worlds: readonly string[] } | undefined {
    const file = path.join(folder, 'course.yaml');
    const text = this.#text(file, LAB_TEXT_LIMIT, 'Set LABS_DIR to a folder with a course.yaml that lists its labs.');
    if (text === undefined) return undefined;
    const parsed = courseOf(text, named(file));
    this.#problems.push(...parsed.problems);
    return { folder, labs: parsed.labs, worlds: parsed.worlds };
  }

  #world(folder: string, name: string): void {
    const file = path.join(folder, 'worlds', name, 'world.yaml');
    if (this.#worlds.has(name)) {
      this.#fault(file, `Expected a world that is not there yet, came "${name}" again.`, 'Give it another name.');
      return;
    }
    this.#worlds.add(name);
    const seed = this.#worldFile(file, 'Put the file there, or take the world out of course.yaml.');
    if (seed !== undefined) this.#seeds.set(name, seed);
  }

  /** One world's file alone; `sources` is the folder of its mails and files. */
  loadWorld(file: string, sources: string): { readonly seed: WorldSeed } | { readonly problems: readonly Problem[] } {
    const seed = this.#worldFile(file, 'Name a file that is there.', sources);
    return seed === undefined || this.#problems.length > 0 ? { problems: this.#problems } : { seed };
  }

  #worldFile(file: string, wayOut: string, directory = path.dirname(file)): WorldSeed | undefined {
    const text = this.#text(file, WORLD_TEXT_LIMIT, wayOut);
    if (text === undefined) return undefined;
    const parsed = parseWorld(text, named(file), {
      has: (source) => isFile(path.join(directory, source)),
      protocols: new Map([...this.#protocols].map(([protocol, { settings }]) => [protocol, settings])),
    });
    if ('world' in parsed) return this.#seed(directory, file, parsed.world);
    this.#problems.push(...parsed.problems);
    return undefined;
  }

  #seed(directory: string, file: string, world: World): WorldSeed {
    const sources = new Map<string, Uint8Array>();
    let bytes = 0;
    for (const [name, kind] of sourcesOf(world)) {
      const place = path.join(directory, name);
      const { size } = statSync(place);
      bytes += size;
      if (size > SOURCE_LIMIT_BYTES) {
        const message = `Expected at most ${SOURCE_LIMIT_BYTES} bytes in one file of a world, came ${size}.`;
        this.#fault(place, message, 'Make the file smaller.');
      } else if (bytes > SEED_LIMIT_BYTES) {
        const message = `Expected at most ${SEED_LIMIT_BYTES} bytes in all files of a world, came more.`;
        this.#fault(file, message, 'Name fewer or smaller files.');
        break;
      } else {
        const body = readFileSync(place);
        sources.set(name, kind === 'mail' ? withCrLf(body) : new Uint8Array(body));
      }
    }
    return { world, sources };
  }

  #lab(folder: string, id: string): void {
    const file = path.join(folder, id, 'lab.md');
    if (this.#labs.has(id)) {
      this.#fault(file, `Expected a lab that is not there yet, came "${id}" again.`, 'Give its folder another name.');
      return;
    }
    const text = this.#text(file, LAB_TEXT_LIMIT, 'Put the file there, or take the lab out of course.yaml.');
    if (text === undefined) return;
    const surroundings = { vocabularies: vocabulariesOf(this.#protocols), worlds: [...this.#worlds] };
    const parsed = parseLab(text, named(file), id, surroundings);
    if ('lab' in parsed) this.#labs.set(id, parsed.lab);
    else this.#problems.push(...parsed.problems);
  }

  /** The file's text; undefined, with a problem, where it can't be read. */
  #text(file: string, limit: number, wayOut: string): string | undefined {
    try {
      const { size } = statSync(file);
      if (size > limit * 4) {
        this.#fault(file, `Expected at most ${limit} characters, came ${size} bytes.`, 'Make the file smaller.');
        return undefined;
      }
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    } catch (error) {
      if (error instanceof TypeError) this.#fault(file, 'Expected UTF-8, came other bytes.', 'Save the file as UTF-8.');
      else this.#fault(file, `Expected a file that can be read, came ${reasonOf(error)}.`, wayOut);
      return undefined;
    }
  }

  #fault(file: string, message: string, wayOut: string): void {
    this.#problems.push({ file: named(file), line: 1, column: 1, message, wayOut });
  }
}

/** Each LF that has no CR before it becomes CR LF (RFC 5322 §2.1). */
export function withCrLf(bytes: Uint8Array): Uint8Array {
  let bare = 0;
  for (let i = 0; i < bytes.length; i++) if (isBare(bytes, i)) bare++;
  const whole = new Uint8Array(bytes.length + bare);
  let end = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (isBare(bytes, i)) whole[end++] = CARRIAGE_RETURN;
    whole[end++] = bytes[i] ?? 0;
  }
  return whole;
}

function isBare(bytes: Uint8Array, i: number): boolean {
  return bytes[i] === LINE_FEED && bytes[i - 1] !== CARRIAGE_RETURN;
}

/** The name by which an author knows the file: from where the server was started. */
function named(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

function isFile(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isFile() === true;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'no permission';
  return typeof code === 'string' ? code : String(error);
}
