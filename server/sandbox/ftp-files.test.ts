/** The file tree against a simple model, and what nobody may reach, whatever a path or a link is made of. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileDefinition } from '../../labs/world.ts';
import type { FtpStore, UserFiles } from '../protocols/ftp/store.ts';
import { latin1, latin1Bytes } from '../protocols/lines.ts';
import type { WorldChange } from './change.ts';
import type { Node } from './files.ts';
import { FilesModel, type ModelNode } from './ftp-files.testkit.ts';
import { file, ftpWorld, link } from './ftp-world.testkit.ts';
import { World } from './world.ts';

const NOW = Date.UTC(2026, 10, 23);
const ADDED_BYTES = 1 << 20;
const ITEMS = 5000;
const SECRET = 'SECRET';

/** What stands outside of every tree that a user sees. */
const outside: readonly FileDefinition[] = [
  ...['/secret', '/etc/secret', '/home/secret', '/home/other/secret', '/srv/secret', '/srv/ftp/secret'].map((path) =>
    file(path, SECRET, { mode: 0o666 }),
  ),
  file('/home/other/', undefined, { mode: 0o777 }),
];

const ORDINARY = ['a', 'b', 'f', 'l0', 'l1', 'l2', 'l3', 'secret', 'etc', 'home', 'strategos'];
/** Names like any other, though they look like a way out. */
const ODD = ['...', '..\\', '\\', '%2e%2e', '%2f', '..%00', '~', '*', ' ', '..;', '\xc3\xa9', 'n'.repeat(100)];
/** No names: control characters, no UTF-8 (overlong `.` and `/` among them), too long. */
const NONE = [
  '\0',
  '..\0',
  'f\0',
  '\xc0\xae\xc0\xae',
  '\xe0\x80\xae',
  '..\xc0\xaf',
  '\xff',
  'f\n',
  '\x7f',
  'n'.repeat(256),
];

const one = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...ORDINARY) },
  { weight: 5, arbitrary: fc.constantFrom('..', '.', '') },
  { weight: 2, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.constantFrom(...NONE) },
);
/** Half of them begin at what the tree has at first: where links are followed and what is there is moved. */
const START = ['/a', '/a/b', '/a/f', '/f', '/l0', '/l1', '/a/l2', '/a/l3', '/a/l2/', '/l0/'];
const ways = fc.array(one, { minLength: 1, maxLength: 6 }).map((names) => `/${names.join('/')}`);
const path = fc.oneof(
  ways,
  fc.constantFrom(...START),
  fc.tuple(fc.constantFrom(...START), ways).map(([start, way]) => start + way),
);
const target = fc
  .tuple(fc.boolean(), fc.array(fc.constantFrom(...ORDINARY, '..', '.', ''), { minLength: 1, maxLength: 4 }))
  .map(([isAbsolute, names]) => (isAbsolute ? '/' : '') + names.join('/'))
  .filter((text) => text !== '');

