/** What a seat's log is cut with: the world is as it was afterwards, in this process and in the next. */
import { expect, test } from 'vitest';
import type { Cut, Store } from '../store/store.ts';
import { temporaryStore } from '../store/temporary.testkit.ts';
import { fold } from './fold.ts';
import { changedCatalogue, LIMITS, openClassroom, type Page, storeWith } from './page.testkit.ts';

/** A store that tells of each cut. */
async function watchedStore(): Promise<{ readonly store: Store; readonly cuts: readonly Cut[] }> {
  const real = await temporaryStore();
  const cuts: Cut[] = [];
  const store = storeWith(real, {
    cut: async (seat, fence, cut) => {
      await real.cut(seat, fence, cut);
      cuts.push(cut);
    },
  });
  return { store, cuts };
}

test('a log that has become long is cut, and the world is as it was', async () => {
  const { store, cuts } = await watchedStore();
  const before = await openClassroom({ store, seatLimits: { ...LIMITS, logBytes: 20_000 } });
  const page = await before.enter();
  await page.say('echo first > first.txt', '');
  await page.say(`echo ${'x'.repeat(2000)} > big.txt`, '');
  for (let i = 0; i < 2600; i++) page.type('cat big.txt');
  await page.say('echo last > last.txt', '');
  await expect.poll(() => cuts.length, { timeout: 10_000 }).toBeGreaterThan(0);
  const after = await openClassroom({ store });
  const again = await after.enter('', page.learner);
  await again.say('cat first.txt', 'first\n');
  await again.say('cat last.txt', 'last\n');
}, 30_000);

test('a large file that went up is there after the log was cut, and in the next process', async () => {
  const { store, cuts } = await watchedStore();
  const text = Array.from({ length: 400_000 }, (_, n) => `line ${n}`).join('\n');
  const source = 'files/large.txt';
  const catalogue = changedCatalogue(({ world, sources }) => ({
    sources: new Map([...sources, [source, new Uint8Array(Buffer.from(text))]]),
    world: {
      ...world,
      hosts: world.hosts.map((host) => {
        const own = { modified: 0, mode: 0o644, owner: 1000, group: 1000 };
        const large = { ...own, path: '/home/user/large.txt', source };
        return host.name === 'client.thm' ? { ...host, files: [...host.files, large] } : host;
      }),
    },
  }));
  const isLarge = (body: unknown): boolean => body instanceof Uint8Array && body.length === text.length;
  const logIn = async (page: Page): Promise<void> => {
    await page.say('ftp 10.10.41.192', '220 ');
    await page.say('strategos', '331 ');
    await page.say('TabulaRasa7', 'Using binary');
  };
  const before = await openClassroom({ store, catalogue });
  const page = await before.enter();
  await logIn(page);
  await page.say('put large.txt', '226 Transfer complete.');
  await expect.poll(() => cuts.length, { timeout: 10_000 }).toBe(1);
  // It is not in the snapshot, which only refers to it.
  expect(cuts[0]?.keep).toHaveLength(1);
  expect(cuts[0]?.data.length).toBeLessThan(100_000);
  await page.say('ls large.txt', `${text.length} `);
  const after = await openClassroom({ store, catalogue });
  const again = await after.enter('', page.learner);
  await logIn(again);
  await again.say('get large.txt back.txt', 'bytes received in');
  await expect.poll(() => cuts.length, { timeout: 10_000 }).toBe(2);
  const folded = fold((await store.openSeat(again.seat)) ?? expect.fail('the seat is not there'));
  const found = folded.world?.hosts.flatMap(({ entries }) => entries).filter(({ body }) => isLarge(body));
  expect(found?.map(({ path }) => path).sort()).toEqual(['/home/strategos/large.txt', '/home/user/back.txt']);
  for (const { body } of found ?? []) expect(Buffer.from(body as Uint8Array).toString('latin1') === text).toBe(true);
}, 30_000);
