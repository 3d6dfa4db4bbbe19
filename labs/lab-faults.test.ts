/** A lab with each kind of fault, and the exact words that its author reads. */
import { expect, test } from 'vitest';
import type { LabSurroundings } from './parse-lab.ts';
import { parseLab } from './parse-lab.ts';
import { formatProblem } from './problems.ts';
import { vocabularies } from './toy.testkit.ts';
import type { World } from './world.ts';

const world = {
  name: 'island',
  title: 'Island',
  hosts: [
    { name: 'post.thm', address: '10.0.0.1', aliases: ['mail.post.thm'], services: {}, files: [] },
    { name: 'me.thm', address: '10.0.0.9', aliases: [], services: {}, files: [] },
  ],
  accounts: [
    { user: 'ann', mailboxes: [{ name: 'INBOX' }, { name: 'Friends' }] },
    { user: 'ben', mailboxes: [{ name: 'INBOX' }] },
  ],
  names: [{ type: 'MX', name: 'hill.thm', preference: 1, exchange: 'post.thm' }],
} as unknown as World;

const PICTURES: Readonly<Record<string, string>> = { 'letter.png': 'data:image/png;base64,AAAA' };
const surroundings: LabSurroundings = {
  vocabularies,
  worlds: ['course', 'island'],
  labs: ['post/first', 'post/letter'],
  worldOf: () => ({ world }),
  figures: {
    text: (name) => (name === 'figures/talk.txt' ? 'C: HELLO\nS: 250 yes\n' : undefined),
    picture: (name) => {
      const url = PICTURES[name];
      return url === undefined ? { fault: `${name}, which is not there` } : { url };
    },
  },
};

const WHOLE = `---
title: A letter
summary: Write it.
protocol: post
level: 1
minutes: 10
world: island
needs: [post/first]
values:
  flag: "flag-{hex 8}"
  who: { oneOf: [anna, zoe] }
terminals: [laptop, phone]
helpAfter: 2
objectives: [write a letter]
---

Write to \`post.thm\` at \`10.0.0.1\`, as \`nobody@nowhere.thm\` would. Your flag is \`\${flag}\`.

![A letter in its envelope](letter.png)

## Say hello {#hello}

Say it, as here:

\`\`\`transcript figures/talk.txt
\`\`\`

\`\`\`step
expect:
  all:
    - exchange: { verb: HELLO, host: post.thm, reply: success, replyText: { pattern: "^2" }, terminal: phone }
    - none: [{ exchange: { verb: BYE } }]
hints:
  nudge: Be polite to \`post.thm\`.
  answer: Type \`HELLO\`.
mistakes:
  - when: { typed: { line: hi, program: sh } }
    say: That is the shell of \`me.thm\`.
    try: |
      hi
      hello
  - when: { answer: { choice: { options: [a, b], right: 1 } } }
    say: No.
why: It answers.
\`\`\`

## Look around {#look}

Make the mailbox Harbour.

\`\`\`step
expect:
  any:
    - count: { atLeast: 2, atMost: 3, of: { exchange: { verb: WRITE, state: { before: open }, arguments: { to: "\${id}@post.thm" } } } }
    - mail: { account: ann, mailbox: Harbour, flags: ["\\\\Seen"], lacks: ["\\\\Draft"], headers: { subject: { pattern: "\${id}" } } }
    - file: { host: me.thm, path: ~/tea.txt }
    - queue: { host: post.thm, to: { oneOf: ["\${flag}", 3] } }
    - ever: { mailbox: { account: ann, name: Friends } }
hints: { nudge: Look., answer: See. }
why: It was there.
optional: true
after: [hello]
\`\`\`

## Answer {#answer}

Say what you saw.

\`\`\`step
expect: { answer: { ask: "How *many*?", choice: { options: [one, two], right: 2 } } }
hints: { nudge: Count., answer: Two. }
why: There were two.
after: [hello]
\`\`\`
`;

