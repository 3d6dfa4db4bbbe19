/** docs/worlds.md is true: its examples are worlds without fault, its tables are the format. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { parseWorld, sourcesOf } from '../../labs/parse-world.ts';
import { formatProblem } from '../../labs/problems.ts';
import { type JsonSchema, worldJsonSchema } from '../../labs/world-json-schema.ts';
import { protocolMap } from '../seats/page.testkit.ts';
import { worldPage } from './world-page.testkit.ts';

const PAGE = fileURLToPath(new URL('../../docs/worlds.md', import.meta.url));
const BEGIN = '<!-- made of the format: UPDATE_DOCS=1 npm run unit -- server/cli/world-page.test.ts -->';
const settings = new Map([...protocolMap].map(([name, protocol]) => [name, protocol.settings]));
const text = readFileSync(PAGE, 'utf8');

test('the tables are those of the format, field by field', async () => {
  const [before = ''] = text.split(BEGIN);
  const made = `${before}${BEGIN}\n\n${worldPage(worldJsonSchema(settings))}\n`;
  const formatted = await format(made, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, formatted);
  expect(readFileSync(PAGE, 'utf8')).toBe(formatted);
});

test('every field has its meaning', () => {
  const without: string[] = [];
  const look = (schema: JsonSchema, place: string): void => {
    for (const [key, field] of Object.entries(schema.properties ?? {})) {
      if (field.description === undefined) without.push(`${place}.${key}`);
      look(field, `${place}.${key}`);
    }
    for (const inner of [schema.items, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) {
      if (inner !== undefined) look(inner, place);
    }
  };
  look(worldJsonSchema(settings), 'world');
  expect(without).toEqual([]);
});

test('the example is a world without fault, and names the mails that the page tells of', () => {
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(text) ?? [];
  const parsed = parseWorld(example, 'worlds/lunch/world.yaml', { protocols: settings });
  expect(parsed.problems.map(formatProblem)).toEqual([]);
  if (!('world' in parsed)) return;
  const named = [...sourcesOf(parsed.world).keys()];
  expect(named.length).toBeGreaterThan(0);
  for (const source of named) expect(text.replace(example, '')).toContain(`\`${source}\``);
});

test('the fault that the page shows is the one that is told', () => {
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(text) ?? [];
  const [, shown = ''] = /```text\n(worlds\/lunch[^]*?)```/.exec(text) ?? [];
  const wrong = example.replace('exchange: mail.lunch.thm', 'exchange: mial.lunch.thm');
  expect(wrong).not.toBe(example);
  const { problems } = parseWorld(wrong, 'worlds/lunch/world.yaml', { protocols: settings });
  expect(problems.map(formatProblem)).toEqual([shown.trim().replaceAll('\n', ' ')]);
});
