/** What beginners type, over real TCP, and what the coach says to each line; every sentence with its words. */
import { expect, test } from 'vitest';
import { en } from '../../labs/words/en/index.ts';
import { say } from '../../labs/words/say.ts';
import { courseCatalogue, openClassroom, type Page } from './page.testkit.ts';

/** What is printed, and the prompt that comes then. */
interface Answer {
  readonly shows: string;
  readonly prompt?: string;
}

/** A line, and the code of what is said about it; without one it is a right line, given with what it is answered. */
type Turn = readonly [line: string, code: string] | readonly [line: string, answered: Answer];

const shows = (text: string): Answer => ({ shows: text });
const atFtp = (text: string): Answer => ({ shows: text, prompt: 'ftp> ' });

/** Leaves and comes again, because servers hang up on whoever errs three times. */
const smtpAgain: readonly Turn[] = [
  ['QUIT', shows('closed by foreign host')],
  ['telnet 10.10.41.192 25', shows('220 ')],
  ['EHLO client.thm', shows('250 ')],
];
const pop3Again: readonly Turn[] = [
  ['QUIT', shows('closed by foreign host')],
  ['telnet 10.10.41.192 110', shows('+OK')],
];
const imapAgain: readonly Turn[] = [
  ['x LOGOUT', shows('closed by foreign host')],
  ['telnet 10.10.41.192 143', shows('* OK')],
  ['a1 LOGIN strategos TabulaRasa7', shows('a1 OK')],
];