test('the lab without a fault is read whole', () => {
  const parsed = parseLab(WHOLE, 'lab.md', 'post/letter', surroundings);
  expect(parsed.problems.map(formatProblem)).toEqual([]);
  if (!('lab' in parsed)) return;
  const { lab, needsAt } = parsed;
  expect(needsAt).toEqual([{ line: 8, column: 9 }]);
  expect(lab).toMatchObject({
    needs: ['post/first'],
    terminals: ['laptop', 'phone'],
    values: [
      {
        name: 'flag',
        kind: 'template',
        pieces: [
          { kind: 'text', text: 'flag-' },
          { kind: 'hex', length: 8 },
        ],
      },
      { name: 'who', kind: 'oneOf', of: ['anna', 'zoe'] },
    ],
  });
  expect(lab.introduction).toContain('<img src="data:image/png;base64,AAAA" alt="A letter in its envelope" />');
  const [hello, look, answer] = lab.steps;
  expect(hello?.html).toContain('<span class="client">▸ HELLO</span>\n<span class="server">◂ 250 yes</span>');
  expect(hello).toMatchObject({ isOptional: false, points: 1, helpAfter: 2 });
  expect(hello?.mistakes.map(({ tries, line }) => ({ tries, line }))).toEqual([
    { tries: [['hi', 'hello']], line: 37 },
    { tries: [], line: 42 },
  ]);
  expect(look).toMatchObject({ isOptional: true, after: ['hello'] });
  expect(answer?.expect).toEqual({
    type: 'answer',
    ask: '<p>How <em>many</em>?</p>\n',
    right: { kind: 'choice', options: ['one', 'two'], right: 2 },
  });
});

