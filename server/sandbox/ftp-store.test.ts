import { describe, expect, test } from 'vitest';
import type { FtpStore, UserFiles } from '../protocols/ftp/store.ts';
import { file, ftpWorld, type FtpWorldOptions, referenceFiles } from './ftp-world.testkit.ts';

function storeOf(options: FtpWorldOptions = {}): FtpStore {
  return ftpWorld(options).setting().store;
}

function filesOf(user: string, password: string, options: FtpWorldOptions = {}): UserFiles {
  const files = storeOf(options).logIn(user, password);
  if ('refused' in files) throw new Error(`${user} was not let in: ${files.refused}`);
  return files;
}

const strategos = (options?: FtpWorldOptions): UserFiles => filesOf('strategos', 'TabulaRasa7', options);

test.each([
  ['strategos', 'wrong', 'wrong'],
  ['strategos', '', 'wrong'],
  ['Strategos', 'TabulaRasa7', 'wrong'],
  ['archimedes', 'Eureka42', 'homeless'],
  ['nobody', 'x', 'wrong'],
])('%s with %j is not let in', (user, password, refused) => {
  expect(storeOf().logIn(user, password)).toMatchObject({ refused });
});

test('sessions are counted, and those of each client', () => {
  const store = storeOf();
  expect([store.begin('a'), store.begin('b'), store.begin('b')]).toEqual([
    { all: 1, ofClient: 1 },
    { all: 2, ofClient: 1 },
    { all: 3, ofClient: 2 },
  ]);
  store.end('b');
  expect(store.begin('b')).toEqual({ all: 3, ofClient: 2 });
  store.end('a');
  expect(store.begin('a')).toEqual({ all: 3, ofClient: 1 });
});

test('all sessions of a host are counted together, those of another world apart', () => {
  const { setting } = ftpWorld();
  setting().store.begin('a');
  expect(setting().store.begin('a')).toEqual({ all: 2, ofClient: 2 });
  expect(storeOf().begin('a')).toEqual({ all: 1, ofClient: 1 });
});

test('a guest sees what has become of the files since others of them came', () => {
  const { world, host, setting } = ftpWorld({ settings: { anonymousRoot: '/srv/ftp-open' } });
  const enter = (): UserFiles => {
    const files = setting().store.logIn('anonymous', '');
    if ('refused' in files) throw new Error(files.refused);
    return files;
  };
  expect(enter().find('/pub/tea.txt')?.name).toBe('tea.txt');
  world.commit([{ type: 'path-removed', host: host.name, path: '/srv/ftp-open/pub/tea.txt' }]);
  expect(enter().find('/pub/tea.txt')).toBeUndefined();
  world.commit([{ type: 'path-renamed', host: host.name, path: '/srv/ftp-open', to: '/srv/ftp-elsewhere' }]);
  expect(setting().store.logIn('ftp', '')).toMatchObject({ refused: 'homeless' });
});

describe('paths are followed step by step, as the system does', () => {
  test.each([
    ['/home/strategos/docs/../notes.txt', 'notes.txt'],
    ['//home/./strategos/notes.txt', 'notes.txt'],
    ['/../../home/strategos/notes.txt', 'notes.txt'],
    ['/home/strategos/nosuch/../notes.txt', undefined],
    ['/home/strategos/notes.txt/', undefined],
    ['/home/strategos/notes.txt/..', undefined],
    ['/home/strategos/notes.txt\0', undefined],
    ['/home/strategos/\xff', undefined],
    ['home/strategos/notes.txt', undefined],
    ['', undefined],
    [`/${'a/../'.repeat(2000)}`, undefined],
  ])('%j', (path, name) => expect(strategos().find(path)?.name).toBe(name));
});

describe('permissions', () => {
  const shut = [
    ...referenceFiles,
    file('/home/strategos/shut/', undefined, { mode: 0o000, owner: 1000 }),
    file('/home/strategos/shut/in.txt', 'in'),
    file('/home/strategos/theirs/', undefined, { mode: 0o775, owner: 7, group: 1000 }),
    file('/home/strategos/theirs/read-only.txt', 'x', { mode: 0o444 }),
    file('/home/strategos/theirs/secret.txt', 'x', { mode: 0o600, owner: 7 }),
  ];
  const files = (): UserFiles => strategos({ files: shut });
  const home = '/home/strategos';

  test('a directory that may not be searched hides what is in it', () => {
    expect(files().list(`${home}/shut`)).toBeUndefined();
    expect(files().enter(`${home}/shut`)).toBeUndefined();
    expect(files().read(`${home}/shut/in.txt`)).toBeUndefined();
  });

  test('the group counts, and deleting asks the directory, not the file', () => {
    expect(files().mayWrite(`${home}/theirs/new.txt`, { isNew: true })).toBe(true);
    expect(files().mayWrite(`${home}/theirs/read-only.txt`, { isNew: false })).toBe(false);
    expect(files().read(`${home}/theirs/secret.txt`)).toBeUndefined();
    expect(files().removeFile(`${home}/theirs/secret.txt`)).toBe(true);
    expect(files().setMode(`${home}/theirs/read-only.txt`, 0o666)).toBe(false);
    expect(files().makeDirectory('/srv/new', 0o755)).toBe(false);
  });
});

