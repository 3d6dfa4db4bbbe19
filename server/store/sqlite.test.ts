import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { openSqlite } from './sqlite.ts';
import { type Attempt, ATTEMPTS_KEPT, type StoredEntry } from './store.ts';
import { temporaryDirectory, temporaryStore, WORKER, WORKER_FILE } from './temporary.testkit.ts';

const entry = (n: number, extra: Partial<StoredEntry> = {}): StoredEntry => ({
  n,
  at: 1_719_505_089_000 + n,
  isBinding: true,
  version: 1,
  json: `{"n":${n}}`,
  bodies: [],
  ...extra,
});

const attempt = (began: number, extra: Partial<Attempt> = {}): Attempt => ({
  began,
  last: began,
  ticked: 0,
  isFinished: false,
  points: 0,
  summary: '{}',
  ...extra,
});

const bytes = (...values: number[]) => Uint8Array.from(values);

/** A learner's seat, opened. */
async function seated(store: Awaited<ReturnType<typeof temporaryStore>>, lab = 'smtp/first-mail') {
  const learner = await store.createLearner(1000);
  const row = await store.createSeat({ learner, lab, seed: 'a seed', began: 2000 });
  const opened = await store.openSeat(row.seat);
  if (opened === undefined) throw new Error('the seat is not there');
  return { ...row, fence: opened.fence };
}

describe('learners and seats', () => {
  it('knows the learners that it made, and no others', async () => {
    const store = await temporaryStore();
    const learner = await store.createLearner(1);
    expect(learner).toMatch(/^[\w-]{22}$/);
    expect(await store.hasLearner(learner)).toBe(true);
    expect(await store.hasLearner('somebody')).toBe(false);
  });

  it('gives a learner one seat a lab', async () => {
    const store = await temporaryStore();
    const learner = await store.createLearner(1);
    expect(await store.findSeat(learner, '')).toBeUndefined();
    const row = { learner, lab: '', seed: 's', began: 5 };
    const [first, second] = await Promise.all([store.createSeat(row), store.createSeat({ ...row, began: 6 })]);
    expect(second).toEqual(first);
    expect(await store.findSeat(learner, '')).toEqual({ ...row, seat: first.seat });
    expect(await store.seat(first.seat)).toEqual(first);
    expect(await store.seat('nowhere')).toBeUndefined();
    expect(await store.openSeat('nowhere')).toBeUndefined();
  });

  it('keeps each attempt at a lab, and where the learner stands', async () => {
    const store = await temporaryStore();
    const [one, other] = [await store.createLearner(1), await store.createLearner(1)];
    await store.noteAttempt(one, 'smtp/first-mail', attempt(10, { ticked: 1 }));
    await store.noteAttempt(one, 'smtp/first-mail', attempt(10, { ticked: 7, isFinished: true, last: 19 }));
    await store.noteAttempt(one, 'smtp/first-mail', attempt(20, { ticked: 3, summary: '{"steps":[]}' }));
    await store.noteAttempt(one, 'pop3/read-mail', attempt(15, { ticked: 2 }));
    expect(await store.standings(one)).toEqual(
      new Map([
        ['smtp/first-mail', { ticked: 3, best: 7, isFinished: true }],
        ['pop3/read-mail', { ticked: 2, best: 2, isFinished: false }],
      ]),
    );
    expect(await store.attempts(one, 'smtp/first-mail')).toEqual([
      attempt(20, { ticked: 3, summary: '{"steps":[]}' }),
      attempt(10, { ticked: 7, isFinished: true, last: 19 }),
    ]);
    expect(await store.standings(other)).toEqual(new Map());
    expect(await store.attempts(other, 'smtp/first-mail')).toEqual([]);
  });

  it('forgets the oldest attempts beyond the bound, but never the best', async () => {
    const store = await temporaryStore();
    const learner = await store.createLearner(1);
    for (let began = 1; began <= ATTEMPTS_KEPT + 5; began++) {
      await store.noteAttempt(learner, 'a/lab', attempt(began, { ticked: began === 2 ? 4 : 1 }));
    }
    const kept = (await store.attempts(learner, 'a/lab')).map(({ began }) => began);
    expect(kept).toHaveLength(ATTEMPTS_KEPT);
    expect(kept.slice(0, 2)).toEqual([ATTEMPTS_KEPT + 5, ATTEMPTS_KEPT + 4]);
    expect(kept.slice(-2)).toEqual([7, 2]);
  });

  it('goes on with a database of before there were attempts', async () => {
    const dataDir = await temporaryDirectory();
    await (await temporaryStore(dataDir)).close();
    const database = new Libsql(path.join(dataDir, 'plaintalk.db'));
    database.exec('drop table attempts; drop table spooled; drop table kept; delete from migrations where number >= 2');
    database.exec("insert into progress (learner, lab, ticked) values ('somebody', 'smtp/first-mail', 5)");
    database.close();
    const store = await temporaryStore(dataDir);
    expect(await store.standings('somebody')).toEqual(
      new Map([['smtp/first-mail', { ticked: 5, best: 5, isFinished: false }]]),
    );
    await store.noteAttempt('somebody', 'smtp/first-mail', attempt(1, { ticked: 6 }));
    expect(await store.attempts('somebody', 'smtp/first-mail')).toEqual([attempt(1, { ticked: 6 })]);
  });
});

