/** `npm run dev`: the page from Vite, the server from a bundle that is made anew at each change; both reload by themselves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import path from 'node:path';
import { context } from 'esbuild';
import { createServer } from 'vite';
import { SERVER_OPTIONS, STORE_WORKER, top } from './bundle.mjs';

const PAGE_PORT = 5173;
const folder = path.join(top, '.tmp', 'dev');
let server;
let restarting = Promise.resolve();

async function stop() {
  const running = server;
  server = undefined;
  if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
  const gone = once(running, 'exit');
  running.kill('SIGTERM');
  await gone;
}

function restart() {
  restarting = restarting.then(async () => {
    await stop();
    const origins = [process.env.ORIGINS, `http://localhost:${PAGE_PORT}`, `http://127.0.0.1:${PAGE_PORT}`];
    server = spawn(process.execPath, ['--enable-source-maps', path.join(folder, 'main.js'), '--without-page'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BASE_PATH: '/', ORIGINS: origins.filter(Boolean).join(',') },
    });
  });
}

const bundles = await context({
  ...SERVER_OPTIONS,
  entryPoints: { main: 'server/main.ts', ...STORE_WORKER },
  outdir: folder,
  plugins: [
    {
      name: 'restart',
      setup: (build) => build.onEnd(({ errors }) => (errors.length === 0 ? restart() : undefined)),
    },
  ],
});
await bundles.watch();

// Labs and worlds are read when the server starts; words come with the bundle.
let settled;
watch(path.join(top, 'labs'), { recursive: true }, (_event, file) => {
  if (file === null || file.endsWith('.ts')) return;
  clearTimeout(settled);
  settled = setTimeout(restart, 100);
});

const page = await createServer({
  configFile: path.join(top, 'vite.config.ts'),
  root: path.join(top, 'web'),
  server: { port: PAGE_PORT, strictPort: true },
});
await page.listen();
process.stdout.write(`Plaintalk is at http://localhost:${PAGE_PORT}/ and reloads with every change\n`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await Promise.all([page.close(), bundles.dispose(), restarting.then(stop)]);
    process.exit(0);
  });
}
