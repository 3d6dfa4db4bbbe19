/** Bundles a program of ours with esbuild: what `npm start` runs, and what the tests and tools run. */
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, with its spaces as they are. */
export const top = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What a bundle for Node is made with. CommonJS packages inside it ask for `require`. */
export const SERVER_OPTIONS = {
  absWorkingDir: top,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: true,
  // libsql's binary is a file of its package; what only tests, builds and benches use is not worth bundling.
  external: ['libsql', '@playwright/test', 'playwright', 'vite', 'esbuild', 'fsevents'],
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  logLevel: 'warning',
};

/**
 * Bundles `entries` (name → TypeScript file) into `folder` as NAME.js. Each file is moved to its place when it is whole,
 * so that two runs at a time don't disturb each other.
 */
export async function bundle(folder, entries) {
  const target = path.resolve(top, folder);
  const making = `${target}.${process.pid}`;
  await mkdir(target, { recursive: true });
  // Loaded when it is needed: what only starts the server does without.
  const { build } = await import('esbuild');
  try {
    await build({ ...SERVER_OPTIONS, entryPoints: entries, outdir: making });
    for (const name of Object.keys(entries)) {
      for (const end of ['.js.map', '.js']) await rename(`${making}/${name}${end}`, `${target}/${name}${end}`);
    }
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return target;
}

/** The thread of the store: beside whichever bundle opens one. */
export const STORE_WORKER = { 'store-worker': 'server/store/worker.ts' };
