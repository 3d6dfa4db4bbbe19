import { beforeEach, describe, expect, it } from 'vitest';
import type { LabView, StepView } from '../../server/contract/catalogue.ts';
import type { Entry, EntryBody } from '../../server/contract/entries.ts';
import { ApiFailure } from './api.ts';
import { LabSteps, type LabStepsSetting } from './lab-steps.svelte.ts';
import { SeatState } from './seat.svelte.ts';

const IDS = ['connect', 'hello', 'quit'];
const LAB: LabView = {
  id: 'smtp/toy',
  title: 'Toy',
  summary: '',
  protocol: 'smtp',
  language: 'en',
  languages: ['en'],
  minutes: 1,
  objectives: [],
  needs: [],
  introduction: '',
  steps: IDS.map((id) => ({
    id,
    title: id.toUpperCase(),
    html: '',
    hints: ['nudge', 'answer'],
    questions: [],
    isOptional: false,
    points: 1,
  })),
};

let seat: SeatState;
let n: number;
let answers: ((view: StepView | ApiFailure) => void)[];
let steps: LabSteps;

beforeEach(() => {
  seat = new SeatState();
  n = 0;
  answers = [];
  const fetch = () =>
    new Promise<StepView>((resolve, reject) => {
      answers.push((view) => (view instanceof ApiFailure ? reject(view) : resolve(view)));
    });
  steps = stepsOf(LAB, { fetch });
});

const stepsOf = (view: LabView, more: Partial<LabStepsSetting> = {}) =>
  new LabSteps({ lab: { view }, seat, language: () => 'en', ...more });

function take(...bodies: EntryBody[]): void {
  seat.take(bodies.map((body): Entry => ({ n: ++n, at: 0, body })));
}

/** Progress after so many steps in order, of which the last ones are ticked by this entry. */
function progress(
  ticked: number,
  {
    now = 0,
    hints = {},
    right,
  }: { now?: number; hints?: Record<string, number>; /** Of the step at hand. */ right?: number[] } = {},
): void {
  const entries = IDS.map(
    (id, at) =>
      [
        id,
        {
          hints: hints[id] ?? 0,
          tries: 0,
          activeMs: 0,
          ...(at < ticked && { tickedAt: at + 1 }),
          ...(at === ticked && right && { answered: right }),
        },
      ] as const,
  );
  const current = IDS[ticked];
  take({
    type: 'progress',
    progress: { steps: Object.fromEntries(entries), ...(current !== undefined && { current }) },
    ticked: IDS.slice(ticked - now, ticked),
  });
}

const statuses = () => IDS.map((id) => steps.status(id));
const open = () => IDS.filter((id) => steps.isOpen(id));

describe('steps', () => {
  it('are all still to do before anything is known', () => {
    expect(statuses()).toEqual(['open', 'open', 'open']);
    expect([open(), steps.current, steps.isBegun, steps.isFinished]).toEqual([[], undefined, false, false]);
  });

  it('close when they are ticked, and the next one opens', () => {
    progress(0);
    expect(open()).toEqual(['connect']);
    progress(1, { now: 1 });
    expect(statuses()).toEqual(['ticked', 'current', 'open']);
    expect(open()).toEqual(['hello']);
    expect([steps.latest, steps.isBegun]).toEqual([['connect'], true]);
    progress(3, { now: 2 });
    expect([steps.latest, steps.isFinished, open()]).toEqual([['hello', 'quit'], true, []]);
  });

  it('stay as the learner opened or closed them until they are ticked', () => {
    progress(0);
    steps.toggle('connect');
    steps.toggle('quit');
    expect(open()).toEqual(['quit']);
    progress(1, { now: 1 });
    steps.toggle('connect');
    expect(open()).toEqual(['connect', 'hello', 'quit']);
    take({ type: 'afresh' });
    progress(0);
    expect(open()).toEqual(['connect']);
  });

  it('that the address names are open', () => {
    steps = stepsOf(LAB, { linked: 'quit' });
    progress(0);
    expect(open()).toEqual(['connect', 'quit']);
  });
});

describe('advice', () => {
  it('stands at its step, or at the one at hand', () => {
    progress(1, { now: 1 });
    take({ type: 'advice', advice: { code: 'a' } });
    expect(steps.advice('hello')?.said?.code).toBe('a');
    take({ type: 'advice', advice: { code: 'b' }, step: 'quit' });
    expect([steps.advice('hello'), steps.advice('quit')?.said?.code]).toEqual([undefined, 'b']);
    take({ type: 'advice', advice: { code: 'c' }, step: 'connect' });
    expect([steps.advice('connect'), steps.advice('hello')?.said?.code]).toEqual([undefined, 'c']);
  });

  it('is over with the next tick', () => {
    take({ type: 'advice', advice: { code: 'a' } });
    progress(1, { now: 1 });
    expect(steps.advice('hello')).toBeUndefined();
  });
});

