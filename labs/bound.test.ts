import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindHoles, fill, NOTHING_BOUND } from './bound.ts';
import { bindText } from './value-match.ts';

describe('a part of a text', () => {
  test.each([
    ['id=${id}', '250 OK id=1sMr-0001Ah-UT', { id: '1sMr-0001Ah-UT' }],
    ['id=${id} in', 'OK ID=7 in 3', { id: '7' }],
    ['<${id}@', 'x <> <@ <a@b>', { id: 'a' }],
    ['${a} EXISTS', '* 4 EXISTS', { a: '4' }],
    ['* ${a} EXISTS', '*   4  exists', { a: '4' }],
    ['${a}:${b}', '12:34:56', { a: '12', b: '34:56' }],
    ['${a}-${a}', '12-13 7-7', { a: '7' }],
    ['id=${id}', 'id=', undefined],
    ['id=${id} in', 'id=7 out', undefined],
    ['${id}', '', undefined],
    ['${id}', 'Word by word', { id: 'Word' }],
  ])('%j of %j', (wanted, text, bound) => {
    expect(bindText({ contains: wanted }, text, NOTHING_BOUND)).toEqual(bound);
  });
});

describe('a whole text', () => {
  test.each([
    ['id=${id}', 'id=7', { id: '7' }],
    ['id=${id}', 'id=7 8', undefined],
    ['id=${id}', 'an id=7', undefined],
    ['${a}@${b}.thm', 'ann@post.x.thm', { a: 'ann', b: 'post.x' }],
    ['${whole}', ' all of it ', { whole: 'all of it' }],
    ['A-${a}', 'a-B', { a: 'B' }],
  ])('%j of %j', (wanted, text, bound) => {
    expect(bindText(wanted, text, NOTHING_BOUND)).toEqual(bound);
  });
});

test('what is known fills a hole, in a pattern as itself', () => {
  const bound = { id: 'a.c', constructor: 'x' };
  expect(fill('${id} ${other} ${toString}', bound)).toBe('a.c ${other} ${toString}');
  expect(bindText('id ${id}', 'ID A.C', bound)).toBe(bound);
  expect(bindText({ pattern: '^${id}$' }, 'a.c', bound)).toBe(bound);
  expect(bindText({ pattern: '^${id}$' }, 'abc', bound)).toBeUndefined();
});

test('names that every object has are holes like others', () => {
  expect(bindText('${constructor}', 'x', NOTHING_BOUND)).toEqual({ constructor: 'x' });
  // One that none may have is a text like others.
  expect(bindText('${__proto__}', 'x', NOTHING_BOUND)).toBeUndefined();
});

test('what was cut out fits where it came from', () => {
  const word = fc.stringMatching(/^[a-z0-9.<>@=-]{1,12}$/);
  fc.assert(
    fc.property(word, word, word, (before, value, after) => {
      const text = `${before}|${value}|${after}`;
      const bound = bindHoles({ wanted: '|${v}|', text, isWhole: false, isCaseSensitive: true }, NOTHING_BOUND);
      expect(bound).toEqual({ v: value });
    }),
  );
});

test('a hostile text takes no longer than a short while', () => {
  const wanted = '${a}a${b}a${c}a${d}a${e}!';
  const began = performance.now();
  for (let i = 0; i < 20; i++) {
    bindHoles({ wanted, text: 'a'.repeat(5000), isWhole: false, isCaseSensitive: false }, NOTHING_BOUND);
    bindHoles({ wanted: 'a${b}!', text: 'a'.repeat(5000), isWhole: false, isCaseSensitive: false }, NOTHING_BOUND);
  }
  expect(performance.now() - began).toBeLessThan(500);
});
