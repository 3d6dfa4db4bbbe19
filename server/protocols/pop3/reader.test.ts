import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../labs/observation.ts';
import { pop3 as words } from '../../../labs/words/en/pop3.ts';
import { mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { MAIN, type Output } from '../engine.ts';
import { joinBytes, latin1Bytes } from '../lines.ts';
import { byteByByte, cutBySeed, type Cutting, whole } from '../transcript.ts';
import { Pop3Engine } from './engine.ts';
import { md5 } from './md5.ts';
import { meaning } from './meaning.ts';
import { Pop3Reader } from './reader.ts';

const END = { host: '10.11.81.126', port: 40_000 };

/** Plays lines against a real engine and gives what the reader made of it; `…` lets the pause of a failure pass. */
function observe(parts: readonly string[], cutting: Cutting = whole, settings = {}): Exchange[] {
  const place = mailWorld({ services: { pop3: { software: 'Dovecot', settings } } });
  const engine = new Pop3Engine(settingOf(place, 'pop3', pop3Store));
  const reader = new Pop3Reader();
  const exchanges: Exchange[] = [];
  const read = (from: 'client' | 'server', bytes: Uint8Array): void => {
    for (const piece of cutting(bytes)) {
      for (const reading of reader.read(from, piece)) if (reading.type === 'exchange') exchanges.push(reading.exchange);
    }
  };
  const give = (outputs: readonly Output[]): void => {
    for (const output of outputs) {
      if (output.type !== 'send') continue;
      read('server', output.body instanceof Uint8Array ? output.body : joinBytes([...output.body]));
    }
  };
  give(engine.handle({ type: 'connected', channel: MAIN, local: END, remote: END }));
  for (const part of parts) {
    if (part === '…') {
      give(engine.handle({ type: 'elapsed', timer: 'failure' }));
      continue;
    }
    const bytes = latin1Bytes(`${part}\r\n`);
    read('client', bytes);
    give(engine.handle({ type: 'data', channel: MAIN, bytes }));
  }
  return exchanges;
}

const short = ({ verb, reply, stateAfter }: Exchange): string => `${verb} ${reply.status} ${stateAfter}`;
const SESSION = ['USER strategos', 'PASS TabulaRasa7', 'STAT', 'LIST', 'RETR 3', 'TOP 2 0', 'UIDL 1', 'DELE 1', 'QUIT'];

describe('the POP3 reader', () => {
  test('reads a session', () => {
    const exchanges = observe(SESSION);
    expect(exchanges.map(short)).toEqual([
      'GREETING +OK authorization',
      'USER +OK authorization',
      'PASS +OK transaction',
      'STAT +OK transaction',
      'LIST +OK transaction',
      'RETR +OK transaction',
      'TOP +OK transaction',
      'UIDL +OK transaction',
      'DELE +OK transaction',
      'QUIT +OK update',
    ]);
    expect(exchanges[2]?.arguments).toEqual({ password: 'TabulaRasa7' });
    expect(exchanges[4]?.reply.lines).toEqual(['+OK 4 messages:', '1 623', '2 668', '3 441', '4 451', '.']);
    expect(exchanges[5]).toMatchObject({ arguments: { message: 3 }, reply: { text: '441 octets' } });
    expect(exchanges[6]?.arguments).toEqual({ message: 2, lines: 0 });
  });

  test('reads a pipelined session alike (RFC 2449 §6.6)', () => {
    expect(observe([SESSION.join('\r\n')]).map(short)).toEqual(observe(SESSION).map(short));
  });

  test('reads AUTH with what it gave away (RFC 5034)', () => {
    const exchanges = observe(['AUTH', 'AUTH LOGIN', 'c3RyYXRlZ29z', 'VGFidWxhUmFzYTc=', 'STAT']);
    expect(exchanges.map(short).slice(1)).toEqual([
      'AUTH +OK authorization',
      'AUTH + sasl',
      'AUTH + sasl',
      'AUTH +OK transaction',
      'STAT +OK transaction',
    ]);
    expect(exchanges[4]?.arguments).toEqual({ mechanism: 'LOGIN', user: 'strategos', password: 'TabulaRasa7' });
  });

  test('reads APOP: the digest crosses, the password does not (RFC 1939 §7)', () => {
    const digest = md5(latin1Bytes('<a29.667d90c1@server.thm>TabulaRasa7'));
    const exchanges = observe([`APOP strategos ${digest}`, 'STAT'], byteByByte, { apop: true });
    expect(exchanges.map(short).slice(1)).toEqual(['APOP +OK transaction', 'STAT +OK transaction']);
    expect(exchanges[1]?.arguments).toEqual({ user: 'strategos', digest });
    expect(exchanges.map((exchange) => meaning(exchange)?.code)).toEqual([
      'pop3.meaning.GREETING.apop',
      'pop3.meaning.APOP',
      'pop3.meaning.STAT',
    ]);
  });

  test('reads a list of mechanisms, and an empty one', () => {
    const codes = (settings: Readonly<Record<string, unknown>>) =>
      observe(['AUTH', 'AUTH  PLAIN', 'CAPA'], whole, settings).map((exchange) => meaning(exchange)?.code);
    const capa = 'pop3.meaning.CAPA';
    expect(codes({}).slice(1)).toEqual(['pop3.meaning.AUTH.list', 'pop3.meaning.AUTH.list', capa]);
    expect(codes({ plaintextLogin: false }).slice(1)).toEqual([
      'pop3.meaning.AUTH.none',
      'pop3.meaning.AUTH.none',
      capa,
    ]);
  });

  test('parts the response code from the text (RFC 2449 §8)', () => {
    const exchange = observe(['USER strategos', 'PASS wrong', '…']).at(-1);
    expect(exchange?.reply).toMatchObject({ status: '-ERR', responseCode: 'AUTH', text: 'Authentication failed.' });
  });

  test.each([
    [['LIST'], 'login-first'],
    [['FOO'], 'unknown'],
    [['PASS x'], 'user-first'],
    [['USER strategos', 'PASS x', '…'], 'login-failed'],
    [['AUTH FOO'], 'mechanism'],
    [['A', 'B', 'C'], 'unknown'],
    [[...SESSION.slice(0, 2), 'USER strategos'], 'logged-in-already'],
    [[...SESSION.slice(0, 2), 'RETR 9'], 'no-message'],
    [[...SESSION.slice(0, 2), 'RETR x'], 'number'],
    [[...SESSION.slice(0, 2), 'DELE 1', 'RETR 1'], 'deleted'],
    [[...SESSION.slice(0, 2), 'STAT'], 'STAT'],
    [[...SESSION.slice(0, 2), 'LIST 1'], 'LIST.one'],
    [['QUIT'], 'QUIT.early'],
    [['AUTH LOGIN'], 'challenge'],
    [SESSION, 'QUIT.deleted'],
  ])('%j means %s', (lines, code) => {
    const exchanges = observe(lines);
    const last = exchanges.at(-1);
    expect(last === undefined ? undefined : meaning(last)?.code).toBe(`pop3.meaning.${code}`);
    for (const exchange of exchanges) expect(words).toHaveProperty([meaning(exchange)?.code ?? 'none']);
  });

  test('makes the same of a conversation however it is cut', () => {
    const expected = observe(SESSION);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        expect(observe(SESSION, cutBySeed(seed))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test('is neither stopped nor grown by any bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .constantFrom('AUTH PLAIN\r\n', '+ \r\n', '+OK x\r\n', '-ERR [A] x\r\n', 'LIST\r\n', 'CAPA\r\n', '.\r\n')
        .map((text) => latin1Bytes(text)),
    );
    const pieces = fc.array(fc.tuple(fc.constantFrom('client' as const, 'server' as const), piece), { maxLength: 60 });
    fc.assert(
      fc.property(pieces, (sent) => {
        const reader = new Pop3Reader();
        for (const [from, bytes] of sent) {
          for (const reading of reader.read(from, bytes)) {
            if (reading.type !== 'exchange') continue;
            expect(reading.exchange.reply.lines.length).toBeLessThanOrEqual(200);
            expect(words).toHaveProperty([meaning(reading.exchange)?.code ?? 'none']);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
