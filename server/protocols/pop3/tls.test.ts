/** POP3 and TLS (RFC 2595 §4): what is not heard, and how a handshake that comes to nothing leaves the session. */
import { expect, test } from 'vitest';
import { mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { connected, connectedSecurely, givenTo, handshakeFailed, secured, sends } from '../given.testkit.ts';
import { Pop3Engine } from './engine.ts';

/** Before a server that has TLS; and demands it for passwords, unless it is told otherwise. */
function before({ plaintextLogin = false } = {}) {
  const pop3 = { software: 'Dovecot (Ubuntu)', settings: { plaintextLogin }, tls: 'both' as const };
  return givenTo(new Pop3Engine(settingOf(mailWorld({ services: { pop3 } }), 'pop3', pop3Store)));
}

test('what comes behind STLS, in one write or later, is neither answered nor kept', () => {
  const give = before();
  give(connected);
  const { said, did } = give(sends('STLS\r\nUSER injected\r\nhalf a li'));
  expect(said).toBe('+OK Begin TLS negotiation now.\r\n');
  expect(did).toEqual(['send', 'start-tls']);
  expect(give(sends('USER injected\r\nPASS ')).did).toEqual([]);
  give(secured);
  expect(give(sends('PASS TabulaRasa7\r\n')).said).toBe('-ERR No username given.\r\n');
});

test('STLS sent behind a wrong password begins TLS once, when that has been answered', () => {
  const give = before({ plaintextLogin: true });
  give(connected);
  expect(give(sends('USER strategos\r\nPASS wrong\r\nSTLS\r\nCAPA\r\n')).said).toBe('+OK\r\n');
  const { said, did } = give({ type: 'elapsed', timer: 'failure' });
  expect(said).toBe('-ERR [AUTH] Authentication failed.\r\n+OK Begin TLS negotiation now.\r\n');
  expect(did.filter((kind) => kind === 'start-tls')).toHaveLength(1);
  expect(give({ type: 'elapsed', timer: 'failure' }).did).not.toContain('start-tls');
});

test('with TLS from the first byte passwords are welcome, and STLS is not offered', () => {
  const give = before();
  give(connectedSecurely);
  expect(give(sends('CAPA\r\n')).said).not.toContain('STLS');
  expect(give(sends('STLS\r\n')).said).toBe('-ERR TLS is already active.\r\n');
  expect(give(sends('USER strategos\r\nPASS TabulaRasa7\r\n')).said).toBe('+OK\r\n+OK Logged in.\r\n');
});

test('a handshake that fails or takes too long ends the session without a word', () => {
  const failed = before();
  failed(connected);
  failed(sends('STLS\r\n'));
  expect(failed(handshakeFailed).did).toEqual([]);
  expect(failed(sends('CAPA\r\n')).did).toEqual([]);
  const late = before();
  late(connected);
  late(sends('STLS\r\n'));
  const { said, did } = late({ type: 'elapsed', timer: 'idle' });
  expect(said).toBe('');
  expect(did).toContain('close');
});
