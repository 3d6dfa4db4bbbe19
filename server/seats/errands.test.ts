import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ErrandDefinition, HostDefinition, WorldSeed } from '../../labs/world.ts';
import { openGate } from '../bridge/gate.ts';
import type { Address } from '../protocols/engine.ts';
import { protocols } from '../protocols/index.ts';
import { World } from '../sandbox/world.ts';
import { temporaryStore } from '../store/temporary.testkit.ts';
import { Errands, nextTime } from './errands.ts';
import { changedCatalogue, courseCatalogue, LIMITS, openClassroom, type Page } from './page.testkit.ts';

const ELSEWHERE: HostDefinition = {
  name: 'syracuse.thm',
  address: '10.20.0.7',
  aliases: [],
  services: {},
  files: [],
};
const LUNCH: ErrandDefinition = {
  id: 'lunch',
  who: "Archimedes' mail program",
  host: ELSEWHERE.name,
  server: 'example.thm',
  afterMs: 0,
  sends: { from: 'archimedes@syracuse.thm', to: ['strategos@example.thm'], source: 'mail/lunch.eml' },
};
const FETCH: ErrandDefinition = {
  id: 'fetch',
  who: "Strategos' other program",
  host: ELSEWHERE.name,
  server: 'example.thm',
  afterMs: 0,
  fetches: { user: 'strategos', keeps: false },
};
const LETTER = 'From: archimedes@syracuse.thm\r\nTo: strategos@example.thm\r\nSubject: Lunch\r\n\r\nAt one?\r\n.\r\n';

const withErrands =
  (...errands: readonly ErrandDefinition[]) =>
  ({ world, sources }: WorldSeed): WorldSeed => ({
    world: { ...world, hosts: [...world.hosts, ELSEWHERE], errands },
    sources: new Map([...sources, ['mail/lunch.eml', new TextEncoder().encode(LETTER)]]),
  });

async function logIn(page: Page): Promise<void> {
  await page.say('telnet 10.10.41.192 143', 'ready.');
  await page.say('a LOGIN strategos TabulaRasa7', 'a OK');
}

/** What crossed the wire of the people's connections, both ways. */
function wireOf(page: Page): string {
  const theirs = new Set(
    page.bodies('connection-opened').flatMap(({ connection, others }) => (others ? [connection] : [])),
  );
  return page
    .bodies('wire')
    .flatMap(({ connection, data }) => (theirs.has(connection) ? [data] : []))
    .join('');
}

test('a mail comes in from somebody else: a session is told, and the wire shows it', async () => {
  const { enter, faults } = await openClassroom({
    catalogue: changedCatalogue(withErrands({ ...LUNCH, afterMs: 300 })),
  });
  const page = await enter();
  await logIn(page);
  await page.say('b SELECT INBOX', '* 4 EXISTS');
  await page.until(() => page.bodies('connection-closed').length > 0, 'the end of the errand');
  await page.say('c NOOP', '* 5 EXISTS');
  await page.say('d FETCH 5 BODY.PEEK[]', 'd OK');
  expect(page.screen()).toContain('Return-path: <archimedes@syracuse.thm>');
  expect(page.screen()).toContain('At one?\n.\n');
  expect(wireOf(page)).toMatch(
    /^220 example\.thm .*EHLO syracuse\.thm\r\n.*RCPT TO:<strategos@example\.thm>.*QUIT\r\n221 /s,
  );
  const [opened] = page.bodies('connection-opened').filter(({ others }) => others !== undefined);
  expect(opened?.others).toEqual({ client: 'syracuse.thm', server: 'example.thm' });
  expect(faults).toEqual([]);
});

test('somebody else fetches what the learner sees, and it is gone', async () => {
  const { enter, faults } = await openClassroom({ catalogue: changedCatalogue(withErrands(FETCH)) });
  const page = await enter();
  await page.until(() => page.bodies('connection-closed').length > 0, 'the end of the errand');
  expect(wireOf(page)).toMatch(/^\+OK .*USER strategos\r\n.*RETR 4\r\n.*DELE 4\r\n.*QUIT\r\n\+OK /s);
  await logIn(page);
  await page.say('b SELECT INBOX', '* 0 EXISTS');
  expect(faults).toEqual([]);
});

