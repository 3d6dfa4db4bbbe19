/** A check as an author wrote it → a check as the checker takes it: defaults filled in, words held against vocabularies. */
import type { Check } from './lab.ts';
import type { CheckEntry } from './lab-schema.ts';
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { shown, unknownKey } from './schema-problems.ts';
import type { VerbEntry, Vocabulary } from './vocabulary.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export interface Defaults {
  /** The lab's protocol. */
  readonly protocol: string;
  /** What verbs and arguments are held against; undefined: anything will do. */
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
}

interface Position {
  readonly source: YamlSource;
  readonly path: YamlPath;
  readonly defaults: Defaults;
}

export interface CheckResult {
  readonly check?: Check;
  readonly problems: readonly Problem[];
}

/** Reads one entry of the schema, with those in it. */
export function checkOf(entry: CheckEntry, position: Position): CheckResult {
  const { source, path } = position;
  const kinds = Object.keys(entry);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const problem = source.problem(
      source.at(path),
      `Expected one check, came ${kind === undefined ? 'none' : kinds.join(' and ')}.`,
      'Write one of exchange, connected, transfer, closed, mail, file; or several as a list below all or any.',
    );
    return { problems: [problem] };
  }
  const inside: Position = { ...position, path: [...path, kind] };
  const list = entry.all ?? entry.any;
  if (list !== undefined) {
    const results = list.map((item, i) => checkOf(item, { ...inside, path: [...inside.path, i] }));
    const of = results.flatMap(({ check }) => (check === undefined ? [] : [check]));
    const problems = results.flatMap((result) => result.problems);
    return { check: { type: entry.all === undefined ? 'any' : 'all', of }, problems };
  }
  return leafOf(entry, inside);
}

function leafOf(entry: CheckEntry, position: Position): CheckResult {
  const { exchange, connected, transfer, closed, mail, file } = entry;
  const named = exchange ?? connected ?? transfer ?? closed;
  const protocol = named?.protocol ?? position.defaults.protocol;
  const vocabulary = position.defaults.vocabularies?.get(protocol);
  const problems = named === undefined ? [] : protocolFaults(protocol, position);
  if (exchange !== undefined) {
    const { reply, host, arguments: values = {} } = exchange;
    const verb = exchange.verb.toUpperCase();
    problems.push(...verbFaults(verb, vocabulary, position));
    problems.push(...argumentFaults(Object.keys(values), vocabulary, vocabulary?.verbs.get(verb), position));
    const check: Check = {
      type: 'exchange',
      protocol,
      verb,
      arguments: values,
      ...(reply === undefined ? {} : { reply: String(reply) }),
      ...(host === undefined ? {} : { host }),
    };
    return { check, problems };
  }
  if (connected !== undefined) {
    const { host } = connected;
    return { check: { type: 'connected', protocol, ...(host === undefined ? {} : { host }) }, problems };
  }
  if (transfer !== undefined) {
    const { direction, path, mode } = transfer;
    const verb = transfer.verb?.toUpperCase();
    if (verb !== undefined) problems.push(...verbFaults(verb, vocabulary, position));
    const check: Check = {
      type: 'transfer',
      protocol,
      direction,
      ...(path === undefined ? {} : { path }),
      ...(verb === undefined ? {} : { verb }),
      ...(mode === undefined ? {} : { mode }),
    };
    return { check, problems };
  }
  if (closed !== undefined) return { check: { type: 'closed', protocol }, problems };
  if (mail !== undefined) {
    const { account, mailbox = 'INBOX', headers = {}, contains, flags, count } = mail;
    const check: Check = {
      type: 'mail',
      account,
      mailbox,
      headers,
      ...(contains === undefined ? {} : { contains }),
      ...(flags === undefined ? {} : { flags }),
      ...(count === undefined ? {} : { count }),
    };
    return { check, problems };
  }
  if (file === undefined) return { problems };
  const { host, path, contains, sizeBytes } = file;
  const check: Check = {
    type: 'file',
    host,
    path,
    ...(contains === undefined ? {} : { contains }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
  return { check, problems };
}

function protocolFaults(protocol: string, { source, path, defaults }: Position): Problem[] {
  const { vocabularies } = defaults;
  // The lab's own protocol is held against the vocabularies in the front matter.
  if (vocabularies === undefined || vocabularies.has(protocol) || protocol === defaults.protocol) return [];
  return [wordFault('protocol', protocol, [...vocabularies.keys()], { source, path, defaults })];
}

function verbFaults(verb: string, vocabulary: Vocabulary | undefined, position: Position): Problem[] {
  if (vocabulary === undefined || vocabulary.verbs.has(verb)) return [];
  return [wordFault('verb', verb, [...vocabulary.verbs.keys()], position)];
}

function wordFault(key: string, word: string, known: readonly string[], { source, path }: Position): Problem {
  const near = nearestOf(word, known);
  return source.problem(
    source.at([...path, key]),
    `${key}: expected one of ${known.join(', ')}; came ${shown(word)}.`,
    near === undefined ? 'Write one of these words.' : `Did you mean "${near}"?`,
  );
}

function argumentFaults(
  names: readonly string[],
  vocabulary: Vocabulary | undefined,
  entry: VerbEntry | undefined,
  { source, path }: Position,
): Problem[] {
  if (vocabulary === undefined || entry === undefined) return [];
  const known = entry.arguments.map(({ name }) => name);
  const strange = names.filter((name) => !known.includes(name));
  if (known.length > 0) return strange.map((name) => unknownKey(source, [...path, 'arguments'], name, known));
  return strange.map((name) =>
    source.problem(
      source.keyAt([...path, 'arguments'], name),
      `Expected no arguments, because ${entry.verb} takes none; came "${name}".`,
      `Remove "${name}".`,
    ),
  );
}
