import { describe, expect, test } from 'vitest';
import { limits, mailWorld, settingOf } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { type Input, MAIN, type Output } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import { Pop3Engine } from './engine.ts';
import { pop3SettingsSchema } from './settings.ts';
import { uniqueIdWriter } from './unique-id.ts';

const LOGIN = ['USER strategos', 'PASS TabulaRasa7'];

function clientOf(settings: Readonly<Record<string, unknown>>, place = worldOf(settings)) {
  const engine = new Pop3Engine(settingOf(place, 'pop3', pop3Store));
  let outputs: readonly Output[] = [];
  const give = (input: Input): string => {
    outputs = engine.handle(input);
    const bodies = outputs.flatMap((output) => (output.type === 'send' ? [output.body] : []));
    return latin1(joinBytes(bodies.flatMap((body) => (body instanceof Uint8Array ? [body] : [...body]))));
  };
  return {
    place,
    give,
    outputs: () => outputs,
    connect: (host = '10.11.81.126') =>
      give({ type: 'connected', channel: MAIN, local: { host, port: 1 }, remote: { host, port: 1 } }),
    say: (...lines: readonly string[]) =>
      give({ type: 'data', channel: MAIN, bytes: latin1Bytes(lines.map((line) => `${line}\r\n`).join('')) }),
    timer: (name: string) => outputs.find((output) => output.type === 'timer' && output.timer === name),
    isClosed: () => outputs.some(({ type }) => type === 'close'),
  };
}

function worldOf(settings: Readonly<Record<string, unknown>>) {
  return mailWorld({ services: { pop3: { software: 'Dovecot (Debian)', settings } } });
}

