/** Words of a check that nobody knows: protocols, verbs, arguments, states, hosts, each told where it stands. */
import type { Position } from './check-entry.ts';
import { unknownKey } from './schema-problems.ts';
import type { VerbEntry, Vocabulary } from './vocabulary.ts';

/** What a reader calls the server's first line. */
const GREETING = 'GREETING';

export function addScopeFaults({ protocol }: { protocol: string; host: string | undefined }, position: Position): void {
  const { about, faults, path } = position;
  const { vocabularies } = about;
  // The lab's own protocol is held against the vocabularies in the front matter.
  if (vocabularies === undefined || vocabularies.has(protocol) || protocol === about.protocol) return;
  faults.word([...path, 'protocol'], protocol, [...vocabularies.keys()]);
}

export function addVerbFault(verb: string, vocabulary: Vocabulary, { about, faults, path }: Position): void {
  if (about.isMistake || verb === GREETING || vocabulary.verbs.has(verb)) return;
  faults.word([...path, 'verb'], verb, [...vocabulary.verbs.keys()]);
}

export function addArgumentFaults(
  values: Readonly<Record<string, unknown>>,
  entry: VerbEntry | undefined,
  { faults, path }: Position,
): void {
  if (entry === undefined) return;
  const known = entry.arguments.map(({ name }) => name);
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
