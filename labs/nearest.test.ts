import { expect, test } from 'vitest';
import { nearestOf, slipsBetween } from './nearest.ts';

test.each([
  ['RCPT', 'RCPT', 0],
  ['RCTP', 'RCPT', 1],
  ['RCP', 'RCPT', 1],
  ['RCCPT', 'RCPT', 1],
  ['HELP', 'HELO', 1],
  ['', 'DATA', 4],
  ['kitten', 'sitting', 3],
])('%s and %s are %i slips apart', (one, other, slips) => {
  expect(slipsBetween(one, other)).toBe(slips);
  expect(slipsBetween(other, one)).toBe(slips);
});

const VERBS = ['HELO', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'QUIT', 'NOOP', 'UNSUBSCRIBE', 'TYPE'];
test.each([
  ['RCTP', 'RCPT'],
  ['quti', 'QUIT'],
  ['MIAL', 'MAIL'],
  ['EHELO', 'HELO'],
  ['unsubsribe', 'UNSUBSCRIBE'],
  // A word that is right has no neighbour, and two slips in four letters are another word.
  ['ROSE', undefined],
  ['', undefined],
  ['A', undefined],
  ['x'.repeat(10_000), undefined],
])('the nearest verb to %s is %s', (word, near) => {
  expect(nearestOf(word, VERBS)).toBe(near);
});
