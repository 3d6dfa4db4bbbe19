/** Hosts that relay to one another in memory; what the other server is, or says, differs. */
import { describe, expect, test } from 'vitest';
import { byteByByte, cutBySeed, whole } from '../transcript.ts';
import {
  type Answers,
  BEGAN,
  MESSAGE,
  mx,
  ordinary,
  RelayNet,
  type RelayNetOptions,
  type Talk,
} from './relay.testkit.ts';

const ESMTP = ['SIZE 50000000', '8BITMIME', 'PIPELINING', 'SMTPUTF8'];
const HOSTS = { 'mail.far.thm': '10.10.9.9' };
const NAMES = [mx('far.thm', 'mail.far.thm')];

const net = (options: RelayNetOptions = {}): RelayNet => new RelayNet({ hosts: HOSTS, names: NAMES, ...options });

/** What was said to a server of the test's own making after one mail was queued. */
function tell(answers: Answers, options: Parameters<RelayNet['queue']>[0] = { to: ['alice@far.thm'] }) {
  const joined = net({ answers: { 'mail.far.thm': answers } });
  joined.queue(options);
  joined.settle();
  return { joined, said: commands(joined.talks[0]), failure: joined.queued()[0]?.recipients[0]?.lastFailure };
}

const commands = (talk: Talk | undefined): string[] =>
  (talk?.lines ?? []).flatMap((line) => (line.startsWith('C: ') ? [line.slice(3)] : []));

/** What the sender is told of each recipient. */
const told = (bounce: string | undefined): string[] =>
  /following address\(es\) failed:\r\n\r\n(.*?)\r\n\r\n/s.exec(bounce ?? '')?.[1]?.split('\r\n') ?? [];

describe.each([
  ['whole', whole],
  ['byte by byte', byteByByte],
  ['cut', cutBySeed(11)],
])('between our own servers, %s', (_how, cutting) => {
  test('a mail goes to the exchanger of its domain', () => {
    const joined = net({ cutting });
    joined.queue({ to: ['archimedes@mail.far.thm'] });
    joined.settle();
    expect(joined.inbox()).toHaveLength(1);
    expect(joined.inbox()[0]?.match(/^Received: /gm)).toHaveLength(2);
    expect(joined.inbox()[0]?.endsWith('Hello\r\n.a dot\r\n')).toBe(true);
    expect(joined.queued()).toEqual([]);
    expect(joined.daemon().state).toBe('idle');
    expect(commands(joined.talks[0]).slice(0, 4)).toEqual([
      'EHLO server.thm',
      `MAIL FROM:<strategos@server.thm> SIZE=${MESSAGE.length + 1023}`,
      'RCPT TO:<archimedes@mail.far.thm>',
      `BDAT ${MESSAGE.length} LAST`,
    ]);
    expect(commands(joined.talks[0]).at(-1)).toBe('QUIT');
  });

  test('of two recipients one gets it, and the other’s mail comes back', () => {
    const joined = net({ cutting });
    joined.queue({ to: ['archimedes@mail.far.thm', 'nobody@mail.far.thm'] });
    joined.settle();
    expect(joined.inbox()).toHaveLength(1);
    expect(told(joined.inbox('strategos')[0])).toEqual([
      '  nobody@mail.far.thm',
      '    host mail.far.thm [10.10.9.9]',
      '    SMTP error from remote mail server after RCPT TO:<nobody@mail.far.thm>:',
      '    550 Unknown user',
    ]);
  });

  test('many mails for one host share a connection', () => {
    const joined = net({ cutting });
    for (let i = 0; i < 5; i++) joined.queue({ to: ['archimedes@mail.far.thm'] });
    joined.settle();
    expect(joined.inbox()).toHaveLength(5);
    expect(joined.talks).toHaveLength(1);
    expect(commands(joined.talks[0]).filter((line) => /^EHLO|^QUIT/.test(line))).toEqual(['EHLO server.thm', 'QUIT']);
  });
});

