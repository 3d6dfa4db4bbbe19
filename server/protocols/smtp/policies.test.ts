/** What a world may have its mail servers demand and refuse. Long because each policy is shown by whole conversations. */
import { describe, expect, test } from 'vitest';
import { mailWorld, strategos } from '../../sandbox/mail-world.testkit.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import { Client, type ClientOptions, ready } from './client.testkit.ts';
import { refusalOf } from './policies.ts';

const LOGIN = 'AUTH PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==';
const FROM = 'MAIL FROM:<user@client.thm>';
const TO = 'RCPT TO:<strategos@server.thm>';
const AWAY = 'RCPT TO:<someone@elsewhere.thm>';
const MESSAGE = ['Subject: x', '', 'body', '.'];

/** The reply to the last of these lines, each sent when the one before was answered. */
const last = (settings: ClientOptions['settings'], ...lines: readonly string[]): string =>
  ready({ settings: settings ?? {} }).talk(...lines);

describe.each<[string, ClientOptions['settings'], readonly string[], string]>([
  ['another domain is nobody’s business', {}, [FROM, AWAY], '550 relay not permitted'],
  ['an open relay takes it', { openRelay: true }, [FROM, AWAY], '250 Accepted'],
  ['a network may relay', { relayFrom: ['10.11.0.0/16'] }, [FROM, AWAY], '250 Accepted'],
  ['another network may not', { relayFrom: ['10.12.0.0/16', '10.11.81.127'] }, [FROM, AWAY], '550 relay not permitted'],
  ['a single address may', { relayFrom: ['10.11.81.126'] }, [FROM, AWAY], '250 Accepted'],
  ['a backup takes mail for its domains', { relayDomains: ['Elsewhere.thm'] }, [FROM, AWAY], '250 Accepted'],
  ['who is logged in may relay', {}, [LOGIN, FROM, AWAY], '250 Accepted'],
  ['another domain may be this host’s own', { domains: ['elsewhere.thm'] }, [FROM, AWAY], '550 Unknown user'],
  ['… with its users', { domains: ['e.thm'] }, [FROM, 'RCPT TO:<strategos@E.thm>'], '250 Accepted'],
  ['a refused sender', { refusedSenders: { 'client.thm': '554 not from there' } }, [FROM], '554 not from there'],
  ['… by address, in any case', { refusedSenders: { 'User@Client.thm': 'go away' } }, [FROM], '550 go away'],
  ['the null sender', { refusedSenders: { '<>': 'no bounces here' } }, ['MAIL FROM:<>'], '550 no bounces here'],
  ['… is not everybody of a domain', { refusedSenders: { 'client.thm': 'no' } }, ['MAIL FROM:<>'], '250 OK'],
  ['a refused recipient', { refusedRecipients: { '*@server.thm': '450 later' } }, [FROM, TO], '450 later'],
  [
    'a message that says it is too large',
    { sizeLimit: 1000 },
    [`${FROM} SIZE=1001`],
    '552 Message size exceeds maximum permitted',
  ],
  ['… and one that is just small enough', { sizeLimit: 1000 }, [`${FROM} SIZE=1000`], '250 OK'],
  ['an address without < and >', {}, ['MAIL FROM:user@client.thm'], '250 OK'],
  [
    '… where they must be',
    { angleBrackets: 'strict' },
    ['MAIL FROM:user@client.thm'],
    '501 user@client.thm: address must be in angle brackets',
  ],
  [
    '… of a recipient',
    { angleBrackets: 'strict' },
    [FROM, 'RCPT TO:strategos@server.thm'],
    '501 strategos@server.thm: address must be in angle brackets',
  ],
  ['a recipient too many', { recipientsLimit: 1 }, [FROM, TO, TO], '452 too many recipients'],
  [
    'a message too many',
    { messagesPerConnection: 1 },
    [FROM, 'RSET', FROM],
    '421 too many messages in this connection',
  ],
  ['a command too many a minute', { commandsPerMinute: 2 }, [FROM, TO, TO], '451 Sender rate overlimit - 3 / 1m'],
  ['AUTH that is not offered', { auth: 'never' }, [LOGIN], '503 AUTH command used when not advertised'],
  ['AUTH before TLS', { auth: 'after-tls' }, [LOGIN], '503 AUTH command used when not advertised'],
  ['mail of who has not logged in', { authRequired: true }, [FROM], '530 5.7.0 Authentication required'],
  ['… and who has', { authRequired: true }, [LOGIN, FROM], '250 OK'],
  ['VRFY', { vrfy: true }, ['VRFY strategos@server.thm'], '250 <strategos@server.thm> is deliverable'],
  [
    'VRFY of a domain that is not there',
    { vrfy: true },
    ['VRFY a@elsewhere.thm'],
    '550 <a@elsewhere.thm> Unrouteable address',
  ],
  ['ETRN', {}, ['ETRN #all'], '458 Administrative prohibition'],
  ['ETRN where it is allowed', { etrn: true }, ['ETRN #all'], '250 OK'],
  ['ETRN of a host', { etrn: true }, ['ETRN server.thm'], '501 argument must begin with #'],
  ['ETRN in a transaction', { etrn: true }, [FROM, 'ETRN #all'], '503 ETRN is not permitted inside a transaction'],
  [
    'NOTIFY where no DSN is offered',
    {},
    [FROM, `${TO} NOTIFY=NEVER`],
    '501 <strategos@server.thm> NOTIFY=NEVER: malformed address: NOTIFY=NEVER may not follow <strategos@server.thm> ',
  ],
  ['NOTIFY', { dsn: true }, [FROM, `${TO} NOTIFY=success,DELAY ORCPT=rfc822;a@b`], '250 Accepted'],
  ['NOTIFY of nothing known', { dsn: true }, [FROM, `${TO} NOTIFY=BOGUS`], '501 Invalid value for NOTIFY parameter'],
  [
    'NEVER and something',
    { dsn: true },
    [FROM, `${TO} NOTIFY=NEVER,FAILURE`],
    '501 Invalid value for NOTIFY parameter',
  ],
  ['NOTIFY twice', { dsn: true }, [FROM, `${TO} NOTIFY=NEVER NOTIFY=FAILURE`], '501 NOTIFY can be specified once only'],
  ['ORCPT twice', { dsn: true }, [FROM, `${TO} ORCPT=rfc822;a ORCPT=rfc822;b`], '501 ORCPT can be specified once only'],
  ['RET of nothing known', { dsn: true }, [`${FROM} RET=SOME`], '501 Value for RET is invalid'],
  ['RET twice', { dsn: true }, [`${FROM} RET=FULL RET=HDRS`], '501 RET can be specified once only'],
  ['RET of nothing', { dsn: true }, [`${FROM} RET=`], '250 OK'],
  ['RET without a value', { dsn: true }, [`${FROM} RET`], '501 Value for RET is invalid'],
  ['NOTIFY of nothing', { dsn: true }, [FROM, `${TO} NOTIFY=`], '250 Accepted'],
  ['NOTIFY without a value', { dsn: true }, [FROM, `${TO} NOTIFY`], '501 Invalid value for NOTIFY parameter'],
  ['NOTIFY with a comma at its end', { dsn: true }, [FROM, `${TO} NOTIFY=SUCCESS,`], '250 Accepted'],
  ['… and at its start', { dsn: true }, [FROM, `${TO} NOTIFY=,SUCCESS`], '501 Invalid value for NOTIFY parameter'],
  ['EXPN of nobody', { expn: true }, ['EXPN unknown'], '553 unknown@server.thm is undeliverable'],
  ['EXPN of a refused alias', { expn: true }, ['EXPN noreply@server.thm'], '553 noreply@server.thm is undeliverable'],
  [
    'EXPN of a deferred alias',
    { expn: true, aliases: { broken: ':defer: later' } },
    ['EXPN broken'],
    '553 broken@server.thm cannot be resolved at this time',
  ],
  ['EXPN of a name alone', { expn: true }, ['EXPN strategos'], '250 <strategos@server.thm>'],
  ['RET where no DSN is offered', {}, [`${FROM} RET=SOME`], '250 OK'],
  ['a mechanism that is no name', {}, ['AUTH PLAIN=x'], '501 invalid character in authentication mechanism name'],
  ['a comment in an address', {}, [FROM, 'RCPT TO:<strategos(general)@server.thm>'], '250 Accepted'],
  ['a space in an address', {}, ['MAIL FROM:<a b@c.thm>'], '501 <a b@c.thm>: "@" or "." expected after "a"'],
  ['a space in a quoted local part', {}, ['MAIL FROM:<"a b"@c.thm> SIZE=1'], '250 OK'],
  [
    'a word behind a recipient',
    {},
    [FROM, `${TO} FOO`],
    '501 <strategos@server.thm>=FOO: malformed address: =FOO may not follow <strategos@server.thm>',
  ],
  ['AUTH= of a message', {}, [`${FROM} AUTH=<>`], '250 OK'],
  ['AUTH= that is no xtext', {}, [`${FROM} AUTH=+`], '501 invalid data for AUTH'],
  [
    'SMTPUTF8 with a value',
    {},
    [`${FROM} SMTPUTF8=1`],
    '501 <user@client.thm> SMTPUTF8=1: malformed address: SMTPUTF8=1 may not follow <user@client.thm> ',
  ],
])('%s', (_name, settings, lines, reply) => {
  test(`is answered ${reply}`, () => {
    expect(last(settings, ...lines)).toBe(`${reply}\r\n`);
  });
});

