/**
 * `npm run bench [PART …]`: every part, or those that are named; `servers imap` for one of the servers. Each process of a bench is this program again, in the
 * role that it is told.
 */
import { serveFloor } from './floor.ts';
import { serveFloorFtp } from './floor-ftp.ts';
import { serveFloorTls } from './floor-tls.ts';
import { serveFloorFetch } from './floor-fetch.ts';
import { serveHouse } from './house.ts';
import { servePipeline } from './imap-pipeline.ts';
import { serveWatch } from './imap-watch.ts';
import { serveFolder } from './lab-folder.ts';
import { serveLabLoad } from './lab-load.ts';
import { serveLabTime } from './lab-time.ts';
import { benchLabs } from './labs.ts';
import { serveLoad } from './load.ts';
import { benchPage } from './page.ts';
import { serveRelay } from './relay.ts';
import { serveRival } from './rival.ts';
import { benchServers, SERVERS } from './servers.ts';
import { serveTalk } from './talk.ts';
import { serveTransfer } from './transfer.ts';

const ROLES: Readonly<Record<string, () => void | Promise<void>>> = {
  load: serveLoad,
  relay: serveRelay,
  talk: serveTalk,
  house: serveHouse,
  rival: serveRival,
  floor: serveFloor,
  'floor-fetch': serveFloorFetch,
  pipeline: servePipeline,
  watch: serveWatch,
  'floor-ftp': serveFloorFtp,
  'floor-tls': serveFloorTls,
  transfer: serveTransfer,
  'lab-load': serveLabLoad,
  'lab-folder': serveFolder,
  'lab-time': serveLabTime,
};
const PARTS: Readonly<Record<string, (servers: readonly string[]) => Promise<void>>> = {
  page: benchPage,
  labs: benchLabs,
  servers: benchServers,
};

const [flag, name = '', ...rest] = process.argv.slice(2);
if (flag === '--role') await play(name);
else await bench(flag === undefined ? Object.keys(PARTS) : [flag, name, ...rest].filter((word) => word !== ''));

async function play(role: string): Promise<void> {
  const serve = ROLES[role];
  if (serve === undefined) throw new Error(`--role: expected ${Object.keys(ROLES).join(', ')}, came ${role}`);
  await serve();
}

/** @param words parts, and servers where not all of them are meant */
async function bench(words: readonly string[]): Promise<void> {
  const wrong = words.find((word) => !Object.hasOwn(PARTS, word) && !SERVERS.includes(word));
  const servers = words.filter((word) => SERVERS.includes(word));
  const parts = words.filter((word) => Object.hasOwn(PARTS, word));
  if (wrong !== undefined || (servers.length > 0 && !parts.includes('servers'))) {
    const ways = `${Object.keys(PARTS).join(' or ')}, servers also with ${SERVERS.join(', ')}`;
    process.stderr.write(`npm run bench: expected ${ways}, came ${words.join(' ')}\n`);
    process.exitCode = 2;
    return;
  }
  for (const part of parts) await PARTS[part]?.(servers.length > 0 ? servers : SERVERS);
}
