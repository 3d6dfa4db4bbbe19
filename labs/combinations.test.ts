/** Checks put together of others, over several lines and steps. Long because each way of putting together has its scenes. */
import { describe, expect, test } from 'vitest';
import { advance, begin, type Progress } from './checker.ts';
import type { CheckContext } from './context.ts';
import type { Observation } from './observation.ts';
import { RUNS_LIMIT } from './run.ts';
import { at, labOf, mailOf, more, no, said, ToyFacts, vocabularies, yes } from './toy.testkit.ts';

/**
 * What happens, one after the other: `HELLO`, `2:HELLO` on the second connection, `@9 HELLO` nine seconds after the
 * beginning, `HELLO!` refused, `connect`, `secure`, `close`, `changed`.
 */
function scene(text: string): { readonly observation: Observation; readonly at: number }[] {
  let seconds = 0;
  return text.split(', ').map((part) => {
    const [, time, connection = '1', line = ''] = /^(?:@(\d+) )?(?:(\d+):)?(.*)$/.exec(part) ?? [];
    seconds = time === undefined ? seconds : Number(time);
    return { observation: happening(line, Number(connection)), at: seconds * 1000 };
  });
}

function happening(line: string, connection: number): Observation {
  const place = { ...at('post'), connection };
  switch (line) {
    case 'connect':
      return { type: 'connected', at: place };
    case 'secure':
      return { type: 'secured', at: place, tls: { version: 'TLSv1.3', cipher: 'x' } };
    case 'close':
      return { type: 'closed', at: place, by: 'client' };
    case 'changed':
      return { type: 'world-changed' };
    default: {
      const isRefused = line.endsWith('!');
      const [verb = ''] = line.split(' ');
      const reply = isRefused ? no : verb === 'HOLD' ? more : { ...yes, lines: [`250 ${line}`] };
      return said(line.replace(/!$/, ''), { at: place, reply });
    }
  }
}

function play(context: CheckContext, text: string): Progress {
  return scene(text).reduce(
    (progress, { observation, at: time }) => advance(context, progress, observation, time),
    begin(context.lab),
  );
}

function isTicked(check: string, text: string, facts = new ToyFacts()): boolean {
  const context = { lab: labOf({ it: `expect: ${check}` }), facts, vocabularies };
  return play(context, text).steps['it']?.tickedAt !== undefined;
}

const HELLO = '{exchange: {verb: HELLO}}';
const BYE = '{exchange: {verb: BYE}}';
const CARRY = '{exchange: {verb: CARRY}}';
const WRITE_X = '{exchange: {verb: WRITE, arguments: {to: "${x}"}}}';
const CARRY_X = '{exchange: {verb: CARRY, arguments: {to: "${x}"}}}';

