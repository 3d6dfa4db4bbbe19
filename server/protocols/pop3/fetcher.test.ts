import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrandDefinition } from '../../../labs/world.ts';
import { limits, mailWorld, settingOf, strategos } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { type Engine, type Input, MAIN, type Output } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import { byteByByte, type Cutting, cutBySeed, whole } from '../transcript.ts';
import { Pop3Engine } from './engine.ts';
import { Fetcher, pop3Errand } from './fetcher.ts';

const SERVER = { host: '10.10.41.192', port: 110 };
const CLIENT = { host: '10.20.0.7', port: 40_000 };
const CONNECTED: Input = { type: 'connected', channel: MAIN, local: CLIENT, remote: SERVER };

interface Wanted {
  readonly keeps?: boolean;
  readonly password?: string;
}

function fetcher({ keeps = false, password }: Wanted = {}): Fetcher {
  const account = strategos(password === undefined ? {} : { password });
  return new Fetcher({ to: SERVER, account, keeps, messageBytes: limits.messageBytes });
}

/** Two engines joined in memory: what either sends reaches the other, cut as told. Gives the client's lines. */
function join(client: Engine, server: Engine, cutting: Cutting): readonly string[] {
  let said = '';
  const bytesOf = (outputs: readonly Output[]): Uint8Array =>
    joinBytes(
      outputs.flatMap((output) =>
        output.type === 'send' ? (output.body instanceof Uint8Array ? [output.body] : [...output.body]) : [],
      ),
    );
  const carry = (from: 'C' | 'S', outputs: readonly Output[]): void => {
    const bytes = bytesOf(outputs);
    if (from === 'C') said += latin1(bytes);
    const other = from === 'C' ? server : client;
    for (const piece of bytes.length === 0 ? [] : cutting(bytes)) {
      carry(from === 'C' ? 'S' : 'C', other.handle({ type: 'data', channel: MAIN, bytes: piece }));
    }
    if (outputs.some(({ type }) => type === 'close')) other.handle({ type: 'ended', channel: MAIN });
    const late = outputs.find((output) => output.type === 'timer' && output.timer === 'failure' && output.ms !== null);
    if (from === 'S' && late !== undefined) carry('S', server.handle({ type: 'elapsed', timer: 'failure' }));
  };
  expect(client.handle({ type: 'notified' })).toContainEqual({ type: 'connect', channel: MAIN, to: SERVER });
  carry('C', client.handle(CONNECTED));
  carry('S', server.handle({ type: 'connected', channel: MAIN, local: SERVER, remote: CLIENT }));
  return said.split('\r\n').slice(0, -1);
}

const serverOf = (place: ReturnType<typeof mailWorld>): Pop3Engine =>
  new Pop3Engine(settingOf(place, 'pop3', pop3Store));
const mailsOf = ({ world }: ReturnType<typeof mailWorld>): number =>
  world.account('strategos')?.mailboxes.get('INBOX')?.mails.length ?? 0;

describe('a mail program that fetches', () => {
  test.each([
    ['whole', whole],
    ['byte by byte', byteByByte],
    ['cut at random', cutBySeed(7)],
  ])('takes every mail and removes it, %s', (_how, cutting) => {
    const place = mailWorld();
    const client = fetcher();
    const said = join(client, serverOf(place), cutting);
    expect(client.state).toBe('done');
    expect(mailsOf(place)).toBe(0);
    expect(said.at(0)).toBe('USER strategos');
  });

  test('says what a program says, in order', () => {
    const place = mailWorld();
    const said = join(fetcher(), serverOf(place), whole);
    expect(said).toEqual([
      'USER strategos',
      'PASS TabulaRasa7',
      'LIST',
      ...[1, 2, 3, 4].flatMap((number) => [`RETR ${number}`, `DELE ${number}`]),
      'QUIT',
    ]);
  });

  test('keeps the mails where it is to, and asks for their ids', () => {
    const place = mailWorld();
    const client = fetcher({ keeps: true });
    const said = join(client, serverOf(place), whole);
    expect(client.state).toBe('done');
    expect(mailsOf(place)).toBe(4);
    expect(said).toContain('UIDL');
    expect(said.join()).not.toContain('DELE');
  });

  test('uses APOP where the greeting has a timestamp: the password does not cross', () => {
    const services = { pop3: { software: 'Dovecot', settings: { apop: true, plaintextLogin: false } } };
    const place = mailWorld({ services });
    const client = fetcher();
    const said = join(client, serverOf(place), byteByByte);
    expect(client.state).toBe('done');
    expect(mailsOf(place)).toBe(0);
    expect(said.join()).not.toContain('TabulaRasa7');
  });

  test.each([
    ['wrong password', {}, { password: 'wrong' }],
    ['no password without TLS', { plaintextLogin: false }, {}],
  ])('says good-bye and has failed: %s', (_why, settings, wanted: Wanted) => {
    const place = mailWorld({ services: { pop3: { software: 'Dovecot', settings } } });
    const client = fetcher(wanted);
    const said = join(client, serverOf(place), whole);
    expect(client.state).toBe('failed');
    expect(said.at(-1)).toBe('QUIT');
    expect(mailsOf(place)).toBe(4);
  });

  test('is no errand where nothing is to be fetched', () => {
    const { host } = mailWorld();
    const errand: ErrandDefinition = { id: 'x', who: 'x', host: 'x', server: 'x', afterMs: 0 };
    const surroundings = { now: () => 0, limits };
    const setting = { errand, from: host, to: SERVER, surroundings, message: undefined, account: strategos() };
    expect(pop3Errand(setting)).toBeUndefined();
    const fetches = { user: 'strategos', keeps: true };
    expect(pop3Errand({ ...setting, errand: { ...errand, fetches } })).toBeInstanceOf(Fetcher);
    expect(pop3Errand({ ...setting, errand: { ...errand, fetches }, account: undefined })).toBeUndefined();
  });
});

