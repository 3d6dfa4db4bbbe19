import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from './browser.testkit.ts';

let browser: FakeBrowser;
beforeEach(() => {
  browser = new FakeBrowser('https://school.example/');
  vi.resetModules();
});
afterEach(() => vi.unstubAllGlobals());

const load = async () => (await import('./theme.svelte.ts')).theme;

describe('the theme', () => {
  it('follows the system at first, also when that changes', async () => {
    browser.prefersDark = true;
    const theme = await load();
    expect([theme.choice, theme.shown, browser.dataset['theme']]).toEqual(['system', 'dark', undefined]);
    browser.emit('scheme', { matches: false });
    expect(theme.shown).toBe('light');
  });

  it('goes round, and keeps what was chosen', async () => {
    const theme = await load();
    theme.next();
    expect([theme.choice, browser.dataset['theme'], browser.local.get('plaintalk.theme')]).toEqual([
      'light',
      'light',
      'light',
    ]);
    theme.next();
    expect([theme.choice, theme.shown, browser.local.get('plaintalk.theme')]).toEqual(['dark', 'dark', 'dark']);
    theme.next();
    expect([theme.choice, browser.dataset['theme'], browser.local.size]).toEqual(['system', undefined, 0]);
  });

  it('begins with what was kept, and follows another page of ours', async () => {
    browser.local.set('plaintalk.theme', 'dark');
    const theme = await load();
    expect([theme.choice, browser.dataset['theme']]).toEqual(['dark', 'dark']);
    browser.local.set('plaintalk.theme', 'light');
    browser.emit('storage', { key: 'plaintalk.theme' });
    expect([theme.choice, browser.dataset['theme']]).toEqual(['light', 'light']);
  });

  it('takes no nonsense from the storage, and does without it', async () => {
    browser.local.set('plaintalk.theme', 'plaid');
    const theme = await load();
    expect(theme.choice).toBe('system');
    browser.storageWorks = false;
    theme.choose('dark');
    expect([theme.choice, browser.dataset['theme']]).toEqual(['dark', 'dark']);
  });

  it('is set before the first paint by the same key', async () => {
    (await load()).choose('dark');
    delete browser.dataset['theme'];
    const script = '../public/theme.js';
    await import(script);
    expect(browser.dataset['theme']).toBe('dark');
  });
});
