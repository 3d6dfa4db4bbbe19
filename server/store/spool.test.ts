import { cp, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasSystemFile } from '../needs.testkit.ts';
import type { FileBody } from '../protocols/file-body.ts';
import { SPOOLED_FROM_BYTES, SpooledBody } from './spool.ts';
import type { SqliteStore } from './sqlite.ts';
import type { BodyPlace, Gatherer, StoredEntry } from './store.ts';
import { temporaryDirectory, temporaryStore } from './temporary.testkit.ts';

const SPOOL = 'plaintalk.spool';
const LARGE = 3 * 1024 * 1024;

/** Bytes that differ from place to place, and from number to number. */
function noise(length: number, number = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0, state = number; at < length; at++) bytes[at] = (state = (state * 1_103_515_245 + 12_345) | 0) >>> 16;
  return bytes;
}

function gather(gatherer: Gatherer, bytes: Uint8Array, pieceBytes = 65_536): FileBody {
  const making = gatherer.gather();
  for (let at = 0; at < bytes.length; at += pieceBytes) making.append(bytes.slice(at, at + pieceBytes));
  expect(making.length).toBe(bytes.length);
  return making.take();
}

const entry = (n: number, ...bodies: FileBody[]): StoredEntry => {
  return { n, at: n, isBinding: true, version: 1, json: `{"n":${n}}`, bodies };
};

const equal = (body: FileBody | undefined, bytes: Uint8Array): boolean =>
  body !== undefined && Buffer.from(body.subarray()).equals(bytes);

async function seated(store: SqliteStore) {
  const learner = await store.createLearner(1000);
  const row = await store.createSeat({ learner, lab: '', seed: 'a seed', began: 2000 });
  const opened = await store.openSeat(row.seat);
  return { seat: row.seat, fence: opened?.fence ?? 0 };
}

/** The bodies of the first entry, as a process that opens the seat has them. */
async function firstBodies(store: SqliteStore, seat: string): Promise<readonly FileBody[]> {
  return (await store.openSeat(seat))?.entries[0]?.bodies ?? [];
}

const filesIn = (dataDir: string): Promise<string[]> => readdir(path.join(dataDir, SPOOL));

