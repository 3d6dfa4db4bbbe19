/** A session by hand becomes a draft that says what was done, and that stands its test. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../store/temporary.testkit.ts';
import { lab, labSetting } from './lab.testkit.ts';
import { recordLab } from './record.ts';
import type { LabSetting, Served } from './setting.ts';
import { ScriptedPage } from '../../seats/scripted-page.ts';

/** A line, and what it is answered with. */
type Session = readonly (readonly [line: string, awaited: string])[];

/** Records a session in a browser's stead, and ends by Ctrl-C; gives the folder and what was said. */
async function record(session: Session, ...args: readonly string[]) {
  const folder = path.join(await temporaryDirectory(), 'draft');
  const said: string[] = [];
  let served: Served | undefined;
  const setting: LabSetting = {
    ...labSetting((line) => said.push(line)),
    serve: (wanted) => {
      served = wanted;
      return Promise.resolve({ address: 'http://127.0.0.1/', close: () => Promise.resolve() });
    },
    untilStopped: () => act(served, session),
  };
  const code = await recordLab([folder, ...args], setting);
  return { folder, code, said };
}

async function act(served: Served | undefined, session: Session): Promise<void> {
  if (served === undefined) throw new Error('nothing is served');
  const { seats, store, workshop } = served;
  const learner = await store.createLearner(0);
  const view = await seats.enter(learner, '');
  const page = new ScriptedPage(seats, learner, view?.seat ?? '');
  await page.attach();
  expect(workshop.view(learner)).toMatchObject({ mode: 'record' });
  for (const [line, awaited] of session) {
    await page.say(line, awaited);
    // Who reads what came types only then: a prompt that hides the line is over.
    await page.settled();
  }
  page.drop();
}

const SESSIONS: Readonly<Record<string, Session>> = {
  smtp: [
    ['telnet 10.10.41.192 25', '220 '],
    ['HELLO you', '500'],
    ['HELO client.thm', '250 '],
    ['MAIL FROM:<user@client.thm>', '250 OK'],
    ['RCPT TO:<strategos@example.thm>', '250 Accepted'],
    ['DATA', '354'],
    ['Subject: By hand', ''],
    ['', ''],
    ['Hello.', ''],
    ['.', '250 OK id='],
    ['QUIT', 'closed by foreign host'],
  ],
  pop3: [
    ['telnet 10.10.41.192 110', '+OK'],
    ['USER strategos', '+OK'],
    ['PASS TabulaRasa7', '+OK'],
    ['RETR 1', '\n.\n'],
    ['RETR 2', '\n.\n'],
    ['QUIT', '+OK'],
  ],
  imap: [
    ['telnet 10.10.41.192 143', '* OK'],
    ['a1 LOGIN strategos TabulaRasa7', 'a1 OK'],
    ['a2 SELECT INBOX', 'a2 OK'],
    ['a3 STORE 1 +FLAGS (\\Flagged)', 'a3 OK'],
    ['a4 LOGOUT', 'a4 OK'],
  ],
  ftp: [
    ['ftp 10.10.41.192', '220'],
    ['strategos', '331'],
    ['TabulaRasa7', 'Using binary mode'],
    ['ls', '226'],
    ['cd docs', '250'],
    ['get report.txt', 'bytes received in'],
    ['quit', '221'],
  ],
};

/** The steps' ids, and what each expects. */
async function stepsOf(folder: string): Promise<string[]> {
  const text = await readFile(path.join(folder, 'lab.md'), 'utf8');
  return [...text.matchAll(/\{#([^}]*)\}[^]*?\nexpect:\n([^]*?)\nhints:/g)].map(([, id = '', expected = '']) => {
    return `${id}: ${expected.trim().replaceAll(/\s+/g, ' ')}`;
  });
}

describe('what was done becomes steps, and the draft stands its test', () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    smtp: [
      'connect: connected: protocol: smtp',
      'helo: exchange: verb: HELO',
      'mail: exchange: verb: MAIL arguments: reversePath: user@client.thm',
      'rcpt: exchange: verb: RCPT arguments: forwardPath: strategos@example.thm',
      'data: exchange: verb: DATA',
      'quit: exchange: verb: QUIT',
    ],
    pop3: [
      'connect: connected: protocol: pop3',
      'user: exchange: verb: USER arguments: user: strategos',
      'pass: exchange: verb: PASS',
      'retr: exchange: verb: RETR arguments: message: 1',
      'retr-2: exchange: verb: RETR arguments: message: 2',
      'quit: exchange: verb: QUIT',
    ],
    imap: [
      'connect: connected: protocol: imap',
      'login: exchange: verb: LOGIN arguments: user: strategos',
      'select: exchange: verb: SELECT arguments: mailbox: INBOX',
      'store: exchange: verb: STORE arguments: sequenceSet: "1" flags: \\Flagged',
      'logout: exchange: verb: LOGOUT',
    ],
    ftp: [
      'connect: connected: protocol: ftp',
      'pass: exchange: verb: PASS',
      'list: transfer: direction: to-client verb: LIST',
      'cwd: exchange: verb: CWD arguments: path: docs',
      'retr: transfer: direction: to-client verb: RETR path: report.txt',
      'quit: exchange: verb: QUIT',
    ],
  };
  test.each(Object.keys(SESSIONS))('%s', async (protocol) => {
    const { folder, code, said } = await record(SESSIONS[protocol] ?? []);
    expect(await stepsOf(folder)).toEqual(expected[protocol]);
    expect(said.slice(2)).toEqual([
      `${folder} is there, with ${expected[protocol]?.length} steps. Now write its texts; "lab preview ${folder}" shows them.`,
    ]);
    expect(code).toBe(0);
    expect((await lab('check', folder)).code).toBe(0);
    const text = await readFile(path.join(folder, 'lab.md'), 'utf8');
    expect(text).toContain(`protocol: ${protocol}\n`);
  });
});

test('what differs each time is a hole in the solution, a password that was hidden stands in it', async () => {
  const { folder } = await record(SESSIONS['ftp'] ?? []);
  const solution = await readFile(path.join(folder, 'solution.txt'), 'utf8');
  expect(solution).toMatch(/P: 227 Entering Passive Mode \(10,10,41,192,\$\{v\d+\},\$\{v\d+\}\)\./);
  expect(solution).toContain('T: TabulaRasa7\n');
});

test('where nothing was done, nothing is written', async () => {
  const { folder, code, said } = await record([['ls', '']]);
  expect([code, said.length]).toEqual([0, 2]);
  await expect(readFile(path.join(folder, 'lab.md'))).rejects.toThrow('ENOENT');
});
