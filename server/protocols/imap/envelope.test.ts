/** ENVELOPE of odd headers: what a native Dovecot 2.3.19 said. */
import { expect, test } from 'vitest';
import { parseAddresses } from '../../mail/address.ts';
import { latin1Bytes } from '../../mail/bytes.ts';
import { envelopeOf } from '../../mail/envelope.ts';
import { parseMessage } from '../../mail/message.ts';
import { writeEnvelope } from './structure.ts';

const envelope = (...lines: readonly string[]): string => {
  const bytes = latin1Bytes([...lines, '', 'x'].join('\r\n'));
  return writeEnvelope(envelopeOf(bytes, parseMessage(bytes).fields));
};

// RFC 5322 §3.4 and §4.4; what is broken is written as Dovecot writes it.
test.each([
  ['a . b @ c . d', '(({4}\r\na. b NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['a.b.@c', '((NIL NIL "a.b." "c"))'],
  ['.a@b', '((NIL NIL ".a" "b"))'],
  ['a..b@c', '((NIL NIL "a..b" "c"))'],
  ['a@b.', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['[x]@y', '((NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  [
    ',,,',
    '((NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN")(NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN")(NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))',
  ],
  ['a,,b@c', '((NIL NIL "a" "MISSING_DOMAIN")(NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN")(NIL NIL "b" "c"))'],
  ['"unclosed <a@b>', '((NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  [' , ', '((NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['<a@b,', '((NIL NIL "a" "SYNTAX_ERROR"))'],
  ['<@a,b@c>', '((NIL "INVALID_ROUTE" "b" "c"))'],
  ['<@a:b@c>', '((NIL "@a" "b" "c"))'],
  ['a b c', '(("a b c" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['x <a@b> y', '(("x" NIL "a" "b"))'],
  ['a@b>', '((NIL NIL "a" "b"))'],
  ['A: b: c;', '((NIL NIL "A" NIL)(NIL NIL "b" "MISSING_DOMAIN")(NIL NIL NIL NIL))'],
  ['a;b', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['G: a@b; c@d', '((NIL NIL "G" NIL)(NIL NIL "a" "b")(NIL NIL NIL NIL))'],
  ['G:;,a@b', '((NIL NIL "G" NIL)(NIL NIL NIL NIL)(NIL NIL "a" "b"))'],
  ['G: a@b', '((NIL NIL "G" NIL)(NIL NIL "a" "b")(NIL NIL NIL NIL))'],
  ['G: a@b,', '((NIL NIL "G" NIL)(NIL NIL "a" "b")(NIL NIL NIL NIL))'],
  ['<>', '((NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['<a>', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['a', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['a@', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['@b', '((NIL NIL "MISSING_MAILBOX" "b"))'],
  ['"a b"', '(("a b" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['"a b" c', '(("a b c" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['a (b)', '(("b" NIL "a" "MISSING_DOMAIN"))'],
  ['a@b (x)(y)', '(("y" NIL "a" "b"))'],
  ['(x) a@b', '((NIL NIL "a" "b"))'],
  ['a@b (un', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['a@b, (un', '((NIL NIL "a" "b")(NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['a\\b@c', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['"\\\\"@x', '((NIL NIL "\\\\" "x"))'],
  ['a"b"c@d', '(("a b c" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))'],
  ['"a" "b" <c@d>', '(("a b" NIL "c" "d"))'],
  ['=?x?q?a,b?= <a@b>', '((NIL NIL "=?x?q?a" "MISSING_DOMAIN")("b?=" NIL "a" "b"))'],
  [':;', '((NIL NIL "" NIL)(NIL NIL NIL NIL))'],
  ['""@x', '((NIL NIL "" "x"))'],
  ['"" <a@b>', '((NIL NIL "a" "b"))'],
  ['a@[1.2', '((NIL NIL "a" "MISSING_DOMAIN"))'],
  ['a@[1\\]2]', '((NIL NIL "a" "[1\\\\]2]"))'],
  ['A <a@b', '(("A" NIL "a" "SYNTAX_ERROR"))'],
  ['A <', '(("A" NIL "MISSING_MAILBOX" "SYNTAX_ERROR"))'],
  ['J. Doe <j@d>', '(("J. Doe" NIL "j" "d"))'],
  ['J .Doe. <j@d>', '(("J .Doe." NIL "j" "d"))'],
  ['A (c1) B (c2) <a(c3)@(c4)b>', '(("A B" NIL "a" "b"))'],
  ['G: x <a@b> y, z@w;', '((NIL NIL "G" NIL)("x" NIL "a" "b")(NIL NIL NIL NIL))'],
  ['G: a@b;;', '((NIL NIL "G" NIL)(NIL NIL "a" "b")(NIL NIL NIL NIL))'],
  ['\xfcber <u@d>', '(({4}\r\n\xfcber NIL "u" "d"))'],
])('From: %s', (from, wanted) => {
  expect(envelope(`From: ${from}`)).toBe(`(NIL NIL ${wanted} ${wanted} ${wanted} NIL NIL NIL NIL NIL)`);
});

// RFC 3501 §7.4.2: nothing is decoded; a subject is tidied, all else stands as it came.
test.each([
  ['a\r\n b', '{3}\r\na b', '"a b"'],
  ['a\r\n\tb', '{3}\r\na b', '"a\tb"'],
  ['\r\n a', '{1}\r\na', '" a"'],
  ['  ', '""', '" "'],
  ['', '""', '""'],
  [' a ', '{1}\r\na', '"a "'],
  ['a  b', '{3}\r\na b', '"a  b"'],
  ['a\0b', '{5}\r\na\xef\xbf\xbdb', '{5}\r\na\xef\xbf\xbdb'],
  ['a\rb', '{3}\r\na b', '"a b"'],
  ['"', '{1}\r\n"', '"\\""'],
  ['(c)', '"(c)"', '"(c)"'],
])('Subject and Message-ID %j', (value, subject, id) => {
  expect(envelope(`Subject:${value}`, `Message-ID:${value}`)).toBe(
    `(NIL ${subject} NIL NIL NIL NIL NIL NIL NIL ${id})`,
  );
});

test('of a repeated field the last counts, of addresses all', () => {
  expect(envelope('Subject: one', 'To: a@b', 'subject: two', 'TO: c@d')).toBe(
    '(NIL "two" NIL NIL NIL ((NIL NIL "a" "b")(NIL NIL "c" "d")) NIL NIL NIL NIL)',
  );
});

test('a million addresses, words, groups and comments: bounded, in time that grows as they do', () => {
  for (const piece of [',', 'a ', 'a@b,', 'g:', 'g:g,', '(', '(c)', '"', '\\', '<', '<@a,', 'a.', '"a" ', 'a@b (']) {
    expect(parseAddresses(piece.repeat(1_000_000)).length).toBeLessThanOrEqual(5010);
  }
});
