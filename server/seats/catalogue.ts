/**
 * The labs and worlds there are: the built-in ones and those of further folders. Read once at the start
 * (load-catalogue.ts); a wrong file stops it with its place and the way out.
 */
import type { Lab } from '../../labs/lab.ts';
import type { WorldSeed } from '../../labs/world.ts';

/** What lies in a lab's folder for those who prove it. */
export interface LabFiles {
  /** The path of its lab.md. */
  readonly file: string;
  readonly folder: string;
  readonly solution: string | undefined;
  readonly variants: string | undefined;
}

export class Catalogue {
  #labs: readonly Lab[];
  #seeds: ReadonlyMap<string, WorldSeed>;
  #ownSeeds: ReadonlyMap<string, WorldSeed>;
  #files: ReadonlyMap<string, LabFiles>;

  /** @param ofLabs by the lab's id: the worlds that labs make of others, and what lies in their folders */
  constructor(
    labs: readonly Lab[],
    seeds: ReadonlyMap<string, WorldSeed>,
    ofLabs: {
      readonly ownSeeds?: ReadonlyMap<string, WorldSeed>;
      readonly files?: ReadonlyMap<string, LabFiles>;
    } = {},
  ) {
    this.#labs = labs;
    this.#seeds = seeds;
    this.#ownSeeds = ofLabs.ownSeeds ?? new Map<string, WorldSeed>();
    this.#files = ofLabs.files ?? new Map<string, LabFiles>();
  }

  /** In the course's order. */
  get labs(): readonly Lab[] {
    return this.#labs;
  }

  /** Has from now on what another one has: in an author's preview, where labs change while they are shown. */
  adopt(other: Catalogue): void {
    this.#labs = other.#labs;
    this.#seeds = other.#seeds;
    this.#ownSeeds = other.#ownSeeds;
    this.#files = other.#files;
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

  /** The seed of a lab's world, with what the lab adds to it. Values are not drawn yet. @throws Error where there is no such lab */
  seedFor(lab: string): WorldSeed {
    const found = this.lab(lab);
    if (found === undefined) throw new Error(`expected the id of a lab, came "${lab}"`);
    return this.#ownSeeds.get(lab) ?? this.seed(found.world);
  }

  /** Undefined where the lab is not, or was not read from a folder. */
  filesOf(lab: string): LabFiles | undefined {
    return this.#files.get(lab);
  }

  /** The names of the worlds there are. */
  get worlds(): readonly string[] {
    return [...this.#seeds.keys()];
  }
}
