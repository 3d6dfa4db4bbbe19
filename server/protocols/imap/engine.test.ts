import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { World } from '../../sandbox/world.ts';
import type { WorldChange } from '../../sandbox/change.ts';
import { MAIN, type Output } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import type { ImapEngine } from './engine.ts';
import { courseWorld, deliver, engineOf, NOW, type PlaceOptions } from './imap.testkit.ts';

const CONNECTED = {
  type: 'connected',
  channel: MAIN,
  local: { host: '10.10.41.192', port: 143 },
  remote: { host: '10.11.81.126', port: 40_000 },
} as const;

function textOf(outputs: readonly Output[]): string {
  const bodies = outputs.flatMap((output) => (output.type === 'send' ? [output.body] : []));
  return bodies.map((body) => latin1(body instanceof Uint8Array ? body : joinBytes([...body]))).join('');
}

function say(engine: ImapEngine, ...lines: readonly string[]): string {
  return textOf(
    engine.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes(lines.map((line) => `${line}\r\n`).join('')) }),
  );
}

function connect(world: World, options: PlaceOptions = {}): { engine: ImapEngine; greeting: string } {
  const engine = engineOf(world, options);
  return { engine, greeting: textOf(engine.handle(CONNECTED)) };
}

function loggedIn(world: World, user = 'strategos', password = 'TabulaRasa7'): ImapEngine {
  const { engine } = connect(world);
  expect(say(engine, `a LOGIN ${user} ${password}`)).toMatch(/^a OK .* Logged in\r\n$/);
  return engine;
}

describe('replies follow the world', () => {
  test('software, users, passwords', () => {
    const world = courseWorld({
      change: (course) => ({
        ...course,
        hosts: course.hosts.map((host) => ({
          ...host,
          services: { ...host.services, imap: { software: 'Dovecot (Debian)', settings: {} } },
        })),
        accounts: course.accounts
          .map((account) => ({ ...account, user: 'euclid', password: 'Elements 13' }))
          .slice(0, 1),
      }),
    });
    const { engine, greeting } = connect(world);
    expect(greeting).toMatch(/\] Dovecot \(Debian\) ready\.\r\n$/);
    expect(say(engine, 'a LOGIN euclid "Elements 13"', 'b SELECT INBOX')).toContain('* 4 EXISTS');
    const { engine: stranger } = connect(world);
    expect(say(stranger, 'a LOGIN strategos TabulaRasa7')).toBe('');
  });

  test('mails, uids, flags, and the clock', () => {
    let now = NOW;
    const world = courseWorld({ now: () => now });
    const engine = loggedIn(world);
    say(engine, 'b SELECT INBOX');
    now = Date.UTC(2030, 1, 3, 4, 5, 6);
    deliver(world, 'Subject: x\r\n\r\n');
    expect(say(engine, 'c NOOP', 'd FETCH 5 (UID INTERNALDATE RFC822.SIZE)')).toContain(
      '* 5 FETCH (UID 5 INTERNALDATE "03-Feb-2030 04:05:06 +0000" RFC822.SIZE 14)',
    );
    expect(say(engine, 'e CREATE New', 'f STATUS New (UIDVALIDITY)')).toContain(`UIDVALIDITY ${now / 1000})`);
  });

  test('an account sees its own mailboxes only', () => {
    const engine = loggedIn(courseWorld(), 'archimedes', 'Eureka42');
    expect(say(engine, 'b LIST "" *')).toBe(
      '* LIST (\\HasNoChildren) "." INBOX\r\nb OK List completed (0.001 + 0.000 secs).\r\n',
    );
  });
});

