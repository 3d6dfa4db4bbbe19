import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits, mailWorld, type MailWorldOptions, settingOf, strategos } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { MAIN, type Output } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import { cutBySeed } from '../transcript.ts';
import { stuffed, top } from './body.ts';
import { commands } from './commands.ts';
import { Pop3Engine } from './engine.ts';

const END = { host: '10.11.81.126', port: 40_000 };

/** A client of a real engine over a real world. */
class Client {
  readonly engine: Pop3Engine;
  outputs: readonly Output[] = [];
  isClosed = false;

  constructor(place = mailWorld()) {
    this.engine = new Pop3Engine(settingOf(place, 'pop3', pop3Store));
  }

  connect(): string {
    return this.give({ type: 'connected', channel: MAIN, local: END, remote: END });
  }

  send(...lines: readonly string[]): string {
    return this.sendBytes(latin1Bytes(lines.map((line) => `${line}\r\n`).join('')));
  }

  sendBytes(bytes: Uint8Array): string {
    return this.give({ type: 'data', channel: MAIN, bytes });
  }

  elapse(timer: string): string {
    return this.give({ type: 'elapsed', timer });
  }

  give(input: Parameters<Pop3Engine['handle']>[0]): string {
    this.outputs = this.engine.handle(input);
    if (this.outputs.some((output) => output.type === 'close')) this.isClosed = true;
    const bodies = this.outputs.flatMap((output) => (output.type === 'send' ? [output.body] : []));
    return latin1(joinBytes(bodies.map((body) => (body instanceof Uint8Array ? body : joinBytes([...body])))));
  }
}

function loggedIn(place = mailWorld(), user = 'strategos', password = 'TabulaRasa7'): Client {
  const client = new Client(place);
  client.connect();
  client.send(`USER ${user}`);
  expect(client.send(`PASS ${password}`)).toBe('+OK Logged in.\r\n');
  return client;
}

const flagsOf = ({ world }: ReturnType<typeof mailWorld>): readonly (readonly string[])[] =>
  (world.account('strategos')?.mailboxes.get('INBOX')?.mails ?? []).map(({ flags }) => flags);

describe('a wrong password', () => {
  test('is answered two seconds later, and what came meanwhile is read then', () => {
    const client = new Client();
    client.connect();
    client.send('USER strategos');
    expect(client.send('PASS wrong', 'QUIT')).toBe('');
    expect(client.outputs).toContainEqual({ type: 'timer', timer: 'failure', ms: 2000 });
    expect(client.send('NOOP')).toBe('');
    expect(client.outputs).toEqual([]);
    expect(client.elapse('failure')).toBe('-ERR [AUTH] Authentication failed.\r\n+OK Logging out\r\n');
    expect(client.isClosed).toBe(true);
  });

  test('does not let a client pile up input', () => {
    const client = new Client();
    client.connect();
    client.send('USER strategos', 'PASS wrong');
    expect(client.sendBytes(new Uint8Array(8193).fill(65))).toBe('-ERR Input buffer full, aborting\r\n');
    expect(client.isClosed).toBe(true);
  });

  test('is any but the account’s own', () => {
    const client = new Client();
    client.connect();
    expect(client.send('PASS TabulaRasa7')).toBe('-ERR No username given.\r\n');
    for (const [user, password] of [
      ['strategos', ''],
      ['nobody', 'TabulaRasa7'],
      ['archimedes', 'TabulaRasa7'],
    ] as const) {
      client.send(`USER ${user}`);
      expect(client.send(`PASS ${password}`)).toBe('');
      expect(client.elapse('failure')).toBe('-ERR [AUTH] Authentication failed.\r\n');
    }
    // However often: each costs its two seconds.
    expect(client.isClosed).toBe(false);
  });
});

describe('limits', () => {
  test('a line is at most 8192 bytes', () => {
    const client = new Client();
    client.connect();
    expect(client.send(`USER ${'A'.repeat(600)}`)).toBe('+OK\r\n');
    expect(client.send(`USER ${'A'.repeat(9000)}`)).toBe('-ERR Input buffer full, aborting\r\n');
    expect(client.isClosed).toBe(true);
  });

  test('silence ends the session, before log-in sooner (RFC 1939 §3)', () => {
    const client = new Client();
    client.connect();
    expect(client.outputs).toContainEqual({ type: 'timer', timer: 'idle', ms: limits.loginMs });
    const inside = loggedIn();
    expect(inside.outputs).toContainEqual({ type: 'timer', timer: 'idle', ms: limits.idleMs });
    expect(inside.elapse('idle')).toBe('-ERR Disconnected for inactivity.\r\n');
    expect(inside.isClosed).toBe(true);
  });

  test('twenty bad commands in a row are borne after log-in', () => {
    const client = loggedIn();
    for (let i = 0; i < 20; i++) expect(client.send('FOO')).toBe('-ERR Unknown command: FOO\r\n');
    expect(client.send('FOO')).toBe('-ERR Unknown command: FOO\r\n-ERR Too many bad commands.\r\n');
    expect(client.isClosed).toBe(true);
  });

  test.each([
    ['TOP 1', '-ERR Noise after message number: '],
    ['TOP 1 x', '-ERR Invalid size: x'],
    ['TOP 1 1 1', '-ERR Noise after size:  1'],
    ['RETR', '-ERR Invalid message number: '],
    ['RETR 1x', '-ERR Noise after message number: x'],
  ])('%s', (line, reply) => {
    expect(loggedIn().send(line)).toBe(`${reply}\r\n`);
  });
});

