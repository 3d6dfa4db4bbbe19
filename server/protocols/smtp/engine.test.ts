import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strategos } from '../../sandbox/mail-world.testkit.ts';
import { latin1Bytes } from '../lines.ts';
import { Client, ready } from './client.testkit.ts';
import { cutBySeed } from '../transcript.ts';
import { commands } from './commands.ts';

function inData(options?: ConstructorParameters<typeof Client>[0], hello?: string): Client {
  const client = ready(options, hello);
  client.send('MAIL FROM:<user@client.thm>');
  client.send('RCPT TO:<strategos@server.thm>');
  client.send('DATA');
  return client;
}

describe('a client that does not wait (RFC 2920, RFC 5321 §4.1.1.5)', () => {
  test('after HELO is cut off at the recipient', () => {
    const client = ready({}, 'HELO client.thm');
    const said = client.send('MAIL FROM:<user@client.thm>', 'RCPT TO:<strategos@server.thm>', 'DATA');
    expect(said).toBe('250 OK\r\n554 SMTP synchronization error\r\n');
    expect(client.isClosed).toBe(true);
  });

  test('after a refused DATA is cut off: its text is no command', () => {
    const client = new Client();
    client.connect();
    expect(client.send('MAIL FROM:<user@client.thm>')).toBe('503 HELO or EHLO required\r\n');
    expect(client.send('RCPT TO:<strategos@server.thm>')).toBe('503 sender not yet given\r\n');
    expect(client.send('DATA')).toBe(
      '503-All RCPT commands were rejected with this error:\r\n' +
        '503-503 sender not yet given\r\n' +
        '503 valid RCPT command must precede DATA\r\n',
    );
    expect(client.send('Subject: no helo', '', 'x', '.')).toBe('554 SMTP synchronization error\r\n');
    expect(client.isClosed).toBe(true);
  });

  test('in a second mail must wait for the reply to DATA', () => {
    const client = inData();
    client.send('Subject: one', '', '.');
    client.send('MAIL FROM:<a@b.thm>', 'RCPT TO:<strategos@server.thm>');
    expect(client.send('DATA', 'Subject: two', '', '.')).toBe('554 SMTP synchronization error\r\n');
  });
});

describe('limits', () => {
  test('a line longer than the limit is no command, nor is what follows it', () => {
    const client = ready();
    expect(client.send(`NOOP ${'A'.repeat(20_000)}`)).toBe('500 unrecognized command\r\n'.repeat(2));
    expect(client.send('QUIT')).toBe('221 server.thm closing connection\r\n');
  });

  test('a long line within the limit is one (RFC 5321 §4.5.3.1.4)', () => {
    expect(ready().send(`NOOP ${'A'.repeat(3000)}`)).toBe('250 OK\r\n');
  });

  test('a line of the message has at most 998 octets (RFC 5321 §4.5.3.1.6)', () => {
    const client = inData();
    const reply = '550 maximum allowed line length is 998 octets, got 1100\r\n';
    expect(client.send('Subject: long', '', 'B'.repeat(1100), '.')).toBe(reply);
    expect(client.inbox()).toHaveLength(4);
  });

  test('a message larger than SIZE is read to its end and refused (RFC 1870 §6.3)', () => {
    const client = inData({ limits: { messageBytes: 20_480 } });
    const lines = Array.from({ length: 300 }, () => 'x'.repeat(75));
    expect(client.send('Subject: too big', '', ...lines, '.')).toBe('552 Message size exceeds maximum permitted\r\n');
    expect(client.engine.state).toBe('ready');
    expect(client.inbox()).toHaveLength(4);
  });

  test('a message announced as too large is refused at MAIL (RFC 1870 §6.1)', () => {
    const client = ready();
    const refusal = '552 Message size exceeds maximum permitted\r\n';
    expect(client.send('MAIL FROM:<a@b.thm> SIZE=99999999')).toBe(refusal);
    expect(client.send('MAIL FROM:<a@b.thm> SIZE=1000 BODY=8BITMIME')).toBe('250 OK\r\n');
  });

  test('a mailbox without room gives 452, and nothing is delivered (RFC 5321 §4.5.3.1.10)', () => {
    const client = inData({ addedBytes: 100 });
    expect(client.send('Subject: no room', '', '.')).toBe('452 Space shortage, please try later\r\n');
    expect(client.inbox()).toHaveLength(4);
  });

  test('a mail has at most a hundred recipients (RFC 5321 §4.5.3.1.8)', () => {
    const client = ready();
    client.send('MAIL FROM:<a@b.thm>');
    for (let i = 0; i < 100; i++) expect(client.send(`RCPT TO:<strategos+${i}@server.thm>`)).toBe('250 Accepted\r\n');
    expect(client.send('RCPT TO:<strategos@server.thm>')).toBe('452 too many recipients\r\n');
  });

  test('commands that hand in no mail are borne ten times', () => {
    const client = ready();
    for (let i = 0; i < 10; i++) expect(client.send('NOOP')).toBe('250 OK\r\n');
    expect(client.send('NOOP')).toBe('554 Too many nonmail commands\r\n');
    expect(client.isClosed).toBe(true);
  });

  test('silence ends with 421 (RFC 5321 §4.5.3.2)', () => {
    expect(ready().elapse()).toBe('421 server.thm: SMTP command timeout - closing connection\r\n');
    expect(inData().elapse()).toBe('421 server.thm SMTP incoming data timeout - closing connection.\r\n');
  });

  test('a NUL is refused', () => {
    expect(ready().send('NOOP \0')).toBe('501 NUL characters are not allowed in SMTP commands\r\n');
  });
});

