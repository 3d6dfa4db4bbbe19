/** The wire beside the terminal: what crossed it, whose it was, and what it meant. */
import { openTerminal, SHELL } from './screen.ts';
import { expect, test } from './test.ts';

test('learner can see every byte of a session, and the password too', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  const wire = page.getByRole('region', { name: 'Wire' });
  await expect(wire).toContainText('Nothing has crossed the wire yet.');
  await screen.enter('telnet 10.10.41.192 110');
  await screen.endsWith(/^\+OK /);
  await screen.line('USER strategos', '+OK');
  await screen.line('PASS TabulaRasa7', '+OK Logged in.');
  const stream = wire.getByRole('tabpanel');
  const rows = stream.getByRole('paragraph');
  await expect(rows.filter({ hasText: 'You:' }).filter({ hasText: 'USER strategos' })).toBeVisible();
  await expect(rows.filter({ hasText: 'Server:' }).filter({ hasText: '+OK Dovecot (Ubuntu) ready.' })).toBeVisible();
  await expect(stream).toContainText('PASS TabulaRasa7');
  await expect(stream).toContainText('+OK Logged in.');
  await expect(wire.getByRole('tab', { name: 'tcp 1: pop3 (open)' })).toHaveAttribute('aria-selected', 'true');

  await wire.getByRole('button', { name: 'Hex' }).click();
  await expect(stream).toContainText('50 41 53 53 20 54 61 62  75 6c 61 52 61 73 61 37');
  await wire.getByRole('button', { name: 'Exchanges' }).click();
  const exchanges = stream.getByRole('listitem');
  await expect(exchanges.filter({ hasText: 'PASS TabulaRasa7' })).toContainText('+OK Logged in.');
  await expect(exchanges.filter({ hasText: 'PASS TabulaRasa7' })).toContainText('State: ');
  await page.reload();
  await expect(wire.getByRole('button', { name: 'Exchanges' })).toHaveAttribute('aria-pressed', 'true');
  await expect(exchanges.filter({ hasText: 'USER strategos' })).toBeVisible();
  await wire.getByRole('button', { name: 'Follow' }).click();
  await expect(stream).toContainText('50 41 53 53');
  await wire.getByRole('button', { name: 'Hex' }).click();

  await screen.focus();
  await screen.line('QUIT', '+OK Logging out.', 'Connection closed by foreign host.', SHELL);
  await expect(stream).toContainText('closed by the server');
  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await expect(wire.getByRole('tab', { name: 'tcp 2: smtp (open)' })).toHaveAttribute('aria-selected', 'true');
  await expect(stream).toContainText('220 example.thm ESMTP');
  await wire.getByRole('tab', { name: 'tcp 1: pop3 (closed)' }).click();
  await expect(stream).toContainText('PASS TabulaRasa7');
  await page.keyboard.press('ArrowRight');
  await expect(stream).toContainText('220 example.thm ESMTP');
});

test('learner can follow a file on its second connection', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/ftp/fetch-a-file');
  const wire = page.getByRole('region', { name: 'Wire' });
  await screen.enter('ftp 10.10.41.192');
  await screen.endsWith(/^Name /);
  await screen.enter('anonymous');
  await screen.endsWith('Password:');
  await screen.enter('guest');
  await screen.endsWith('ftp>');
  await screen.enter('get flag.txt');
  await screen.endsWith(/^14 bytes received/, 'ftp>');
  const stream = wire.getByRole('tabpanel');
  await expect(wire.getByRole('tab')).toHaveText(['tcp 1: ftp (open)', 'tcp 2: data of tcp 1 (closed)']);
  await expect(stream).toContainText('PASS guest');
  await expect(stream).toContainText('RETR flag.txt');
  await wire.getByRole('tab', { name: 'tcp 2: data of tcp 1' }).click();
  await expect(stream).toContainText('10.11.81.126');
  await expect(stream).not.toContainText('RETR');
  await wire.getByRole('button', { name: 'Exchanges' }).click();
  await expect(stream).toContainText('A data connection carries the list or the file itself');
  await screen.focus();
  await screen.line('quit', '221 Goodbye.', SHELL);
  await expect(wire.getByRole('tab', { name: 'tcp 1: ftp (closed)' })).toBeVisible();
});
