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
});
