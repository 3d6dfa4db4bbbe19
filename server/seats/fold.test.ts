import { expect, test } from 'vitest';
import type { FileBody } from '../protocols/file-body.ts';
import type { WorldSnapshot } from '../sandbox/snapshot.ts';
import { temporaryStore } from '../store/temporary.testkit.ts';
import { fold, packSnapshot, type SeatSnapshot } from './fold.ts';
import { type BodyPlaces, encode } from './records.ts';

const ROW = { seat: 's', learner: 'l', lab: '', seed: 'seed', began: 1 };

function snapshotOf(...bodies: FileBody[]): SeatSnapshot {
  const metadata = { modified: 0, mode: 0o644, owner: 0, group: 0 };
  const entries = bodies.map((body, n) => ({ path: `/${n}`, metadata, body }));
  const world: WorldSnapshot = {
    accounts: [],
    hosts: [{ name: 'h', entries }],
    queues: [],
    notes: [],
    addedBytes: 0,
    items: 0,
  };
  return { version: 1, n: 9, seed: 'seed', began: 1, world, terminals: [], lastConnection: 0 };
}

/** Writes a file of that body, as the record of that number; gives its body as the store is told of it. */
function written(n: number, body: FileBody, places: BodyPlaces): void {
  const own = { host: 'h', path: `/${n}`, modified: 0, mode: 0o644, owner: 0, group: 0 };
  encode({ n, at: 0, body: { type: 'world', changes: [{ type: 'file-written', ...own, body }] } }, places);
}

test('a snapshot refers to what is large by its place in the log, once, and has what is small in it', async () => {
  const places: BodyPlaces = new WeakMap();
  const [small, large] = [new Uint8Array(100).fill(1), new Uint8Array(100_000).fill(2)];
  const making = (await temporaryStore()).gatherer().gather();
  making.append(new Uint8Array(600_000).fill(3));
  const [spooled, unwritten] = [making.take(), new Uint8Array(70_000).fill(4)];
  written(5, large, places);
  written(6, small, places);
  written(7, spooled, places);
  const { data, keep } = packSnapshot(snapshotOf(small, large, spooled, large, unwritten), places);
  expect(keep).toEqual([
    [5, 0],
    [7, 0],
  ]);
  const bodies = [large, spooled.subarray()].map((bytes, at) => ({ place: keep[at] ?? [0, 0], bytes }) as const);
  const folded = fold({ row: ROW, fence: 1, snapshot: { n: 9, data, bodies }, entries: [] });
  const found = folded.world?.hosts[0]?.entries.map(({ body }) => body);
  expect(found).toEqual([small, large, spooled.subarray(), large, unwritten]);
  // The next snapshot refers to the same places.
  const again = packSnapshot({ ...snapshotOf(), world: folded.world ?? expect.fail() }, folded.places);
  expect(again.keep).toEqual(keep);
  expect(() => fold({ row: ROW, fence: 1, snapshot: { n: 9, data, bodies: [] }, entries: [] })).toThrow(
    'the snapshot refers to a body that is not there: 5,0',
  );
});
