/** What the rest of the house may know of a protocol: one row of `index.ts`. */
import type { Vocabulary } from '../../labs/vocabulary.ts';
import type { Exchange, LineProblem, Transfer } from '../../labs/observation.ts';
import type { Address, Engine, Surroundings } from './engine.ts';
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';

/** What a reader makes of bytes that crossed the wire. */
export type Reading =
  | { readonly type: 'exchange'; readonly exchange: Exchange }
  /** The next connection to (passive) or from (active) this address belongs to this conversation. */
  | { readonly type: 'expects'; readonly address: Address; readonly mode: 'passive' | 'active' }
  /** A transfer over the connection expected last is over. */
  | { readonly type: 'transferred'; readonly transfer: Transfer };

/** Reads one conversation off the wire, as a dissector does. Bounded in memory; never throws. */
export interface Reader {
  /** The state that the conversation is in, by the RFC's name. */
  readonly state: string;
  read(from: 'client' | 'server', bytes: Uint8Array): readonly Reading[];
}

/** What a service of a host is started with. */
export interface ServiceSetting<Store> {
  readonly host: HostDefinition;
  readonly service: ServiceDefinition;
  readonly surroundings: Surroundings;
  /** For `Received` and the like: unique in the world, grows by one a call. */
  readonly nextId: () => number;
  readonly store: Store;
}

/** One protocol. `Store` is what its engine needs of the world; the sandbox implements it under the same name. */
export interface Protocol<Store = never> {
  readonly name: string;
  /** TCP port by IANA. */
  readonly port: number;
  /** The port on which TLS is spoken from the first byte; undefined where there is none. */
  readonly tlsPort?: number;
  readonly vocabulary: Vocabulary;
  readonly create: (setting: ServiceSetting<Store>) => Engine;
  /** A reader for a conversation between these two ends. */
  readonly read: (ends: { readonly client: Address; readonly server: Address }) => Reader;
  /** What an exchange means to somebody who sees it for the first time: a code of the words' catalogue. */
  readonly meaning: (exchange: Exchange) => LineProblem | undefined;
  /** What the server says, without line end, before it hangs up because of a fault of ours: 421, -ERR, BYE. */
  readonly farewell: (hostName: string) => string;
}
