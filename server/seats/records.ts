/**
 * The entries of a seat's log: what a page may see, and what only the world is folded from. How they are kept: as
 * versioned JSON, with byte strings beside it.
 */
import { currentState, type KeptProgress } from '../../labs/progress.ts';
import type { EntryBody } from '../contract/entries.ts';
import type { WorldChange } from '../sandbox/change.ts';
import { SpooledBody } from '../store/spool.ts';
import type { BodyPlace, StoredEntry } from '../store/store.ts';
import type { FileBody } from '../protocols/file-body.ts';

/** Changes of the world that happened together: all or none. */
export interface WorldRecord {
  readonly type: 'world';
  readonly changes: readonly WorldChange[];
}

/** The world was renewed: from here on it is folded from this seed. */
export interface AfreshRecord {
  readonly type: 'afresh';
  readonly seed: string;
  /** Real time, milliseconds since the epoch. */
  readonly began: number;
}

/** This process took the seat over: programs and connections of before are gone. */
export interface ResumedRecord {
  readonly type: 'resumed';
}

type ProgressEntry = Extract<EntryBody, { readonly type: 'progress' }>;
/** With all that the checker keeps for itself; those of earlier versions have less. */
export type ProgressRecord = Omit<ProgressEntry, 'progress'> & { readonly progress: KeptProgress };

export type PageRecord = Exclude<EntryBody, { readonly type: 'afresh' | 'progress' }>;
export type RecordBody = PageRecord | ProgressRecord | WorldRecord | AfreshRecord | ResumedRecord;

export interface LogRecord {
  readonly n: number;
  /** The world's time, milliseconds since the epoch. */
  readonly at: number;
  readonly body: RecordBody;
}

const VERSION = 1;

const BINDING = new Set<RecordBody['type']>(['world', 'afresh', 'progress', 'terminal-opened', 'terminal-closed']);

/** Whether world, progress or the set of terminals follow from it; what is said after it waits until it is durable. */
export function isBinding(body: RecordBody): boolean {
  return BINDING.has(body.type);
}

/** Where the large bodies of a seat's world stand in its log, so that a snapshot need not have them again. */
export type BodyPlaces = WeakMap<FileBody, BodyPlace>;

/** Smaller ones are as well off in the snapshot. */
const PLACED_FROM_BYTES = 64 * 1024;

export function encode(record: LogRecord, places?: BodyPlaces): StoredEntry {
  const bodies: FileBody[] = [];
  const json = JSON.stringify(withoutBytes(record.body, bodies));
  if (places !== undefined) place(record.n, bodies, places);
  return { n: record.n, at: record.at, isBinding: isBinding(record.body), version: VERSION, json, bodies };
}

function place(n: number, bodies: readonly FileBody[], places: BodyPlaces): void {
  for (const [part, body] of bodies.entries()) if (body.length >= PLACED_FROM_BYTES) places.set(body, [n, part]);
}

/** The value with its byte strings put beside it. JSON's own replacer would be called for every property. */
function withoutBytes(value: unknown, bodies: FileBody[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array || value instanceof SpooledBody) {
    bodies.push(value);
    return { $bytes: bodies.length - 1 };
  }
  if (Array.isArray(value)) return value.map((element) => withoutBytes(element, bodies));
  const copy: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(value)) copy[key] = withoutBytes(property, bodies);
  return copy;
}

/** @throws Error where the entry was written by a newer version */
export function decode(stored: StoredEntry, places?: BodyPlaces): LogRecord {
  if (stored.version !== VERSION) {
    throw new Error(
      `log entry ${stored.n}: expected version ${VERSION}, came ${stored.version}; run a newer Plaintalk`,
    );
  }
  if (places !== undefined) place(stored.n, stored.bodies, places);
  const body = JSON.parse(stored.json, (_key, value: unknown) => {
    const index = isBytesReference(value) ? value.$bytes : undefined;
    return index === undefined ? value : stored.bodies[index];
  }) as RecordBody;
  return { n: stored.n, at: stored.at, body };
}

/** What a page is shown of a record; undefined where it is not its business. */
export function pageBody(body: RecordBody): EntryBody | undefined {
  switch (body.type) {
    case 'world':
    case 'resumed':
      return undefined;
    case 'afresh':
      return { type: 'afresh' };
    case 'progress':
      return { ...body, progress: shownProgress(body.progress) };
    default:
      return body;
  }
}

/** Without the values that were bound, and without what would tell how near a check is to being true: but of questions. */
function shownProgress({ steps, current }: KeptProgress): ProgressEntry['progress'] {
  const shown = Object.entries(steps).map(([id, step]) => {
    const { tickedAt, hints, tries, activeMs, answered } = currentState(step);
    const taken = { ...(tickedAt !== undefined && { tickedAt }), hints, tries, activeMs };
    return [id, { ...taken, ...(answered !== undefined && { answered: [...answered] }) }] as const;
  });
  return { steps: Object.fromEntries(shown), ...(current !== undefined && { current }) };
}

function isBytesReference(value: unknown): value is { $bytes: number } {
  return typeof value === 'object' && value !== null && typeof (value as { $bytes?: unknown }).$bytes === 'number';
}
