/** What a server has answered for is there after it was killed: mail, uploads, ticks, and what the screen showed. */
import type { Page } from '@playwright/test';
import { Learner } from './learner.ts';
import { openTerminal, SHELL } from './screen.ts';
import { TestServer } from './server.ts';
import { expect, test } from './test.ts';

const FIRST_MAIL = 'labs/smtp/first-mail';
const HOST = '10.10.41.192';
const RESUMED = /^\[Plaintalk was started again meanwhile: .* kept\.\]$/;
const done = (page: Page) => page.getByRole('list', { name: 'Steps' }).getByRole('button', { name: /, done:/ });

/** Speaks SMTP up to the 250 of DATA, and no further. */
async function sendMail(learner: Learner, subject: string): Promise<void> {
  await learner.say(`telnet ${HOST} 25`, '220 ');
  await learner.say('HELO client.thm', '250 ');
  await learner.say('MAIL FROM:<user@client.thm>', '250 OK');
  await learner.say('RCPT TO:<strategos@server.thm>', '250 Accepted');
  await learner.say('DATA', '354 ');
  for (const line of [`Subject: ${subject}`, '']) await learner.say(line);
  await learner.say('.', '250 OK id=');
}

/** The subjects in the inbox, as IMAP has them. */
async function subjects(learner: Learner): Promise<string[]> {
  await learner.say(`telnet ${HOST} 143`, 'ready.');
  await learner.say('a LOGIN strategos TabulaRasa7', 'a OK');
  await learner.say('b SELECT inbox', 'b OK');
  const shown = await learner.say('c FETCH 1:* body[header.fields (subject)]', 'c OK');
  await learner.say('d LOGOUT', 'Connection closed by foreign host.');
  return [...shown.matchAll(/^Subject: (.*)$/gm)].map((match) => match[1] ?? '');
}

async function logIn(learner: Learner): Promise<void> {
  await learner.say(`ftp ${HOST}`, '220 ');
  await learner.say('strategos', '331 ');
  await learner.say('TabulaRasa7', 'Using binary mode');
}

async function withServer(run: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await TestServer.start();
  try {
    await run(server);
  } finally {
    await server.dispose();
  }
}

test('learner’s mail is there after the server was killed, twenty times', async () => {
  await withServer(async (server) => {
    const learner = await Learner.enter(server.url, 'smtp/first-mail');
    const before = await subjects(learner);
    const sent: string[] = [];
    for (let round = 1; round <= 20; round++) {
      sent.push(`Mail ${round} of 20`);
      await sendMail(learner, `Mail ${round} of 20`);
      await server.kill();
      const ticked = learner.ticked;
      await server.start();
      await learner.attach();
      expect(learner.ticked).toEqual(expect.arrayContaining([...ticked]));
      expect(await subjects(learner)).toEqual([...before, ...sent]);
    }
    expect(learner.ticked).toEqual(['connect', 'hello', 'sender', 'recipient', 'data']);
    learner.leave();
  });
});

/** Copies a mail into the inbox and removes the copy again. Gives the copy's uid, and how far the mailbox has come. */
async function copyAndRemove(learner: Learner, known: number): Promise<{ uid: number; modSeq: number; told: string }> {
  await learner.say(`telnet ${HOST} 143`, 'ready.');
  await learner.say('a LOGIN strategos TabulaRasa7', 'a OK');
  await learner.say('b ENABLE QRESYNC', 'b OK');
  const told = await learner.say(`c SELECT INBOX (QRESYNC (1719824692 ${known}))`, 'c OK');
  const copied = await learner.say('d COPY 1 INBOX', 'd OK');
  const uid = Number(/\[COPYUID \d+ \d+ (\d+)\]/.exec(copied)?.[1]);
  await learner.say(`e UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`, 'e OK');
  const removed = await learner.say('f EXPUNGE', 'f OK');
  return { uid, modSeq: Number(/f OK \[HIGHESTMODSEQ (\d+)\]/.exec(removed)?.[1]), told };
}

test('learner meets no uid twice after the server was killed, ten times', async () => {
  await withServer(async (server) => {
    const learner = await Learner.enter(server.url);
    let before = await copyAndRemove(learner, 1);
    for (let round = 1; round <= 10; round++) {
      await server.kill();
      await server.start();
      await learner.attach();
      // One that the client has not heard of yet: it must be told, also by a server that was killed meanwhile.
      const now = await copyAndRemove(learner, before.modSeq - 1);
      expect(now.told).toContain(`* VANISHED (EARLIER) ${before.uid}\n`);
      expect(now.told).toContain(`[UIDNEXT ${before.uid + 1}]`);
      expect(now.told).toContain(`[HIGHESTMODSEQ ${before.modSeq}]`);
      expect(now.uid).toBe(before.uid + 1);
      expect(now.modSeq).toBeGreaterThan(before.modSeq);
      before = now;
    }
    learner.leave();
  });
});

test('learner’s upload is there after the server was killed', async () => {
  await withServer(async (server) => {
    const learner = await Learner.enter(server.url);
    for (const name of ['one', 'two', 'three']) {
      await learner.say(`echo "the file ${name}" > ${name}.txt`);
      await logIn(learner);
      await learner.say(`put ${name}.txt`, '226 ');
      await server.kill();
      await server.start();
      await learner.attach();
      await logIn(learner);
      const list = await learner.say('ls', '226 ');
      expect(list.match(new RegExp(` ${name}\\.txt$`, 'gm'))).toHaveLength(1);
      await learner.say(`get ${name}.txt back.txt`, 'bytes received');
      await learner.say('quit', '221 ');
      await learner.say('cat back.txt', `the file ${name}\n`);
    }
    learner.leave();
  });
});

test('learner can go on where it was after the server was killed', async ({ page }) => {
  await withServer(async (server) => {
    const screen = await openTerminal(page, `${server.url}${FIRST_MAIL}`);
    await screen.enter(`telnet ${HOST} 25`);
    await screen.endsWith(/^220 /);
    await screen.line('HELO client.thm', /^250 /);
    await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
    await screen.line('RCPT TO:<strategos@server.thm>', '250 Accepted');
    await screen.line('DATA', /^354 /);
    await screen.enter('Subject: Before the end');
    await screen.enter('.');
    await screen.endsWith(/^250 OK id=/);
    await server.kill();
    const ticks = await done(page).count();
    await expect(page.getByText(/^Connection lost\. Trying again in \d+ s; what you type is kept\.$/)).toBeVisible();
    await server.start();
    await screen.endsWith('Subject: Before the end', '.', /^250 OK id=/, '', RESUMED, SHELL);
    await expect(page.getByText(/^Connection lost/)).toHaveCount(0);
    expect(await done(page).count()).toBeGreaterThanOrEqual(ticks);
    expect(ticks).toBeGreaterThan(3);

    await screen.enter(`telnet ${HOST} 143`);
    await screen.endsWith(/ready\.$/);
    await screen.enter('a LOGIN strategos TabulaRasa7');
    await screen.endsWith(/^a OK .* Logged in$/);
    await screen.enter('b SELECT inbox');
    await screen.shows('* 5 EXISTS');
    await screen.endsWith(/^b OK /);
    const fetch = 'c FETCH 5 body[header.fields (subject)]';
    await screen.line(fetch, /^\* 5 FETCH /, 'Subject: Before the end', '', ')', /^c OK /);
  });
});
