/** What a TLS handshake settled. */
export interface WireTls {
  readonly version: string;
  readonly cipher: string;
}

/** A piece of a recorded conversation: what crossed at once, one way. */
export interface WireChunk {
  /** The number of the log entry. */
  readonly n: number;
  readonly from: 'client' | 'server';
  /** Each byte one character. */
  readonly data: string;
  /** How many bytes followed that were not kept. */
  readonly omittedBytes: number;
}

/** The place in a conversation where TLS begins or, where there is none, ends. */
export interface WireTurn {
  readonly n: number;
  readonly tls: WireTls | undefined;
}
