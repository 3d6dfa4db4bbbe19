/** IMAP and TLS (RFC 9051 §6.2.1, §11.1): what is not heard, and how a handshake that comes to nothing leaves the session. */
import { expect, test } from 'vitest';
import type { TlsOffer } from '../../../labs/world.ts';
import { type Input, MAIN, type TlsSession } from '../engine.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import { courseWorld, engineOf } from './imap.testkit.ts';

const END = { host: '10.11.81.126', port: 40_000 };
const tls: TlsSession = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', isResumed: false };

/** Before a server that demands TLS for passwords; gives what it says, and what it does beside. */
function before(offer: TlsOffer = 'both') {
  const world = courseWorld({
    change: (course) => ({
      ...course,
      hosts: course.hosts.map((host) => {
        const { imap } = host.services;
        if (imap === undefined) return host;
        const ours = { ...imap, settings: { plaintextLogin: false }, tls: offer };
        return { ...host, services: { ...host.services, imap: ours } };
      }),
    }),
  });
  const engine = engineOf(world);
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

test('what comes behind STARTTLS, in one write or later, is neither answered nor kept', () => {
  const give = before();
  give(connected);
  const { said, did } = give(lines('a STARTTLS\r\nb NOOP\r\nc LOGIN stra'));
  expect(said).toBe('a OK Begin TLS negotiation now.\r\n');
  expect(did).toEqual(['send', 'start-tls']);
  expect(give(lines('tegos {11}\r\n')).did).toEqual([]);
  give({ type: 'secured', channel: MAIN, tls });
  expect(give(lines('d NOOP\r\n')).said).toBe('d OK NOOP completed.\r\n');
});

test('with TLS from the first byte passwords are welcome, and STARTTLS is not offered', () => {
  const give = before();
  expect(give({ type: 'connected', channel: MAIN, local: END, remote: END, tls }).said).toContain(
    'LITERAL+ AUTH=PLAIN AUTH=LOGIN]',
  );
  expect(give(lines('a STARTTLS\r\n')).said).toBe('a BAD TLS is already active.\r\n');
  expect(give(lines('b LOGIN strategos TabulaRasa7\r\n')).said).toMatch(/^b OK \[CAPABILITY .*\] Logged in\r\n$/);
});

test('on a port that is for TLS alone the plain one offers none', () => {
  const give = before('port');
  expect(give(connected).said).not.toContain('STARTTLS');
  expect(give(lines('a STARTTLS\r\n')).said).toBe("a BAD TLS support isn't enabled.\r\n");
});

test('a handshake that fails or takes too long ends the session without a word', () => {
  const failed = before();
  failed(connected);
  failed(lines('a STARTTLS\r\n'));
  failed({ type: 'tls-failed', channel: MAIN, reason: 'unexpected eof', bytesRead: 0, bytesWritten: 0 });
  expect(failed(lines('b NOOP\r\n')).did).toEqual([]);
  const late = before();
  late(connected);
  late(lines('a STARTTLS\r\n'));
  const { said, did } = late({ type: 'elapsed', timer: 'login' });
  expect(said).toBe('');
  expect(did).toContain('close');
});