describe('a server that means no good', () => {
  function begun(): { client: Fetcher; give: (text: string) => readonly Output[] } {
    const client = fetcher();
    client.handle({ type: 'notified' });
    client.handle(CONNECTED);
    return { client, give: (text) => client.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes(text) }) };
  }
  const LOGGED_IN = '+OK\r\n+OK\r\n+OK\r\n';

  test.each([
    ['is silent', (client: Fetcher) => client.handle({ type: 'elapsed', timer: 'patience' })],
    ['hangs up', (client: Fetcher) => client.handle({ type: 'ended', channel: MAIN })],
  ])('%s: the program closes', (_how, act) => {
    const { client, give } = begun();
    give('+OK\r\n');
    expect(act(client)).toContainEqual({ type: 'close', channel: MAIN });
    expect(client.state).toBe('failed');
    expect(give('+OK\r\n')).toEqual([]);
  });

  test.each(['closed', 'refused'] as const)('cannot be talked to: %s', (type) => {
    const client = fetcher();
    client.handle({ type: 'notified' });
    const input: Input =
      type === 'closed' ? { type, channel: MAIN } : { type, channel: MAIN, reason: 'connection-refused' };
    client.handle(input);
    expect(client.state).toBe('failed');
    expect(client.handle({ type: 'notified' })).toEqual([]);
  });

  test.each([
    ['no greeting of POP3', '220 mail ready\r\n'],
    ['a refusing greeting', '-ERR [SYS/TEMP] not now\r\n'],
    ['a challenge nobody asked for', '+ AAAA\r\n'],
    ['a listing that is none', `+OK\r\n${LOGGED_IN}one 1\r\n`],
    ['more mails than there can be', `+OK\r\n${LOGGED_IN}${'1 1\r\n'.repeat(10_001)}`],
    ['a mail without end', `+OK\r\n${LOGGED_IN}1 1\r\n.\r\n+OK\r\n${`${'x'.repeat(998)}\r\n`.repeat(2200)}`],
  ])('%s: the program closes', (_what, said) => {
    const { client, give } = begun();
    expect(give(said)).toContainEqual({ type: 'close', channel: MAIN });
    expect(client.state).toBe('failed');
  });

  test('has removed a mail meanwhile: it is passed over', () => {
    const { client, give } = begun();
    give(`+OK\r\n${LOGGED_IN}1 1\r\n2 1\r\n.\r\n`);
    expect(client.state).toBe('retr');
    give('-ERR Message 1 expunged.\r\n');
    give('+OK\r\n.\r\n');
    expect(client.state).toBe('dele');
    give('+OK\r\n');
    expect(client.state).toBe('quit');
    give('+OK\r\n');
    expect(client.state).toBe('done');
  });

  test('sends any bytes: nothing is thrown, and the replies are answered one by one', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      fc.constantFrom('+OK\r\n', '-ERR no\r\n', '.\r\n', '1 20\r\n', '+OK <1.2@x>\r\n').map(latin1Bytes),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { client } = begun();
        for (const bytes of pieces) client.handle({ type: 'data', channel: MAIN, bytes });
        client.handle({ type: 'elapsed', timer: 'patience' });
        expect(['done', 'failed']).toContain(client.state);
      }),
      { numRuns: 300 },
    );
  });
});
