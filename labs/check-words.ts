/** Words of a check that nobody knows: protocols, verbs, arguments, states, replies, each told where it stands. */
import type { Position } from './check-entry.ts';
import { nearestOf } from './nearest.ts';
import { shown, unknownKey } from './schema-problems.ts';
import type { VerbEntry, Vocabulary } from './vocabulary.ts';

/** What a reader calls the server's first line. */
const GREETING = 'GREETING';
const REPLY_CLASSES = ['success', 'intermediate', 'failure', 'any'];

export function addProtocolFault(protocol: string, { about, faults, path }: Position): void {
  const { vocabularies } = about;
  // The lab's own protocol is held against the vocabularies in the front matter.
  if (vocabularies === undefined || vocabularies.has(protocol) || protocol === about.protocol) return;
  faults.word([...path, 'protocol'], protocol, [...vocabularies.keys()]);
}

/** In a mistake, a verb may be one that no server knows. */
export function addVerbFault(verb: string, vocabulary: Vocabulary, { about, faults, path }: Position): void {
  if (about.isMistake || verb === GREETING || vocabulary.verbs.has(verb)) return;
  faults.word([...path, 'verb'], verb, [...vocabulary.verbs.keys()]);
}

/** Where any command will do, an argument is one that some command has. */
export function addArgumentFaults(
  values: Readonly<Record<string, unknown>>,
  entries: Iterable<VerbEntry>,
  { faults, path }: Position,
): void {
  const [entry, ...others] = entries;
  if (entry === undefined) return;
  const known = [...new Set([entry, ...others].flatMap((one) => one.arguments.map(({ name }) => name)))];
  for (const name of Object.keys(values)) {
    if (known.includes(name)) continue;
    if (known.length > 0) {
      faults.found.push(unknownKey(faults.source, [...path, 'arguments'], name, known));
    } else {
      faults.atKey(
        [...path, 'arguments'],
        name,
        `Expected no arguments, because ${entry.verb} takes none; came "${name}".`,
        `Remove "${name}".`,
      );
    }
  }
}

export function addStateFaults(
  states: { readonly before?: string | undefined; readonly after?: string | undefined },
  vocabulary: Vocabulary,
  { faults, path }: Position,
): void {
  for (const key of ['before', 'after'] as const) {
    const state = states[key];
    if (state !== undefined && !vocabulary.states.includes(state)) {
      faults.word([...path, 'state', key], state, vocabulary.states);
    }
  }
}

/** A status can't be known here, but a number has three digits, and a class is easily misspelt. */
export function addReplyFault(reply: string | number, { faults, path }: Position): void {
  const text = String(reply);
  const near = REPLY_CLASSES.includes(text) ? undefined : nearestOf(text, REPLY_CLASSES);
  const isWrongNumber = /^\d+$/.test(text) && text.length !== 3;
  if (near === undefined && !isWrongNumber) return;
  faults.add(
    [...path, 'reply'],
    `reply: expected success, intermediate, failure, any, or a status like 250; came ${shown(reply)}.`,
    near === undefined ? 'Write three digits, or one of these words.' : `Did you mean "${near}"?`,
  );
}
