import { expect, test } from 'vitest';
import { ListPatterns } from './list-patterns.ts';

const meant = (patterns: readonly string[], names: readonly string[]): readonly string[] => {
  const asked = new ListPatterns(patterns);
  return names.filter((name) => asked.matches(name));
};

const NAMES = ['INBOX', 'INBOX.Sub', 'inboxx', 'A', 'A.b', 'A.b.c', 'a%b', 'Archive'];

test.each([
  [['*'], NAMES],
  [['%'], ['INBOX', 'inboxx', 'A', 'a%b', 'Archive']],
  [['%.%'], ['INBOX.Sub', 'A.b']],
  [['*.%'], ['INBOX.Sub', 'A.b', 'A.b.c']],
  [['A%c'], []],
  [['A*c'], ['A.b.c']],
  [['inb*'], ['INBOX', 'INBOX.Sub', 'inboxx']],
  [['iNbOx.%'], ['INBOX.Sub']],
  [['*box.s*'], []],
  [['inboxX'], []],
  [['%%', '*%'], NAMES],
  [
    ['A', 'A.b', 'A'],
    ['A', 'A.b'],
  ],
  [['AA.b'], []],
  [['', 'A.'], []],
  [[], []],
])('%j means what Dovecot lists', (patterns, expected) => {
  expect(meant(patterns, NAMES)).toEqual(expected);
});

test('says of random patterns what a regular expression says', () => {
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const word = (alphabet: string, length: number): string =>
    Array.from({ length: random(length) }, () => alphabet[random(alphabet.length)]).join('');
  for (let i = 0; i < 3000; i++) {
    const patterns = Array.from({ length: 1 + random(9) }, () => word('ab.%*', 12));
    const name = word('ab.', 14);
    const expressions = patterns
      .filter((pattern) => pattern !== '')
      .map((pattern) => pattern.replaceAll('.', '\\.').replace(/[*%]+/g, (run) => (run.includes('*') ? '.*' : '[^.]*')))
      .map((source) => new RegExp(`^${source}$`));
    const isMeant = expressions.some((expression) => expression.test(name));
    expect([patterns, name, new ListPatterns(patterns).matches(name)]).toEqual([patterns, name, isMeant]);
  }
});

test('follows patterns as long as they may be, all at once', () => {
  const name = 'a'.repeat(254);
  expect(meant(['*a'.repeat(254)], [name])).toEqual([name]);
  expect(meant(['*a'.repeat(255)], [name])).toEqual([]);
  expect(meant([...Array.from({ length: 490 }, () => '*b'), '%a'], [name])).toEqual([name]);
});
