/** What a page reads about labs, over real seats and the real store: views, values of a learner's own, attempts. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Lab, LabTexts } from '../../labs/lab.ts';
import { labHistory, labList, labModel, labView } from '../contract/catalogue.ts';
import { temporaryDirectory, temporaryStore } from '../store/temporary.testkit.ts';
import { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { courseCatalogue, LABS, openClassroom, type Page, protocolMap, storeWith } from './page.testkit.ts';

const FIRST_MAIL = 'smtp/first-mail';
const reader = (learner: string | undefined, language = 'en') => ({ learner, language });

const QUIZ = `---
title: A quiz
summary: Questions alone.
protocol: smtp
level: 1
minutes: 5
needs: [smtp/first-mail]
world: course
objectives: [answer]
values:
  flag: "flag-{hex 8}"
---

Read \${flag}.

## Say the flag {#flag}

It is \${flag}.

\`\`\`step
expect:
  answer: { ask: "Which flag?", text: "\${flag}" }
hints: { nudge: "Read.", answer: "It is \${flag}." }
why: You can read.
\`\`\`

## Choose {#choose}

\`\`\`step
expect:
  all:
    - answer: { ask: "How many?", number: 42 }
    - answer: { ask: "Which?", choice: { options: [one, two], right: 2 } }
hints: { nudge: "Count.", rule: "Count twice (RFC 1).", answer: "42." }
why: You can count.
optional: true
points: 2
\`\`\`
`;

const QUIZ_IN_GERMAN: LabTexts = {
  title: 'Ein Quiz',
  summary: 'Nur Fragen.',
  objectives: ['antworten'],
  introduction: '<p>Lies.</p>',
  steps: {
    flag: {
      title: 'Sag die Flagge',
      html: '<p>Sie steht hier.</p>',
      hints: ['Lies.', 'Sie ist da.'],
      mistakes: [],
      why: '<p>Du kannst lesen.</p>',
      questions: [{ ask: 'Welche Flagge?' }],
    },
  },
};

async function quizCatalogue(text = QUIZ): Promise<Catalogue> {
  const folder = await temporaryDirectory();
  await mkdir(path.join(folder, 'quiz'));
  await writeFile(path.join(folder, 'course.yaml'), 'labs: [quiz]');
  await writeFile(path.join(folder, 'quiz', 'lab.md'), text);
  const loaded = loadCatalogue([LABS, folder], protocolMap);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems, undefined, 1));
  return loaded.catalogue;
}

/** The catalogue with one lab changed. */
function withLab(catalogue: Catalogue, id: string, change: (lab: Lab) => Lab): Catalogue {
  const seeds = new Map(catalogue.worlds.map((name) => [name, catalogue.seed(name)]));
  return new Catalogue(
    catalogue.labs.map((lab) => (lab.id === id ? change(lab) : lab)),
    seeds,
  );
}

const flagOf = (html: string | undefined) => /flag-[0-9a-f]{8}/.exec(html ?? '')?.[0];

async function answer(page: Page, step: string, question: number, text: string): Promise<void> {
  const id = `${page.id}.${step}.${question}.${text}`;
  page.send({ type: 'answer', id, step, question, text });
  await page.until(() => page.bodies('answered').some((answered) => answered.id === id), `the answer ${text}`);
}

async function startAfresh(page: Page, id: string): Promise<void> {
  const before = page.bodies('afresh').length;
  page.send({ type: 'afresh', id });
  await page.until(() => page.bodies('afresh').length > before && page.ticked.length === 0, 'the fresh start');
}

