/** Which verbs were said in which states. */
import type { VerbEntry } from '../labs/vocabulary.ts';

export class Matrix {
  readonly #states: readonly string[];
  readonly #verbs: readonly VerbEntry[];
  readonly #reached = new Set<string>();

  constructor(states: readonly string[], verbs: readonly VerbEntry[]) {
    this.#states = states;
    this.#verbs = verbs;
  }

  reached(state: string, verb: string): void {
    this.#reached.add(`${verb} in ${state}`);
  }

  /** Of all verbs in all states; and of those that the table of commands allows there. */
  get figures(): { readonly all: Figure; readonly allowed: Figure } {
    return { all: this.#figure(() => true), allowed: this.#figure(({ states }, state) => states.includes(state)) };
  }

  #figure(counts: (verb: VerbEntry, state: string) => boolean): Figure {
    const pairs = this.#states.flatMap((state) =>
      this.#verbs.filter((entry) => counts(entry, state)).map(({ verb }) => `${verb} in ${state}`),
    );
    const missing = pairs.filter((pair) => !this.#reached.has(pair));
    return { reached: pairs.length - missing.length, possible: pairs.length, missing };
  }
}

export interface Figure {
  readonly reached: number;
  readonly possible: number;
  /** `RCPT in mail` each. */
  readonly missing: readonly string[];
}
