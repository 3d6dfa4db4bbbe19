import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pop3 as words } from '../../../labs/words/en/pop3.ts';
import { commands } from './commands.ts';
import { parseStatusLine, recognise } from './syntax.ts';
import { vocabulary } from './vocabulary.ts';

describe('a line as the server reads it (RFC 1939 §3)', () => {
  test.each([
    ['USER strategos', 'USER', { user: 'strategos' }],
    ['pass two words', 'PASS', { password: 'two words' }],
    ['LIST', 'LIST', {}],
    ['list 2', 'LIST', { message: 2 }],
    ['RETR  3', 'RETR', { message: 3 }],
    ['TOP 1 10', 'TOP', { message: 1, lines: 10 }],
    ['UIDL 4', 'UIDL', { message: 4 }],
    ['AUTH', 'AUTH', {}],
    ['AUTH plain AAAA', 'AUTH', { mechanism: 'PLAIN' }],
    [
      'APOP mrose c4c9334bac560ecc979e58001b3e22fb',
      'APOP',
      { user: 'mrose', digest: 'c4c9334bac560ecc979e58001b3e22fb' },
    ],
    ['STAT\0now', 'STAT', {}],
    ['QUIT now', 'QUIT', {}],
  ])('%s', (line, verb, values) => {
    expect(recognise(line)).toEqual({ verb, isKnown: true, arguments: values });
  });

  test.each([
    [' STAT', 'leading-space'],
    ['USER: strategos', 'shape'],
    ['USER', 'missing-user'],
    ['PASS', 'missing-password'],
    ['RETR', 'missing-number'],
    ['RETR x', 'bad-number'],
    ['RETR -1', 'bad-number'],
    ['DELE 1 2', 'one-number'],
    ['TOP 1', 'missing-lines'],
    ['APOP', 'missing-digest'],
    ['APOP mrose', 'missing-digest'],
    ['APOP mrose tanstaaf', 'bad-digest'],
  ])('%s: %s', (line, problem) => {
    expect(recognise(line)).toMatchObject({ isKnown: true, problem: { code: `pop3.problem.${problem}` } });
    expect(words).toHaveProperty([`pop3.problem.${problem}`]);
  });

  test.each(['FOO', 'HELO client.thm', 'a1 LOGIN a b', ''])('%j is no command', (line) => {
    expect(recognise(line)).toMatchObject({ isKnown: false, arguments: {} });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', ...commands.keys()),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (verb, rest) => {
          expect(typeof recognise(`${verb} ${rest}`).verb).toBe('string');
        },
      ),
    );
  });
});

test.each([
  ['+OK', { status: '+OK', text: '' }],
  ['+OK 4 2183', { status: '+OK', text: '4 2183' }],
  ['-ERR [AUTH] no', { status: '-ERR', text: 'no', responseCode: 'AUTH' }],
  ['+ VXNlcm5hbWU6', { status: '+', text: 'VXNlcm5hbWU6' }],
  ['250 OK', undefined],
])('the reply %s', (line, reply) => {
  expect(parseStatusLine(line)).toEqual(reply);
});

test('a user is one in any case, a password is not', () => {
  expect(vocabulary.canonical('user', 'Strategos')).toBe(vocabulary.canonical('user', 'STRATEGOS'));
  expect(vocabulary.canonical('password', 'a')).not.toBe(vocabulary.canonical('password', 'A'));
  expect(vocabulary.canonical('number', '03')).toBe(3);
});

test('every way out of a wrong state leads to a verb, every state has a name', () => {
  for (const { states, wayFrom = {} } of commands.values()) {
    for (const state of [...states, ...Object.keys(wayFrom)]) expect(vocabulary.states).toContain(state);
    for (const verb of Object.values(wayFrom)) expect(commands.has(verb)).toBe(true);
  }
});
