/** Reads worlds with the mails and files that they name, and the worlds that labs make of them. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseWorld, sourcesOf, WORLD_TEXT_LIMIT, worldFrom } from '../../labs/parse-world.ts';
import type { Problem } from '../../labs/problems.ts';
import { extendWorld, LAB_SOURCES, type WorldExtension } from '../../labs/world-extension.ts';
import type { World, WorldSeed } from '../../labs/world.ts';
import { YamlSource } from '../../labs/yaml-source.ts';
import type { Protocol } from '../protocols/registry.ts';
import { AuthorFiles, isFile, named, withCrLf } from './author-files.ts';

/** The largest mail or file of a world, and all of one world together, in bytes. */
const SOURCE_LIMIT_BYTES = 8 * 1024 * 1024;
const SEED_LIMIT_BYTES = 32 * 1024 * 1024;

/** A world with where it lies, so that labs may extend it. */
export interface LoadedWorld {
  readonly seed: WorldSeed;
  readonly folder: string;
  /** As it was written. */
  readonly yaml: YamlSource;
}

export class WorldLoader {
  readonly #files: AuthorFiles;
  readonly #protocols: ReadonlyMap<string, Protocol['settings']>;

  constructor(files: AuthorFiles, protocols: ReadonlyMap<string, Protocol>) {
    this.#files = files;
    this.#protocols = new Map([...protocols].map(([name, { settings }]) => [name, settings]));
  }

  /** One world's file; `folder` is that of its mails and files. Undefined, with problems, where it is not right. */
  world(file: string, wayOut: string, folder = path.dirname(file)): LoadedWorld | undefined {
    const text = this.#files.text(file, WORLD_TEXT_LIMIT, wayOut);
    if (text === undefined) return undefined;
    const parsed = parseWorld(
      text,
      named(file),
      this.#surroundings((source) => path.join(folder, source)),
    );
    if (!('world' in parsed)) {
      this.#files.problems.push(...parsed.problems);
      return undefined;
    }
    const seed = this.#seed(file, parsed.world, (source) => path.join(folder, source));
    return { seed, folder, yaml: new YamlSource(text, { file: named(file) }) };
  }

  /** The world that a lab makes of one. What the lab does not name anew is shared. */
  extended(
    { seed, folder, yaml }: LoadedWorld,
    extension: WorldExtension,
    labFile: string,
  ): { readonly seed: WorldSeed } | { readonly problems: readonly Problem[] } {
    const placeOf = (source: string): string =>
      source.startsWith(LAB_SOURCES)
        ? path.join(path.dirname(labFile), source.slice(LAB_SOURCES.length))
        : path.join(folder, source);
    const parsed = worldFrom(extendWorld(yaml, extension), seed.world.name, this.#surroundings(placeOf));
    return 'world' in parsed ? { seed: this.#seed(labFile, parsed.world, placeOf, seed.sources) } : parsed;
  }

  #surroundings(placeOf: (source: string) => string): NonNullable<Parameters<typeof parseWorld>[2]> {
    return {
      has: (source) => isFile(placeOf(source)),
      protocols: this.#protocols,
    };
  }

  #seed(
    file: string,
    world: World,
    placeOf: (source: string) => string,
    known: ReadonlyMap<string, Uint8Array> = new Map(),
  ): WorldSeed {
    const sources = new Map<string, Uint8Array>();
    let bytes = 0;
    for (const [name, kind] of sourcesOf(world)) {
      const place = placeOf(name);
      const shared = known.get(name);
      const size = shared?.length ?? statSync(place).size;
      bytes += size;
      if (shared !== undefined) {
        sources.set(name, shared);
      } else if (size > SOURCE_LIMIT_BYTES) {
        const message = `Expected at most ${SOURCE_LIMIT_BYTES} bytes in one file of a world, came ${size}.`;
        this.#files.fault(place, message, 'Make the file smaller.');
      } else if (bytes > SEED_LIMIT_BYTES) {
        const message = `Expected at most ${SEED_LIMIT_BYTES} bytes in all files of a world, came more.`;
        this.#files.fault(file, message, 'Name fewer or smaller files.');
        break;
      } else {
        const body = readFileSync(place);
        sources.set(name, kind === 'mail' ? withCrLf(body) : new Uint8Array(body));
      }
    }
    return { world, sources };
  }
}
