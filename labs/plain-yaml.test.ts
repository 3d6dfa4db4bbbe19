import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { type PlainNode, plainYaml } from './plain-yaml.ts';

/** What a text says and where each part and key begins, as the library has it; undefined where it finds a fault. */
function byLibrary(text: string): unknown {
  const options = { prettyErrors: false, schema: 'core', stringKeys: true, logLevel: 'silent' } as const;
  const document = parseDocument(text, options);
  return document.errors.length > 0
    ? undefined
    : { value: document.toJS() as unknown, at: startsOf(document.contents) };
}

function startsOf(node: unknown): (number | undefined)[] {
  const own = isMap(node) || isSeq(node) || isScalar(node) ? [node.range?.[0]] : [undefined];
  if (isMap(node)) {
    return own.concat(
      node.items.flatMap(({ key, value }) => [(isScalar(key) ? key.range : null)?.[0], startsOf(value)].flat()),
    );
  }
  return isSeq(node) ? own.concat(node.items.flatMap(startsOf)) : own;
}

function byUs(node: PlainNode): { value: unknown; at: (number | undefined)[] } {
  return { value: node.value, at: startsOfPlain(node) };
}

function startsOfPlain({ start, parts = [], keyStarts }: PlainNode): (number | undefined)[] {
  return [
    start,
    ...parts.flatMap((part, i) => [...(keyStarts === undefined ? [] : [keyStarts[i]]), ...startsOfPlain(part)]),
  ];
}

/** Each text is read as the library reads it, or left to it. Gives how many were read. */
function compare(texts: readonly string[]): number {
  let count = 0;
  for (const text of texts) {
    const node = plainYaml(text);
    if (node === undefined) continue;
    count++;
    expect(byUs(node), JSON.stringify(text)).toEqual(byLibrary(text));
  }
  return count;
}

/** What stands in the course: worlds, front matter, step blocks. */
function textsOfCourse(): string[] {
  const names = readdirSync('labs', { recursive: true, encoding: 'utf8' });
  const read = (end: string): string[] =>
    names.filter((name) => name.endsWith(end)).map((name) => readFileSync(`labs/${name}`, 'utf8'));
  const inLabs = read('.md').flatMap((lab) => [
    /^---\n(.*?\n)---/s.exec(lab)?.[1] ?? '',
    ...[...lab.matchAll(/^```step\n(.*?)^```$/gms)].map(([, block = '']) => block),
  ]);
  return [...read('.yaml'), ...inLabs.filter((text) => text !== '')];
}

/** What makes a text of another kind of it, in one place. */
const PIECES = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\n  ',
    '\n    ',
    '\t',
    ':',
    ': ',
    '- ',
    '-',
    '#',
    ' #',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
  ],
  ...[
    '|',
    '>',
    '>-',
    '|-',
    '|+',
    '|2',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '?',
    '? ',
    '%',
    '@',
    '`',
    '\\',
    '\\n',
    '---',
    '...',
  ],
  ...['~', 'null', 'true', 'No', '1', '007', '-1', '+1', '1.5', '0x1f', '0o7', '1e3', '.5', '.inf', '12:30', '1.2.3.4'],
  ...[
    'a',
    'a: ',
    'b: ',
    'c:\n',
    'x y',
    '<<: ',
    '"a": ',
    '- a: 1\n',
    '  - x\n',
    '  y: z\n',
    '{ a: ',
    '[ a',
    'é',
    '\u2028',
  ],
];

describe('plain YAML', () => {
  const course = textsOfCourse();

  it('is nearly all of the course, and read as the library reads it', () => {
    expect(compare(course) / course.length).toBeGreaterThan(0.9);
  });

  it('is read as the library reads it, or left to it, when a few characters change', () => {
    const change = fc.record({ at: fc.nat(), piece: fc.constantFrom('', ...PIECES), cut: fc.nat(3) });
    const text = fc.record({
      text: fc.constantFrom(...course),
      from: fc.nat(),
      lines: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(text, fc.array(change, { minLength: 1, maxLength: 3 }), ({ text, from, lines }, changes) => {
        const all = text.split('\n');
        const tops = [...all.keys()].filter((i) => /^\w/.test(all[i] ?? ''));
        const first = tops[from % tops.length] ?? 0;
        const part = `${all.slice(first, first + lines).join('\n')}\n`;
        const changed = changes.reduce((before, { at, piece, cut }) => {
          const place = at % (before.length + 1);
          return before.slice(0, place) + piece + before.slice(place + cut);
        }, part);
        compare([changed]);
      }),
      { numRuns: 1000 },
    );
  });

  it('is read as the library reads it, or left to it, whatever stands there', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
        compare([`a: ${pieces.join('')}`, pieces.join('')]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a key that comes again', 'a: 1\na: 2\n'],
    ['a tab', 'a:\t1\n'],
    ['an anchor', 'a: &b 1\n'],
    ['a tag', 'a: !!str 1\n'],
    ['nothing', 'a:\n'],
    ['a remark behind a value', 'a: b # c\n'],
    ['a fraction', 'a: 1.5\n'],
    ['a text that is no map', 'a\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['a bracket that is not closed', 'a: [b\n'],
    ['a key of JavaScript', '__proto__: 1\n'],
    ['many levels', `a: ${'['.repeat(100_000)}`],
  ])('is not %s', (_what, text) => {
    expect(plainYaml(text)).toBeUndefined();
  });
});
