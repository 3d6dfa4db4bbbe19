import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, begin } from './checker.ts';
import type { Check, ExchangeCheck, Lab } from './lab.ts';
import type { Observation } from './observation.ts';
import { RUNS_LIMIT } from './run.ts';
import { anyObservation, at, labOf, said, ToyFacts, vocabularies } from './toy.testkit.ts';

const [model] = labOf({ it: 'expect: {connected: {}}' }).steps;

function labWith(checks: readonly Check[]): Lab {
  const lab = labOf({ it: 'expect: {connected: {}}' });
  if (model === undefined) throw new Error('no step');
  return { ...lab, steps: checks.map((expected, i) => ({ ...model, id: `s${i}`, expect: expected })) };
}

const command = (verb: string, to?: string): ExchangeCheck => ({
  type: 'exchange',
  protocol: 'post',
  verb,
  arguments: to === undefined ? {} : { to },
});
const verbs = ['HELLO', 'BYE', 'CARRY', 'WRITE'];
const plain: fc.Arbitrary<Check> = fc.constantFrom(...verbs.map((verb) => command(verb)));

/** Any check there is. */
const anyCheck: fc.Arbitrary<Check> = fc.letrec<{ check: Check }>((tie) => ({
  check: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    plain,
    fc.constantFrom<Check>(
      command('WRITE', '${x}'),
      command('CARRY', '${y}-${x}'),
      { ...command('BYE'), connection: 'same' },
      { ...command('HELLO'), connection: 'new' },
      { type: 'closed', protocol: 'post' },
      { type: 'mail', account: 'ann', mailbox: 'INBOX', headers: { subject: '${x}' } },
      { type: 'queue', host: 'post.thm' },
      { type: 'answer', ask: '', right: { kind: 'number', number: 1 } },
    ),
    fc.record({
      type: fc.constantFrom('all' as const, 'any' as const, 'inOrder' as const, 'none' as const),
      of: fc.array(tie('check'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({
      type: fc.constant('count' as const),
      of: tie('check'),
      atLeast: fc.integer({ min: 1, max: 3 }),
      atMost: fc.integer({ min: 3, max: 4 }),
    }),
    fc.record({ type: fc.constant('within' as const), of: tie('check'), seconds: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ type: fc.constant('ever' as const), of: tie('check') }),
  ),
})).check;

const likely: fc.Arbitrary<Observation> = fc
  .tuple(
    fc.constantFrom(...verbs, 'WRITE a', 'WRITE b', 'CARRY a-b', 'CARRY b-a', 'CARRY b-b'),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([line, connection]) => said(line, { at: { ...at('post'), connection } }));

test('whatever is expected and whatever happens: no throw, few runs, plain JSON, and what is ticked stays ticked', () => {
  fc.assert(
    fc.property(
      fc.array(anyCheck, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(fc.oneof(likely, anyObservation), fc.nat({ max: 5000 })), { maxLength: 40 }),
      (checks, happenings) => {
        const context = { lab: labWith(checks), facts: new ToyFacts(), vocabularies };
        let progress = begin(context.lab);
        let time = 0;
        for (const [observation, later] of happenings) {
          time += later;
          const before = progress;
          progress = advance(context, progress, observation, time);
          for (const [id, { tickedAt }] of Object.entries(before.steps)) {
            if (tickedAt !== undefined) expect(progress.steps[id]?.tickedAt).toBe(tickedAt);
          }
          for (const { runs = [] } of Object.values(progress.steps)) {
            expect(runs.length).toBeLessThanOrEqual(RUNS_LIMIT);
          }
        }
        expect(JSON.parse(JSON.stringify(progress))).toEqual(progress);
      },
    ),
    { numRuns: 1000 },
  );
});

/** When a check of plain commands is true at the earliest: the place of the line, by the meaning of the words alone. */
function earliest(check: Check, lines: readonly string[], from: number): number {
  switch (check.type) {
    case 'all':
      return Math.max(...check.of.map((part) => earliest(part, lines, from)));
    case 'any':
      return Math.min(...check.of.map((part) => earliest(part, lines, from)));
    case 'inOrder':
      return check.of.reduce((start, part) => earliest(part, lines, start + 1), from - 1);
    case 'count': {
      let end = from - 1;
      for (let i = 0; i < check.atLeast; i++) end = earliest(check.of, lines, end + 1);
      return end;
    }
    default: {
      const found = lines.findIndex((line, i) => i >= from && check.type === 'exchange' && line === check.verb);
      return found < 0 ? Infinity : found;
    }
  }
}

test('orders, choices and counts of commands are true with the line that completes them', () => {
  const check = fc.letrec<{ check: Check }>((tie) => ({
    check: fc.oneof(
      { maxDepth: 3 },
      plain,
      fc.record({
        type: fc.constantFrom('all' as const, 'any' as const, 'inOrder' as const),
        of: fc.array(tie('check'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ type: fc.constant('count' as const), of: tie('check'), atLeast: fc.integer({ min: 1, max: 3 }) }),
    ),
  })).check;
  fc.assert(
    fc.property(check, fc.array(fc.constantFrom(...verbs), { maxLength: 25 }), (expected, lines) => {
      const context = { lab: labWith([expected]), facts: new ToyFacts(), vocabularies };
      let progress = begin(context.lab);
      let tickedAt = Infinity;
      for (const [i, line] of lines.entries()) {
        progress = advance(context, progress, said(line), 0);
        if (progress.isFinished === true) tickedAt = Math.min(tickedAt, i);
      }
      expect(tickedAt).toBe(earliest(expected, lines, 0));
    }),
    { numRuns: 2000 },
  );
});
