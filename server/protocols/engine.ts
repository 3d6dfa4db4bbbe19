/**
 * The engine contract: one end of one conversation, as a machine of inputs and outputs.
 * It must never know a socket, a clock, a random number or another engine.
 */

/** A virtual address: `host` is an IPv4 address in dotted form, `port` 1 to 65535. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One TCP connection of an engine. A server's accepted connection is `MAIN`; others are named by the engine. */
export type Channel = string;

export const MAIN: Channel = 'main';

/** What a completed TLS handshake settled. */
export interface TlsSession {
  readonly version: string;
  readonly cipher: string;
  readonly serverName?: string;
}

/** Why a connection could not be made, in the words of connect(2). */
export type Refusal = 'connection-refused' | 'no-route' | 'timed-out' | 'limit';

export type Input =
  /** The connection stands. For a channel that listened, a peer has come. */
  | {
      readonly type: 'connected';
      readonly channel: Channel;
      readonly local: Address;
      readonly remote: Address;
      readonly tls?: TlsSession;
    }
  | { readonly type: 'data'; readonly channel: Channel; readonly bytes: Uint8Array }
  /** Everything sent on the channel so far has left. */
  | { readonly type: 'sent'; readonly channel: Channel }
  /** The peer sends no more (FIN); it may still read. */
  | { readonly type: 'ended'; readonly channel: Channel }
  /** The connection is gone, both ways. The last input of a channel; never follows the engine's own `close`. */
  | { readonly type: 'closed'; readonly channel: Channel }
  | { readonly type: 'secured'; readonly channel: Channel; readonly tls: TlsSession }
  /** The listener asked for stands; `address` is what the peer must dial. */
  | { readonly type: 'listening'; readonly channel: Channel; readonly address: Address }
  /** What was asked for (connect, listen) is not to be had. */
  | { readonly type: 'refused'; readonly channel: Channel; readonly reason: Refusal }
  | { readonly type: 'elapsed'; readonly timer: string }
  /** The world changed by somebody else's doing: ask the store what is new since your own mark. */
  | { readonly type: 'notified' };

/** Bytes, or pieces of bytes pulled one by one as the socket drains (for bodies that may be large). */
export type Body = Uint8Array | Iterable<Uint8Array>;

export type Output =
  | { readonly type: 'send'; readonly channel: Channel; readonly body: Body }
  /** Drop what has not left yet (ABOR, ^C). */
  | { readonly type: 'stop'; readonly channel: Channel }
  /** Send no more, once what was sent has left (FIN); go on reading. */
  | { readonly type: 'end'; readonly channel: Channel }
  /** Close both ways, once what was sent has left. A listening channel stops listening. No input follows on it. */
  | { readonly type: 'close'; readonly channel: Channel }
  | { readonly type: 'start-tls'; readonly channel: Channel }
  /** Listen for one connection, on `port` or on any free one. Answered by `listening` or `refused`, then `connected`. */
  | { readonly type: 'listen'; readonly channel: Channel; readonly port?: number }
  /** Answered by `connected` or `refused`. */
  | { readonly type: 'connect'; readonly channel: Channel; readonly to: Address }
  /** Ask for `elapsed{timer}` in `ms` milliseconds; a timer of that name set before is forgotten; `null` only forgets. */
  | { readonly type: 'timer'; readonly timer: string; readonly ms: number | null };

/** One end of one conversation: a server, a relaying client, or a program. Synchronous; never throws for what a peer sends. */
export interface Engine {
  /** The state's name in the RFC; shown to the learner, asserted by tests. */
  readonly state: string;
  /** Everything that follows from one input, in order. */
  handle(input: Input): readonly Output[];
}

/** What every server engine is given beside its store. */
export interface Surroundings {
  /** The world's time, milliseconds since 1970-01-01T00:00:00Z. The only clock an engine has. */
  readonly now: () => number;
  /** Limits of the conversation; see each engine for those it knows. */
  readonly limits: EngineLimits;
}

/** Limits that all servers share; set in config.ts. */
export interface EngineLimits {
  /** The longest command line, in bytes without its line end. */
  readonly lineBytes: number;
  /** The largest message or literal, in bytes. */
  readonly messageBytes: number;
  /** The largest file, in bytes. */
  readonly fileBytes: number;
  /** How long a conversation may be silent, in milliseconds. */
  readonly idleMs: number;
  /** How long a peer has to log in, in milliseconds. */
  readonly loginMs: number;
}

/** Shorthands, so that an engine's code reads as what it does. */
export const send = (body: Body, channel: Channel = MAIN): Output => ({ type: 'send', channel, body });
export const close = (channel: Channel = MAIN): Output => ({ type: 'close', channel });