describe('rename(2)', () => {
  const home = '/home/strategos';
  test.each([
    ['a file takes the place of a file', 'notes.txt', 'docs/report.txt', true],
    ['a file is renamed to itself', 'notes.txt', 'notes.txt', true],
    ['a directory takes the place of an empty one', 'docs/empty', 'none', true],
    ['a directory is not moved into itself', 'docs', 'docs/empty/docs', false],
    ['a file does not take the place of a directory', 'notes.txt', 'docs', false],
    ['a directory does not take the place of a file', 'docs', 'notes.txt', false],
    ['the new directory must be there', 'notes.txt', 'nosuch/x', false],
  ])('%s', (_what, from, to, done) => {
    const files = strategos({ files: [...referenceFiles, file(`${home}/none/`, undefined, { owner: 1000 })] });
    const before = files.read(`${home}/${from}`);
    expect(files.rename(`${home}/${from}`, `${home}/${to}`)).toBe(done);
    if (done && before !== undefined) expect(files.read(`${home}/${to}`)).toEqual(before);
  });
});

test('what is written belongs to the user; what was there keeps its mode and owner', () => {
  const files = strategos();
  const body = new Uint8Array(3);
  expect(files.write('/home/strategos/new.txt', { body, mode: 0o640 })).toBe('written');
  expect(files.find('/home/strategos/new.txt')).toMatchObject({ mode: 0o640, owner: 1000, group: 1000, sizeBytes: 3 });
  expect(files.write('/home/strategos/notes.txt', { body, mode: 0o600 })).toBe('written');
  expect(files.find('/home/strategos/notes.txt')).toMatchObject({ mode: 0o644, sizeBytes: 3 });
  expect(files.write('/etc/x', { body, mode: 0o600 })).toBe('refused');
  expect(strategos({ addedBytes: 2 }).write('/home/strategos/new.txt', { body, mode: 0o640 })).toBe('full');
});

describe('limits of names and paths, as Linux has them', () => {
  const home = '/home/strategos';
  const body = new Uint8Array(1);
  const deep = (names: number): string => `/${Array.from({ length: names }, () => 'd'.repeat(200)).join('/')}`;

  test.each([
    ['a name of 255 bytes', 'n'.repeat(255), true],
    ['one of 256', 'n'.repeat(256), false],
    ['127 characters of two bytes', '\xc3\xa9'.repeat(127), true],
    ['128 of them', '\xc3\xa9'.repeat(128), false],
  ])('%s', (_what, name, isTaken) => {
    const files = strategos();
    expect(files.mayWrite(`${home}/${name}`, { isNew: true })).toBe(isTaken);
    expect(files.write(`${home}/${name}`, { body, mode: 0o644 })).toBe(isTaken ? 'written' : 'refused');
    expect(files.find(`${home}/${name}`) !== undefined).toBe(isTaken);
    expect(files.makeDirectory(`${home}/docs/${name}`, 0o755)).toBe(isTaken);
    expect(files.rename(`${home}/notes.txt`, `${home}/docs/empty/${name}`)).toBe(isTaken);
  });

  test('directories are made as deep as a path can name them', () => {
    const files = strategos();
    const made = [...Array(25).keys()].filter((depth) => files.makeDirectory(home + deep(depth + 1), 0o755));
    expect(made).toHaveLength(20);
    expect(files.enter(home + deep(20))).toBe(home + deep(20));
    expect(files.removeDirectory(home + deep(20))).toBe(true);
  });

  test('a directory moved below deep ones is still a directory with what is in it', () => {
    const files = strategos();
    for (let depth = 1; depth <= 19; depth++) files.makeDirectory(home + deep(depth), 0o755);
    expect(files.rename(`${home}/docs`, `${home}${deep(19)}/docs`)).toBe(true);
    expect(files.find(`${home}${deep(19)}/docs/report.txt`)?.sizeBytes).toBe(7);
  });
});

describe('quotas', () => {
  const quota = (bytes: number, files: number): UserFiles =>
    strategos({ settings: { quotaBytes: bytes, quotaFiles: files } });
  const write = (files: UserFiles, path: string, length: number): string =>
    files.write(`/home/strategos/${path}`, { body: new Uint8Array(length), mode: 0o644 });
  const size = (files: UserFiles, path: string): number | undefined => files.find(`/home/strategos/${path}`)?.sizeBytes;

  // The account owns 25 bytes, two files and three directories.
  test('of bytes: what fits is kept; a file may always be written over with no more', () => {
    const files = quota(35, 100);
    expect(write(files, 'new', 10)).toBe('written');
    expect(write(files, 'more', 1)).toBe('full');
    expect(size(files, 'more')).toBe(0);
    expect(write(files, 'notes.txt', 19)).toBe('full');
    expect(size(files, 'notes.txt')).toBe(18);
    expect(write(files, 'notes.txt', 8)).toBe('written');
    expect(write(files, 'more', 20)).toBe('full');
    expect(size(files, 'more')).toBe(10);
  });

  test('below what is owned already: files may become smaller', () => {
    const files = quota(5, 100);
    expect(write(files, 'notes.txt', 30)).toBe('full');
    expect(size(files, 'notes.txt')).toBe(18);
    expect(write(files, 'notes.txt', 1)).toBe('written');
    expect(write(files, 'notes.txt', 2)).toBe('full');
  });

  test('of files: directories count, other people’s files do not', () => {
    const files = quota(1000, 6);
    expect(files.makeDirectory('/home/strategos/one', 0o755)).toBe(true);
    expect(files.makeDirectory('/home/strategos/two', 0o755)).toBe(false);
    expect(files.mayWrite('/home/strategos/two', { isNew: false })).toBe(false);
    expect(write(files, 'two', 1)).toBe('refused');
    expect(files.removeDirectory('/home/strategos/one')).toBe(true);
    expect(write(files, 'two', 1)).toBe('written');
  });
});
