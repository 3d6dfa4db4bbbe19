/** A world whose servers have certificates: mail is handed on within TLS, and the wire shows both of its layers. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { openTerminal, SHELL } from './screen.ts';
import { TestServer } from './server.ts';
import { expect, test as base } from './test.ts';

const LABS = path.join(import.meta.dirname, '..', 'labs');

/** A folder of labs as an instructor keeps one: the lab on two offices, and its world with certificates. */
async function securedOffices(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plaintalk labs '));
  const world = path.join(folder, 'worlds', 'offices-tls');
  const lab = path.join(folder, 'smtp', 'offices-tls');
  await cp(path.join(LABS, 'worlds', 'two-offices'), world, { recursive: true });
  const plain = await readFile(path.join(world, 'world.yaml'), 'utf8');
  const secured = plain.replace(/^( +)address: 10\.20\.[123]\.10$/gm, '$&\n$1certificate: trusted');
  await writeFile(path.join(world, 'world.yaml'), secured);
  await mkdir(lab, { recursive: true });
  const text = await readFile(path.join(LABS, 'smtp', 'two-offices', 'lab.md'), 'utf8');
  await writeFile(path.join(lab, 'lab.md'), text.replace(/^( +extends): two-offices$/m, '$1: offices-tls'));
  await cp(path.join(LABS, 'smtp', 'two-offices', 'mail'), path.join(lab, 'mail'), { recursive: true });
  await writeFile(path.join(folder, 'course.yaml'), 'worlds: [offices-tls]\nlabs: [smtp/offices-tls]\n');
  return folder;
}

const test = base.extend<object, { server: TestServer }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- an empty pattern is how Playwright is told "nothing"
    async ({}, use) => {
      const labs = await securedOffices();
      const server = await TestServer.start({ LABS_DIR: labs });
      await use(server);
      await server.dispose();
      await rm(labs, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

test('learner can see what two servers said within TLS, and what crossed', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/smtp/offices-tls', 'user@desk$');
  const wire = page.getByRole('region', { name: 'Wire' });
  const stream = wire.getByRole('tabpanel');
  const encrypted = wire.getByRole('button', { name: 'Encrypted' });
  await screen.enter('telnet mail.athens.thm 25');
  await screen.endsWith(/^220 /);
  await screen.enter('EHLO desk.athens.thm');
  await screen.endsWith('250 HELP');
  // Nothing is secured on the learner's own connection.
  await expect(encrypted).toBeHidden();
  await screen.line('MAIL FROM:<strategos@athens.thm>', '250 OK');
  await screen.line('RCPT TO:<archimedes@syracuse.thm>', '250 Accepted');
  await screen.line('DATA', /^354 /);
  for (const line of ['Subject: The eclipse', '', 'Look up on Monday!']) await screen.enter(line);
  await screen.enter('.');
  await screen.endsWith(/^250 OK id=/);

  await wire.getByRole('tab', { name: /smtp, mail\.athens\.thm → mail\.syracuse\.thm/ }).click();
  await expect(stream).toContainText('secured by TLSv1.3, TLS_AES_256_GCM_SHA384');
  await expect(stream).toContainText('STARTTLS');
  await expect(stream).toContainText('Subject: The eclipse');
  await encrypted.click();
  await expect(encrypted).toHaveAttribute('aria-pressed', 'true');
  await expect(stream).toContainText('STARTTLS');
  await expect(stream).not.toContainText('Subject: The eclipse');
  await wire.getByRole('button', { name: 'Hex' }).click();
  // The first record of a handshake (RFC 8446 §5.1).
  await expect(stream).toContainText('16 03 01');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await wire.getByRole('button', { name: 'Exchanges' }).click();
  await expect(encrypted).toBeDisabled();
  await expect(stream).toContainText('TLS go ahead');
});

base('learner can take the steps of a lab by openssl, and see the server’s certificate', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/smtp/first-mail');
  const steps = page.getByRole('list', { name: 'Steps' });
  await screen.enter('openssl s_client -connect 10.10.41.192:25 -starttls smtp -crlf');
  await screen.endsWith('read R BLOCK');
  const shown = (await screen.rows()).join('\n');
  expect(shown).toContain('Verify return code: 0 (ok)');
  // Q at the beginning of a line ends the client, R asks for new keys: neither is sent.
  await screen.line('QUIT', 'DONE', SHELL);
  await screen.enter('openssl s_client -connect 10.10.41.192:25 -starttls smtp -crlf -quiet');
  await screen.endsWith('250 HELP');
  await screen.line('HELO client.thm', '250 example.thm Hello client.thm [10.11.81.126]');
  await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
  await screen.line('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await expect(steps.getByRole('button', { name: /^Step 4, done:/ })).toBeVisible();
  const wire = page.getByRole('region', { name: 'Wire' });
  await expect(wire.getByRole('tabpanel')).toContainText('secured by TLSv1.3');
  await expect(wire.getByRole('tabpanel')).toContainText('RCPT TO:<strategos@example.thm>');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