describe('the log of a seat', () => {
  it('gives back what was appended, in order, with its bodies', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const { seat, fence } = await seated(store);
    const large = new Uint8Array(100_000).fill(7);
    const entries = [
      entry(1, { json: '{"text":"µ – 😀 \\u0000"}' }),
      entry(2, { bodies: [bytes(), bytes(0, 255), large] }),
      entry(3, { isBinding: false, version: 2 }),
      entry(12, { bodies: [bytes(1)] }),
    ];
    await store.append(seat, fence, entries.slice(0, 2));
    await store.append(seat, fence, entries.slice(2));
    await store.close();

    const again = await temporaryStore(dataDir);
    const opened = await again.openSeat(seat);
    expect(opened?.entries).toEqual(entries);
    expect(opened?.snapshot).toBeUndefined();
    expect(opened?.fence).toBe(fence + 1);
  });

  it('copies what it is given: the caller may go on using its bytes', async () => {
    const store = await temporaryStore();
    const { seat, fence } = await seated(store);
    const whole = bytes(1, 2, 3, 4);
    const done = store.append(seat, fence, [entry(1, { bodies: [whole.subarray(1, 3)] })]);
    whole.fill(9);
    await done;
    expect(whole).toEqual(bytes(9, 9, 9, 9));
    expect((await store.openSeat(seat))?.entries[0]?.bodies).toEqual([bytes(2, 3)]);
  });

  it('keeps large bodies apart, one after the other or at once, though they cross in the same memory', async () => {
    const store = await temporaryStore();
    const { seat, fence } = await seated(store);
    const filled = (n: number, length: number) => entry(n, { bodies: [new Uint8Array(length).fill(n)] });
    const entries = [500_000, 700_000, 300_000, 10, 600_000, 650_000].map((length, n) => filled(n + 1, length));
    for (const one of entries.slice(0, 4)) await store.append(seat, fence, [one]);
    await Promise.all(entries.slice(4).map((one) => store.append(seat, fence, [one])));
    const kept = (await store.openSeat(seat))?.entries.map(({ bodies }) => Buffer.from(bodies[0]?.subarray() ?? []));
    expect(kept?.map((body, n) => body.equals(Buffer.from(entries[n]?.bodies[0]?.subarray() ?? [])))).toEqual(
      entries.map(() => true),
    );
  });

  it('refuses an append of somebody whose seat was taken over, and writes nothing of it', async () => {
    const store = await temporaryStore();
    const { seat, fence } = await seated(store);
    await store.append(seat, fence, [entry(1)]);
    const taken = await store.openSeat(seat);
    const [old, cut, fresh] = await Promise.allSettled([
      store.append(seat, fence, [entry(2)]),
      store.cut(seat, fence, { n: 1, data: bytes(1), keep: [], forgetPassing: 1 }),
      store.append(seat, taken?.fence ?? -1, [entry(2, { json: '"new"' })]),
    ]);
    expect(old).toMatchObject({ status: 'rejected', reason: { name: 'StoreFailure', kind: 'fenced' } });
    expect(cut).toMatchObject({ status: 'rejected', reason: { kind: 'fenced' } });
    expect(fresh.status).toBe('fulfilled');
    const opened = await store.openSeat(seat);
    expect(opened?.entries.map(({ json }) => json)).toEqual(['{"n":1}', '"new"']);
    expect(opened?.snapshot).toBeUndefined();
  });

  it('refuses a number twice without harm to those that wait with it', async () => {
    const store = await temporaryStore();
    const [one, other] = [await seated(store, 'a'), await seated(store, 'b')];
    const [first, twice, beside] = await Promise.allSettled([
      store.append(one.seat, one.fence, [entry(1)]),
      store.append(one.seat, one.fence, [entry(2), entry(1)]),
      store.append(other.seat, other.fence, [entry(1)]),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(twice).toMatchObject({ status: 'rejected', reason: { kind: 'failed' } });
    expect(beside.status).toBe('fulfilled');
    expect((await store.openSeat(one.seat))?.entries).toEqual([entry(1)]);
    expect((await store.openSeat(other.seat))?.entries).toEqual([entry(1)]);
  });

  it('cuts the log by a snapshot: binding entries up to it, passing ones up to the bound', async () => {
    const store = await temporaryStore();
    const { seat, fence } = await seated(store);
    const body = [bytes(5)];
    await store.append(seat, fence, [
      entry(1, { isBinding: false, bodies: body }),
      entry(2, { bodies: body }),
      entry(3, { isBinding: false, bodies: body }),
      entry(4, { bodies: body }),
      entry(5, { isBinding: false }),
    ]);
    await store.cut(seat, fence, { n: 2, data: bytes(1, 2), keep: [], forgetPassing: 1 });
    await store.cut(seat, fence, { n: 2, data: bytes(3, 4), keep: [], forgetPassing: 1 });
    const opened = await store.openSeat(seat);
    expect(opened?.snapshot).toEqual({ n: 2, data: bytes(3, 4), bodies: [] });
    expect(opened?.entries.map(({ n, bodies }) => [n, bodies.length])).toEqual([
      [3, 1],
      [4, 1],
      [5, 0],
    ]);
  });
});

describe('seeds and secrets', () => {
  it('keeps a seed by its digest and a secret by its name, over a restart', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    await store.putSeed('digest', bytes(1, 2, 3));
    await store.putSeed('digest', bytes(1, 2, 3));
    const [secret, same] = await Promise.all([store.secret('cookie'), store.secret('cookie')]);
    expect(secret).toHaveLength(32);
    expect(same).toEqual(secret);
    expect(await store.secret('other')).not.toEqual(secret);
    await store.close();

    const again = await temporaryStore(dataDir);
    expect(await again.seed('digest')).toEqual(bytes(1, 2, 3));
    expect(await again.seed('nothing')).toBeUndefined();
    expect(await again.secret('cookie')).toEqual(secret);
  });
});

