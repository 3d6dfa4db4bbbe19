import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, begin } from './checker.ts';
import { type Advice, Coach } from './coach.ts';
import { isTicked } from './coach-steps.ts';
import type { CoachContext } from './context.ts';
import type { Observation } from './observation.ts';
import { anyObservation, at, labOf, mailOf, more, no, post, said, ToyFacts, vocabularies } from './toy.testkit.ts';
import { coach } from './words/en/coach.ts';
import { say } from './words/say.ts';

const context: CoachContext = {
  lab: labOf({
    connect: 'expect: {connected: {}}',
    hello: 'expect: {exchange: {verb: HELLO}}',
    write: 'expect: {exchange: {verb: WRITE, arguments: {to: ann@post.thm}}}\nafter: [hello]',
  }),
  facts: new ToyFacts(),
  vocabularies,
};

/** What a coach says about each observation in turn, to a learner who has just begun the lab. */
function adviceOnAll(observations: readonly Observation[], setting: CoachContext = context): (Advice | undefined)[] {
  const listener = new Coach(setting);
  let progress = begin(setting.lab);
  return observations.map((observation) => {
    const before = progress;
    progress = advance(setting, before, observation, 0);
    const hasTicked = setting.lab.steps.some(({ id }) => isTicked(progress, id) && !isTicked(before, id));
    return listener.hear({ progress, observation, hasTicked });
  });
}

/** What the coach says about the observation, as `code` and its parameters, to a learner who is at the second step. */
function adviceOn(observation: Observation, setting: CoachContext = context): unknown {
  const [, advice] = adviceOnAll([{ type: 'connected', at: at('post') }, observation], setting);
  if (advice === undefined) return undefined;
  expect(advice.step).toBe('hello');
  // Each sentence is there, and every hole in it is filled.
  const sentence = say(coach, advice.code, advice.params);
  if (advice.code.startsWith('coach.')) expect(sentence).not.toMatch(/[{}]|^coach\./);
  return [advice.code, advice.params];
}

function typed(line: string, program = 'sh'): Observation {
  return { type: 'typed', terminal: 'laptop', program, line };
}

function refused(line: string, rest: Parameters<typeof said>[1] = {}): Observation {
  return said(line, { reply: no, ...rest });
}

describe('a slip and what is said about it', () => {
  const slips: readonly (readonly [string, Observation, string, Record<string, string>])[] = [
    [
      'a command of another protocol',
      refused('a LOOK x'),
      'coach.other-protocol',
      { verb: 'LOOK', came: 'DESK', protocol: 'POST' },
    ],
    ['… without its tag', refused('LOOK x'), 'coach.other-protocol', { verb: 'LOOK', came: 'DESK', protocol: 'POST' }],
    [
      '… in the other direction',
      refused('BYE', { protocol: 'desk' }),
      'coach.other-protocol',
      { verb: 'BYE', came: 'POST', protocol: 'DESK' },
    ],
    ['no tag', refused('MARK x', { protocol: 'desk' }), 'desk.problem.no-tag', {}],
    ['a misspelt verb', refused('WIRTE ann@post.thm'), 'coach.misspelt', { typed: 'WIRTE', verb: 'WRITE' }],
    ['a misspelt verb of another state', refused('HELO'), 'coach.misspelt', { typed: 'HELO', verb: 'HELLO' }],
    ['a verb of no protocol', refused('SING'), 'coach.unknown-verb', { verb: 'SING', protocol: 'POST' }],
    [
      'a long line of nonsense',
      refused('X'.repeat(900)),
      'coach.unknown-verb',
      { verb: `${'X'.repeat(40)}…`, protocol: 'POST' },
    ],
    ['an empty line', refused(''), 'coach.empty-line', { protocol: 'POST' }],
    [
      'too early, with a way from here',
      refused('WRITE x', { stateBefore: 'new' }),
      'coach.wrong-order',
      { verb: 'WRITE', way: 'HELLO' },
    ],
    [
      'too early, without one',
      refused('CARRY x', { stateBefore: 'new' }),
      'coach.wrong-state',
      { verb: 'CARRY', state: 'new', protocol: 'POST' },
    ],
    [
      'past its moment, with a way back',
      refused('WRITE x', { stateBefore: 'aside' }),
      'coach.way-back',
      { verb: 'WRITE', way: 'BYE' },
    ],
    [
      'too late',
      refused('WRITE x', { stateBefore: 'done' }),
      'coach.too-late',
      { verb: 'WRITE', state: 'done', protocol: 'POST' },
    ],
    [
      'a wrong shape',
      refused('WRITE', { problem: { code: 'post.problem.to', params: { a: 'b' } } }),
      'post.problem.to',
      { a: 'b' },
    ],
    [
      'a refusal for another reason',
      refused('WRITE bob@post.thm'),
      'coach.failure',
      { verb: 'WRITE', status: '500', text: 'no' },
    ],
    [
      'a shell command in the session',
      refused('cat tea.txt'),
      'coach.shell-command',
      { word: 'cat', protocol: 'POST' },
    ],
    ['a session command at the shell', typed('HELLO there'), 'coach.at-the-shell', { verb: 'HELLO', protocol: 'POST' }],
    ['… in small letters', typed('  write x'), 'coach.at-the-shell', { verb: 'WRITE', protocol: 'POST' }],
    ['… of a protocol with tags', typed('a1 LOOK'), 'coach.at-the-shell', { verb: 'LOOK', protocol: 'DESK' }],
    [
      'a word of a client program at the shell',
      typed('get tea.txt'),
      'coach.client-at-the-shell',
      { word: 'get', program: 'ftp' },
    ],
    [
      'a verb of the wire in a client program',
      typed('retr tea.txt', 'ftp'),
      'coach.wire-verb',
      { verb: 'RETR', program: 'ftp', own: 'get' },
    ],
    [
      'a port where nobody is',
      { type: 'refused', server: { host: '10.0.0.1', port: 24 }, reason: 'Connection refused' },
      'coach.refused',
      { host: '10.0.0.1', port: '24', protocol: 'POST' },
    ],
    [
      'an address where nobody is',
      { type: 'refused', server: { host: '10.0.0.7', port: 25 }, reason: 'No route to host' },
      'coach.no-host',
      { host: '10.0.0.7' },
    ],
    [
      'a service of another protocol',
      { type: 'connected', at: at('desk', '10.0.0.1', 143) },
      'coach.other-service',
      { host: '10.0.0.1', port: '143', came: 'DESK', protocol: 'POST' },
    ],
    [
      'a host that is not there',
      { type: 'unknown-host', name: 'psot.thm' },
      'coach.unknown-host',
      { name: 'psot.thm' },
    ],
    [
      'a placeholder typed as it stands',
      { type: 'unknown-host', name: 'MACHINE_IP' },
      'coach.placeholder',
      { name: 'MACHINE_IP' },
    ],
  ];
  test.each(slips)('%s', (_name, observation, code, params) => {
    expect(adviceOn(observation)).toEqual([code, params]);
  });
});

