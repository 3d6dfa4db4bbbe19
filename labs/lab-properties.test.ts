/** Whatever an author writes: it is read in a moment, nothing throws, and each fault has a place in the file. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { courseOf } from './course.ts';
import { parseLab } from './parse-lab.ts';
import { fitsPattern, PATTERN_LIMIT, patternFault, quotedPattern } from './pattern.ts';
import type { Problem } from './problems.ts';
import { vocabularies } from './toy.testkit.ts';
import { parseTranslation } from './translation.ts';
import { templateOf } from './value-template.ts';
import type { World } from './world.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const LABS = courseOf(read('course.yaml'), 'course.yaml').labs.map((id) => read(`${id}/lab.md`));
const world = { name: 'w', hosts: [], accounts: [], names: [] } as unknown as World;
const surroundings = { vocabularies, worlds: ['course'], labs: ['a/b'], worldOf: () => ({ world }) };

function expectPlaces(problems: readonly Problem[], text: string): void {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  for (const { file, line, column, message, wayOut } of problems) {
    expect(file).toBe('lab.md');
    const there = lines[line - 1];
    expect(there, `${line}:${column} ${message}`).toBeDefined();
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column, `${line}:${column} ${message}`).toBeLessThanOrEqual((there?.length ?? 0) + 1);
    expect(message).toMatch(/\.$/);
    expect(wayOut).toMatch(/[.?`]$/);
  }
}

/** A lab of the course with some of its lines gone, doubled, swapped or spoilt. */
const spoilt = fc
  .record({
    lab: fc.constantFrom(...LABS),
    cuts: fc.array(fc.tuple(fc.nat(), fc.constantFrom('drop', 'twice', 'cut', 'indent', 'strange')), { maxLength: 6 }),
    strange: fc.oneof(
      fc.string(),
      fc.constantFrom('- [', '{', '    x: &a *a', '```', '---', '## ${x} {#a}', '? : !', '\t'),
    ),
  })
  .map(({ lab, cuts, strange }) => {
    const lines = lab.split('\n');
    for (const [at, how] of cuts) {
      const i = at % lines.length;
      const line = lines[i] ?? '';
      const instead = { drop: [], twice: [line, line], cut: [line.slice(0, line.length / 2)], indent: [`  ${line}`] };
      lines.splice(i, 1, ...(how === 'strange' ? [strange] : instead[how]));
    }
    return lines.join('\n');
  });

test('a spoilt lab has its faults in the file', () => {
  fc.assert(
    fc.property(spoilt, (text) => {
      expectPlaces(parseLab(text, 'lab.md', 'a/b', surroundings).problems, text);
    }),
    { numRuns: 60 },
  );
});

test('a step of any YAML has its faults in the file', () => {
  const key = fc.constantFrom(
    ...'expect hints why mistakes after when say try exchange all any none inOrder count within ever of mail'.split(
      ' ',
    ),
    ...'answer point choice options right text verb arguments reply nudge atLeast seconds typed line'.split(' '),
  );
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, 'HELLO', '${x}', '(', 'hello'));
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
    ),
  }));
  const front = 'title: T\nsummary: S\nprotocol: post\nlevel: 1\nminutes: 1\nworld: course\nobjectives: [o]';
  fc.assert(
    fc.property(fc.dictionary(key, tree), tree, (step, check) => {
      const block = JSON.stringify({ hints: { nudge: 'a', answer: 'b' }, why: 'c', ...step, expect: check });
      const text = `---\n${front}\n---\n\n## One {#one}\n\n\`\`\`step\n${block}\n\`\`\`\n`;
      expectPlaces(parseLab(text, 'lab.md', 'a/b', surroundings).problems, text);
    }),
    { numRuns: 300 },
  );
});

test('a translation of any text has its faults in the file', () => {
  const lab = parseLab(read('README.md').replace(/^[^]*?````markdown\n([^]*?)````[^]*$/, '$1'), 'lab.md', 'a/b');
  if (!('lab' in lab)) throw new Error('expected the lab of the README');
  fc.assert(
    fc.property(spoilt, (text) => {
      expectPlaces(parseTranslation(text, 'lab.md', lab.lab, { world }).problems, text);
    }),
    { numRuns: 50 },
  );
});

test('a pattern takes linear time, whatever it is and is held against', () => {
  const began = performance.now();
  const text = 'a'.repeat(20_000);
  for (const pattern of ['(a*)*b', '(a|aa)+$', '(?:a?){30}a{30}', '(.*)(.*)(.*)(.*)x', '(((a{10}){10}){10}){10}']) {
    fitsPattern(pattern, text);
  }
  expect(performance.now() - began).toBeLessThan(5000);
  expect(patternFault('a'.repeat(PATTERN_LIMIT + 1))).toBe(`more than ${PATTERN_LIMIT} characters`);
  expect(patternFault('((a{1000}){1000}){1000}')).toContain('invalid repeat count');
});

test('a quoted pattern fits its own text, and no pattern or template makes anything throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(fitsPattern(quotedPattern(one), one)).toBe(true);
      fitsPattern(one, other);
      templateOf(one);
    }),
  );
});
