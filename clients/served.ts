/** The servers as everybody starts them: `npm run world -- --ports BASE`, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { listenOutside } from '../server/bridge/outside.ts';

/** Other programs take ports, too. */
const ATTEMPTS = 5;

/** Starts it at free ports, goes there, and ends it. @throws Error where it does not become ready */
export async function visitServed(go: (base: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const base = (await freePort()) - 110;
    const words = [path.resolve('scripts/run.mjs'), 'server/main.ts', 'world', '--ports', String(base)];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'close');
    let errors = '';
    child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
    try {
      if (await isReady(child.stdout)) {
        await go(base);
        return;
      }
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
    if (attempt === ATTEMPTS || !errors.includes('ports that are free')) throw new Error(`not ready: ${errors}`);
  }
}

async function isReady(output: NodeJS.ReadableStream): Promise<boolean> {
  for await (const line of createInterface({ input: output })) if (line === 'ready') return true;
  return false;
}

async function freePort(): Promise<number> {
  const probe = await listenOutside({ host: '127.0.0.1', port: 0 }, () => undefined);
  await probe.close();
  return probe.address.port;
}
