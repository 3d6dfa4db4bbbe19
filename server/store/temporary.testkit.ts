/** A store for a test: a real one, in a directory of its own that goes when the test does. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openSqlite, type SqliteStore } from './sqlite.ts';

/** The store's thread as `scripts/vitest-setup.ts` built it. */
export const WORKER = new URL('../../.tmp/test/store-worker.js', import.meta.url);

export const WORKER_FILE = fileURLToPath(WORKER);

/** A directory that is removed when the test is over. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'plaintalk test '));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Opens the store in `dataDir`, or in a directory of its own; closed when the test is over. */
export async function temporaryStore(dataDir?: string): Promise<SqliteStore> {
  const store = await openSqlite({
    dataDir: dataDir ?? (await temporaryDirectory()),
    worker: WORKER,
    owner: 'test',
    at: 0,
  });
  onTestFinished(() => store.close());
  return store;
}
