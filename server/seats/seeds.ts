/**
 * The seeds that seats begin with: what the catalogue has now, what the store keeps of before, and what a learner's own
 * values make of either. What worlds have in common is in memory once.
 */
import { createHmac } from 'node:crypto';
import { drawValues, seedWithValues, type Values, withValues } from '../../labs/values.ts';
import type { Store } from '../store/store.ts';
import type { Catalogue } from './catalogue.ts';
import { packSeed, type SeatSeed, unpackSeed } from './seed.ts';

export interface SeedsSetting {
  readonly store: Pick<Store, 'putSeed' | 'seed'>;
  readonly catalogue: Catalogue;
  /** The world of free play. */
  readonly freePlayWorld: string;
  /** From which every learner's own values are drawn. */
  readonly secret: Uint8Array;
}

export interface NamedSeed {
  /** SHA-256, in hex. */
  readonly digest: string;
  readonly seed: SeatSeed;
}

export class Seeds {
  readonly #setting: SeedsSetting;
  /** Parsed seeds by digest. */
  readonly #parsed = new Map<string, WeakRef<SeatSeed>>();
  /** Those of the catalogue, by lab. */
  readonly #current = new Map<string, NamedSeed>();
  readonly #kept = new Set<string>();

  constructor(setting: SeedsSetting) {
    this.#setting = setting;
  }

  /** The seed of a lab as it is now; free play, where `lab` is empty. Undefined for a lab that is not there. */
  current(lab: string): NamedSeed | undefined {
    const { catalogue, freePlayWorld } = this.#setting;
    const found = lab === '' ? undefined : catalogue.lab(lab);
    if (lab !== '' && found === undefined) return undefined;
    const world = found === undefined ? catalogue.seed(freePlayWorld) : catalogue.seedFor(found.id);
    const known = this.#current.get(lab);
    if (known?.seed.lab === found && known?.seed.world === world) return known;
    const seed = { lab: found, world };
    const named = { digest: packSeed(seed).digest, seed };
    this.#current.set(lab, named);
    return named;
  }

  /** Keeps a seed, so that seats can begin with it. */
  async keep({ digest, seed }: NamedSeed): Promise<void> {
    if (this.#kept.has(digest)) return;
    await this.#setting.store.putSeed(digest, packSeed(seed).data);
    this.#kept.add(digest);
    this.#parsed.set(digest, new WeakRef(seed));
  }

  /** A seed that is kept. @throws Error where it is not */
  async find(digest: string): Promise<SeatSeed> {
    const known = this.#parsed.get(digest)?.deref();
    if (known !== undefined) return known;
    const data = await this.#setting.store.seed(digest);
    if (data === undefined) throw new Error(`the store lacks the seed ${digest}`);
    const seed = unpackSeed(data);
    this.#parsed.set(digest, new WeakRef(seed));
    return seed;
  }

  /** The seed with a learner's own values in it: the same ones whenever it is asked for. */
  of(learner: string, { lab, world }: SeatSeed): SeatSeed {
    if (lab === undefined || lab.values.length === 0) return { lab, world };
    const values = this.valuesOf(learner, lab);
    return { lab: withValues(lab, values), world: seedWithValues(world, values) };
  }

  valuesOf(learner: string, lab: NonNullable<SeatSeed['lab']>): Values {
    return drawValues(lab.values, (name) =>
      createHmac('sha256', this.#setting.secret)
        .update(JSON.stringify([learner, lab.id, name]))
        .digest(),
    );
  }
}
