/**
 * The engine contract: one end of one conversation, as a machine of inputs and outputs.
 * It must never know a socket, a clock, a random number or another engine.
 */

/**
 * A virtual address: `host` is an IPv4 address in dotted form, `port` 1 to 65535. A learner's own client may also come
 * to a world's server over IPv6 (`::1`).
 */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One TCP connection of an engine. A server's accepted connection is `MAIN`; others are named by the engine. */
export type Channel = string;

export const MAIN: Channel = 'main';

/** What a completed TLS handshake settled. */
export interface TlsSession {
  /** `TLSv1.3` */
  readonly version: string;
  /** In OpenSSL's words: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The name that the client asked for (SNI, RFC 6066 §3). */
  readonly serverName?: string;
  /** A session of before went on (RFC 8446 §2.2). */
  readonly isResumed: boolean;
  /** What a client learns of its server; a server knows nothing of its client. */
  readonly peer?: TlsPeer;
}

/** The server as its client sees it once the handshake is over. */
export interface TlsPeer {
  /** As sent, the server's own certificate first. */
  readonly chain: readonly Certificate[];
  /** Those of the client that complete the chain up to a root it trusts, nearest first; empty where it trusts none. */
  readonly anchors: readonly Certificate[];
  /** What verifying against the client's own roots came to, as OpenSSL numbers it: 0 `ok`, 18 `self-signed certificate`. */
  readonly verification: { readonly code: number; readonly text: string };
  /** The key of this session's exchange: `X25519`, 253; undefined where the key is the certificate's own or of before. */
  readonly ephemeralKey?: { readonly name: string; readonly bits: number };
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** A certificate (RFC 5280 §4.1), as far as a client shows it. */
export interface Certificate {
  /** Attributes in their order, by short name: `[['CN', 'server.thm']]`. */
  readonly subject: readonly (readonly [name: string, value: string])[];
  readonly issuer: readonly (readonly [name: string, value: string])[];
  readonly key: { readonly algorithm: string; readonly bits: number };
  /** In OpenSSL's words: `ecdsa-with-SHA256`. */
  readonly signature: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** The names it is valid for, of its subjectAltName: `server.thm`, `10.10.41.192`. */
  readonly names: readonly string[];
  readonly der: Uint8Array;
}

/** How a client begins TLS. */
export interface TlsClient {
  /** The name it asks for (SNI); undefined: none. */
  readonly serverName: string | undefined;
  /** The one version it speaks; undefined: the newest that both know. */
  readonly version?: 'TLSv1.2' | 'TLSv1.3';
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
  /** TLS was begun: from here on, what is sent and comes is secured. */
  | { readonly type: 'secured'; readonly channel: Channel; readonly tls: TlsSession }
  /** The handshake came to nothing; the connection is gone. The last input of a channel. `reason` is OpenSSL's: `wrong version number`. */
  | {
      readonly type: 'tls-failed';
      readonly channel: Channel;
      readonly reason: string;
      readonly bytesRead: number;
      readonly bytesWritten: number;
    }
  /** The server gave this client a session to resume: OpenSSL's `SSL_SESSION`, DER. */
  | { readonly type: 'tls-session'; readonly channel: Channel; readonly session: Uint8Array }
  /** TLS has been ended by both; the connection goes on in the clear. */
  | { readonly type: 'unsecured'; readonly channel: Channel }
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
  /**
   * Close both ways, once what was sent has left. A listening channel stops listening. No input follows on it. `isOneWay`:
   * the peer has nothing to say, so that its end is not waited for.
   */
  | { readonly type: 'close'; readonly channel: Channel; readonly isOneWay?: boolean }
  /**
   * Begin TLS once what was sent has left; as a server, with the host's own certificate, where `client` is not given.
   * Answered by `secured` or `tls-failed`. Data that comes before is no part of the secured conversation: drop it.
   */
  | { readonly type: 'start-tls'; readonly channel: Channel; readonly client?: TlsClient }
  /** End TLS and go on in the clear (RFC 4217 §12.3). Answered by `unsecured`. */
  | { readonly type: 'end-tls'; readonly channel: Channel }
  /** Listen for one connection, on `port` or on any free one. Answered by `listening` or `refused`, then `connected`. */
  | { readonly type: 'listen'; readonly channel: Channel; readonly port?: number; readonly isHeld?: boolean }
  /** Answered by `connected` or `refused`. */
  | { readonly type: 'connect'; readonly channel: Channel; readonly to: Address; readonly isHeld?: boolean }
  /** Read of a connection that was asked for as `isHeld`: nothing is, until then or until `start-tls`. */
  | { readonly type: 'read'; readonly channel: Channel }
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
