/** `npm start`: builds where something changed since, then becomes the server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh } from './build.mjs';
import { top } from './bundle.mjs';

if (!(await isFresh())) {
  process.stderr.write('Building Plaintalk; this takes some seconds and is done once …\n');
  // A process of its own: what the bundlers take of memory is gone when the server starts.
  const build = spawn(process.execPath, [path.join(top, 'scripts', 'build.mjs')], { stdio: 'inherit' });
  const stop = (signal) => build.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const [code] = await once(build, 'exit');
  process.off('SIGINT', stop).off('SIGTERM', stop);
  if (code !== 0) process.exit(code ?? 1);
}

await import(pathToFileURL(path.join(top, 'dist', 'server', 'main.js')).href);
