/**
 * A check as an author wrote it → a check as the checker takes it: defaults filled in, words held against what the
 * vocabularies and the lab's world know.
 */
import type { CheckEntry } from './check-schema.ts';
import { addEverFault, addFactFault } from './check-shape.ts';
import { eventOf } from './event-entry.ts';
import { factOf } from './fact-entry.ts';
import type { FaultList } from './fault-list.ts';
import type { Check } from './lab.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { World } from './world.ts';
import type { YamlPath } from './yaml-source.ts';

/** What a check's words are held against. What is undefined is not known: anything will do. */
export interface CheckSurroundings {
  /** The lab's protocol. */
  readonly protocol: string;
  /** For verbs, arguments and states. */
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
  /** The lab's world, for hosts, accounts and mailboxes. */
  readonly world?: World;
  /** The names of the lab's terminals. */
  readonly terminals?: readonly string[];
  /** What the lab says to the learner, for mailboxes that the learner makes. */
  readonly labText?: string;
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
  const at = below(position, kind);
  for (const type of LISTS) {
    const list = entry[type];
    if (list !== undefined) return { type, of: partsOf(list, at) };
  }
  return countOf(entry, at) ?? withinOf(entry, at) ?? everOf(entry, at) ?? eventOf(entry, at) ?? factOf(entry, at);
}

function partsOf(list: readonly CheckEntry[], position: Position): Check[] {
  return list.flatMap((item, i) => {
    return checkOf(item, below(position, i)) ?? [];
  });
}

function countOf({ count }: CheckEntry, position: Position): Check | undefined {
  if (count === undefined) return undefined;
  const { atLeast = 1, atMost } = count;
  if (atMost !== undefined && atMost < atLeast) {
    position.faults.add(
      [...position.path, 'atMost'],
      `atMost: expected at least ${atLeast}, as atLeast says, came ${atMost}.`,
      'Make it greater, or atLeast smaller.',
    );
  }
  const at = below(position, 'of');
  const of = checkOf(count.of, at);
  if (of === undefined) return undefined;
  addFactFault(of, at);
  return { type: 'count', of, atLeast, ...(atMost === undefined ? {} : { atMost }) };
}

function withinOf({ within }: CheckEntry, position: Position): Check | undefined {
  if (within === undefined) return undefined;
  const of = checkOf(within.of, below(position, 'of'));
  return of === undefined ? undefined : { type: 'within', of, seconds: within.seconds };
}

function everOf({ ever }: CheckEntry, position: Position): Check | undefined {
  if (ever === undefined) return undefined;
  const of = checkOf(ever, position);
  if (of === undefined) return undefined;
  addEverFault(of, position);
  return { type: 'ever', of };
}

/** The same, one step deeper. */
function below(position: Position, key: string | number): Position {
  return { ...position, path: [...position.path, key] };
}
