/** The sender against servers that say anything at all, and what its pieces promise. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Input, Output } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import { TLS } from '../transcript.ts';
import { dotStuffed } from './dot-stuffing.ts';
import { MessageText } from './message-text.ts';
import { ReplyReader } from './reply-reader.ts';
import { MESSAGE } from './relay.testkit.ts';
import { Sender } from './sender.ts';
import type { Outcome } from './transfer.ts';

const RECIPIENTS = ['one@far.thm', 'two@far.thm', 'three@far.thm'].map((address) => ({ address }));
const ENVELOPE = {
  message: {
    id: '1sMrpq-0001Ah-UT',
    reversePath: 'strategos@server.thm',
    recipients: RECIPIENTS,
    message: latin1Bytes(MESSAGE),
    arrived: 0,
    attempts: 0,
    nextAttempt: 0,
  },
  recipients: RECIPIENTS,
};

/** Plays inputs to a sender until it is closed; gives what it sent, and the outcomes. */
function play(inputs: Iterable<Input>): { sent: string; outcomes: (readonly Outcome[])[]; sender: Sender } {
  const to = { name: 'mail.far.thm', address: '10.10.9.9', port: 25 };
  const sender = new Sender({ channel: 'relay-1', to, helo: 'server.thm', envelope: ENVELOPE, tls: 'where-offered' });
  const outcomes: (readonly Outcome[])[] = [];
  let sent = '';
  const take = (outputs: readonly Output[]): void => {
    for (const output of outputs) {
      if (output.type !== 'send') continue;
      sent += latin1(output.body instanceof Uint8Array ? output.body : joinBytes([...output.body]));
    }
    const came = sender.takeOutcomes();
    if (came !== undefined) outcomes.push(came);
    if (sender.state === 'ready') take(sender.quit());
  };
  take(sender.start());
  for (const input of inputs) take(sender.handle(input));
  return { sent, outcomes, sender };
}

const channel = 'relay-1';
const ends = { local: { host: '10.10.41.192', port: 1 }, remote: { host: '10.10.9.9', port: 25 } };
const connected: Input = { type: 'connected', channel, ...ends };
const said = (text: string): Input => ({ type: 'data', channel, bytes: latin1Bytes(text) });

const replyLine = fc
  .tuple(
    fc.constantFrom('220', '250', '354', '421', '451', '500', '550', '000', '25', ''),
    fc.constantFrom(' ', '-', '', 'x'),
    fc.constantFrom('PIPELINING', 'CHUNKING', 'SIZE 10', 'DSN', 'SMTPUTF8', '8BITMIME', '\0', '\r', 'x'.repeat(5000)),
    fc.constantFrom('\r\n', '\n', ''),
  )
  .map((parts) => parts.join(''));
const anyInput: fc.Arbitrary<Input> = fc.oneof(
  { weight: 12, arbitrary: replyLine.map(said) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        '220 hi\r\n',
        '250-a\r\n250-PIPELINING\r\n250 x\r\n',
        '250-a\r\n250 STARTTLS\r\n',
        '250 ok\r\n',
        '354 go\r\n',
      )
      .map(said),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }).map((bytes): Input => ({ type: 'data', channel, bytes })) },
  { weight: 1, arbitrary: fc.constantFrom<Input>({ type: 'sent', channel }, { type: 'notified' }) },
  { weight: 1, arbitrary: fc.constant<Input>({ type: 'secured', channel, tls: TLS }) },
);
const ending = fc.constantFrom<Input>(
  { type: 'tls-failed', channel, reason: 'wrong version number', bytesRead: 5, bytesWritten: 300 },
  { type: 'ended', channel },
  { type: 'closed', channel },
  { type: 'elapsed', timer: channel },
);

test('whatever a server says, each recipient has one outcome in the end, and nothing is sent twice', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 40 }), ending, (inputs, end) => {
      const { outcomes, sent, sender } = play([connected, ...inputs, end, end]);
      expect(outcomes).toHaveLength(1);
      expect(outcomes[0]).toHaveLength(RECIPIENTS.length);
      expect(sent.match(/^MAIL FROM/gm)?.length ?? 0).toBeLessThanOrEqual(1);
      expect(sent.match(/^Subject: Test/gm)?.length ?? 0).toBeLessThanOrEqual(1);
      expect(sender.state).toBe('closed');
    }),
    { numRuns: 2000 },
  );
});

