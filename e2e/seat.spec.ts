/** What a seat keeps: over a reload, in a second page, apart from every other learner, and after a fresh start. */
import type { Locator, Page } from '@playwright/test';
import { openTerminal, Screen, SHELL } from './screen.ts';
import { expect, test } from './test.ts';

const FIRST_MAIL = 'labs/smtp/first-mail';
const done = (page: Page): Locator =>
  page.getByRole('list', { name: 'Steps' }).getByRole('button', { name: /, done:/ });
const step = (page: Page, number: number): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('button', { name: new RegExp(`^Step ${number},`) }) });

async function greetServer(screen: Screen): Promise<void> {
  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await screen.line('HELO client.thm', /^250 example\.thm Hello /);
}

async function sendMail(screen: Screen, subject: string): Promise<void> {
  await greetServer(screen);
  await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
  await screen.line('RCPT TO:<strategos@server.thm>', '250 Accepted');
  await screen.line('DATA', /^354 /);
  await screen.enter(`Subject: ${subject}`);
  await screen.enter('.');
  await screen.endsWith(/^250 OK id=/);
  await screen.line('QUIT', /^221 /, 'Connection closed by foreign host.', SHELL);
}

async function expectMails(screen: Screen, count: number): Promise<void> {
  await screen.enter('telnet 10.10.41.192 110');
  await screen.endsWith(/^\+OK /);
  await screen.line('USER strategos', '+OK');
  await screen.line('PASS TabulaRasa7', '+OK Logged in.');
  await screen.line('STAT', new RegExp(`^\\+OK ${count} \\d+$`));
  await screen.line('QUIT', /^\+OK /, 'Connection closed by foreign host.', SHELL);
}

test('learner can load the page again and go on where it was', async ({ page }) => {
  const screen = await openTerminal(page, FIRST_MAIL);
  await greetServer(screen);
  await expect(done(page)).toHaveCount(2);
  await page.keyboard.type('MAIL FROM:<user@cl');
  await screen.endsWith('MAIL FROM:<user@cl');
  const before = await screen.rows();
  await page.reload();
  await screen.endsWith(/^250 /, 'MAIL FROM:<user@cl');
  expect(await screen.rows()).toEqual(before);
  await expect(done(page)).toHaveCount(2);
  await expect(screen.keys).toBeFocused();
  await page.keyboard.type('ient.thm>');
  await page.keyboard.press('Enter');
  await screen.endsWith(/^250 /, 'MAIL FROM:<user@client.thm>', '250 OK');
  await expect(done(page)).toHaveCount(3);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await screen.endsWith('250 OK', 'HELO client.thm');
});

