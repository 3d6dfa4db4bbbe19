import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, begin, type Progress, resumed } from './checker.ts';
import type { CheckContext } from './context.ts';
import type { ConnectionSummary, Exchange, Observation, Transfer } from './observation.ts';
import { anyObservation, at, labOf, mailOf, more, no, said, ToyFacts, vocabularies } from './toy.testkit.ts';

function contextOf(steps: Readonly<Record<string, string>>, facts = new ToyFacts()): CheckContext {
  return { lab: labOf(steps), facts, vocabularies };
}

/** The progress after an observation, where time stands still. */
function after(context: CheckContext, progress: Progress, observation: Observation): Progress {
  return advance(context, progress, observation, 0);
}

/** The ids of the steps that the observations tick, in the order of ticking. */
function ticks(context: CheckContext, observations: readonly Observation[]): string[] {
  const end = observations.reduce((progress, one) => after(context, progress, one), begin(context.lab));
  return tickedIn(end);
}

function tickedIn({ steps }: Progress): string[] {
  const ticked = Object.entries(steps).filter(([, { tickedAt }]) => tickedAt !== undefined);
  return ticked.sort(([, one], [, other]) => (one.tickedAt ?? 0) - (other.tickedAt ?? 0)).map(([id]) => id);
}

const transfer: Transfer = {
  verb: 'CARRY',
  direction: 'to-client',
  path: '/srv/tea.txt',
  mode: 'passive',
  representation: 'image',
  isComplete: true,
};

function carried(change: Partial<Transfer> = {}, place = at('post')): Observation {
  return { type: 'transfer', at: place, transfer: { ...transfer, ...change }, bytes: 1, digest: 'x', isSecure: false };
}

const UNTOUCHED = { hints: 0, tries: 0, activeMs: 0 };
const WRITE = 'expect: {exchange: {verb: WRITE, arguments: {to: ann@post.thm}}}';
const CARRIED = 'expect: {transfer: {direction: to-client, path: tea.txt}}';

describe('what counts', () => {
  const valid: readonly (readonly [string, string, Observation])[] = [
    ['a command', 'expect: {exchange: {verb: HELLO}}', said('HELLO')],
    ['a verb that does the same', 'expect: {exchange: {verb: HELLO}}', said('HI')],
    ['… in the other direction too', 'expect: {exchange: {verb: HI}}', said('HELLO')],
    ['any case of the lab', 'expect: {exchange: {verb: hello}}', said('HELLO')],
    ['an argument', WRITE, said('WRITE ann@post.thm')],
    ['an argument in brackets and capitals', WRITE, said('WRITE <Ann@post.thm>')],
    [
      'a part of an argument',
      'expect: {exchange: {verb: WRITE, arguments: {to: {contains: POST}}}}',
      said('WRITE a@post'),
    ],
    [
      'another terminal and connection',
      WRITE,
      said('WRITE ann@post.thm', { at: { ...at('post'), connection: 7, terminal: 'phone' } }),
    ],
    ['a client from outside', 'expect: {connected: {}}', { type: 'connected', at: withoutTerminal() }],
    ['a reply asked for', 'expect: {exchange: {verb: WRITE, reply: 354}}', said('WRITE', { reply: more })],
    ['a class asked for', 'expect: {exchange: {verb: WRITE, reply: intermediate}}', said('WRITE', { reply: more })],
    ['a failure asked for', 'expect: {exchange: {verb: WRITE, reply: failure}}', said('WRITE', { reply: no })],
    ['any reply', 'expect: {exchange: {verb: WRITE, reply: any}}', said('WRITE', { reply: no })],
    ['a host by its name', 'expect: {connected: {host: post.thm}}', { type: 'connected', at: at('post') }],
    ['the end of a connection', 'expect: {closed: {}}', { type: 'closed', at: at('post'), by: 'server' }],
    ['a file, in whatever directory', CARRIED, carried()],
    ['a file by its whole path', 'expect: {transfer: {direction: to-client, path: /srv/tea.txt}}', carried()],
    ['a file by a verb', 'expect: {transfer: {direction: to-client, verb: CARRY, mode: passive}}', carried()],
    [
      'flags in any order and case',
      'expect: {exchange: {protocol: desk, verb: MARK, arguments: {flags: "b A"}}}',
      said('a MARK', { protocol: 'desk', arguments: { flags: ['a', 'B'] } }),
    ],
    ['one of several', `expect: {any: [{exchange: {verb: BYE}}, {exchange: {verb: HELLO}}]}`, said('HELLO')],
  ];
  test.each(valid)('%s', (_name, step, observation) => {
    expect(ticks(contextOf({ it: step }), [observation])).toEqual(['it']);
  });
});

