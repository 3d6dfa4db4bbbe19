/**
 * A lab's own world: one that is there, with what the lab's front matter adds to it or puts in its place. Every part knows
 * where it comes from, so that a fault is told where the lab's author has to write: the world itself is right.
 */
import type { Problem } from './problems.ts';
import { type Place, type PlacedValue, valueIn, type YamlPath } from './yaml-source.ts';

/** Where a lab's front matter says what it adds. */
export interface WorldExtension {
  readonly source: PlacedValue;
  readonly path: YamlPath;
}

/** Sources that a lab adds lie in its own folder; the others in that of the world. No author can write such a name. */
export const LAB_SOURCES = '.../';

/** By what an entry of a list is known to be the same: the lists of a world, by the keys that lead to them. */
const IDENTITIES: Readonly<Record<string, (entry: Fields) => unknown>> = {
  hosts: ({ name }) => name,
  'hosts.files': ({ path }) => path,
  accounts: ({ user }) => user,
  'accounts.mailboxes': ({ name }) => name,
  'accounts.mailboxes.messages': ({ uid }) => uid,
  names: ({ type, name, address, exchange, text }) => JSON.stringify([type, name, address, exchange, text]),
  people: ({ id }) => id,
};
/** Entries of these are merged; those of the other lists stand in the place of the one before. */
const MERGED = new Set(['hosts', 'accounts', 'accounts.mailboxes']);

/** The world's YAML with the lab's merged into it. Neither may have problems. */
export function extendWorld(base: PlacedValue, { source, path }: WorldExtension): PlacedValue {
  const whole = (placed: PlacedValue, at: YamlPath): Piece => ({
    value: placed.valueAt(at),
    source: placed,
    path: at,
  });
  const { extends: _name, ...added } = fieldsOf(source.valueAt(path)) ?? {};
  const merged = merge(whole(base, []), { ...whole(source, path), value: withLabSources(added) }, '');
  return new Merged(merged, { source, path });
}

type Fields = Readonly<Record<string, unknown>>;

/** A part of the merged world: one that stands in a file as it is, or one made of parts. */
interface Piece {
  readonly value: unknown;
  readonly source: PlacedValue;
  readonly path: YamlPath;
  readonly parts?: ReadonlyMap<PropertyKey, Piece>;
}

function merge(base: Piece, own: Piece, rule: string): Piece {
  if (Array.isArray(base.value) && Array.isArray(own.value)) {
    const identity = IDENTITIES[rule];
    return identity === undefined ? own : mergeLists(base, own, { rule, identity });
  }
  if (fieldsOf(base.value) === undefined || fieldsOf(own.value) === undefined) return own;
  const parts = new Map<PropertyKey, Piece>(keysOf(base).map((key) => [key, partOf(base, key)]));
  for (const key of keysOf(own)) {
    const before = parts.get(key);
    const part = partOf(own, key);
    parts.set(key, before === undefined ? part : merge(before, part, rule === '' ? key : `${rule}.${key}`));
  }
  if (rule === 'accounts.mailboxes') countOn(parts, own);
  const value = Object.fromEntries([...parts].map(([key, part]) => [key, part.value]));
  return { ...own, value, parts };
}

function mergeLists(
  base: Piece,
  own: Piece,
  { rule, identity }: { readonly rule: string; readonly identity: (entry: Fields) => unknown },
): Piece {
  const pieces = entriesOf(base);
  const places = new Map(pieces.map(({ value }, i) => [identityOf(value, identity), i]));
  for (const piece of entriesOf(own)) {
    const at = places.get(identityOf(piece.value, identity));
    const before = at === undefined ? undefined : pieces[at];
    if (at === undefined || before === undefined) pieces.push(piece);
    else pieces[at] = MERGED.has(rule) ? merge(before, piece, rule) : piece;
  }
  if (rule === 'accounts.mailboxes.messages') pieces.sort((one, other) => uidOf(one) - uidOf(other));
  return { ...own, value: pieces.map(({ value }) => value), parts: new Map(pieces.map((piece, i) => [i, piece])) };
}