describe('durability', () => {
  it('commits what waits in one transaction for all seats', async () => {
    const store = await temporaryStore();
    const seats = await Promise.all(Array.from({ length: 50 }, (_, at) => seated(store, `lab ${at}`)));
    const before = store.transactions;
    const appends = seats.flatMap(({ seat, fence }) =>
      Array.from({ length: 20 }, (_, at) => store.append(seat, fence, [entry(at + 1)])),
    );
    await Promise.all(appends);
    // The first ones may start before the others have come; a thousand appends need a handful of syncs.
    expect(store.transactions - before).toBeLessThan(20);
  });

  it('brings what it holds into the one file as soon as nobody asks for anything', async () => {
    const directory = await temporaryDirectory();
    const store = await temporaryStore(directory);
    const { seat, fence } = await seated(store);
    await store.append(seat, fence, [entry(1, { bodies: [new Uint8Array(3_000_000)] })]);
    const size = async () => (await stat(path.join(directory, 'plaintalk.db'))).size;
    await expect.poll(size, { timeout: 10_000 }).toBeGreaterThan(3_000_000);
  });

  it('carries out what was asked before it closes, and nothing after', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    const { seat, fence } = await seated(store);
    const last = store.append(seat, fence, [entry(1)]);
    await Promise.all([store.close(), store.close()]);
    await last;
    await expect(store.append(seat, fence, [entry(2)])).rejects.toMatchObject({ kind: 'failed' });
    expect(await readdir(dataDir)).toEqual(['plaintalk.db']);
    const again = await temporaryStore(dataDir);
    expect((await again.openSeat(seat))?.entries).toEqual([entry(1)]);
  });

  it('has every acknowledged entry after SIGKILL in the middle of appending', async () => {
    const dataDir = await temporaryDirectory();
    const setup = await temporaryStore(dataDir);
    const { seat } = await seated(setup);
    await setup.close();
    for (let round = 0; round < 3; round++) {
      const acknowledged = await appendUntilKilled(dataDir, seat);
      const store = await temporaryStore(dataDir);
      const numbers = (await store.openSeat(seat))?.entries.map(({ n }) => n) ?? [];
      expect(numbers.slice(0, acknowledged)).toEqual(Array.from({ length: acknowledged }, (_, at) => at + 1));
      await store.close();
    }
  });
});

