/** The lab's file format as JSON Schemas, for editors that complete and check as one types. */
import type { z } from 'zod';
import { frontMatterSchema, stepSchema } from './lab-schema.ts';
import { stepTranslationSchema, translationSchema } from './translation-schema.ts';
import { type JsonSchema, jsonSchemaOf, worldJsonSchema } from './world-json-schema.ts';

/** The four kinds of YAML in a lab's folder. */
export interface LabJsonSchemas {
  /** Between the two lines of hyphens of `lab.md`. */
  readonly frontMatter: JsonSchema;
  /** A fenced `step` block of `lab.md`. */
  readonly step: JsonSchema;
  /** The same of a translation, `lab.de.md`. */
  readonly translation: JsonSchema;
  readonly translatedStep: JsonSchema;
}

/** The schemas where hosts can serve these protocols: the schema of each one's settings, by its name. */
export function labJsonSchema(protocols: ReadonlyMap<string, z.ZodType>): LabJsonSchemas {
  const frontMatter = jsonSchemaOf(frontMatterSchema);
  const { world, ...others } = frontMatter.properties ?? {};
  return {
    frontMatter: { ...frontMatter, properties: { ...others, world: withExtension(world, protocols) } },
    step: jsonSchemaOf(stepSchema),
    translation: jsonSchemaOf(translationSchema),
    translatedStep: jsonSchemaOf(stepTranslationSchema),
  };
}

/** A lab's own world has the keys of any world, and needs none but `extends`: the rest is there. */
function withExtension(world: JsonSchema | undefined, protocols: ReadonlyMap<string, z.ZodType>): JsonSchema {
  const { properties } = partial(worldJsonSchema(protocols));
  const options = (world?.anyOf ?? []).map((option): JsonSchema => {
    if (option.properties === undefined) return option;
    return { ...option, properties: { ...option.properties, ...properties }, additionalProperties: false };
  });
  return { ...world, anyOf: options };
}

/** The schema with nothing required, all the way down. */
function partial(schema: JsonSchema): JsonSchema {
  const { required: _required, properties, items, additionalProperties, anyOf, oneOf, ...rest } = schema;
  const inside = (map: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
    Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, partial(inner)]));
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: inside(properties) }),
    ...(items === undefined ? {} : { items: partial(items) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'boolean' ? additionalProperties : partial(additionalProperties),
        }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(partial) }),
    // What tells the records apart is their type: it stays needed.
    ...(oneOf === undefined ? {} : { oneOf }),
  };
}
