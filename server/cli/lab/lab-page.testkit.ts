/**
 * The part of docs/labs.md that is made of the format itself: a table for each map of a lab's YAML. `UPDATE_DOCS=1` with
 * its test writes it anew.
 */
import type { LabJsonSchemas } from '../../../labs/lab-json-schema.ts';
import type { JsonSchema } from '../../../labs/world-json-schema.ts';
import { section } from '../world-page.testkit.ts';

/** The keys that say where an event was: the same for each. */
const SCOPE = ['protocol', 'host', 'port', 'secure', 'terminal', 'connection'];

/** A schema that may stand for another one, by its name. */
interface Referring extends JsonSchema {
  readonly allOf?: readonly { readonly $ref?: string }[];
}

/** The page's tables, as Markdown. */
export function labPage({ frontMatter, step, translation, translatedStep }: LabJsonSchemas): string {
  const definitions = step.definitions ?? {};
  /** What a reference leads to, with what is said where it stands. */
  const resolve = (schema: Referring): JsonSchema => {
    const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
    const known = ref === undefined ? undefined : definitions[ref.replace('#/definitions/', '')];
    if (known === undefined) return schema;
    const { $ref: _ref, allOf: _all, ...own } = schema;
    return { ...resolve(known), ...own };
  };
  const resolved = (schema: JsonSchema): JsonSchema => {
    const entries = Object.entries(schema.properties ?? {}).map(([key, field]) => [key, resolve(field)] as const);
    return { ...schema, properties: Object.fromEntries(entries) };
  };
  const at = (schema: JsonSchema, key: string): JsonSchema => resolved(resolve(schema.properties?.[key] ?? {}));
  const checks = at(step, 'expect');
  const own = Object.entries(checks.properties ?? {}).map(([name, check]) => [name, resolved(check)] as const);
  return [
    section('The front matter', frontMatter),
    section('The block of a step', resolved(step)),
    section('`hints`', at(step, 'hints')),
    section('`mistakes`: each', resolved(resolve(at(step, 'mistakes').items ?? {}))),
    section('A check: one of', checks),
    section(
      'Where an event was: in each of them',
      only(at(checks, 'exchange'), (key) => SCOPE.includes(key)),
    ),
    ...own.flatMap(([name, check]) => {
      const rest = only(check, (key) => !SCOPE.includes(key) || check.properties?.['line'] !== undefined);
      return Object.keys(rest.properties ?? {}).length === 0 ? [] : [section(`\`${name}\``, rest)];
    }),
    section('`state` of `exchange`', at(at(checks, 'exchange'), 'state')),
    section('`choice` of `answer`', at(at(checks, 'answer'), 'choice')),
    section('The front matter of a translation', translation),
    section('The block of a step in a translation', translatedStep),
  ].join('\n\n');
}

/** The schema of a map with some of its keys. */
function only(schema: JsonSchema, isMeant: (key: string) => boolean): JsonSchema {
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([key]) => isMeant(key)));
  return { ...schema, properties };
}
