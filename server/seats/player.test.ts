/** The player finds what is not as its author says: each kind of fault in a small lab, with the exact sentence. */
import { describe, expect, test } from 'vitest';
import { parseLab } from '../../labs/parse-lab.ts';
import { formatProblem } from '../../labs/problems.ts';
import { parseSolution, parseVariants } from '../protocols/lab-script.ts';
import { Catalogue } from './catalogue.ts';
import { vocabulariesOf } from './load-catalogue.ts';
import { courseCatalogue, LIMITS, openClassroom, protocolMap } from './page.testkit.ts';
import { casesOf, playAll } from './player.ts';

const course = courseCatalogue();

interface Texts {
  /** More of the front matter. */
  readonly front?: string;
  readonly hello?: string;
  readonly mistakes?: string;
  readonly sender?: string;
  readonly solution?: string;
  readonly variants?: string;
}

const SOLUTION = `-- step connect
T: telnet 10.10.41.192 25
P: Trying 10.10.41.192...
P: Connected to 10.10.41.192.
P: Escape character is '^]'.
P: 220 example.thm \${greeting}
-- step hello
T: HELO client.thm
P: 250 example.thm Hello client.thm [10.11.81.126]
-- step sender
T: MAIL FROM:<user@client.thm>
P: 250 OK
`;

const stepText = (id: string, expected: string, more = ''): string =>
  `## Step ${id} {#${id}}\n\nDo it.\n\n\`\`\`step\nexpect:\n  ${expected}\nhints: { nudge: A hint, answer: The answer }\nwhy: So.\n${more}\`\`\`\n`;

function labText({ front = '', hello, mistakes = '', sender }: Texts): string {
  return [
    `---\ntitle: A lab\nsummary: One.\nprotocol: smtp\nlevel: 1\nminutes: 5\nworld: course\nobjectives: [one]\n${front}---\n\nText.\n`,
    stepText('connect', 'connected: { protocol: smtp }'),
    stepText('hello', hello ?? 'exchange: { verb: HELO }', mistakes),
    stepText('sender', sender ?? 'exchange: { verb: MAIL }'),
  ].join('\n');
}

/** What is found in a lab, as an author reads it. */
async function findings(texts: Texts): Promise<string[]> {
  const parsed = parseLab(labText(texts), 'lab.md', 'own/lab', {
    vocabularies: vocabulariesOf(protocolMap),
    worlds: ['course'],
  });
  expect(parsed.problems.map(formatProblem)).toEqual([]);
  if (!('lab' in parsed)) return [];
  const { lab } = parsed;
  const steps = lab.steps.map(({ id }) => id);
  const files = { lab: 'lab.md', solution: 'solution.txt', variants: 'variants.txt' };
  const solution = parseSolution({ text: texts.solution ?? SOLUTION, file: files.solution, steps });
  const variants = parseVariants({ text: texts.variants ?? '', file: files.variants, steps });
  expect([...solution.problems, ...variants.problems]).toEqual([]);
  const { enter, faults } = await openClassroom({
    catalogue: new Catalogue([lab], new Map([['course', course.seed('course')]])),
    seatLimits: { ...LIMITS, terminals: 10 },
  });
  const cases = casesOf({ lab, files, parts: solution.parts, variants: variants.variants });
  const sit = async () => {
    const page = await enter('own/lab');
    // What does not come within a second does not come: these plays are meant to fail.
    page.patienceMs = 1000;
    return { page, values: new Map<string, string>() };
  };
  const played = await playAll(cases, { sit, atOnce: 8 });
  expect(faults).toEqual([]);
  return played.flatMap(({ played: { kind }, problems }) =>
    problems.map((problem) => `${kind}: ${formatProblem(problem)}`),
  );
}

test('in a lab that is as it should be, nothing is found', async () => {
  const mistakes = 'mistakes:\n  - when: { exchange: { verb: HELO, reply: 501 } }\n    say: A name.\n    try: HELO\n';
  const variants = '== hello: with EHLO\nT: ehlo client.thm\nP: 250-example.thm Hello client.thm [10.11.81.126]\n';
  expect(await findings({ mistakes, variants })).toEqual([]);
});

