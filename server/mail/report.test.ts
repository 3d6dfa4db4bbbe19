/** What a report says in the cases that a queue seldom meets; a whole one is held against Exim's in protocols/smtp. */
import { describe, expect, test } from 'vitest';
import { latin1, latin1Bytes } from './bytes.ts';
import { parseMessage } from './message.ts';
import { composeReport, type Report } from './report.ts';

const NOW = Date.parse('2026-11-23T11:54:17Z');

function report(header: readonly string[], overrides: Partial<Report> = {}): string {
  const message = latin1Bytes([...header, 'Subject: Test', '', 'Hello', ''].join('\r\n'));
  const bytes = composeReport({
    type: 'failed',
    by: 'server.thm',
    software: 'Exim 4.96',
    id: '1xVScj-00004Q-1W',
    serial: 7,
    now: NOW,
    recipients: [{ address: 'alice@far.thm', explanation: 'Unrouteable address' }],
    original: { id: '1xVSin-00000S-0b', sender: 'strategos@server.thm', message, arrived: NOW - 130_000 },
    ...overrides,
  });
  return latin1(bytes);
}

describe('the chain of references (RFC 5322 §3.6.4)', () => {
  const chain = Array.from({ length: 20 }, (_, i) => `<r${i}@example.org>`);
  test.each<[string, string[], string | undefined]>([
    ['no identity', [], undefined],
    ['an identity', ['Message-Id: <me@x>'], '<me@x>'],
    ['an answer', ['In-Reply-To: <irt@x>', 'Message-Id: <me@x>'], '<irt@x> <me@x>'],
    ['a chain', ['References: <a@x>', ' <b@x>', 'Message-Id: <me@x>'], '<a@x> <b@x> <me@x>'],
    [
      'a long chain',
      [`References: ${chain.join('\r\n ')}`, 'Message-Id: <me@x>'],
      [chain[0], ...chain.slice(9), '<me@x>'].join(' '),
    ],
    ['nonsense', ['References: \x00<<>> <a b>', 'Message-Id: <me@x>'], '<me@x>'],
  ])('%s', (_, header, references) => {
    expect(parseMessage(latin1Bytes(report(header))).header('references')).toEqual(
      references === undefined ? [] : [references],
    );
  });
});

test('it is a multipart/report of three parts (RFC 6522 §3)', () => {
  const { root } = parseMessage(latin1Bytes(report([])));
  expect([root.type, root.subtype]).toEqual(['multipart', 'report']);
  expect(root.children.map(({ type, subtype }) => `${type}/${subtype}`)).toEqual([
    'text/plain',
    'message/delivery-status',
    'message/rfc822',
  ]);
});

test.each([
  ['a short reason', 'mailbox is full: try again', ['    mailbox is full: try again']],
  [
    'a long one, broken behind its colon',
    'SMTP error from remote mail server after RCPT TO:<a@b>: 550 no: never',
    ['    SMTP error from remote mail server after RCPT TO:<a@b>:', '    550 no: never'],
  ],
  ['lines of a reply', '550-one\n550 two', ['    550-one', '    550 two']],
  ['bytes without a picture', '550 caf\xc3\xa9\x07', ['    550 caf\\303\\251\\007']],
])('for people: %s', (_, explanation, lines) => {
  const text = report([], { recipients: [{ address: 'alice@far.thm', explanation }] });
  expect(text).toContain(`\r\n  alice@far.thm\r\n${lines.join('\r\n')}\r\n\r\n--`);
});

test('a delay names all who wait, and how long', () => {
  const recipients = [
    { address: 'one@far.thm' },
    { address: 'two@far.thm', host: { name: 'far.thm', address: '10.10.9.9' } },
  ];
  const text = report(['Date: Mon, 23 Nov 2026 11:00:00 +0000'], { type: 'delayed', recipients });
  expect(text).toContain('Subject: Warning: message 1xVSin-00000S-0b delayed 2 minutes\r\n');
  expect(text).toContain('The date of the message is:    Mon, 23 Nov 2026 11:00:00 +0000\r\n');
  expect(text).toContain(
    [
      'The addresses to which the message has not yet been delivered are:',
      '',
      '  two@far.thm',
      '    host far.thm [10.10.9.9]',
      '  one@far.thm',
      '',
      'No action',
    ].join('\r\n'),
  );
});

test('a success on the host itself', () => {
  const text = report([], { type: 'delivered', recipients: [{ address: 'archimedes@server.thm' }] });
  expect(text).toContain('<archimedes@server.thm> (relayed via non "Remote SMTP" router)\r\n');
  expect(text).toContain('Diagnostic-Code: X-Exim; relayed via non SMTP router\r\n');
  expect(text).not.toContain('Remote-MTA');
});
