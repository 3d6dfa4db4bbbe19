/** Servers that talk to servers: the learner hands a mail in, and reads how it is handed on. */
import { openTerminal } from './screen.ts';
import { expect, test } from './test.ts';

test('learner can follow a mail from server to server', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/smtp/two-offices', 'user@desk$');
  const wire = page.getByRole('region', { name: 'Wire' });
  const stream = wire.getByRole('tabpanel');
  await screen.line(
    'host syracuse.thm',
    'syracuse.thm mail is handled by 10 mail.syracuse.thm.',
    'syracuse.thm mail is handled by 20 backup.syracuse.thm.',
    'user@desk$',
  );
  await screen.enter('telnet mail.athens.thm 25');
  await screen.endsWith(/^220 /);
  await screen.line('HELO desk.athens.thm', /^250 /);
  await screen.line('MAIL FROM:<strategos@athens.thm>', '250 OK');
  await screen.line('RCPT TO:<archimedes@syracuse.thm>', '250 Accepted');
  await screen.line('DATA', /^354 /);
  for (const line of ['Subject: The eclipse', '', 'Look up on Monday!']) await screen.enter(line);
  await screen.enter('.');
  await screen.endsWith(/^250 OK id=/);

  // The server's own conversation stands beside the learner's, and takes nothing from it.
  const relay = wire.getByRole('tab', { name: /smtp, mail\.athens\.thm → mail\.syracuse\.thm/ });
  await expect(relay).toBeVisible();
  await expect(wire.getByRole('tab', { selected: true })).toHaveText(/^\s*tcp \d+: smtp\s+\(open\)\s*$/);
  await relay.click();
  await expect(stream).toContainText('mail.athens.thm 10.20.1.10:');
  await expect(stream).toContainText('EHLO mail.athens.thm');
  await expect(stream).toContainText('Subject: The eclipse');
  const rows = stream.getByRole('paragraph');
  await expect(
    rows.filter({ hasText: 'mail.syracuse.thm:' }).filter({ hasText: '220 mail.syracuse.thm' }),
  ).toBeVisible();
  await expect(stream).toContainText('closed by mail.syracuse.thm');
  const steps = page.getByRole('region', { name: 'Steps' });
  await expect(steps).toContainText('The client over there is your own server.');

  // A mail for somebody who is not there: the other server says no, and the learner's own writes him a bounce.
  await screen.focus();
  await screen.line('MAIL FROM:<strategos@athens.thm>', '250 OK');
  await screen.line('RCPT TO:<nobody@syracuse.thm>', '250 Accepted');
  await screen.line('DATA', /^354 /);
  for (const line of ['Subject: Is anybody there?', '', 'Hello?']) await screen.enter(line);
  await screen.enter('.');
  await screen.endsWith(/^250 OK id=/);
  await expect(steps).toContainText('The server in Syracuse refused the receiver with 550.');
  await relay.last().click();
  await expect(rows.filter({ hasText: '550 Unknown user' })).toBeVisible();
  await screen.focus();
  await screen.enter('QUIT');
  await screen.endsWith('Connection closed by foreign host.', 'user@desk$');
  await screen.enter('telnet mail.athens.thm 110');
  await screen.endsWith(/^\+OK /);
  await screen.line('USER strategos', '+OK');
  await screen.line('PASS TabulaRasa7', '+OK Logged in.');
  await screen.enter('RETR 3');
  await screen.shows('Diagnostic-Code: smtp; 550 Unknown user');
  await screen.enter('QUIT');
  await expect(steps).toContainText('A bounce has no sender');
});

test('learner can tell the tabs of the wire on a phone', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/smtp/two-offices', 'user@desk$');
  const wire = page.getByRole('region', { name: 'Wire' });
  await screen.enter('telnet mail.athens.thm 25');
  await screen.endsWith(/^220 /);
  await screen.line('HELO desk.athens.thm', /^250 /);
  await screen.line('MAIL FROM:<strategos@athens.thm>', '250 OK');
  await screen.line('RCPT TO:<archimedes@syracuse.thm>', '250 Accepted');
  await screen.line('DATA', /^354 /);
  await screen.enter('.');
  await screen.endsWith(/^250 OK id=/);
  const relay = wire.getByRole('tab', { name: /mail\.athens\.thm → mail\.syracuse\.thm/ });
  await expect(relay).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Wire', exact: true }).click();
  await relay.click();
  await expect(relay).toBeInViewport({ ratio: 1 });
  await expect(wire.getByRole('tabpanel')).toContainText('mail.athens.thm 10.20.1.10:');
});