describe('each kind of fault is found, with its place', () => {
  test('a step that is true before anything was typed', async () => {
    expect((await findings({ sender: 'mail: { account: strategos }' }))[0]).toBe(
      'solution: lab.md:35:1: Expected the step "sender" to wait for the learner, but it is true before anything was typed. Check something that is not so at the beginning.',
    );
  });

  test('a step that its part does not make true', async () => {
    expect(await findings({ hello: 'exchange: { verb: NOOP }' })).toContain(
      'solution: solution.txt:8:1: Expected the step "hello" to become true at this line, but it did not. Compare what the step expects with what its part does.',
    );
  });

  test('a step that becomes true before the last line of its part', async () => {
    const solution = SOLUTION.replace('-- step sender', 'T: NOOP\nP: 250 OK\n-- step sender');
    expect(await findings({ solution })).toEqual([
      'solution: solution.txt:8:1: Expected the step "hello" to become true at the last line of its part, but it did at this one. Move the lines behind it into a part of their own (-- no step), or let the step expect them.',
    ]);
  });

  test('a step that becomes true in the part of another, and without its own lines', async () => {
    const found = await findings({ sender: 'any: [exchange: { verb: MAIL }, exchange: { verb: HELO }]' });
    expect(found).toContain(
      'solution: solution.txt:8:1: Expected the step "hello" alone to become true here, but "sender" did. Move the lines that make it true below -- step sender.',
    );
  });

  test('a step that stays true by the lines of another while its own are left out', async () => {
    const found = await findings({
      hello: 'any: [exchange: { verb: HELO }, exchange: { verb: MAIL, reply: any }]',
    });
    expect(found).toEqual([
      'left-out: solution.txt:11:1: Expected the step "hello" to stay open while its lines are left out, but it became true at this line. Let it expect more than other lines do; or let it come after the steps before it (after: or order: fixed).',
    ]);
  });

  test('a screen that shows something else', async () => {
    const solution = SOLUTION.replace('P: 250 example.thm Hello', 'P: 250 exmaple.thm Hello');
    expect(await findings({ solution })).toContain(
      'solution: solution.txt:9:1: Expected "250 exmaple.thm Hello client.thm [10.11.81.126]" on the screen, but came "250 example.thm Hello client.thm [10.11.81.126]". Write what is shown; ${name} stands for what differs each time.',
    );
  });

  test('a screen that shows less', async () => {
    const solution = SOLUTION.replace('P: 250 OK\n', 'P: 250 OK\nP: and more\n');
    expect(await findings({ solution })).toContain(
      'solution: solution.txt:13:1: Expected "and more" on the screen, but came nothing. Write what is shown; ${name} stands for what differs each time.',
    );
  });

  test('a line of the solution on which the coach has something to say', async () => {
    const solution = SOLUTION.replace('T: HELO', 'T: HELLO you\nP: 500 unrecognized command\nT: HELO');
    const [found = ''] = await findings({ solution });
    expect(found).toMatch(
      /^solution: solution\.txt:8:1: Expected the coach to be silent on a right line, but came ".*"\. Look whether/,
    );
  });

  test('a variant that does not make its step true', async () => {
    const variants = '== hello: by NOOP\nT: NOOP\nP: 250 OK\n';
    expect(await findings({ variants })).toEqual([
      'variant: variants.txt:2:1: Expected the step "hello" to become true by the variant "by NOOP", but it did not. Compare what the step expects with what the variant does.',
    ]);
  });

  test('a mistake that is made at another terminal than the step, or not', async () => {
    const mistake = (tried: string): string =>
      `mistakes:\n  - when: { connected: { protocol: smtp, terminal: phone } }\n    say: Here.\n    try: "${tried}"\n`;
    const front = 'terminals: [laptop, phone, tablet]\n';
    expect(await findings({ front, mistakes: mistake('T[phone]: telnet 10.10.41.192 25') })).toEqual([]);
    expect(await findings({ front, mistakes: mistake('T[tablet]: telnet 10.10.41.192 25') })).toEqual([
      expect.stringContaining('Expected the lines "T[tablet]: telnet 10.10.41.192 25" to get what this mistake says'),
    ]);
  });

  test('a mistake that gets something else, or nothing', async () => {
    const mistake = (when: string, tries: string): string =>
      `  - when: { ${when} }\n    say: A name.\n    try: ${tries}\n`;
    const mistakes = `mistakes:\n${mistake('exchange: { verb: HELO, reply: 501 }', 'HELO')}${mistake('exchange: { verb: HELO, reply: 501 }', 'HELO')}${mistake('exchange: { verb: NOOP, reply: 500 }', 'HELO client.thm')}`;
    expect(await findings({ mistakes })).toEqual([
      'mistake: lab.md:37:1: Expected the lines "HELO" to get what this mistake says, but came mistake 1 of the step "hello". Compare its "when" with what the lines of its "try" do; the first mistake that fits is said.',
      'mistake: lab.md:40:1: Expected the lines "HELO client.thm" to get what this mistake says, but came nothing. Compare its "when" with what the lines of its "try" do; the first mistake that fits is said.',
      'mistake: lab.md:40:1: Expected the lines "HELO client.thm" to be a mistake, but they made the step "hello" true. Let the step expect more, or take this mistake out.',
    ]);
  });
});
