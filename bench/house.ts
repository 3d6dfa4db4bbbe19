/**
 * Our servers for the servers' bench, a process of its own: the rooms of a seat (world, log, store, servers) on
 * 127.0.0.1, with durability as a seat has it. Only the learner's terminals and the network between them are left out.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AccountDefinition, FileDefinition, WorldSeed } from '../labs/world.ts';
import { Authority } from '../server/bridge/certificates.ts';
import { listenOutside, reachBack } from '../server/bridge/outside.ts';
import { World } from '../server/sandbox/world.ts';
import { SeatLog } from '../server/seats/log.ts';
import { packSeed } from '../server/seats/seed.ts';
import { Servers } from '../server/seats/servers.ts';
import { clockOf } from '../server/seats/stage.ts';
import { openSqlite, type SqliteStore } from '../server/store/sqlite.ts';
import { courseSeed, defaultLimits, protocolMap, storeMap } from './course.ts';
import { type BenchMailbox, benchMailboxes } from './mailboxes.ts';
import { POP_PASSWORD } from './pop-script.ts';
import { MAIL_ACCOUNTS, mailAccount } from './smtp-script.ts';

export interface HouseOrder {
  readonly dataDir: string;
}

/** Where the servers are, and under which name their log is kept. */
export interface HouseReady {
  readonly seat: string;
  readonly ports: Readonly<Record<string, number>>;
}

/** What a house that serves is asked. */
export type HouseQuestion = 'memory' | 'settle';

export function portOf(ports: HouseReady['ports'], protocol: string): number {
  const port = ports[protocol];
  if (port === undefined) throw new Error(`the bench's world has no ${protocol} server`);
  return port;
}

/** More than a learner may add: a bench is many learners. */
const WORLD_LIMITS = { addedBytes: 4e9, items: 1e7 };

/** Opens the store of a bench's directory. */
export function benchStore(dataDir: string): Promise<SqliteStore> {
  const [, program = ''] = process.argv;
  const worker = pathToFileURL(path.join(path.dirname(program), 'store-worker.js'));
  return openSqlite({ dataDir, worker, owner: 'bench', at: Date.now() });
}

/** Exim's own limit is 20 conversations at a time, Dovecot's 10 sessions of a user. */
const UNLIMITED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  smtp: { connectionsLimit: 0 },
  imap: { connectionsPerUser: 0 },
  ftp: { clients: 0, clientsPerAddress: 0, anonymousUpload: true },
};

/** What guests find there, beside a folder `incoming`. */
export const BENCH_FILES = {
  small: { file: 'small.txt', bytes: 1000 },
  large: { file: 'large.bin', bytes: 200 * 1024 * 1024 },
} as const;

/** The course's world with the bench's accounts in it. */
function benchSeed(): WorldSeed {
  const { world, sources } = courseSeed();
  const account = (user: string, uid: number): AccountDefinition => ({
    user,
    password: POP_PASSWORD,
    home: `/home/${user}`,
    uid,
    gid: uid,
    mailboxes: [],
  });
  const boxes = benchMailboxes();
  const sourceOf = (user: string, uid: number): string => `bench/${user}/${uid}`;
  const withMails = ({ user, mails }: BenchMailbox, number: number): AccountDefinition => {
    const messages = mails.map((_, n) => ({
      source: sourceOf(user, n + 1),
      uid: n + 1,
      flags: ['\\Seen'],
      internalDate: 0,
    }));
    const inbox = { name: 'INBOX', uidValidity: 1, uidNext: mails.length + 1, isSubscribed: false, messages };
    return { ...account(user, 3000 + number), mailboxes: [inbox] };
  };
  const texts = boxes.flatMap(({ user, mails }) =>
    mails.map((mail, n) => [sourceOf(user, n + 1), new Uint8Array(Buffer.from(mail, 'latin1'))] as const),
  );
  const accounts = [
    ...world.accounts,
    ...Array.from({ length: MAIL_ACCOUNTS }, (_, n) => account(mailAccount(n), 2000 + n)),
    ...boxes.map(withMails),
  ];
  const hosts = world.hosts.map((host) => ({
    ...host,
    ...(host.services['ftp'] !== undefined && { files: [...host.files, ...benchFiles()] }),
    services: Object.fromEntries(
      Object.entries(host.services).map(([name, service]) => [
        name,
        { ...service, settings: { ...service.settings, ...UNLIMITED[name] } },
      ]),
    ),
  }));
  return { world: { ...world, hosts, accounts }, sources: new Map([...sources, ...texts]) };
}