describe('\\Seen', () => {
  test('is set by RETR, not by TOP, when the session ends', () => {
    const place = mailWorld();
    const client = loggedIn(place);
    client.send('RETR 2', 'TOP 3 10');
    expect(flagsOf(place)).toEqual([['\\Seen'], [], [], []]);
    client.send('QUIT');
    expect(flagsOf(place)).toEqual([['\\Seen'], ['\\Seen'], [], []]);
  });

  test('is set even where the connection drops, which deletes nothing (RFC 1939 §6)', () => {
    const place = mailWorld();
    const client = loggedIn(place);
    client.send('RETR 2', 'DELE 1');
    client.give({ type: 'closed', channel: MAIN });
    expect(flagsOf(place)).toEqual([['\\Seen'], ['\\Seen'], [], []]);
  });

  test('is forgotten at RSET', () => {
    const place = mailWorld();
    const client = loggedIn(place);
    client.send('RETR 2', 'RSET', 'QUIT');
    expect(flagsOf(place)[1]).toEqual([]);
  });
});

describe('the world decides', () => {
  test('software, users, mails, sizes and ids are its own', () => {
    const source = latin1Bytes('Subject: only one\r\n\r\n.\r\nno dot\r\n');
    const options: MailWorldOptions = {
      accounts: [
        strategos({
          user: 'hypatia',
          password: 'Conics4',
          mailboxes: [
            {
              name: 'INBOX',
              uidValidity: 17,
              uidNext: 300,
              isSubscribed: true,
              messages: [{ source: 'one.eml', uid: 255, flags: [], internalDate: 0 }],
            },
          ],
        }),
      ],
      sources: new Map([['one.eml', source]]),
      services: { pop3: { software: 'Dovecot (Debian)', settings: {} } },
    };
    const place = mailWorld(options);
    const client = new Client(place);
    expect(client.connect()).toBe('+OK Dovecot (Debian) ready.\r\n');
    client.send('USER hypatia');
    client.send('PASS Conics4');
    expect(client.send('STAT')).toBe(`+OK 1 ${source.length}\r\n`);
    expect(client.send('UIDL')).toBe('+OK\r\n1 000000ff00000011\r\n.\r\n');
    expect(client.send('RETR 1')).toBe(`+OK ${source.length} octets\r\nSubject: only one\r\n\r\n..\r\nno dot\r\n.\r\n`);
    expect(client.send('TOP 1 1')).toBe('+OK\r\nSubject: only one\r\n\r\n..\r\n.\r\n');
  });

  test('a mail that comes after log-in is there the next time (RFC 1939 §5)', () => {
    const place = mailWorld();
    const client = loggedIn(place);
    place.world.commit([
      {
        type: 'mail-added',
        user: 'strategos',
        mailbox: 'INBOX',
        uid: 5,
        flags: [],
        internalDate: 0,
        body: latin1Bytes('x\r\n'),
      },
    ]);
    expect(client.give({ type: 'notified' })).toBe('');
    expect(client.send('STAT')).toBe('+OK 4 2183\r\n');
    expect(loggedIn(place).send('STAT')).toBe('+OK 5 2186\r\n');
  });

  test('an account without INBOX has an empty maildrop', () => {
    const place = mailWorld({ accounts: [strategos({ mailboxes: [] })] });
    expect(loggedIn(place).send('LIST')).toBe('+OK 0 messages:\r\n.\r\n');
  });
});

describe('a body on its way', () => {
  test('is pulled in pieces, stuffed wherever the pieces meet', () => {
    for (const padding of [0, 65_534, 65_535, 65_536, 65_537]) {
      const message = latin1Bytes(`${'x'.repeat(padding)}\r\n.dot\r\n..\r\nend`);
      const pieces = [...stuffed(message)];
      expect(latin1(joinBytes(pieces))).toBe(`${'x'.repeat(padding)}\r\n..dot\r\n...\r\nend\r\n.\r\n`);
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(1 << 16);
    }
    expect(latin1(joinBytes([...stuffed(new Uint8Array(0))]))).toBe('.\r\n');
  });

  test('of TOP ends after so many lines', () => {
    const message = latin1Bytes('A: 1\r\nB: 2\r\n\r\none\r\ntwo\r\n');
    expect(latin1(top(message, 0))).toBe('A: 1\r\nB: 2\r\n\r\n');
    expect(latin1(top(message, 1))).toBe('A: 1\r\nB: 2\r\n\r\none\r\n');
    expect(top(message, 9)).toEqual(message);
    expect(latin1(top(latin1Bytes('no header'), 0))).toBe('no header');
  });
});

describe('any bytes', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'USER strategos',
      'PASS TabulaRasa7',
      'AUTH PLAIN',
      'AUTH LOGIN',
      'c3RyYXRlZ29z',
      'RETR 1',
      'DELE 2',
      'TOP 1 1',
      ...commands.keys(),
    ),
    fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((text) => text.replaceAll('\n', '')),
  );

  test('neither stop it nor make it throw', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (isInside, pieces) => {
        const client = isInside ? loggedIn() : new Client();
        for (const piece of pieces) client.sendBytes(piece);
        if (!client.isClosed) client.elapse('failure');
        if (!client.isClosed) expect(client.elapse('idle')).toBe('-ERR Disconnected for inactivity.\r\n');
      }),
      { numRuns: 200 },
    );
  });

  test('get the same replies however they are cut', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 1_000_000 }), (lines, seed) => {
        const whole = new Client();
        const cut = new Client();
        expect(cut.connect()).toBe(whole.connect());
        const bytes = latin1Bytes(lines.map((text) => `${text}\r\n`).join(''));
        const expected = whole.sendBytes(bytes) + whole.elapse('failure');
        let said = '';
        for (const piece of cutBySeed(seed)(bytes)) said += cut.sendBytes(piece);
        expect(said + cut.elapse('failure')).toBe(expected);
        expect(cut.engine.state).toBe(whole.engine.state);
      }),
      { numRuns: 200 },
    );
  });
});
