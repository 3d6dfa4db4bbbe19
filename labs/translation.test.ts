import { expect, test } from 'vitest';
import { parseLab } from './parse-lab.ts';
import { formatProblem } from './problems.ts';
import { vocabularies } from './toy.testkit.ts';
import { parseTranslation, textsOf } from './translation.ts';
import { withValues } from './values.ts';
import type { World } from './world.ts';

const parsed = parseLab(
  `---
title: A letter
summary: Write it.
protocol: post
level: 1
minutes: 10
world: island
values: { flag: "{hex 4}" }
objectives: [write a letter, read it]
---

Welcome.

## Say hello {#hello}

Say it.

\`\`\`step
expect: { exchange: { verb: HELLO } }
hints: { nudge: Be polite., rule: RFC 0., answer: HELLO. }
mistakes:
  - { when: { typed: { line: hi } }, say: That is no verb. }
why: It answers.
\`\`\`

## Answer {#answer}

Say what you saw, \${flag}.

\`\`\`step
expect:
  all:
    - answer: { ask: How many?, choice: { options: [one, two], right: 2 } }
    - point: { ask: Which line?, side: client, exchange: { verb: HELLO } }
hints: { nudge: Count., answer: Two. }
why: There were two.
showAnswer: false
\`\`\`
`,
  'lab.md',
  'post/letter',
  { vocabularies },
);
if (!('lab' in parsed)) throw new Error(parsed.problems.map(formatProblem).join('\n'));
const { lab } = parsed;

const GERMAN = `---
title: Ein Brief
summary: Schreib ihn.
objectives: [einen Brief schreiben, ihn lesen]
---

Willkommen.

## Grüßen {#hello}

Sag es.

\`\`\`step
hints: { nudge: Sei höflich., rule: RFC 0., answer: HELLO. }
mistakes:
  - say: Das ist kein Verb.
why: Er antwortet.
\`\`\`

## Antworten {#answer}

Sag, was du sahst, \${flag}.

\`\`\`step
hints: { nudge: Zähle., answer: Zwei. }
why: Es waren zwei.
questions:
  - { ask: Wie viele?, options: ["*eins*", zwei] }
  - { ask: Welche Zeile? }
\`\`\`
`;

const world = { hosts: [{ name: 'post.thm', address: '10.0.0.1', aliases: [] }], names: [] } as unknown as World;

test('a translation lies over the text alone', () => {
  const { texts, problems } = parseTranslation(GERMAN, 'lab.de.md', lab, { world }) as { texts: unknown; problems: [] };
  expect(problems).toEqual([]);
  expect(texts).toEqual({
    title: 'Ein Brief',
    summary: 'Schreib ihn.',
    objectives: ['einen Brief schreiben', 'ihn lesen'],
    introduction: '<p>Willkommen.</p>\n',
    steps: {
      hello: {
        title: 'Grüßen',
        html: '<p>Sag es.</p>\n',
        hints: ['<p>Sei höflich.</p>\n', '<p>RFC 0.</p>\n', '<p>HELLO.</p>\n'],
        mistakes: ['<p>Das ist kein Verb.</p>\n'],
        why: '<p>Er antwortet.</p>\n',
        questions: [],
      },
      answer: {
        title: 'Antworten',
        html: '<p>Sag, was du sahst, ${flag}.</p>\n',
        // The author keeps the answer.
        hints: ['<p>Zähle.</p>\n'],
        mistakes: [],
        why: '<p>Es waren zwei.</p>\n',
        questions: [
          { ask: '<p>Wie viele?</p>\n', options: ['<em>eins</em>', 'zwei'] },
          { ask: '<p>Welche Zeile?</p>\n' },
        ],
      },
    },
  });
});

test('the texts of a lab are its own where a language has none', () => {
  const result = parseTranslation(GERMAN, 'lab.de.md', lab);
  if (!('texts' in result)) throw new Error('expected no problem');
  const translated = { ...lab, translations: { de: result.texts } };
  expect(textsOf(translated, 'de')).toBe(result.texts);
  for (const language of ['fr', 'constructor', '__proto__']) {
    expect(textsOf(translated, language)).toMatchObject({
      title: 'A letter',
      objectives: ['write a letter', 'read it'],
    });
  }
  expect(textsOf(lab, 'en').steps['answer']).toEqual({
    title: 'Answer',
    html: '<p>Say what you saw, ${flag}.</p>\n',
    hints: ['<p>Count.</p>\n'],
    mistakes: [],
    why: '<p>There were two.</p>\n',
    questions: [{ ask: '<p>How many?</p>\n', options: ['one', 'two'] }, { ask: '<p>Which line?</p>\n' }],
  });
});

test('a learner’s own values stand in the translation, too', () => {
  const result = parseTranslation(GERMAN, 'lab.de.md', lab);
  if (!('texts' in result)) throw new Error('expected no problem');
  const own = withValues({ ...lab, translations: { de: result.texts } }, { flag: 'beef' });
  expect(own.translations['de']?.steps['answer']?.html).toBe('<p>Sag, was du sahst, beef.</p>\n');
});

