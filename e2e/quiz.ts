/** A lab that asks questions, as an instructor keeps it in a folder of their own: for journeys that the course has not. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { TestServer } from './server.ts';
import { test as base } from './test.ts';

export const QUIZ = 'labs/pop3/quiz';

export const QUIZ_TEXT = `---
title: Read the wire
summary: Questions about a session.
protocol: pop3
level: 1
minutes: 5
needs: [smtp/first-mail]
world: course
objectives: [find a password on the wire]
values:
  word: "word-{hex 6}"
helpAfter: 2
---

Whatever crosses the wire can be read. Your word for today is \`\${word}\`.

## Log in {#login}

Log in as \`strategos\` with \`TabulaRasa7\`, at 10.10.41.192 on port 110.

\`\`\`step
expect:
  exchange: { protocol: pop3, verb: PASS }
hints:
  nudge: Two commands, one after the other.
  rule: RFC 1939 has both in section 7.
  shape: "\`USER name\`, then \`PASS password\`."
  answer: "Type \`USER strategos\`, then \`PASS TabulaRasa7\`."
mistakes:
  - when: { exchange: { protocol: pop3, verb: LOGIN } }
    say: "**LOGIN** is of another protocol: here name and password come apart."
    try: |
      telnet 10.10.41.192 110
      LOGIN strategos TabulaRasa7
why: POP3 takes name and password in two lines.
\`\`\`

## Look at the wire {#wire}

\`\`\`step
expect:
  all:
    - point: { ask: "Which line carries the password?", side: client, exchange: { protocol: pop3, verb: PASS } }
    - answer: { ask: "What is your word for today?", text: "\${word}" }
hints: { nudge: Look at the wire., rule: RFC 1939 section 7., answer: The line with PASS. }
why: Everybody on the way can read it.
points: 2
\`\`\`

## Choose {#choose}

\`\`\`step
expect:
  answer: { ask: "What does +OK say?", choice: { options: [it is done, go on, it is refused], right: 1 } }
hints: { nudge: A good word., rule: RFC 1939 section 3., answer: The first. }
why: A plus says yes.
optional: true
\`\`\`
`;

/** A folder of labs with the quiz in it. */
export async function quizFolder(text = QUIZ_TEXT): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plaintalk labs '));
  await mkdir(path.join(folder, 'pop3', 'quiz'), { recursive: true });
  await writeFile(path.join(folder, 'course.yaml'), 'labs: [pop3/quiz]\n');
  await writeQuiz(folder, text);
  return folder;
}

export async function writeQuiz(folder: string, text: string): Promise<void> {
  await writeFile(path.join(folder, 'pop3', 'quiz', 'lab.md'), text);
}

/** A server of the worker's own that has the quiz beside the course. */
export const test = base.extend<object, { server: TestServer }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- an empty pattern is how Playwright is told "nothing"
    async ({}, use) => {
      const labs = await quizFolder();
      const server = await TestServer.start({ LABS_DIR: labs });
      await use(server);
      await server.dispose();
      await rm(labs, { recursive: true });
    },
    { scope: 'worker' },
  ],
});
