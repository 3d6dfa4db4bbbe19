/** What a seat's log says, folded: the state from which a seat goes on, in this process or after a restart. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { KeptProgress } from '../../labs/progress.ts';
import type { WorldChange } from '../sandbox/change.ts';
import type { WorldSnapshot } from '../sandbox/snapshot.ts';
import type { OpenSeat } from '../store/store.ts';
import type { FileBody } from '../protocols/file-body.ts';
import { SpooledBody } from '../store/spool.ts';
import type { BodyPlace } from '../store/store.ts';
import { type BodyPlaces, decode, type LogRecord } from './records.ts';

/** What a snapshot keeps of a seat, as it was after record `n`. */
export interface SeatSnapshot {
  readonly version: 1;
  readonly n: number;
  readonly seed: string;
  readonly began: number;
  readonly world: WorldSnapshot;
  readonly progress?: KeptProgress;
  readonly terminals: readonly string[];
  readonly lastConnection: number;
}

/**
 * Passing records that a process made and never wrote may have been seen by a page: the numbers go on beyond any it can
 * know, so that none is given twice.
 */
const LOST_AT_MOST = 1_000_000;

export interface FoldedSeat {
  readonly records: readonly LogRecord[];
  /** The number from which the log goes on; 0 where there is none yet. */
  readonly last: number;
  readonly seed: string;
  readonly began: number;
  readonly world: WorldSnapshot | undefined;
  /** What has happened to the world since. */
  readonly changes: readonly (readonly WorldChange[])[];
  readonly progress: KeptProgress | undefined;
  /** Open terminals, and whether a program other than the shell had each. */
  readonly terminals: ReadonlyMap<string, boolean>;
  readonly openConnections: readonly number[];
  readonly lastConnection: number;
  /** Ids of lines that have run. */
  readonly lines: readonly string[];
  /** Where what is large stands in the log. */
  readonly places: BodyPlaces;
}

export function fold({ row, snapshot: packed, entries }: OpenSeat): FoldedSeat {
  const places: BodyPlaces = new WeakMap();
  const snapshot = packed === undefined ? undefined : unpackSnapshot(packed, places);
  const records = entries.map((entry) => decode(entry, places));
  const cutAt = snapshot?.n ?? 0;
  let { seed, began, world } = snapshot ?? { ...row, world: undefined };
  let { progress, lastConnection = 0 } = snapshot ?? {};
  let changes: (readonly WorldChange[])[] = [];
  const terminals = new Map((snapshot?.terminals ?? []).map((name) => [name, false]));
  const openConnections = new Set<number>();
  const lines: string[] = [];
  for (const { n, body } of records) {
    const isFolded = n <= cutAt;
    switch (body.type) {
      case 'afresh':
        if (isFolded) break;
        ({ seed, began } = body);
        world = undefined;
        changes = [];
        progress = undefined;
        break;
      case 'world':
        if (!isFolded) changes.push(body.changes);
        break;
      case 'progress':
        if (!isFolded) progress = body.progress;
        break;
      case 'terminal-opened':
        if (!isFolded) terminals.set(body.terminal, false);
        break;
      case 'terminal-closed':
        if (!isFolded) terminals.delete(body.terminal);
        break;
      case 'mode':
        if (terminals.has(body.terminal)) terminals.set(body.terminal, body.mode.program !== 'sh');
        break;
      case 'connection-opened':
        openConnections.add(body.connection);
        lastConnection = Math.max(lastConnection, body.connection);
        break;
      case 'connection-closed':
        openConnections.delete(body.connection);
        break;
      case 'line':
      case 'answered':
      case 'pointed':
        lines.push(body.id);
        break;
      default:
    }
  }
  const stored = Math.max(cutAt, records.at(-1)?.n ?? 0);
  const last = stored === 0 ? 0 : stored + LOST_AT_MOST;
  return {
    records,
    last,
    seed,
    began,
    world,
    changes,
    progress,
    terminals,
    openConnections: [...openConnections],
    lastConnection,
    lines,
    places,
  };
}

/** A snapshot as it is kept: what is large stands in the log's bodies, at the places named. */
export interface PackedSnapshot {
  readonly data: Uint8Array;
  readonly keep: readonly BodyPlace[];
}

/** JSON with small byte strings in base64, deflated. */
export function packSnapshot(snapshot: SeatSnapshot, places: BodyPlaces): PackedSnapshot {
  // A copied mail shares its body.
  const keep = new Map<string, BodyPlace>();
  const text = JSON.stringify(snapshot, (_key, value: unknown) => {
    if (!isBody(value)) return value;
    const place = places.get(value);
    if (place === undefined) return { $base64: Buffer.from(value.subarray()).toString('base64') };
    keep.set(String(place), place);
    return { $kept: place };
  });
  return { data: deflateRawSync(text), keep: [...keep.values()] };
}

function unpackSnapshot({ data, bodies }: NonNullable<OpenSeat['snapshot']>, places: BodyPlaces): SeatSnapshot {
  const kept = new Map(bodies.map(({ place, bytes }) => [String(place), { place, bytes }]));
  const snapshot = JSON.parse(inflateRawSync(data).toString('utf8'), (_key, value: unknown) => {
    const { $base64, $kept } = (value ?? {}) as { $base64?: unknown; $kept?: unknown };
    if (typeof $base64 === 'string') return new Uint8Array(Buffer.from($base64, 'base64'));
    if (!Array.isArray($kept)) return value;
    const body = kept.get(String($kept));
    if (body === undefined) throw new Error(`the snapshot refers to a body that is not there: ${String($kept)}`);
    places.set(body.bytes, body.place);
    return body.bytes;
  }) as SeatSnapshot;
  // Snapshots of before there were queues and notes lack them.
  const older: Pick<WorldSnapshot, 'queues' | 'notes'> = { queues: [], notes: [] };
  return { ...snapshot, world: { ...older, ...snapshot.world } };
}

const isBody = (value: unknown): value is FileBody => value instanceof Uint8Array || value instanceof SpooledBody;
