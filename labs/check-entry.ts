/**
 * A check as an author wrote it → a check as the checker takes it: defaults filled in, words held against what the
 * vocabularies and the lab's world know.
 */
import type { CheckEntry } from './check-schema.ts';
import { type EventEntry, eventOf } from './event-entry.ts';
import { factOf } from './fact-entry.ts';
import type { FaultList } from './fault-list.ts';
import type { Check } from './lab.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { World } from './world.ts';
import type { YamlPath } from './yaml-source.ts';

/** What a check's words are held against. */
export interface CheckSurroundings {
  /** The lab's protocol. */
  readonly protocol: string;
  /** What verbs, arguments and states are held against; undefined: anything will do. */
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
  /** The lab's world, for hosts, accounts and mailboxes; undefined: any will do. */
  readonly world?: World;
  /** In a mistake, a line may be typed, and a verb may be one that nobody knows. */
  readonly isMistake: boolean;
}

/** Where a check stands, and who hears of its faults. */
export interface Position {
  readonly path: YamlPath;
  readonly faults: FaultList;
  readonly about: CheckSurroundings;
}

const LISTS = ['all', 'any', 'inOrder', 'none'] as const;

/** Reads one entry of the schema, with those in it; undefined, with a fault told, where it is none. */
export function checkOf(entry: CheckEntry, position: Position): Check | undefined {
  const kinds = Object.keys(entry);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    position.faults.add(
      position.path,
      `Expected one check, came ${kind === undefined ? 'none' : kinds.join(' and ')}.`,
      'Write one of exchange, connected, secured, transfer, closed, answer, point, mail, mailbox, file, queue; or several below all, any, inOrder or none.',
    );
    return undefined;
  }
  const inside = at(position, kind);
  for (const type of LISTS) {
    const list = entry[type];
    if (list !== undefined) return { type, of: list.flatMap((item, i) => checkOf(item, at(inside, i)) ?? []) };
  }
  return countOf(entry, inside) ?? withinOf(entry, inside) ?? everOf(entry, inside) ?? leafOf(entry, inside);
}

function countOf({ count }: CheckEntry, position: Position): Check | undefined {
  if (count === undefined) return undefined;
  const of = checkOf(count.of, at(position, 'of'));
  const { atLeast, atMost } = count;
  if (of === undefined) return undefined;
  return { type: 'count', of, atLeast: atLeast ?? 0, ...(atMost === undefined ? {} : { atMost }) };
}

function withinOf({ within }: CheckEntry, position: Position): Check | undefined {
  if (within === undefined) return undefined;
  const of = checkOf(within.of, at(position, 'of'));
  return of === undefined ? undefined : { type: 'within', of, seconds: within.seconds };
}

function everOf({ ever }: CheckEntry, position: Position): Check | undefined {
  if (ever === undefined) return undefined;
  const of = checkOf(ever, position);
  return of === undefined ? undefined : { type: 'ever', of };
}

function leafOf(entry: CheckEntry, position: Position): Check | undefined {
  return eventOf(entry satisfies EventEntry, position) ?? factOf(entry, position);
}

/** The same, one step deeper. */
function at(position: Position, key: string | number): Position {
  return { ...position, path: [...position.path, key] };
}
