import fc from 'fast-check';
import { expect, test } from 'vitest';
import { worldFrom } from './parse-world.ts';
import { formatProblem } from './problems.ts';
import { extendWorld, LAB_SOURCES } from './world-extension.ts';
import type { ParsedWorld, World } from './world.ts';
import { YamlSource } from './yaml-source.ts';

const BASE = `title: Island
clock: 2024-06-27T16:18:09Z
learner: { host: me.thm, user: me, prompt: $, home: /home/me }
hosts:
  - name: me.thm
    address: 10.0.0.9
  - name: post.thm
    address: 10.0.0.1
    services:
      pop3: { software: Dovecot }
      smtp: { software: Exim, settings: { aliases: { a: ann } } }
    files:
      - { path: /srv/tea.txt, text: tea }
      - { path: /srv/milk.txt, source: files/milk.txt }
accounts:
  - user: ann
    password: x
    home: /home/ann
    uid: 1
    mailboxes:
      - name: INBOX
        uidValidity: 7
        uidNext: 3
        messages:
          - { source: one.eml, uid: 1, internalDate: 2024-01-01T00:00:00Z }
          - { source: two.eml, uid: 2, internalDate: 2024-01-02T00:00:00Z }
names:
  - { name: hill.thm, type: MX, preference: 10, exchange: post.thm }
people:
  - { id: lunch, who: Ben, host: post.thm, server: post.thm, after: 1s, fetches: { user: ann } }
`;

function extended(yaml: string): ParsedWorld {
  const text = `title: A lab\nworld:\n  extends: island\n${yaml.replace(/^(?=.)/gm, '  ')}`;
  const base = new YamlSource(BASE, { file: 'world.yaml' });
  const source = new YamlSource(text, { file: 'lab.md', linesBefore: 1 });
  const merged = extendWorld(base, { source, path: ['world'] });
  return worldFrom(merged, 'island', { has: (name) => !name.includes('gone') });
}

function worldOf(yaml: string): World {
  const parsed = extended(yaml);
  if ('world' in parsed) return parsed.world;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}

test('a lab that adds nothing has the world as it is', () => {
  const plain = worldFrom(new YamlSource(BASE, { file: 'world.yaml' }), 'island', {});
  expect(extended('')).toEqual(plain);
});

test('scalars are replaced, maps merged, hosts and accounts known by name and user', () => {
  const world = worldOf(`title: Hill
clock: 2025-01-01T00:00:00Z
learner: { prompt: '%' }
hosts:
  - { name: post.thm, services: { smtp: { software: Postfix, settings: { aliases: { b: ann } } } } }
  - { name: hill.thm, address: 10.0.0.2 }
accounts:
  - { user: ann, password: "\${pin}" }
  - { user: "\${who}2", password: y, home: /home/ben, uid: 2, mailboxes: [{ name: INBOX, uidValidity: 1 }] }
`);
  expect(world).toMatchObject({ title: 'Hill', clock: Date.UTC(2025, 0, 1), learner: { user: 'me', prompt: '%' } });
  expect(world.hosts.map(({ name, address }) => [name, address])).toEqual([
    ['me.thm', '10.0.0.9'],
    ['post.thm', '10.0.0.1'],
    ['hill.thm', '10.0.0.2'],
  ]);
  expect(world.hosts[1]?.services['smtp']).toEqual({
    software: 'Postfix',
    settings: { aliases: { a: 'ann', b: 'ann' } },
  });
  expect(world.accounts.map(({ user, password, home }) => [user, password, home])).toEqual([
    ['ann', '${pin}', '/home/ann'],
    ['${who}2', 'y', '/home/ben'],
  ]);
});