test('EHLO promises what the world allows', () => {
  const extensions = (settings: ClientOptions['settings']): string[] => {
    const client = new Client({ settings: settings ?? {} });
    client.connect();
    const [, ...lines] = client.send('EHLO client.thm').trimEnd().split('\r\n');
    return lines.map((line) => line.slice(4));
  };
  const usual = ['SIZE 1048576', '8BITMIME', 'PIPELINING', 'AUTH PLAIN LOGIN', 'CHUNKING', 'SMTPUTF8', 'HELP'];
  expect(extensions({})).toEqual(usual);
  const open = { vrfy: true, expn: true, etrn: true, dsn: true, auth: 'after-tls', sizeLimit: 20_480 };
  expect(extensions(open)).toEqual([
    'SIZE 20480',
    '8BITMIME',
    'DSN',
    'ETRN',
    'VRFY',
    'EXPN',
    'PIPELINING',
    'CHUNKING',
    'SMTPUTF8',
    'HELP',
  ]);
});

test('a refusal is looked for from the narrowest entry to the widest', () => {
  const refused = { '*': '1', 'b.thm': '450 2', '*@c.thm': '3', 'a@b.thm': '4' };
  expect(refusalOf(refused, 'a@b.thm')).toEqual({ code: '550', text: '4' });
  expect(refusalOf(refused, 'x@b.thm')).toEqual({ code: '450', text: '2' });
  expect(refusalOf(refused, 'x@C.thm')).toEqual({ code: '550', text: '3' });
  expect(refusalOf(refused, '')).toEqual({ code: '550', text: '1' });
  expect(refusalOf({ 'b.thm': 'x' }, 'a@sub.b.thm')).toBeUndefined();
});