describe('the world decides', () => {
  test('name, software, date and addresses are its own', () => {
    const client = new Client({
      hostName: 'mail.school.thm',
      aliases: ['school.thm'],
      now: () => Date.parse('2031-01-05T07:08:09Z'),
      accounts: [strategos({ user: 'hypatia' })],
      services: { smtp: { software: 'Exim 4.97', settings: {} } },
    });
    expect(client.connect()).toBe('220 mail.school.thm ESMTP Exim 4.97 Sun, 05 Jan 2031 07:08:09 +0000\r\n');
    expect(client.send('HELO laptop.thm')).toBe('250 mail.school.thm Hello laptop.thm [10.11.81.126]\r\n');
    client.send('MAIL FROM:<pupil@laptop.thm>');
    expect(client.send('RCPT TO:<strategos@school.thm>')).toBe('550 Unknown user\r\n');
    expect(client.send('RCPT TO:<hypatia@server.thm>')).toBe('550 relay not permitted\r\n');
    expect(client.send('RCPT TO:<Hypatia@School.THM>')).toBe('250 Accepted\r\n');
    expect(client.send('RCPT TO:<postmaster>')).toBe('250 Accepted\r\n');
    client.send('DATA');
    expect(client.send('Subject: stars', '', 'x', '.')).toMatch(/^250 OK id=26Icwb-[A-Za-z0-9]{6}-00\r\n$/);
    expect(client.inbox('hypatia').at(-2)).toContain('\tby mail.school.thm with smtp (Exim 4.97)\r\n');
    expect(client.inbox('hypatia').at(-2)).toContain('Envelope-to: Hypatia@School.THM\r\n');
  });

  test('EHLO promises its size, VRFY and EXPN where it allows them', () => {
    const settings = { vrfy: true, expn: true, aliases: { staff: ['strategos', 'archimedes'] } };
    const client = new Client({
      limits: { messageBytes: 4321 },
      services: { smtp: { software: 'Exim 4.95', settings } },
    });
    client.connect();
    const promised = client.send('EHLO client.thm');
    for (const line of ['250-SIZE 4321', '250-VRFY', '250-EXPN']) expect(promised).toContain(`${line}\r\n`);
    expect(client.send('VRFY strategos')).toBe('501 strategos: recipient address must contain a domain\r\n');
    expect(client.send('VRFY strategos@server.thm')).toBe('250 <strategos@server.thm> is deliverable\r\n');
    expect(client.send('VRFY nobody@server.thm')).toBe('550 <nobody@server.thm> Unknown user\r\n');
    expect(client.send('VRFY')).toBe('501 empty address\r\n');
    expect(client.send('EXPN staff@server.thm')).toBe('250-<strategos@server.thm>\r\n250 <archimedes@server.thm>\r\n');
    expect(client.send('HELP')).toContain('RSET HELP EXPN VRFY\r\n');
  });

  test('VRFY and EXPN are refused where it does not (RFC 5321 §7.3)', () => {
    expect(ready().send('VRFY strategos@server.thm')).toBe('252 Administrative prohibition\r\n');
    expect(ready().send('EXPN staff@server.thm')).toBe('550 Administrative prohibition\r\n');
  });

  test('who is logged in may send to other domains, and the trace says so', () => {
    const client = ready();
    expect(client.send('AUTH PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==')).toBe('235 Authentication succeeded\r\n');
    expect(client.send('AUTH PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==')).toBe('503 already authenticated\r\n');
    client.send('MAIL FROM:<strategos@server.thm>');
    expect(client.send('RCPT TO:<someone@elsewhere.thm>')).toBe('250 Accepted\r\n');
    client.send('RCPT TO:<archimedes@server.thm>');
    client.send('DATA');
    client.send('Subject: x', '', '.');
    expect(client.inbox('archimedes')[0]).toContain(' with esmtpa (Exim 4.95)\r\n');
  });
});

