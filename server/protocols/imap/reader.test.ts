import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../labs/observation.ts';
import { latin1Bytes } from '../lines.ts';
import { bytesOf, parseTranscript } from '../transcript.ts';
import { ImapReader } from './reader.ts';

const FOLDER = new URL('./transcripts/', import.meta.url);

type Side = 'client' | 'server';

function read(reader: ImapReader, from: Side, text: string): readonly Exchange[] {
  return reader
    .read(from, latin1Bytes(text))
    .flatMap((reading) => (reading.type === 'exchange' ? [reading.exchange] : []));
}

/** What the reader makes of a conversation, `> line` and `< line` each. */
function exchangesOf(conversation: readonly string[], reader = new ImapReader()): readonly Exchange[] {
  return conversation.flatMap((line) =>
    read(reader, line.startsWith('>') ? 'client' : 'server', `${line.slice(2)}\r\n`),
  );
}

const GREETED = '< * OK [CAPABILITY IMAP4rev1] Dovecot (Ubuntu) ready.';
const LOGGED_IN = [GREETED, '> a LOGIN strategos TabulaRasa7', '< a OK Logged in'];
const SELECTED = [...LOGGED_IN, '> b SELECT inbox', '< * 4 EXISTS', '< b OK [READ-WRITE] Select completed.'];

test('reads the greeting, commands and states of a session', () => {
  const exchanges = exchangesOf([
    ...SELECTED,
    '> c fetch 03 (body[] flags)',
    '< * 3 FETCH (FLAGS (\\Seen) BODY[] {6}',
    '< four',
    '< )',
    '< c OK Fetch completed.',
    '> d LOGOUT',
    '< * BYE Logging out',
    '< d OK Logout completed.',
  ]);
  expect(exchanges).toMatchObject([
    { verb: 'GREETING', line: '', stateAfter: 'not-authenticated', reply: { status: 'OK', class: 'success' } },
    { verb: 'LOGIN', arguments: { user: 'strategos', password: 'TabulaRasa7' }, stateAfter: 'authenticated' },
    {
      verb: 'SELECT',
      arguments: { mailbox: 'INBOX' },
      stateAfter: 'selected',
      reply: { responseCode: 'READ-WRITE', text: 'Select completed.' },
    },
    {
      verb: 'FETCH',
      arguments: { sequenceSet: '3', items: ['BODY[]', 'FLAGS'] },
      reply: { lines: ['* 3 FETCH (FLAGS (\\Seen) BODY[] {6}', 'four', ')', 'c OK Fetch completed.'] },
    },
    {
      verb: 'LOGOUT',
      stateBefore: 'selected',
      stateAfter: 'logout',
      reply: { lines: ['* BYE Logging out', 'd OK Logout completed.'] },
    },
  ]);
});

test('the answer to a command sent before says nothing of a literal that waits', () => {
  const together = ['> b NOOP', '> c LOGIN {9}', '< b OK done', '< + OK', '> strategos secret', '< c OK Logged in'];
  expect(exchangesOf([GREETED, ...together]).slice(1)).toMatchObject([
    { verb: 'NOOP' },
    { verb: 'LOGIN', arguments: { user: 'strategos', password: 'secret' }, reply: { status: 'OK' } },
  ]);
});

test('a literal of the client is no command, whether the server takes it or not', () => {
  const taken = ['> a LOGIN {9}', '< + OK', '> strategos {11}', '< + OK', '> TabulaRasa7', '< a OK Logged in'];
  expect(exchangesOf([GREETED, ...taken]).slice(1)).toMatchObject([
    { verb: 'LOGIN', arguments: { user: 'strategos', password: 'TabulaRasa7' }, reply: { status: 'OK' } },
  ]);
  const refused = [
    '> b APPEND nosuch {5}',
    "< b NO [TRYCREATE] Mailbox doesn't exist: nosuch",
    '> c NOOP',
    '< c OK done',
  ];
  expect(exchangesOf([...LOGGED_IN, ...refused]).slice(2)).toMatchObject([
    { verb: 'APPEND', arguments: { mailbox: 'nosuch' }, reply: { status: 'NO', responseCode: 'TRYCREATE' } },
    { verb: 'NOOP' },
  ]);
  const atOnce = ['> b APPEND Sent {7+}', '> a NOOP', '> ', '< b OK [APPENDUID 1 1] Append completed.'];
  expect(exchangesOf([...LOGGED_IN, ...atOnce]).slice(2)).toMatchObject([{ verb: 'APPEND', reply: { status: 'OK' } }]);
});

test('a literal is found even where the client does not wait for the server', () => {
  const reader = new ImapReader();
  exchangesOf(LOGGED_IN, reader);
  expect(read(reader, 'client', 'b APPEND Sent {6}\r\nc NOOP\r\nd NOOP\r\n')).toEqual([]);
  expect(read(reader, 'server', '+ OK\r\nb OK done\r\nd OK done\r\n')).toMatchObject([
    { verb: 'APPEND' },
    { verb: 'NOOP', line: 'd NOOP' },
  ]);
});