describe('greylisting (RFC 6647)', () => {
  const BEGIN = 1_719_505_089_000;
  const refused =
    '451 10.11.81.126 is not yet authorized to deliver mail from <user@client.thm> to <strategos@server.thm>. Please try later.\r\n';

  test('lets a sender in who comes again after the time, not before, and remembers', () => {
    let now = BEGIN;
    const settings = { greylistSeconds: 30 };
    const first = ready({ settings, now: () => now });
    const again = (): string => ready({ settings, place: first.place }).talk(FROM, TO);
    expect(first.talk(FROM, TO)).toBe(refused);
    now += 29_999;
    expect(again()).toBe(refused);
    now += 1;
    expect(again()).toBe('250 Accepted\r\n');
    now += 86_400_000;
    expect(again()).toBe('250 Accepted\r\n');
    // Another host, or another sender, is a stranger.
    expect(ready({ settings, place: first.place, from: '10.9.9.9' }).talk(FROM, TO)).toContain('451 10.9.9.9 is');
    expect(ready({ settings, place: first.place }).talk('MAIL FROM:<>', TO)).toContain('from <> to');
  });

  test('asks nothing of who has logged in', () => {
    expect(last({ greylistSeconds: 30 }, LOGIN, FROM, TO)).toBe('250 Accepted\r\n');
  });

  test('says what the world wants it to', () => {
    expect(last({ greylistSeconds: 30, greylistText: 'Come again' }, FROM, TO)).toBe('451 Come again\r\n');
  });
});

