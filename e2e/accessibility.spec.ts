/** The lab page without barriers in every state, by keyboard alone, on a phone; and a mail's bytes stay in the terminal. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { openTerminal, type Screen, SHELL } from './screen.ts';
import { expect, test } from './test.ts';

const FIRST_MAIL = 'labs/smtp/first-mail';

type Scheme = 'light' | 'dark';

/** Every rule of axe; in the dark those on colour alone, since all else is the same. */
async function expectNoBarriers(page: Page, state: string, scheme: Scheme = 'light'): Promise<void> {
  const axe = new AxeBuilder({ page });
  if (scheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(' '))]);
  expect(found, state).toEqual([]);
}

/** What the browser refused because of the page's policy. */
function watchPolicy(page: Page): readonly string[] {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text());
  });
  return refused;
}

async function greet(screen: Screen): Promise<void> {
  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await screen.line('HELO client.thm', /^250 /);
}

for (const scheme of ['light', 'dark'] as const) {
  test(`learner meets no barrier in any state of a lab, ${scheme}`, async ({ page, context }) => {
    const refused = watchPolicy(page);
    await page.emulateMedia({ colorScheme: scheme });
    const screen = await openTerminal(page, FIRST_MAIL);
    await greet(screen);
    await screen.line('RCPT TO:<strategos@example.thm>', /^5\d\d /);
    await page
      .getByRole('button', { name: /^Show hint 1 of \d/ })
      .first()
      .click();
    await expect(page.getByText(/^Hint 1 of \d/)).toBeVisible();
    await expectNoBarriers(page, 'connected, advice, a hint, wire with data', scheme);
    const wire = page.getByRole('region', { name: 'Wire' });
    await wire.getByRole('button', { name: 'Hex' }).click();
    await page.getByRole('button', { name: 'Open another terminal' }).click();
    await expect(page.getByRole('tab', { name: 'phone' })).toBeVisible();
    await expectNoBarriers(page, 'two terminals, hex', scheme);
    await wire.getByRole('button', { name: 'Exchanges' }).click();
    await page.getByRole('button', { name: 'Plain view' }).first().click();
    await expect(page.getByRole('log').first()).toBeVisible();
    await context.setOffline(true);
    await expect(page.getByText(/^You are offline\./).last()).toBeVisible();
    await expectNoBarriers(page, 'plain view, exchanges, offline', scheme);
    expect(refused).toEqual([]);
  });

  test(`learner has each pane whole on a phone, the drawer, and free play, ${scheme}`, async ({ page }) => {
    const refused = watchPolicy(page);
    await page.emulateMedia({ colorScheme: scheme });
    const screen = await openTerminal(page, 'play');
    await expectNoBarriers(page, 'free play', scheme);
    await greet(screen);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const pane of ['Steps', 'Terminal', 'Wire']) {
      await page.getByRole('button', { name: pane, exact: true }).click();
      await expect(page.getByRole('region', { name: pane, exact: true })).toBeVisible();
      await expectNoBarriers(page, `${pane} at 360 px`, scheme);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), pane).toBeLessThanOrEqual(360);
    }
    await page.setViewportSize({ width: 1024, height: 740 });
    await page.getByRole('button', { name: 'Show Wire' }).click();
    await expect(page.getByRole('region', { name: 'Wire' })).toBeVisible();
    await expectNoBarriers(page, 'drawer at 1024 px', scheme);
    expect(refused).toEqual([]);
  });
}

test('learner can finish a lab by keyboard alone, and meets no barrier at its end', async ({ page }) => {
  const screen = await openTerminal(page, FIRST_MAIL);
  await greet(screen);
  await page.keyboard.press('Tab');
  await expect(screen.keys).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(screen.keys).toBeFocused();

  const hint = page.getByRole('button', { name: /^Show hint 1/ }).first();
  await hint.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Hint 1 of/)).toBeVisible();
  const line = page.getByRole('separator', { name: 'Resize Steps' });
  const share = Number(await line.getAttribute('aria-valuenow'));
  await line.focus();
  await page.keyboard.press('ArrowRight');
  await expect(line).toHaveAttribute('aria-valuenow', String(share + 2));

  await screen.focus();
  await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
  await screen.line('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await screen.line('DATA', /^354 /);
  for (const text of ['From: user@client.thm', 'To: strategos@example.thm', 'Subject: My first mail', '', 'Hello.']) {
    await screen.enter(text);
  }
  await screen.enter('.');
  await screen.endsWith(/^250 OK id=/);
  await screen.line('QUIT', /^221 /, 'Connection closed by foreign host.', SHELL);
  await expect(page.getByRole('heading', { name: 'You did it' })).toBeVisible();
  await expectNoBarriers(page, 'finished');
  await page.getByRole('link', { name: 'See your conversation beside the model’s' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('what you did');
  await expect(page.getByText('MAIL FROM:<user@client.thm>').first()).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectNoBarriers(page, `the summary, ${scheme}`, scheme);
  }
});

test('learner comes from the skip link into the lab', async ({ page }) => {
  await openTerminal(page, FIRST_MAIL);
  await page.getByRole('link', { name: 'Skip to the content' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('region', { name: 'Steps' }).locator(':focus')).toHaveCount(1);
});

test('learner can read a mail that would draw on the page, as text', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const refused = watchPolicy(page);
  const screen = await openTerminal(page, 'play');
  const title = await page.title();
  await page.evaluate('navigator.clipboard.writeText("mine")');
  // A title, the clipboard, an empty screen: each in the bytes that a terminal would obey.
  const mail = 'Subject: x\\r\\n\\r\\n\\033]0;evil\\007\\033]52;c;ZXZpbA==\\007\\033[2Jend\\r\\n';
  const login = 'a LOGIN strategos TabulaRasa7\\r\\n';
  await screen.enter(`printf '${login}b APPEND INBOX {48+}\\r\\n${mail}\\r\\nc LOGOUT\\r\\n' | nc 10.10.41.192 143`);
  await screen.shows(/^b OK \[APPENDUID \d+ 5\]/);
  await screen.endsWith(SHELL);
  await screen.enter('telnet 10.10.41.192 110');
  await screen.endsWith(/^\+OK /);
  await screen.line('USER strategos', '+OK');
  await screen.line('PASS TabulaRasa7', '+OK Logged in.');
  await screen.enter('RETR 5');
  await screen.shows('^[]0;evil^[]52;c;ZXZpbA==^[[2Jend', '.');
  await screen.shows('+OK Logged in.', 'RETR 5');
  expect(await page.title()).toBe(title);
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('mine');
  expect(refused).toEqual([]);
});
