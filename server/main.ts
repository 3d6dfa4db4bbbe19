/**
 * The start: reads the settings, puts the rooms together, and says in one line where the page is, or why it can't be.
 * `plaintalk` serves; `plaintalk world …` starts the servers of one world alone; `plaintalk lab …` is the author's
 * workshop.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { formatProblem } from '../labs/problems.ts';
import { RealAddresses } from './bridge/addresses.ts';
import { Authority } from './bridge/certificates.ts';
import { runLab } from './cli/lab/lab.ts';
import { runWorld, schemaText, UsageError } from './cli/world.ts';
import { type Config, describeSettings, limitsOf, readConfig } from './config.ts';
import { LearnerCookie } from './http/learner-cookie.ts';
import { type PageFile, readPageFiles } from './http/page-files.ts';
import { Rate } from './http/rate.ts';
import { HttpPort } from './http/server.ts';
import { protocols as protocolRows } from './protocols/index.ts';
import type { Protocol } from './protocols/registry.ts';
import { stores as storeRows } from './sandbox/stores.ts';
import type { Catalogue } from './seats/catalogue.ts';
import { loadCatalogue, loadWorldFile } from './seats/load-catalogue.ts';
import { Seats } from './seats/seats.ts';
import type { StoreOf } from './seats/servers.ts';
import { CERTIFICATE_FILE, readAuthoritySecret, writeAuthority } from './store/authority-file.ts';
import { openSqlite, type SqliteStore } from './store/sqlite.ts';
import { StoreFailure } from './store/store.ts';
import { workshopOf } from './workshop.ts';

/** Why it can't start, for whoever starts it: a line each. */
class StartFailure extends Error {}

// Two folders below the project's, where every bundle of this file is put.
const top = fileURLToPath(new URL('../../', import.meta.url));
const COURSE_WORLD = 'course';
/** A second signal within this time is the same one, told by the terminal and by npm. */
const SAME_SIGNAL_MS = 500;
/** After this the end is not waited for any longer, in milliseconds. */
const LAST_WORDS_MS = 15_000;

const protocols: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocolRows));
const stores: ReadonlyMap<string, StoreOf> = new Map(Object.entries<StoreOf>(storeRows));

const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  await main(process.argv.slice(2));
} catch (failure) {
  const isExpected = [StartFailure, UsageError].some((kind) => failure instanceof kind);
  const text = failure instanceof Error ? (isExpected ? failure.message : failure.stack) : String(failure);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command === '--help' || command === '-h') {
    process.stdout.write(describeSettings());
    process.exit(0);
  }
  const read = readConfig(process.env);
  if ('problems' in read) throw new StartFailure(read.problems.join('\n'));
  if (command === 'world') await world(rest, read.config);
  else if (command === 'lab') await lab(rest, read.config);
  else if (command === undefined || command === '--without-page') await serve(read.config, command === undefined);
  else throw new StartFailure(`expected lab, world or --help, got ${JSON.stringify(command)}`);
}

async function lab(args: readonly string[], config: Config): Promise<void> {
  const { seat, http } = limitsOf(config);
  const complain = (line: string) => process.stderr.write(`${line}\n`);
  const onFault = (fault: unknown) => complain(fault instanceof Error ? String(fault.stack) : String(fault));
  const { HOST: host, LABS_DIR: labsDir } = config;
  const parts = { top, host, labsDir, protocols, stores, limits: seat, print: say, onFault };
  const code = await runLab(
    args,
    workshopOf({ ...parts, bodyBytes: http.bodyBytes, connections: http.connections }),
    complain,
  );
  // What was said is read before the process ends.
  process.stdout.write('', () => process.exit(code));
}

/** `hasPage` is false where somebody else serves it, as in development. */
async function serve(config: Config, hasPage: boolean): Promise<void> {
  const log = pino({ level: config.LOG_LEVEL }, pino.destination({ dest: 2, sync: true }));
  const onFault = (fault: unknown) => log.error({ err: fault }, 'a fault of ours');
  const limits = limitsOf(config);
  const catalogue = catalogueOf(config);
  const files = hasPage ? readPageFiles(path.join(top, 'dist', 'web'), config.BASE_PATH) : new Map<string, PageFile>();
  const port = await openPort(config, limits.http.connections);
  const store = await openStore(config);
  const seats = new Seats({
    store,
    catalogue,
    protocols,
    stores,
    addresses: await RealAddresses.find(),
    authority: await authorityOf(config, (known) => store.secret('authority', known)),
    seatLimits: limits.seat,
    totalLimits: limits.total,
    seatIdleMs: limits.seatIdleMs,
    pace: limits.pace,
    freePlayWorld: COURSE_WORLD,
    valuesSecret: await store.secret('values'),
    onFault,
  });
  port.serve({
    labs: seats.labs,
    seats,
    learners: store,
    cookie: new LearnerCookie(await store.secret('cookie')),
    rate: new Rate({ ...limits.http.learners, now: () => performance.now() }),
    basePath: config.BASE_PATH,
    origins: config.ORIGINS,
    isAlwaysSecure: config.COOKIE_SECURE === 'always',
    bodyBytes: limits.http.bodyBytes,
    now: () => Date.now(),
    files,
    trustedProxies: config.TRUST_PROXY,
    isHealthy: async () => {
      await store.hasLearner('');
    },
    onFault,
    upgrade: (learner, seat, request, socket, head) => seats.upgrade(learner, seat, request, socket, head),
  });
  // What one learner's world does must not end the others': a fault that nobody caught is logged, and the rest goes on.
  process.on('uncaughtException', onFault).on('unhandledRejection', onFault);
  endOnSignal(async () => {
    const listening = port.close();
    await seats.close();
    await listening;
    await store.close();
  }, onFault);
  say(`Plaintalk is at ${addressOf(config.HOST, port.number, config.BASE_PATH)}`);
}

