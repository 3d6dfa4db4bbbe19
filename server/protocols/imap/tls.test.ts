/** IMAP and TLS (RFC 9051 §6.2.1, §11.1): what is not heard, and how a handshake that comes to nothing leaves the session. */
import { expect, test } from 'vitest';
import type { TlsOffer } from '../../../labs/world.ts';
import { connected, connectedSecurely, givenTo, handshakeFailed, secured, sends } from '../given.testkit.ts';
import { courseWorld, engineOf, setTo } from './imap.testkit.ts';

/** Before a server that demands TLS for passwords. */
const before = (offer: TlsOffer = 'both') => givenTo(engineOf(courseWorld(setTo({ plaintextLogin: false }, offer))));

test('what comes behind STARTTLS, in one write or later, is neither answered nor kept', () => {
  const give = before();
  give(connected);
  const { said, did } = give(sends('a STARTTLS\r\nb NOOP\r\nc LOGIN stra'));
  expect(said).toBe('a OK Begin TLS negotiation now.\r\n');
  expect(did).toEqual(['send', 'start-tls']);
  expect(give(sends('tegos {11}\r\n')).did).toEqual([]);
  give(secured);
  expect(give(sends('d NOOP\r\n')).said).toBe('d OK NOOP completed.\r\n');
});

test('with TLS from the first byte passwords are welcome, and STARTTLS is not offered', () => {
  const give = before();
  expect(give(connectedSecurely).said).toContain('LITERAL+ AUTH=PLAIN AUTH=LOGIN]');
  expect(give(sends('a STARTTLS\r\n')).said).toBe('a BAD TLS is already active.\r\n');
  expect(give(sends('b LOGIN strategos TabulaRasa7\r\n')).said).toMatch(/^b OK \[CAPABILITY .*\] Logged in\r\n$/);
});

test('on a port that is for TLS alone the plain one offers none', () => {
  const give = before('port');
  expect(give(connected).said).not.toContain('STARTTLS');
  expect(give(sends('a STARTTLS\r\n')).said).toBe("a BAD TLS support isn't enabled.\r\n");
});

test('a handshake that fails or takes too long ends the session without a word', () => {
  const failed = before();
  failed(connected);
  failed(sends('a STARTTLS\r\n'));
  failed(handshakeFailed);
  expect(failed(sends('b NOOP\r\n')).did).toEqual([]);
  const late = before();
  late(connected);
  late(sends('a STARTTLS\r\n'));
  const { said, did } = late({ type: 'elapsed', timer: 'login' });
  expect(said).toBe('');
  expect(did).toContain('close');
});
