import { describe, expect, test } from 'vitest';
import type { WorldSeed } from '../../labs/world.ts';
import { WorldFailure, type WorldChange } from './change.ts';
import { archimedes, mailWorld, strategos } from './mail-world.testkit.ts';
import { World } from './world.ts';

const mail = (text: string): Uint8Array => new TextEncoder().encode(text);

const seed: WorldSeed = {
  world: {
    name: 'test',
    title: 'A world for tests',
    clock: 0,
    learner: { host: 'client.thm', user: 'user', prompt: '$', home: '/home/user', trustsAuthority: true },
    hosts: [
      {
        name: 'server.thm',
        address: '10.0.0.1',
        aliases: ['mail.thm'],
        services: {},
        files: [
          { path: '/srv/ftp/a.txt', source: 'a.txt', modified: 1000, mode: 0o644, owner: 0, group: 0 },
          { path: '/srv/ftp/empty/', modified: 2000, mode: 0o755, owner: 0, group: 0 },
          { path: '/srv/ftp/link', link: 'a.txt', modified: 1500, mode: 0o777, owner: 0, group: 0 },
        ],
      },
      { name: 'client.thm', address: '10.0.0.2', aliases: [], services: {}, files: [] },
    ],
    names: [],
    errands: [],
    accounts: [
      {
        user: 'ada',
        password: 'x',
        home: '/home/ada',
        uid: 1000,
        gid: 1000,
        mailboxes: [
          {
            name: 'INBOX',
            uidValidity: 7,
            uidNext: 3,
            isSubscribed: true,
            messages: [{ source: 'one.eml', uid: 1, flags: ['\\Seen'], internalDate: 5 }],
          },
        ],
      },
    ],
  },
  sources: new Map([
    ['a.txt', mail('alpha')],
    ['one.eml', mail('Subject: one\r\n\r\n1')],
  ]),
};

function makeWorld(limits = { addedBytes: 100, items: 10 }, snapshot?: ReturnType<World['snapshot']>) {
  const journal: (readonly WorldChange[])[] = [];
  const world = new World(seed, { now: () => 42, record: (changes) => journal.push(changes), limits }, snapshot);
  return { world, journal };
}

const added = (uid: number, text: string): WorldChange => ({
  type: 'mail-added',
  user: 'ada',
  mailbox: 'INBOX',
  uid,
  flags: [],
  internalDate: 9,
  body: mail(text),
});

const written = (path: string, text: string): WorldChange => ({
  type: 'file-written',
  host: 'server.thm',
  path,
  body: mail(text),
  modified: 3000,
  mode: 0o644,
  owner: 1000,
  group: 1000,
});

test('hosts are found by name, alias and address, in any case', () => {
  const { world } = makeWorld();
  for (const name of ['server.thm', 'MAIL.thm', 'server.thm.', '10.0.0.1']) {
    expect(world.host(name)?.address).toBe('10.0.0.1');
  }
  expect(world.host('nobody.thm')).toBeUndefined();
});

describe('a commit', () => {
  test('is journalled before it is seen, and tells the listeners', () => {
    const seen: number[] = [];
    const world: World = new World(seed, {
      now: () => 42,
      record: () => seen.push(world.account('ada')?.mailboxes.get('INBOX')?.mails.length ?? -1),
      limits: { addedBytes: 100, items: 10 },
    });
    world.subscribe(() => seen.push(world.account('ada')?.mailboxes.get('INBOX')?.mails.length ?? -1));
    world.commit([added(3, 'x')]);
    expect(seen).toEqual([1, 2]);
  });

  test('that the journal refuses changes nothing', () => {
    const world = new World(seed, {
      now: () => 42,
      record: () => {
        throw new Error('disk');
      },
      limits: { addedBytes: 100, items: 10 },
    });
    expect(() => world.commit([added(3, 'x')])).toThrow('disk');
    expect(world.account('ada')?.mailboxes.get('INBOX')?.mails).toHaveLength(1);
  });

  test('beyond the quota is refused whole; what is removed makes room', () => {
    const { world, journal } = makeWorld({ addedBytes: 10, items: 10 });
    world.commit([added(3, '12345678')]);
    expect(() => world.commit([added(4, '1'), added(5, '12')])).toThrow(WorldFailure);
    expect(journal).toHaveLength(1);
    world.commit([{ type: 'mails-removed', user: 'ada', mailbox: 'INBOX', uids: [3] }]);
    world.commit([added(4, '1234567890')]);
    expect(world.account('ada')?.mailboxes.get('INBOX')?.uidNext).toBe(5);
  });

  test('counts mails and files together', () => {
    const { world } = makeWorld({ addedBytes: 100, items: 2 });
    world.commit([added(3, ''), written('/srv/ftp/b.txt', '')]);
    expect(() => world.commit([written('/srv/ftp/c.txt', '')])).toThrow(/At most 2/);
  });

  test('counts subscriptions, also of mailboxes that are gone', () => {
    const { world } = makeWorld({ addedBytes: 100, items: 3 });
    const subscribe = (mailbox: string): void => {
      world.commit([{ type: 'mailbox-created', user: 'ada', mailbox, uidValidity: 8 }]);
      world.commit([{ type: 'subscription-set', user: 'ada', mailbox, isSubscribed: true }]);
      world.commit([{ type: 'mailbox-removed', user: 'ada', mailbox }]);
    };
    subscribe('a');
    subscribe('a');
    subscribe('b');
    expect(() => subscribe('c')).toThrow(/At most 3/);
    world.commit([{ type: 'mailbox-removed', user: 'ada', mailbox: 'c' }]);
    world.commit([{ type: 'subscription-set', user: 'ada', mailbox: 'a', isSubscribed: false }]);
    subscribe('c');
  });
});

