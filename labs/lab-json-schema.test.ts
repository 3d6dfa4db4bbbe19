import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { labJsonSchema } from './lab-json-schema.ts';
import { partFront } from './parse-lab.ts';
import type { JsonSchema } from './world-json-schema.ts';

const schemas = labJsonSchema(
  new Map([['post', z.strictObject({ stamp: z.string().optional().describe('a stamp') })]]),
);

test('every key of front matter, step and checks says what it is', () => {
  const silent: string[] = [];
  const visit = (schema: JsonSchema, place: string): void => {
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      if (inner.description === undefined && inner.$ref === undefined) silent.push(`${place}.${key}`);
      visit(inner, `${place}.${key}`);
    }
    for (const part of [schema.items, ...(schema.anyOf ?? []), ...Object.values(schema.definitions ?? {})]) {
      if (part !== undefined) visit(part, place);
    }
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${place}.*`);
  };
  for (const [name, schema] of Object.entries(schemas) as [string, JsonSchema][]) visit(schema, name);
  expect(silent).toEqual([]);
});

test('the keys are those of the format', () => {
  expect(Object.keys(schemas.frontMatter.properties ?? {}).sort()).toEqual(
    'helpAfter level minutes needs objectives order protocol showAnswer summary terminals title values world'.split(
      ' ',
    ),
  );
  expect(Object.keys(schemas.step.properties ?? {})).toEqual(
    'expect hints why mistakes after optional points helpAfter showAnswer'.split(' '),
  );
  expect(schemas.step.required).toEqual(['expect', 'hints', 'why']);
});

test('a lab’s own world has the keys of any world, and needs but one', () => {
  const [, own] = schemas.frontMatter.properties?.['world']?.anyOf ?? [];
  expect(Object.keys(own?.properties ?? {})).toEqual(expect.arrayContaining(['extends', 'hosts', 'accounts', 'names']));
  expect(own?.required).toEqual(['extends']);
  expect(own?.properties?.['accounts']?.items?.required).toBeUndefined();
});

test('the lab of the README has no key that the schema lacks', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const [, text = ''] = /````markdown\n([^]*?)````/.exec(readme) ?? [];
  const front = parse(partFront(text)?.front ?? '') as Record<string, unknown>;
  expect(Object.keys(schemas.frontMatter.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(front)));
});
