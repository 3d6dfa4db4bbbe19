/** What waits in a queue, how long, and what its sender is told in the end. */
import { describe, expect, test } from 'vitest';
import { strategos } from '../../sandbox/mail-world.testkit.ts';
import { latin1Bytes } from '../lines.ts';
import { submission } from './index.ts';
import { type Answers, BEGAN, HERE, MESSAGE, mx, ordinary, RelayNet, type RelayNetOptions } from './relay.testkit.ts';

const HOSTS = { 'mail.far.thm': '10.10.9.9' };
const NAMES = [mx('far.thm', 'mail.far.thm')];
const REFUSES = ordinary([], [[/^RCPT/, '550-5.1.1 User unknown\r\n550 5.1.1 go away']]);
const WAITS = ordinary([], [[/^RCPT/, '451 4.2.0 try later']]);

const net = (options: RelayNetOptions = {}): RelayNet => new RelayNet({ hosts: HOSTS, names: NAMES, ...options });
const far = (answers: Answers, more: RelayNetOptions = {}): RelayNet =>
  net({ answers: { 'mail.far.thm': answers }, ...more });

/** At which second, counted from the beginning, each attempt was made. */
function attemptsOf(joined: RelayNet, seconds: number): number[] {
  const at: number[] = [];
  let known = 0;
  for (let second = 0; second <= seconds; second++) {
    if (second > 0) joined.pass(1);
    else joined.settle();
    if (joined.talks.length > known) at.push(second);
    known = joined.talks.length;
  }
  return at;
}

test('a failure is written as Exim writes it', () => {
  const joined = far(REFUSES);
  joined.queue({ to: ['one@far.thm', 'two@far.thm'] });
  joined.settle();
  const [bounce = ''] = joined.inbox('strategos');
  const hole = (pattern: RegExp): string => pattern.exec(bounce)?.[1] ?? 'no such thing';
  const id = hole(/^\tid (\S+)$/m);
  const boundary = hole(/boundary=(\S+)/);
  expect(id).toMatch(/^1sMrp3-\w{6}-00$/);
  expect(boundary).toMatch(/^1719505089-eximdsn-\d+$/);
  const date = 'Thu, 27 Jun 2024 16:18:09 +0000';
  const status = (address: string): string[] => [
    'Action: failed',
    `Final-Recipient: rfc822;${address}`,
    'Status: 5.0.0',
    'Remote-MTA: dns; mail.far.thm',
    'Diagnostic-Code: smtp; 550-5.1.1 User unknown',
    ' 550 5.1.1 go away',
    '',
  ];
  const reason = (address: string): string[] => [
    `  ${address}`,
    '    host mail.far.thm [10.10.9.9]',
    `    SMTP error from remote mail server after RCPT TO:<${address}>:`,
    '    550-5.1.1 User unknown',
    '    550 5.1.1 go away',
  ];
  expect(bounce.split('\r\n')).toEqual([
    'Return-path: <>',
    'Envelope-to: strategos@server.thm',
    `Delivery-date: ${date}`,
    'Received: from Debian-exim by server.thm with local (Exim 4.96)',
    `\tid ${id}`,
    '\tfor strategos@server.thm;',
    `\t${date}`,
    'X-Failed-Recipients: two@far.thm,',
    '  one@far.thm',
    'Auto-Submitted: auto-replied',
    'From: Mail Delivery System <Mailer-Daemon@server.thm>',
    'To: strategos@server.thm',
    'References: <m1@server.thm>',
    `Content-Type: multipart/report; report-type=delivery-status; boundary=${boundary}`,
    'MIME-Version: 1.0',
    'Subject: Mail delivery failed: returning message to sender',
    `Message-Id: <E${id}@server.thm>`,
    `Date: ${date}`,
    '',
    `--${boundary}`,
    'Content-type: text/plain; charset=us-ascii',
    '',
    'This message was created automatically by mail delivery software.',
    '',
    'A message that you sent could not be delivered to one or more of its',
    'recipients. This is a permanent error. The following address(es) failed:',
    '',
    ...reason('two@far.thm'),
    ...reason('one@far.thm'),
    '',
    `--${boundary}`,
    'Content-type: message/delivery-status',
    '',
    'Reporting-MTA: dns; server.thm',
    '',
    ...status('one@far.thm'),
    ...status('two@far.thm'),
    `--${boundary}`,
    'Content-type: message/rfc822',
    '',
    'Return-path: <strategos@server.thm>',
    ...MESSAGE.split('\r\n'),
    `--${boundary}--`,
    '',
  ]);
});

