/** Terminals side by side, and the line as it is edited in the page. */
import type { Page } from '@playwright/test';
import { openTerminal, Screen, SHELL } from './screen.ts';
import { expect, test } from './test.ts';

const PROMPT = `${SHELL} `;

async function openPhone(page: Page): Promise<Screen> {
  await page.getByRole('button', { name: 'Open another terminal' }).click();
  const phone = new Screen(page, 'phone');
  await phone.isReady();
  return phone;
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('learner can use two terminals side by side, each with a session of its own', async ({ page }) => {
  const laptop = await openTerminal(page, 'play');
  await laptop.enter('telnet 10.10.41.192 110');
  await laptop.endsWith('+OK Dovecot (Ubuntu) ready.');
  const phone = await openPhone(page);
  await expect(page.getByRole('tab', { name: 'phone' })).toHaveAttribute('aria-selected', 'true');
  await phone.enter('telnet 10.10.41.192 25');
  await phone.endsWith(/^220 /);
  await laptop.endsWith('+OK Dovecot (Ubuntu) ready.');

  await laptop.focus();
  await laptop.line('QUIT', '+OK Logging out', 'Connection closed by foreign host.', SHELL);
  await phone.endsWith(/^220 /);
  await phone.focus();
  await phone.line('HELO client.thm', '250 example.thm Hello client.thm [10.11.81.126]');

  await page.setViewportSize({ width: 900, height: 700 });
  const [upper, lower] = [await laptop.element.boundingBox(), await phone.element.boundingBox()];
  expect(Math.abs((upper?.height ?? 0) - (lower?.height ?? 1000))).toBeLessThan(2);
  await page.setViewportSize({ width: 1440, height: 1100 });

  await page.getByRole('button', { name: 'Show one at a time' }).click();
  await expect(laptop.element).toHaveCount(0);
  await page.getByRole('button', { name: 'Show two side by side' }).click();
  await laptop.endsWith('Connection closed by foreign host.', SHELL);
  await page.getByRole('button', { name: 'Close phone' }).click();
  await expect(page.getByRole('tab', { name: 'phone' })).toHaveCount(0);
  await laptop.endsWith(SHELL);
});

test('learner can edit the line', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  const keys = page.keyboard;
  await keys.type('cho wrld');
  await press(page, 'Home');
  await keys.type('e');
  await press(page, 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  await keys.type('o');
  await screen.endsWith(`${PROMPT}echo world`);
  await press(page, 'Enter');
  await screen.endsWith(`${PROMPT}echo world`, 'world', SHELL);

  await keys.type('wrong');
  await press(page, 'Control+u');
  await keys.type('b c');
  await press(page, 'Control+a');
  await keys.type('echo a ');
  await press(page, 'Control+e');
  await keys.type(' d xyz');
  await press(page, 'Control+w');
  await keys.type('e kill');
  await press(page, 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Control+k', 'Backspace', 'Enter');
  await screen.endsWith(`${PROMPT}echo a b c d e`, 'a b c d e', SHELL);

  await press(page, 'ArrowUp', 'ArrowUp');
  await screen.endsWith(`${PROMPT}echo world`);
  await press(page, 'ArrowDown');
  await screen.endsWith(`${PROMPT}echo a b c d e`);
  await press(page, 'ArrowDown');
  await screen.endsWith(SHELL);

  await keys.type('never run');
  await press(page, 'Control+c');
  await screen.endsWith(`${PROMPT}never run^C`, SHELL);
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await screen.endsWith(`${PROMPT}never run^C`, SHELL);
    await screen.focus();
    await press(page, 'ArrowUp');
    await screen.endsWith(`${PROMPT}echo a b c d e`);
    await press(page, 'Control+u');
  }
});

test('learner can type a line longer than the screen is wide', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  const words = Array.from({ length: 40 }, (_none, n) => `word${n}`).join(' ');
  await page.keyboard.type(`echo ${words}`);
  await press(page, 'Home', 'Delete', 'Delete', 'Delete', 'Delete');
  await page.keyboard.type('echo');
  await screen.endsWith(`${PROMPT}echo ${words}`);
  await press(page, 'Enter');
  await screen.endsWith(`${PROMPT}echo ${words}`, words, SHELL);
});