describe('where the other server offers TLS (RFC 3207 §4)', () => {
  const SECURED = [...ESMTP, 'STARTTLS'];
  const verbs = (said: readonly string[]): string[] => said.map((line) => line.split(/[ :]/)[0] ?? '');

  test('it is begun, EHLO is said again, and each host says in Received how the mail came', () => {
    const joined = net({ tls: 'upgrade' });
    joined.queue({ to: ['archimedes@mail.far.thm'] });
    joined.settle();
    expect(joined.talks).toHaveLength(1);
    expect(verbs(commands(joined.talks[0])).slice(0, 4)).toEqual(['EHLO', 'STARTTLS', 'EHLO', 'MAIL']);
    expect(joined.inbox()[0]).toContain('by mail.far.thm with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384\r\n');
    expect(joined.queued()).toEqual([]);
  });

  test('and refuses it, the mail goes in the clear over the same connection', () => {
    const { said, joined } = tell(ordinary(SECURED, [[/^STARTTLS/, '454 TLS not available']]));
    expect(verbs(said).slice(0, 3)).toEqual(['EHLO', 'STARTTLS', 'MAIL']);
    expect(joined.talks).toHaveLength(1);
    expect(joined.queued()).toEqual([]);
  });

  test('and the handshake fails, the mail goes in the clear over another connection, once', () => {
    const answers = { 'mail.far.thm': ordinary(SECURED, [[/^STARTTLS/, '220 TLS go ahead']]) };
    const joined = net({ answers, handshake: 'fails' });
    joined.queue({ to: ['alice@far.thm'] });
    joined.settle();
    expect(joined.talks.map((talk) => verbs(commands(talk)).slice(0, 3))).toEqual([
      ['EHLO', 'STARTTLS'],
      ['EHLO', 'MAIL', 'RCPT'],
    ]);
    expect(joined.queued()).toEqual([]);
  });
});

describe('what is said follows what the other server can', () => {
  test('with PIPELINING all goes in one group, up to DATA; dots are doubled', () => {
    const { said, joined } = tell(ordinary(ESMTP));
    expect(said).toEqual([
      'EHLO server.thm',
      `MAIL FROM:<strategos@server.thm> SIZE=${MESSAGE.length + 1023}`,
      'RCPT TO:<alice@far.thm>',
      'DATA',
      ...MESSAGE.replace('\r\n.a', '\r\n..a').split('\r\n').slice(0, -1),
      '.',
      'QUIT',
    ]);
    expect(joined.queued()).toEqual([]);
  });

  test('without it each reply is awaited', () => {
    const answers = ordinary([]);
    const heard: string[] = [];
    tell((line) => {
      heard.push(line);
      return answers(line);
    });
    expect(heard.slice(0, 5)).toEqual([
      '',
      'EHLO server.thm',
      'MAIL FROM:<strategos@server.thm>',
      'RCPT TO:<alice@far.thm>',
      'DATA',
    ]);
  });

  test('who does not know EHLO is told HELO', () => {
    const { said } = tell(ordinary([], [[/^EHLO/, '500 what']]));
    expect(said.slice(0, 3)).toEqual(['EHLO server.thm', 'HELO server.thm', 'MAIL FROM:<strategos@server.thm>']);
  });

  test.each([
    ['with DSN', [...ESMTP, 'DSN'], ' RET=HDRS ENVID=Q1', ' NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;al@far.thm'],
    ['without', ESMTP, '', ''],
  ])('%s what the sender wants to be told', (_, extensions, ofMail, ofRcpt) => {
    const recipient = {
      address: 'alice@far.thm',
      notify: ['SUCCESS', 'FAILURE'],
      originalRecipient: 'rfc822;al@far.thm',
    } as const;
    const { said } = tell(ordinary(extensions), { to: [], recipients: [recipient], returns: 'HDRS', envelopeId: 'Q1' });
    expect(said.slice(1, 3)).toEqual([
      `MAIL FROM:<strategos@server.thm> SIZE=${MESSAGE.length + 1023}${ofMail}`,
      `RCPT TO:<alice@far.thm>${ofRcpt}`,
    ]);
  });

  test('eight bits and other scripts are announced', () => {
    const { said } = tell(ordinary(ESMTP), { to: ['al@far.thm'], is8Bit: true, isInternational: true });
    expect(said[1]).toMatch(/ BODY=8BITMIME SMTPUTF8$/);
  });

  test('other scripts need SMTPUTF8 (RFC 6531 §3.5)', () => {
    const { said, joined } = tell(ordinary([]), { to: ['al\xc3\xa9@far.thm'], isInternational: true });
    expect(said).toEqual(['EHLO server.thm', 'QUIT']);
    expect(told(joined.inbox('strategos')[0]).slice(-1)).toEqual([
      '    utf8 support required but not offered for forwarding',
    ]);
    expect(joined.inbox('strategos')[0]).toContain('Content-type: message/global-delivery-status');
  });

  test('a large message goes in two chunks, header and body (as Exim sends it)', () => {
    const large = MESSAGE + `${'x'.repeat(70)}\r\n`.repeat(200);
    const { said, joined } = tell(ordinary([...ESMTP, 'CHUNKING'], [[/^(?!EHLO|MAIL|RCPT|BDAT|QUIT)./, undefined]]), {
      to: ['alice@far.thm'],
      message: new TextEncoder().encode(large),
    });
    const header = MESSAGE.indexOf('\r\n\r\n') + 4;
    expect(said.filter((line) => line.startsWith('BDAT'))).toEqual([
      `BDAT ${header}`,
      `BDAT ${large.length - header} LAST`,
    ]);
    expect(joined.queued()).toEqual([]);
  });
});

