import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../labs/observation.ts';
import { mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { smtpStore } from '../../sandbox/smtp-store.ts';
import { MAIN } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import { cutBySeed, type Cutting, whole } from '../transcript.ts';
import { SmtpEngine } from './engine.ts';
import { SmtpReader } from './reader.ts';

/** Plays lines against a real engine and gives what the reader made of it. */
function observe(parts: readonly string[], cutting: Cutting = whole): Exchange[] {
  const engine = new SmtpEngine(settingOf(mailWorld(), 'smtp', smtpStore));
  const reader = new SmtpReader();
  const exchanges: Exchange[] = [];
  const read = (from: 'client' | 'server', bytes: Uint8Array): void => {
    for (const piece of cutting(bytes)) {
      for (const reading of reader.read(from, piece)) if (reading.type === 'exchange') exchanges.push(reading.exchange);
    }
  };
  const give = (outputs: ReturnType<SmtpEngine['handle']>): void => {
    for (const output of outputs) {
      if (output.type !== 'send') continue;
      read('server', output.body instanceof Uint8Array ? output.body : joinBytes([...output.body]));
    }
  };
  const end = { host: '10.11.81.126', port: 40_000 };
  give(engine.handle({ type: 'connected', channel: MAIN, local: end, remote: end }));
  for (const part of parts) {
    const bytes = latin1Bytes(part);
    read('client', bytes);
    give(engine.handle({ type: 'data', channel: MAIN, bytes }));
  }
  return exchanges;
}

const short = ({ verb, reply, stateAfter }: Exchange): string => `${verb} ${reply.status} ${stateAfter}`;

const MAIL = [
  'HELO client.thm\r\n',
  'MAIL FROM: <user@client.thm>\r\n',
  'RCPT TO: <strategos@server.thm>\r\n',
  'DATA\r\n',
  'From: user@client.thm\r\nTo: strategos@server.thm\r\nSubject: Telnet email\r\n\r\nHello.\r\n..dot\r\n.\r\n',
  'QUIT\r\n',
];

describe('the SMTP reader', () => {
  test('reads a mail by hand', () => {
    const exchanges = observe(MAIL);
    expect(exchanges.map(short)).toEqual([
      'GREETING 220 connected',
      'HELO 250 ready',
      'MAIL 250 mail',
      'RCPT 250 rcpt',
      'DATA 354 data',
      'DATA 250 ready',
      'QUIT 221 closed',
    ]);
    expect(exchanges[2]?.arguments).toEqual({ reversePath: 'user@client.thm' });
    expect(exchanges[3]?.arguments).toEqual({ forwardPath: 'strategos@server.thm' });
    expect(exchanges[5]).toMatchObject({
      stateBefore: 'data',
      arguments: {
        from: 'user@client.thm',
        to: 'strategos@server.thm',
        subject: 'Telnet email',
        headers: ['From: user@client.thm', 'To: strategos@server.thm', 'Subject: Telnet email'],
        text: 'Hello.\r\n.dot\r\n',
        hasBlankLine: true,
      },
    });
  });

  test('says that no empty line parts header and text', () => {
    const exchanges = observe([...MAIL.slice(0, 4), 'Subject: x\r\nno header, this\r\n.\r\n']);
    expect(exchanges.at(-1)?.arguments).toMatchObject({
      subject: 'x',
      text: 'no header, this\r\n',
      hasBlankLine: false,
    });
  });

  test('reads a whole mail sent ahead of the replies (RFC 2920)', () => {
    const exchanges = observe([MAIL.join('').replace('HELO', 'EHLO')]);
    expect(exchanges.map(short).slice(1)).toEqual([
      'EHLO 250 ready',
      'MAIL 250 mail',
      'RCPT 250 rcpt',
      'DATA 354 data',
      'DATA 250 ready',
      'QUIT 221 closed',
    ]);
  });

  test('reads chunks (RFC 3030)', () => {
    const exchanges = observe([
      'EHLO client.thm\r\nMAIL FROM:<>\r\nRCPT TO:<strategos@server.thm>\r\nBDAT 12\r\nSubject: c\r\n',
      'BDAT 5 LAST\r\n\r\nab\nNOOP\r\n',
    ]);
    expect(exchanges.map(short).slice(3)).toEqual([
      'RCPT 250 rcpt',
      'BDAT 250 bdat',
      'BDAT 250 ready',
      'NOOP 250 ready',
    ]);
    expect(exchanges[4]?.arguments).toEqual({ chunkSize: 12, isLast: false });
    expect(exchanges[5]?.arguments).toMatchObject({ isLast: true, subject: 'c', text: 'ab\r\n', hasBlankLine: true });
  });

  test('reads each of two mails that are sent in chunks ahead of the replies, in the last chunk of each', () => {
    const mail = (subject: string) => {
      const text = `Subject: ${subject}\r\n\r\nHello\r\n`;
      return `MAIL FROM:<>\r\nRCPT TO:<strategos@server.thm>\r\nBDAT ${text.length}\r\n${text}BDAT 0 LAST\r\n`;
    };
    const sent = [`EHLO client.thm\r\n${mail('one')}${mail('two')}`];
    const last = (exchanges: ReturnType<typeof observe>) =>
      exchanges.filter(({ verb, arguments: { isLast } }) => verb === 'BDAT' && isLast === true);
    expect(last(observe(sent)).map(({ arguments: { subject } }) => subject)).toEqual(['one', 'two']);
    expect(observe(sent, cutBySeed(7))).toEqual(observe(sent));
  });

  test('reads no chunk into a mail that begins anew', () => {
    const exchanges = observe([
      'EHLO client.thm\r\nMAIL FROM:<>\r\nRCPT TO:<strategos@server.thm>\r\nBDAT 12\r\nSubject: c\r\n',
      'RSET\r\nMAIL FROM:<>\r\nRCPT TO:<strategos@server.thm>\r\nBDAT 6 LAST\r\nTo: a\n',
    ]);
    expect(exchanges.at(-1)?.arguments).toMatchObject({ to: 'a', hasBlankLine: false });
    expect(exchanges.at(-1)).toMatchObject({ problem: { code: 'smtp.problem.no-text' } });
    expect(exchanges.at(-1)?.arguments['subject']).toBeUndefined();
    const [, , refused] = observe(['EHLO client.thm\r\n', 'BDAT 0 LAST\r\n']);
    expect([refused?.reply.status, refused?.problem]).toEqual(['503', undefined]);
  });

  test('reads AUTH with what it gave away (RFC 4954)', () => {
    const exchanges = observe([
      'EHLO client.thm\r\n',
      'AUTH LOGIN\r\n',
      'c3RyYXRlZ29z\r\n',
      'VGFidWxhUmFzYTc=\r\n',
      'NOOP\r\n',
    ]);
    expect(exchanges.map(short).slice(2)).toEqual([
      'AUTH 334 auth',
      'AUTH 334 auth',
      'AUTH 235 ready',
      'NOOP 250 ready',
    ]);
    expect(exchanges[4]?.arguments).toEqual({ mechanism: 'LOGIN', user: 'strategos', password: 'TabulaRasa7' });
  });

  test('goes on in lines where DATA is refused', () => {
    expect(observe(['HELO a\r\n', 'DATA\r\n', 'QUIT\r\n']).map(short)).toEqual([
      'GREETING 220 connected',
      'HELO 250 ready',
      'DATA 503 ready',
      'QUIT 221 closed',
    ]);
  });

  test('finds the problem of a line and keeps the verb', () => {
    const [, , exchange] = observe(['HELO a\r\n', 'MAIL user@client.thm\r\n']);
    expect(exchange).toMatchObject({ verb: 'MAIL', isKnown: true, problem: { code: 'smtp.problem.missing-from' } });
  });

  test('makes the same of a conversation however it is cut', () => {
    const expected = observe(MAIL);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        expect(observe(MAIL, cutBySeed(seed))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test('is neither stopped nor grown by any bytes', () => {
    const pieces = fc.array(
      fc.tuple(
        fc.constantFrom('client' as const, 'server' as const),
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc
            .constantFrom(
              'DATA\r\n',
              '354 go\r\n',
              '250 OK\r\n',
              '250-x\r\n',
              'BDAT 9\r\n',
              'AUTH LOGIN\r\n',
              '334 \r\n',
              '.\r\n',
            )
            .map((text) => latin1Bytes(text)),
        ),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(pieces, (sent) => {
        const reader = new SmtpReader();
        for (const [from, bytes] of sent) {
          for (const reading of reader.read(from, bytes)) {
            if (reading.type === 'exchange') expect(reading.exchange.reply.lines.length).toBeLessThanOrEqual(200);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('gives up on a client that never waits, and says nothing more', () => {
    const reader = new SmtpReader();
    const flood = latin1Bytes('NOOP\r\n'.repeat(1001));
    expect(reader.read('client', flood)).toEqual([]);
    expect(reader.read('server', latin1Bytes('220 x\r\n250 OK\r\n'))).toEqual([]);
    expect(latin1(flood.subarray(0, 4))).toBe('NOOP');
  });
});
