import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { courseOf } from './course.ts';
import type { Lab } from './lab.ts';
import { LAB_TEXT_LIMIT, type LabSurroundings, parseLab } from './parse-lab.ts';
import { formatProblem } from './problems.ts';
import { vocabularies } from './toy.testkit.ts';

const here = new URL('./', import.meta.url);
const surroundings: LabSurroundings = { vocabularies, worlds: ['course', 'island'] };

const SMALL = `---
title: A letter
summary: Write it.
protocol: post
level: 1
minutes: 10
world: course
objectives:
  - write a letter
---

Some *words* before.

## Say hello {#hello}

Speak **first**. See [the rule](https://rfc.example/1) or [this](javascript:alert(1)).

\`\`\`step
expect:
  exchange:
    verb: HELLO
hints:
  nudge: Be polite.
  answer: Type \`HELLO\`.
why: It answers.
\`\`\`

More <b>words</b> after.

## Write {#write}

\`\`\`transcript
C: WRITE <you>
S: 250 yes
\`\`\`

  \`\`\`step
  expect:
    all:
      - exchange: { verb: write, arguments: { to: ann@post.thm }, reply: 250 }
      - mail: { account: ann }
  hints: { nudge: One., answer: Two. }
  why: It is there.
  after: [hello]
  \`\`\`
`;

function labOf(text: string): Lab {
  const parsed = parseLab(text, 'a/lab.md', 'post/letter', surroundings);
  if ('lab' in parsed) return parsed.lab;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}

test('a lab is read whole', () => {
  const { steps, introduction, ...front } = labOf(SMALL);
  expect(front).toEqual({
    id: 'post/letter',
    title: 'A letter',
    summary: 'Write it.',
    protocol: 'post',
    level: 1,
    minutes: 10,
    world: 'course',
    objectives: ['write a letter'],
    needs: [],
    values: [],
    terminals: ['laptop'],
    translations: {},
  });
  expect(introduction).toBe('<p>Some <em>words</em> before.</p>\n');
  expect(steps.map(({ id, title, after, line }) => ({ id, title, after, line }))).toEqual([
    { id: 'hello', title: 'Say hello', after: [], line: 14 },
    { id: 'write', title: 'Write', after: ['hello'], line: 30 },
  ]);
  expect(steps[0]?.expect).toEqual({ type: 'exchange', protocol: 'post', verb: 'HELLO', arguments: {} });
  expect(steps[1]?.expect).toEqual({
    type: 'all',
    of: [
      { type: 'exchange', protocol: 'post', verb: 'WRITE', arguments: { to: 'ann@post.thm' }, reply: '250' },
      { type: 'mail', account: 'ann', mailbox: 'INBOX', headers: {} },
    ],
  });
  expect(steps[0]?.hints).toEqual([
    { level: 'nudge', html: '<p>Be polite.</p>\n' },
    { level: 'answer', html: '<p>Type <code>HELLO</code>.</p>\n' },
  ]);
});

test('what an author writes is safe to show', () => {
  const [hello, write] = labOf(SMALL).steps;
  expect(hello?.html).toContain(
    '<a href="https://rfc.example/1" target="_blank" rel="noopener noreferrer">the rule</a>',
  );
  expect(hello?.html).toContain('[this](javascript:alert(1))');
  expect(hello?.html).toContain('More &lt;b&gt;words&lt;/b&gt; after.');
  expect(write?.html).toContain('<span class="client">▸ WRITE &lt;you&gt;</span>');
  expect(write?.html).toContain('<span class="server">◂ 250 yes</span>');
});

test('line ends of any system are taken', () => {
  expect(labOf(SMALL.replaceAll('\n', '\r\n'))).toEqual(labOf(SMALL));
});

