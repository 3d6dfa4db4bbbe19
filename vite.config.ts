/** How the page is built and, in development, served: `npm run build` writes dist/web, which server/http hands out. */
import { defineConfig, type Plugin } from 'vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { page } from './labs/words/en/page.ts';

/** Puts sentences of the words' catalogue in the place of `%code%` in index.html. */
function words(): Plugin {
  return {
    name: 'words',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html.replace(/%([a-z.-]+)%/g, (_, code: string) => {
          if (!Object.hasOwn(page, code)) throw new Error(`web/index.html: labs/words/en/page.ts has no ${code}`);
          return page[code as keyof typeof page].replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
        }),
    },
  };
}

// In development the page's server hands on what is the server's: `npm run dev` starts both.
const server = `http://127.0.0.1:${process.env['PORT'] ?? '8025'}`;

export default defineConfig({
  root: 'web',
  // Relative: index.html's <base> says where the page lives, so one build serves any BASE_PATH.
  base: './',
  plugins: [words(), svelte()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Needed by light-dark(), which the tokens stand on.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: true,
  },
  server: {
    // The page takes words and pure code from labs/ and server/.
    fs: { allow: ['..'] },
    proxy: { '/api': { target: server, ws: true } },
  },
});