describe('the text of a message', () => {
  const delivered = (...lines: readonly string[]): string | undefined => {
    const client = inData({}, 'HELO client.thm');
    client.sendBytes(latin1Bytes(lines.join('')));
    return client.inbox()[4]?.split('Jun 2024 16:18:09 +0000\r\n').at(-1);
  };

  test.each([
    ['dots are taken off (RFC 5321 §4.5.2)', 'S: 1\r\n\r\n..\r\n...x\r\n.y\r\n.\r\n', 'S: 1\r\n\r\n.\r\n..x\r\ny\r\n'],
    ['a bare LF ends a line', 'S: 1\n\nx\n.\n', 'S: 1\r\n\r\nx\r\n'],
    ['a bare CR ends a line, and never the text', 'S: 1\r\n\r\nx\r.\ry\r\n.\r\n', 'S: 1\r\n\r\nx\r\n.\r\ny\r\n'],
    ['a bare CR does not end the header', 'S: 1\rT: 2\r\n\r\nx\r\n.\r\n', 'S: 1\r\n T: 2\r\n\r\nx\r\n'],
    ['a text without header gets an empty line before it', 'hello\r\n.\r\n', '\r\nhello\r\n'],
    ['a header without text ends in an empty line', 'S: 1\r\n.\r\n', 'S: 1\r\n\r\n'],
    ['an empty text has an empty header', '.\r\n', '\r\n'],
    ['a line that is no field ends the header', 'S: 1\r\nhello\r\n.\r\n', 'S: 1\r\n\r\nhello\r\n'],
    ['eight bits stay what they are', 'S: 1\r\n\r\n\xFC\xFF\r\n.\r\n', 'S: 1\r\n\r\n\xFC\xFF\r\n'],
  ])('%s', (_what, text, stored) => {
    expect(delivered(text)).toBe(stored);
  });

  test('a list is delivered to everyone, an address named twice once', () => {
    const client = ready();
    client.send('MAIL FROM:<>', 'RCPT TO:<staff@server.thm>', 'RCPT TO:<STAFF@SERVER.THM>', 'DATA');
    client.send('Subject: all', '', '.');
    expect(client.inbox('strategos')).toHaveLength(5);
    expect(client.inbox('archimedes')).toHaveLength(1);
    expect(client.inbox('archimedes')[0]).toMatch(/^Return-path: <>\r\nEnvelope-to: staff@server\.thm\r\n/i);
  });

  test('it is in the journal before the 250', () => {
    let recorded = 0;
    const client = inData({ record: (changes) => (recorded += changes.length) });
    client.send('Subject: x', '');
    expect(recorded).toBe(0);
    expect(client.send('.')).toMatch(/^250 OK/);
    expect(recorded).toBe(1);
  });
});

describe('any bytes', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'HELO client.thm',
      'EHLO client.thm',
      'MAIL FROM:<user@client.thm>',
      'RCPT TO:<strategos@server.thm>',
      'RCPT TO:<nobody@server.thm>',
      'DATA',
      'Subject: x',
      '',
      '.',
      'BDAT 4',
      'BDAT 0 LAST',
      'AUTH LOGIN',
      'c3RyYXRlZ29z',
      ...commands.keys(),
    ),
    fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) => text.replaceAll('\n', '')),
  );

  test('neither stop it nor make it throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (pieces) => {
        const client = new Client();
        client.connect();
        for (const piece of pieces) client.sendBytes(piece);
        if (!client.isClosed) expect(client.elapse()).toMatch(/^421 /);
      }),
      { numRuns: 200 },
    );
  });

  test('get the same replies however they are cut', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 1_000_000 }), (lines, seed) => {
        const whole = new Client();
        const cut = new Client();
        whole.connect();
        cut.connect();
        for (const text of lines) {
          const bytes = latin1Bytes(`${text}\r\n`);
          const expected = whole.sendBytes(bytes);
          // A cut within a line is no line ahead of its reply: what is said is the same.
          let said = '';
          for (const piece of cutBySeed(seed)(bytes)) said += cut.sendBytes(piece);
          expect(said).toBe(expected);
          expect(cut.engine.state).toBe(whole.engine.state);
        }
        expect(cut.inbox()).toEqual(whole.inbox());
      }),
      { numRuns: 200 },
    );
  });

  test('take linear time, in one line or many, a byte at a time or whole', () => {
    const began = performance.now();
    const endless = new Client();
    endless.connect();
    endless.sendBytes(new Uint8Array(4 << 20).fill(65));
    const text = inData();
    text.sendBytes(new Uint8Array(8 << 20).fill(65));
    for (let i = 0; i < 100_000; i++) text.sendBytes(Uint8Array.of(65));
    expect(text.sendBytes(latin1Bytes('\r\n.\r\n'))).toBe('552 Message size exceeds maximum permitted\r\n');
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