describe('the catalogue and a lab', () => {
  test('are shown without checks, hints and answers', async () => {
    const { seats } = await openClassroom();
    const list = await seats.labs.list(reader(undefined));
    expect(labList.parse(list)).toEqual(list);
    const view = await seats.labs.lab(reader(undefined), FIRST_MAIL);
    expect(labView.parse(view)).toEqual(view);
    expect(view?.next).toEqual({ id: 'pop3/read-mail', title: 'Fetch your mail' });
    expect(JSON.stringify(view)).not.toContain('"expect"');
    expect(await seats.labs.lab(reader(undefined), 'together/mails-journey')).not.toHaveProperty('next');
    expect(await seats.labs.lab(reader(undefined), 'gone')).toBeUndefined();
  });

  test('ask their questions without telling what is right, and say what should come first', async () => {
    const { seats } = await openClassroom({ catalogue: await quizCatalogue() });
    const view = await seats.labs.lab(reader(undefined), 'quiz');
    expect(view?.needs).toEqual([{ id: FIRST_MAIL, title: 'Your first mail, by hand', isFinished: false }]);
    expect(view?.steps.map(({ questions }) => questions.map((question) => Object.keys(question)))).toEqual([
      [['kind', 'ask']],
      [
        ['kind', 'ask'],
        ['kind', 'ask', 'options'],
      ],
    ]);
    expect(view?.steps.map(({ hints, isOptional, points }) => [hints, isOptional, points])).toEqual([
      [['nudge', 'answer'], false, 1],
      [['nudge', 'rule', 'answer'], true, 2],
    ]);
  });

  test('come in the language that is asked for where there is one, else in their own', async () => {
    const catalogue = withLab(await quizCatalogue(), 'quiz', (lab) => ({
      ...lab,
      translations: { de: QUIZ_IN_GERMAN },
    }));
    const { seats, enter } = await openClassroom({ catalogue });
    const page = await enter('quiz');
    const german = await seats.labs.lab(reader(page.learner, 'de'), 'quiz');
    expect([german?.language, german?.languages, german?.title]).toEqual(['de', ['en', 'de'], 'Ein Quiz']);
    expect(german?.steps.map(({ title }) => title)).toEqual(['Sag die Flagge', 'Choose']);
    expect(german?.steps[0]?.questions[0]).toMatchObject({ kind: 'text' });
    expect(german?.steps[0]?.questions[0]?.ask).toContain('Welche Flagge?');
    expect((await seats.labs.lab(reader(page.learner, 'fr'), 'quiz'))?.language).toBe('en');
    expect((await seats.labs.lab(reader(page.learner, 'constructor'), 'quiz'))?.language).toBe('en');
    page.send({ type: 'hint', step: 'flag' });
    await page.until(() => page.progress?.steps['flag']?.hints === 1, 'the hint');
    expect(await seats.labs.step(reader(page.learner, 'de'), 'quiz', 'flag')).toEqual({ hints: ['Lies.'] });
    const titles = (await seats.labs.list(reader(page.learner, 'de'))).labs.map(({ title, language }) => [
      language,
      title,
    ]);
    expect(titles.at(-1)).toEqual(['de', 'Ein Quiz']);
  });
});

describe("a learner's own values", () => {
  test('stand in the lab as the learner has it, differ from learner to learner, and stay', async () => {
    const catalogue = await quizCatalogue();
    const store = await temporaryStore();
    const { seats, enter } = await openClassroom({ catalogue, store });
    const [one, other] = [await enter('quiz'), await enter('quiz')];
    const flag = flagOf((await seats.labs.lab(reader(one.learner), 'quiz'))?.introduction);
    expect(flag).toMatch(/^flag-/);
    expect(flagOf((await seats.labs.lab(reader(other.learner), 'quiz'))?.introduction)).not.toBe(flag);
    expect(flagOf((await seats.labs.lab(reader(undefined), 'quiz'))?.introduction)).toBeUndefined();
    await answer(one, 'flag', 0, 'flag-00000000');
    expect(one.ticked).toEqual([]);
    await seats.close();

    const again = await openClassroom({ catalogue, store });
    const page = await again.enter('quiz', one.learner);
    expect(flagOf((await again.seats.labs.lab(reader(one.learner), 'quiz'))?.introduction)).toBe(flag);
    await answer(page, 'flag', 0, flag ?? '');
    await page.until(() => page.ticked.includes('flag'), 'the tick');
    expect(await again.seats.labs.step(reader(one.learner), 'quiz', 'flag')).toMatchObject({ hints: [] });
  });
});