describe('retries', () => {
  test('come in a lesson’s time, and the last brings the mail back', () => {
    const joined = far(WAITS);
    joined.queue({ to: ['alice@far.thm'] });
    expect(attemptsOf(joined, 300)).toEqual([0, 10, 30, 70, 130, 180]);
    expect(joined.queued()).toEqual([]);
    expect(joined.inbox('strategos')).toHaveLength(1);
    expect(joined.inbox('strategos')[0]).toContain('    451 4.2.0 try later: retry timeout exceeded\r\n');
    expect(joined.inbox('strategos')[0]).toContain(
      'Diagnostic-Code: smtp; 451 4.2.0 try later: retry timeout exceeded\r\n',
    );
  });

  test('come as the service’s settings say', () => {
    const joined = far(WAITS, { settings: { retrySeconds: [2, 5], giveUpSeconds: 12 } });
    joined.queue({ to: ['alice@far.thm'] });
    expect(attemptsOf(joined, 30)).toEqual([0, 2, 7, 12]);
    expect(joined.inbox('strategos')).toHaveLength(1);
  });

  test('with nobody at the other end, the sender is told that it took too long', () => {
    const joined = net({ dead: ['mail.far.thm'] });
    joined.queue({ to: ['alice@far.thm'] });
    joined.settle();
    expect(joined.queued()[0]).toMatchObject({ attempts: 1, recipients: [{ lastFailure: 'Connection refused' }] });
    joined.pass(180);
    expect(joined.inbox('strategos')[0]).toContain('\r\n  alice@far.thm\r\n    retry timeout exceeded\r\n');
    expect(joined.inbox('strategos')[0]).not.toContain('Remote-MTA');
  });

  test('end when the other host is there', () => {
    let isUp = false;
    const up = ordinary([]);
    const joined = far((line) => (isUp ? up(line) : null));
    joined.queue({ to: ['alice@far.thm'] });
    joined.pass(29);
    isUp = true;
    joined.pass(2);
    expect(joined.queued()).toEqual([]);
    expect(joined.inbox('strategos')).toEqual([]);
  });

  test('a message that waited long while nobody ran the queue is tried once more', () => {
    const joined = far(ordinary([]));
    joined.queue({ to: ['alice@far.thm'], arrived: BEGAN - 1e7, attempts: 3, nextAttempt: BEGAN - 9e6 });
    joined.settle();
    expect(joined.queued()).toEqual([]);
    expect(joined.inbox('strategos')).toEqual([]);
  });
});

describe('a restart', () => {
  test('amid the time to wait leaves message and time as they were', () => {
    const joined = far(WAITS);
    joined.queue({ to: ['alice@far.thm'] });
    joined.pass(5);
    joined.startDaemons();
    joined.pass(4);
    expect(joined.talks).toHaveLength(1);
    joined.pass(1);
    expect(joined.talks).toHaveLength(2);
  });

  test('amid the conversation means that it is held again', () => {
    let isSilent = true;
    const up = ordinary([]);
    const joined = far((line) => (isSilent && line === '.' ? undefined : up(line)));
    joined.queue({ to: ['alice@far.thm'] });
    joined.settle();
    isSilent = false;
    joined.startDaemons();
    joined.settle();
    expect(joined.talks).toHaveLength(2);
    expect(joined.queued()).toEqual([]);
  });

  test('after one of two hosts has taken it sends it to the other only', () => {
    let isSilent = true;
    const up = ordinary([]);
    const hosts = { ...HOSTS, 'mail.near.thm': '10.10.9.8' };
    const joined = net({
      hosts,
      answers: { 'mail.near.thm': up, 'mail.far.thm': (line) => (isSilent ? undefined : up(line)) },
    });
    joined.queue({ to: ['alice@far.thm', 'bob@mail.near.thm'] });
    joined.settle();
    expect(joined.queued()[0]).toMatchObject({ attempts: 0, recipients: [{ address: 'alice@far.thm' }] });
    isSilent = false;
    joined.startDaemons();
    joined.settle();
    expect(joined.talks.map(({ to }) => to).sort()).toEqual(['mail.far.thm', 'mail.far.thm', 'mail.near.thm']);
    expect(joined.queued()).toEqual([]);
  });
});

