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
  /** How it offers TLS; undefined: not at all. A host without a certificate has none that does. */
  readonly tls?: TlsOffer;
  /** Settings of this protocol only, as its own schema takes them (`anonymous: true`). */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** By a command on the plain port (STARTTLS, STLS, AUTH TLS), on a port of its own from the first byte (RFC 8314), or both. */
export type TlsOffer = 'upgrade' | 'port' | 'both';

/** Whether TLS may be begun by a command on the plain port. */
export const offersUpgrade = ({ tls }: ServiceDefinition): boolean => tls === 'upgrade' || tls === 'both';

/** Whether it also stands on the protocol's TLS port. */
export const offersTlsPort = ({ tls }: ServiceDefinition): boolean => tls === 'port' || tls === 'both';

/** What a host shows who it is with: one that is as it should be, or wrong in one way. */
export const CERTIFICATES = ['trusted', 'self-signed', 'expired', 'wrong-name'] as const;
export type CertificateKind = (typeof CERTIFICATES)[number];

export interface HostDefinition {
  /** The name it greets with. */
  readonly name: string;
  /** IPv4, dotted. */
  readonly address: string;
  /** Other names of it. Mail for `name` and for these is local. */
  readonly aliases: readonly string[];
  /** Undefined: it has none, and its services offer no TLS. */
  readonly certificate?: CertificateKind;
  /** By protocol name. */
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  readonly files: readonly FileDefinition[];
}

export interface FileDefinition {
  /** Absolute on that host: `/srv/ftp/coffee.txt`. A path that ends in `/` is a directory. */
  readonly path: string;
  /** Where the bytes are, relative to the world's folder; or the text itself; or, of a symbolic link, where it leads. */
  readonly source?: string;
  readonly text?: string;
  readonly link?: string;
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

/** One record of the world's DNS, beside the A records that every host and alias has (RFC 1035 §3.3). */
export type NameRecord =
  | { readonly type: 'A'; readonly name: string; readonly address: string }
  /** Mail for `name` goes to `exchange`; the lowest preference first (RFC 5321 §5.1). */
  | { readonly type: 'MX'; readonly name: string; readonly preference: number; readonly exchange: string }
  | { readonly type: 'CNAME'; readonly name: string; readonly target: string }
  | { readonly type: 'TXT'; readonly name: string; readonly text: string };

/** Something that another person of the world does, without the learner's doing: over TCP, seen on the wire. */
export interface ErrandDefinition {
  /** Unique in the world. */
  readonly id: string;
  /** Who does it, for people: `Archimedes' mail program`. */
  readonly who: string;
  /** The name of the host at which that person sits. */
  readonly host: string;
  /** The name of the host that is spoken to. */
  readonly server: string;
  /** Milliseconds after the world's beginning. */
  readonly afterMs: number;
  /** Again and again in this time; undefined: once. */
  readonly everyMs?: number;
  /** A mail is handed in by SMTP. */
  readonly sends?: { readonly from: string; readonly to: readonly string[]; readonly source: string };
  /** A maildrop is fetched by POP3, and emptied unless it keeps the mails. */
  readonly fetches?: { readonly user: string; readonly keeps: boolean };
}

export interface AccountDefinition {
  /** Names of the hosts that know the account; undefined: all. */
  readonly hosts?: readonly string[];
  /** How many bytes its mailboxes may hold together; undefined: no limit of its own. */
  readonly quotaBytes?: number;
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
  /** Whether the learner's host trusts the authority that signed the hosts' certificates. */
  readonly trustsAuthority: boolean;
}

export interface World {
  readonly name: string;
  readonly title: string;
  /** The instant at which the clock begins to run, milliseconds since the epoch; or `now`. */
  readonly clock: number | 'now';
  readonly learner: LearnerDefinition;
  readonly hosts: readonly HostDefinition[];
  readonly accounts: readonly AccountDefinition[];
  readonly names: readonly NameRecord[];
  readonly errands: readonly ErrandDefinition[];
}

/** A world with the bytes it names: all that a seat's beginning needs. Message bytes have CRLF line ends. */
export interface WorldSeed {
  readonly world: World;
  /** By the name under which the world refers to them. Mails with CRLF line ends, files as they are. */
  readonly sources: ReadonlyMap<string, Uint8Array>;
}

export type ParsedWorld =
  { readonly world: World; readonly problems: readonly [] } | { readonly problems: readonly Problem[] };
