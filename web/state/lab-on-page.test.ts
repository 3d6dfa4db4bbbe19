import { expect, it } from 'vitest';
import type { LabView } from '../../server/contract/catalogue.ts';
import { ApiFailure } from './api.ts';
import { LabOnPage } from './lab-on-page.svelte.ts';

const lab = (title: string): LabView => ({
  id: 'smtp/toy',
  language: 'en',
  languages: ['en'],
  title,
  summary: '',
  protocol: 'smtp',
  minutes: 1,
  objectives: [],
  needs: [],
  introduction: '',
  steps: [],
});

function onPage() {
  const asked: { readonly language: string; readonly answer: (view: LabView | ApiFailure) => void }[] = [];
  const fetch = (_id: string, language: string) =>
    new Promise<LabView>((resolve, reject) => {
      const answer = (view: LabView | ApiFailure) => (view instanceof ApiFailure ? reject(view) : resolve(view));
      asked.push({ language, answer });
    });
  return { page: new LabOnPage(lab('English'), 'en', fetch), asked };
}

it('comes anew in another language and after a fresh start, not for those that the log tells of', async () => {
  const { page, asked } = onPage();
  await page.follow('en', 2);
  expect(asked).toEqual([]);
  const german = page.follow('de', 2);
  asked[0]?.answer(lab('Deutsch'));
  await german;
  const fresh = page.follow('de', 3);
  asked[1]?.answer(lab('Neu'));
  await fresh;
  expect([asked.map(({ language }) => language), page.view.title]).toEqual([['de', 'de'], 'Neu']);
});

it('shows what was wanted last, whatever comes first', async () => {
  const { page, asked } = onPage();
  await page.follow('en', 0);
  const both = [page.follow('de', 0), page.follow('en', 0)];
  asked[1]?.answer(lab('English again'));
  asked[0]?.answer(lab('Deutsch'));
  await Promise.all(both);
  expect(page.view.title).toBe('English again');
});

it('keeps what it has where nothing comes, and can be asked again', async () => {
  const { page, asked } = onPage();
  await page.follow('en', 0);
  const first = page.follow('de', 0);
  asked[0]?.answer(new ApiFailure('failure.offline'));
  await first;
  expect([page.view.title, page.failure?.code]).toEqual(['English', 'failure.offline']);
  const second = page.follow('de', 0);
  asked[1]?.answer(lab('Deutsch'));
  await second;
  expect([page.view.title, page.failure]).toEqual(['Deutsch', undefined]);
});