describe('a reply that refuses', () => {
  test.each<[string, Answers, string, string[]]>([
    [
      'greeting',
      ordinary(ESMTP, [[/^$/, '554 no service']]),
      'QUIT',
      ['    SMTP error from remote mail server after initial connection:', '    554 no service'],
    ],
    [
      'EHLO and HELO',
      ordinary(ESMTP, [[/^..LO/, '550 go away']]),
      'QUIT',
      ['    SMTP error from remote mail server after HELO server.thm:', '    550 go away'],
    ],
    [
      'MAIL',
      ordinary(ESMTP, [
        [/^MAIL/, '550-bad\r\n550 sender'],
        [/^RCPT|^DATA/, '503 no'],
      ]),
      'QUIT',
      [
        `    SMTP error from remote mail server after pipelined MAIL FROM:<strategos@server.thm> SIZE=${MESSAGE.length + 1023}:`,
        '    550-bad',
        '    550 sender',
      ],
    ],
    [
      'RCPT, and text is asked for all the same (RFC 2920 §3.1)',
      ordinary(ESMTP, [[/^RCPT/, '553 no such name']]),
      '.',
      ['    SMTP error from remote mail server after RCPT TO:<alice@far.thm>:', '    553 no such name'],
    ],
    [
      'DATA',
      ordinary(ESMTP, [[/^DATA/, '554 no text']]),
      'QUIT',
      ['    SMTP error from remote mail server after pipelined DATA:', '    554 no text'],
    ],
    [
      'the text',
      ordinary(ESMTP, [[/^\.$/, '554 5.7.1 spam']]),
      '.',
      ['    SMTP error from remote mail server after end of data:', '    554 5.7.1 spam'],
    ],
    [
      'a chunk',
      ordinary(
        [...ESMTP, 'CHUNKING'],
        [
          [/^BDAT/, '552 too much'],
          [/^(?!EHLO|MAIL|RCPT|QUIT)./, undefined],
        ],
      ),
      'QUIT',
      ['    SMTP error from remote mail server after end of data:', '    552 too much'],
    ],
  ])('for good: %s', (_, answers, before, lines) => {
    const { said, joined } = tell(answers);
    expect(told(joined.inbox('strategos')[0])).toEqual([
      '  alice@far.thm',
      '    host mail.far.thm [10.10.9.9]',
      ...lines,
    ]);
    expect(said.filter((line) => line === before || line === 'QUIT').slice(0, 1)).toEqual([before]);
    expect(joined.queued()).toEqual([]);
  });

  test.each<[string, Answers, string]>([
    [
      'greeting',
      ordinary(ESMTP, [[/^$/, '421 busy']]),
      'SMTP error from remote mail server after initial connection: 421 busy',
    ],
    [
      'EHLO',
      ordinary(ESMTP, [[/^EHLO/, '421 busy']]),
      'SMTP error from remote mail server after EHLO server.thm: 421 busy',
    ],
    [
      'RCPT',
      ordinary([], [[/^RCPT/, '451 wait']]),
      'SMTP error from remote mail server after RCPT TO:<alice@far.thm>: 451 wait',
    ],
    [
      'the text',
      ordinary([], [[/^\.$/, '452 no room']]),
      'SMTP error from remote mail server after end of data: 452 no room',
    ],
    ['it hangs up at once', () => null, 'Remote host closed connection in response to initial connection'],
    [
      'it hangs up at EHLO',
      ordinary([], [[/^EHLO/, null]]),
      'Remote host closed connection in response to EHLO server.thm',
    ],
    [
      'it hangs up amid the group',
      ordinary(ESMTP, [[/^RCPT/, null]]),
      'Remote host closed connection in response to RCPT TO:<alice@far.thm>',
    ],
    [
      'it hangs up after the text',
      ordinary(ESMTP, [[/^\.$/, null]]),
      'Remote host closed connection in response to end of data',
    ],
    ['nothing', () => '', 'SMTP timeout after initial connection'],
    [
      'another protocol',
      () => '* OK IMAP4rev1',
      'Malformed SMTP reply in response to initial connection: * OK IMAP4rev1',
    ],
    ['an empty line', () => '\r\n', 'Malformed SMTP reply (an empty line) in response to initial connection'],
    [
      'codes that differ',
      () => '220-one\r\n250 two',
      'Malformed SMTP reply in response to initial connection: 250 two',
    ],
    [
      'lines without end',
      () => '220-more\r\n'.repeat(2000),
      'Malformed SMTP reply in response to initial connection: 220-more',
    ],
    [
      'a line without end',
      () => '2'.repeat(100_000),
      `Malformed SMTP reply in response to initial connection: ${'2'.repeat(200)}`,
    ],
  ])('for now: %s', (_, answers, reason) => {
    const { joined } = tell(answers);
    joined.pass(20);
    expect(joined.queued()[0]).toMatchObject({ recipients: [{ lastFailure: reason }] });
    expect(joined.inbox('strategos')).toEqual([]);
  });

  test.each([
    ['after connecting', () => undefined, 'initial connection', 20],
    ['after EHLO', ordinary([], [[/^EHLO/, undefined]]), 'EHLO server.thm', 20],
    ['after a recipient', ordinary([], [[/^RCPT/, undefined]]), 'RCPT TO:<alice@far.thm>', 20],
    ['after the text', ordinary([], [[/^\.$/, undefined]]), 'end of data', 40],
  ])('silence %s is waited for in a lesson’s measure', (_, answers, awaited, seconds) => {
    const { joined } = tell(answers);
    joined.pass(seconds - 1);
    expect(joined.queued()[0]?.attempts).toBe(0);
    joined.pass(1);
    expect(joined.queued()[0]).toMatchObject({
      attempts: 1,
      recipients: [{ lastFailure: `SMTP timeout after ${awaited}` }],
    });
    expect(joined.daemon().state).toBe('idle');
  });

  test('one recipient got it, one waits, one comes back: nobody gets it twice', () => {
    const later = ordinary(ESMTP, [
      [/^RCPT TO:<bad/, '550 no'],
      [/^RCPT TO:<late/, '451 wait'],
    ]);
    const joined = net({ answers: { 'mail.far.thm': later } });
    joined.queue({ to: ['good@far.thm', 'bad@far.thm', 'late@far.thm'] });
    joined.pass(11);
    expect(joined.queued()[0]?.recipients.map(({ address }) => address)).toEqual(['late@far.thm']);
    expect(joined.talks.map((talk) => commands(talk).filter((line) => line.startsWith('RCPT')))).toEqual([
      ['RCPT TO:<good@far.thm>', 'RCPT TO:<bad@far.thm>', 'RCPT TO:<late@far.thm>'],
      ['RCPT TO:<late@far.thm>'],
    ]);
    expect(joined.inbox('strategos').map(told)).toEqual([
      [
        '  bad@far.thm',
        '    host mail.far.thm [10.10.9.9]',
        '    SMTP error from remote mail server after RCPT TO:<bad@far.thm>:',
        '    550 no',
      ],
    ]);
  });

  test('a server that takes so many mails a connection gets the others over the next', () => {
    const joined = net({ settings: { messagesPerConnection: 2 } });
    for (let i = 0; i < 5; i++) joined.queue({ to: ['archimedes@mail.far.thm'] });
    joined.settle();
    expect(joined.inbox()).toHaveLength(5);
    expect(joined.talks).toHaveLength(3);
  });

  test('a connection that is gone when the next mail is due is made anew', () => {
    let mails = 0;
    const isClosing = ordinary(ESMTP, [[/^\.$/, '250 taken']]);
    const joined = net({
      answers: { 'mail.far.thm': (line) => (line.startsWith('MAIL') && ++mails === 2 ? null : isClosing(line)) },
    });
    joined.queue({ to: ['one@far.thm'] });
    joined.queue({ to: ['two@far.thm'] });
    joined.settle();
    expect(joined.queued()).toEqual([]);
    expect(joined.talks).toHaveLength(2);
  });
});

