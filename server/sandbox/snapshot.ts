/**
 * A world as it is, apart from how it came to be: what a log is cut with. Bodies that are the seed's own are named,
 * not repeated.
 */
import type { WorldSeed } from '../../labs/world.ts';
import type { FileBody } from '../protocols/file-body.ts';
import type { QueuedMessage } from '../protocols/smtp/store.ts';
import type { FileMetadata } from './files.ts';
import type { MailboxCounters } from './mailbox.ts';

/** Bytes of the seed by their name, or bytes of their own. */
export type SnapshotBody<Body extends FileBody = FileBody> = { readonly source: string } | Body;

export interface MailboxSnapshot {
  readonly name: string;
  readonly uidValidity: number;
  readonly specialUse?: string;
  readonly counters: MailboxCounters;
  readonly mails: readonly {
    readonly uid: number;
    readonly flags: readonly string[];
    readonly internalDate: number;
    readonly modSeq: number;
    readonly body: SnapshotBody<Uint8Array>;
  }[];
}

export interface WorldSnapshot {
  readonly accounts: readonly {
    readonly user: string;
    readonly lastUidValidity: number;
    readonly subscriptions: readonly string[];
    readonly mailboxes: readonly MailboxSnapshot[];
  }[];
  readonly hosts: readonly {
    readonly name: string;
    /** A directory before what is in it; `body` is there for a file only, `target` for a symbolic link. */
    readonly entries: readonly {
      readonly path: string;
      readonly metadata: FileMetadata;
      readonly body?: SnapshotBody;
      readonly target?: string;
    }[];
  }[];
  readonly queues: readonly { readonly host: string; readonly messages: readonly QueuedMessage[] }[];
  readonly notes: readonly { readonly host: string; readonly kept: readonly (readonly [string, number])[] }[];
  readonly addedBytes: number;
  readonly items: number;
}

/** Names a body by the seed's source of the same bytes object, where there is one. */
export function bodyNamer(seed: WorldSeed): <Body extends FileBody>(body: Body) => SnapshotBody<Body> {
  const names = new Map<FileBody, string>([...seed.sources].map(([name, bytes]) => [bytes, name] as const));
  return (body) => {
    const source = names.get(body);
    return source === undefined ? body : { source };
  };
}

/** The bytes that a snapshot's body stands for. @throws Error where the seed lacks the source */
export function bodyOf<Body extends FileBody>(seed: WorldSeed, body: SnapshotBody<Body>): Body | Uint8Array {
  if (!('source' in body)) return body;
  const source = seed.sources.get(body.source);
  if (source === undefined) throw new Error(`the world's seed lacks ${body.source}`);
  return source;
}