test('files are known by path, records by what they say, errands by id, mails by uid', () => {
  const world = worldOf(`hosts:
  - name: post.thm
    files:
      - { path: /srv/milk.txt, text: none }
      - { path: /srv/rum.txt, source: rum.txt }
accounts:
  - user: ann
    mailboxes:
      - name: INBOX
        messages:
          - { source: three.eml, uid: 3, internalDate: 2024-01-03T00:00:00Z }
          - { source: other.eml, uid: 1, internalDate: 2024-01-01T00:00:00Z }
      - { name: Friends, uidValidity: 8 }
names:
  - { name: hill.thm, type: MX, preference: 20, exchange: post.thm }
  - { name: hill.thm, type: MX, preference: 10, exchange: me.thm }
people:
  - { id: lunch, who: Ben, host: post.thm, server: post.thm, after: 9s, fetches: { user: ann } }
`);
  expect(world.hosts[1]?.files.map(({ path, text, source }) => [path, text ?? source])).toEqual([
    ['/srv/tea.txt', 'tea'],
    ['/srv/milk.txt', 'none'],
    ['/srv/rum.txt', `${LAB_SOURCES}rum.txt`],
  ]);
  const [inbox, friends] = world.accounts[0]?.mailboxes ?? [];
  expect(inbox?.messages.map(({ uid, source }) => [uid, source])).toEqual([
    [1, `${LAB_SOURCES}other.eml`],
    [2, 'two.eml'],
    [3, `${LAB_SOURCES}three.eml`],
  ]);
  // The base says 3, which is taken now.
  expect([inbox?.uidNext, friends?.name]).toEqual([4, 'Friends']);
  expect(world.names.map((record) => (record.type === 'MX' ? [record.preference, record.exchange] : []))).toEqual([
    [20, 'post.thm'],
    [10, 'me.thm'],
  ]);
  expect(world.errands.map(({ id, afterMs }) => [id, afterMs])).toEqual([['lunch', 9000]]);
});

test.each([
  [
    'acounts: []',
    'lab.md:5:3: Expected one of the keys title, clock, learner, hosts, accounts, names, people; came "acounts". Did you mean "accounts"?',
  ],
  [
    'accounts:\n  - { user: ann, pasword: y }',
    'lab.md:6:20: Expected one of the keys user, password, home, uid, gid, hosts, quota, mailboxes; came "pasword". Did you mean "password"?',
  ],
  [
    'hosts:\n  - { name: hill.thm }',
    'lab.md:6:7: Expected the key "address", the host\'s IPv4 address, dotted; came nothing. Write for example: address: 10.10.41.192.',
  ],
  [
    'hosts:\n  - { name: hill.thm, address: 10.0.0.1 }',
    'lab.md:6:34: address: expected an address that no other host has, came "10.0.0.1" again. Give each host its own address.',
  ],
  [
    'hosts:\n  - { name: post.thm, address: 10.0.0 }',
    'lab.md:6:34: address: expected the host\'s IPv4 address, dotted, came "10.0.0". Write for example: address: 10.10.41.192.',
  ],
  [
    'hosts:\n  - { name: post.thm, files: [{ path: /x, source: gone.txt }] }',
    'lab.md:6:53: source: expected a file in the lab\'s folder, came "gone.txt", which is not there. Put the file there, or correct its name.',
  ],
  [
    'accounts:\n  - { user: ann, mailboxes: [{ name: INBOX, uidNext: 2 }] }',
    'lab.md:6:56: uidNext: expected a number above 2, the highest uid of INBOX, came 2. Write uidNext: 3, or a higher one.',
  ],
  [
    'clock: now',
    'lab.md:4:12: Expected the key "modified" for /srv/tea.txt, because the world\'s clock is now; came nothing. Write for example: modified: 2024-06-27T08:03:00Z.',
  ],
  ['hosts: 7', 'lab.md:5:10: hosts: expected a list of hosts, came 7. Correct this value.'],
  ['learner: { host: gone }', 'lab.md:5:20: host: expected the name of one of the hosts, came "gone".'],
])('%s is told where it stands', (yaml, said) => {
  expect(extended(yaml).problems.map(formatProblem)).toContainEqual(expect.stringContaining(said));
});

test('whatever a lab adds, no merging throws, and each fault has a place in the lab’s file', () => {
  const key = fc.constantFrom(
    'hosts',
    'accounts',
    'mailboxes',
    'messages',
    'names',
    'people',
    'files',
    'name',
    'user',
    'uid',
  );
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.constantFrom(null, 'post.thm', 'ann', 'INBOX', '__proto__'));
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(key, fc.constantFrom('__proto__', 'constructor')), tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, tree), (added) => {
      const text = `world: ${JSON.stringify({ extends: 'island', ...added })}`;
      const source = new YamlSource(text, { file: 'lab.md' });
      if (source.problems.length > 0) return;
      const merged = extendWorld(new YamlSource(BASE, { file: 'world.yaml' }), { source, path: ['world'] });
      for (const { file, line, column } of worldFrom(merged, 'island', {}).problems) {
        expect({ file, line }).toEqual({ file: 'lab.md', line: 1 });
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 300 },
  );
});