describe('a full mailbox', () => {
  const full = (settings: ClientOptions['settings'], quotaBytes: number): Client =>
    ready({ settings: settings ?? {}, accounts: [strategos({ quotaBytes })] });

  test('is refused when it is full already, or would be by what SIZE announces', () => {
    expect(full({}, 100).talk(FROM, TO)).toBe('552 mailbox is full\r\n');
    expect(full({ fullMailbox: 'defer' }, 100).talk(FROM, TO)).toBe('452 mailbox is full\r\n');
    const roomy = full({}, 10_000);
    expect(roomy.talk(`${FROM} SIZE=9900`, TO)).toBe('552 mailbox is full\r\n');
    expect(roomy.talk('RSET', FROM, TO)).toBe('250 Accepted\r\n');
  });

  test('is refused at the end of what turns out too large, and nobody gets it', () => {
    const client = full({}, 10_000);
    const before = client.inbox().length;
    client.talk(FROM, TO, 'DATA');
    expect(client.send('Subject: x', '', ...Array.from({ length: 200 }, () => 'x'.repeat(70)), '.')).toBe(
      '552 mailbox is full\r\n',
    );
    expect(client.inbox()).toHaveLength(before);
  });
});

describe('a strict world about bare LF', () => {
  test('takes no command that ends with one', () => {
    const client = ready({ settings: { bareLf: 'strict' } });
    expect(client.sendBytes(latin1Bytes('NOOP\n'))).toBe('550 Error: bare <LF> received\r\n');
    expect(client.send('NOOP')).toBe('250 OK\r\n');
  });

  test('lets nobody smuggle a message behind one', () => {
    const client = ready({ settings: { bareLf: 'strict' } });
    const before = client.inbox().length;
    client.talk(FROM, TO, 'DATA');
    const smuggled = `Subject: x\r\n\r\nbody\n.\r\nMAIL FROM:<evil@client.thm>\r\nRCPT TO:<strategos@server.thm>\r\n`;
    expect(client.sendBytes(latin1Bytes(smuggled))).toBe('');
    expect(client.sendBytes(latin1Bytes('x\n.\n'))).toBe('');
    expect(client.sendBytes(latin1Bytes('\r\n.\r\n'))).toBe('550 Error: bare <LF> received\r\n');
    expect(client.inbox()).toHaveLength(before);
  });

  test('a lenient one takes both', () => {
    const client = ready();
    client.sendBytes(latin1Bytes('MAIL FROM:<user@client.thm>\n'));
    client.talk(TO, 'DATA');
    expect(client.sendBytes(latin1Bytes('Subject: x\n\nbody\n.\n'))).toMatch(/^250 OK id=/);
  });
});

describe('a tarpit', () => {
  test('makes each refusal wait, holds what comes meanwhile, and goes on', () => {
    const client = ready({ settings: { tarpitSeconds: 5 } });
    expect(client.send('FOO')).toBe('');
    expect(client.timers.get('tarpit')).toBe(5000);
    expect(client.timers.has('idle')).toBe(false);
    expect(client.send('NOOP')).toBe('');
    expect(client.elapse('tarpit')).toBe('500 unrecognized command\r\n250 OK\r\n');
    expect(client.send('NOOP')).toBe('250 OK\r\n');
  });

  test('bears no flood', () => {
    const client = ready({ settings: { tarpitSeconds: 5 } });
    client.send('FOO');
    expect(client.sendBytes(new Uint8Array(70_000).fill(65))).toBe(
      '500 unrecognized command\r\n554 SMTP synchronization error\r\n',
    );
    expect(client.isClosed).toBe(true);
  });
});