describe.each([
  // Each after the one before it.
  [`{inOrder: [${HELLO}, ${BYE}]}`, 'HELLO, BYE', true],
  [`{inOrder: [${HELLO}, ${BYE}]}`, 'BYE, HELLO', false],
  [`{inOrder: [${HELLO}, ${BYE}]}`, 'BYE, HELLO, CARRY, BYE', true],
  [`{inOrder: [${HELLO}, ${HELLO}]}`, 'HELLO', false],
  [`{inOrder: [${HELLO}, ${HELLO}]}`, 'HELLO, HELLO', true],
  [`{inOrder: [{all: [${HELLO}, ${CARRY}]}, ${BYE}]}`, 'CARRY, BYE, HELLO', false],
  [`{inOrder: [{all: [${HELLO}, ${CARRY}]}, ${BYE}]}`, 'CARRY, BYE, HELLO, BYE', true],
  [`{inOrder: [{any: [${HELLO}, ${CARRY}]}, ${BYE}]}`, 'CARRY, BYE', true],
  // All and any, within one another.
  [`{all: [${HELLO}, {any: [${CARRY}, ${BYE}]}]}`, 'BYE, HELLO', true],
  [`{all: [{exchange: {verb: HELLO}}, {exchange: {verb: HI}}]}`, 'HELLO', true],
  [`{any: [{all: [${HELLO}, ${BYE}]}, {all: [${HELLO}, ${CARRY}]}]}`, 'HELLO, CARRY', true],
  // None: the step begins anew.
  [`{all: [{inOrder: [${HELLO}, ${BYE}]}, {none: [${CARRY}]}]}`, 'HELLO, CARRY, BYE', false],
  [`{all: [{inOrder: [${HELLO}, ${BYE}]}, {none: [${CARRY}]}]}`, 'CARRY, HELLO, BYE', true],
  [`{all: [{inOrder: [${HELLO}, ${BYE}]}, {none: [${CARRY}]}]}`, 'HELLO, CARRY, BYE, HELLO, BYE', true],
  [
    `{all: [{all: [${HELLO}, ${BYE}]}, {none: [{exchange: {verb: CARRY, reply: failure}}]}]}`,
    'HELLO, CARRY, BYE',
    true,
  ],
  [
    `{all: [{all: [${HELLO}, ${BYE}]}, {none: [{exchange: {verb: CARRY, reply: failure}}]}]}`,
    'HELLO, CARRY!, BYE',
    false,
  ],
  [`{all: [{all: [${HELLO}, ${BYE}]}, {none: [{inOrder: [${CARRY}, ${CARRY}]}]}]}`, 'HELLO, CARRY, BYE', true],
  [`{all: [{all: [${HELLO}, ${BYE}]}, {none: [{inOrder: [${CARRY}, ${CARRY}]}]}]}`, 'HELLO, CARRY, CARRY, BYE', false],
  // In its place within an order, it must not come there.
  [`{inOrder: [${HELLO}, {none: [${CARRY}]}, ${BYE}]}`, 'CARRY, HELLO, BYE', true],
  [`{inOrder: [${HELLO}, {none: [${CARRY}]}, ${BYE}]}`, 'HELLO, CARRY, BYE', false],
  [`{inOrder: [${CARRY}, ${HELLO}, {none: [${CARRY}]}, ${BYE}]}`, 'CARRY, HELLO, CARRY, HELLO, BYE', true],
  // Count: each observation once.
  [`{count: {atLeast: 2, of: ${HELLO}}}`, 'HELLO', false],
  [`{count: {atLeast: 2, of: ${HELLO}}}`, 'HELLO, BYE, HI', true],
  [`{count: {atLeast: 2, of: {any: [${HELLO}, {exchange: {verb: HI}}]}}}`, 'HELLO', false],
  [`{count: {atLeast: 2, of: {any: [${HELLO}, ${BYE}]}}}`, 'HELLO, BYE', true],
  [`{count: {atLeast: 2, of: {inOrder: [${HELLO}, ${BYE}]}}}`, 'HELLO, HELLO, BYE, BYE', false],
  [`{count: {atLeast: 2, of: {inOrder: [${HELLO}, ${BYE}]}}}`, 'HELLO, BYE, HELLO, BYE', true],
  [`{all: [{count: {atLeast: 1, atMost: 2, of: ${HELLO}}}, ${BYE}]}`, 'HELLO, HELLO, BYE', true],
  [`{all: [{count: {atLeast: 1, atMost: 2, of: ${HELLO}}}, ${BYE}]}`, 'HELLO, HELLO, HELLO, BYE', false],
  [`{all: [{count: {atLeast: 1, atMost: 2, of: ${HELLO}}}, ${BYE}]}`, 'HELLO, HELLO, HELLO, HELLO, BYE', true],
  // Within a time: the first event may be a later one.
  [`{within: {seconds: 10, of: {inOrder: [${HELLO}, ${BYE}]}}}`, 'HELLO, @10 BYE', true],
  [`{within: {seconds: 10, of: {inOrder: [${HELLO}, ${BYE}]}}}`, 'HELLO, @11 BYE', false],
  [`{within: {seconds: 10, of: {inOrder: [${HELLO}, ${BYE}]}}}`, 'HELLO, @8 HELLO, @11 BYE', true],
  [`{within: {seconds: 10, of: {inOrder: [${HELLO}, ${BYE}]}}}`, 'HELLO, @11 BYE, @12 HELLO, @13 BYE', true],
  [`{within: {seconds: 10, of: {count: {atLeast: 3, of: ${HELLO}}}}}`, 'HELLO, @9 HELLO, @11 HELLO', false],
  [`{within: {seconds: 10, of: {count: {atLeast: 3, of: ${HELLO}}}}}`, 'HELLO, @9 HELLO, @11 HELLO, @13 HELLO', true],
  [`{all: [{within: {seconds: 10, of: {all: [${HELLO}, ${BYE}]}}}, ${CARRY}]}`, 'BYE, @5 HELLO, @99 CARRY', true],
  [`{all: [{within: {seconds: 10, of: {all: [${HELLO}, ${BYE}]}}}, ${CARRY}]}`, 'BYE, @50 CARRY, @99 HELLO', false],
  // Holes: what comes first need not be what was meant.
  [`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, 'WRITE ann, CARRY ann', true],
  [`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, 'WRITE ann, CARRY bob', false],
  [`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, 'WRITE ann, WRITE bob, CARRY bob', true],
  [`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, 'WRITE ann, WRITE bob, CARRY ann', true],
  [`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, 'WRITE <Ann>, CARRY ann', true],
  [`{all: [${WRITE_X}, ${CARRY_X}]}`, 'CARRY bob, WRITE ann, CARRY ann', true],
  [`{all: [${WRITE_X}, {none: [${CARRY_X}]}, ${BYE}]}`, 'WRITE ann, CARRY ann, BYE', false],
  [`{all: [${WRITE_X}, {none: [${CARRY_X}]}, ${BYE}]}`, 'WRITE ann, CARRY bob, BYE', true],
  // A part of a value, and of a reply.
  [
    '{inOrder: [{exchange: {verb: WRITE, arguments: {to: "${who}@post.thm"}}}, {exchange: {verb: CARRY, arguments: {to: "${who}"}}}]}',
    'WRITE ann@post.thm, CARRY bob, CARRY ann',
    true,
  ],
  [
    '{inOrder: [{exchange: {verb: WRITE, arguments: {to: "${who}@post.thm"}}}, {exchange: {verb: CARRY, arguments: {to: "${who}"}}}]}',
    'WRITE ann@else.thm, CARRY ann',
    false,
  ],
  [
    '{inOrder: [{exchange: {verb: HELLO, replyText: {contains: "id=${id}"}}}, {exchange: {verb: CARRY, arguments: {to: "${id}"}}}]}',
    'HELLO id=1a-B2 x, CARRY 1a-B2',
    true,
  ],
  ['{exchange: {verb: WRITE, arguments: {to: {oneOf: [bob, ann]}}}}', 'WRITE ann', true],
  ['{exchange: {verb: WRITE, arguments: {to: {oneOf: [bob, ann]}}}}', 'WRITE eve', false],
  ['{exchange: {verb: WRITE, arguments: {to: {pattern: "^a.+m$"}}}}', 'WRITE ann@post.thm', true],
  ['{exchange: {verb: WRITE, arguments: {to: {pattern: "^b"}}}}', 'WRITE ann@post.thm', false],
  ['{exchange: {verb: HELLO, replyText: {pattern: "^250 H"}}}', 'HELLO', true],
  ['{exchange: {verb: HELLO, replyText: {contains: bye}}}', 'HELLO', false],
  ['{exchange: {arguments: {to: ann}}}', 'CARRY ann', true],
  ['{exchange: {verb: HELLO, state: {before: open, after: open}}}', 'HELLO', true],
  ['{exchange: {verb: HELLO, state: {before: new}}}', 'HELLO', false],
  // Connections.
  [`{inOrder: [${HELLO}, {exchange: {verb: BYE, connection: same}}]}`, 'HELLO, 2:BYE', false],
  [`{inOrder: [${HELLO}, {exchange: {verb: BYE, connection: same}}]}`, 'HELLO, 2:HELLO, 2:BYE', true],
  [`{inOrder: [${HELLO}, {exchange: {verb: BYE, connection: same}}]}`, 'HELLO, 2:HELLO, BYE', true],
  [`{inOrder: [${HELLO}, {exchange: {verb: BYE, connection: new}}]}`, 'HELLO, BYE', false],
  [`{inOrder: [${HELLO}, {exchange: {verb: BYE, connection: new}}]}`, '2:HELLO, 1:BYE', false],
  [`{inOrder: [${HELLO}, {exchange: {verb: BYE, connection: new}}]}`, 'HELLO, 2:BYE', true],
  [`{inOrder: [${HELLO}, {connected: {connection: new}}]}`, 'connect, HELLO, 2:connect', true],
  ['{connected: {port: 25}}', 'connect', true],
  ['{connected: {port: 2}}', 'connect', false],
  ['{connected: {terminal: phone}}', 'connect', false],
  ['{connected: {terminal: laptop}}', 'connect', true],
  ['{connected: {secure: true}}', 'connect', false],
  ['{connected: {secure: true}}', 'connect, secure', true],
  ['{connected: {secure: false}}', 'connect', true],
  ['{secured: {}}', 'connect, secure', true],
  ['{exchange: {verb: HELLO, secure: true}}', 'HELLO', false],
  ['{exchange: {verb: HELLO, secure: false}}', 'HELLO', true],
  ['{closed: {by: client}}', 'close', true],
  ['{closed: {by: server}}', 'close', false],
  ['{closed: {host: post.thm}}', 'close', true],
  ['{closed: {host: gone.thm}}', 'close', false],
])('%s', (check, text, wanted) => {
  test(`${text}: ${wanted ? 'true' : 'not yet'}`, () => {
    expect(isTicked(check, text)).toBe(wanted);
  });
});

describe('facts', () => {
  const TEA = '{mail: {account: ann, headers: {subject: tea}}}';

  /** What the mailbox holds, observation by observation. */
  function withMails(check: string, turns: readonly (readonly [string, string])[]): boolean {
    const facts = new ToyFacts();
    const context = { lab: labOf({ it: `expect: ${check}` }), facts, vocabularies };
    let progress = begin(context.lab);
    for (const [line, subjects] of turns) {
      facts.mailsOf.set('ann/INBOX', subjects === '' ? [] : subjects.split(' ').map((subject) => mailOf(subject, '')));
      progress = advance(context, progress, happening(line, 1), 0);
    }
    return progress.steps['it']?.tickedAt !== undefined;
  }

  test.each([
    // Is true now; was ever true.
    [
      `{all: [${HELLO}, ${TEA}]}`,
      [
        ['changed', 'tea'],
        ['HELLO', ''],
      ],
      false,
    ],
    [
      `{all: [${HELLO}, {ever: ${TEA}}]}`,
      [
        ['changed', 'tea'],
        ['HELLO', ''],
      ],
      true,
    ],
    [
      `{all: [${HELLO}, {ever: ${TEA}}]}`,
      [
        ['changed', ''],
        ['HELLO', ''],
      ],
      false,
    ],
    [
      `{all: [${HELLO}, {ever: {all: [${TEA}, {mail: {account: ann, headers: {subject: milk}}}]}}]}`,
      [
        ['changed', 'tea'],
        ['changed', 'milk'],
        ['HELLO', ''],
      ],
      false,
    ],
    [
      `{all: [${HELLO}, {ever: {none: [${TEA}]}}]}`,
      [
        ['changed', 'milk'],
        ['HELLO', 'tea'],
      ],
      true,
    ],
    [`{all: [${HELLO}, {none: [${TEA}]}]}`, [['HELLO', 'tea']], false],
    [
      `{all: [${HELLO}, {none: [${TEA}]}]}`,
      [
        ['HELLO', 'tea'],
        ['changed', 'milk'],
      ],
      true,
    ],
    [`{all: [${HELLO}, {none: [{mail: {account: ann}}, {mail: {account: bob}}]}]}`, [['HELLO', '']], true],
    // In an order, each in its turn.
    [
      `{inOrder: [${HELLO}, ${TEA}, ${BYE}]}`,
      [
        ['HELLO', 'tea'],
        ['BYE', ''],
      ],
      true,
    ],
    [
      `{inOrder: [${HELLO}, ${TEA}, ${BYE}]}`,
      [
        ['changed', 'tea'],
        ['HELLO', ''],
        ['BYE', ''],
      ],
      false,
    ],
    [
      `{inOrder: [${HELLO}, ${TEA}]}`,
      [
        ['HELLO', ''],
        ['changed', 'tea'],
      ],
      true,
    ],
    [`{within: {seconds: 5, of: {all: [${HELLO}, ${TEA}]}}}`, [['HELLO', 'tea']], true],
    // A hole is filled by what is there.
    [
      '{all: [{mail: {account: ann, headers: {subject: "${s}"}}}, {exchange: {verb: CARRY, arguments: {to: "${s}"}}}]}',
      [['CARRY milk', 'tea milk']],
      true,
    ],
    [
      '{all: [{mail: {account: ann, headers: {subject: "${s}"}}}, {exchange: {verb: CARRY, arguments: {to: "${s}"}}}]}',
      [['CARRY rum', 'tea milk']],
      false,
    ],
    ['{mail: {account: ann, headers: {subject: {oneOf: [rum, tea]}}}}', [['changed', 'tea']], true],
    ['{mail: {account: ann, headers: {subject: {pattern: "^t"}}, lacks: ["\\\\Seen"]}}', [['changed', 'tea']], true],
    ['{mailbox: {account: ann, name: INBOX}}', [['changed', '']], true],
    ['{mailbox: {account: ann, name: Friends}}', [['changed', '']], false],
  ] as const)('%s', (check, turns, wanted) => {
    expect(withMails(check, turns)).toBe(wanted);
  });

  test.each([
    ['{queue: {host: post.thm}}', true],
    ['{queue: {host: post.thm, from: ANN@post.thm}}', true],
    ['{queue: {host: post.thm, to: {contains: "@far"}, count: 1}}', true],
    ['{queue: {host: post.thm, to: eve@far.thm}}', false],
    ['{queue: {host: post.thm, count: 0}}', false],
    ['{queue: {host: gone.thm, count: 0}}', false],
    ['{file: {host: post.thm, path: /a, digest: "' + 'ab'.repeat(32) + '"}}', true],
    ['{file: {host: post.thm, path: /a, digest: "' + 'ac'.repeat(32) + '"}}', false],
  ])('%s is %s', (check, wanted) => {
    const facts = new ToyFacts();
    facts.queues.set('post.thm', [{ reversePath: 'ann@post.thm', forwardPaths: ['bob@far.thm', 'cy@far.thm'] }]);
    facts.files.set('post.thm:/a', { sizeBytes: 1, text: '', digest: 'ab'.repeat(32) });
    expect(isTicked(check, 'changed', facts)).toBe(wanted);
  });
});

describe('from step to step', () => {
  const context = {
    lab: labOf({
      note: 'expect: {exchange: {verb: WRITE, arguments: {to: "${who}"}}}',
      again: 'expect: {exchange: {verb: CARRY, arguments: {to: "${who}"}, connection: new}}\nafter: [note]',
    }),
    facts: new ToyFacts(),
    vocabularies,
  };
  const ticked = (text: string): string[] =>
    Object.entries(play(context, text).steps).flatMap(([id, { tickedAt }]) => (tickedAt === undefined ? [] : [id]));

  test('a hole keeps what the first step filled it with', () => {
    expect(play(context, 'WRITE <Ann>').bound).toEqual({ who: 'ann' });
    expect(ticked('WRITE ann, 2:CARRY bob')).toEqual(['note']);
    expect(ticked('WRITE ann, 2:CARRY ann')).toEqual(['note', 'again']);
  });

  test('a connection is new beside that of the step before', () => {
    expect(ticked('WRITE ann, CARRY ann')).toEqual(['note']);
    expect(ticked('2:WRITE ann, 1:CARRY ann')).toEqual(['note']);
  });

  test('what one step has bound, another step’s beginnings must agree with', () => {
    const lab = labOf({
      one: 'expect: {exchange: {verb: WRITE, arguments: {to: "${who}"}}}\nafter: []',
      two: 'expect: {inOrder: [{exchange: {verb: CARRY, arguments: {to: "${who}"}}}, {exchange: {verb: BYE}}]}',
    });
    const both = play({ ...context, lab }, 'CARRY bob, WRITE ann, BYE');
    expect(both.steps['two']?.tickedAt).toBeUndefined();
    expect(play({ ...context, lab }, 'CARRY bob, WRITE ann, CARRY ann, BYE').steps['two']?.tickedAt).toBe(2);
  });
});

test('so many beginnings are kept and no more, the newest, and no step is ever stuck', () => {
  const context = {
    lab: labOf({ it: `expect: {inOrder: [${WRITE_X}, ${CARRY_X}]}` }),
    facts: new ToyFacts(),
    vocabularies,
  };
  const many = Array.from({ length: 100 }, (_, i) => `WRITE u${i}`).join(', ');
  expect(play(context, many).steps['it']?.runs).toHaveLength(RUNS_LIMIT);
  expect(isTicked(`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, `${many}, CARRY u99`)).toBe(true);
  expect(isTicked(`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, `${many}, CARRY u3`)).toBe(false);
  expect(isTicked(`{inOrder: [${WRITE_X}, ${CARRY_X}]}`, `${many}, WRITE u3, CARRY u3`)).toBe(true);
});

describe('time at work', () => {
  const context = {
    lab: labOf({ one: `expect: ${HELLO}`, two: `expect: ${BYE}`, three: `expect: ${CARRY}\noptional: true` }),
    facts: new ToyFacts(),
    vocabularies,
  };
  const active = (text: string): (number | undefined)[] =>
    Object.values(play(context, text).steps).map(({ activeMs }) => activeMs / 1000);

  test('counts from the first thing done, to the step at hand', () => {
    expect(active('@100 connect, @130 HELLO, @140 connect, @150 BYE')).toEqual([30, 20, 0]);
  });
  test('leaves pauses out', () => {
    expect(active('connect, @1000 HELLO')).toEqual([300, 0, 0]);
  });
  test('is not what others do', () => {
    expect(active('connect, @200 changed, @400 changed, @410 HELLO')).toEqual([300, 0, 0]);
  });
  test('is a change of no step before something happens to one', () => {
    const start = play(context, 'connect');
    const later = advance(context, start, happening('connect', 2), 60_000);
    expect(later.steps).toBe(start.steps);
    expect(later.work).toEqual({ at: 60_000, ms: 60_000 });
  });
});

describe('the step at hand', () => {
  const context = {
    lab: labOf({
      one: `expect: ${HELLO}`,
      extra: `expect: {connected: {}}\noptional: true`,
      two: `expect: ${BYE}\nafter: [one]`,
      last: `expect: ${CARRY}\noptional: true`,
    }),
    facts: new ToyFacts(),
    vocabularies,
  };
  test.each([
    ['HI!', 'one', undefined],
    ['HELLO', 'extra', undefined],
    ['HELLO, connect', 'two', undefined],
    // Passed over, an optional step is not asked for again.
    ['HELLO, BYE', 'last', true],
    ['HELLO, BYE, CARRY', undefined, true],
    ['CARRY', 'one', undefined],
  ])('after %s is %s', (text, current, isFinished) => {
    const progress = play(context, text);
    expect(progress.current).toBe(current);
    expect(progress.isFinished).toBe(isFinished);
  });
});

describe('questions', () => {
  const context = {
    lab: labOf({
      it: [
        'expect:',
        '  all:',
        '    - answer: { ask: Which?, text: { pattern: "^[a-c]+$" } }',
        '    - any:',
        '        - answer: { ask: How many?, number: 42 }',
        '        - answer: { ask: Which one?, choice: { options: [a, b], right: 2 } }',
        '    - point: { ask: Where?, side: client, exchange: { verb: HELLO } }',
      ].join('\n'),
    }),
    facts: new ToyFacts(),
    vocabularies,
  };
  const answer = (question: number, text: string, step = 'it'): Observation => ({
    type: 'answered',
    step,
    question,
    text,
  });
  const point = (line: string, side: 'client' | 'server', reply = yes): Observation => {
    const seen = said(line, { reply });
    if (seen.type !== 'exchange') throw new Error('no exchange');
    const { at: place, exchange, isSecure } = seen;
    return { type: 'pointed', step: 'it', question: 3, side, at: place, exchange, isSecure };
  };
  const right = [answer(0, 'abc'), answer(1, ' 42 '), answer(2, '2'), point('HELLO', 'client')];
  const isTrue = (observations: readonly Observation[]): boolean => {
    const end = observations.reduce((progress, one) => advance(context, progress, one, 0), begin(context.lab));
    return end.steps['it']?.tickedAt !== undefined;
  };

  test('each is answered in its own place', () => {
    expect(isTrue(right)).toBe(true);
    expect(isTrue(right.slice(0, 3))).toBe(false);
    expect(isTrue([right[0], right[2], right[3]].filter((one) => one !== undefined))).toBe(true);
  });
  test('each that is answered rightly is named until the step is ticked', () => {
    const named = (...observations: Observation[]) =>
      observations.reduce((progress, one) => advance(context, progress, one, 0), begin(context.lab)).steps['it']
        ?.answered;
    expect(named(answer(1, '43'))).toBeUndefined();
    expect(named(answer(1, '42'))).toEqual([1]);
    expect(named(answer(1, '42'), answer(1, '43'), point('HELLO', 'client'))).toEqual([1, 3]);
    expect(named(...right)).toBeUndefined();
  });
  test.each([
    ['another text', 0, answer(0, 'abd')],
    ['the answer to another question', 0, answer(1, 'abc')],
    ['the answer to another step', 0, answer(0, 'abc', 'other')],
    ['no number', 1, answer(1, '42x')],
    ['another number', 1, answer(1, '43')],
    ['the other line', 3, point('HELLO', 'server')],
    ['the line of another exchange', 3, point('BYE', 'client')],
  ])('%s is wrong', (_name, place, wrong) => {
    expect(isTrue(right.with(place, wrong).filter((_, i) => i !== 2))).toBe(false);
  });
  test('a line that was refused shows what it shows', () => {
    expect(isTrue(right.with(3, point('HELLO', 'client', no)))).toBe(true);
  });
  test.each(['042', '42.0', '+42'])('42 may be written %s', (text) => {
    expect(isTrue([...right.slice(0, 1), answer(1, text), ...right.slice(3)])).toBe(true);
  });
});