test('IDLE is told when it begins and when it ends', () => {
  const idle = [
    '> c IDLE',
    '< + idling',
    '< * 5 EXISTS',
    '> DONE',
    '< c OK Idle completed.',
    '> d NOOP',
    '< d OK done',
  ];
  expect(exchangesOf([...SELECTED, ...idle]).slice(3)).toMatchObject([
    { verb: 'IDLE', reply: { status: '+', class: 'intermediate' } },
    { verb: 'IDLE', reply: { status: 'OK', lines: ['* 5 EXISTS', 'c OK Idle completed.'] } },
    { verb: 'NOOP' },
  ]);
});

test('credentials in base64 are read', () => {
  const asked = ['> a AUTHENTICATE PLAIN', '< + ', '> AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==', '< a OK Logged in'];
  const wanted = {
    verb: 'AUTHENTICATE',
    arguments: { mechanism: 'PLAIN', user: 'strategos', password: 'TabulaRasa7' },
  };
  expect(exchangesOf([GREETED, ...asked])[1]).toMatchObject(wanted);
  const atOnce = ['> a AUTHENTICATE PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==', '< a OK Logged in'];
  expect(exchangesOf([GREETED, ...atOnce])[1]).toMatchObject(wanted);
});

test('pipelined commands find their replies, a line without a tag too', () => {
  const pipelined = ['> b NOOP', '> ', '> c NOOP', '< b OK one', '< * BAD Invalid tag', '< c OK two'];
  expect(exchangesOf([...LOGGED_IN, ...pipelined]).slice(2)).toMatchObject([
    { line: 'b NOOP' },
    { line: '', isKnown: false, problem: { code: 'imap.problem.invalid-tag' }, reply: { status: 'BAD' } },
    { line: 'c NOOP', reply: { text: 'two' } },
  ]);
});

test('a server that hangs up answers the command in hand', () => {
  expect(exchangesOf([GREETED, '> a X', '< * BYE Too many invalid IMAP commands.']).at(-1)).toMatchObject({
    verb: 'X',
    isKnown: false,
    stateAfter: 'logout',
    reply: { status: 'BYE', class: 'failure' },
  });
});

describe('however the bytes are cut', () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  test.each(names)('%s is read the same', (name) => {
    const { items } = parseTranscript(readFileSync(new URL(name, FOLDER), 'utf8'));
    const pieces = items.flatMap((item) =>
      (item.kind === 'client' || item.kind === 'server') && item.session === 1
        ? [{ from: item.kind, bytes: bytesOf(item.text) }]
        : [],
    );
    const readAll = (length: number): unknown => {
      const reader = new ImapReader();
      return pieces.flatMap(({ from, bytes }) => {
        const readings = [];
        for (let at = 0; at < bytes.length; at += length)
          readings.push(...reader.read(from, bytes.subarray(at, at + length)));
        return readings;
      });
    };
    const whole = readAll(1 << 20);
    expect(readAll(1)).toEqual(whole);
    expect(readAll(3)).toEqual(whole);
  });
});

test('no bytes stop or grow a reader', () => {
  const fragment = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replace(/[^\x00-\xff]/g, '?')),
    fc.constantFrom(
      'a ',
      '* ',
      '+ ',
      'a OK ',
      '* BAD',
      '* BYE ',
      'LOGIN ',
      'IDLE',
      'AUTHENTICATE PLAIN',
      '\r\n',
      '\n',
      '{3}\r\n',
    ),
    fc.constantFrom(
      '{3+}\r\n',
      '{99999999999}\r\n',
      '"',
      '(',
      ')',
      '* 1 FETCH (BODY[] {9}\r\n',
      'DONE\r\n',
      'APPEND x ',
    ),
  );
  const piece = fc.tuple(fc.constantFrom<Side>('client', 'server'), fc.array(fragment, { maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const reader = new ImapReader();
      for (const [from, fragments] of pieces) read(reader, from, fragments.join(''));
      expect(['not-authenticated', 'authenticated', 'selected', 'logout']).toContain(reader.state);
    }),
    { numRuns: 500 },
  );
});

test('lines and literals without end are cut', () => {
  const reader = new ImapReader();
  exchangesOf(SELECTED, reader);
  const many = 'x'.repeat(1 << 16);
  read(reader, 'client', 'c FETCH 1 BODY[]\r\n');
  for (let i = 0; i < 64; i++)
    read(reader, 'server', i === 0 ? `* 1 FETCH (BODY[] {${64 * many.length}}\r\n${many}` : many);
  const [exchange] = read(reader, 'server', ')\r\nc OK done\r\n');
  expect(exchange?.reply.lines.every((line) => line.length <= 1000)).toBe(true);
});

test('a line with the tag of a command but without a status is no answer to it (RFC 3501 §7.1)', () => {
  const exchanges = exchangesOf([...LOGGED_IN, '> b NOOP', '< b', '< b x', '< b OK NOOP completed.']);
  expect(exchanges.map(({ verb, reply }) => [verb, reply.status])).toEqual([
    ['GREETING', 'OK'],
    ['LOGIN', 'OK'],
    ['NOOP', 'OK'],
  ]);
});