const text = fc.string({ unit: fc.constantFrom('x', 'y'), maxLength: 12 });
const step = fc.oneof(
  fc.record({ does: fc.constant('make' as const), path }),
  fc.record({ does: fc.constant('remove-directory' as const), path }),
  fc.record({ does: fc.constant('remove' as const), path }),
  fc.record({ does: fc.constant('rename' as const), path, to: path }),
  fc.record({ does: fc.constant('rename-within' as const), path, to: path }),
  fc.record({ does: fc.constant('write' as const), path, text }),
  fc.record({ does: fc.constant('append' as const), path, text }),
  fc.record({ does: fc.constant('resume' as const), path, text, at: fc.nat(15) }),
  fc.record({ does: fc.constant('ask' as const), path }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const seed = fc.record({
  links: fc.array(target, { minLength: 4, maxLength: 4 }),
  quota: fc.record({ bytes: fc.integer({ min: 10, max: 60 }), files: fc.integer({ min: 8, max: 16 }) }),
  steps: fc.array(step, { maxLength: 40 }),
});

function firstNodes(targets: readonly string[]): Map<string, ModelNode> {
  const nodes = new Map<string, ModelNode>([
    ['/a', { kind: 'directory' }],
    ['/a/b', { kind: 'directory' }],
    ['/a/f', { kind: 'file', body: 'in a' }],
    ['/f', { kind: 'file', body: 'top' }],
  ]);
  targets.forEach((to, i) => nodes.set(`${i < 2 ? '' : '/a'}/l${i}`, { kind: 'link', target: to }));
  return nodes;
}

function definitionOf(root: string, [name, node]: readonly [string, ModelNode]): FileDefinition {
  const own = { owner: 1000, group: 1000, modified: NOW };
  if (node.kind === 'directory') return file(`${root}${name}/`, undefined, own);
  return node.kind === 'link' ? link(root + name, node.target, own) : file(root + name, node.body, own);
}

function userOf(store: FtpStore): UserFiles {
  const files = store.logIn('strategos', 'TabulaRasa7');
  if ('refused' in files) throw new Error(files.refused);
  return files;
}

const bytes = (body: string): Uint8Array => latin1Bytes(body);
const shown = (node: Node): ModelNode => {
  if (node.kind === 'file') return { kind: 'file', body: latin1(node.body.subarray()) };
  return node.kind === 'link' ? { kind: 'link', target: node.target } : { kind: 'directory' };
};

/** What stands below a directory of the host, in no order; or all that does not. */
function nodesOf(world: World, root: string, isBelow: boolean): [string, ModelNode][] {
  return [...world.files('server.thm').walk()]
    .map(([name, node]) => [latin1(new TextEncoder().encode(name)), shown(node)] as [string, ModelNode])
    .filter(([name]) => name.startsWith(`${root}/`) === isBelow)
    .map(([name, node]) => [isBelow ? name.slice(root.length) : name, node] as [string, ModelNode])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Does it to both; what both said. */
function perform(files: UserFiles, model: FilesModel, step: Step): readonly [unknown, unknown] {
  const { path: at } = step;
  switch (step.does) {
    case 'make':
      return [files.makeDirectory(at, 0o755), model.makeDirectory(at)];
    case 'remove-directory':
      return [files.removeDirectory(at), model.removeDirectory(at)];
    case 'remove':
      return [files.removeFile(at), model.removeFile(at)];
    case 'rename':
      return [files.rename(at, step.to), model.rename(at, step.to)];
    case 'rename-within':
      return [files.rename(at, at + step.to), model.rename(at, at + step.to)];
    case 'write':
      return write(files, model, { at, body: () => step.text });
    case 'append':
      return write(files, model, { at, body: (before) => before + step.text });
    case 'resume':
      return write(files, model, {
        at,
        body: (before) =>
          before.slice(0, step.at).padEnd(step.at, '\0') + step.text + before.slice(step.at + step.text.length),
      });
    case 'ask':
      return [ask(files, at), askModel(model, at)];
    default:
      return step satisfies never;
  }
}

interface Writing {
  readonly at: string;
  readonly body: (before: string) => string;
}

function write(files: UserFiles, model: FilesModel, { at, body }: Writing): readonly [unknown, unknown] {
  const content = files.content(at);
  const before = [content === undefined ? undefined : latin1(content.subarray()), model.read(at)];
  const may = [true, false].map((isNew) => [files.mayWrite(at, { isNew }), model.mayWrite(at, isNew)]);
  const [mine, its] = [
    files.write(at, { body: bytes(body(before[0] ?? '')), mode: 0o644 }),
    model.write(at, body(before[1] ?? '')),
  ];
  return [
    [before[0], ...may.map(([each]) => each), mine],
    [before[1], ...may.map(([, each]) => each), its],
  ];
}

function ask(files: UserFiles, at: string): unknown {
  const body = files.read(at);
  return {
    entered: files.enter(at),
    found: files.find(at)?.kind,
    looked: files.look(at)?.kind,
    target: files.look(at)?.target,
    listed: files
      .list(at)
      ?.map(({ name }) => name)
      .sort(),
    body: body === undefined ? undefined : latin1(body.subarray()),
  };
}

function askModel(model: FilesModel, at: string): unknown {
  const looked = model.look(at);
  return {
    entered: model.enter(at),
    found: model.find(at)?.kind,
    looked: looked?.kind,
    target: looked?.kind === 'link' ? looked.target : undefined,
    listed: model.list(at)?.sort(),
    body: model.read(at),
  };
}

test.each([
  ['shut into the home', { chrootUsers: true }, '/home/strategos', '/home/strategos'],
  ['shut into a home that is reached by links', { chrootUsers: true }, '/home/strategos', '/data/of/strategos'],
])('files do what a simple model does, %s; nothing outside is seen or changed', (_what, settings, home, root) => {
  fc.assert(
    fc.property(seed, ({ links, quota, steps }) => {
      const first = firstNodes(links);
      const recorded: WorldChange[] = [];
      const place = ftpWorld({
        settings: { ...settings, quotaBytes: quota.bytes, quotaFiles: quota.files },
        now: () => NOW,
        record: (changes) => recorded.push(...changes),
        addedBytes: ADDED_BYTES,
        items: ITEMS,
        files: [
          ...outside,
          // The home is the system's, open to all: what the user owns is what the model holds.
          file(`${root}/`, undefined, { mode: 0o777 }),
          ...(home === root ? [] : [link('/home/strategos', '../data/./of/../of/strategos')]),
          ...[...first].map((node) => definitionOf(root, node)),
        ],
      });
      const { world } = place;
      const before = nodesOf(world, root, false);
      const files = userOf(place.setting().store);
      const model = new FilesModel(first, quota, (name) => !NONE.includes(name));
      const [firstBytes, firstCount] = [model.bytes, model.nodes.size];
      for (const step of steps) {
        const [mine, its] = perform(files, model, step);
        expect(mine, JSON.stringify(step)).toEqual(its);
      }
      expect(nodesOf(world, root, true)).toEqual([...model.nodes].sort(([a], [b]) => (a < b ? -1 : 1)));
      expect(nodesOf(world, root, false)).toEqual(before);
      expect([world.freeBytes, world.freeItems]).toEqual([
        ADDED_BYTES - (model.bytes - firstBytes),
        ITEMS - (model.nodes.size - firstCount),
      ]);
      // What the log keeps can be done again, and cut.
      const surroundings = {
        now: () => NOW,
        record: () => undefined,
        limits: { addedBytes: ADDED_BYTES, items: ITEMS },
      };
      const again = new World(world.seed, surroundings);
      for (const change of recorded) again.apply([change]);
      expect(again.snapshot()).toEqual(world.snapshot());
      expect(new World(world.seed, surroundings, world.snapshot()).snapshot()).toEqual(world.snapshot());
    }),
    { numRuns: 300 },
  );
});