/** A process that appends as fast as it can and names what was acknowledged; killed after some. Gives the last number named. */
async function appendUntilKilled(dataDir: string, seat: string): Promise<number> {
  const program = `
    import { Worker } from 'node:worker_threads';
    const worker = new Worker(process.argv[1], { execArgv: [], workerData: { file: process.argv[2], spool: process.argv[2] + '.spool', owner: 'child', at: 0 } });
    let id = 0, fence, n;
    const ask = (method, ...args) => worker.postMessage({ id: ++id, method, args });
    // One entry as packed-entries.ts packs it: n, at, binding, version, a JSON of two characters, a body of 2000 bytes in no file.
    const next = () => ask('append', process.argv[3], fence, {
      numbers: Float64Array.of(n + 1, 0, 1, 1, 2, 1, 2000, 0), text: '""', bytes: new Uint8Array(2000), spooledBytes: 0 });
    worker.on('message', ({ type, answers = [] }) => {
      if (type === 'ready') ask('openSeat', process.argv[3]);
      for (const { ok, value } of answers) {
        if (!ok) process.exit(1);
        if (fence === undefined) { fence = value.fence; n = value.entries.length; }
        else console.log(++n);
        next();
      }
    });`;
  const file = path.join(dataDir, 'plaintalk.db');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', WORKER_FILE, file, seat], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let last = 0;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    // What was said before the signal arrived is read to the end: it was acknowledged as well.
    if (++lines === 40) child.kill('SIGKILL');
  }
  await exited;
  expect(child.signalCode).toBe('SIGKILL');
  return last;
}

describe('a data directory that will not do', () => {
  const open = (dataDir: string) => openSqlite({ dataDir, worker: WORKER, owner: 'test', at: 0 });

  it('is refused while another has it, and free again after', async () => {
    const dataDir = await temporaryDirectory();
    const store = await temporaryStore(dataDir);
    await expect(open(dataDir)).rejects.toMatchObject({
      kind: 'unusable',
      message: `${path.join(dataDir, 'plaintalk.db')} is in use by another process: stop that one, or set DATA_DIR to another directory`,
    });
    await store.close();
    await (await open(dataDir)).close();
  });

  it('is refused where it is a file', async () => {
    const dataDir = path.join(await temporaryDirectory(), 'data');
    await writeFile(dataDir, '');
    await expect(open(dataDir)).rejects.toThrow(`${dataDir} can’t be written (EEXIST)`);
    await expect(open(path.join(dataDir, 'deeper'))).rejects.toThrow(/can’t be written \((EEXIST|ENOTDIR)\)/);
    await expect(open('/proc/plaintalk')).rejects.toThrow(/^\/proc\/plaintalk can’t be written \(E/);
  });

  it('is refused where it can’t be written', async () => {
    const top = await temporaryDirectory();
    const dataDir = path.join(top, 'data');
    await mkdir(dataDir);
    await Promise.all([chmod(top, 0o755), chmod(dataDir, 0o555)]);
    const isRoot = process.getuid?.() === 0;
    // Root may write everywhere, so it is somebody else for a moment.
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(open(dataDir)).rejects.toThrow(/can’t be (written \(EACCES\)|opened for writing): give this user/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('is refused where the database is something else', async () => {
    const dataDir = await temporaryDirectory();
    await writeFile(path.join(dataDir, 'plaintalk.db'), 'Dear diary, '.repeat(1000));
    await expect(open(dataDir)).rejects.toThrow('is not a database of Plaintalk, or is damaged');
    await mkdir(path.join(dataDir, 'b', 'plaintalk.db'), { recursive: true });
    await expect(open(path.join(dataDir, 'b'))).rejects.toThrow('can’t be opened for writing');
  });

  it('is refused where a newer version made it', async () => {
    const dataDir = await temporaryDirectory();
    await (await open(dataDir)).close();
    const database = new Libsql(path.join(dataDir, 'plaintalk.db'));
    database.exec('insert into migrations (number, at) values (4, 0)');
    database.close();
    await expect(open(dataDir)).rejects.toThrow('was made by a newer version of Plaintalk (its format is 4');
  });
});