function benchFiles(): FileDefinition[] {
  const own = { modified: 0, mode: 0o644, owner: 0, group: 0 };
  const files = Object.values(BENCH_FILES).map(({ file }) => ({
    ...own,
    path: `/srv/ftp/${file}`,
    source: `bench/${file}`,
  }));
  return [...files, { ...own, path: '/srv/ftp/incoming/', mode: 0o777 }];
}

/** The bytes of those: not kept in the seat's database, which no learner's world would fill so. */
function withBytes(seed: WorldSeed): WorldSeed {
  const made = Object.values(BENCH_FILES).map(
    ({ file, bytes }) => [`bench/${file}`, new Uint8Array(bytes).fill(120)] as const,
  );
  return { ...seed, sources: new Map([...seed.sources, ...made]) };
}

export async function serveHouse(): Promise<void> {
  const { dataDir } = await new Promise<HouseOrder>((told) => process.once('message', told));
  const world = benchSeed();
  const store = await benchStore(dataDir);
  const began = Date.now();
  const { digest, data } = packSeed({ lab: undefined, world });
  await store.putSeed(digest, data);
  const learner = await store.createLearner(began);
  const { seat } = await store.createSeat({ learner, lab: '', seed: digest, began });
  const opened = await store.openSeat(seat);
  if (opened === undefined) throw new Error('the seat that was just made is not there');
  const now = clockOf({ lab: undefined, world }, began);
  const log = new SeatLog({
    records: [],
    last: 0,
    append: (entries) => store.append(seat, opened.fence, entries),
    now,
    keptBytes: 1 << 20,
    onSendable: () => undefined,
    onForgotten: () => undefined,
    onLong: () => undefined,
    onFailure: fail,
  });
  const authority = await Authority.of();
  const { engine, handshakeMs } = defaultLimits().seat;
  const gatherer = store.gatherer();
  let id = 0;
  const servers = new Servers({
    world: new World(withBytes(world), {
      now,
      record: (changes) => void log.append({ type: 'world', changes }),
      limits: WORLD_LIMITS,
      gather: () => gatherer.gather(),
    }),
    protocols: protocolMap,
    stores: storeMap,
    limits: { ...engine, fileBytes: 1 << 30 },
    gate: log,
    tlsOf: (host) => authority.sideOf(host, { handshakeMs, more: ['127.0.0.1'] }),
    whenTaken: () => gatherer.whenTaken(),
    nextId: () => ++id,
    onChanged: () => undefined,
    onFault: fail,
  });
  const ports: Record<string, number> = {};
  for (const placed of servers.services()) {
    const at = { host: '127.0.0.1', port: 0 };
    const listener = await listenOutside(at, (connected) => servers.accept(placed, connected, reachBack(connected)));
    ports[`${placed.protocol.name}${placed.isTls ? 's' : ''}`] = listener.address.port;
  }
  process.on('disconnect', () => process.exit(0));
  process.on('message', (question: HouseQuestion) => {
    if (question === 'memory') process.send?.(heldBytes());
    else void store.settle().then(() => process.send?.('settled'));
  });
  process.send?.({ seat, ports } satisfies HouseReady);
}

/** What is held once the garbage is gone: V8's heap, and what is outside it. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A fault makes every figure worthless. */
function fail(fault: unknown): never {
  throw fault instanceof Error ? fault : new Error(String(fault));
}
