/** What a client is here: a program that others wrote, and the journeys on which it must meet our servers. */
import type { WorldSeed } from '../labs/world.ts';
import type { packages } from '../scripts/programs.mjs';
import type { Place } from './place.ts';

export interface Client {
  readonly name: string;
  /** The machine's programs that its journeys run; none where it comes from npm. */
  readonly programs: readonly (keyof typeof packages)[];
  readonly version: () => string | undefined;
  readonly journeys: readonly Journey[];
}

/** One thing that a person does with the client, in a world of its own. */
export interface Journey {
  readonly name: string;
  /** The world in which it happens, made from the course's. */
  readonly seed?: (course: WorldSeed) => WorldSeed;
  /** Limits other than the usual ones, as the environment sets them. */
  readonly config?: Readonly<Record<string, string>>;
  /** @throws Error where the outcome, in the world or in what was fetched, is not what it must be */
  readonly go: (place: Place) => Promise<void>;
}
