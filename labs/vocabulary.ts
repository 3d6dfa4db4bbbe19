/**
 * What a lab, the checker and the coach may know of a protocol. Implemented by each `protocols/NAME/commands.ts`;
 * nothing here, and nothing that uses it, names a protocol.
 */
import type { ArgumentValue, Endpoint, Exchange, LineProblem } from './observation.ts';

/** How an argument is written; decides when two spellings mean the same. */
export type ArgumentKind =
  | 'domain'
  | 'address' // a mail address, with or without angle brackets
  | 'mailbox'
  | 'path'
  | 'user'
  | 'password'
  | 'number'
  | 'sequence-set'
  | 'tag'
  | 'flags'
  | 'items' // a list of names where order and case do not matter
  | 'headers' // 'name: value' each
  | 'text';

export interface ArgumentEntry {
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly isOptional?: boolean;
}

export interface VerbEntry {
  /** Upper case. */
  readonly verb: string;
  /** The states in which it is allowed, by the RFC's names. */
  readonly states: readonly string[];
  readonly arguments: readonly ArgumentEntry[];
  /** The shape to show a learner: `MAIL FROM:<reverse-path>`. */
  readonly shape: string;
  /** `RFC 5321 §4.1.1.2`. */
  readonly rfc: string;
  /** Verbs that do the same for a learner's purpose, in either direction: `EHLO` for `HELO`. */
  readonly sameAs?: readonly string[];
  /** Arguments that mean something else in a verb that does the same (numbers, uids): see `alike` of an exchange. */
  readonly differsIn?: readonly string[];
  /** The verb that leads from a wrong state into an allowed one, by that wrong state: `{ready: 'HELO'}`. */
  readonly wayFrom?: Readonly<Record<string, string>>;
  /** What it changes in the world is so as soon as it has been answered. */
  readonly isAtOnce?: boolean;
}

/** A line read as this protocol's server would read it. */
export interface RecognisedLine {
  readonly verb: string;
  readonly isKnown: boolean;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  readonly problem?: LineProblem;
}

export interface Vocabulary {
  readonly protocol: string;
  /** The name a learner sees: `SMTP`. */
  readonly title: string;
  /** By verb, upper case. */
  readonly verbs: ReadonlyMap<string, VerbEntry>;
  /** The states, in the order in which a session passes them. */
  readonly states: readonly string[];
  /** Where it is spoken: in the clear from the first byte, and within TLS from the first byte. */
  readonly ports?: { readonly clear: readonly number[]; readonly secured: readonly number[] };
  /** Everyday words for a verb of it, both in upper case: `BYE` for `QUIT`. */
  readonly synonyms?: ReadonlyMap<string, string>;
  /** The verb that ends a session in good order. */
  readonly farewell?: string;
  /** States in which the client's lines are text and no commands, with the line that ends it. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Whether a server says such a line: who types it has copied too much. */
  isReply?(line: string): boolean;
  /** Where the server said, with this reply, that it waits for a second connection; `server` is its own end of this one. */
  announces?(exchange: Exchange, server: Endpoint): Endpoint | undefined;
  /** Reads one line without its line end. Pure; never throws. */
  recognise(line: string): RecognisedLine;
  /** The canonical form: two values of a kind mean the same exactly when their canonical forms are equal. */
  canonical(kind: ArgumentKind, value: string): ArgumentValue;
}
