/**
 * What can be observed of a learner's doing: what a dissector reads off the wire, and what was typed.
 * A lab's checks are held against these, never against the inside of a server.
 */

/** A TCP endpoint in the learner's own internet. `host` is an IPv4 address in dotted form. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** One TCP connection. Numbers begin at 1 in each seat, in the order of their SYN, as in Wireshark's `tcp.stream`. */
export interface ConnectionSummary {
  readonly connection: number;
  /** The protocol spoken there, by the server's port; undefined where nobody reads it (an FTP data connection). */
  readonly protocol?: string;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** The terminal whose program dialled; undefined for a program outside Plaintalk. */
  readonly terminal?: string;
}

/** An argument as the protocol means it, in its canonical form: `user@client.thm`, 3, `['\\Seen']`. */
export type ArgumentValue = string | number | boolean | readonly string[];

export type ReplyClass = 'success' | 'intermediate' | 'failure';

/** One complete reply: all its lines, the status parted from the text. */
export interface Reply {
  /** `250`, `+OK`, `-ERR`, `OK`, `NO`, `BAD`, `+` … as the protocol writes it. */
  readonly status: string;
  readonly class: ReplyClass;
  /** The human-readable text of the last line, without the status. */
  readonly text: string;
  /** Every line without its line end, untagged ones included; at most 200, each at most 1000 characters. */
  readonly lines: readonly string[];
  /** A response code: `UIDVALIDITY 1` of IMAP, `AUTH` of POP3. */
  readonly responseCode?: string;
}

/** What is wrong with a line, found by the protocol's own syntax; the coach turns it into a sentence. */
export interface LineProblem {
  /** A key of the words' catalogue: `smtp.problem.missing-to`. */
  readonly code: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** A command by which the same could have been said. */
export interface AlikeExchange {
  readonly verb: string;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
}

/** A command and its reply, or a greeting (verb `GREETING`, empty line). */
export interface Exchange {
  /** Upper case; as typed where the protocol has no such verb. SMTP's message text is a second exchange of verb DATA. */
  readonly verb: string;
  readonly isKnown: boolean;
  /** By the argument's name in the vocabulary. Empty where the line could not be parsed. */
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  /**
   * Other ways in which the same could have been said, each with the arguments that differ: `FETCH 3` for a `UID FETCH 7`.
   * Only where what has crossed the wire tells.
   */
  readonly alike?: readonly AlikeExchange[];
  /** The command line as sent, without its line end, each byte one character; at most 1000. Passwords included. */
  readonly line: string;
  readonly problem?: LineProblem;
  /** The server's state, by the RFC's name, before the command and after the reply. */
  readonly stateBefore: string;
  readonly stateAfter: string;
  readonly reply: Reply;
}

/** What a TLS handshake settled, as both ends know it. */
export interface TlsSummary {
  /** `TLSv1.3` */
  readonly version: string;
  /** In OpenSSL's words: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The name that the client asked for. */
  readonly serverName?: string;
}

/** A file or listing that crossed a data connection. */
export interface Transfer {
  readonly verb: string;
  readonly direction: 'to-client' | 'to-server';
  /** As named in the command; empty for a listing of the current directory. */
  readonly path: string;
  /** The same path, absolute or as seen from the directory, where the wire tells. */
  readonly alikePaths?: readonly string[];
  readonly mode: 'passive' | 'active';
  /** TYPE A or TYPE I (RFC 959 §3.1.1), as it was when the transfer began. */
  readonly representation: 'ascii' | 'image';
  readonly isComplete: boolean;
}

export type Observation =
  | { readonly type: 'connected'; readonly at: ConnectionSummary }
  /** A dial that failed. */
  | { readonly type: 'refused'; readonly terminal?: string; readonly server: Endpoint; readonly reason: string }
  /** A name that the world does not know. */
  | { readonly type: 'unknown-host'; readonly terminal?: string; readonly name: string }
  /** TLS begins on a connection; what is read of it from here on was secured. */
  | { readonly type: 'secured'; readonly at: ConnectionSummary; readonly tls: TlsSummary }
  /** TLS has ended, and the connection goes on in the clear. */
  | { readonly type: 'unsecured'; readonly at: ConnectionSummary }
  | {
      readonly type: 'exchange';
      readonly at: ConnectionSummary;
      readonly exchange: Exchange;
      /** It crossed within TLS. */
      readonly isSecure: boolean;
    }
  | {
      readonly type: 'transfer';
      /** The control connection. */
      readonly at: ConnectionSummary;
      readonly transfer: Transfer;
      readonly bytes: number;
      /** SHA-256 of the file or listing, in hex; where TLS was used, of what the two ends saw. */
      readonly digest: string;
      /** Its data connection used TLS. */
      readonly isSecure: boolean;
    }
  | {
      readonly type: 'closed';
      readonly at: ConnectionSummary;
      readonly by: 'client' | 'server';
      /** TLS was on it. */
      readonly isSecure?: boolean;
    }
  /** A line that a learner entered; `program` is the one that read it (`sh`, `telnet` …). Never a password at a prompt that hides it. */
  | {
      readonly type: 'typed';
      readonly terminal: string;
      readonly program: string;
      readonly line: string;
      /** What the program takes it for, where it takes lines of several kinds: `telnet>`, its own prompt; `ftp-answer`. */
      readonly kind?: string;
    }
  /** An answer to the question of a step, as the learner typed it (of a choice, the number of the option, from 1). `question` is its place among the step's, from 0. */
  | { readonly type: 'answered'; readonly step: string; readonly question: number; readonly text: string }
  /** A line of the wire that the learner picked as the answer to the question of a step. */
  | {
      readonly type: 'pointed';
      readonly step: string;
      /** Its place among the step's questions, from 0. */
      readonly question: number;
      readonly side: 'client' | 'server';
      readonly at: ConnectionSummary;
      readonly exchange: Exchange;
      readonly isSecure: boolean;
    }
  /** The world is not as it was: facts may have become true. */
  | { readonly type: 'world-changed' };