test('uids never repeat: neither after EXPUNGE nor in a mailbox made again (RFC 3501 §2.3.1.1)', () => {
  const engine = loggedIn(courseWorld());
  expect(say(engine, 'b APPEND Sent {1+}', 'x')).toMatch(/APPENDUID \d+ 1\]/);
  say(engine, 'c SELECT Sent', 'd STORE 1 +FLAGS (\\Deleted)', 'e EXPUNGE');
  expect(say(engine, 'f APPEND Sent {1+}', 'x')).toMatch(/APPENDUID \d+ 2\]/);
  const validity = (text: string): number => Number(/UIDVALIDITY (\d+)\)/.exec(text)?.[1]);
  const first = validity(say(engine, 'g CREATE Again', 'h STATUS Again (UIDVALIDITY)'));
  const second = validity(say(engine, 'i DELETE Again', 'j CREATE Again', 'k STATUS Again (UIDVALIDITY)'));
  expect(second).toBeGreaterThan(first);
});

test('the fold of the journal is the same world', () => {
  const journal: (readonly WorldChange[])[] = [];
  const world = courseWorld({ record: (changes) => journal.push(changes) });
  const script = [
    'b SELECT INBOX',
    'c FETCH 3 BODY[]',
    'd CREATE Friends',
    'e COPY 2:3 Friends',
    'f MOVE 1 Friends',
    'g RENAME Friends Pals',
    'h SUBSCRIBE Pals',
    'i STORE 1 +FLAGS (\\Deleted $Later)',
    'j CLOSE',
    'k DELETE Archive',
  ];
  expect(say(loggedIn(world), ...script)).toMatch(/k OK Delete completed/);
  const again = courseWorld();
  for (const changes of journal) again.apply(changes);
  const questions = [
    'b LIST "" *',
    'c LSUB "" *',
    'd EXAMINE Pals',
    'e FETCH 1:* (UID FLAGS BODY.PEEK[])',
    'f STATUS INBOX (MESSAGES RECENT UIDNEXT UNSEEN)',
  ];
  expect(say(loggedIn(again), ...questions)).toBe(say(loggedIn(world), ...questions));
});

test('a large FETCH is pulled piece by piece, and tells the mailbox as it was', () => {
  const world = courseWorld();
  for (let i = 0; i < 50; i++) deliver(world, `Subject: ${i}\r\n\r\n${'x'.repeat(10_000)}\r\n`);
  const engine = loggedIn(world);
  say(engine, 'b SELECT INBOX');
  const outputs = engine.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes('c FETCH 1:* BODY.PEEK[]\r\n') });
  expect(outputs.some((output) => output.type === 'send' && !(output.body instanceof Uint8Array))).toBe(true);
  say(loggedIn(world), 'b SELECT INBOX', 'c STORE 1:* +FLAGS (\\Deleted)', 'd CLOSE');
  expect(textOf(outputs).match(/^\* \d+ FETCH /gm)).toHaveLength(54);
});

test('a line that is too long is refused, and the next one is read', () => {
  const engine = loggedIn(courseWorld());
  expect(say(engine, `b SELECT ${'x'.repeat(70_000)}`)).toBe(
    'b BAD Error in IMAP command SELECT: Too long argument (0.001 + 0.000 secs).\r\n',
  );
  expect(say(engine, 'c NOOP')).toMatch(/^c OK/);
});

test('what waits behind a wrong password is bounded', () => {
  const { engine } = connect(courseWorld());
  say(engine, 'a LOGIN strategos wrong');
  const outputs = engine.handle({ type: 'data', channel: MAIN, bytes: new Uint8Array(300_000).fill(65) });
  expect(textOf(outputs)).toBe('* BYE Input buffer full, aborting\r\n');
  expect(engine.state).toBe('logout');
});

test.each([
  [`SEARCH ${'NOT '.repeat(5000)}ALL`, 'Too many search arguments'],
  [`SEARCH ${'('.repeat(5000)}ALL${')'.repeat(5000)}`, "Too many '('"],
  [`FETCH 1 (${'FLAGS '.repeat(20_000)})`, 'IMAP command line too large'],
])('nesting and counts have limits: %.20s…', (command, message) => {
  const engine = loggedIn(courseWorld());
  say(engine, 'b SELECT INBOX');
  expect(say(engine, `c ${command}`)).toContain(message);
});