test('folding the journal gives the same world, and so does a snapshot', () => {
  const { world, journal } = makeWorld({ addedBytes: 1000, items: 100 });
  world.commit([added(3, 'three'), written('/srv/ftp/empty/b.txt', 'beta')]);
  world.commit([{ type: 'mailbox-created', user: 'ada', mailbox: 'Work', uidValidity: 8 }]);
  world.commit([{ type: 'mails-copied', user: 'ada', mailbox: 'INBOX', uids: [1, 3], to: 'Work', firstUid: 1 }]);
  world.commit([{ type: 'flags-set', user: 'ada', mailbox: 'Work', flags: [[2, ['\\Flagged']]] }]);
  world.commit([{ type: 'subscription-set', user: 'ada', mailbox: 'Work', isSubscribed: true }]);
  world.commit([{ type: 'path-renamed', host: 'server.thm', path: '/srv/ftp/a.txt', to: '/srv/ftp/z.txt' }]);
  world.commit([{ type: 'mode-set', host: 'server.thm', path: '/srv/ftp/z.txt', mode: 0o600 }]);

  const folded = makeWorld();
  for (const changes of journal) folded.world.apply(changes);
  expect(folded.world.snapshot()).toEqual(world.snapshot());

  const restored = makeWorld({ addedBytes: 1000, items: 100 }, world.snapshot());
  expect(restored.world.snapshot()).toEqual(world.snapshot());
  expect(restored.world.account('ada')?.mailboxes.get('Work')?.find(2)).toMatchObject({ flags: ['\\Flagged'] });
});

test('a snapshot names the bodies of the seed and does not repeat them', () => {
  const { world } = makeWorld();
  expect(JSON.stringify(world.snapshot())).toContain('{"source":"one.eml"}');
});

test('a file tree refuses what a disk refuses', () => {
  const { world } = makeWorld();
  const files = world.files('server.thm');
  const metadata = { modified: 1, mode: 0o644, owner: 0, group: 0 };
  expect(() => files.write('/nowhere/x', mail(''), metadata)).toThrow(/\/nowhere does not exist/);
  expect(() => files.write('/srv/ftp/a.txt/x', mail(''), metadata)).toThrow(/is a file/);
  expect(() => files.write('/srv/ftp/empty', mail(''), metadata)).toThrow(/is a directory/);
  expect(() => files.remove('/srv/ftp')).toThrow(/not empty/);
  expect(() => files.remove('/')).toThrow(/root/);
  expect(() => files.rename('/srv', '/srv/ftp/inside')).toThrow(/into itself/);
  expect(files.find('/srv/../../srv/./ftp//a.txt')?.kind).toBe('file');
});

test('an account is known on its hosts alone, in any case', () => {
  const { world } = mailWorld({ accounts: [strategos({ hosts: ['elsewhere.thm'] }), archimedes()] });
  expect(world.accountAt('server.thm', 'strategos')).toBeUndefined();
  expect(world.accountAt('elsewhere.thm', 'StrateGos')?.definition.user).toBe('strategos');
  expect(world.accountAt('server.thm', 'archimedes')?.definition.user).toBe('archimedes');
});