/** The installation's authority: its secret is told which one stands beside the database, and says which one holds. */
async function authorityOf(
  { DATA_DIR }: Config,
  secretOf: (known: Uint8Array | undefined) => Promise<Uint8Array>,
): Promise<Authority> {
  const secret = await secretOf(await readAuthoritySecret(DATA_DIR));
  const authority = await Authority.of(secret);
  await writeAuthority(DATA_DIR, secret, authority.certificate);
  return authority;
}

async function openStore({ DATA_DIR }: Config): Promise<SqliteStore> {
  try {
    const worker = new URL('./store-worker.js', import.meta.url);
    return await openSqlite({ dataDir: DATA_DIR, worker, owner: randomUUID(), at: Date.now() });
  } catch (error) {
    if (error instanceof StoreFailure) throw new StartFailure(`DATA_DIR: ${error.message}`);
    throw error;
  }
}

function catalogueOf({ LABS_DIR }: Config): Catalogue {
  const folders = [path.join(top, 'labs'), ...(LABS_DIR === '' ? [] : [path.resolve(LABS_DIR)])];
  const loaded = loadCatalogue(folders, protocols);
  if ('catalogue' in loaded) return loaded.catalogue;
  throw new StartFailure(loaded.problems.map(formatProblem).join('\n'));
}

async function openPort({ HOST, PORT }: Config, connections: number): Promise<HttpPort> {
  try {
    return await HttpPort.open({ host: HOST, port: PORT }, connections);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      const other = PORT < 65_535 ? PORT + 1 : PORT - 1;
      throw new StartFailure(
        `PORT: ${PORT} is taken on ${HOST} by another program: stop that one, or set PORT to a free one (PORT=${other} npm start)`,
      );
    }
    if (code === 'EACCES') {
      throw new StartFailure(
        `PORT: this user may not listen on ${PORT}: set PORT to 1024 or higher (PORT=8025 npm start)`,
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      throw new StartFailure(
        `HOST: ${HOST} is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for all`,
      );
    }
    throw error;
  }
}

/** The address to type into a browser on this machine. */
function addressOf(host: string, port: number, basePath: string): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}${basePath}`;
}

async function world(args: readonly string[], config: Config): Promise<void> {
  const schema = schemaText(args, protocols);
  if (schema !== undefined) {
    say(schema);
    return;
  }
  const onFault = (fault: unknown) => process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`);
  const authority = await authorityOf(config, (known) => Promise.resolve(known ?? randomBytes(32)));
  const running = await runWorld(args, {
    authority,
    protocols,
    stores,
    limits: limitsOf(config).seat,
    find: (name) => findWorld(name, catalogueOf(config)),
    defaultWorld: COURSE_WORLD,
    print: say,
    onFault,
  });
  if (running.services.some(({ isTls }) => isTls)) {
    process.stderr.write(`their certificates are signed by ${path.join(config.DATA_DIR, CERTIFICATE_FILE)}\n`);
  }
  endOnSignal(() => running.close(), onFault);
}

/** The world that a name stands for: a lab's id or folder, a world's name, or a world's file. */
function findWorld(name: string, catalogue: Catalogue): ReturnType<Parameters<typeof runWorld>[1]['find']> {
  const lab = catalogue.lab(name.replace(/^(\.\/)?labs\//, '').replace(/\/(lab\.md)?$/, ''));
  if (lab !== undefined) return { seed: catalogue.seedFor(lab.id) };
  if (catalogue.worlds.includes(name)) return { seed: catalogue.seed(name) };
  if (!/\.ya?ml$/.test(name)) {
    const known = [...catalogue.labs.map(({ id }) => id), ...catalogue.worlds].join(', ');
    return {
      faults: [`expected a lab, a world or a world's file (*.yaml), got ${JSON.stringify(name)}; there are ${known}`],
    };
  }
  const loaded = loadWorldFile(path.resolve(name), protocols);
  return 'seed' in loaded ? loaded : { faults: loaded.problems.map(formatProblem) };
}

/** Ends cleanly at the first SIGTERM or SIGINT; the second one does not wait. */
function endOnSignal(close: () => Promise<void>, onFault: (fault: unknown) => unknown): void {
  let first: number | undefined;
  const end = () => {
    if (first !== undefined) {
      if (performance.now() - first > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    first = performance.now();
    setTimeout(() => process.exit(1), LAST_WORDS_MS).unref();
    close().then(
      () => process.exit(0),
      (fault: unknown) => {
        onFault(fault);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end).on('SIGINT', end);
}