test('learner can paste several lines', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const paste = async (...lines: string[]) => {
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(lines.join('\n'))})`);
    await press(page, 'Control+v');
  };
  const screen = await openTerminal(page, 'play');
  await paste('echo one', 'echo two', 'echo thr');
  await screen.endsWith(`${PROMPT}echo one`, 'one', `${PROMPT}echo two`, 'two', `${PROMPT}echo thr`);
  await page.keyboard.type('ee');
  await press(page, 'Enter');
  await screen.endsWith(`${PROMPT}echo three`, 'three', SHELL);

  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await screen.line('EHLO client.thm', ...Array<RegExp>(7).fill(/^250-/), '250 HELP');
  await paste('MAIL FROM:<user@client.thm>', 'RCPT TO:<strategos@example.thm>', 'DATA', '');
  await screen.endsWith(/^354 /);
  await paste('Subject: Pasted', '', 'Grüße from the clipboard.', '.', '');
  await screen.endsWith('Subject: Pasted', '', 'Grüße from the clipboard.', '.', /^250 OK id=/);
});

test('learner can stop a program, end its input, and reach telnet’s own prompt', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  await screen.enter('cat');
  await screen.line('as a cat', 'as a cat');
  await press(page, 'Control+d');
  await screen.endsWith('as a cat', 'as a cat', SHELL);
  await screen.enter('cat');
  await page.keyboard.type('half');
  await press(page, 'Control+c');
  await screen.endsWith('half^C', SHELL);

  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await press(page, 'Control+]');
  await screen.endsWith(/^220 /, '^]', 'telnet>');
  await screen.line('status', 'Connected to 10.10.41.192.', /^Operating /, /^Local /, "Escape character is '^]'.");
  await screen.line('NOOP', '250 OK');
  await press(page, 'Control+]');
  await screen.endsWith('^]', 'telnet>');
  await screen.line('quit', 'Connection closed.', SHELL);
});

test('learner can go on typing while news come in', async ({ page }) => {
  const laptop = await openTerminal(page, 'play');
  await laptop.enter('telnet 10.10.41.192 143');
  await laptop.endsWith(/ready\.$/);
  await laptop.enter('a LOGIN strategos TabulaRasa7');
  await laptop.endsWith(/^a OK .* Logged in$/);
  await laptop.enter('b SELECT inbox');
  await laptop.endsWith(/^b OK /);
  await laptop.line('c IDLE', '+ idling');
  await page.keyboard.type('DOEN');
  await press(page, 'ArrowLeft', 'ArrowLeft');
  await laptop.endsWith('+ idling', 'DOEN');

  const phone = await openPhone(page);
  await phone.enter('telnet 10.10.41.192 25');
  await phone.endsWith(/^220 /);
  for (const line of ['HELO client.thm', 'MAIL FROM:<user@client.thm>', 'RCPT TO:<strategos@server.thm>', 'DATA']) {
    // Each waits for its reply: after HELO who runs ahead is cut off.
    await phone.line(line, /^(250|354) /);
  }
  await phone.enter('Subject: News');
  await phone.enter('.');
  await phone.endsWith(/^250 OK id=/);

  await laptop.endsWith('+ idling', '* 5 EXISTS', '* 1 RECENT', 'DOEN');
  await laptop.focus();
  await press(page, 'Delete', 'ArrowRight');
  await page.keyboard.type('E');
  await press(page, 'Enter');
  await laptop.endsWith('* 5 EXISTS', '* 1 RECENT', 'DONE', /^c OK Idle completed/);
  await laptop.line('d FETCH 5 body[header.fields (subject)]', /^\* 5 FETCH /, 'Subject: News', '', ')', /^d OK /);
});

test('learner can give a password that nobody reads over the shoulder', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  await screen.enter('ftp 10.10.41.192');
  await screen.endsWith(/^Name /);
  await screen.line('strategos', /^331 /, 'Password:');
  await page.keyboard.type('TabulaRasa7');
  await screen.endsWith(/^331 /, 'Password:');
  await press(page, 'Enter');
  await screen.endsWith('Using binary mode to transfer files.', 'ftp>');
  await screen.line('pwd', 'Remote directory: /home/strategos', 'ftp>');
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await screen.endsWith('Remote directory: /home/strategos', 'ftp>');
    await screen.focus();
    await press(page, 'ArrowUp', 'ArrowUp', 'ArrowUp');
    await screen.endsWith('ftp> pwd');
    await screen.lacks('TabulaRasa7');
    await press(page, 'Control+u');
  }
});

test('learner can use the plain view', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  await screen.line('echo before', 'before', SHELL);
  await page.getByRole('button', { name: 'Plain view' }).click();
  const log = page.getByRole('log', { name: 'What the terminal shows' });
  const input = page.getByRole('textbox', { name: /^Your line/ });
  await expect(log).toContainText('before');
  await expect(input).toBeFocused();
  await page.keyboard.type('ftp 10.10.41.192');
  await press(page, 'Enter');
  await expect(log).toContainText('220 (vsFTPd 3.0.5)');
  await page.keyboard.type('strategos');
  await page.getByRole('button', { name: 'Send' }).click();
  const secret = page.getByLabel(/^Your line \(not shown\)/);
  await expect(secret).toHaveAttribute('type', 'password');
  await secret.fill('TabulaRasa7');
  await press(page, 'Enter');
  await expect(log).toContainText('230 Login successful.');
  await expect(log).not.toContainText('TabulaRasa7');
  await expect(input).toHaveValue('');
  await page.getByRole('button', { name: 'Interrupt (Ctrl-C)' }).click();
  await expect(log).toContainText('^C');

  await page.getByRole('button', { name: 'Terminal view' }).click();
  await screen.shows(/^230 Login successful\.$/);
  await expect(screen.keys).toBeFocused();
});

test('learner can leave the terminal by keyboard', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  await page.keyboard.type('half a line');
  await press(page, 'Tab');
  await expect(screen.keys).not.toBeFocused();
  await press(page, 'Shift+Tab');
  await expect(screen.keys).toBeFocused();
  await screen.endsWith(`${PROMPT}half a line`);
});
