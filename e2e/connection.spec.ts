/** The page's connection, cut where it hurts: nothing is missing afterwards, and nothing ran twice. */
import type { BrowserContext, Page, WebSocketRoute } from '@playwright/test';
import { openTerminal, SHELL } from './screen.ts';
import { TestServer } from './server.ts';
import { expect, test } from './test.ts';

const LOST = /^Connection lost\. Trying again/;

interface Message {
  readonly type: string;
  readonly text?: string;
  readonly entries?: readonly { readonly body: { readonly type: string; readonly text?: string } }[];
}

/** A wire between page and server which is cut, once, at the first message from the server that fits; that one is lost. */
class Wire {
  #isCut: (message: Message) => boolean = () => false;
  /** The texts of the lines that the page has sent, in all connections. */
  readonly sent: string[] = [];
  cuts = 0;

  static async lay(page: Page): Promise<Wire> {
    const wire = new Wire();
    await page.routeWebSocket(/\/channel$/, (route) => wire.#join(route));
    return wire;
  }

  cutAt(isCut: (message: Message) => boolean): void {
    this.#isCut = isCut;
  }

  #join(route: WebSocketRoute): void {
    const server = route.connectToServer();
    let isOpen = true;
    route.onMessage((data) => {
      if (!isOpen) return;
      const message = JSON.parse(data.toString()) as Message;
      if (message.type === 'line') this.sent.push(message.text ?? '');
      server.send(data);
    });
    server.onMessage((data) => {
      if (!isOpen) return;
      if (!this.#isCut(JSON.parse(data.toString()) as Message)) {
        route.send(data);
        return;
      }
      isOpen = false;
      this.cuts++;
      this.#isCut = () => false;
      void server.close();
      void route.close({ code: 3001 });
    });
  }
}

const has = (type: string, text: string) => (message: Message) =>
  message.entries?.some(({ body }) => body.type === type && body.text?.includes(text)) === true;

async function setOffline(page: Page, context: BrowserContext, isOffline: boolean): Promise<void> {
  await context.setOffline(isOffline);
  await expect.poll(() => page.evaluate<boolean>('navigator.onLine')).toBe(!isOffline);
}

test('learner can lose the connection in the middle of a reply', async ({ page }) => {
  const wire = await Wire.lay(page);
  const screen = await openTerminal(page, 'play');
  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  wire.cutAt(has('print', '250'));
  await screen.line('EHLO client.thm', ...Array<RegExp>(7).fill(/^250-/), '250 HELP');
  expect(wire.cuts).toBe(1);
  await screen.line('NOOP', '250 OK');
  const rows = await screen.rows();
  expect(rows.filter((row) => row === '250 HELP')).toHaveLength(1);
  expect(rows.filter((row) => row === 'EHLO client.thm')).toHaveLength(1);
});

test('learner’s line runs once, though its acknowledgement was lost', async ({ page }) => {
  const wire = await Wire.lay(page);
  const screen = await openTerminal(page, 'play');
  await screen.line('echo first > list', SHELL);
  wire.cutAt(has('line', 'echo second'));
  await screen.line('echo second >> list', SHELL);
  expect(wire.cuts).toBe(1);
  await screen.line('cat list', 'first', 'second', SHELL);
  expect(wire.sent.slice(0, 2)).toEqual(['echo first > list', 'echo second >> list']);
});

test('learner can go offline, type on, and come back to the same session', async ({ page, context }) => {
  const wire = await Wire.lay(page);
  const screen = await openTerminal(page, 'play');
  await screen.enter('telnet 10.10.41.192 25');
  await screen.endsWith(/^220 /);
  await screen.line('HELO client.thm', /^250 /);
  await setOffline(page, context, true);
  await expect(page.getByText(/^You are offline\./).last()).toBeVisible();
  await page.keyboard.type('MAIL FROM:<user@client.thm>');
  await screen.endsWith(/^250 /, 'MAIL FROM:<user@client.thm>');
  await page.keyboard.press('Enter');
  await page.keyboard.type('RCPT TO:<strat');
  await screen.endsWith('MAIL FROM:<user@client.thm>', 'RCPT TO:<strat');
  await setOffline(page, context, false);
  await screen.endsWith(/^250 example/, 'MAIL FROM:<user@client.thm>', '250 OK', 'RCPT TO:<strat');
  await expect(page.getByText(/^You are offline\./)).toHaveCount(0);
  await page.keyboard.type('egos@server.thm>');
  await page.keyboard.press('Enter');
  await screen.endsWith('RCPT TO:<strategos@server.thm>', '250 Accepted');
  expect(wire.sent.filter((text) => text.startsWith('MAIL'))).toHaveLength(1);
});

test('learner’s line for a program that is gone is not run at the shell', async ({ page }) => {
  const server = await TestServer.start();
  try {
    const screen = await openTerminal(page, `${server.url}play`);
    await screen.enter('telnet 10.10.41.192 25');
    await screen.endsWith(/^220 /);
    await server.kill();
    await expect(page.getByText(LOST).last()).toBeVisible();
    await screen.focus();
    await screen.enter('echo not for the shell');
    await screen.endsWith(/^220 /, 'echo not for the shell');
    await server.start();
    await expect(page.getByText(/^This line was typed before the programs were ended; it was not run\./)).toBeVisible();
    // What was not run is the draft now, and nothing else.
    await screen.endsWith(`${SHELL} echo not for the shell`);
    await page.keyboard.press('Control+u');
    await screen.line('echo again', 'again', SHELL);
    await screen.lacks('not for the shell');
  } finally {
    await server.dispose();
  }
});
