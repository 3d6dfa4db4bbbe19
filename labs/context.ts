/** What checker and coach are given: the lab, what is so in the world, and what the protocols know of themselves. */
import type { Facts } from './facts.ts';
import type { Lab } from './lab.ts';
import type { Exchange, LineProblem } from './observation.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface CheckContext {
  readonly lab: Lab;
  readonly facts: Facts;
  /** By protocol name. */
  readonly vocabularies: ReadonlyMap<string, Vocabulary>;
}

export interface CoachContext extends CheckContext {
  /** What a protocol itself says of an exchange, by the protocol's name: the last word where nothing better is known. */
  readonly meanings?: ReadonlyMap<string, (exchange: Exchange) => LineProblem | undefined>;
}
