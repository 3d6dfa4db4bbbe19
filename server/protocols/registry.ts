/** What the rest of the house may know of a protocol: one row of `index.ts`. */
import type { Vocabulary } from '../../labs/vocabulary.ts';
import type { Exchange, LineProblem, Transfer } from '../../labs/observation.ts';
import type { z } from 'zod';
import type { Address, Engine, Surroundings } from './engine.ts';
import type { AccountDefinition, ErrandDefinition, HostDefinition, ServiceDefinition } from '../../labs/world.ts';

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

/** What a person of the world is sent on an errand with. */
export interface ErrandSetting {
  readonly errand: ErrandDefinition;
  /** Where the person sits, and the service that is spoken to. */
  readonly from: HostDefinition;
  readonly to: Address;
  readonly surroundings: Surroundings;
  /** The mail to be sent, with CRLF line ends; undefined where none is. */
  readonly message: Uint8Array | undefined;
  /** The account whose maildrop is fetched; undefined where none is. */
  readonly account: AccountDefinition | undefined;
}

/** One protocol. `Store` is what its engine needs of the world; the sandbox implements it under the same name. */
export interface Protocol<Store = never> {
  readonly name: string;
  /** TCP port by IANA. */
  readonly port: number;
  /** The port on which TLS is spoken from the first byte; undefined where there is none. */
  readonly tlsPort?: number;
  /** The protocol that is spoken, where this is only another port with other rules for it (submission: smtp). */
  readonly speaks?: string;
  readonly vocabulary: Vocabulary;
  /** What may stand below `settings` of a service in a world's file, each field described and with its default. */
  readonly settings: z.ZodType;
  readonly create: (setting: ServiceSetting<Store>) => Engine;
  /**
   * The engine asks its store anew for all that it needs to know of the world, and keeps none of it from one input to the
   * next: what it says without having asked tells of no change, and need not wait for one to be durable. `settled` are
   * the members of the store that no change alters: the world's file settles them, or they count connections.
   */
  readonly asksAnew?: { readonly settled: readonly (keyof Store)[] };
  /** What a service does beside answering: an engine without a main channel, told of each change by `notified`; undefined: nothing. */
  readonly daemon?: (setting: ServiceSetting<Store>) => Engine | undefined;
  /**
   * What a person does with this protocol: an engine that, told `notified`, dials `to`, does it and closes. Its state is
   * then `done`; any other is a failure, and it is sent again. Undefined: not an errand of this protocol.
   */
  readonly errand?: (setting: ErrandSetting) => Engine | undefined;
  /** A reader for a conversation between these two ends. */
  readonly read: (ends: { readonly client: Address; readonly server: Address }) => Reader;
  /** What an exchange means to somebody who sees it for the first time: a code of the words' catalogue. */
  readonly meaning: (exchange: Exchange) => LineProblem | undefined;
  /** What the server says, without line end, before it hangs up because of a fault of ours: 421, -ERR, BYE. */
  readonly farewell: (hostName: string) => string;
}
