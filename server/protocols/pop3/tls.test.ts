/** POP3 and TLS (RFC 2595 §4): what is not heard, and how a handshake that comes to nothing leaves the session. */
import { expect, test } from 'vitest';
import { mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { type Input, MAIN, type TlsSession } from '../engine.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import { Pop3Engine } from './engine.ts';

const END = { host: '10.11.81.126', port: 40_000 };
const tls: TlsSession = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', isResumed: false };

/** Before the greeting of a server that demands TLS for passwords; gives what it says, and what it does beside. */
function before() {
  const pop3 = { software: 'Dovecot (Ubuntu)', settings: { plaintextLogin: false }, tls: 'both' as const };
  const engine = new Pop3Engine(settingOf(mailWorld({ services: { pop3 } }), 'pop3', pop3Store));
  return (input: Input): { said: string; did: readonly string[] } => {
    const outputs = engine.handle(input);
    const said = outputs.flatMap((output) =>
      output.type === 'send' && output.body instanceof Uint8Array ? [latin1(output.body)] : [],
    );
    return { said: said.join(''), did: outputs.map(({ type }) => type) };
  };
}

const connected: Input = { type: 'connected', channel: MAIN, local: END, remote: END };
const lines = (text: string): Input => ({ type: 'data', channel: MAIN, bytes: latin1Bytes(text) });

test('what comes behind STLS, in one write or later, is neither answered nor kept', () => {
  const give = before();
  give(connected);
  const { said, did } = give(lines('STLS\r\nUSER injected\r\nhalf a li'));
  expect(said).toBe('+OK Begin TLS negotiation now.\r\n');
  expect(did).toEqual(['send', 'start-tls']);
  expect(give(lines('USER injected\r\nPASS ')).did).toEqual([]);
  give({ type: 'secured', channel: MAIN, tls });
  expect(give(lines('PASS TabulaRasa7\r\n')).said).toBe('-ERR No username given.\r\n');
});

test('with TLS from the first byte passwords are welcome, and STLS is not offered', () => {
  const give = before();
  give({ ...connected, tls });
  expect(give(lines('CAPA\r\n')).said).not.toContain('STLS');
  expect(give(lines('STLS\r\n')).said).toBe('-ERR TLS is already active.\r\n');
  expect(give(lines('USER strategos\r\nPASS TabulaRasa7\r\n')).said).toBe('+OK\r\n+OK Logged in.\r\n');
});

test('a handshake that fails or takes too long ends the session without a word', () => {
  const failed = before();
  failed(connected);
  failed(lines('STLS\r\n'));
  const failure: Input = { type: 'tls-failed', channel: MAIN, reason: 'unexpected eof', bytesRead: 0, bytesWritten: 0 };
  expect(failed(failure).did).toEqual([]);
  expect(failed(lines('CAPA\r\n')).did).toEqual([]);
  const late = before();
  late(connected);
  late(lines('STLS\r\n'));
  const { said, did } = late({ type: 'elapsed', timer: 'idle' });
  expect(said).toBe('');
  expect(did).toContain('close');
});
