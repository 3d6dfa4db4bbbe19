/**
 * The world's file format. A world is a folder with `world.yaml` and the mails and files it names.
 * `parseWorld` is pure: it reads text, names the sources it wants, and never opens a file.
 */
import type { Problem } from './problems.ts';

/** A protocol's service on a host; what lies beside `software` is read by that protocol's store. */
export interface ServiceDefinition {
  /** As it stands in the banner: `Exim 4.95 Ubuntu`, `Dovecot (Ubuntu)`, `vsFTPd 3.0.5`. */
  readonly software: string;
  /** The port, where it is not the protocol's own. */
  readonly port?: number;
  /** Settings of this protocol only, by name (`anonymous: true`). */
  readonly settings: Readonly<Record<string, boolean | number | string>>;
}

export interface HostDefinition {
  /** The name it greets with. */
  readonly name: string;
  /** IPv4, dotted. */
  readonly address: string;
  /** Other names of it. Mail for `name` and for these is local. */
  readonly aliases: readonly string[];
  /** By protocol name. */
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  readonly files: readonly FileDefinition[];
}

export interface FileDefinition {
  /** Absolute on that host: `/srv/ftp/coffee.txt`. A path that ends in `/` is a directory. */
  readonly path: string;
  /** Where the bytes are, relative to the world's folder; or the text itself. */
  readonly source?: string;
  readonly text?: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** POSIX permission bits: 0o644. */
  readonly mode: number;
  /** Names as `ls` and FTP's LIST number them. */
  readonly owner: number;
  readonly group: number;
}

export interface MessageDefinition {
  /** Relative to the world's folder. */
  readonly source: string;
  readonly uid: number;
  readonly flags: readonly string[];
  /** INTERNALDATE, milliseconds since the epoch. */
  readonly internalDate: number;
}

export interface MailboxDefinition {
  readonly name: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly isSubscribed: boolean;
  /** `\Drafts`, `\Sent` … */
  readonly specialUse?: string;
  readonly messages: readonly MessageDefinition[];
}

export interface AccountDefinition {
  readonly user: string;
  readonly password: string;
  /** Absolute, on every host that lets the account in: `/home/strategos`. */
  readonly home: string;
  readonly uid: number;
  readonly gid: number;
  readonly mailboxes: readonly MailboxDefinition[];
}

export interface LearnerDefinition {
  /** The name of the learner's own host, one of `hosts`. */
  readonly host: string;
  readonly user: string;
  /** What the shell prints before it reads a line, without the space after it: `user@terminal$`. */
  readonly prompt: string;
  /** Absolute, on the learner's host. */
  readonly home: string;
}

export interface World {
  readonly name: string;
  readonly title: string;
  /** The instant at which the clock begins to run, milliseconds since the epoch; or `now`. */
  readonly clock: number | 'now';
  readonly learner: LearnerDefinition;
  readonly hosts: readonly HostDefinition[];
  readonly accounts: readonly AccountDefinition[];
}

/** A world with the bytes it names: all that a seat's beginning needs. Message bytes have CRLF line ends. */
export interface WorldSeed {
  readonly world: World;
  /** By the name under which the world refers to them. Mails with CRLF line ends, files as they are. */
  readonly sources: ReadonlyMap<string, Uint8Array>;
}

export type ParsedWorld =
  { readonly world: World; readonly problems: readonly [] } | { readonly problems: readonly Problem[] };