/** What is changed in the small lab, and what is said about it. */
const FAULTS: readonly (readonly [string | RegExp, string, string])[] = [
  [
    '---\ntitle',
    'title',
    'a/lab.md:1:1: Expected a line of three hyphens (---) and the front matter. Begin the file with it.',
  ],
  [
    'title: A',
    'titel: A',
    'a/lab.md:2:1: Expected one of the keys title, summary, protocol, level, minutes, world, objectives, needs, values, terminals, order, helpAfter, showAnswer; came "titel". Did you mean "title"?',
  ],
  [
    'level: 1',
    'level: easy',
    'a/lab.md:5:8: level: expected a level from 1 (first steps) to 5, came "easy". Write for example: level: 1.',
  ],
  [
    'minutes: 10\n',
    '',
    'a/lab.md:2:1: Expected the key "minutes", how many minutes it takes; came nothing. Write for example: minutes: 15.',
  ],
  [
    'world: course',
    'world: cuorse',
    'a/lab.md:7:8: world: expected one of course, island; came "cuorse". Did you mean "course"?',
  ],
  [
    'protocol: post',
    'protocol: pots',
    'a/lab.md:4:11: protocol: expected one of post, desk; came "pots". Did you mean "post"?',
  ],
  [
    '{#write}',
    '{#hello}',
    'a/lab.md:30:1: Expected an id that no other step has, came "hello" again. Give each step its own id.',
  ],
  [
    ' {#write}',
    '',
    'a/lab.md:30:1: Expected a step\'s title and its id, came "Write". End the heading with an id of small letters, digits and hyphens: ## Say hello {#hello}.',
  ],
  [
    'verb: HELLO',
    'verb: HELO',
    'a/lab.md:21:11: verb: expected one of HELLO, HI, WRITE, CARRY, BYE; came "HELO". Did you mean "HELLO"?',
  ],
  [
    'verb: HELLO',
    'verp: HELLO',
    'a/lab.md:21:5: Expected one of the keys verb, arguments, reply, replyText, state, protocol, host, port, secure, terminal, connection; came "verp". Did you mean "verb"?',
  ],
  [
    '{ to: ann',
    '{ too: ann',
    'a/lab.md:40:47: Expected one of the keys to; came "too". Remove "too", or write one of these keys.',
  ],
  [
    'verb: HELLO',
    'verb: HELLO\n    arguments: { x: 1 }',
    'a/lab.md:22:18: Expected no arguments, because HELLO takes none; came "x". Remove "x".',
  ],
  [
    'verb: HELLO',
    'verb: HELLO\n    protocol: dekk',
    'a/lab.md:22:15: protocol: expected one of post, desk; came "dekk". Did you mean "desk"?',
  ],
  [
    'mail: { account: ann }',
    'mail: { acount: ann }',
    'a/lab.md:41:17: Expected one of the keys account, mailbox, headers, contains, flags, lacks, count; came "acount". Did you mean "account"?',
  ],
  [
    '  exchange:\n    verb: HELLO',
    '  {}',
    'a/lab.md:20:3: Expected one check, came none. Write one of exchange, connected, secured, transfer, closed, answer, point, mail, mailbox, file, queue; or several below all, any, inOrder or none.',
  ],
  ['    verb: HELLO', '    verb: HELLO\n  closed: {}', 'a/lab.md:20:3: Expected one check, came exchange and closed.'],
  [
    '  nudge: Be polite.\n',
    '',
    'a/lab.md:23:3: Expected the key "nudge", a first hint that only says where to look; came nothing. Write for example: nudge: Who speaks first?',
  ],
  [
    'nudge: Be polite.',
    'nudge:\n    Be polite: say it.',
    'a/lab.md:24:5: nudge: expected a first hint that only says where to look, came a map of keys. Write for example: nudge: Who speaks first?',
  ],
  ['why: It answers.\n', '', 'a/lab.md:19:1: Expected the key "why", a word on why it worked; came nothing.'],
  [
    'after: [hello]',
    'after: [helo]',
    'a/lab.md:44:11: after: expected the id of an earlier step, came "helo". Did you mean "hello"?',
  ],
  [
    'after: [hello]',
    'after: [write]',
    'a/lab.md:44:11: after: expected the id of an earlier step, came "write". Write the id of a step above this one.',
  ],
  ['expect:\n  exchange', 'expect:\n exchange: [\n  exchange', 'a/lab.md:22:'],
  [
    '```step\nexpect',
    '```yaml\nexpect',
    'a/lab.md:14:1: Expected a fenced step block in the step "hello", came none. Add one that begins with ```step and has expect, hints and why.',
  ],
  [
    'More <b>',
    '```step\nwhy: x\n```\n\nMore <b>',
    'a/lab.md:28:1: Expected one step block in the step "hello", came two. Make one of them.',
  ],
  [
    'Some *words*',
    '```step\nwhy: x\n```\n\nSome *words*',
    'a/lab.md:12:1: Expected the step block below the heading of a step, came one above the first. Move it there.',
  ],
  [
    'More <b>',
    '> ```step\n> why: x\n> ```\n\nMore <b>',
    'a/lab.md:28:1: Expected the step block at the margin of the page, came one inside a list or a quotation. Move it there.',
  ],
  [
    /## Say[^]*/,
    '',
    'a/lab.md:1:1: Expected at least one step, came none. Begin a step with a line like: ## Say hello {#hello}.',
  ],
  [
    /^[^]*$/,
    'x'.repeat(LAB_TEXT_LIMIT + 1),
    'a/lab.md:1:1: Expected at most 300000 characters, came 300001. Make two labs of it.',
  ],
];