describe('answers', () => {
  test('run once, however often they are sent, and only where the step asks', async () => {
    const { enter } = await openClassroom({ catalogue: await quizCatalogue() });
    const page = await enter('quiz');
    const message = { type: 'answer', id: 'once', step: 'choose', question: 0, text: '41' } as const;
    page.send(message);
    page.send(message);
    page.send({ ...message, id: 'nowhere', question: 7 });
    page.send({ type: 'point', id: 'no-line', step: 'choose', question: 0, side: 'client', entry: 1 });
    await page.until(() => page.refusals.length === 2, 'two refusals');
    expect(page.bodies('answered').map(({ id, text }) => [id, text])).toEqual([['once', '41']]);
    expect(page.refusals).toEqual(['seat.refused.no-question', 'seat.refused.no-exchange']);
  });

  test('of both questions tick their step', async () => {
    const { enter } = await openClassroom({ catalogue: await quizCatalogue() });
    const page = await enter('quiz');
    const named = () => page.progress?.steps['choose']?.answered;
    await answer(page, 'choose', 0, ' 42 ');
    await page.until(() => named() !== undefined, 'the right answer named');
    expect(named()).toEqual([0]);
    await answer(page, 'choose', 1, '1');
    await page.until(() => page.bodies('advice').length === 1, 'a word on the wrong one');
    expect([named(), page.ticked]).toEqual([[0], []]);
    await answer(page, 'choose', 1, '2');
    await page.until(() => page.ticked.includes('choose'), 'the tick');
  });
});

describe('attempts', () => {
  test('are kept over a fresh start, with what each step took', async () => {
    const { enter, seats } = await openClassroom();
    const page = await enter(FIRST_MAIL);
    expect(await seats.labs.history(page.learner, FIRST_MAIL)).toEqual({ attempts: [] });
    await page.say('telnet 10.10.41.192 25', '220 ');
    await page.until(() => page.ticked.includes('connect'));
    page.send({ type: 'hint', step: 'hello' });
    await page.until(() => page.progress?.steps['hello']?.hints === 1, 'the hint');
    await startAfresh(page, 'first');
    const list = async () => (await seats.labs.list(reader(page.learner))).labs[0];
    expect(await list()).toMatchObject({ ticked: 0, best: 1, isFinished: false });
    await page.say('telnet 10.10.41.192 25', '220 ');
    await page.say('HELO client.thm', '250 ');
    await page.until(() => page.ticked.length === 2);

    const history = await seats.labs.history(page.learner, FIRST_MAIL);
    expect(labHistory.parse(history)).toEqual(history);
    expect(history.attempts.map(({ ticked, isCurrent, isFinished }) => [ticked, isCurrent, isFinished])).toEqual([
      [2, true, false],
      [1, false, false],
    ]);
    const [, hello] = history.attempts[1]?.steps ?? [];
    expect(hello).toMatchObject({ id: 'hello', isTicked: false, hints: 1 });
    expect(await list()).toMatchObject({ ticked: 2, best: 2 });
    expect(await seats.labs.history(undefined, FIRST_MAIL)).toEqual({ attempts: [] });
  });

  test('that were not kept before the process died are kept when the seat is opened again', async () => {
    const store = await temporaryStore();
    let isDead = false;
    const dying = storeWith(store, {
      noteAttempt: (...given) => (isDead ? Promise.reject(new Error('dead')) : store.noteAttempt(...given)),
    });
    const before = await openClassroom({ store: dying });
    const page = await before.enter(FIRST_MAIL);
    isDead = true;
    await page.say('telnet 10.10.41.192 25', '220 ');
    await page.until(() => page.ticked.includes('connect'));
    await before.seats.close();
    expect(await store.attempts(page.learner, FIRST_MAIL)).toEqual([]);

    const after = await openClassroom({ store });
    await after.enter(FIRST_MAIL, page.learner);
    expect(await store.attempts(page.learner, FIRST_MAIL)).toMatchObject([{ ticked: 1 }]);
    expect((await store.standings(page.learner)).get(FIRST_MAIL)).toMatchObject({ ticked: 1 });
  });

  test('are not lost by a fresh start while the store takes nothing: it does not happen then', async () => {
    const store = await temporaryStore();
    let isFull = false;
    const full = storeWith(store, {
      noteAttempt: (...given) => (isFull ? Promise.reject(new Error('full')) : store.noteAttempt(...given)),
    });
    const { enter, faults } = await openClassroom({ store: full });
    const page = await enter(FIRST_MAIL);
    await page.say('telnet 10.10.41.192 25', '220 ');
    await page.until(() => page.ticked.includes('connect'));
    isFull = true;
    page.send({ type: 'afresh', id: 'never' });
    await page.until(() => page.refusals.includes('seat.refused.afresh'), 'the refusal');
    expect(page.ticked).toEqual(['connect']);
    expect(page.bodies('afresh')).toEqual([]);
    expect(faults).not.toEqual([]);
    isFull = false;
    await startAfresh(page, 'now');
    expect((await store.attempts(page.learner, FIRST_MAIL)).map(({ ticked }) => ticked)).toEqual([0, 1]);
  });
});