describe('conversations at once', () => {
  test('are bounded, in all and for a host, and one that ends makes room', () => {
    const settings = { connectionsLimit: 3, connectionsPerHost: 2 };
    const first = new Client({ settings });
    const { place } = first;
    expect(first.connect()).toMatch(/^220 /);
    expect(new Client({ place }).connect()).toMatch(/^220 /);
    expect(new Client({ place }).connect()).toBe(
      '421 Too many concurrent SMTP connections from this IP address; please try again later.\r\n',
    );
    expect(new Client({ place, from: '10.9.9.9' }).connect()).toMatch(/^220 /);
    expect(new Client({ place, from: '10.9.9.8' }).connect()).toBe(
      '421 Too many concurrent SMTP connections; please try again later.\r\n',
    );
    first.hangUp();
    first.hangUp();
    const next = new Client({ place });
    expect(next.connect()).toMatch(/^220 /);
    next.send('QUIT');
    expect(new Client({ place }).connect()).toMatch(/^220 /);
  });
});

test('log-ins that fail are bounded as other commands beside the mail', () => {
  const client = ready();
  for (let n = 0; n < 11; n++) expect(client.send('AUTH PLAIN AHgAeA==')).toBe('535 Incorrect authentication data\r\n');
  expect(client.send('AUTH PLAIN AHgAeA==')).toBe('554 Too many nonmail commands\r\n');
  expect(client.isClosed).toBe(true);
});

test('silence and the whole conversation have an end', () => {
  const silent = ready({ settings: { idleSeconds: 5, sessionSeconds: 60 } });
  expect([silent.timers.get('idle'), silent.timers.get('session')]).toEqual([5000, 60_000]);
  const farewell = '421 server.thm: SMTP command timeout - closing connection\r\n';
  expect(silent.elapse('idle')).toBe(farewell);
  expect(silent.timers.size).toBe(0);
  expect(ready().elapse('session')).toBe(farewell);
});

test('a banner of one’s own', () => {
  expect(new Client({ settings: { banner: 'mail.thm ESMTP ready' } }).connect()).toBe('220 mail.thm ESMTP ready\r\n');
});

describe('submission (RFC 6409)', () => {
  const options = { submission: {}, settings: { aliases: { boss: 'archimedes' }, sizeLimit: 5000 } };

  test('wants a log-in, and has what port 25 of the host has', () => {
    const client = ready(options);
    expect(client.send(FROM)).toBe('530 5.7.0 Authentication required\r\n');
    expect(client.talk(LOGIN, FROM, 'RCPT TO:<boss@server.thm>')).toBe('250 Accepted\r\n');
    expect(client.talk('RSET', `${FROM} SIZE=5001`)).toBe('552 Message size exceeds maximum permitted\r\n');
  });

  test('completes a message, and leaves a complete one as it is', () => {
    const client = ready(options);
    client.talk(LOGIN, FROM, 'RCPT TO:<archimedes@server.thm>', 'DATA');
    const [, id = ''] = /id=(\S+)/.exec(client.send(...MESSAGE)) ?? [];
    const [mail = ''] = client.inbox('archimedes');
    expect(mail).toContain('\r\nSubject: x\r\n');
    expect(mail).toContain(
      `\r\nMessage-Id: <E${id}@server.thm>\r\nFrom: user@client.thm\r\nDate: Thu, 27 Jun 2024 16:18:09 +0000\r\n\r\nbody\r\n`,
    );
    client.talk(FROM, 'RCPT TO:<archimedes@server.thm>', 'DATA');
    client.send('message-id: <1@client.thm>', 'from: a@b', 'DATE: Thu, 27 Jun 2024 00:00:00 +0000', '', 'body', '.');
    expect(client.inbox('archimedes')[1]).toContain(
      '\r\nmessage-id: <1@client.thm>\r\nfrom: a@b\r\nDATE: Thu, 27 Jun 2024 00:00:00 +0000\r\n\r\nbody\r\n',
    );
  });

  test('names who is logged in as the author of a message that has no sender', () => {
    const client = ready(options);
    client.talk(LOGIN, 'MAIL FROM:<>', 'RCPT TO:<archimedes@server.thm>', 'DATA');
    client.send(...MESSAGE);
    expect(client.inbox('archimedes')[0]).toContain('\r\nFrom: strategos@server.thm\r\n');
  });

  test('port 25 completes nothing', () => {
    const client = ready();
    client.talk(FROM, TO, 'DATA');
    client.send(...MESSAGE);
    expect(client.inbox().at(-1)).not.toContain('Message-Id:');
  });
});

