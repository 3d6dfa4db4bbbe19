/** SMTP and TLS (RFC 3207): what is not heard, what is not offered, and how Received names a cipher suite. */
import { describe, expect, test } from 'vitest';
import { givenTo, handshakeFailed, secured, sends } from '../given.testkit.ts';
import { ready } from './client.testkit.ts';
import { wordsOfTls } from './tls-words.ts';

describe('STARTTLS', () => {
  test('asks for the handshake behind its reply', () => {
    const { engine } = ready({ tls: 'upgrade' });
    expect(givenTo(engine)(sends('STARTTLS\r\n')).did).toEqual(['send', 'start-tls', 'timer']);
  });

  test('what comes before the handshake is neither answered nor kept (§6)', () => {
    const client = ready({ tls: 'upgrade' });
    client.send('STARTTLS');
    expect(client.send('EHLO injected.thm', 'MAIL FROM:<evil@client.thm>')).toBe('');
    expect(client.send('half a li')).toBe('');
    client.engine.handle(secured);
    expect(client.send('MAIL FROM:<user@client.thm>')).toBe('503 HELO or EHLO required\r\n');
    expect(client.send('EHLO client.thm')).toContain('250-server.thm Hello client.thm');
  });

  test('who was logged in is so no longer', () => {
    const client = ready({ tls: 'upgrade' });
    expect(client.send('AUTH PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==')).toMatch(/^235 /);
    client.send('STARTTLS');
    client.engine.handle(secured);
    client.send('EHLO client.thm');
    expect(client.send('AUTH PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==')).toMatch(/^235 /);
  });

  test('in a handshake that takes too long or is given up nothing is said', () => {
    const late = ready({ tls: 'upgrade' });
    late.send('STARTTLS');
    expect(late.elapse()).toBe('');
    expect(late.isClosed).toBe(true);
    const left = ready({ tls: 'upgrade' });
    left.send('STARTTLS');
    expect(left.engine.handle(handshakeFailed)).toEqual([]);
  });

  test('is offered only where the host can begin it on this port', () => {
    expect(ready({ tls: 'upgrade' }).send('EHLO client.thm')).toContain('250-STARTTLS\r\n');
    expect(ready({ tls: 'port' }).send('EHLO client.thm')).not.toContain('STARTTLS');
    expect(ready().send('EHLO client.thm')).not.toContain('STARTTLS');
    expect(ready().send('STARTTLS')).toBe('503 STARTTLS command used when not advertised\r\n');
  });
});

test.each([
  ['TLSv1.3', 'TLS_AES_256_GCM_SHA384', '(TLS1.3) tls TLS_AES_256_GCM_SHA384'],
  ['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384', '(TLS1.2) tls TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  ['TLSv1.2', 'ECDHE-RSA-CHACHA20-POLY1305', '(TLS1.2) tls TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  ['TLSv1.2', 'ECDHE-RSA-AES128-SHA', '(TLS1.2) tls TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  ['TLSv1.2', 'AES128-SHA256', '(TLS1.2) tls TLS_RSA_WITH_AES_128_CBC_SHA256'],
])('%s with %s', (version, cipher, words) => {
  expect(wordsOfTls({ version, cipher })).toBe(words);
});