test('a mailbox has so many keywords, and forgets none', () => {
  const engine = loggedIn(courseWorld());
  say(engine, 'b SELECT INBOX');
  const keywords = (first: number): string => Array.from({ length: 75 }, (_, i) => `k${first + i}`).join(' ');
  for (const first of [0, 75, 150, 225]) {
    expect(say(engine, `c STORE 1 FLAGS.SILENT (${keywords(first)})`)).toContain('c OK Store completed');
  }
  const refusal = 'NO [LIMIT] Too many keywords in mailbox';
  expect(say(engine, 'd STORE 1 +FLAGS (one-more)')).toContain(`d ${refusal}`);
  expect(say(engine, 'e STORE 1 +FLAGS (k0 k299)')).toContain('e OK Store completed');
  expect(say(engine, 'f STORE 1 -FLAGS (one-more)')).toContain('f OK Store completed');
  expect(say(engine, 'g APPEND INBOX (one-more) {3+}', 'abc')).toContain(`g ${refusal}`);
  expect(say(engine, 'h APPEND INBOX (k1) {3+}', 'abc')).toContain('h OK ');
});

const word = fc.oneof(
  fc.constantFrom(
    'a',
    'b1',
    '*',
    '+',
    '',
    'LOGIN strategos TabulaRasa7',
    'LOGIN',
    'AUTHENTICATE PLAIN',
    'SELECT',
    'INBOX',
    'Archive',
  ),
  fc.constantFrom(
    'FETCH',
    'UID',
    'STORE',
    'COPY',
    'MOVE',
    'SEARCH',
    'EXPUNGE',
    'IDLE',
    'DONE',
    'APPEND Sent',
    'LIST "" *',
    'STATUS',
    'NOOP',
  ),
  fc.constantFrom(
    '1:*',
    '1',
    '2,4',
    '$',
    '*:0',
    'BODY[]',
    'BODY[1.2.MIME]',
    'BODYSTRUCTURE',
    'ENVELOPE',
    '(FLAGS',
    ')',
    '+FLAGS',
    '(\\Deleted \\Seen)',
  ),
  fc.constantFrom(
    '{3}',
    '{3+}',
    '{0}',
    '{999999}',
    '{99999999999}',
    '"',
    'CREATE',
    'DELETE',
    'RENAME',
    'CLOSE',
    'OR',
    'NOT',
    'TEXT',
    'UNSELECT',
    '&',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replace(/[^\x00-\xff]/g, '?')),
);
const line = fc
  .tuple(fc.array(word, { maxLength: 6 }), fc.constantFrom('\r\n', '\n', '\r\n', ''))
  .map(([words, end]) => `${words.join(' ')}${end}`);
const prefix = fc.constantFrom(
  '',
  'a LOGIN strategos TabulaRasa7\r\n',
  'a LOGIN strategos TabulaRasa7\r\nb SELECT INBOX\r\n',
  'a LOGIN strategos TabulaRasa7\r\nb EXAMINE Archive\r\n',
);

function outcome(text: string, length: number): { sent: string; state: string } {
  const engine = engineOf(courseWorld());
  let sent = textOf(engine.handle(CONNECTED));
  const bytes = latin1Bytes(text);
  const take = (outputs: readonly Output[]): void => {
    sent += textOf(outputs);
    if (outputs.some((output) => output.type === 'timer' && output.timer === 'failed-login' && output.ms !== null)) {
      take(engine.handle({ type: 'elapsed', timer: 'failed-login' }));
    }
  };
  for (let at = 0; at < bytes.length; at += length) {
    take(engine.handle({ type: 'data', channel: MAIN, bytes: bytes.subarray(at, at + length) }));
  }
  return { sent, state: engine.state };
}

test('no bytes stop an engine, and how they are cut changes nothing', () => {
  fc.assert(
    fc.property(prefix, fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (before, lines, length) => {
      const text = before + lines.join('');
      const whole = outcome(text, 1 << 20);
      expect(outcome(text, length)).toEqual(whole);
      expect(whole.sent.length).toBeLessThan(1_000_000);
    }),
    { numRuns: 400 },
  );
});
