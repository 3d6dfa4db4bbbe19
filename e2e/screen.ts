/**
 * A terminal of the lab page as its learner has it: keys go in one by one, and what the screen shows is read in rows.
 * Knows what is drawn, nothing of the page's state.
 */
import type { Locator, Page } from '@playwright/test';
import { expect } from './test.ts';

/** A line of the screen, whole; a longer one than the screen is wide is broken by the terminal. */
export type Shown = string | RegExp;

/** The shell's prompt. */
export const SHELL = 'user@terminal$';

export class Screen {
  /** The terminal itself, by its name. */
  readonly element: Locator;
  readonly #page: Page;

  constructor(page: Page, name = 'laptop') {
    this.#page = page;
    this.element = page.getByRole('group', { name: `Terminal ${name}.` });
  }

  /** What the keys go to. */
  get keys(): Locator {
    return this.element.getByRole('textbox', { name: /^Terminal/ });
  }

  /** The rows on the screen; empty ones at its end are left out. */
  async rows(): Promise<string[]> {
    const rows = await this.element.locator('.xterm-rows > div').allTextContents();
    const texts = rows.map((row) => row.replaceAll('\u00a0', ' '));
    return texts.slice(0, texts.findLastIndex((row) => row.trim() !== '') + 1);
  }

  /** Puts the keys into this terminal. */
  async focus(): Promise<void> {
    await this.keys.focus();
  }

  /** Waits for the shell. */
  async isReady(prompt = SHELL): Promise<void> {
    await this.endsWith(prompt);
    await expect(this.keys).toBeFocused();
  }

  /** Types a line key by key and enters it, without waiting for anything. */
  async enter(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
    await this.#page.keyboard.press('Enter');
  }

  /** The same, then waits until the screen ends with the line and these. */
  async line(text: string, ...shown: readonly Shown[]): Promise<void> {
    await this.enter(text);
    await this.endsWith(typed(text), ...shown);
  }

  /** Waits until the screen ends with these lines. */
  async endsWith(...shown: readonly Shown[]): Promise<void> {
    await this.#waitFor((rows) => rows.some((_row, at) => isRest(rows.slice(at), shown)), shown);
  }

  /** Waits until these lines stand anywhere on the screen, one below the other. */
  async shows(...shown: readonly Shown[]): Promise<void> {
    await this.#waitFor((rows) => rows.some((_row, at) => matches(rows.slice(at), shown)), shown);
  }

  /** Such a line is not on the screen. */
  async lacks(text: string): Promise<void> {
    expect((await this.rows()).join('\n')).not.toContain(text);
  }

  async #waitFor(isThere: (rows: readonly string[]) => boolean, shown: readonly Shown[]): Promise<void> {
    await expect(async () => {
      const rows = await this.rows();
      const expected = shown.map(String).join('\n');
      expect(isThere(rows), `expected\n${expected}\non the screen\n${rows.join('\n')}`).toBe(true);
    }).toPass({ intervals: [10, 20, 40], timeout: 10_000 });
  }
}

/** Opens a page with a terminal: a lab (`labs/smtp/first-mail`) or free play (`play`). */
export async function openTerminal(page: Page, address: string, prompt = SHELL): Promise<Screen> {
  await page.setViewportSize({ width: 1440, height: 1100 });
  await page.goto(address);
  const screen = new Screen(page);
  await screen.isReady(prompt);
  return screen;
}

/** The line that was typed, after whatever prompt. */
function typed(text: string): RegExp {
  return new RegExp(`^(\\S+[$>] |Name \\(.*\\): |Password: )?${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}

function isRest(rows: readonly string[], shown: readonly Shown[]): boolean {
  return matches(rows, shown, (rest) => rest.length === 0);
}

/** Whether the rows begin with these lines, each of which may take several rows. */
function matches(
  rows: readonly string[],
  [first, ...others]: readonly Shown[],
  isGood: (rest: readonly string[]) => boolean = () => true,
): boolean {
  if (first === undefined) return isGood(rows);
  for (let count = 1; count <= Math.min(6, rows.length); count++) {
    const line = rows.slice(0, count).join('').trimEnd();
    const isIt = typeof first === 'string' ? line === first : first.test(line);
    if (isIt && matches(rows.slice(count), others, isGood)) return true;
  }
  return false;
}
