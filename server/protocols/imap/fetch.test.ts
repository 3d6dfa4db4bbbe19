/** What transcripts can't show: how much is held while a client reads slowly, and that no request costs more than it should. */
import { expect, test } from 'vitest';
import type { World } from '../../sandbox/world.ts';
import { type Body, MAIN, type Output } from '../engine.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import type { ImapEngine } from './engine.ts';
import { courseWorld, deliver, engineOf } from './imap.testkit.ts';

const ROOM = { addedBytes: 1 << 27, messageBytes: 1 << 20 };

function selected(world: World): ImapEngine {
  const engine = engineOf(world, ROOM);
  const ends = { local: { host: '10.10.41.192', port: 143 }, remote: { host: '10.11.81.126', port: 40_000 } };
  engine.handle({ type: 'connected', channel: MAIN, ...ends });
  say(engine, 'a LOGIN strategos TabulaRasa7\r\nb SELECT INBOX\r\n');
  return engine;
}

/** What is said at once. */
function say(engine: ImapEngine, text: string): readonly Output[] {
  return engine.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes(text) });
}

function bodiesOf(outputs: readonly Output[]): readonly Body[] {
  return outputs.flatMap((output) => (output.type === 'send' ? [output.body] : []));
}

function textOf(outputs: readonly Output[]): string {
  return bodiesOf(outputs)
    .map((body) => (body instanceof Uint8Array ? latin1(body) : Array.from(body, latin1).join('')))
    .join('');
}

/** Everything, read by a client that keeps up. */
function ask(engine: ImapEngine, text: string): string {
  let told = textOf(say(engine, text));
  for (;;) {
    const more = textOf(engine.handle({ type: 'sent', channel: MAIN }));
    if (more === '') return told;
    told += more;
  }
}

function withMails(count: number, text: (i: number) => string): World {
  const world = courseWorld(ROOM);
  for (let i = 0; i < count; i++) deliver(world, text(i));
  return world;
}

test('a reply of many mails is made as it leaves, and what stands behind it waits', () => {
  const body = `${'x'.repeat(998)}\r\n`.repeat(20);
  const engine = selected(withMails(300, (i) => `Subject: ${i}\r\n\r\n${body}`));
  const outputs = say(engine, 'c FETCH 5:* BODY.PEEK[TEXT]\r\nd NOOP\r\ne LOGOUT\r\n');
  const [first, ...others] = bodiesOf(outputs);
  expect(others).toEqual([]);
  if (first === undefined || first instanceof Uint8Array) throw new Error('the reply was made whole');
  const pieces = first[Symbol.iterator]();
  let told = '';
  for (let piece = pieces.next(); piece.done !== true; piece = pieces.next()) {
    // One mail's text is a piece of its own: none is joined with the next.
    expect(piece.value.length).toBeLessThanOrEqual(body.length);
    told += latin1(piece.value);
  }
  expect(told.split(' FETCH (').length - 1).toBe(300);
  expect(told).toMatch(/c OK Fetch completed \(0\.001 \+ 0\.000 secs\)\.\r\n$/);
  expect(textOf(engine.handle({ type: 'sent', channel: MAIN }))).toContain('d OK NOOP completed');
  expect(engine.state).toBe('logout');
});

test('mails that go while the reply is read are told as they were', () => {
  const world = withMails(100, (i) => `Subject: ${i}\r\n\r\n${'text '.repeat(2000)}\r\n`);
  const engine = selected(world);
  const outputs = say(engine, 'c FETCH 5:* (FLAGS BODY.PEEK[TEXT])\r\n');
  const other = selected(world);
  ask(other, 'c STORE 1:* +FLAGS.SILENT (\\Deleted \\Seen)\r\nd EXPUNGE\r\n');
  const told = textOf(outputs);
  expect(told.match(/FETCH \(FLAGS \(\\Recent\) BODY\[TEXT\] \{10002\}/g)).toHaveLength(100);
  expect(ask(engine, 'd NOOP\r\n').match(/EXPUNGE/g)).toHaveLength(104);
});

test('what a client sends behind a reply that it does not read is bounded', () => {
  const engine = selected(withMails(50, () => `\r\n${'x'.repeat(10_000)}\r\n`));
  say(engine, 'c FETCH 5:* BODY.PEEK[]\r\n');
  const flood = new Uint8Array(65_536).fill(65);
  let told = '';
  for (let sent = 0; sent < 3 * ROOM.messageBytes && told === ''; sent += flood.length) {
    told = textOf(engine.handle({ type: 'data', channel: MAIN, bytes: flood }));
  }
  expect(told).toBe('* BYE Input buffer full, aborting\r\n');
});

test('a client that has said all still gets all', () => {
  const engine = selected(withMails(50, () => `\r\n${'x'.repeat(10_000)}\r\n`));
  say(engine, 'c FETCH 5:* BODY.PEEK[]\r\nd FETCH 5:* BODY.PEEK[]\r\ne NOOP\r\n');
  expect(engine.handle({ type: 'ended', channel: MAIN })).toEqual([]);
  const second = engine.handle({ type: 'sent', channel: MAIN });
  expect(textOf(second)).toContain('d OK Fetch completed');
  const last = engine.handle({ type: 'sent', channel: MAIN });
  expect(textOf(last)).toContain('e OK NOOP completed');
  expect(last.at(-1)).toEqual({ type: 'close', channel: MAIN });
});

const PARTS = 9000;
const parts = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(PARTS)}--b--\r\n`;
const fields = Array.from({ length: 5000 }, (_, i) => `X-${i}: y\r\n`).join('');
const deep = Array.from(
  { length: 1000 },
  (_, i) => `Content-Type: multipart/mixed; boundary=${i}\r\n\r\n--${i}\r\n`,
).join('');
const all = (count: number, write: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ');

test.each([
  ['thousands of parts of a mail of nine thousand', parts, all(5000, (i) => `BODY[${i + 1}]`), 'BODY[5000] {1}\r\nx'],
  ['thousands of decoded parts', parts, all(4000, (i) => `BINARY[${i + 1}]`), 'BINARY[4000] {1}\r\nx'],
  [
    'thousands of fields by name',
    `${fields}\r\n`,
    `BODY[HEADER.FIELDS (${all(5000, (i) => `X-${i}`)})]`,
    'X-4999: y\r\n\r\n)',
  ],
  ['all fields but those', `${fields}\r\n`, all(100, () => 'BODY[HEADER.FIELDS.NOT (X)]'), 'X-4999: y\r\n\r\n)'],
  ['a part of a thousand levels', deep, `BODY[1${'.1'.repeat(20_000)}]`, ' {0}\r\n'],
  ['the structure of a thousand levels', deep, 'BODYSTRUCTURE BODY ENVELOPE', '"mixed"'],
  ['the same over and over', parts, all(60, () => 'BINARY[]'), 'BINARY[] {'],
  [
    'a preview of tags without an end',
    `Content-Type: text/html\r\n\r\n${'<a "'.repeat(200_000)}`,
    'PREVIEW',
    'PREVIEW ""',
  ],
  ['a preview of quotes only', `\r\n${'> \r\n'.repeat(200_000)}`, 'PREVIEW', 'PREVIEW ""'],
])('work is bounded: %s', (_what, mail, items, told) => {
  const engine = selected(withMails(1, () => mail));
  expect(ask(engine, `c FETCH 5 (${items})\r\n`)).toContain(told);
});
