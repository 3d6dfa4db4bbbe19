/** What helps a learner: questions, the coach and the author's words, hints and their offer, a look back, German. */
import { rm } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { QUIZ, QUIZ_TEXT, quizFolder, test, writeQuiz } from './quiz.ts';
import { openTerminal, type Screen, SHELL } from './screen.ts';
import { TestServer } from './server.ts';
import { expect } from './test.ts';

const step = (page: Page, number: number): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('button', { name: new RegExp(`^\\S+ ${number},`) }) });
const wireOf = (page: Page): Locator => page.getByRole('region', { name: 'Wire' });

async function expectNoBarriers(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(' '))]),
    state,
  ).toEqual([]);
}

async function connect(screen: Screen): Promise<void> {
  await screen.enter('telnet 10.10.41.192 110');
  await screen.endsWith(/^\+OK /);
}

async function logIn(screen: Screen): Promise<void> {
  await connect(screen);
  // In small letters: a way that the lab's author did not list.
  await screen.line('user strategos', '+OK');
  await screen.line('pass TabulaRasa7', '+OK Logged in.');
}

async function wordOf(page: Page): Promise<string> {
  const text = (await page.getByText('Your word for today is').textContent()) ?? '';
  return /word-[0-9a-f]{6}/.exec(text)?.[0] ?? '';
}

