/** The world's file format as a JSON Schema, for editors that complete and check as one types. */
import { parse } from 'yaml';
import { z } from 'zod';
import { worldSchemaOf } from './world-schema.ts';

/** What is written and read here: JSON Schema of draft 7, which editors know best for YAML. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/** The schema of `world.yaml` where hosts can serve these protocols: the schema of each one's settings, by its name. */
export function worldJsonSchema(protocols: ReadonlyMap<string, z.ZodType>): JsonSchema {
  return jsonSchemaOf(worldSchemaOf(protocols));
}

/** Any of our schemas, with its descriptions and examples. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const written = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    // What only our own check can tell (that a date is one) is left out.
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Ours stand as they are written in the file: "[a, b]", "'022'".
      if (Array.isArray(jsonSchema.examples)) {
        jsonSchema.examples = jsonSchema.examples.map((text): unknown =>
          typeof text === 'string' ? parse(text) : text,
        );
      }
    },
  });
  return written as JsonSchema;
}