test('a colleague who keeps his mails leaves them', async () => {
  const keeps = { ...FETCH, fetches: { user: 'strategos', keeps: true } };
  const { enter } = await openClassroom({ catalogue: changedCatalogue(withErrands(keeps)) });
  const page = await enter();
  await page.until(() => page.bodies('connection-closed').length > 0, 'the end of the errand');
  expect(wireOf(page)).not.toContain('DELE');
  await logIn(page);
  await page.say('b SELECT INBOX', '* 4 EXISTS');
});

test('after a restart nothing is done twice, and what was missed is done at once', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const store = await temporaryStore();
  const missed: ErrandDefinition = { ...LUNCH, id: 'missed', afterMs: 3_600_000 };
  const catalogue = changedCatalogue(withErrands(LUNCH, missed));
  const first = await openClassroom({ store, catalogue });
  const page = await first.enter();
  await page.until(() => page.bodies('connection-closed').length === 1, 'the first errand');
  await first.seats.close();
  // The second errand's time passes while nobody is there.
  vi.setSystemTime(Date.now() + 7_200_000);
  const second = await openClassroom({ store, catalogue });
  const again = await second.enter('', page.learner);
  const closed = (): number => again.bodies('connection-closed').length;
  await again.until(() => closed() >= 2, 'the second errand');
  await logIn(again);
  await again.say('b SELECT INBOX', '* 6 EXISTS');
  expect(again.bodies('connection-opened').filter(({ others }) => others !== undefined)).toHaveLength(2);
});

test('one that is done again and again comes again', async () => {
  const often = { ...LUNCH, everyMs: 1000 };
  const { enter } = await openClassroom({ catalogue: changedCatalogue(withErrands(often)) });
  const page = await enter();
  await page.until(() => page.bodies('connection-closed').length === 2, 'the second time');
  await logIn(page);
  await page.say('b SELECT INBOX', /\* [67] EXISTS/);
});

test('what fails is tried again a few times, and then left', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const seed = withErrands(LUNCH)(courseCatalogue().seed('course'));
  const world = new World(seed, { now: () => Date.now(), record: () => undefined, limits: LIMITS.world });
  const host = world.host('example.thm');
  const service = host?.services['smtp'];
  if (host === undefined || service === undefined) throw new Error('the course has a mail server');
  const dials: Address[] = [];
  const errands = new Errands({
    world,
    began: world.now(),
    services: [{ protocol: protocols.smtp, host, service, at: { host: host.address, port: 25 }, isTls: false }],
    limits: LIMITS.engine,
    gate: openGate,
    reachOf: ({ name }) => ({
      dial: (to) => {
        expect(name).toBe(ELSEWHERE.name);
        dials.push(to);
        return Promise.resolve('connection-refused');
      },
      listen: () => Promise.resolve('limit'),
    }),
    onHandled: () => undefined,
    onFault: (fault) => expect.unreachable(String(fault)),
  });
  onTestFinished(() => errands.destroy());
  errands.start();
  await vi.runAllTimersAsync();
  expect(dials).toEqual(Array(6).fill({ host: '10.10.41.192', port: 25 }));
  expect(world.note(ELSEWHERE.name, 'errand:lunch')).toBeUndefined();
});

describe('the next time', () => {
  test.each([
    [5000, undefined, undefined, 5000],
    [5000, undefined, 5001, undefined],
    [5000, 1000, undefined, 5000],
    [5000, 1000, 5001, 6000],
    [5000, 1000, 6000, 7000],
    [5000, 1000, 7999, 8000],
    [5000, 1000, 4999, 6000],
  ])('after %s, every %s, done at %s: %s', (afterMs, everyMs, done, next) => {
    expect(nextTime({ ...LUNCH, afterMs, ...(everyMs !== undefined && { everyMs }) }, done)).toBe(next);
  });
});
