import { expect, test } from 'vitest';
import { processors } from './cores.ts';

test.each([
  ['0-3,6', [0, 1, 2, 3, 6]],
  ['0-1', [0, 1]],
  ['4', [4]],
  ['', []],
])('the processors of %j', (list, expected) => {
  expect(processors(list)).toEqual(expected);
});