describe('nothing is said about', () => {
  test.each<[string, Observation]>([
    ['a line that ticks a step', said('HELLO')],
    ['the right line again', said('HI')],
    ['a command that the server takes', said('BYE')],
    ['a reply that asks for more', said('CARRY x', { reply: more })],
    ['the greeting', said('', { verb: 'GREETING', isKnown: false, reply: no })],
    ['a connection of the right service', { type: 'connected', at: at('post') }],
    ['a data connection', { type: 'connected', at: at(undefined) }],
    ['the end of a connection', { type: 'closed', at: at('post'), by: 'client' }],
    ['a change of the world', { type: 'world-changed' }],
    ['a program started at the shell', typed('telnet post.thm 25')],
    ['words printed at the shell', typed('echo HELLO')],
    ['a file whose name is a command', typed('cat LOOK')],
    ['help at the shell', typed('help')],
    ['nothing typed', typed('   ')],
    ['what is typed to a session', typed('SING', 'telnet')],
    ['a word that the client knows', typed('get tea.txt', 'ftp')],
  ])('%s', (_name, observation) => {
    expect(adviceOn(observation)).toBeUndefined();
  });
});

test('a command about something else than the step wants', () => {
  const lab = labOf({
    connect: 'expect: {connected: {}}',
    hello: 'expect: {any: [{exchange: {verb: WRITE, arguments: {to: ann@post.thm}}}, {closed: {}}]}',
  });
  expect(adviceOn(said('WRITE bob@post.thm'), { ...context, lab })).toEqual([
    'coach.other-name.address',
    { verb: 'WRITE' },
  ]);
});

test('a right answer that comes before the rest of its step', () => {
  const lab = labOf({ hello: 'expect: {all: [{exchange: {verb: HELLO}}, {answer: {ask: "Why?", text: flag-1234}}]}' });
  const answered = (text: string): Observation => ({ type: 'answered', step: 'hello', question: 0, text });
  const adviceAfter = (text: string): unknown => adviceOnAll([answered(text)], { ...context, lab })[0]?.code;
  expect(adviceAfter('Flag-1234')).toBeUndefined();
  expect(adviceAfter('flag-1235')).toBe('coach.answer.near');
});

test('a port at which a handshake is awaited', () => {
  const lab = labOf({ connect: 'expect: {any: [{connected: {port: 110}}, {secured: {port: 995}}]}' });
  const adviceAt = (port: number): unknown => {
    const place = { ...at('post'), server: { ...at('post').server, port } };
    return adviceOnAll([{ type: 'connected', at: place }], { ...context, lab })[0]?.code;
  };
  expect(adviceAt(995)).toBeUndefined();
  expect(adviceAt(996)).toBe('coach.other-port-reached');
});

test('a line that the step at hand wants as well as a later one', () => {
  const write = '{exchange: {verb: WRITE, arguments: {to: ann@post.thm}}}';
  const lab = labOf({
    connect: 'expect: {connected: {}}',
    hello: `expect: {inOrder: [${write}, {closed: {}}]}`,
    write: `expect: {inOrder: [${write}, {exchange: {verb: BYE}}]}\nafter: [hello]`,
  });
  expect(adviceOn(said('WRITE ann@post.thm'), { ...context, lab })).toBeUndefined();
  expect(adviceOn(said('BYE'), { ...context, lab })).toMatchObject(['coach.later-step', { step: '3', now: '2' }]);
});

