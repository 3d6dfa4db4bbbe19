/**
 * Turns what a schema found wrong into problems with their place and the way out. A field's description in the schema
 * is the sentence's object ("the host's IPv4 address"), its first example the way out: what documents the format is
 * what the author reads when it fails.
 */
import { z } from 'zod';
import { nearestOf } from './nearest.ts';
import { byPlace, type Problem } from './problems.ts';
import type { PlacedValue, YamlPath } from './yaml-source.ts';

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
export function check<T>(source: PlacedValue, schema: z.ZodType<T>): Checked<T> {
  if (source.problems.length > 0) return { problems: source.problems.slice(0, PROBLEM_LIMIT) };
  const result = schema.safeParse(source.value);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.slice(0, PROBLEM_LIMIT).flatMap((issue) => problemsOf(source, schema, issue));
  return { problems: problems.sort(byPlace).slice(0, PROBLEM_LIMIT) };
}

function problemsOf(source: PlacedValue, schema: z.ZodType, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path, source.value);
    return issue.keys.slice(0, PROBLEM_LIMIT).map((key) => unknownKey(source, issue.path, key, known));
  }
  if (issue.code === 'invalid_key') return [wrongKey(source, schema, issue)];
  const meant = meantOf(issue);
  if (meant !== undefined) return meant.flatMap((inner) => problemsOf(source, schema, inner));
  return [wrongValue(source, schema, issue)];
}

function wrongValue(source: PlacedValue, schema: z.ZodType, issue: z.core.$ZodIssue): Problem {
  const key = issue.path.at(-1);
  const found = source.valueAt(issue.path);
  const own = describe(schema, issue.path, source.value);
  if (found === undefined && typeof key === 'string') {
    const { description = expectedOf(issue), example } = own;
    const message = `Expected the key "${key}", ${description}; came nothing.`;
    const wayOut =
      example === undefined ? `Write it, or correct its name.` : `Write for example: ${ended(`${key}: ${example}`)}`;
    return source.problem(source.at(issue.path.slice(0, -1)), message, wayOut);
  }
  const { description, example, path } =
    own.description === undefined ? describeAbove(schema, issue.path, source.value) : { ...own, path: issue.path };
  const named = (name: PropertyKey | undefined): string => (typeof name === 'string' ? `${name}: ` : '');
  const isEntry = path.length < issue.path.length;
  const entry = description === undefined ? undefined : isEntry ? `an entry of ${description}` : description;
  const limit = issue.code === 'too_big' || issue.code === 'too_small' ? expectedOf(issue) : undefined;
  const expected = [entry, limit].filter((part) => part !== undefined).join(', ') || expectedOf(issue);
  const isTextAsMap = issue.code === 'invalid_type' && issue.expected === 'string' && isMap(found);
  const wayOut =
    example === undefined || (isEntry && isTextAsMap)
      ? wayOutOf(issue, found)
      : `Write for example: ${ended(named(path.at(-1)) + example)}`;
  const came = Array.isArray(found) && limit !== undefined ? `a list of ${found.length}` : shown(found);
  return source.problem(source.at(issue.path), `${named(key)}expected ${expected}, came ${came}.`, wayOut);
}