describe('what must be handed on', () => {
  const send = (client: Client, ...lines: readonly string[]): string => {
    client.talk(...lines, 'DATA');
    return client.send(...MESSAGE);
  };

  test('is queued with its Received alone, and what is ours delivered, by one commit', () => {
    const commits: string[][] = [];
    const client = ready({
      settings: { openRelay: true, dsn: true },
      record: (changes) => void commits.push(changes.map(({ type }) => type)),
    });
    const reply = send(
      client,
      `${FROM} BODY=8BITMIME RET=HDRS ENVID=e1`,
      TO,
      'RCPT TO:<a@Elsewhere.thm> NOTIFY=NEVER ORCPT=rfc822;a@b',
      'RCPT TO:<b@other.thm>',
    );
    expect(commits).toEqual([['mail-added', 'mail-queued']]);
    const [queued, ...others] = client.place.world.queue('server.thm');
    expect(others).toEqual([]);
    expect(reply).toBe(`250 OK id=${queued?.id ?? ''}\r\n`);
    expect(queued).toMatchObject({
      reversePath: 'user@client.thm',
      recipients: [
        { address: 'a@elsewhere.thm', notify: 'NEVER', originalRecipient: 'rfc822;a@b' },
        { address: 'b@other.thm' },
      ],
      attempts: 0,
      is8Bit: true,
      returns: 'HDRS',
      envelopeId: 'e1',
    });
    expect(latin1(queued?.message ?? new Uint8Array())).toMatch(
      /^Received: from \[10\.11\.81\.126\] \(helo=client\.thm\)\r\n/,
    );
    expect(client.inbox().at(-1)).toMatch(/^Return-path: /);
  });

  test('goes round in circles when it was received thirty times: it is not delivered, but left to be returned', () => {
    const hops = (count: number): Client => {
      const client = ready();
      client.talk(FROM, TO, 'DATA');
      client.send(...Array.from({ length: count }, (_, n) => `Received: from a${n} by b${n}`), ...MESSAGE);
      return client;
    };
    expect(hops(29).place.world.queue('server.thm')).toEqual([]);
    const looping = hops(30);
    expect(looping.place.world.queue('server.thm')).toMatchObject([
      { recipients: [{ address: 'strategos@server.thm' }] },
    ]);
    expect(looping.inbox()).toHaveLength(4);
  });

  test('is not taken where the world has no room for it', () => {
    const client = ready({ settings: { openRelay: true }, addedBytes: 100 });
    expect(send(client, FROM, AWAY)).toBe('452 Space shortage, please try later\r\n');
  });

  test('ETRN makes all that waits due', () => {
    const place = mailWorld({
      services: { smtp: { software: 'Exim 4.95', settings: { openRelay: true, etrn: true } } },
    });
    const client = ready({ place });
    send(client, FROM, AWAY);
    const [queued] = place.world.queue('server.thm');
    if (queued === undefined) throw new Error('nothing is queued');
    const { id, recipients } = queued;
    const later = place.world.now() + 60_000;
    place.world.commit([
      { type: 'queue-updated', host: 'server.thm', id, recipients, attempts: 1, nextAttempt: later },
    ]);
    expect(client.send('ETRN #')).toBe('250 OK\r\n');
    expect(place.world.queue('server.thm')[0]?.nextAttempt).toBe(place.world.now());
  });
});

test('what comes between two chunks loses the message: only RSET or QUIT helps', () => {
  const client = ready();
  client.talk(FROM, TO);
  expect(client.sendBytes(latin1Bytes('BDAT 5\r\nabcde'))).toBe('250 5 byte chunk received\r\n');
  expect(client.send('DATA')).toBe('503 only BDAT permissible after non-LAST BDAT\r\n');
  expect(client.talk('NOOP')).toBe('503 only RSET accepted now\r\n');
  expect(client.talk('BDAT 0 LAST')).toBe('503 only RSET accepted now\r\n');
  expect(client.talk('RSET', FROM, TO)).toBe('250 Accepted\r\n');
});

test('Received names no sender where there is none', () => {
  const client = ready();
  client.talk('MAIL FROM:<>', TO, 'DATA');
  client.send(...MESSAGE);
  expect(client.inbox().at(-1)).toMatch(/^Return-path: <>\r\n/);
  expect(client.inbox().at(-1)).not.toContain('envelope-from');
});