/** Where a lab adds mails and says nothing of the UID that comes next, it goes on behind them. */
function countOn(parts: Map<PropertyKey, Piece>, own: Piece): void {
  const next = parts.get('uidNext');
  const messages = parts.get('messages');
  if (next === undefined || next.source === own.source || messages === undefined) return;
  const last = Math.max(0, ...entriesOf(messages).map(uidOf));
  if (typeof next.value === 'number' && last >= next.value) parts.set('uidNext', { ...messages, value: last + 1 });
}

class Merged implements PlacedValue {
  readonly value: unknown;
  readonly problems: readonly Problem[] = [];
  readonly #whole: Piece;
  readonly #extension: WorldExtension;

  constructor(whole: Piece, extension: WorldExtension) {
    this.#whole = whole;
    this.#extension = extension;
    this.value = whole.value;
  }

  at(path: YamlPath): Place {
    const { piece, rest } = this.#find(path);
    return this.#placeOf(piece, (source) => source.at([...piece.path, ...rest]));
  }

  keyAt(path: YamlPath, key: string): Place {
    const { piece, rest } = this.#find([...path, key]);
    // A key that stands in one of the two files is told there.
    const inside = rest.length > 0 ? [...piece.path, ...rest] : piece.path;
    return this.#placeOf(piece, (source) => source.keyAt(inside.slice(0, -1), key));
  }

  valueAt(path: YamlPath): unknown {
    return valueIn(this.value, path);
  }

  problem(place: Place, message: string, wayOut: string): Problem {
    const { source } = this.#extension;
    if (!message.includes(LAB_SOURCES)) return source.problem(place, message, wayOut);
    const ofLab = message.replaceAll(LAB_SOURCES, '').replace("the world's folder", "the lab's folder");
    return source.problem(place, ofLab, wayOut);
  }

  /** What stands in the world's file is right by itself: it is the lab that made it wrong. */
  #placeOf(piece: Piece, placeIn: (source: PlacedValue) => Place): Place {
    const { source, path } = this.#extension;
    return piece.source === source ? placeIn(source) : source.at([...path, 'extends']);
  }

  /** The last piece on the way that is one file's, and the rest of the way. */
  #find(path: YamlPath): { readonly piece: Piece; readonly rest: YamlPath } {
    let piece = this.#whole;
    for (const [i, key] of path.entries()) {
      if (piece.parts === undefined) return { piece, rest: path.slice(i) };
      const part = piece.parts.get(key);
      if (part === undefined) return { piece, rest: [] };
      piece = part;
    }
    return { piece, rest: [] };
  }
}

function partOf(piece: Piece, key: PropertyKey): Piece {
  return piece.parts?.get(key) ?? { ...piece, value: valueIn(piece.value, [key]), path: [...piece.path, key] };
}

function keysOf({ value }: Piece): string[] {
  return Object.keys(fieldsOf(value) ?? {});
}

function entriesOf(piece: Piece): Piece[] {
  return Array.isArray(piece.value) ? piece.value.map((_entry, i) => partOf(piece, i)) : [];
}

function identityOf(value: unknown, identity: (entry: Fields) => unknown): unknown {
  const fields = fieldsOf(value);
  const name = fields === undefined ? undefined : identity(fields);
  // What has no name is the same as nothing.
  return name ?? {};
}

function uidOf({ value }: Piece): number {
  const uid = fieldsOf(value)?.['uid'];
  return typeof uid === 'number' ? uid : Infinity;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The same tree, each source named as one of the lab's folder. Settings of a protocol name no sources. */
function withLabSources(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLabSources);
  const fields = fieldsOf(value);
  if (fields === undefined) return value;
  const named = Object.entries(fields).map(([key, inner]) => {
    if (key === 'services') return [key, inner];
    return [key, key === 'source' && typeof inner === 'string' ? LAB_SOURCES + inner : withLabSources(inner)];
  });
  return Object.fromEntries(named);
}
