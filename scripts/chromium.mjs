/** Finds the browser that the tests use, and installs one where there is none. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/**
 * Where Chromium is: CHROMIUM_PATH, Playwright's own, or the system's; undefined where there is none.
 * @returns {string | undefined}
 */
export function findChromium() {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM].find(
    (file) => file !== undefined && file !== '' && existsSync(file),
  );
}