test('how the bytes are cut makes no difference', () => {
  fc.assert(
    fc.property(
      fc.array(replyLine, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (lines, sizes) => {
        const text = `220 hi\r\n250-x\r\n250 PIPELINING\r\n${lines.join('')}`;
        const pieces: string[] = [];
        for (let at = 0; at < text.length;) {
          const size = sizes[pieces.length % sizes.length] ?? 1;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        const end: Input = { type: 'closed', channel };
        const whole = play([connected, said(text), end]);
        const cut = play([connected, ...pieces.map(said), end]);
        expect(cut.outcomes).toEqual(whole.outcomes);
        expect(cut.sent).toBe(whole.sent);
      },
    ),
    { numRuns: 200 },
  );
});

test('a refused connection is an outcome for all', () => {
  const { outcomes, sender } = play([{ type: 'refused', channel, reason: 'no-route' }]);
  expect(outcomes).toEqual([
    RECIPIENTS.map(() => ({
      type: 'deferred',
      failure: { reason: 'No route to host', isTold: false },
    })),
  ]);
  expect(sender.state).toBe('closed');
});

test('a dial that is never answered is given up', () => {
  const { outcomes } = play([{ type: 'elapsed', timer: channel }]);
  expect(outcomes[0]?.[0]).toMatchObject({ failure: { reason: 'Connection timed out' } });
});

describe('doubled dots', () => {
  const text = fc
    .array(fc.constantFrom('.', '..', 'a', '\r\n', '\r\n.', 'x'.repeat(16_383), '\r', '\n'), { maxLength: 30 })
    .map((pieces) => pieces.join(''));

  test('are taken off again by whoever receives', () => {
    fc.assert(
      fc.property(text, (message) => {
        // What a queue holds has CRLF line ends only.
        const bytes = latin1Bytes(message.replace(/\r\n|\r|\n/g, '\r\n'));
        const received = new MessageText({ limitBytes: 1 << 24, endsWithDot: true });
        const wire = joinBytes([...dotStuffed(bytes)]);
        expect(received.push(wire)).toBe(wire.length);
        expect(received.isComplete).toBe(true);
        const isEnded = bytes.length === 0 || bytes.at(-1) === 10;
        expect(latin1(received.take())).toBe(latin1(bytes) + (isEnded ? '' : '\r\n'));
      }),
    );
  });

  test('cost time linear in a large message, and no second copy of it', () => {
    const lines = latin1Bytes('.x\r\n'.repeat(1 << 20));
    let longest = 0;
    let bytes = 0;
    for (const piece of dotStuffed(lines)) {
      longest = Math.max(longest, piece.length);
      bytes += piece.length;
    }
    expect(bytes).toBe(lines.length + (1 << 20) + 3);
    expect(longest).toBeLessThan(1 << 16);
  });
});

test.each<[string, string, unknown]>([
  ['one line', '250 OK\r\n', { code: '250', lines: ['250 OK'] }],
  ['several', '250-a\r\n250-b\r\n250 c\r\n', { code: '250', lines: ['250-a', '250-b', '250 c'] }],
  ['no text', '250\r\n', { code: '250', lines: ['250'] }],
  ['a bare LF', '250 OK\n', { code: '250', lines: ['250 OK'] }],
  ['a control character', '550 a\0b\rc\r\n', { code: '550', lines: ['550 a b c'] }],
  ['half a line', '250 O', undefined],
  ['half a reply', '250-a\r\n', undefined],
  ['no code', 'hello\r\n', { malformed: 'hello' }],
  ['another code behind', '250-a\r\n550 b\r\n', { malformed: '550 b' }],
])('a reply of %s', (_, text, reply) => {
  const reader = new ReplyReader();
  reader.push(latin1Bytes(text));
  expect(reader.next()).toEqual(reply);
});