test.each(FAULTS)('%s → %s', (what, instead, said) => {
  const text = SMALL.replace(what, () => instead);
  expect(text).not.toBe(SMALL);
  const { problems } = parseLab(text, 'a/lab.md', 'a', surroundings);
  expect(problems.map(formatProblem)).toContainEqual(expect.stringContaining(said));
});

test('faults come in the order of the text', () => {
  const text = SMALL.replace('verb: HELLO', 'verb: HELO')
    .replace('account: ann', 'acount: ann')
    .replace('why: It a', 'wy: It a');
  const lines = parseLab(text, 'a/lab.md', 'a', surroundings).problems.map(({ line }) => line);
  expect(lines).toEqual([...lines].sort((one, other) => one - other));
  expect(new Set(lines).size).toBeGreaterThanOrEqual(3);
});

test('no text makes it throw', () => {
  const piece = fc.oneof(
    fc.constantFrom(...SMALL.split('\n')),
    fc.string(),
    fc.constantFrom('> ', '- ', '    ', '```'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      for (const text of [pieces.join('\n'), `${SMALL.slice(0, 130)}${pieces.join('\n')}`]) {
        const parsed = parseLab(text, 'a/lab.md', 'a', surroundings);
        expect('lab' in parsed).toBe(parsed.problems.length === 0);
      }
    }),
    { numRuns: 300 },
  );
});

describe('the labs of the course', () => {
  const course = courseOf(readFileSync(new URL('course.yaml', here), 'utf8'), 'labs/course.yaml');

  test('begin with one a protocol', () => {
    expect(course.problems).toEqual([]);
    expect(course.labs).toEqual([
      'smtp/first-mail',
      'pop3/read-mail',
      'imap/folders',
      'ftp/fetch-a-file',
      'smtp/reading-codes',
      'smtp/envelope-and-header',
      'pop3/when-dele-deletes',
      'imap/flags',
      'ftp/passive-by-hand',
      'smtp/two-offices',
      'imap/two-devices',
      'together/mails-journey',
    ]);
  });

  test.each(course.labs)('%s has five to eight steps, hints and a word on why', (id) => {
    const parsed = parseLab(readFileSync(new URL(`${id}/lab.md`, here), 'utf8'), `labs/${id}/lab.md`, id);
    expect(parsed.problems).toEqual([]);
    if (!('lab' in parsed)) return;
    expect(parsed.lab.steps.length).toBeGreaterThanOrEqual(5);
    expect(parsed.lab.steps.length).toBeLessThanOrEqual(8);
    for (const step of parsed.lab.steps) {
      expect(step.hints.length, step.id).toBeGreaterThanOrEqual(2);
      expect(step.html.length, step.id).toBeGreaterThan(40);
      expect(step.why.length, step.id).toBeGreaterThan(40);
    }
  });
});

test('the lab that the README shows is a lab', () => {
  const readme = readFileSync(new URL('README.md', here), 'utf8');
  const [, text = ''] = /````markdown\n([^]*?)````/.exec(readme) ?? [];
  expect(parseLab(text, 'labs/README.md', 'readme').problems).toEqual([]);
});

test.each([
  ['labs: [a/b, a/b]', 'course.yaml:1:13: labs: expected each name once, came "a/b" again. Remove one of the two.'],
  [
    'labs: [../up]',
    'course.yaml:1:8: expected a lab\'s folder, of small letters, digits, hyphens and one /, came "../up".',
  ],
  ['lab: []', 'course.yaml:1:1: Expected one of the keys labs, worlds; came "lab". Did you mean "labs"?'],
  ['', 'course.yaml:1:1: '],
])('of the course %j is said', (text, said) => {
  const { problems } = courseOf(text, 'course.yaml');
  expect(problems.map(formatProblem)).toContainEqual(expect.stringContaining(said));
});
