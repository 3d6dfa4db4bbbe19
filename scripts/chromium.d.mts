/** Where Chromium is: CHROMIUM_PATH, Playwright's own, or the system's; undefined where there is none. */
export function findChromium(): string | undefined;