test('learner can answer questions, wrong and right, and pick a line of the wire', async ({ page }) => {
  const screen = await openTerminal(page, QUIZ);
  const word = await wordOf(page);
  expect(word).toMatch(/^word-/);
  await logIn(screen);
  const wire = step(page, 2);
  await expect(wire.getByRole('button', { name: 'Step 2, now:' })).toBeVisible();
  await expect(wireOf(page).getByRole('group', { name: 'A question about the wire' })).toContainText('Which line');
  await expectNoBarriers(page, 'a question about the wire');

  await wire.getByRole('button', { name: 'Pick the line in the wire' }).click();
  await expect(wireOf(page).getByRole('tabpanel')).toBeFocused();
  const user = wireOf(page).getByRole('button', { name: 'this line: user strategos' });
  await user.focus();
  await page.keyboard.press('Enter');
  await expect(user).toHaveAttribute('aria-pressed', 'true');
  await expect(wire.getByText('user strategos')).toBeVisible();
  await expect(wire.getByText('Look here:')).toBeAttached();
  await wireOf(page).getByRole('button', { name: 'Exchanges' }).click();
  await wireOf(page).getByRole('button', { name: 'this line: pass TabulaRasa7' }).click();
  await expect(wire.getByText('pass TabulaRasa7')).toBeVisible();
  const right = wire.getByRole('status').filter({ hasText: 'That is right.' });
  await expect(right).toHaveCount(1);
  await expect(wire.getByRole('button', { name: 'Pick the line in the wire' })).toBeHidden();
  await expect(wire.getByText('Look here:')).toBeHidden();

  const field = wire.getByRole('textbox', { name: 'What is your word for today?' });
  await field.fill('word-000000');
  await field.press('Enter');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(wire.getByText('Look here:')).toBeAttached();
  await expectNoBarriers(page, 'a wrong answer');
  await page.reload();
  await expect(field).toHaveValue('word-000000');
  await expect(right).toHaveCount(1);
  await expect(wire.getByText('pass TabulaRasa7')).toBeVisible();
  await field.fill(` ${word.toUpperCase()} `);
  await wire.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(wire.getByRole('button', { name: 'Step 2, done:' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You did it' })).toBeVisible();
  await expect(page.getByText('Points: 3 of 4')).toBeVisible();

  const choice = step(page, 3);
  await expect(choice.getByText('optional')).toBeVisible();
  await choice.getByRole('radio', { name: 'it is refused' }).focus();
  await page.keyboard.press('Space');
  await choice.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
  await expect(choice.getByText('Look here:')).toBeAttached();
  await expectNoBarriers(page, 'a wrong choice, and the end');
  await choice.getByRole('radio', { name: 'it is done' }).check();
  await choice.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
  await expect(page.getByText('all 3 steps done')).toBeVisible();
});

test('learner is taken to the wire of a phone to pick a line', async ({ page }) => {
  const screen = await openTerminal(page, QUIZ);
  await logIn(screen);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole('button', { name: /^Steps/ }).click();
  await page.getByRole('button', { name: 'Pick the line in the wire' }).click();
  await expect(page.getByRole('button', { name: 'Wire', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'this line: pass TabulaRasa7' }).click();
  await expectNoBarriers(page, 'a line picked on a phone');
  await page.getByRole('button', { name: /^Steps/ }).click();
  await expect(step(page, 2).getByText('pass TabulaRasa7')).toBeVisible();
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

test('learner hears the author on a mistake that was foreseen, and is offered a hint', async ({ page }) => {
  const screen = await openTerminal(page, QUIZ);
  await connect(screen);
  await screen.line('LOGIN strategos TabulaRasa7', /^-ERR/);
  const first = step(page, 1);
  await expect(first.getByText('is of another protocol: here name and password come apart.')).toBeVisible();
  await expect(first.getByText('Would a hint help?')).toBeHidden();
  await screen.line('RETR 1', /^-ERR/);
  await expect(first.getByText('is of another protocol')).toBeHidden();
  await expect(first.getByText('Would a hint help?')).toBeVisible();
  await expect(screen.keys).toBeFocused();
  await expectNoBarriers(page, 'a hint is offered');
  await first.getByRole('button', { name: 'Show hint 1 of 4: a nudge' }).click();
  await expect(first.getByText('Two commands, one after the other.')).toBeVisible();
  await expect(first.getByText('Would a hint help?')).toBeHidden();
});

test('learner who is silent for long is offered a hint, which goes with the next line', async ({ page }) => {
  await page.clock.install();
  const screen = await openTerminal(page, QUIZ);
  const offer = step(page, 1).getByText('Still there? Take your time.');
  await page.clock.runFor(80_000);
  await expect(offer).toBeHidden();
  await page.clock.runFor(15_000);
  await expect(offer).toBeVisible();
  await expect(screen.keys).toBeFocused();
  await screen.line('echo here', 'here', SHELL);
  await expect(offer).toBeHidden();
});

test('learner can start afresh and still see what was done before', async ({ page }) => {
  const screen = await openTerminal(page, QUIZ);
  const word = await wordOf(page);
  await logIn(screen);
  const wire = step(page, 2);
  await wireOf(page).getByRole('button', { name: 'this line: pass TabulaRasa7' }).click();
  await wire.getByRole('textbox').fill(word);
  await wire.getByRole('textbox').press('Enter');
  await expect(page.getByRole('heading', { name: 'You did it' })).toBeVisible();
  await page.getByRole('button', { name: 'Start afresh' }).click();
  await page.getByRole('button', { name: 'Yes, start afresh' }).click();
  await expect(page.getByRole('heading', { name: 'Earlier attempts' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You did it' })).toBeHidden();
  await page.getByRole('region', { name: 'Earlier attempts' }).locator('summary').click();
  const table = page.getByRole('table', { name: /^The attempt of/ });
  await expect(table.getByRole('row', { name: /Look at the wire/ })).toBeVisible();
  await expectNoBarriers(page, 'an earlier attempt');
  await expect(page.getByRole('textbox', { name: 'What is your word for today?' })).toBeHidden();

  await page.goto('labs');
  await expect(page.getByRole('listitem').filter({ hasText: 'Read the wire' })).toContainText('Done');
  await page.goto(`${QUIZ}/summary`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('what you did');
});

test('learner whose lab has changed meanwhile is asked how to go on', async ({ page }) => {
  const labs = await quizFolder();
  const server = await TestServer.start({ LABS_DIR: labs });
  try {
    const screen = await openTerminal(page, server.url + QUIZ);
    await logIn(screen);
    await expect(step(page, 1).getByRole('button', { name: 'Step 1, done:' })).toBeVisible();
    await server.stop();
    await writeQuiz(labs, QUIZ_TEXT.replace('title: Read the wire', 'title: Read the wire closely'));
    await server.start();
    await page.goto(server.url + QUIZ);
    const asked = page.getByText('This lab has changed since you began.');
    await expect(asked).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Read the wire');
    await expectNoBarriers(page, 'a changed lab');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(asked).toBeHidden();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Read the wire');
    await expect(asked).toBeHidden();
    await page.getByRole('button', { name: 'Start afresh' }).click();
    await page.getByRole('button', { name: 'Yes, start afresh' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Read the wire closely');
  } finally {
    await server.dispose();
    await rm(labs, { recursive: true });
  }
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('learner can read page, lab and coach in German, and change to English and back', async ({ page }) => {
    const screen = await openTerminal(page, 'labs/smtp/first-mail');
    const html = page.locator('html');
    await expect(html).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('button', { name: 'Schritt 1, jetzt:' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveAttribute('lang', 'de');
    await expect(page.getByText('Diese Übung gibt es nur auf Englisch.')).toBeHidden();
    await screen.line('EHLO client.thm', /not found/, SHELL);
    await expect(step(page, 1)).toContainText('Du bist in der Shell');
    await step(page, 1)
      .getByRole('button', { name: /^Tipp 1 von \d zeigen/ })
      .click();
    await expect(step(page, 1).getByText(/^Tipp 1 von \d · ein Anstoß$/)).toBeVisible();
    await expectNoBarriers(page, 'German');

    await page.getByRole('button', { name: 'English' }).click();
    await expect(html).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your first mail, by hand');
    await expect(step(page, 1)).toContainText('You are at the shell');
    await expect(step(page, 1).getByText(/^Hint 1 of \d · a nudge$/)).toBeVisible();
    await screen.shows(/EHLO client\.thm$/);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Step 1, now:' })).toBeVisible();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await expect(page.getByRole('button', { name: 'Schritt 1, jetzt:' })).toBeVisible();
    await page.goto('');
    await expect(page).toHaveTitle('Plaintalk: sprich FTP, SMTP, POP3 und IMAP von Hand');
    await expectNoBarriers(page, 'the start page in German');
  });

  test('learner has the German header whole on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const address of ['', 'labs', 'compare', 'labs/smtp/first-mail']) {
      await page.goto(address);
      const links = page.getByRole('banner').locator('a, button');
      await expect(links.last()).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('lang', 'de');
      const ends = await links.evaluateAll((all) =>
        all.map(
          (one) => (one as unknown as { getBoundingClientRect(): { right: number } }).getBoundingClientRect().right,
        ),
      );
      expect(Math.max(...ends), address).toBeLessThanOrEqual(390);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), address).toBeLessThanOrEqual(390);
    }
  });

  test('learner is told that a lab has no German, and reads it in English', async ({ page }) => {
    await openTerminal(page, QUIZ);
    await expect(page.getByText('Diese Übung gibt es nur auf Englisch.')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('button', { name: 'Schritt 1, jetzt: Log in' })).toBeVisible();
  });
});