describe('what a world sets', () => {
  test.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [{}, /^\+OK Dovecot \(Debian\) ready\.\r\n$/],
    [{ greeting: 'Speak, friend.' }, /^\+OK Speak, friend\.\r\n$/],
    [{ apop: true }, /^\+OK Dovecot \(Debian\) ready\. <a29\.667d90c1@server\.thm>\r\n$/],
    [{ apop: true, greeting: 'Hm.' }, /^\+OK Hm\. <[0-9a-f.]+@server\.thm>\r\n$/],
  ])('%j: the greeting', (settings, greeting) => {
    expect(clientOf(settings).connect()).toMatch(greeting);
  });

  test('a timestamp follows the world’s clock and host', () => {
    const place = mailWorld({
      hostName: 'mail.example.thm',
      now: () => 1000,
      services: { pop3: { software: 'X', settings: { apop: true } } },
    });
    expect(clientOf({}, place).connect()).toBe('+OK X ready. <a29.1@mail.example.thm>\r\n');
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['uidlFormat', { uidlFormat: '%v.%u' }, '1719824692.1'],
    ['uidlFormat', { uidlFormat: 'x-%08Xu' }, 'x-00000001'],
    ['uidlFormat', {}, '0000000166827134'],
  ])('%s %j', (_name, settings, id) => {
    const client = clientOf(settings);
    client.connect();
    client.say(...LOGIN);
    expect(client.say('UIDL 1')).toBe(`+OK 1 ${id}\r\n`);
  });

  test.each([
    [true, ['\\Seen']],
    [false, []],
  ])('marksSeen %s', (marksSeen, flags) => {
    const client = clientOf({ marksSeen });
    client.connect();
    client.say(...LOGIN, 'RETR 2', 'QUIT');
    expect(client.place.world.account('strategos')?.mailboxes.get('INBOX')?.find(2)?.flags).toEqual(flags);
  });

  test('failureSeconds: how long a wrong password takes', () => {
    const client = clientOf({ failureSeconds: 0.5 });
    client.connect();
    client.say('USER strategos', 'PASS wrong');
    expect(client.timer('failure')).toEqual({ type: 'timer', timer: 'failure', ms: 500 });
  });

  test('loginSeconds is for all of the login, idleSeconds for each silence (RFC 1939 §3)', () => {
    const client = clientOf({ loginSeconds: 90, idleSeconds: 200 });
    client.connect();
    expect(client.timer('idle')).toEqual({ type: 'timer', timer: 'idle', ms: 90_000 });
    client.say('CAPA');
    expect(client.timer('idle')).toBeUndefined();
    client.say(...LOGIN);
    expect(client.timer('idle')).toEqual({ type: 'timer', timer: 'idle', ms: 200_000 });
    client.say('NOOP');
    expect(client.timer('idle')).toEqual({ type: 'timer', timer: 'idle', ms: 200_000 });
    expect(client.give({ type: 'elapsed', timer: 'idle' })).toBe('-ERR Disconnected for inactivity.\r\n');
  });

  test('without them the house’s own times hold', () => {
    const client = clientOf({});
    client.connect();
    expect(client.timer('idle')).toMatchObject({ ms: limits.loginMs });
    client.say(...LOGIN);
    expect(client.timer('idle')).toMatchObject({ ms: limits.idleMs });
  });

  test('connectionsPerUser counts by user and address, and 0 is any number', () => {
    const place = worldOf({ connectionsPerUser: 2 });
    const from = (host: string): string => {
      const client = clientOf({}, place);
      client.connect(host);
      return client.say(...LOGIN);
    };
    expect(from('10.0.0.1')).toContain('+OK Logged in.');
    expect(from('10.0.0.1')).toContain('+OK Logged in.');
    expect(from('10.0.0.2')).toContain('+OK Logged in.');
    expect(from('10.0.0.1')).toContain('-ERR [IN-USE] Maximum number of connections from user+IP exceeded');
    const free = worldOf({ connectionsPerUser: 0 });
    for (let i = 0; i < 30; i++) {
      const client = clientOf({}, free);
      client.connect();
      expect(client.say(...LOGIN)).toContain('+OK Logged in.');
    }
  });

  test('lock: one that waits reads on when the maildrop is free', () => {
    const place = worldOf({ lock: true });
    const first = clientOf({}, place);
    first.connect();
    first.say(...LOGIN);
    const second = clientOf({}, place);
    second.connect();
    expect(second.say(...LOGIN, 'STAT')).toBe('+OK\r\n');
    expect(second.timer('lock')).toEqual({ type: 'timer', timer: 'lock', ms: 200 });
    expect(second.say('NOOP')).toBe('');
    expect(second.timer('lock')).toBeUndefined();
    expect(second.give({ type: 'elapsed', timer: 'lock' })).toBe('');
    expect(second.timer('lock')).toEqual({ type: 'timer', timer: 'lock', ms: 200 });
    first.give({ type: 'closed', channel: MAIN });
    expect(second.give({ type: 'elapsed', timer: 'lock' })).toBe('+OK Logged in.\r\n+OK 4 2183\r\n+OK\r\n');
  });

  test('lock: one that hangs up while it waits takes nothing', () => {
    const place = worldOf({ lock: true });
    const [first, second, third] = [clientOf({}, place), clientOf({}, place), clientOf({}, place)];
    for (const client of [first, second, third]) client.connect();
    first.say(...LOGIN);
    second.say(...LOGIN);
    second.give({ type: 'ended', channel: MAIN });
    expect(second.isClosed()).toBe(true);
    first.say('QUIT');
    expect(third.say(...LOGIN)).toContain('+OK Logged in.');
  });

  test('lock: a fault of ours gives the maildrop back', () => {
    const place = worldOf({ lock: true });
    const broken = settingOf(place, 'pop3', pop3Store);
    const engine = new Pop3Engine({
      ...broken,
      store: {
        enter: (login) => {
          const entry = broken.store.enter(login);
          if (entry === undefined) return undefined;
          const open = (how: { readonly isAlone: boolean }) => {
            const maildrop = entry.open(how);
            const body = (): never => {
              throw new Error('the disk is gone');
            };
            return maildrop === undefined ? undefined : { ...maildrop, body };
          };
          return { ...entry, open };
        },
      },
    });
    const at = { host: '10.0.0.9', port: 1 };
    engine.handle({ type: 'connected', channel: MAIN, local: at, remote: at });
    const bytes = latin1Bytes(`${LOGIN.join('\r\n')}\r\nRETR 1\r\n`);
    expect(() => engine.handle({ type: 'data', channel: MAIN, bytes })).toThrow('the disk is gone');
    const next = clientOf({}, place);
    next.connect();
    expect(next.say(...LOGIN)).toContain('+OK Logged in.');
  });

  test.each([
    { lock: 'yes' },
    { connectionsPerUser: -1 },
    { uidlFormat: 'no hole' },
    { uidlFormat: '%v' },
    { greeting: 'two\r\nlines' },
    { failureSeconds: 0 },
    { idleSeconds: 1e9 },
    { unknown: true },
  ])('%j is refused', (settings) => {
    expect(pop3SettingsSchema.safeParse(settings).success).toBe(false);
  });
});

test.each([
  ['%08Xu%08Xv', '000000ff00000011'],
  ['%u', '255'],
  ['%Xu.%v', 'ff.17'],
  ['UID%05u-%v', 'UID00255-17'],
])('the unique-id %s', (format, id) => {
  expect(uniqueIdWriter(format)({ uid: 255, uidValidity: 17 })).toBe(id);
});
