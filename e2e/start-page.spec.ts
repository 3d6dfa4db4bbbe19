import { expect, test } from './test.ts';

test('learner can open the start page', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto('');
  await expect(page).toHaveTitle('Plaintalk: speak FTP, SMTP, POP3 and IMAP by hand');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Speak FTP, SMTP, POP3 and IMAP by hand');
  await page.getByRole('navigation').getByRole('link', { name: 'Labs' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Labs');
  expect(problems).toEqual([]);
});
