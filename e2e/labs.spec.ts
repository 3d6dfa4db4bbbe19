/** One lab of each protocol, finished by its own words: what the last hint of a step says is what is typed. */
import type { Locator, Page } from '@playwright/test';
import { openTerminal, type Screen } from './screen.ts';
import { expect, test } from './test.ts';

/** All hints of a step, one after the other; gives the last one. */
async function askAllHints(step: Locator): Promise<Locator> {
  const ask = step.getByRole('button', { name: /^Show hint/ });
  const [, of = '0'] = /of (\d)/.exec((await ask.textContent()) ?? '') ?? [];
  for (let number = 1; number <= Number(of); number++) {
    await ask.click();
    await expect(step.getByText(new RegExp(`^Hint ${number} of ${of}`))).toBeVisible();
  }
  await expect(step.getByText(new RegExp(`^Hint ${of} of ${of} · the answer$`))).toBeVisible();
  return step.locator('.hint').last();
}

/** What a hint says to type: a block, a line behind the word "Type" or "then", or Enter alone. */
async function linesOf(hint: Locator): Promise<string[]> {
  const block = hint.locator('pre');
  if ((await block.count()) > 0) return ((await block.first().textContent()) ?? '').replace(/\n$/, '').split('\n');
  const html = await hint.innerHTML();
  const said = [...html.matchAll(/(?:Type|then)\s*<code[^>]*>(.*?)<\/code>/gis)];
  if (said.length === 0) expect(html).toContain('Press Enter once');
  return said.length === 0 ? [''] : said.map(([, line = '']) => plain(line));
}

function plain(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

async function takeStep(page: Page, screen: Screen, number: number): Promise<void> {
  const step = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: `Step ${number},` }) });
  await expect(step.getByRole('button', { name: `Step ${number}, now:` })).toBeVisible();
  const lines = await linesOf(await askAllHints(step));
  await screen.focus();
  for (const line of lines) {
    await screen.enter(line);
    if (lines.length > 1 && line !== '') await screen.shows(new RegExp(`${line.replace(/\W/g, '\\$&')}$`));
  }
  await expect(step.getByRole('button', { name: `Step ${number}, done:` })).toBeVisible();
}

for (const [lab, protocol] of [
  ['smtp/first-mail', 'SMTP'],
  ['pop3/read-mail', 'POP3'],
  ['imap/folders', 'IMAP'],
  ['ftp/fetch-a-file', 'FTP'],
] as const) {
  test(`learner can finish a lab of ${protocol} by its text alone`, async ({ page }) => {
    const screen = await openTerminal(page, `labs/${lab}`);
    const steps = page.getByRole('list', { name: 'Steps' }).getByRole('button', { name: /^Step \d+,/ });
    const count = await steps.count();
    for (let number = 1; number <= count; number++) {
      await takeStep(page, screen, number);
      if (number !== Math.ceil(count / 2)) continue;
      await page.reload();
      await expect(steps.filter({ hasText: /, done:/ })).toHaveCount(number);
    }
    await expect(page.getByText(`all ${count} steps done`)).toBeVisible();
    await expect(page.getByRole('heading', { name: 'You did it' })).toBeVisible();

    await page.getByRole('link', { name: /^See your conversation/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('what you did');
    const parts = page.getByRole('main').getByRole('region');
    await expect(parts).toHaveCount(count);
    await expect(parts.first().getByRole('heading', { level: 3 })).toHaveText(['Yours', 'The model']);
    const typed = parts.first().getByText(lab.startsWith('ftp') ? /^ftp / : /^telnet /);
    await expect(typed).toHaveCount(2);
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'You did it' })).toBeVisible();
  });
}
