import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser, FakeLink } from './browser.testkit.ts';
import { pageAt, Router } from './router.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the page at a path', () => {
  it.each([
    ['', { name: 'start' }],
    ['labs', { name: 'catalogue' }],
    ['labs/', { name: 'catalogue' }],
    ['labs/smtp/first-mail', { name: 'lab', lab: 'smtp/first-mail' }],
    ['labs/smtp/first-mail/', { name: 'lab', lab: 'smtp/first-mail' }],
    ['play', { name: 'play' }],
    ['compare', { name: 'compare' }],
    ['labs/smtp', { name: 'missing' }],
    ['labs/smtp/first-mail/more', { name: 'missing' }],
    ['labs//first-mail', { name: 'missing' }],
    ['play/more', { name: 'missing' }],
    ['constructor', { name: 'missing' }],
    ['nowhere', { name: 'missing' }],
  ])('%j', (path, page) => {
    expect(pageAt(path)).toEqual(page);
  });
});

function begin(address = 'https://school.example/plaintalk/labs', basePath = '/plaintalk/') {
  const browser = new FakeBrowser(address, basePath);
  const router = new Router();
  router.start();
  return { browser, router };
}
const arrived = () => new Promise((resolve) => setTimeout(resolve));

describe('going about', () => {
  it('begins where the address says, below BASE_PATH', () => {
    expect(begin().router.page).toEqual({ name: 'catalogue' });
  });

  it('takes a click on a link of ours, moves the focus to the heading, and comes back to the same place', async () => {
    const { browser, router } = begin();
    browser.scrollY = 420;
    expect(browser.click(new FakeLink('https://school.example/plaintalk/labs/smtp/first-mail'))).toBe(true);
    await arrived();
    expect(router.page).toEqual({ name: 'lab', lab: 'smtp/first-mail' });
    expect(router.address).toBe('/plaintalk/labs/smtp/first-mail');
    expect([browser.scrollY, browser.focused]).toEqual([0, ['main h1']]);

    browser.travel(-1);
    await arrived();
    expect(router.page).toEqual({ name: 'catalogue' });
    expect(browser.scrollY).toBe(420);
  });

  it('comes back to the same place after a reload', () => {
    const { browser } = begin();
    browser.scrollY = 300;
    browser.emit('pagehide');
    browser.scrollY = 0;
    new Router().start();
    expect(browser.scrollY).toBe(300);
  });

  it.each<[string, FakeLink, Partial<MouseEvent>?]>([
    ['another host', new FakeLink('https://elsewhere.example/plaintalk/labs')],
    ['a page outside BASE_PATH', new FakeLink('https://school.example/other')],
    ['the HTTP interface', new FakeLink('https://school.example/plaintalk/api/labs')],
    ['a place on this page', new FakeLink('https://school.example/plaintalk/labs#content')],
    ['a new window', new FakeLink('https://school.example/plaintalk/play', { target: '_blank' })],
    ['a download', new FakeLink('https://school.example/plaintalk/play', { isDownload: true })],
    ['a click with Control', new FakeLink('https://school.example/plaintalk/play'), { ctrlKey: true }],
    ['the middle button', new FakeLink('https://school.example/plaintalk/play'), { button: 1 }],
    ['a click that was dealt with', new FakeLink('https://school.example/plaintalk/play'), { defaultPrevented: true }],
  ])('leaves %s to the browser', (_, link, event) => {
    const { browser, router } = begin();
    expect(browser.click(link, event)).toBe(false);
    expect(router.path).toBe('labs');
  });

  it('survives an address that is no UTF-8, and storage that is off', async () => {
    const { browser, router } = begin('https://school.example/%ff', '/');
    browser.storageWorks = false;
    expect(router.page).toEqual({ name: 'missing' });
    router.go('https://school.example/play');
    await arrived();
    expect(router.page).toEqual({ name: 'play' });
  });
});
