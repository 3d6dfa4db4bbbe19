import { expect, test } from 'vitest';
import type { Entry } from '../contract/entries.ts';
import type { StoredEntry } from '../store/store.ts';
import { SeatLog, type LogSetting } from './log.ts';
import { decode, encode, type RecordBody } from './records.ts';

/** A disk whose every write the test lets through by hand. */
class Disk {
  readonly written: StoredEntry[] = [];
  #pending: { entries: readonly StoredEntry[]; resolve: () => void; reject: (failure: Error) => void }[] = [];
  #wake: () => void = () => undefined;

  append = (entries: readonly StoredEntry[]): Promise<void> =>
    new Promise((resolve, reject) => {
      this.#pending.push({ entries, resolve, reject });
      this.#wake();
    });

  async next(): Promise<{ entries: readonly StoredEntry[]; resolve: () => void; reject: (failure: Error) => void }> {
    while (this.#pending.length === 0) await new Promise<void>((wake) => (this.#wake = wake));
    const [first] = this.#pending.splice(0, 1);
    if (first === undefined) throw new Error('no write');
    return first;
  }

  async finish(): Promise<void> {
    const { entries, resolve } = await this.next();
    this.written.push(...entries);
    resolve();
    await new Promise((done) => setImmediate(done));
  }
}

const print = (text: string): RecordBody => ({ type: 'print', terminal: 'laptop', text });
const world = (): RecordBody => ({ type: 'world', changes: [] });
const texts = (log: SeatLog, after = 0): string[] =>
  log.sendable(after, 1e6).map(({ json }) => {
    const { body } = JSON.parse(json) as Entry;
    return body.type === 'print' ? body.text : body.type;
  });

function makeLog(disk: Disk, setting: Partial<LogSetting> = {}) {
  const told: string[] = [];
  const log = new SeatLog({
    records: [],
    last: 0,
    append: disk.append,
    now: () => 1000,
    keptBytes: 1e6,
    onSendable: () => told.push('sendable'),
    onForgotten: () => told.push('forgotten'),
    onLong: () => told.push('long'),
    onFailure: () => told.push('failure'),
    ...setting,
  });
  return { log, told };
}

test('what follows a binding record leaves when it is on the disk', async () => {
  const disk = new Disk();
  const { log } = makeLog(disk);
  log.append(print('before'));
  log.append(world());
  log.append(print('250 OK'));
  expect(texts(log)).toEqual(['before']);
  const durable = log.whenDurable();
  expect(durable).toBeDefined();
  await disk.finish();
  await durable;
  expect(texts(log)).toEqual(['before', '250 OK']);
  expect(log.whenDurable()).toBeUndefined();
});

test('records made while a write is on its way go into the next, together', async () => {
  const disk = new Disk();
  const { log } = makeLog(disk);
  log.append(world());
  const first = await disk.next();
  log.append(world());
  log.append(world());
  const later = log.whenDurable();
  first.resolve();
  const second = await disk.next();
  expect(second.entries.map(({ n }) => n)).toEqual([2, 3]);
  second.resolve();
  await later;
});

test('where the store refuses, nothing more leaves and nothing more is taken', async () => {
  const disk = new Disk();
  const { log, told } = makeLog(disk);
  log.append(world());
  const durable = log.whenDurable();
  log.append(print('250 OK'));
  (await disk.next()).reject(new Error('disk full'));
  await expect(durable).rejects.toThrow('disk full');
  expect(texts(log)).toEqual([]);
  expect(told).toContain('failure');
  expect(() => log.append(print('x'))).toThrow(/failed/);
});

test('a log that was taken up again goes on with its numbers', () => {
  const records = [3, 4].map((n) => ({ n, at: 1, body: print(String(n)) }));
  const { log } = makeLog(new Disk(), { records, last: 9 });
  expect(log.firstKept).toBe(3);
  expect(log.append(print('ten'))).toBe(10);
  expect(texts(log, 3)).toEqual(['4', 'ten']);
});

test('beyond its bound it forgets the older half, and says so', async () => {
  const { log, told } = makeLog(new Disk(), { keptBytes: 4000 });
  for (let i = 0; i < 100; i++) log.append(print(`line ${i}`));
  expect(log.firstKept).toBeGreaterThan(1);
  expect(texts(log).at(-1)).toBe('line 99');
  expect(JSON.stringify(log.sendable(0, 1e6)).length).toBeLessThan(12_000);
  await new Promise((done) => setImmediate(done));
  expect(told).toContain('forgotten');
});

test('bytes go beside the JSON and come back as they were', () => {
  const body = Uint8Array.of(0, 255, 13, 10);
  const record = {
    n: 1,
    at: 2,
    body: {
      type: 'world',
      changes: [{ type: 'mail-added', user: 'ada', mailbox: 'INBOX', uid: 1, flags: [], internalDate: 3, body }],
    },
  } as const;
  const stored = encode(record);
  expect(stored.bodies).toEqual([body]);
  expect(stored.isBinding).toBe(true);
  expect(decode(stored)).toEqual(record);
  expect(() => decode({ ...stored, version: 2 })).toThrow(/newer/);
});