test("an author's mistake about a word that is no command, in whatever case it was typed", () => {
  const lab = labOf({
    connect: 'expect: {connected: {}}',
    hello: 'expect: {exchange: {verb: HELLO}}\nmistakes: [{when: {exchange: {verb: SING}}, say: "No songs."}]',
  });
  const setting = { ...context, lab };
  for (const verb of ['SING', 'sing', 'Sing']) {
    expect(adviceOn(refused(`${verb} x`, { verb, isKnown: false }), setting)).toEqual(['coach.mistake', {}]);
  }
});

test("an author's mistake about a line that is on the way, but does not go on with the step", () => {
  const lab = labOf({
    connect: 'expect: {connected: {}}',
    hello: [
      'expect: {inOrder: [{exchange: {verb: WRITE}}, {exchange: {verb: BYE}}]}',
      'mistakes: [{when: {exchange: {verb: BYE}}, say: "Write first."}]',
    ].join('\n'),
  });
  expect(adviceOn(said('BYE'), { ...context, lab })).toEqual(['coach.mistake', {}]);
});

test('a line that ticked its step is not held against the next one, whose fact is not so', () => {
  const facts = new ToyFacts();
  const write = post.verbs.get('WRITE') ?? expect.fail('no such verb');
  const verbs = new Map([...post.verbs, ['WRITE', { ...write, isAtOnce: true }]]);
  const lab = labOf({
    ann: 'expect: {mail: {account: ann}}',
    bob: 'expect: {mail: {account: bob}}\nafter: [ann]',
  });
  facts.mailsOf.set('ann/INBOX', [mailOf('Hello', '')]);
  facts.mailsOf.set('bob/INBOX', []);
  const heard = adviceOnAll(
    [{ type: 'world-changed' }, said('WRITE ann'), typed('WRITE ann', 'telnet'), said('WRITE ann')],
    { ...context, lab, facts, vocabularies: new Map([['post', { ...post, verbs }]]) },
  );
  expect(heard.map((advice) => advice?.code)).toEqual([undefined, undefined, undefined, 'coach.fact.mail']);
});

test('a transfer of something else than the step wants', () => {
  const lab = labOf({
    connect: 'expect: {connected: {}}',
    hello: 'expect: {transfer: {verb: CARRY, direction: to-client, path: tea.txt}}',
  });
  const transfer = {
    verb: 'CARRY',
    direction: 'to-client',
    path: 'tea.txt',
    mode: 'passive',
    representation: 'image',
    isComplete: true,
  } as const;
  const carried = (change: object): Observation => {
    return {
      type: 'transfer',
      at: at('post'),
      transfer: { ...transfer, ...change },
      bytes: 1,
      digest: '',
      isSecure: false,
    };
  };
  const setting = { ...context, lab };
  expect(adviceOn(carried({ path: 'coffee.txt' }), setting)).toEqual(['coach.other-value.path', { verb: 'CARRY' }]);
  expect(adviceOn(carried({ path: '', verb: 'HELLO' }), setting)).toBeUndefined();
  expect(adviceOn(carried({ path: 'coffee.txt', isComplete: false }), setting)).toBeUndefined();
  const more = labOf({
    connect: 'expect: {connected: {}}',
    hello: 'expect: {all: [{transfer: {verb: CARRY, direction: to-client}}, {answer: {ask: "Why?", number: 1}}]}',
  });
  expect(adviceOn(carried({}), { ...context, lab: more })).toBeUndefined();
});

test('what the protocol itself says comes last', () => {
  const meanings = new Map([['post', () => ({ code: 'post.meaning.500' })]]);
  expect(adviceOn(refused('WRITE bob@post.thm'), { ...context, meanings })).toEqual(['post.meaning.500', {}]);
  expect(adviceOn(refused('WIRTE x'), { ...context, meanings })).toMatchObject(['coach.misspelt', {}]);
});

test('the end of the lab has no step to speak of', () => {
  const lab = labOf({ connect: 'expect: {connected: {}}' });
  const said = adviceOnAll([{ type: 'connected', at: at('post') }, refused('SING')], { ...context, lab });
  expect(said[1]).toEqual({ code: 'coach.unknown-verb', params: { verb: 'SING', protocol: 'POST' } });
});

test('no observation makes it throw, and all it says has words', () => {
  fc.assert(
    fc.property(fc.array(anyObservation, { maxLength: 6 }), (observations) => {
      for (const advice of adviceOnAll(observations)) {
        if (advice === undefined) continue;
        expect([...Object.keys(coach), 'desk.problem.no-tag']).toContain(advice.code);
        expect(say(coach, advice.code, advice.params)).not.toMatch(/\{[a-z]+\}/);
      }
    }),
    { numRuns: 500 },
  );
});