/** What is wrong with a value of several kinds, where it is clear which one was meant: of its others, not even the type fits. */
function meantOf(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const fitting = issue.errors.filter(
    (issues) => !issues.some(({ code, path }) => isOfKind(code) && path.length === 0),
  );
  const [meant] = fitting;
  if (meant === undefined || fitting.length > 1) return undefined;
  // A text of the wrong form is best told by the description of all kinds.
  if (meant.some(({ path, code }) => path.length === 0 && (code === 'invalid_format' || code === 'custom')))
    return undefined;
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

const isOfKind = (code: z.core.$ZodIssue['code']): boolean => code === 'invalid_type' || code === 'invalid_value';

/** The sentence for a key that is not in the format. */
export function unknownKey(source: PlacedValue, path: YamlPath, key: string, known: readonly string[]): Problem {
  const near = nearestOf(key, known);
  return source.problem(
    source.keyAt(path, key),
    `Expected one of the keys ${known.join(', ')}; came ${shown(key)}.`,
    near === undefined ? `Remove ${shown(key)}, or write one of these keys.` : `Did you mean "${near}"?`,
  );
}

function wrongKey(source: PlacedValue, schema: z.ZodType, issue: z.core.$ZodIssue): Problem {
  const key = String(issue.path.at(-1) ?? '');
  const parent = issue.path.slice(0, -1);
  const { description, example } = describe(schema, parent, source.value);
  const name = parent.findLast((step) => typeof step === 'string');
  return source.problem(
    source.keyAt(parent, key),
    `Expected ${description ?? 'another key'}; came the key ${shown(key)}.`,
    example === undefined || name === undefined
      ? 'Write another name for it.'
      : `Write for example: ${ended(`${name}: ${example}`)}`,
  );
}

/** With a full stop, where no other mark ends it. */
function ended(sentence: string): string {
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
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
  if (issue.code === 'too_big') return `Write at most ${issue.maximum}${UNITS[issue.origin] ?? ''}.`;
  if (issue.code === 'too_small') return `Write at least ${issue.minimum}${UNITS[issue.origin] ?? ''}.`;
  if (issue.code === 'invalid_value') return 'Write one of these words.';
  if (issue.code !== 'invalid_type') return 'Correct this value.';
  if (issue.expected === 'string' && typeof found === 'object') {
    return 'Put the text in quotes, or begin it with >- on a line before: a colon and a space make a map of it.';
  }
  if (issue.expected === 'boolean') return 'Write true or false, without quotes.';
  if (issue.expected === 'number' || issue.expected === 'int') return 'Write a number, without quotes.';
  return 'Correct this value.';
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

/** The description and example of the field at the path, from the schema. `root` is the whole value that was found. */
function describe(schema: z.ZodType, path: YamlPath, root: unknown): Description {
  const metas = layersAt(schema, path, root).map((layer) => layer.meta());
  const examples = metas.find((meta) => Array.isArray(meta?.['examples']))?.['examples'];
  const [first] = Array.isArray(examples) ? (examples as unknown[]) : [];
  return {
    description: metas.find((meta) => meta?.description !== undefined)?.description,
    example: typeof first === 'string' ? first : undefined,
  };
}

/** The nearest described field above the path: the list or map of which this is an entry. */
function describeAbove(schema: z.ZodType, path: YamlPath, root: unknown): Description & { readonly path: YamlPath } {
  for (let above = path.slice(0, -1); above.length > 0; above = above.slice(0, -1)) {
    const found = describe(schema, above, root);
    if (found.description !== undefined) return { ...found, path: above };
  }
  return { description: undefined, example: undefined, path };
}

function keysAt(schema: z.ZodType, path: YamlPath, root: unknown): string[] {
  const object = layersAt(schema, path, root).find((layer) => layer instanceof z.ZodObject);
  return object === undefined ? [] : Object.keys(object.shape);
}

/** The schema at the path, with what is wrapped in it: optional, default, and of a choice what fits the value found. */
function layersAt(schema: z.ZodType, path: YamlPath, root: unknown): z.ZodType[] {
  let value = root;
  let layers = layersOf(schema, value);
  for (const key of path) {
    const next = layers.map((layer) => childOf(layer, key)).find((child) => child !== undefined);
    if (next === undefined) return [];
    value = isMap(value) ? value[key] : undefined;
    layers = layersOf(next, value);
  }
  return layers;
}

function layersOf(schema: z.ZodType, value: unknown): z.ZodType[] {
  return [schema, ...innerOf(schema, value).flatMap((inner) => layersOf(inner, value))];
}

function innerOf(schema: z.ZodType, value: unknown): readonly z.ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  ) {
    return [schema.def.innerType as z.ZodType];
  }
  if (schema instanceof z.ZodPipe) return [schema.def.in as z.ZodType];
  if (!(schema instanceof z.ZodUnion)) return [];
  const options = schema.options as readonly z.ZodType[];
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return options.filter((option) => isKindOf(option, value));
  const key = schema.def.discriminator;
  const chosen = options.filter((option) => {
    const shape: Readonly<Record<string, unknown>> = option instanceof z.ZodObject ? option.shape : {};
    const literal = shape[key];
    return literal instanceof z.ZodLiteral && isMap(value) && literal.safeParse(value[key]).success;
  });
  return chosen.length > 0 ? chosen : options;
}

/** Whether an option of a choice could be meant by a map or list. */
function isKindOf(option: z.ZodType, value: unknown): boolean {
  if (Array.isArray(value)) return option instanceof z.ZodArray;
  return isMap(value) && (option instanceof z.ZodObject || option instanceof z.ZodRecord);
}

function isMap(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}

function childOf(layer: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  if (layer instanceof z.ZodObject) return (layer.shape as Record<PropertyKey, z.ZodType | undefined>)[key];
  if (layer instanceof z.ZodArray) return layer.element as z.ZodType;
  if (layer instanceof z.ZodRecord) return layer.valueType as z.ZodType;
  return undefined;
}