describe('what does not count', () => {
  const invalid: readonly (readonly [string, string, Observation])[] = [
    ['another verb', 'expect: {exchange: {verb: HELLO}}', said('BYE')],
    ['a command that was refused', 'expect: {exchange: {verb: HELLO}}', said('HELLO', { reply: no })],
    ['a command that is not finished', 'expect: {exchange: {verb: HELLO}}', said('HELLO', { reply: more })],
    ['the same verb of another protocol', 'expect: {exchange: {verb: HELLO}}', said('HELLO', { at: at('desk') })],
    [
      'the same words on a connection that nobody reads',
      'expect: {exchange: {verb: HELLO}}',
      said('HELLO', { at: at(undefined) }),
    ],
    ['another argument', WRITE, said('WRITE bob@post.thm')],
    ['no argument', WRITE, said('WRITE', { arguments: {} })],
    [
      'an argument that every object has',
      'expect: {exchange: {verb: WRITE, arguments: {to: x}}}',
      said('WRITE', { arguments: Object.create({ to: 'x' }) as Exchange['arguments'] }),
    ],
    ['another host', 'expect: {connected: {host: post.thm}}', { type: 'connected', at: at('post', '10.0.0.2') }],
    ['a host that the world lacks', 'expect: {connected: {host: gone.thm}}', { type: 'connected', at: at('post') }],
    [
      'a connection that was refused',
      'expect: {connected: {}}',
      { type: 'refused', server: at('post').server, reason: 'refused' },
    ],
    ['another file', CARRIED, carried({ path: 'coffee.txt' })],
    ['a file that came in half', CARRIED, carried({ isComplete: false })],
    ['a file in the other direction', CARRIED, carried({ direction: 'to-server' })],
    [
      'words that were only typed',
      'expect: {exchange: {verb: HELLO}}',
      { type: 'typed', terminal: 'laptop', program: 'sh', line: 'echo HELLO' },
    ],
    [
      'words that were printed by the learner himself',
      'expect: {exchange: {verb: HELLO}}',
      { type: 'typed', terminal: 'laptop', program: 'cat', line: '250 HELLO' },
    ],
    ['half of all', 'expect: {all: [{exchange: {verb: BYE}}, {exchange: {verb: HELLO}}]}', said('HELLO')],
  ];
  test.each(invalid)('%s', (_name, step, observation) => {
    const context = contextOf({ it: step });
    expect(ticks(context, [observation])).toEqual([]);
  });
});

test('steps are ticked in any order, each once', () => {
  const context = contextOf({
    one: 'expect: {exchange: {verb: HELLO}}',
    two: WRITE,
    three: 'expect: {exchange: {verb: BYE}}',
  });
  expect(ticks(context, [said('BYE'), said('HELLO'), said('BYE'), said('WRITE ann@post.thm')])).toEqual([
    'three',
    'one',
    'two',
  ]);
});

test('a step that comes after another counts only what happens then', () => {
  const context = contextOf({
    one: 'expect: {exchange: {verb: HELLO}}',
    two: 'expect: {exchange: {verb: HI}}\nafter: [one]',
  });
  expect(ticks(context, [said('HI')])).toEqual(['one']);
  expect(ticks(context, [said('HI'), said('HI')])).toEqual(['one', 'two']);
});

test('several events may come one by one, over connections', () => {
  const context = contextOf({
    it: 'expect: {all: [{exchange: {verb: HELLO}}, {any: [{exchange: {verb: BYE}}, {closed: {}}]}]}',
  });
  const half = after(context, begin(context.lab), said('HELLO'));
  expect(half.steps['it']).toEqual({ ...UNTOUCHED, runs: [{ met: { 0: 1 }, connection: 1 }] });
  expect(after(context, half, said('HELLO'))).toBe(half);
  const whole = after(context, half, { type: 'closed', at: { ...at('post'), connection: 2 }, by: 'client' });
  expect(whole.steps).toEqual({ it: { ...UNTOUCHED, tickedAt: 1, connection: 2 } });
  expect(whole).not.toHaveProperty('current');
});

