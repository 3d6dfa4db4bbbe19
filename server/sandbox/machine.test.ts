import { describe, expect, test } from 'vitest';
import type { WorldSeed } from '../../labs/world.ts';
import type { WorldChange } from './change.ts';
import { machineOf } from './machine.ts';
import { World } from './world.ts';

const NOW = Date.UTC(2024, 5, 27, 16, 18, 9);

const seed: WorldSeed = {
  world: {
    name: 'small',
    title: 'Small',
    clock: NOW,
    learner: { host: 'client.thm', user: 'user', prompt: 'user@terminal$', home: '/home/user', trustsAuthority: true },
    hosts: [
      {
        name: 'client.thm',
        address: '10.11.81.126',
        aliases: [],
        services: {},
        files: [
          { path: '/home/user/', modified: NOW, mode: 0o755, owner: 1000, group: 1000 },
          { path: '/home/user/docs/', modified: NOW, mode: 0o755, owner: 1000, group: 1000 },
          { path: '/home/user/docs/a.txt', text: 'a\n', modified: NOW, mode: 0o644, owner: 1000, group: 1000 },
          { path: '/etc/motd', text: 'hello\n', modified: NOW, mode: 0o644, owner: 0, group: 0 },
          ...[
            ['/home/user/docs/motd', '/etc/motd'],
            ['/home/user/docs/b.txt', 'a.txt'],
            ['/home/user/docs/gone', 'nowhere'],
            ['/home/user/docs/up', '../..'],
          ].map(([path = '', link = '']) => ({ path, link, modified: NOW, mode: 0o777, owner: 1000, group: 1000 })),
        ],
      },
      { name: 'example.thm', address: '10.10.41.192', aliases: ['server.thm'], services: {}, files: [] },
    ],
    accounts: [],
    names: [],
    errands: [],
  },
  sources: new Map(),
};

function machine(addedBytes = 100) {
  const recorded: WorldChange[] = [];
  const world = new World(seed, {
    now: () => NOW,
    record: (changes) => recorded.push(...changes),
    limits: { addedBytes, items: 10 },
  });
  return { machine: machineOf(world), recorded };
}

describe("the learner's host", () => {
  test('is the one the world names', () => {
    const { machine: host } = machine();
    expect(host).toMatchObject({
      hostName: 'client.thm',
      address: '10.11.81.126',
      user: 'user',
      home: '/home/user',
      directory: '/home/user',
      prompt: 'user@terminal$ ',
    });
    expect(host.now()).toBe(NOW);
  });

  test.each([
    ['example.thm', '10.10.41.192'],
    ['SERVER.thm', '10.10.41.192'],
    ['10.9.9.9', '10.9.9.9'],
    ['localhost', '10.11.81.126'],
    ['no-such-host.thm', undefined],
    ['999.1.1.1', undefined],
  ])('resolves %s to %s', (name, address) => {
    expect(machine().machine.resolve(name)).toBe(address);
  });

  test.each([
    ['smtp', 25],
    ['POP3', 110],
    ['telnet', 23],
    ['constructor', undefined],
    ['nosuch', undefined],
  ])('knows the port of %s as %s', (service, port) => {
    expect(machine().machine.port(service)).toBe(port);
  });

  test('lists, tells and reads', () => {
    const { machine: host } = machine();
    expect(host.list('.')).toMatchObject([{ name: 'docs', kind: 'directory' }]);
    expect(host.list('docs/a.txt')).toEqual({ failure: 'Not a directory' });
    expect(host.list('nosuch')).toEqual({ failure: 'No such file or directory' });
    expect(host.stat('docs/../docs/a.txt')).toMatchObject({ name: 'a.txt', kind: 'file', sizeBytes: 2, mode: 0o644 });
    expect(host.stat('docs/a.txt/')).toEqual({ failure: 'No such file or directory' });
    expect(host.read('docs')).toEqual({ failure: 'Is a directory' });
    expect(host.read('/etc/motd')).toEqual(new TextEncoder().encode('hello\n'));
    expect(host.at('docs').read('a.txt')).toEqual(new TextEncoder().encode('a\n'));
  });

  test('writes by a commit, below the home alone', () => {
    const { machine: host, recorded } = machine();
    expect(host.write('b.txt', Uint8Array.of(1, 2))).toBeUndefined();
    expect(recorded).toEqual([
      {
        type: 'file-written',
        host: 'client.thm',
        path: '/home/user/b.txt',
        body: Uint8Array.of(1, 2),
        modified: NOW,
        mode: 0o644,
        owner: 1000,
        group: 1000,
      },
    ]);
    expect(host.write('c.txt', Uint8Array.of(1), 5)).toBeUndefined();
    expect(host.stat('c.txt')).toMatchObject({ modified: 5 });
    expect(host.freeBytes()).toBe(97);
  });

  test.each([
    ['/etc/motd', 'Permission denied'],
    ['../other', 'Permission denied'],
    ['/home/user2', 'Permission denied'],
    ['docs', 'Is a directory'],
    ['new/', 'Is a directory'],
    ['nosuch/x', 'No such file or directory'],
    ['docs/a.txt/x', 'Not a directory'],
    ['/', 'Is a directory'],
  ])('does not write %s: %s', (path, failure) => {
    const { machine: host, recorded } = machine();
    expect(host.write(path, Uint8Array.of(1))).toEqual({ failure });
    expect(recorded).toEqual([]);
  });

  test('refuses what is beyond the quota', () => {
    const { machine: host, recorded } = machine(3);
    expect(host.write('b', new Uint8Array(4))).toEqual({ failure: 'Disk quota exceeded' });
    expect(recorded).toEqual([]);
  });

  test('removes files of its own', () => {
    const { machine: host, recorded } = machine();
    expect(host.remove('nosuch')).toEqual({ failure: 'No such file or directory' });
    expect(host.remove('/etc/motd')).toEqual({ failure: 'Permission denied' });
    expect(host.remove('docs')).toEqual({ failure: 'Directory not empty' });
    expect(host.remove('docs/a.txt')).toBeUndefined();
    expect(recorded).toHaveLength(1);
    expect(host.read('docs/a.txt')).toEqual({ failure: 'No such file or directory' });
  });
});

describe('symbolic links', () => {
  test('are followed where something is read', () => {
    const { machine: host } = machine();
    expect(host.read('docs/motd')).toEqual(new TextEncoder().encode('hello\n'));
    expect(host.stat('docs/up')).toMatchObject({ kind: 'directory' });
    expect(host.read('docs/up/user/docs/a.txt')).toEqual(new TextEncoder().encode('a\n'));
    expect(host.read('docs/gone')).toEqual({ failure: 'No such file or directory' });
  });

  test('lead no change out of the home', () => {
    const { machine: host, recorded } = machine();
    expect(host.write('docs/motd', new Uint8Array(1))).toEqual({ failure: 'Permission denied' });
    expect(host.write('docs/up/x', new Uint8Array(1))).toEqual({ failure: 'Permission denied' });
    expect(host.write('docs/b.txt', new Uint8Array(1))).toBeUndefined();
    expect(recorded).toMatchObject([{ path: '/home/user/docs/a.txt' }]);
  });

  test('go when they are removed; what they lead to stays', () => {
    const { machine: host } = machine();
    expect(host.remove('docs/up')).toBeUndefined();
    expect(host.remove('docs/b.txt')).toBeUndefined();
    expect(host.stat('docs/b.txt')).toEqual({ failure: 'No such file or directory' });
    expect(host.stat('docs/a.txt')).toMatchObject({ kind: 'file' });
  });
});
