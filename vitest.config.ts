import { defineConfig } from 'vitest/config';
import { svelte } from '@sveltejs/vite-plugin-svelte';

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: [
      'labs/**/*.test.ts',
      'server/**/*.test.ts',
      'web/**/*.test.ts',
      'bench/**/*.test.ts',
      'fuzz/**/*.test.ts',
      'fidelity/**/*.test.ts',
      'clients/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // The tokens' test reads them; other styles are left out of tests.
    css: { include: [/web\/styles\//] },
    globalSetup: ['scripts/vitest-setup.ts'],
    testTimeout: 30_000,
  },
});