describe('facts', () => {
  const SENT =
    'expect: {all: [{exchange: {verb: WRITE}}, {mail: {account: ann, headers: {subject: {contains: hello}}, contains: world}}]}';
  const changed: Observation = { type: 'world-changed' };

  test('count as they are now, whenever the world changes', () => {
    const facts = new ToyFacts();
    const context = contextOf({ it: SENT }, facts);
    const sent = after(context, begin(context.lab), said('WRITE'));
    expect(tickedIn(sent)).toEqual([]);
    expect(after(context, sent, changed)).toBe(sent);
    facts.mailsOf.set('ann/INBOX', [mailOf('Oh, hello', 'big   World')]);
    expect(tickedIn(after(context, sent, changed))).toEqual(['it']);
  });

  test('are not asked for before the events have happened', () => {
    const facts = new ToyFacts();
    facts.mailsOf.set('ann/INBOX', [mailOf('hello', 'world')]);
    const context = contextOf({ it: SENT }, facts);
    expect(ticks(context, [changed, said('HELLO')])).toEqual([]);
    expect(facts.asked).toBe(0);
  });

  const mail = mailOf('Tea at five', 'Bring milk', ['\\Seen']);
  test.each([
    ['{mail: {account: ann}}', true],
    ['{mail: {account: ann, headers: {Subject: tea at FIVE}}}', true],
    ['{mail: {account: ann, headers: {subject: tea}}}', false],
    ['{mail: {account: ann, headers: {to: tea}}}', false],
    ['{mail: {account: ann, flags: ["\\\\seen"]}}', true],
    ['{mail: {account: ann, flags: ["\\\\Seen", "\\\\Deleted"]}}', false],
    ['{mail: {account: ann, contains: MILK}}', true],
    ['{mail: {account: ann, count: 1}}', true],
    ['{mail: {account: ann, count: 2}}', false],
    ['{mail: {account: ann, mailbox: Gone, count: 0}}', false],
    ['{mail: {account: bob}}', false],
    ['{file: {host: client.thm, path: ~/tea.txt}}', true],
    ['{file: {host: client.thm, path: ~/tea.txt, contains: leaves, sizeBytes: 10}}', true],
    ['{file: {host: client.thm, path: ~/tea.txt, sizeBytes: 11}}', false],
    ['{file: {host: client.thm, path: ~/tea.txt, contains: coffee}}', false],
    ['{file: {host: client.thm, path: ~/gone.txt}}', false],
    ['{any: [{mail: {account: bob}}, {file: {host: client.thm, path: ~/tea.txt}}]}', true],
  ])('%s is %s', (check, isTrue) => {
    const facts = new ToyFacts();
    facts.mailsOf.set('ann/INBOX', [mail]);
    facts.files.set('client.thm:~/tea.txt', { sizeBytes: 10, text: 'tea Leaves', digest: '' });
    expect(ticks(contextOf({ it: `expect: ${check}` }, facts), [changed])).toEqual(isTrue ? ['it'] : []);
  });
});

test('progress is plain JSON, names the current step and is the same where nothing advanced', () => {
  const context = contextOf({ one: 'expect: {exchange: {verb: HELLO}}', two: WRITE });
  const start = begin(context.lab);
  expect(start).toEqual({ steps: { one: UNTOUCHED, two: UNTOUCHED }, current: 'one' });
  const half = after(context, start, said('HELLO'));
  expect(half.steps).toEqual({ one: { ...UNTOUCHED, tickedAt: 1, connection: 1 }, two: UNTOUCHED });
  expect(half.current).toBe('two');
  expect(JSON.parse(JSON.stringify(half))).toEqual(half);
  expect(after(context, half, said('HELLO'))).toBe(half);
  expect(start).toEqual(begin(context.lab));
  const whole = after(context, half, said('WRITE ann@post.thm'));
  expect(whole).not.toHaveProperty('current');
  expect(whole.isFinished).toBe(true);
});

describe('progress that was kept', () => {
  const context = contextOf({ one: 'expect: {all: [{exchange: {verb: HELLO}}, {exchange: {verb: BYE}}]}', two: WRITE });

  test('by an earlier version goes on where it was, and a step that it does not know begins', () => {
    const kept = resumed(context.lab, { steps: { one: { hints: 2, met: ['0'] } }, current: 'one' });
    expect(kept.steps).toEqual({ one: { ...UNTOUCHED, hints: 2, runs: [{ met: { 0: 1 } }] }, two: UNTOUCHED });
    const ticked = after(context, kept, said('BYE'));
    expect(ticked.steps['one']).toEqual({ ...UNTOUCHED, hints: 2, tickedAt: 1, connection: 1 });
    expect(tickedIn(after(context, ticked, said('WRITE ann@post.thm')))).toEqual(['one', 'two']);
  });

  test('of a step that the lab no longer has is left out', () => {
    expect(resumed(context.lab, { steps: { gone: { tickedAt: 1, hints: 0 } } })).toEqual(begin(context.lab));
  });
});

function withoutTerminal(): ConnectionSummary {
  const { terminal: _terminal, ...rest } = at('post');
  return rest;
}

test('no observation makes it throw, untick a step or lose a step', () => {
  const context = contextOf({
    one: WRITE,
    two: CARRIED,
    three: 'expect: {all: [{exchange: {verb: HELLO}}, {closed: {}}]}\nafter: [one]',
  });
  fc.assert(
    fc.property(fc.array(anyObservation, { maxLength: 30 }), (observations) => {
      let progress = begin(context.lab);
      for (const observation of observations) {
        const before = tickedIn(progress);
        progress = after(context, progress, observation);
        expect(tickedIn(progress).slice(0, before.length)).toEqual(before);
        expect(Object.keys(progress.steps)).toEqual(['one', 'two', 'three']);
      }
      expect(JSON.parse(JSON.stringify(progress))).toEqual(progress);
    }),
    { numRuns: 200 },
  );
});
