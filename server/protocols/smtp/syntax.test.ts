import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smtp as words } from '../../../labs/words/en/smtp.ts';
import { parsePath } from './address.ts';
import { commands } from './commands.ts';
import { parseChunk, parseDomain, parseReplyLine, recognise } from './syntax.ts';
import { vocabulary } from './vocabulary.ts';

describe('a line as the server reads it (RFC 5321 §4.1.1)', () => {
  test.each([
    ['HELO client.thm', 'HELO', { domain: 'client.thm' }],
    ['ehlo [10.11.81.126]', 'EHLO', { domain: '[10.11.81.126]' }],
    ['MAIL FROM:<user@client.thm>', 'MAIL', { reversePath: 'user@client.thm' }],
    ['MAIL FROM: user@client.thm', 'MAIL', { reversePath: 'user@client.thm' }],
    ['mail from:<>', 'MAIL', { reversePath: '' }],
    ['MAIL FROM:<a@b> SIZE=10 BODY=8BITMIME', 'MAIL', { reversePath: 'a@b', parameters: ['SIZE=10', 'BODY=8BITMIME'] }],
    ['RCPT TO:<@relay.thm:user@client.thm>', 'RCPT', { forwardPath: 'user@client.thm' }],
    ['RCPT TO:<"a b"@c.thm>', 'RCPT', { forwardPath: '"a b"@c.thm' }],
    ['RCPT TO:Real Name <a@b>', 'RCPT', { forwardPath: 'a@b' }],
    ['RCPT TO:<postmaster>', 'RCPT', { forwardPath: 'postmaster' }],
    ['BDAT 10 last', 'BDAT', { chunkSize: 10, isLast: true }],
    ['AUTH plain AAAA', 'AUTH', { mechanism: 'PLAIN' }],
    ['NOOP', 'NOOP', {}],
    ['data  ', 'DATA', {}],
  ])('%s', (line, verb, values) => {
    expect(recognise(line)).toEqual({ verb, isKnown: true, arguments: values });
  });

  test.each([
    ['HELO', 'missing-domain'],
    ['HELO two words', 'bad-domain'],
    ['EHLO under_score', 'bad-domain'],
    ['MAIL', 'missing-from'],
    ['MAIL user@client.thm', 'missing-from'],
    ['MAIL <user@client.thm>', 'missing-from'],
    ['MAIL FROM <user@client.thm>', 'missing-colon'],
    ['MAIL FROM :<user@client.thm>', 'space-before-colon'],
    ['MAIL  FROM:<user@client.thm>', 'two-spaces'],
    ['MAIL: user@client.thm', 'colon-after-verb'],
    ['MAIL TO:<user@client.thm>', 'wrong-preposition'],
    ['MAIL FROM:', 'missing-address'],
    ['MAIL FROM:<a@b', 'open-bracket'],
    ['MAIL FROM:a@b>', 'open-bracket'],
    ['MAIL FROM:{a@b}', 'wrong-brackets'],
    ['MAIL FROM:(a@b)', 'wrong-brackets'],
    ['RCPT TO:<a@b>,<c@d>', 'one-address'],
    ['RCPT TO:<a@b> <c@d>', 'one-address'],
    ['RCPT TO:<a@@b>', 'two-ats'],
    ['RCPT TO:<a@b,c>', 'comma-in-address'],
    ['MAIL FROM:<a b@c>', 'space-in-address'],
    ['MAIL FROM:<a b.c>', 'missing-at'],
    ['RCPT TO:<@b>', 'missing-local-part'],
    ['RCPT TO:<a@>', 'unqualified-address'],
    ['RCPT TO:<a@b..c>', 'dot-in-domain'],
    ['RCPT TO:<a@b.>', 'dot-in-domain'],
    ['RCPT TO:<a(@b>', 'bad-address'],
    ['MAIL FROM:user', 'unqualified-address'],
    ['RCPT strategos@server.thm', 'missing-to'],
    ['RCPT FROM:<strategos@server.thm>', 'wrong-preposition'],
    ['RCPT TO strategos@server.thm', 'missing-colon'],
    ['RCPT TO:<>', 'bad-address'],
    [' NOOP', 'leading-space'],
    ['DATA now', 'extra-argument'],
    ['BDAT x', 'missing-size'],
    ['AUTH', 'missing-mechanism'],
  ])('%s: %s', (line, problem) => {
    const recognised = recognise(line);
    expect(recognised).toMatchObject({ isKnown: true, problem: { code: `smtp.problem.${problem}` } });
    expect(words).toHaveProperty([`smtp.problem.${problem}`]);
  });

  test.each(['FOO', 'LIST', 'USER strategos', '', '1 LOGIN a b', 'Subject: x'])('%s is no command', (line) => {
    expect(recognise(line)).toMatchObject({ isKnown: false, arguments: {} });
  });

  test('never throws', () => {
    const start = fc.constantFrom(
      ...[...commands.values()].map((command) => command.start),
      'MAIL FROM:<',
      'RCPT TO:"',
    );
    fc.assert(
      fc.property(fc.option(start, { nil: '' }), fc.string({ unit: 'binary', maxLength: 300 }), (begin, rest) => {
        expect(typeof recognise(begin + rest).verb).toBe('string');
      }),
    );
  });

  test.each([
    '<'.repeat(20_000),
    '"'.repeat(20_000),
    '@a,'.repeat(7000),
    'a.'.repeat(10_000),
    `${'\\"'.repeat(10_000)}<`,
    ' '.repeat(20_000) + 'x',
    `<a@${'b.'.repeat(10_000)}.`,
    `<a@${'b-'.repeat(10_000)}..`,
    `<${' '.repeat(20_000)}`,
  ])('takes linear time (%#)', (text) => {
    const began = performance.now();
    recognise(`MAIL FROM:${text}`);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

test.each([
  ['<a@b', "'>' missing at end of address"],
  ['<a@>', 'domain missing or malformed'],
  ['<@>', 'missing or malformed local part'],
  ['<a@b> x', 'malformed address: x may not follow <a@b> '],
  ['', 'empty address'],
  ['<a@b..thm>', 'domain missing or malformed'],
  ['a@b.thm.', 'domain missing or malformed'],
  ['<a@-b.thm>', 'domain missing or malformed'],
  ['<a@.b.thm>', 'domain missing or malformed'],
  ['<a@b_c.thm>', 'malformed address: _c.thm> may not follow <a@b'],
])('the path %s: %s', (text, error) => {
  expect(parsePath(text)).toEqual({ error });
});

test.each(['<  a@b.thm >', 'Somebody <a@b.thm>', '< @x.thm:a@b.thm>'])('the path %s names a@b.thm', (text) => {
  expect(parsePath(text)).toEqual({ path: { localPart: 'a', domain: 'b.thm' } });
});

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['-odd-', '-odd-'],
  ['client.thm.', 'client.thm.'],
  ['[IPv6:::1]', '[IPv6:::1]'],
  ['a b', undefined],
  ['a@b', undefined],
  ['', undefined],
])('the domain %s', (text, domain) => {
  expect(parseDomain(text)).toBe(domain);
});

test.each([
  ['250 OK', { code: '250', isLast: true, text: 'OK' }],
  ['250-SIZE 1', { code: '250', isLast: false, text: 'SIZE 1' }],
  ['354', { code: '354', isLast: true, text: '' }],
  ['334 ', { code: '334', isLast: true, text: '' }],
  ['25 OK', undefined],
  ['+OK', undefined],
])('the reply %s', (line, reply) => {
  expect(parseReplyLine(line)).toEqual(reply);
});

test('a chunk size is a number of at most ten digits', () => {
  expect(parseChunk('5')).toEqual({ sizeBytes: 5, isLast: false });
  expect(parseChunk('99999999999')).toBeUndefined();
  expect(parseChunk('-1')).toBeUndefined();
});

test.each([
  ['address', '<User@Client.THM>', 'user@client.thm'],
  ['address', 'A User <user@client.thm>', ' user@client.thm '],
  ['domain', 'CLIENT.thm.', 'client.thm'],
  ['headers', 'SUBJECT:  Telnet\r\n  email', 'subject: Telnet email'],
  ['text', 'one\r\ntwo\r\n', 'one\ntwo'],
  ['number', '007', '7'],
] as const)('as %s, %j means %j', (kind, one, other) => {
  expect(vocabulary.canonical(kind, one)).toEqual(vocabulary.canonical(kind, other));
});

test('every way out of a wrong state leads to a verb, every state has a name', () => {
  for (const { states, wayFrom = {}, sameAs = [] } of commands.values()) {
    for (const state of [...states, ...Object.keys(wayFrom)]) expect(vocabulary.states).toContain(state);
    for (const verb of [...Object.values(wayFrom), ...sameAs]) expect(commands.has(verb)).toBe(true);
  }
});
