/** What is fuzzed: one row of rows.ts. */
import type { Engine } from '../server/protocols/engine.ts';
import type { Protocol } from '../server/protocols/registry.ts';
import type { Grammar } from './grammar.ts';
import type { Random } from './random.ts';
import type { Place, ServiceShape } from './world.ts';

/** An engine that is spoken to: a service. */
export interface ServerTarget {
  readonly kind: 'server';
  /** As `--only` names it. */
  readonly name: string;
  /** The folder below server/protocols whose branches are counted. */
  readonly folder: string;
  /** The services that this engine is run as; the first one is met most. */
  readonly services: readonly ServiceShape[];
  readonly grammar: Grammar;
}

/** An engine that dials and speaks first: an errand, a queue runner. */
export interface DiallerTarget {
  readonly kind: 'dialler';
  readonly name: string;
  readonly folder: string;
  /** Whose reader is on the wire. */
  readonly protocol: Protocol;
  /** Makes one in this world, with something to do. */
  readonly create: (place: Place, random: Random) => Engine;
  /** A reply to what the engine said last, with its line end. */
  readonly reply: (said: string, random: Random) => string;
}

/** Functions of a mail's bytes: no engine, no reader. */
export interface MailTarget {
  readonly kind: 'mail';
  readonly name: string;
  /** The folder below server whose branches are counted. */
  readonly folder: string;
}

export type EngineTarget = ServerTarget | DiallerTarget;
export type Target = EngineTarget | MailTarget;

/** Where the sources are whose branches are counted. */
export function sourcesOf({ kind, folder }: Target): string {
  return kind === 'mail' ? `server/${folder}` : `server/protocols/${folder}`;
}

/** States in which a line can be said: all but the last, where the conversation is over. */
export function statesOf({ vocabulary: { states } }: Protocol): readonly string[] {
  return states.length === 1 ? states : states.slice(0, -1);
}