/** What is changed in the translation, and all that is said about it. */
const FAULTS: readonly (readonly [string, string, ...string[]])[] = [
  [
    '---\ntitle',
    'title',
    'lab.de.md:1:1: Expected a line of three hyphens (---) and the front matter. Begin the file with it.',
  ],
  [
    'summary: Schreib ihn.\n',
    '',
    'lab.de.md:2:1: Expected the key "summary", one sentence for the catalogue; came nothing. Write for example: summary: Send a mail by hand.',
  ],
  [
    'title: Ein',
    'level: 1\ntitle: Ein',
    'lab.de.md:2:1: Expected one of the keys title, summary, objectives; came "level". Remove "level", or write one of these keys.',
  ],
  [
    ', ihn lesen',
    '',
    'lab.de.md:4:13: objectives: expected 2, as in lab.md, came 1. Translate each one, in the order of lab.md.',
  ],
  [
    'Willkommen.\n',
    '',
    'lab.de.md:5:1: Expected a translation of the text before the first step, came none. Write it above the first heading.',
  ],
  [
    '{#hello}',
    '{#helo}',
    'lab.de.md:1:1: Expected a translation of the step "hello", came none. Add it, with a heading that ends in {#hello}.',
    'lab.de.md:9:1: Expected the id of one of the lab\'s steps, came "helo". Did you mean "hello"?',
  ],
  [
    GERMAN.slice(GERMAN.indexOf('## Antworten')),
    '',
    'lab.de.md:1:1: Expected a translation of the step "answer", came none. Add it, with a heading that ends in {#answer}.',
  ],
  [
    'Sag es.\n',
    '',
    'lab.de.md:9:1: Expected a translation of the text of the step "hello", came none. Write it below its heading.',
  ],
  [
    '```step\nhints: { nudge: Sei',
    '```yaml\nhints: { nudge: Sei',
    'lab.de.md:9:1: Expected a translation of hints and why of the step "hello", came none. Add a fenced block that begins with ```step.',
  ],
  ['rule: RFC 0., ', '', 'lab.de.md:14:8: Expected a translation of the hint "rule", came none. Write it below rule.'],
  [
    'nudge: Zähle.,',
    'nudge: Zähle., shape: So.,',
    'lab.de.md:25:25: Expected a hint that lab.md has, came "shape". Remove it, or add it there.',
  ],
  [
    'mistakes:\n  - say: Das ist kein Verb.\n',
    '',
    'lab.de.md:14:1: mistakes: expected 1, as in lab.md, came none. Translate each one, in the order of lab.md.',
  ],
  [
    '  - say: Das ist kein Verb.\n',
    '  - Das ist kein Verb.\n',
    'lab.de.md:16:5: expected an entry of a list of what is said to each mistake, in the order of lab.md, came "Das ist kein Verb.". Write for example: mistakes: [{ say: Der Doppelpunkt fehlt. }].',
  ],
  [
    '  - { ask: Welche Zeile? }\n',
    '',
    'lab.de.md:28:3: questions: expected 2, as in lab.md, came 1. Translate each one, in the order of lab.md.',
  ],
  [
    ', zwei]',
    ']',
    'lab.de.md:28:33: options: expected 2, as in lab.md, came 1. Translate each one, in the order of lab.md.',
  ],
  [
    'ask: Welche Zeile? }',
    'ask: Welche Zeile?, options: [ja] }',
    'lab.de.md:29:36: options: expected none, as in lab.md, came 1. Translate each one, in the order of lab.md.',
  ],
  [
    'why: Es waren zwei.',
    'wy: Es waren zwei.',
    'lab.de.md:25:1: Expected the key "why", a word on why it worked; came nothing. Write it, or correct its name.',
    'lab.de.md:26:1: Expected one of the keys hints, why, mistakes, questions; came "wy". Remove "wy", or write one of these keys.',
  ],
  [
    '${flag}',
    '${falg}',
    'lab.de.md:22:20: Expected a value that is drawn or that a check binds, came ${falg}. Did you mean "${flag}"?',
  ],
  [
    'Sag es.',
    'Sag es `pots.thm`.',
    'lab.de.md:11:9: Expected a host of the lab\'s world, came pots.thm. Did you mean "post.thm"?',
  ],
];

test.each(FAULTS)('%s → %s', (what, instead, ...said) => {
  const text = GERMAN.replace(what, () => instead);
  expect(text).not.toBe(GERMAN);
  const { problems } = parseTranslation(text, 'lab.de.md', lab, { world });
  expect(problems.map(formatProblem)).toEqual(said);
});

test('figures stand in the text of steps, too', () => {
  const text = GERMAN.replace('Sag es.', 'Sag es: ![ein Brief](letter.png)');
  const figures = { text: () => undefined, picture: () => ({ url: 'data:image/png;base64,AA==' }) };
  const read = parseTranslation(text, 'lab.de.md', lab, { figures });
  expect('texts' in read && read.texts.steps['hello']?.html).toContain(
    '<img src="data:image/png;base64,AA==" alt="ein Brief" />',
  );
});
