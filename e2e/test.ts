/** What every journey begins with: `test` with a server of the worker's own, at which relative addresses are. */
import { test as base } from '@playwright/test';
import { TestServer } from './server.ts';

export { expect } from '@playwright/test';

export const test = base.extend<object, { server: TestServer }>({
  server: [
    // Playwright reads the first parameter's pattern to know what a fixture needs.
    // eslint-disable-next-line no-empty-pattern -- an empty pattern is how it says "nothing"
    async ({}, use) => {
      const server = await TestServer.start();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
});
