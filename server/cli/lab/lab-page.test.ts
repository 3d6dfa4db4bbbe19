/** docs/labs.md is true: its examples are read without a fault, its tables are the format, its commands are there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { courseOf } from '../../../labs/course.ts';
import type { Lab } from '../../../labs/lab.ts';
import { labJsonSchema } from '../../../labs/lab-json-schema.ts';
import { renderMarkdown } from '../../../labs/markdown.ts';
import { parseLab } from '../../../labs/parse-lab.ts';
import { formatProblem } from '../../../labs/problems.ts';
import { parseTranslation } from '../../../labs/translation.ts';
import { parseSolution, parseVariants } from '../../protocols/lab-script.ts';
import { vocabulariesOf } from '../../seats/load-catalogue.ts';
import { protocolMap } from '../../seats/page.testkit.ts';
import { HELP } from './help.ts';
import { labPage } from './lab-page.testkit.ts';

const PAGE = fileURLToPath(new URL('../../../docs/labs.md', import.meta.url));
const BEGIN = '<!-- made of the format: UPDATE_DOCS=1 npm run unit -- server/cli/lab/lab-page.test.ts -->';
const settings = new Map([...protocolMap].map(([name, protocol]) => [name, protocol.settings]));
const text = readFileSync(PAGE, 'utf8');
const [written = ''] = text.split(BEGIN);

interface Example {
  readonly info: string;
  readonly body: string;
}

/** Every fenced block of the written part, with the words behind its fence. */
const examples: readonly Example[] = [...written.matchAll(/^( *)(`{3,})(\S[^\n]*)\n([^]*?)^\1\2$/gm)].map(
  ([, indent = '', , info = '', body = '']) => ({
    info,
    body: indent === '' ? body : body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }),
);
const of = (kind: string): readonly Example[] => examples.filter(({ info }) => info.split(' ').includes(kind));

const FRONT = 'title: A\nsummary: B\nprotocol: PROTOCOL\nlevel: 1\nminutes: 5\nworld: course\nobjectives: [c]\n';
const REST = 'hints: { nudge: A, answer: B }\nwhy: C\n';
const indented = (body: string): string => body.replaceAll(/^(?=.)/gm, '  ');
const step = (id: string, block: string): string => `## Step {#${id}}\n\nText.\n\n\`\`\`step\n${block}\`\`\`\n`;

/** What is wrong with a lab. */
function faultsOf(lab: string): string[] {
  const surroundings = {
    vocabularies: vocabulariesOf(protocolMap),
    worlds: ['course', 'two-offices'],
    labs: ['smtp/first-mail'],
  };
  return parseLab(lab, 'lab.md', 'mine/lab', surroundings).problems.map(formatProblem);
}

function withStep(block: string, protocol = 'smtp'): string[] {
  const before = step('hello', `expect: { connected: { protocol: ${protocol} } }\n${REST}`);
  return faultsOf(`---\n${FRONT.replace('PROTOCOL', protocol)}---\n\n${before}\n${step('own', block)}`);
}

function wholeLab(): Lab {
  const [example] = examples.filter(({ info }) => info === 'markdown');
  const parsed = parseLab(example?.body ?? '', 'lab.md', 'mine/lab', { worlds: ['course'] });
  if (!('lab' in parsed)) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.lab;
}

describe('every example is read without a fault', () => {
  test('the whole lab, and its translation', () => {
    const lab = wholeLab();
    expect(lab.steps.map(({ id }) => id)).toEqual(['connect', 'hello']);
    const [translation] = of('translation');
    expect(parseTranslation(translation?.body ?? '', 'lab.de.md', lab).problems.map(formatProblem)).toEqual([]);
  });

  test.each(of('front'))('front matter: $body', ({ body }) => {
    const given = parse(body) as Record<string, unknown>;
    const needed = parse(FRONT.replace('PROTOCOL', 'smtp')) as Record<string, unknown>;
    const front = JSON.stringify({ ...needed, ...given }, undefined, 1);
    // A map of YAML's may stand in the form of JSON.
    const lab = `---\n${front}\n---\n\n${step('connect', `expect: { connected: { protocol: smtp } }\n${REST}`)}`;
    expect(faultsOf(lab)).toEqual([]);
  });

  test.each(of('check'))('$info: $body', ({ info, body }) => {
    expect(withStep(`expect:\n${indented(body)}${REST}`, info.split(' ').at(-1))).toEqual([]);
  });

  test.each(of('step'))('$info', ({ body }) => {
    expect(withStep(body)).toEqual([]);
  });

  test.each(of('mistake'))('$info: $body', ({ body }) => {
    const mistake = `mistakes:\n  -${indented(indented(body)).slice(3)}`;
    expect(withStep(`expect: { exchange: { verb: HELO } }\n${REST}${mistake}`)).toEqual([]);
  });

  test.each(of('solution'))('$info: $body', ({ body }) => {
    const { parts, problems } = parseSolution({
      text: body,
      file: 'solution.txt',
      steps: ['connect', 'hello', 'codes'],
    });
    expect(problems.map(formatProblem)).toEqual([]);
    expect(parts.length).toBeGreaterThan(1);
  });

  test.each(of('variants'))('$info: $body', ({ body }) => {
    const read = parseVariants({ text: body, file: 'variants.txt', steps: ['connect', 'hello'] });
    expect(read.problems.map(formatProblem)).toEqual([]);
    expect(read.variants).toHaveLength(2);
  });

  test.each(of('figure'))('$info: $body', ({ body }) => {
    expect(renderMarkdown(body)).toMatch(/class="transcript".*class="client"/s);
  });

  test.each(of('course'))('$info: $body', ({ body }) => {
    expect(courseOf(body, 'course.yaml').problems).toEqual([]);
  });

  test('there is no example of another kind', () => {
    const kinds = ['front', 'check', 'step', 'mistake', 'solution', 'variants', 'figure', 'course', 'translation'];
    const others = examples.filter(({ info }) => !kinds.some((kind) => info.split(' ').includes(kind)));
    expect([...new Set(others.map(({ info }) => info))].sort()).toEqual(['markdown', 'sh', 'text', 'yaml editor']);
    expect(of('check').length).toBeGreaterThan(20);
  });
});

test('the commands are those that there are', () => {
  const lines = of('sh').flatMap(({ body }) => body.trim().split('\n'));
  const commands = lines.map((line) => /^npm run lab -- ([a-z]+)/.exec(line)?.[1] ?? line);
  expect([...new Set(commands)].sort()).toEqual(Object.keys(HELP).sort());
});

test('the fault that the page shows is the one that is told', () => {
  const [shown = ''] = of('text').flatMap(({ info, body }) => (info === 'text' ? [body.trim()] : []));
  const [, place = '', said = ''] = /^my-lab\/lab\.md:(\d+:\d+): (.*)$/.exec(shown) ?? [];
  const lab = readFileSync(fileURLToPath(new URL('../../../labs/templates/smtp/lab.md', import.meta.url)), 'utf8');
  expect(faultsOf(lab.replace('world: course', 'world: cuorse'))).toEqual([`lab.md:${place}: ${said}`]);
});

test('the tables are those of the format, field by field', async () => {
  const made = `${written}${BEGIN}\n\n${labPage(labJsonSchema(settings))}\n`;
  const formatted = await format(made, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, formatted);
  expect(readFileSync(PAGE, 'utf8')).toBe(formatted);
});