describe('a lab that was changed', () => {
  test('is told to whoever began it before, who goes on with the old one until a fresh start', async () => {
    const store = await temporaryStore();
    const course = courseCatalogue();
    const before = await openClassroom({ store, catalogue: course });
    const page = await before.enter(FIRST_MAIL);
    expect((await before.seats.enter(page.learner, FIRST_MAIL))?.changed).toBeUndefined();
    await before.seats.close();

    const catalogue = withLab(course, FIRST_MAIL, (lab) => ({ ...lab, title: 'Your first letter' }));
    const after = await openClassroom({ store, catalogue });
    const again = await after.enter(FIRST_MAIL, page.learner);
    const changed = async () => (await after.seats.enter(page.learner, FIRST_MAIL))?.changed;
    const title = async () => (await after.seats.labs.lab(reader(page.learner), FIRST_MAIL))?.title;
    expect(await changed()).toMatch(/^[0-9a-f]{64}$/);
    expect(await title()).toBe('Your first mail, by hand');
    await startAfresh(again, 'newer');
    await expect.poll(title).toBe('Your first letter');
    expect(await changed()).toBeUndefined();
  });

  test('may open terminals of its own at the start', async () => {
    const catalogue = withLab(courseCatalogue(), FIRST_MAIL, (lab) => ({ ...lab, terminals: ['laptop', 'phone'] }));
    const { enter } = await openClassroom({ catalogue });
    const page = await enter(FIRST_MAIL);
    await page.until(() => page.bodies('terminal-opened').length === 2, 'two terminals');
    expect(page.bodies('terminal-opened').map(({ terminal }) => terminal)).toEqual(['laptop', 'phone']);
  });
});

describe('the model', () => {
  const solution = [
    '-- step flag',
    '-- answer flag ${flag}',
    '-- step choose',
    'T: telnet 10.10.41.192 25',
    'P: 220 example.thm',
    '-- key ^]',
    '-- answer choose 42',
  ].join('\n');

  test('comes when the lab is finished, with the learner’s own values in it', async () => {
    const course = await quizCatalogue();
    const seeds = new Map(course.worlds.map((name) => [name, course.seed(name)]));
    const catalogue = new Catalogue(course.labs, seeds, {
      files: new Map([['quiz', { file: 'lab.md', folder: '.', solution, variants: undefined }]]),
    });
    const { seats, enter } = await openClassroom({ catalogue });
    const page = await enter('quiz');
    const flag = flagOf((await seats.labs.lab(reader(page.learner), 'quiz'))?.introduction) ?? '';
    expect(await seats.labs.model(page.learner, 'quiz')).toBeUndefined();
    await answer(page, 'flag', 0, flag);
    await page.until(() => page.ticked.includes('flag'), 'the tick');
    const model = await seats.labs.model(page.learner, 'quiz');
    expect(labModel.parse(model)).toEqual(model);
    expect(model?.steps).toEqual([
      { id: 'flag', lines: [{ voice: 'client', text: flag }] },
      {
        id: 'choose',
        lines: [
          { voice: 'client', text: 'telnet 10.10.41.192 25', terminal: 'laptop' },
          { voice: 'server', text: '220 example.thm', terminal: 'laptop' },
          { voice: 'client', text: '^]', terminal: 'laptop' },
          { voice: 'client', text: '42' },
        ],
      },
    ]);
    expect(await seats.labs.model(undefined, 'quiz')).toBeUndefined();
    await startAfresh(page, 'again');
    expect(await seats.labs.model(page.learner, 'quiz')).toEqual(model);
  });
});
