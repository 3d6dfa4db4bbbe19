/** Settings of a service as a world might have them, drawn from the protocol's own schema: a new one is fuzzed unasked. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Random } from './random.ts';

/** Ways to draw a field that its schema alone does not tell. */
export type Drawn = Readonly<Record<string, (random: Random) => unknown>>;

/** What may stand below `settings`; each field is left out, or drawn from what the schema allows. */
export function drawSettings(schema: z.ZodType, random: Random, drawn: Drawn = {}): Readonly<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  if (!(schema instanceof z.ZodObject)) return settings;
  for (const [name, field] of Object.entries<z.ZodType>(schema.shape)) {
    const value = drawn[name] === undefined ? drawField(field, random) : drawn[name](random);
    if (value === undefined) continue;
    // Fields may exclude one another.
    if (schema.safeParse({ ...settings, [name]: value }).success) settings[name] = value;
  }
  return settings;
}

function drawField(field: z.ZodType, random: Random): unknown {
  const type = innermost(field);
  if (type instanceof z.ZodBoolean) return random.percent(50);
  if (random.percent(60)) return undefined;
  if (type instanceof z.ZodEnum) return random.pick(type.options);
  if (type instanceof z.ZodNumber) return drawNumber(type, random);
  const [example] = (field.meta()?.['examples'] ?? []) as readonly unknown[];
  return typeof example === 'string' ? parse(example) : undefined;
}

/** Small numbers are what limits and counts are tried with. */
function drawNumber({ minValue, maxValue }: z.ZodNumber, random: Random): number {
  const least = Math.max(0, minValue ?? 0);
  const most = Math.min(maxValue ?? 1000, Number.MAX_SAFE_INTEGER);
  return random.percent(20) ? random.pick([least, most]) : Math.min(most, least + random.small(100));
}

function innermost(field: z.ZodType): z.ZodType {
  let type = field;
  while (type instanceof z.ZodDefault || type instanceof z.ZodOptional) type = type.unwrap() as z.ZodType;
  return type;
}