/** What is changed in the lab, and all that is said about it. */
const FAULTS: readonly (readonly [string, string, ...string[]])[] = [
  [
    'needs: [post/first]',
    'needs: [post/frist]',
    'lab.md:8:9: needs: expected one of post/first, post/letter; came "post/frist". Did you mean "post/first"?',
  ],
  [
    'needs: [post/first]',
    'needs: [post/first, post/first]',
    'lab.md:8:21: needs: expected each name once, came "post/first" again. Remove one of the two.',
  ],
  [
    'flag: "flag-{hex 8}"',
    'flag: "flag-{hxe 8}"',
    'lab.md:10:9: flag: expected one of {hex}, {digits}, {letters}, {word}, {number} with its numbers, came "{hxe 8}". Write {hex 8}, {digits 4}, {letters 6} (at most 64), {word} or {number 10 99}.',
  ],
  [
    'who: { oneOf: [anna, zoe] }',
    'who: { oneOf: [anna] }',
    'lab.md:11:17: oneOf: expected a list of two or more texts, of which each learner gets one, at least 2 entries, came a list of 1. Write for example: oneOf: [anna, ben].',
  ],
  [
    'who: {',
    'Who: {',
    'lab.md:11:3: Expected a map from a name (a small letter, then letters, digits, _ and -) to how each learner\'s own value is drawn; came the key "Who". Write for example: values: { flag: "flag-{hex 8}" }.',
  ],
  [
    'helpAfter: 2',
    'helpafter: 2',
    'lab.md:13:1: Expected one of the keys title, summary, protocol, level, minutes, world, objectives, needs, values, terminals, order, helpAfter, showAnswer; came "helpafter". Did you mean "helpAfter"?',
  ],
  [
    'helpAfter: 2',
    'order: fix',
    'lab.md:13:8: order: expected free, or fixed where each step counts only after the one above it, came "fix". Write for example: order: fixed.',
  ],
  [
    'terminals: [laptop, phone]',
    'terminals: [laptop, phone, laptop]',
    'lab.md:12:28: terminals: expected each name once, came "laptop" again. Remove one of the two.',
  ],
  // What the lab says.
  [
    '`post.thm` at',
    '`pots.thm` at',
    'lab.md:17:11: Expected a host of the lab\'s world, came pots.thm. Did you mean "post.thm"?',
  ],
  [
    'at `10.0.0.1`',
    'at `telnet 10.0.0.77 25`',
    'lab.md:17:32: Expected a host of the lab\'s world, came 10.0.0.77. Did you mean "10.0.0.1"?',
  ],
  [
    'Be polite to `post.thm`.',
    'Be polite to `hello.post.thm`.',
    "lab.md:34:24: Expected a host of the lab's world, came hello.post.thm. Correct it, or add the host to the world.",
  ],
  [
    'the shell of `me.thm`',
    'the shell of `mee.thm`',
    'lab.md:38:32: Expected a host of the lab\'s world, came mee.thm. Did you mean "me.thm"?',
  ],
  [
    'Your flag is `${flag}`',
    'Your flag is `${falg}`',
    'lab.md:17:81: Expected a value that is drawn or that a check binds, came ${falg}. Did you mean "${flag}"?',
  ],
  [
    'objectives: [write a letter]',
    'objectives: ["write to ${id}"]',
    'lab.md:14:24: Expected a value that is drawn or that a check binds, came ${id}. Add id to values in the front matter.',
  ],
  [
    'arguments: { to: "${id}@post.thm" }',
    'arguments: { to: "me@post.thm" }',
    'lab.md:55:118: Expected a value that is drawn or that a check binds, came ${id}. Add id to values in the front matter.',
  ],
  // Figures.
  [
    '![A letter in its envelope](letter.png)',
    '![](letter.png)',
    "lab.md:19:5: Expected words for those who can't see the picture letter.png, came none. Write what is to be seen: ![A letter in its envelope](letter.png).",
  ],
  [
    '(letter.png)',
    '(lettre.png)',
    "lab.md:19:29: Expected a picture of the lab's folder, came lettre.png, which is not there. Put a PNG, JPEG or SVG file beside lab.md.",
  ],
  [
    '(letter.png)',
    '(https://far.example/letter.png)',
    'lab.md:19:29: Expected a picture of the lab\'s folder, came "https://far.example/letter.png", which lies elsewhere. Put a PNG, JPEG or SVG file beside lab.md.',
  ],
  [
    '(letter.png)',
    '(../letter.png)',
    'lab.md:19:29: Expected a picture of the lab\'s folder, came "../letter.png", which lies elsewhere. Put a PNG, JPEG or SVG file beside lab.md.',
  ],
  [
    'transcript figures/talk.txt\n',
    'transcript figures/tlak.txt\n',
    'lab.md:25:15: Expected a file of the lab\'s folder, came "figures/tlak.txt". Put the file there, or correct its name.',
  ],
  [
    'transcript figures/talk.txt\n',
    'transcript figures/talk.txt\nC: HELLO\n',
    'lab.md:25:15: Expected no lines in a transcript that names the file figures/talk.txt, came some. Remove them, or the name.',
  ],
  // Steps.
  [
    'why: There were two.\nafter: [hello]',
    'why: There were two.\nafter: [look]',
    'lab.md:73:9: after: expected a step that must be done, came "look", which is optional: without it, this step can\'t be reached. Make this step optional, too, or take the other out of after.',
  ],
  [
    'why: There were two.\nafter: [hello]',
    'why: There were two.\nafter: [helo]',
    'lab.md:73:9: after: expected the id of an earlier step, came "helo". Did you mean "hello"?',
  ],
  [
    '  nudge: Be polite to `post.thm`.\n',
    '',
    'lab.md:34:3: Expected the key "nudge", a first hint that only says where to look; came nothing. Write for example: nudge: Who speaks first?',
  ],
  [
    '  answer: Type `HELLO`.\n',
    '',
    'lab.md:34:3: Expected the key "answer", the line itself; came nothing. Write for example: answer: Type `HELO client.thm`.',
  ],
  [
    '  nudge: Be polite',
    '  hint: x\n  nudge: Be polite',
    'lab.md:34:3: Expected one of the keys nudge, rule, shape, answer; came "hint". Remove "hint", or write one of these keys.',
  ],
  [
    'optional: true',
    'optional: "yes"',
    'lab.md:61:11: optional: expected true where the lab is finished without this step, came "yes". Write for example: optional: true.',
  ],
  [
    'optional: true',
    'optional: true\npoints: -1',
    'lab.md:62:9: points: expected how many points it gives; 1 where left out, at least 0, came -1. Write for example: points: 2.',
  ],
  [
    '    try: |\n      hi\n      hello\n',
    '    try: []\n',
    'lab.md:39:10: try: expected lines that make this mistake, a text or a list of texts, at least 1 entries, came a list of 0. Write for example: try: MAIL user@client.thm.',
  ],
  [
    '      hello\n',
    '      T[Phone] hello\n',
    'lab.md:39:10: try: expected the name of a terminal and a line, came "T[Phone] hello". Write it as in: T[phone]: QUIT',
  ],
  // A fence that is indented takes as much from its lines, and no more than is there.
  [
    '```step\nexpect: { answer:',
    '  ```step\npoints: -1\nexpect: { answer:',
    'lab.md:70:9: points: expected how many points it gives; 1 where left out, at least 0, came -1. Write for example: points: 2.',
  ],
  [
    '```step\nexpect: { answer:',
    '  ```step\n  points: -1\nexpect: { answer:',
    'lab.md:70:11: points: expected how many points it gives; 1 where left out, at least 0, came -1. Write for example: points: 2.',
  ],
  // Checks.
  [
    '- exchange: { verb: HELLO',
    '- typed: { line: HELLO }\n    - exchange: { verb: HELLO',
    'lab.md:31:14: typed: expected it in the when of a mistake alone, because words that are typed fulfil nothing. Say what crosses the wire: an exchange, a transfer.',
  ],
  [
    'host: post.thm, reply',
    'host: post.tmh, reply',
    'lab.md:31:38: host: expected a host of the lab\'s world, one of post.thm, me.thm; came "post.tmh". Did you mean "post.thm"?',
  ],
  [
    'reply: success',
    'reply: sucess',
    'lab.md:31:55: reply: expected success, intermediate, failure, any, or a status like 250; came "sucess". Did you mean "success"?',
  ],
  [
    'reply: success',
    'reply: 25',
    'lab.md:31:55: reply: expected success, intermediate, failure, any, or a status like 250; came 25. Write three digits, or one of these words.',
  ],
  [
    'pattern: "^2"',
    'pattern: "^(2"',
    'lab.md:31:86: pattern: expected a pattern in RE2\'s syntax, came "^(2": error parsing regexp: missing closing ): `^(2`. Correct it; RE2 has neither \\1 nor (?=…), and \\ is written twice between double quotes.',
  ],
  [
    'pattern: "^2"',
    'pattern: "(?=2)"',
    'lab.md:31:86: pattern: expected a pattern in RE2\'s syntax, came "(?=2)": error parsing regexp: invalid or unsupported Perl syntax: `(?=`. Correct it; RE2 has neither \\1 nor (?=…), and \\ is written twice between double quotes.',
  ],
  [
    'terminal: phone',
    'terminal: phoen',
    'lab.md:31:104: terminal: expected one of the lab\'s terminals, laptop, phone; came "phoen". Did you mean "phone"?',
  ],
  [
    'state: { before: open }',
    'state: { before: opne }',
    'lab.md:54:87: before: expected one of new, open, done, aside; came "opne". Did you mean "open"?',
  ],
  [
    'verb: BYE',
    'verb: BYEE',
    'lab.md:32:34: verb: expected one of HELLO, HI, WRITE, CARRY, BYE; came "BYEE". Did you mean "BYE"?',
  ],
  [
    'arguments: { to:',
    'arguments: { form:',
    'lab.md:54:108: Expected one of the keys to; came "form". Remove "form", or write one of these keys.',
  ],
  [
    '    - exchange: { verb: HELLO, host: post.thm, reply: success, replyText: { pattern: "^2" }, terminal: phone }\n',
    '',
    'lab.md:30:3: Expected something that must happen, came only what must not: the step would be true at once. Put what must happen beside it, below all.',
  ],
  [
    'atMost: 3',
    'atMost: 1',
    'lab.md:54:36: atMost: expected at least 2, as atLeast says, came 1. Make it greater, or atLeast smaller.',
  ],
  [
    'of: { exchange: { verb: WRITE, state: { before: open }, arguments: { to: "${id}@post.thm" } } }',
    'of: { mail: { account: ann, contains: "${id}" } }',
    'lab.md:54:43: count: expected something that happens, came mail, which is asked of the world as it is. Put it beside count, below all; mail and queue have a count of their own.',
  ],
  [
    'ever: { mailbox: { account: ann, name: Friends } }',
    'ever: { connected: {} }',
    'lab.md:58:13: ever: expected mail, mailbox, file or queue, came connected, which stays true anyway. Take it out of ever.',
  ],
  [
    'mail: { account: ann,',
    'mail: { account: anne,',
    'lab.md:55:24: account: expected an account of the lab\'s world, one of ann, ben; came "anne". Did you mean "ann"?',
  ],
  [
    'mailbox: Harbour',
    'mailbox: Harbuor',
    'lab.md:55:38: mailbox: expected a mailbox of ann, one of INBOX, Friends, or one that the lab\'s text names; came "Harbuor". Write one of these names, or say in the text that the learner makes it.',
  ],
  [
    'account: ann, name: Friends',
    'account: ann, name: Freinds',
    'lab.md:58:46: name: expected a mailbox of ann, one of INBOX, Friends, or one that the lab\'s text names; came "Freinds". Did you mean "Friends"?',
  ],
  [
    'lacks: ["\\\\Draft"]',
    'lacks: ["\\\\seen"]',
    'lab.md:55:74: lacks: expected a flag that is not among flags, came "\\\\seen". Remove it from one of the two.',
  ],
  [
    'file: { host: me.thm, path: ~/tea.txt }',
    'file: { host: me.thm, path: tea.txt }',
    'lab.md:56:35: path: expected an absolute path, or one that begins with ~/, came "tea.txt". Write for example: path: ~/coffee.txt.',
  ],
  [
    'queue: { host: post.thm',
    'queue: { host: isle.thm',
    'lab.md:57:22: host: expected a host of the lab\'s world, one of post.thm, me.thm; came "isle.thm". Write one of these names, or add the host to the world.',
  ],
  [
    'right: 2 }',
    'right: 3 }',
    'lab.md:70:79: right: expected the place of one of the 2 options, from 1; came 3. Write a number from 1 to 2.',
  ],
  [
    'ask: "How *many*?", ',
    '',
    'lab.md:70:19: Expected the key "ask", the question; came nothing. Write for example: ask: Which port?',
  ],
  [
    'ask: "How *many*?", choice',
    'ask: "How *many*?", number: 2, choice',
    'lab.md:70:19: Expected one right answer, came number and choice. Write one of text, number, choice, pattern.',
  ],
  [
    'choice: { options: [one, two], right: 2 }',
    'pattern: "[0-9"',
    'lab.md:70:50: pattern: expected a pattern in RE2\'s syntax, came "[0-9": error parsing regexp: missing closing ]: `[0-9`. Correct it; RE2 has neither \\1 nor (?=…), and \\ is written twice between double quotes.',
  ],
  [
    'answer: { ask: "How *many*?", choice: { options: [one, two], right: 2 } }',
    'point: { ask: "Which?", side: cleint, exchange: { verb: HELLO } }',
    'lab.md:70:41: side: expected client or server: whose line it is, came "cleint". Write for example: side: client.',
  ],
  [
    'answer: { ask: "How *many*?", choice: { options: [one, two], right: 2 } }',
    'within: { seconds: 0, of: { connected: {} } }',
    'lab.md:70:30: seconds: expected a number of seconds, at most 3600, at least 1, came 0. Write for example: seconds: 30.',
  ],
];

test.each(FAULTS)('%s → %s', (what, instead, ...said) => {
  const text = WHOLE.replace(what, () => instead);
  expect(text).not.toBe(WHOLE);
  const { problems } = parseLab(text, 'lab.md', 'post/letter', surroundings);
  expect(problems.map(formatProblem)).toEqual(said);
});