describe('whom a failure is told', () => {
  test('a sender elsewhere, by mail', () => {
    const joined = far(ordinary([]), {
      hosts: { ...HOSTS, 'sink.thm': '10.10.9.7' },
      answers: { 'mail.far.thm': ordinary([]), 'sink.thm': REFUSES },
    });
    joined.queue({ to: ['nobody@sink.thm'], reversePath: 'alice@far.thm' });
    joined.settle();
    expect(joined.queued()).toEqual([]);
    const back = joined.talks.find(({ to }) => to === 'mail.far.thm')?.lines ?? [];
    expect(back).toContain('C: MAIL FROM:<>');
    expect(back).toContain('C: RCPT TO:<alice@far.thm>');
    expect(back).toContain('C: Subject: Mail delivery failed: returning message to sender');
    expect(back.filter((line) => /Return-path|Envelope-to/.test(line))).toEqual(['C: Return-path: <alice@far.thm>']);
  });

  test('nobody, for a message without a sender', () => {
    const joined = far(REFUSES);
    joined.queue({ to: ['nobody@far.thm'], reversePath: '' });
    joined.settle();
    expect(joined.queued()).toEqual([]);
    expect(joined.inbox('strategos')).toEqual([]);
    expect(joined.talks).toHaveLength(1);
  });

  test.each(['nobody@server.thm', 'alice@nowhere.thm'])('nobody, where the sender is %s', (reversePath) => {
    const joined = far(REFUSES);
    joined.queue({ to: ['nobody@far.thm'], reversePath });
    joined.settle();
    expect(joined.queued()).toEqual([]);
  });

  test('a sender whose INBOX is full, when there is room', () => {
    const account = strategos({ quotaBytes: 3000 });
    const joined = far(REFUSES, { accounts: [account] });
    joined.queue({ to: ['nobody@far.thm'] });
    joined.settle();
    expect(joined.queued()).toMatchObject([{ reversePath: '', recipients: [{ lastFailure: 'mailbox is full' }] }]);
    joined.world.commit([{ type: 'mails-removed', user: 'strategos', mailbox: 'INBOX', uids: [1, 2, 3, 4] }]);
    joined.pass(11);
    expect(joined.queued()).toEqual([]);
    expect(joined.world.account('strategos')?.mailboxes.get('INBOX')?.mails).toHaveLength(1);
  });

  test('nobody, where it stays full', () => {
    const joined = far(REFUSES, { accounts: [strategos({ quotaBytes: 3000 })] });
    joined.queue({ to: ['nobody@far.thm'] });
    joined.pass(200);
    expect(joined.queued()).toEqual([]);
    expect(joined.inbox('strategos')).toEqual([]);
  });

  test('nobody, where the world has no room; the queue is emptied all the same', () => {
    const joined = far(REFUSES, { addedBytes: MESSAGE.length + 100 });
    joined.queue({ to: ['nobody@far.thm'] });
    joined.settle();
    expect(joined.queued()).toEqual([]);
    expect(joined.inbox('strategos')).toEqual([]);
  });

  test('only the header comes back where the sender wants no more, or the mail is too long', () => {
    const joined = far(REFUSES);
    joined.queue({ to: ['nobody@far.thm'], returns: 'HDRS', envelopeId: 'QQ314' });
    joined.queue({ to: ['nobody@far.thm'], message: latin1Bytes(MESSAGE + 'x\r\n'.repeat(40_000)) });
    joined.settle();
    const [asked = '', cut = ''] = joined.inbox('strategos');
    expect(asked).toContain('Reporting-MTA: dns; server.thm\r\nOriginal-Envelope-ID: QQ314\r\n\r\n');
    expect(asked).toContain(
      'Content-type: text/rfc822-headers\r\n\r\nReturn-path: <strategos@server.thm>\r\nReceived: ',
    );
    expect(asked).toMatch(/\r\nSubject: Test\r\n\r\n\r\n--\S+--\r\n$/);
    expect(cut).toMatch(
      /Subject: Test\r\nX-Exim-DSN-Information: Due to administrative limits only headers are returned\r\n\r\n\r\n--\S+--\r\n$/,
    );
  });
});