test('learner can go on in a second page', async ({ page, context }) => {
  const first = await openTerminal(page, FIRST_MAIL);
  await greetServer(first);
  const other = await context.newPage();
  await other.setViewportSize({ width: 1440, height: 1100 });
  await other.goto(FIRST_MAIL);
  const second = new Screen(other);
  await second.endsWith('HELO client.thm', /^250 example\.thm Hello /);
  await expect(done(other)).toHaveCount(2);
  await expect(other.getByText('You are typing in another page.')).toBeVisible();

  await first.line('MAIL FROM:<user@client.thm>', '250 OK');
  await second.endsWith('MAIL FROM:<user@client.thm>', '250 OK');
  await expect(done(other)).toHaveCount(3);

  await other.getByRole('button', { name: 'Type here' }).click();
  await expect(other.getByText('You are typing in another page.')).toHaveCount(0);
  await expect(page.getByText('You are typing in another page.')).toBeVisible();
  await second.focus();
  await second.line('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await first.endsWith('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await expect(done(page)).toHaveCount(4);
  await other.keyboard.press('ArrowUp');
  await other.keyboard.press('ArrowUp');
  await second.endsWith('250 Accepted', 'MAIL FROM:<user@client.thm>');

  await other.close();
  await expect(page.getByText('You are typing in another page.')).toHaveCount(0);
  await first.focus();
  await first.line('RSET', '250 Reset OK');
});

test('learner can see nobody else’s mail, and nobody can see theirs', async ({ page, browser, server }) => {
  const elsewhere = await browser.newContext({ baseURL: server.url });
  try {
    const mine = await openTerminal(page, 'play');
    const theirs = await openTerminal(await elsewhere.newPage(), 'play');
    await sendMail(mine, 'Mine alone');
    await expectMails(mine, 5);
    await expectMails(theirs, 4);
  } finally {
    await elsewhere.close();
  }
});

test('learner can start afresh, and keeps what is on the screen', async ({ page }) => {
  const screen = await openTerminal(page, FIRST_MAIL);
  await sendMail(screen, 'My first mail');
  await expectMails(screen, 5);
  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await expect(done(page)).not.toHaveCount(0);

  await page.getByRole('button', { name: 'Start afresh' }).click();
  await page.getByRole('button', { name: 'No, go on' }).click();
  await screen.endsWith(/^220 /);
  await page.getByRole('button', { name: 'Start afresh' }).click();
  await page.getByRole('button', { name: 'Yes, start afresh' }).click();
  await screen.endsWith(SHELL);
  await expect(done(page)).toHaveCount(0);
  await screen.shows('STAT', /^\+OK 5 /);
  await screen.focus();
  await expectMails(screen, 4);
  await expect(done(page)).toHaveCount(0);
  await page.reload();
  await screen.endsWith('STAT', /^\+OK 4 /, 'QUIT', /^\+OK /, 'Connection closed by foreign host.', SHELL);
  await screen.focus();
  await page.keyboard.press('Shift+PageUp');
  await screen.shows('STAT', /^\+OK 5 /);
});

test('learner can ask for hints, and they stay', async ({ page }) => {
  await openTerminal(page, FIRST_MAIL);
  const first = step(page, 1);
  await first.getByRole('button', { name: /^Show hint 1 of \d: a nudge$/ }).click();
  await expect(first.getByText(/^Hint 1 of \d · a nudge$/)).toBeVisible();
  await expect(first).toContainText('telnet');
  await first.getByRole('button', { name: /^Show hint 2 of \d/ }).click();
  await expect(first.getByText(/^Hint 2 of \d/)).toBeVisible();
  const hints = await first.getByText(/^Hint \d of/).allTextContents();
  await page.reload();
  await expect(first.getByText(/^Hint \d of/)).toHaveText(hints);
  await expect(first.getByRole('button', { name: /^Show hint 3 of \d/ })).toBeVisible();
});

test('learner can read what was wrong with a line', async ({ page }) => {
  const screen = await openTerminal(page, FIRST_MAIL);
  await screen.line('EHLO client.thm', /not found/, SHELL);
  await expect(step(page, 1)).toContainText('You are at the shell');
  await expect(step(page, 1)).toContainText('EHLO is a command of SMTP');
  await greetServer(screen);
  await expect(page.getByText('You are at the shell, the program')).toHaveCount(0);
  await screen.line('MIAL FROM:<user@client.thm>', '500 unrecognized command');
  await page.setViewportSize({ width: 1280, height: 640 });
  await expect(step(page, 3)).toContainText('did you mean MAIL?');
  await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
  await expect(page.getByText('did you mean MAIL?')).toHaveCount(0);
  await screen.line('RCPT strategos@server.thm', /^50\d /);
  await expect(step(page, 4).getByText('RCPT needs TO: before the address.')).toBeInViewport({ ratio: 1 });
  await expect(done(page)).toHaveCount(3);
});

test('learner can tick no step with echo or cat', async ({ page }) => {
  const screen = await openTerminal(page, FIRST_MAIL);
  await screen.line('echo "HELO client.thm" > words.txt', SHELL);
  await screen.line('echo "250 example.thm Hello client.thm [10.11.81.126]" >> words.txt', SHELL);
  await screen.line('cat words.txt', 'HELO client.thm', '250 example.thm Hello client.thm [10.11.81.126]', SHELL);
  await screen.line('echo "220 example.thm ESMTP Exim 4.95 Ubuntu"', /^220 /, SHELL);
  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await expect(done(page)).toHaveCount(1);
});

test('learner can play freely', async ({ page }) => {
  await page.goto('');
  await page.getByRole('navigation').getByRole('link', { name: 'Free play' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Free play');
  const screen = new Screen(page);
  await screen.isReady();
  await screen.enter('help');
  await screen.endsWith(/^Also: /, /^The shell takes quotes/, SHELL);
  await expect(page.getByRole('region', { name: 'Steps' })).toContainText('without steps');
});

test('learner can see that there is no such lab', async ({ page }) => {
  await page.goto('labs/smtp/no-such-lab');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such lab');
  await page.getByRole('main').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Labs');
});