describe('which hosts are tried', () => {
  const hosts = { 'mx1.far.thm': '10.10.9.1', 'mx2.far.thm': '10.10.9.2' };
  const names = [mx('far.thm', 'mx2.far.thm', 20), mx('far.thm', 'mx1.far.thm', 10)];
  const tried = (joined: RelayNet): string[] => joined.talks.map(({ to }) => to);

  test('the lowest preference first', () => {
    const joined = new RelayNet({
      hosts,
      names,
      answers: { 'mx1.far.thm': ordinary([]), 'mx2.far.thm': ordinary([]) },
    });
    joined.queue({ to: ['alice@far.thm'] });
    joined.settle();
    expect(tried(joined)).toEqual(['mx1.far.thm']);
  });

  test.each<[string, RelayNetOptions]>([
    ['is refused', { dead: ['mx1.far.thm'] }],
    ['has no time', { answers: { 'mx1.far.thm': ordinary([], [[/^RCPT/, '451 wait']]), 'mx2.far.thm': ordinary([]) } }],
  ])('the next where the first %s', (_, options) => {
    const joined = new RelayNet({ hosts, names, answers: { 'mx2.far.thm': ordinary([]) }, ...options });
    joined.queue({ to: ['alice@far.thm'] });
    joined.settle();
    expect(tried(joined).at(-1)).toBe('mx2.far.thm');
    expect(joined.queued()).toEqual([]);
  });

  test('none where one has refused for good', () => {
    const joined = new RelayNet({ hosts, names, answers: { 'mx1.far.thm': ordinary([], [[/^RCPT/, '550 no']]) } });
    joined.queue({ to: ['alice@far.thm'] });
    joined.settle();
    expect(tried(joined)).toEqual(['mx1.far.thm']);
    expect(joined.inbox('strategos')).toHaveLength(1);
  });

  test('a name, its address, an address literal', () => {
    const joined = new RelayNet({ hosts, answers: { 'mx1.far.thm': ordinary([]), 'mx2.far.thm': ordinary([]) } });
    joined.queue({ to: ['alice@mx1.far.thm'] });
    joined.queue({ to: ['bob@[10.10.9.2]'] });
    joined.settle();
    expect(tried(joined)).toEqual(['mx1.far.thm', 'mx2.far.thm']);
    expect(joined.queued()).toEqual([]);
  });

  test.each([
    ['no such domain', 'alice@nowhere.thm', [], 'Unrouteable address'],
    ['an address outside IPv4', 'alice@[IPv6:::1]', [], 'Unrouteable address'],
    [
      'an exchanger without address',
      'alice@far.thm',
      [mx('far.thm', 'gone.thm')],
      'all relevant MX records point to non-existent hosts',
    ],
    [
      'this very host',
      'alice@far.thm',
      [mx('far.thm', 'server.thm')],
      'lowest numbered MX record points to local host',
    ],
    [
      'this host before others',
      'alice@far.thm',
      [mx('far.thm', 'server.thm', 1), mx('far.thm', 'mx1.far.thm', 2)],
      'lowest numbered MX record points to local host',
    ],
    [
      'a name of this host',
      'alice@other.thm',
      [{ type: 'A', name: 'other.thm', address: '10.10.41.192' } as const],
      'remote host address is the local host',
    ],
    [
      'no mail wanted (RFC 7505)',
      'alice@far.thm',
      [mx('far.thm', '.', 0)],
      'an MX or SRV record indicated no SMTP service',
    ],
  ])('%s: for good, without a connection', (_, address, records, reason) => {
    const joined = new RelayNet({ hosts, names: records });
    joined.queue({ to: [address] });
    joined.settle();
    expect(joined.talks).toEqual([]);
    expect(told(joined.inbox('strategos')[0])).toEqual([`  ${address}`, `    ${reason}`]);
  });

  test('those behind this host are not tried, those before it are (RFC 5321 §5.1)', () => {
    const records = [mx('far.thm', 'mx1.far.thm', 1), mx('far.thm', 'server.thm', 2), mx('far.thm', 'mx2.far.thm', 3)];
    const joined = new RelayNet({
      hosts,
      names: records,
      dead: ['mx1.far.thm'],
      answers: { 'mx2.far.thm': ordinary([]) },
    });
    joined.queue({ to: ['alice@far.thm'] });
    joined.settle();
    expect(joined.talks).toEqual([]);
    expect(joined.queued()[0]).toMatchObject({ attempts: 1, recipients: [{ lastFailure: 'Connection refused' }] });
  });

  test('at most four at once', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`mx${i}.thm`, `10.10.8.${i + 1}`]));
    const answers = Object.fromEntries(Object.keys(many).map((name) => [name, (): undefined => undefined]));
    const joined = new RelayNet({ hosts: many, answers });
    joined.queue({ to: Object.keys(many).map((name) => `alice@${name}`) });
    joined.settle();
    expect(joined.talks).toHaveLength(4);
    joined.pass(60);
    expect(joined.talks.length).toBeGreaterThanOrEqual(9);
    expect(joined.now).toBe(BEGAN + 60_000);
  });
});