describe('hints and the word on why', () => {
  it('are wanted where they are shown', () => {
    progress(0);
    expect(IDS.map((id) => steps.isWanted(id))).toEqual([false, false, false]);
    progress(0, { hints: { connect: 1 } });
    expect(steps.isWanted('connect')).toBe(true);
    progress(2, { now: 1 });
    expect(IDS.map((id) => steps.isWanted(id))).toEqual([false, true, false]);
  });

  it('are asked for once, and again when there are more', async () => {
    progress(0, { hints: { connect: 1 } });
    void steps.load('connect');
    const first = steps.load('connect');
    expect(answers).toHaveLength(1);
    answers[0]?.({ hints: ['one'] });
    await first;
    await Promise.resolve();
    expect(steps.hints('connect')).toEqual(['one']);
    progress(0, { hints: { connect: 2 } });
    const second = steps.load('connect');
    answers[1]?.({ hints: ['one', 'two'] });
    await second;
    expect(steps.hints('connect')).toEqual(['one', 'two']);
    take({ type: 'afresh' });
    progress(0);
    expect([steps.hints('connect'), steps.why('connect')]).toEqual([[], undefined]);
  });

  it('that come late do not replace newer ones', async () => {
    progress(0, { hints: { connect: 1 } });
    const early = steps.load('connect');
    progress(1, { now: 1, hints: { connect: 1 } });
    const late = steps.load('connect');
    answers[1]?.({ hints: ['one'], why: 'because' });
    await late;
    answers[0]?.({ hints: ['one'] });
    await early;
    expect(steps.why('connect')).toBe('because');
  });

  it('that do not come can be asked for again', async () => {
    progress(1, { now: 1 });
    const lost = steps.load('connect');
    answers[0]?.(new ApiFailure('failure.offline'));
    await lost;
    expect(steps.failure('connect')?.code).toBe('failure.offline');
    progress(2, { now: 1 });
    expect(steps.failure('connect')).toBeUndefined();
    steps.toggle('connect');
    expect(steps.failure('connect')?.code).toBe('failure.offline');
    const again = steps.load('connect');
    answers[1]?.({ hints: [], why: 'because' });
    await again;
    expect([steps.failure('connect'), steps.why('connect')]).toEqual([undefined, 'because']);
  });
});

describe('a lab with steps that may be left out', () => {
  const optional = (id: string): LabView => ({
    ...LAB,
    steps: LAB.steps.map((step) => ({ ...step, isOptional: step.id === id })),
  });

  it('is finished without them', () => {
    steps = stepsOf(optional('quit'));
    progress(1, { now: 1 });
    expect(steps.isFinished).toBe(false);
    progress(2, { now: 1 });
    expect([steps.isFinished, steps.current]).toEqual([true, 'quit']);
  });

  it('shows points only where they differ', () => {
    expect(steps.hasPoints).toBe(false);
    expect(stepsOf({ ...LAB, steps: LAB.steps.map((step, at) => ({ ...step, points: at + 1 })) }).hasPoints).toBe(true);
  });
});

describe('questions', () => {
  const asking = (): LabView => ({
    ...LAB,
    steps: LAB.steps.map((step) => ({
      ...step,
      questions: [
        { kind: 'number', ask: 'How many?' },
        { kind: 'point', ask: `Which line of ${step.id}?` },
      ],
    })),
  });
  const answered = (question: number, text: string): EntryBody => ({
    type: 'answered',
    id: text,
    step: 'connect',
    question,
    text,
  });

  beforeEach(() => (steps = stepsOf(asking())));

  it('keep what was answered last, until a fresh start', () => {
    progress(0);
    take(answered(0, '41'), answered(0, '42'));
    expect(steps.answer('connect', 0)).toMatchObject({ text: '42' });
    expect(steps.answer('connect', 1)).toBeUndefined();
    take({ type: 'pointed', id: 'p', step: 'connect', question: 1, side: 'server', entry: 3 });
    expect(steps.answer('connect', 1)).toMatchObject({ side: 'server', entry: 3 });
    take({ type: 'afresh' });
    expect(steps.answer('connect', 0)).toBeUndefined();
  });

  it('are wrong where the coach has said so of the newest answer', () => {
    progress(0);
    take(answered(0, '41'));
    expect(steps.isWrong('connect', 0)).toBe(false);
    take({ type: 'advice', step: 'connect', advice: { code: 'a' } });
    expect([steps.isWrong('connect', 0), steps.isWrong('connect', 1)]).toEqual([true, false]);
    take({ type: 'pointed', id: 'p', step: 'connect', question: 1, side: 'server', entry: 3 });
    take({ type: 'advice', step: 'connect', advice: { code: 'a' } });
    expect([steps.isWrong('connect', 0), steps.isWrong('connect', 1)]).toEqual([false, true]);
  });

  it('are right one by one, where the progress names them, and all where the step is ticked', () => {
    progress(0);
    take(answered(0, '41'), { type: 'advice', step: 'connect', advice: { code: 'a' } });
    take(answered(0, '42'));
    expect(steps.advice('connect')).toBeUndefined();
    progress(0, { right: [0] });
    expect([0, 1].map((at) => steps.isRight('connect', at))).toEqual([true, false]);
    expect(steps.openPoint).toMatchObject({ step: 'connect', question: 1 });
    progress(0, { right: [0, 1] });
    expect(steps.openPoint).toBeUndefined();
    progress(1, { now: 1 });
    expect([0, 1].map((at) => steps.isRight('connect', at))).toEqual([true, true]);
    expect(steps.isRight('hello', 0)).toBe(false);
  });

  it('about the wire are those of the step at hand, or the one that the learner turns to', () => {
    progress(1, { now: 1 });
    expect(steps.openPoint).toEqual({ step: 'hello', question: 1, ask: 'Which line of hello?' });
    steps.point('quit', 1);
    expect(steps.openPoint?.step).toBe('quit');
    progress(3, { now: 2 });
    expect(steps.openPoint).toBeUndefined();
  });
});