describe('what the sender asked to be told (RFC 3461)', () => {
  const wanted = (notify: 'NEVER' | readonly ('SUCCESS' | 'FAILURE' | 'DELAY')[]) => ({
    to: [],
    recipients: [{ address: 'alice@far.thm', notify, originalRecipient: 'rfc822;al@far.thm' }],
  });

  test.each([
    ['NEVER', 'NEVER', REFUSES, 0],
    ['SUCCESS, of a failure', ['SUCCESS'], REFUSES, 0],
    ['FAILURE, of a failure', ['FAILURE'], REFUSES, 1],
    ['FAILURE, of a success', ['FAILURE'], ordinary([]), 0],
    ['SUCCESS, of a success', ['SUCCESS'], ordinary([]), 1],
    ['SUCCESS, where the other server tells it', ['SUCCESS'], ordinary(['DSN']), 0],
  ] as const)('%s', (_, notify, answers, count) => {
    const joined = far(answers);
    joined.queue(wanted(notify));
    joined.settle();
    expect(joined.inbox('strategos')).toHaveLength(count);
    expect(joined.queued()).toEqual([]);
  });

  test('a success', () => {
    const joined = far(ordinary([]));
    joined.queue(wanted(['SUCCESS']));
    joined.settle();
    const [report = ''] = joined.inbox('strategos');
    expect(report).toContain(
      [
        'From: Mail Delivery System <Mailer-Daemon@server.thm>',
        'Auto-Submitted: auto-generated',
        'To: strategos@server.thm',
        'Subject: Delivery Status Notification',
        'References: <m1@server.thm>',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=',
      ].join('\r\n'),
    );
    expect(report).toContain(
      [
        'This message was created automatically by mail delivery software.',
        ' ----- The following addresses had successful delivery notifications -----',
        '<alice@far.thm> (relayed to non-DSN-aware mailer)',
        '',
        '',
      ].join('\r\n'),
    );
    expect(report).toContain(
      [
        'Original-Recipient: rfc822;al@far.thm',
        'Action: delivered',
        'Final-Recipient: rfc822;alice@far.thm',
        'Status: 2.0.0',
        'Remote-MTA: dns; mail.far.thm',
        'Diagnostic-Code: smtp; 250 Ok',
        '',
      ].join('\r\n'),
    );
    expect(report).toContain('Content-type: text/rfc822-headers\r\n');
  });

  test('a delay, once', () => {
    const joined = far(WAITS);
    const { id } = joined.queue({ ...wanted(['DELAY']) });
    joined.pass(9);
    expect(joined.inbox('strategos')).toEqual([]);
    joined.pass(300);
    expect(joined.inbox('strategos')).toHaveLength(1);
    const [report = ''] = joined.inbox('strategos');
    expect(report).toContain(`Subject: Warning: message ${id} delayed 0 minutes\r\n`);
    expect(report).toContain(
      [
        'A message that you sent has not yet been delivered to one or more of its',
        'recipients after more than 0 minutes on the queue on server.thm.',
        '',
        `The message identifier is:     ${id}`,
        'The subject of the message is: Test',
        '',
        'The address to which the message has not yet been delivered is:',
        '',
        '  alice@far.thm',
        '    host mail.far.thm [10.10.9.9]',
        '    Delay reason: SMTP error from remote mail server after RCPT TO:<alice@far.thm>:',
        '    451 4.2.0 try later',
        '',
        'No action is required on your part. Delivery attempts will continue for',
      ].join('\r\n'),
    );
    expect(report).toContain('Action: delayed\r\nFinal-Recipient: rfc822;alice@far.thm\r\nStatus: 4.0.0\r\n');
  });
});

test('a message in the queue for a user of this host goes into the INBOX, with its return path', () => {
  const joined = net();
  joined.queue({ to: ['archimedes@server.thm', 'nobody@server.thm'] });
  joined.settle();
  expect(joined.inbox()[0]).toMatch(
    /^Return-path: <strategos@server\.thm>\r\nEnvelope-to: archimedes@server\.thm\r\nDelivery-date: .*\r\nReceived: /,
  );
  expect(joined.inbox('strategos')[0]).toContain('\r\n  nobody@server.thm\r\n    Unknown user\r\n');
  expect(joined.queued()).toEqual([]);
});

test('a message that was received too often goes back (RFC 5321 §6.3)', () => {
  const joined = far(ordinary([]));
  const stamp = 'Received: from a by b; Thu, 27 Jun 2024 16:18:09 +0000\r\n';
  joined.queue({ to: ['alice@far.thm'], message: latin1Bytes(stamp.repeat(30) + 'Subject: Round\r\n\r\n') });
  joined.queue({ to: ['alice@far.thm'], message: latin1Bytes(stamp.repeat(31) + 'Subject: Rounder\r\n\r\n') });
  joined.settle();
  expect(joined.talks).toHaveLength(1);
  expect(joined.inbox('strategos')).toHaveLength(1);
  expect(joined.inbox('strategos')[0]).toContain('    Too many "Received" headers - suspected mail loop\r\n');
});

test('a host has one queue runner, whatever its services', () => {
  const setting = net().setting();
  const { smtp } = setting.host.services;
  if (smtp === undefined) throw new Error('no SMTP');
  expect(submission.daemon?.(setting)).toBeUndefined();
  expect(submission.daemon?.({ ...setting, host: { ...setting.host, services: { submission: smtp } } })).toBeDefined();
});

test('each host runs its own queue', () => {
  const joined = net();
  joined.queue({ to: ['archimedes@server.thm'] }, 'mail.far.thm');
  joined.settle();
  expect(joined.talks.map(({ from, to }) => [from, to])).toEqual([['mail.far.thm', HERE]]);
  expect(joined.inbox()).toHaveLength(1);
});
