import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { TestServer } from './server.ts';
import { expect, test } from './test.ts';

const PAGES = ['', 'labs', 'compare', 'nowhere/at/all'];
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

async function expectNoBarriers(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(' '))])).toEqual([]);
}

test('learner can go from page to page by keyboard, and back to the same place', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 600 });
  await page.goto('');
  // Where one stands is compared below: fonts and labs have come.
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.getByRole('link', { name: 'Compare the four side by side' }).focus();
  const place = await page.evaluate<number>('scrollY');
  expect(place).toBeGreaterThan(0);
  await page.keyboard.press('Enter');
  await expect(heading(page)).toHaveText('The four protocols, side by side');
  await expect(heading(page)).toBeFocused();
  await expect(page).toHaveTitle('The four protocols, side by side · Plaintalk');
  expect(await page.evaluate<number>('scrollY')).toBe(0);

  await page.goBack();
  await expect(heading(page)).toContainText('Speak FTP');
  await expect.poll(() => page.evaluate<number>('scrollY')).toBe(place);
  await page.goForward();
  await page.reload();
  await expect(heading(page)).toHaveText('The four protocols, side by side');
});

test('learner can stop the conversation of the start page, and see it whole', async ({ page }) => {
  await page.goto('');
  const figure = page.getByRole('figure');
  await expect(figure.getByText('220: the server says who it is')).toBeVisible();
  await figure.getByRole('button', { name: 'Pause' }).click();
  await expect(figure.getByRole('button', { name: 'Play' })).toBeVisible();

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await expect(figure.getByRole('button', { name: 'Play again' })).toBeVisible();
  await expect(figure.getByText('221: goodbye')).toBeVisible();
});

test('learner can find each lab from the start page and from the catalogue', async ({ page }) => {
  await page.goto('labs');
  const labs = page.getByRole('list', { name: 'Labs in the order of the course' }).getByRole('link');
  await expect(labs).not.toHaveCount(0);
  const titles = await labs.allTextContents();
  await page.goto('');
  for (const title of titles) await expect(page.getByRole('link', { name: title, exact: true })).toBeVisible();
});

test('learner can choose a theme that stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('');
  const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  const dark = await ground();
  await page.getByRole('button', { name: 'Theme: as your system has it. Change to light.' }).click();
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.reload();
  expect(await ground()).toBe(light);
});

test('learner can read what to do when the server is out of reach, and go on when it is back', async ({ page }) => {
  const server = await TestServer.start();
  try {
    await page.goto(server.url);
    await expect(page.getByRole('link', { name: /^Begin/ })).toBeVisible();
    await server.stop();
    await page.getByRole('navigation').getByRole('link', { name: 'Labs' }).click();
    await expect(page.getByRole('alert')).toContainText('The server can’t be reached.');
    await expectNoBarriers(page);
    await server.start();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.getByRole('list', { name: 'Labs in the order of the course' })).toBeVisible();
  } finally {
    await server.dispose();
  }
});

test('learner can use it all below a path of its own', async ({ page }) => {
  const server = await TestServer.start({ BASE_PATH: '/courses/plaintalk/' });
  try {
    await page.goto(server.url);
    await page.getByRole('navigation').getByRole('link', { name: 'Labs' }).click();
    await expect(page).toHaveURL(`${server.url}labs`);
    await expect(page.getByRole('list', { name: 'Labs in the order of the course' })).toBeVisible();
    await page.reload();
    await page.getByRole('link', { name: 'Plaintalk, start page' }).click();
    await expect(page).toHaveURL(server.url);
    await expect(heading(page)).toContainText('Speak FTP');
  } finally {
    await server.dispose();
  }
});

test('learner can start with 60 kB of compressed script', async ({ page }) => {
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    sizes.push(
      response
        .finished()
        .then(() => response.request().sizes())
        .then((size) => size.responseBodySize),
    );
  });
  await page.goto('');
  await expect(page.getByRole('link', { name: /^Begin/ })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThanOrEqual(60_000);
});

for (const [colorScheme, width] of [
  ['light', 360],
  ['light', 1440],
  ['dark', 360],
  ['dark', 768],
] as const) {
  test(`learner can read every page, ${colorScheme}, ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    for (const address of PAGES) {
      await page.goto(address);
      await page.waitForLoadState('networkidle');
      await expectNoBarriers(page);
      const isTooWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
      expect(isTooWide, `${address || 'start'} scrolls sideways`).toBe(false);
    }
  });
}