describe('a body in the making', () => {
  it('is read as it came, from the first moment on, however it was cut', async () => {
    const gatherer = (await temporaryStore()).gatherer();
    const largest = noise(SPOOLED_FROM_BYTES * 3);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: largest.length }),
        fc.integer({ min: 7000, max: 300_000 }),
        fc.array(fc.tuple(fc.nat(largest.length + 9), fc.nat(largest.length + 9)), { maxLength: 5 }),
        (length, pieceBytes, places) => {
          const bytes = largest.slice(0, length);
          const body = gather(gatherer, bytes, pieceBytes);
          expect(body instanceof SpooledBody).toBe(length >= SPOOLED_FROM_BYTES);
          expect(body.length).toBe(length);
          expect(equal(body, bytes)).toBe(true);
          for (const [begin, end] of places) {
            expect(Buffer.from(body.subarray(begin, end)).equals(bytes.subarray(begin, end))).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('holds whoever sends faster than the disk takes', async () => {
    const gatherer = (await temporaryStore()).gatherer();
    const other = (await temporaryStore()).gatherer();
    const making = gatherer.gather();
    expect(gatherer.whenTaken()).toBeUndefined();
    making.append(noise(5 * 1024 * 1024));
    const taken = gatherer.whenTaken();
    expect(taken).toBeInstanceOf(Promise);
    expect(other.whenTaken()).toBeUndefined();
    await taken;
    expect(gatherer.whenTaken()).toBeUndefined();
    expect(making.take().length).toBe(5 * 1024 * 1024);
  });
});

describe('a body in the spool', () => {
  it('is kept with its entry: at once, when it was brought in, and when all was closed', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const { seat, fence } = await seated(store);
    const [one, other] = [noise(LARGE), noise(LARGE + 1, 2)];
    const small = noise(10, 3);
    const body = gather(store.gatherer(), one);
    await store.append(seat, fence, [entry(1, body, small, gather(store.gatherer(), other))]);
    const isThere = async (from: SqliteStore): Promise<boolean[]> => {
      const bodies = await firstBodies(from, seat);
      return [one, small, other].map((bytes, part) => equal(bodies[part], bytes));
    };
    expect(await isThere(store)).toEqual([true, true, true]);
    await store.settle();
    expect(await isThere(store)).toEqual([true, true, true]);
    expect(equal(body, one)).toBe(true);
    await store.close();
    expect(await readdir(dataDir)).toEqual(['plaintalk.db']);
    expect(await isThere(await temporaryStore(dataDir))).toEqual([true, true, true]);
  });

  it('is in the next process after a kill, also where it was not brought in', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const { seat, fence } = await seated(store);
    const bytes = noise(LARGE);
    // With a file of which no entry will tell.
    const astray = gather(store.gatherer(), noise(LARGE, 2));
    const body = gather(store.gatherer(), bytes);
    await store.append(seat, fence, [entry(1, body)]);
    // What a kill would leave on the disk.
    const left = path.join(await temporaryDirectory(), 'left');
    await cp(dataDir, left, { recursive: true });
    expect(await filesIn(left)).toEqual(['1', '2']);
    const next = await temporaryStore(left);
    expect(equal((await firstBodies(next, seat))[0], bytes)).toBe(true);
    expect(await filesIn(left)).toEqual([]);
    expect(equal(body, bytes) && equal(astray, noise(LARGE, 2))).toBe(true);
  });

  it('stays where the snapshot refers to it, and goes where nothing does', async () => {
    const store = await temporaryStore();
    const { seat, fence } = await seated(store);
    const bodies = [1, 2, 3, 4].map((number) => noise(LARGE, number));
    const append = (n: number): Promise<void> =>
      store.append(seat, fence, [entry(n, gather(store.gatherer(), bodies[n - 1] ?? noise(0)))]);
    const cut = (n: number, ...keep: BodyPlace[]): Promise<void> =>
      store.cut(seat, fence, { n, data: noise(3), keep, forgetPassing: n });
    const kept = async (): Promise<unknown> =>
      (await store.openSeat(seat))?.snapshot?.bodies.map(({ place: [n, part], bytes }) => [
        n,
        part,
        equal(bytes, bodies[n - 1] ?? noise(0)),
      ]);
    await append(1);
    await append(2);
    await store.settle();
    await append(3);
    await append(4);
    // Two are in the database, two still in the spool.
    await cut(4, [1, 0], [3, 0]);
    expect(await kept()).toEqual([
      [1, 0, true],
      [3, 0, true],
    ]);
    await store.settle();
    expect(await kept()).toEqual([
      [1, 0, true],
      [3, 0, true],
    ]);
    const { fence: newest = 0 } = (await store.openSeat(seat)) ?? {};
    await store.cut(seat, newest, { n: 4, data: noise(3), keep: [[3, 0]], forgetPassing: 4 });
    expect(await kept()).toEqual([[3, 0, true]]);
  });

  it('gives its file back when nothing refers to it any more', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const { seat, fence } = await seated(store);
    const fill = async (n: number): Promise<void> => {
      await store.append(seat, fence, [entry(n, gather(store.gatherer(), noise(LARGE)))]);
      // One that was begun and never taken.
      store.gatherer().gather().append(noise(LARGE));
    };
    await fill(1);
    await store.settle();
    const spares = 8;
    expect((await filesIn(dataDir)).length).toBeGreaterThanOrEqual(spares);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    await expect
      .poll(async () => {
        collect();
        return (await filesIn(dataDir)).length;
      })
      .toBe(spares);
    // They are used again: more come, and no more files are there.
    await fill(2);
    await store.settle();
    expect((await filesIn(dataDir)).length).toBeLessThanOrEqual(spares + 2);
  });
});

describe('where the disk does not take a body', () => {
  it('a file that is gone is missed by whoever opens its seat, and holds up no other', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const [one, other] = [await seated(store), await seated(store)];
    const bodies = [noise(LARGE), noise(LARGE, 2)];
    const [lost, kept] = bodies.map((bytes) => gather(store.gatherer(), bytes));
    if (!(lost instanceof SpooledBody) || kept === undefined) throw new Error('nothing was gathered');
    await lost.synced();
    await rm(path.join(dataDir, SPOOL, '1'));
    await Promise.all([
      store.append(one.seat, one.fence, [entry(1, lost)]),
      store.append(other.seat, other.fence, [entry(1, kept)]),
    ]);
    await store.settle();
    await expect(store.openSeat(one.seat)).rejects.toThrow(path.join(SPOOL, '1'));
    expect(equal((await firstBodies(store, other.seat))[0], noise(LARGE, 2))).toBe(true);
    expect(await filesIn(dataDir)).toContain('2');
  });

  it('the entry is refused, and no other', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const { seat, fence } = await seated(store);
    await rm(path.join(dataDir, SPOOL), { recursive: true });
    const body = gather(store.gatherer(), noise(LARGE));
    await expect(store.append(seat, fence, [entry(1, body)])).rejects.toMatchObject({ kind: 'failed' });
    expect(() => body.subarray()).toThrow('ENOENT');
    await store.append(seat, fence, [entry(1, noise(100))]);
    expect(await firstBodies(store, seat)).toHaveLength(1);
  });

  it.runIf(hasSystemFile('/dev/full'))('it is said that the disk is full, and whoever sends is let go', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const { seat, fence } = await seated(store);
    await symlink('/dev/full', path.join(dataDir, SPOOL, '1'));
    const gatherer = store.gatherer();
    const body = gather(gatherer, noise(5 * 1024 * 1024), 5 * 1024 * 1024);
    await Promise.all([
      gatherer.whenTaken(),
      expect(store.append(seat, fence, [entry(1, body)])).rejects.toMatchObject({ kind: 'full' }),
    ]);
    expect(gatherer.whenTaken()).toBeUndefined();
  });
});