const LABS_AND_SLIPS: readonly (readonly [string, readonly Turn[]])[] = [
  [
    'smtp/first-mail',
    [
      ['HELO client.thm', 'coach.at-the-shell'],
      ['mail from:<user@client.thm>', 'coach.at-the-shell'],
      ['telnet MACHINE_IP 25', 'coach.placeholder'],
      ['telnet exmaple.thm 25', 'coach.unknown-host'],
      ['telnet 10.10.41.193 25', 'coach.no-host'],
      ['telnet 10.10.41.192 26', 'coach.refused'],
      ['telnet 10.10.41.192', 'coach.refused'],
      ['telnet 10.10.41.192 110', 'coach.other-service'],
      ['QUIT', shows('closed by foreign host')],
      ['telnet 10.10.41.192 25', shows('220 ')],
      ['HELLO client.thm', 'coach.misspelt'],
      ['HELO', 'smtp.problem.missing-domain'],
      ...smtpAgain,
      ['RCPT TO:<strategos@example.thm>', 'coach.wrong-order'],
      ['MIAL FROM:<user@client.thm>', 'coach.misspelt'],
      ...smtpAgain,
      ['MAIL user@client.thm', 'smtp.problem.missing-from'],
      ['DATA', 'coach.wrong-order'],
      ...smtpAgain,
      ['MAIL FROM:<other@client.thm>', 'coach.other-value.address'],
      ['MAIL FROM:<user@client.thm>', 'coach.way-back'],
      ['RSET', shows('250 ')],
      ['MAIL FROM:<user@client.thm>', shows('250 OK')],
      ['RCPT strategos@example.thm', 'smtp.problem.missing-to'],
      ...smtpAgain,
      ['USER strategos', 'coach.other-protocol'],
      ['cat letter.txt', 'coach.shell-command'],
      ...smtpAgain,
      ['a1 LOGIN strategos TabulaRasa7', 'coach.other-protocol'],
      ['SEND', 'coach.unknown-verb'],
    ],
  ],
  [
    'pop3/read-mail',
    [
      ['USER strategos', 'coach.at-the-shell'],
      ['telnet 10.10.41.192 25', 'coach.other-service'],
      ...pop3Again,
      ['STAT', 'coach.wrong-order'],
      ['LOGIN strategos TabulaRasa7', 'coach.other-protocol'],
      ...pop3Again,
      ['USR strategos', 'coach.misspelt'],
      ['USER archimedes', 'coach.other-value.user'],
      ['USER strategos', shows('+OK')],
      ['PASS TabulaRasa7', shows('Logged in')],
      ['STAT', shows('+OK 4')],
      ['LIST', shows('4 451')],
      ['RETR', 'pop3.problem.missing-number'],
      ['RETR 2', 'coach.other-value.number'],
      ['RERT 3', 'coach.misspelt'],
      ...pop3Again,
      ['USER strategos', shows('+OK')],
      ['PASS TabulaRasa7', shows('Logged in')],
      ['FETCH 3 BODY[]', 'coach.other-protocol'],
      ['RETR 3', shows('+OK 441')],
    ],
  ],
  [
    'imap/folders',
    [
      ['a1 LOGIN strategos TabulaRasa7', 'coach.at-the-shell'],
      ['telnet 10.10.41.192 143', shows('* OK')],
      ['LOGIN strategos TabulaRasa7', 'imap.problem.no-tag'],
      ['a1 LGOIN strategos TabulaRasa7', 'coach.misspelt'],
      ...imapAgain,
      ['LIST "" "*"', 'imap.problem.no-tag'],
      ['a2 FETCH 3 BODY[]', 'coach.wrong-order'],
      ['a2 LIST "" "*"', shows('a2 OK')],
      ['a3 SELECT Archive', 'coach.other-value.mailbox'],
      ['a3 SELECT INBOX', shows('a3 OK')],
      ['a4 RETR 3', 'coach.other-protocol'],
      ['a4 FETCH 2 BODY[]', 'coach.other-value.sequence-set'],
      ['a4 FETCH 3 BODY[]', shows('a4 OK')],
      ['a5 CREATE friends', 'coach.other-value.mailbox'],
      ['a5 CREATE Friends', shows('a5 OK')],
      ['a6 COPY Friends 3', 'imap.problem.sequence-set'],
      ['a6 COPY 3 Friends', shows('a6 OK')],
      ['QUIT', 'coach.other-protocol'],
    ],
  ],
  [
    'ftp/fetch-a-file',
    [
      ['USER anonymous', 'coach.at-the-shell'],
      ['get coffee.txt', 'coach.client-at-the-shell'],
      ['ftp 10.10.41.193', 'coach.no-host'],
      ['quit', shows('')],
      ['telnet 10.10.41.192 21', shows('220 ')],
      ['LIST', 'coach.wrong-order'],
      ['get coffee.txt', 'coach.client-word'],
      ['USRE anonymous', 'coach.misspelt'],
      ['HELO client.thm', 'coach.other-protocol'],
      ['USER strategos', 'coach.other-value.user'],
      ['QUIT', shows('closed by foreign host')],
      ['ftp 10.10.41.192', shows('220 ')],
      ['anonymous', shows('331')],
      ['', atFtp('Using binary mode')],
      ['LIST', 'coach.wire-verb'],
      ['ls', atFtp('226')],
      ['binary', 'coach.other-value.text'],
      ['ascii', atFtp('200')],
      ['get tea.txt', 'coach.other-value.path'],
      ['get coffee.txt', atFtp('226')],
      ['quit', shows('221')],
    ],
  ],
];

const catalogue = courseCatalogue();

async function take(page: Page, [line, expected]: Turn): Promise<void> {
  const before = page.advice.length;
  if (typeof expected === 'string') {
    page.type(line);
    await page.until(() => page.advice.length > before, `${expected} about ${line}`);
    expect([line, ...page.advice.slice(before)]).toEqual([line, expected]);
  } else {
    await page.say(line, expected.shows);
    const { prompt = page.bodies('mode').at(-1)?.mode.prompt } = expected;
    await page.until(() => page.bodies('mode').at(-1)?.mode.prompt === prompt, `the prompt after ${line}`);
    expect([line, ...page.advice.slice(before)]).toEqual([line]);
  }
}

test.each(LABS_AND_SLIPS)('a learner of %s hears what a good teacher would say', async (lab, turns) => {
  const { enter, faults } = await openClassroom({ catalogue });
  const page = await enter(lab);
  for (const turn of turns) await take(page, turn);
  for (const { advice } of page.bodies('advice')) {
    expect(Object.keys(en)).toContain(advice?.code);
    expect(say(en, advice?.code ?? '', advice?.params)).not.toMatch(/[{}]/);
  }
  expect(faults).toEqual([]);
});
