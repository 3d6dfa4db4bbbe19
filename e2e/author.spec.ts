/** An author's afternoon: a lab made by doing it, mended with check, seen in preview, handed on. */
import { AxeBuilder } from '@axe-core/playwright';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { openTerminal } from './screen.ts';
import { lab, serveLab } from './workshop.ts';

const test = base.extend<{ folder: string }>({
  // eslint-disable-next-line no-empty-pattern -- an empty pattern is how it says "nothing"
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'plaintalk author '));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

async function expectNoBarriers(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(' '))])).toEqual([]);
}

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

test('author makes a lab by record, mends it with check, and proves it with test', async ({ page, folder }) => {
  test.setTimeout(120_000);
  const recording = await serveLab(folder, 'record', 'count-mails', '--protocol', 'pop3');
  const screen = await openTerminal(page, recording.url);
  await page.getByRole('button', { name: 'Make a lab of it' }).click();
  await expect(page.getByText('Nothing was done yet that could become a step')).toBeVisible();
  await screen.focus();
  await screen.enter('telnet 10.10.41.192 110');
  await screen.endsWith(/^\+OK /);
  await screen.line('USER strategos', /^\+OK/);
  await screen.line('PASS TabulaRasa7', /^\+OK /);
  await screen.line('STAAT', /^-ERR /);
  await screen.line('STAT', /^\+OK 4 /);
  await expectNoBarriers(page);
  await page.getByRole('button', { name: 'Make a lab of it' }).click();
  await expect(page.getByText('count-mails has a lab with 4 steps.')).toBeVisible({ timeout: 60_000 });
  expect((await recording.end()).code).toBe(0);
  const solution = await readFile(path.join(folder, 'count-mails', 'solution.txt'), 'utf8');
  expect(solution).toContain('-- step stat\nT: STAT\nP: +OK 4 2183\n');
  // A line that only failed is no part of the way.
  expect(solution).not.toContain('STAAT');

  const file = path.join(folder, 'count-mails', 'lab.md');
  await change(file, 'verb: STAT', 'verb: STTA');
  const wrong = await lab(folder, 'check', 'count-mails');
  expect(wrong.code).toBe(1);
  expect(wrong.lines.join('\n')).toMatch(/^count-mails\/lab\.md:\d+:\d+: verb: .*Did you mean "STAT"\?$/);
  await change(file, 'verb: STTA', 'verb: STAT');
  expect((await lab(folder, 'check', 'count-mails')).code).toBe(0);
  const proved = await lab(folder, 'test', 'count-mails');
  expect(proved.lines).toEqual(['own/count-mails: 4 steps, 4 left out, 0 variants, 0 mistakes: as it should be']);
  expect(proved.code).toBe(0);
});

test('author sees preview change at each save, and the solution type itself', async ({ page, folder }) => {
  test.setTimeout(120_000);
  expect((await lab(folder, 'new', 'my-lab')).code).toBe(0);
  const file = path.join(folder, 'my-lab', 'lab.md');
  const preview = await serveLab(folder, 'preview', 'my-lab');
  await page.goto(preview.url);
  await expect(page.getByRole('heading', { name: 'Say who you are' })).toBeVisible();
  await expectNoBarriers(page);

  const stepButton = page.getByRole('button', { name: 'One line' });
  await stepButton.click();
  await expect(page.getByText('line 1 of 4')).toBeVisible();
  // What was done stays while the text changes.
  await change(file, '## Say who you are', '## Greet the server');
  await expect(page.getByRole('heading', { name: 'Greet the server' })).toBeVisible();
  await expect(page.getByText('step 2 of 3')).toBeVisible();

  await change(file, 'verb: HELO }', 'verb: HLEO }');
  await expect(page.getByText(/my-lab\/lab\.md:\d+:\d+: .*Did you mean "HELO"\?/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Greet the server' })).toBeVisible();
  await expectNoBarriers(page);
  await change(file, 'verb: HLEO }', 'verb: HELO }');
  await expect(page.getByText('Read again: this is the lab as it is now.')).toBeVisible();

  await page.getByRole('button', { name: 'Play the solution' }).click();
  await expect(page.getByText('The solution is at its end.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('all 3 steps done')).toBeVisible();
  expect((await preview.end()).code).toBe(0);
  await expect(page.getByText('The command in your shell has ended.')).toBeVisible({ timeout: 20_000 });
});

test('author hands a lab on, and a colleague takes it', async ({ folder }) => {
  await lab(folder, 'new', 'my-lab', '--protocol', 'imap');
  expect((await lab(folder, 'pack', 'my-lab')).code).toBe(0);
  expect((await lab(folder, 'import', 'my-lab.zip', '--into', 'taken')).code).toBe(0);
  expect((await lab(folder, 'check', 'taken/my-lab')).code).toBe(0);
});
