/**
 * `npm run bench [PART …]`: every part, or those that are named. Each process of a bench is this program again, in the
 * role that it is told.
 */
import { serveFloor } from './floor.ts';
import { serveHouse } from './house.ts';
import { serveLoad } from './load.ts';
import { benchPage } from './page.ts';
import { serveRelay } from './relay.ts';
import { serveRival } from './rival.ts';
import { benchServers } from './servers.ts';
import { serveTalk } from './talk.ts';

const ROLES: Readonly<Record<string, () => void | Promise<void>>> = {
  load: serveLoad,
  relay: serveRelay,
  talk: serveTalk,
  house: serveHouse,
  rival: serveRival,
  floor: serveFloor,
};
const PARTS: Readonly<Record<string, () => Promise<void>>> = { page: benchPage, servers: benchServers };

const [flag, name = '', ...rest] = process.argv.slice(2);
if (flag === '--role') await play(name);
else await bench(flag === undefined ? Object.keys(PARTS) : [flag, name, ...rest].filter((word) => word !== ''));

async function play(role: string): Promise<void> {
  const serve = ROLES[role];
  if (serve === undefined) throw new Error(`--role: expected ${Object.keys(ROLES).join(', ')}, came ${role}`);
  await serve();
}

async function bench(names: readonly string[]): Promise<void> {
  const wrong = names.find((part) => !Object.hasOwn(PARTS, part));
  if (wrong !== undefined) {
    process.stderr.write(`npm run bench: expected ${Object.keys(PARTS).join(' or ')}, came ${wrong}\n`);
    process.exitCode = 2;
    return;
  }
  for (const part of names) await PARTS[part]?.();
}
