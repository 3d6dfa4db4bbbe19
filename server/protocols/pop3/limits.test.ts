/** What a session costs: time linear in what is sent and asked for, memory that nobody can make grow. */
import { expect, test } from 'vitest';
import { mailWorld, settingOf, strategos } from '../../sandbox/mail-world.testkit.ts';
import { pop3Store } from '../../sandbox/pop3-store.ts';
import { type Body, type Input, MAIN, type Output } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import { Pop3Engine } from './engine.ts';

const AT = { host: '10.11.81.126', port: 40_000 };
const MAILS = 10_000;

function largePlace() {
  const messages = Array.from({ length: MAILS }, (_, i) => ({
    source: 'one.eml',
    uid: i + 1,
    flags: [],
    internalDate: 0,
  }));
  const inbox = { name: 'INBOX', uidValidity: 1, uidNext: MAILS + 1, isSubscribed: true, messages };
  return mailWorld({
    accounts: [strategos({ mailboxes: [inbox] })],
    sources: new Map([['one.eml', latin1Bytes('Subject: 1\r\n\r\nx\r\n')]]),
  });
}

function session(place = mailWorld()) {
  const engine = new Pop3Engine(settingOf(place, 'pop3', pop3Store));
  const give = (input: Input): readonly Output[] => engine.handle(input);
  const say = (text: string): readonly Output[] => give({ type: 'data', channel: MAIN, bytes: latin1Bytes(text) });
  give({ type: 'connected', channel: MAIN, local: AT, remote: AT });
  say('USER strategos\r\nPASS TabulaRasa7\r\n');
  return { give, say };
}

const bodiesOf = (outputs: readonly Output[]): readonly Body[] =>
  outputs.flatMap((output) => (output.type === 'send' ? [output.body] : []));
const textOf = (outputs: readonly Output[]): string =>
  latin1(joinBytes(bodiesOf(outputs).flatMap((body) => (body instanceof Uint8Array ? [body] : [...body]))));

test('ten thousand mails are listed piece by piece', () => {
  const { say } = session(largePlace());
  expect(textOf(say('STAT\r\n'))).toBe(`+OK ${MAILS} ${17 * MAILS}\r\n`);
  for (const command of ['LIST', 'UIDL']) {
    const bodies = bodiesOf(say(`${command}\r\n`));
    const pieces = bodies.flatMap((body) => (body instanceof Uint8Array ? [] : [...body]));
    expect(pieces.length).toBeGreaterThan(10);
    for (const piece of pieces) expect(piece.length).toBeLessThan(1 << 15);
    expect(latin1(joinBytes(pieces)).split('\r\n')).toHaveLength(MAILS + 2);
  }
});

test('a list is as it was when it was asked for, whatever follows before it leaves', () => {
  const { say } = session();
  const text = textOf(say('DELE 1\r\nLIST\r\nDELE 2\r\nUIDL\r\nRSET\r\nDELE 3\r\nLIST\r\nQUIT\r\n'));
  const numbers = text.split('+OK').map((reply) => [...reply.matchAll(/^(\d) /gm)].map(([, number]) => number));
  expect(numbers.filter((some) => some.length > 0)).toEqual([
    ['2', '3', '4'],
    ['3', '4'],
    ['1', '2', '4'],
  ]);
});

test('commands in a row cost nothing by the size of the maildrop', () => {
  const place = largePlace();
  const setting = settingOf(place, 'pop3', pop3Store);
  let looks = 0;
  const messages = Array.from({ length: MAILS }, (_, i) => ({
    uid: i + 1,
    get sizeBytes() {
      looks++;
      return 17;
    },
  }));
  const maildrop = { messages, uidValidity: 1, body: () => undefined, finish: () => undefined };
  const store = { enter: () => ({ sessions: 1, open: () => maildrop, leave: () => undefined }) };
  const engine = new Pop3Engine({ ...setting, store });
  const say = (text: string) => engine.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes(text) });
  engine.handle({ type: 'connected', channel: MAIN, local: AT, remote: AT });
  say('USER strategos\r\nPASS TabulaRasa7\r\n');
  // Once, when the maildrop was opened.
  expect(looks).toBe(MAILS);
  for (let i = 1; i <= 20; i++) say(`DELE ${i}\r\n${'STAT\r\nLIST\r\n'.repeat(1000)}`);
  expect(looks).toBe(MAILS + 20);
  expect(textOf(say('STAT\r\n'))).toBe(`+OK ${MAILS - 20} ${17 * (MAILS - 20)}\r\n`);
});

test('ten thousand mails are removed at once', () => {
  const place = largePlace();
  const { say } = session(place);
  for (let i = 1; i <= MAILS; i++) say(`RETR ${i}\r\nDELE ${i}\r\n`);
  expect(textOf(say('QUIT\r\n'))).toBe('+OK Logging out, messages deleted.\r\n');
  expect(place.world.account('strategos')?.mailboxes.get('INBOX')?.mails).toEqual([]);
});

test('a client that reads what it asked for is not idle; one that reads nothing gets no word', () => {
  const { say, give } = session(largePlace());
  const [list] = bodiesOf(say('LIST\r\n')).filter((body) => !(body instanceof Uint8Array));
  if (list === undefined || list instanceof Uint8Array) throw new Error('expected a body to be pulled');
  const pieces = list[Symbol.iterator]();
  pieces.next();
  expect(give({ type: 'elapsed', timer: 'idle' })).toEqual([expect.objectContaining({ type: 'timer', timer: 'idle' })]);
  const outputs = give({ type: 'elapsed', timer: 'idle' });
  expect(outputs).toContainEqual({ type: 'stop', channel: MAIN });
  expect(outputs).toContainEqual({ type: 'close', channel: MAIN });
  expect(bodiesOf(outputs)).toEqual([]);
});

test('one that has read all of it is told', () => {
  const { say, give } = session();
  textOf(say('RETR 1\r\n'));
  give({ type: 'elapsed', timer: 'idle' });
  expect(textOf(give({ type: 'elapsed', timer: 'idle' }))).toBe('-ERR Disconnected for inactivity.\r\n');
});

test.each([
  ['before log-in', '', 1030, '-ERR Input buffer full, aborting\r\n'],
  ['AUTH', 'AUTH PLAIN ', 8192, '-ERR Input buffer full, aborting\r\n'],
  ['a response', 'AUTH PLAIN\r\n', 8192, '-ERR Input buffer full, aborting\r\n'],
])('a line is held so far and no further: %s', (_what, beginning, limitBytes, reply) => {
  const engine = new Pop3Engine(settingOf(mailWorld(), 'pop3', pop3Store));
  const data = (text: string) => engine.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes(text) });
  engine.handle({ type: 'connected', channel: MAIN, local: AT, remote: AT });
  data(beginning);
  const begun = beginning.endsWith('\n') ? 0 : beginning.length;
  expect(bodiesOf(data('A'.repeat(limitBytes - begun)))).toEqual([]);
  expect(textOf(data('A'))).toBe(reply);
});
