/**
 * Turns what a schema found wrong into problems with their place and the way out. A field's description in the schema
 * is the sentence's object ("the host's IPv4 address"), its first example the way out: what documents the format is
 * what the author reads when it fails.
 */
import { z } from 'zod';
import { nearestOf } from './nearest.ts';
import { byPlace, type Problem } from './problems.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

/** At most so many of one file are reported; after that the author has enough to do. */
const PROBLEM_LIMIT = 50;
const SHOWN_LIMIT = 60;

/** Gives a schema its description, a noun phrase with its article, and an example as it stands in the file. */
export function described<T extends z.ZodType>(schema: T, description: string, example?: string): T {
  return schema.meta(example === undefined ? { description } : { description, examples: [example] });
}

export type Checked<T> =
  { readonly value: T; readonly problems: readonly [] } | { readonly problems: readonly Problem[] };

/** Holds the source's value against the schema. */
export function check<T>(source: YamlSource, schema: z.ZodType<T>): Checked<T> {
  if (source.problems.length > 0) return { problems: source.problems.slice(0, PROBLEM_LIMIT) };
  const result = schema.safeParse(source.value);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.slice(0, PROBLEM_LIMIT).flatMap((issue) => problemsOf(source, schema, issue));
  return { problems: problems.sort(byPlace).slice(0, PROBLEM_LIMIT) };
}

function problemsOf(source: YamlSource, schema: z.ZodType, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, PROBLEM_LIMIT)
      .map((key) => unknownKey(source, issue.path, key, keysAt(schema, issue.path)));
  }
  if (issue.code === 'invalid_key') {
    return [wrongKey(source, schema, issue)];
  }
  const { description, example } = describe(schema, issue.path);
  const key = issue.path.at(-1);
  const named = typeof key === 'string' ? `${key}: ` : '';
  const found = source.valueAt(issue.path);
  const expected = description ?? expectedOf(issue);
  const wayOut = example === undefined ? wayOutOf(issue, found) : `Write for example: ${named}${example}.`;
  const isMissing = found === undefined && typeof key === 'string';
  const message = isMissing
    ? `Expected the key "${key}", ${expected}; came nothing.`
    : `${named}expected ${expected}, came ${shown(found)}.`;
  return [source.problem(source.at(isMissing ? issue.path.slice(0, -1) : issue.path), message, wayOut)];
}

/** The sentence for a key that is not in the format. */
export function unknownKey(source: YamlSource, path: YamlPath, key: string, known: readonly string[]): Problem {
  const near = nearestOf(key, known);
  return source.problem(
    source.keyAt(path, key),
    `Expected one of the keys ${known.join(', ')}; came ${shown(key)}.`,
    near === undefined ? `Remove ${shown(key)}, or write one of these keys.` : `Did you mean "${near}"?`,
  );
}

function wrongKey(source: YamlSource, schema: z.ZodType, issue: z.core.$ZodIssue): Problem {
  const key = String(issue.path.at(-1) ?? '');
  const parent = issue.path.slice(0, -1);
  const { description } = describe(schema, parent);
  return source.problem(
    source.keyAt(parent, key),
    `Expected ${description ?? 'another key'}; came the key ${shown(key)}.`,
    'Write a name of small letters, digits and hyphens.',
  );
}

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return ARTICLES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'too_big':
      return `at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    default:
      return issue.message;
  }
}

function wayOutOf(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof found === 'object') {
    return 'Put the text in quotes, or begin it with >- on a line before: a colon and a space make a map of it.';
  }
  return issue.code === 'invalid_value' ? 'Write one of these words.' : 'Correct this value.';
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

/** The value as an author would recognise it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map of keys';
  if (typeof value !== 'string') return JSON.stringify(value);
  return JSON.stringify(value.length > SHOWN_LIMIT ? `${value.slice(0, SHOWN_LIMIT)}…` : value);
}

interface Description {
  readonly description: string | undefined;
  readonly example: string | undefined;
}

/** The description and example of the field at the path, from the schema; an entry without one has that of its list. */
function describe(schema: z.ZodType, path: YamlPath): Description {
  const found = describeOwn(schema, path);
  if (found.description !== undefined || path.length === 0) return found;
  return { ...describeOwn(schema, path.slice(0, -1)), example: undefined };
}

function describeOwn(schema: z.ZodType, path: YamlPath): Description {
  const layers = layersAt(schema, path);
  const metas = layers.map((layer) => layer.meta());
  const examples = metas.find((meta) => Array.isArray(meta?.['examples']))?.['examples'];
  const [first] = Array.isArray(examples) ? (examples as unknown[]) : [];
  return {
    description: metas.find((meta) => meta?.description !== undefined)?.description,
    example: typeof first === 'string' ? first : undefined,
  };
}

function keysAt(schema: z.ZodType, path: YamlPath): string[] {
  const object = layersAt(schema, path).find((layer) => layer instanceof z.ZodObject);
  return object === undefined ? [] : Object.keys(object.shape);
}

/** The schema at the path, with what is wrapped in it: optional, default. */
function layersAt(schema: z.ZodType, path: YamlPath): z.ZodType[] {
  let layers = layersOf(schema);
  for (const key of path) {
    const next = layers.map((layer) => childOf(layer, key)).find((child) => child !== undefined);
    if (next === undefined) return [];
    layers = layersOf(next);
  }
  return layers;
}

function layersOf(schema: z.ZodType): z.ZodType[] {
  const layers: z.ZodType[] = [];
  let layer: z.ZodType | undefined = schema;
  while (layer !== undefined) {
    layers.push(layer);
    layer =
      layer instanceof z.ZodOptional || layer instanceof z.ZodDefault ? (layer.def.innerType as z.ZodType) : undefined;
  }
  return layers;
}

function childOf(layer: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (layer instanceof z.ZodObject) return (layer.shape as Record<PropertyKey, z.ZodType | undefined>)[key];
  if (layer instanceof z.ZodArray) return layer.element as z.ZodType;
  if (layer instanceof z.ZodRecord) return layer.valueType as z.ZodType;
  return undefined;
}
