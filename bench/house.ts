/**
 * Our servers for the servers' bench, a process of its own: the rooms of a seat (world, log, store, servers) on
 * 127.0.0.1, with durability as a seat has it. Only the learner's terminals and the network between them are left out.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AccountDefinition, WorldSeed } from '../labs/world.ts';
import { listenOutside, reachBack } from '../server/bridge/outside.ts';
import { World } from '../server/sandbox/world.ts';
import { SeatLog } from '../server/seats/log.ts';
import { packSeed } from '../server/seats/seed.ts';
import { Servers } from '../server/seats/servers.ts';
import { clockOf } from '../server/seats/stage.ts';
import { openSqlite, type SqliteStore } from '../server/store/sqlite.ts';
import { courseSeed, defaultLimits, protocolMap, storeMap } from './course.ts';
import { POP_ACCOUNTS, POP_MAILS, POP_PASSWORD, popAccount, popMail } from './pop-script.ts';
import { MAIL_ACCOUNTS, mailAccount } from './smtp-script.ts';

export interface HouseOrder {
  readonly dataDir: string;
}

/** Where the servers are, and under which name their log is kept. */
export interface HouseReady {
  readonly seat: string;
  readonly ports: Readonly<Record<string, number>>;
}

/** More than a learner may add: a bench is many learners. */
const WORLD_LIMITS = { addedBytes: 4e9, items: 1e7 };

/** Opens the store of a bench's directory. */
export function benchStore(dataDir: string): Promise<SqliteStore> {
  const [, program = ''] = process.argv;
  const worker = pathToFileURL(path.join(path.dirname(program), 'store-worker.js'));
  return openSqlite({ dataDir, worker, owner: 'bench', at: Date.now() });
}

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
  const withMails = (number: number): AccountDefinition => {
    const messages = Array.from({ length: POP_MAILS }, (_, n) => ({
      source: `bench/${number}/${n + 1}`,
      uid: n + 1,
      flags: ['\\Seen'],
      internalDate: 0,
    }));
    const inbox = { name: 'INBOX', uidValidity: 1, uidNext: POP_MAILS + 1, isSubscribed: false, messages };
    return { ...account(popAccount(number), 3000 + number), mailboxes: [inbox] };
  };
  const popMails = Array.from({ length: POP_ACCOUNTS * POP_MAILS }, (_, n) => {
    const [number, mail] = [Math.floor(n / POP_MAILS), (n % POP_MAILS) + 1];
    return [`bench/${number}/${mail}`, new Uint8Array(Buffer.from(popMail(number, mail), 'latin1'))] as const;
  });
  const accounts = [
    ...world.accounts,
    ...Array.from({ length: MAIL_ACCOUNTS }, (_, n) => account(mailAccount(n), 2000 + n)),
    ...Array.from({ length: POP_ACCOUNTS }, (_, n) => withMails(n)),
  ];
  // Exim's own limit is 20 conversations at a time.
  const hosts = world.hosts.map((host) => ({
    ...host,
    services: Object.fromEntries(
      Object.entries(host.services).map(([name, service]) => [
        name,
        name === 'smtp' ? { ...service, settings: { ...service.settings, connectionsLimit: 0 } } : service,
      ]),
    ),
  }));
  return { world: { ...world, hosts, accounts }, sources: new Map([...sources, ...popMails]) };
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
  let id = 0;
  const servers = new Servers({
    world: new World(world, {
      now,
      record: (changes) => void log.append({ type: 'world', changes }),
      limits: WORLD_LIMITS,
    }),
    protocols: protocolMap,
    stores: storeMap,
    limits: defaultLimits().seat.engine,
    gate: log,
    nextId: () => ++id,
    onChanged: () => undefined,
    onFault: fail,
  });
  const ports: Record<string, number> = {};
  for (const placed of servers.services()) {
    const at = { host: '127.0.0.1', port: 0 };
    const listener = await listenOutside(at, (connected) => servers.accept(placed, connected, reachBack(connected)));
    ports[placed.protocol.name] = listener.address.port;
  }
  process.on('disconnect', () => process.exit(0));
  process.send?.({ seat, ports } satisfies HouseReady);
}

/** A fault makes every figure worthless. */
function fail(fault: unknown): never {
  throw fault instanceof Error ? fault : new Error(String(fault));
}
