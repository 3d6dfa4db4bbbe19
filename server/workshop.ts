/** What `plaintalk lab …` is given of this installation: its courses, a store to throw away, and a page to serve. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { LabSetting, Served } from './cli/lab/setting.ts';
import { LabUsage } from './cli/lab/setting.ts';
import { LearnerCookie } from './http/learner-cookie.ts';
import { readPageFiles } from './http/page-files.ts';
import { Rate } from './http/rate.ts';
import { HttpPort } from './http/server.ts';
import type { Protocol } from './protocols/registry.ts';
import type { SeatLimits } from './seats/seat.ts';
import type { StoreOf } from './seats/servers.ts';
import { openSqlite } from './store/sqlite.ts';

export interface WorkshopParts {
  /** The project's folder. */
  readonly top: string;
  /** The folder of the labs of one's own; '' for none. */
  readonly labsDir: string;
  /** Where the page is served. */
  readonly host: string;
  readonly protocols: ReadonlyMap<string, Protocol>;
  readonly stores: ReadonlyMap<string, StoreOf>;
  readonly limits: SeatLimits;
  readonly bodyBytes: number;
  readonly connections: number;
  readonly print: (line: string) => void;
  readonly onFault: (fault: unknown) => void;
}

/** A second signal within this time is the same one, told by the terminal and by npm. */
const SAME_SIGNAL_MS = 500;

export function workshopOf(parts: WorkshopParts): LabSetting {
  const { top, labsDir, protocols, stores, limits, print, onFault } = parts;
  return {
    courses: [path.join(top, 'labs'), ...(labsDir === '' ? [] : [path.resolve(labsDir)])],
    templates: path.join(top, 'labs', 'templates'),
    protocols,
    stores,
    limits,
    openStore: openThrowAwayStore,
    serve: (served) => serve(served, parts),
    untilStopped,
    print,
    onFault,
  };
}

async function openThrowAwayStore(): ReturnType<LabSetting['openStore']> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'plaintalk-lab-'));
  const worker = new URL('./store-worker.js', import.meta.url);
  const store = await openSqlite({ dataDir, worker, owner: randomUUID(), at: Date.now() });
  return {
    store,
    close: async () => {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function serve(
  { seats, store, workshop, port: wanted }: Served,
  parts: WorkshopParts,
): ReturnType<LabSetting['serve']> {
  const { top, host, bodyBytes, connections, onFault } = parts;
  const files = readPageFiles(path.join(top, 'dist', 'web'), '/', workshop.view().mode);
  const port = await openPort(host, wanted, connections);
  port.serve({
    labs: seats.labs,
    seats,
    learners: store,
    cookie: new LearnerCookie(await store.secret('cookie')),
    rate: new Rate({ burst: 100, perMinute: 100, now: () => performance.now() }),
    basePath: '/',
    origins: [],
    isAlwaysSecure: false,
    bodyBytes,
    workshop,
    now: () => Date.now(),
    files,
    trustedProxies: 0,
    isHealthy: () => Promise.resolve(),
    onFault,
    upgrade: (learner, seat, request, socket, head) => seats.upgrade(learner, seat, request, socket, head),
  });
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const address = `http://${shown.includes(':') ? `[${shown}]` : shown}:${port.number}/`;
  return { address, close: () => port.close() };
}

async function openPort(host: string, port: number, connections: number): Promise<HttpPort> {
  try {
    return await HttpPort.open({ host, port }, connections);
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? String(failure.code) : String(failure);
    throw new LabUsage(`--port: expected a free port, but ${port} is not (${code}); leave it out, and one is found`);
  }
}

/** The first SIGINT or SIGTERM resolves it; the second one does not wait. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const stop = (): void => {
      if (first !== undefined && performance.now() - first > SAME_SIGNAL_MS) process.exit(1);
      first ??= performance.now();
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
