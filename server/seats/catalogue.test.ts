import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { formatProblem } from '../../labs/problems.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import { withCrLf } from './author-files.ts';
import type { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';

const BUILT_IN = fileURLToPath(new URL('../../labs/', import.meta.url));
const protocolMap: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocols));
const scratch = mkdtempSync(path.join(tmpdir(), 'plaintalk-labs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function catalogueOf(...folders: string[]): Catalogue {
  const loaded = loadCatalogue(folders, protocolMap);
  if ('catalogue' in loaded) return loaded.catalogue;
  throw new Error(loaded.problems.map(formatProblem).join('\n'));
}

function problemsOf(...folders: string[]): string[] {
  const loaded = loadCatalogue(folders, protocolMap);
  return 'problems' in loaded ? loaded.problems.map(formatProblem) : [];
}

let folders = 0;
/** A folder of an instructor with these files. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = path.join(scratch, String(folders++));
  for (const [name, body] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), body);
  }
  return folder;
}

const LAB = `---
title: Mine
summary: My own lab.
protocol: smtp
level: 1
minutes: 5
world: WORLD
objectives: [learn]
---

Hello.

## Connect {#connect}

\`\`\`step
expect: {connected: {}}
hints: { nudge: one, answer: two }
why: because
\`\`\`
`;
const WORLD = `title: Mine
clock: now
learner: {host: me.thm, user: me, prompt: $, home: /home/me}
hosts:
  - {name: me.thm, address: 10.0.0.1}
accounts:
  - user: ann
    password: x
    home: /home/ann
    uid: 1
    mailboxes:
      - {name: INBOX, uidValidity: 1, messages: [{source: one.eml, uid: 1, internalDate: 2024-01-01T00:00:00Z}]}
`;

describe('what is built in', () => {
  const catalogue = catalogueOf(BUILT_IN);

  test('is without fault against the vocabularies of the protocols', () => {
    expect(catalogue.labs.map(({ id }) => id)).toEqual([
      'smtp/first-mail',
      'pop3/read-mail',
      'imap/folders',
      'ftp/fetch-a-file',
      'smtp/reading-codes',
      'smtp/envelope-and-header',
      'pop3/when-dele-deletes',
      'imap/flags',
      'ftp/passive-by-hand',
      'smtp/two-offices',
      'imap/two-devices',
      'together/mails-journey',
    ]);
    expect(catalogue.worlds).toEqual(['course', 'two-offices']);
  });

  test('plays in worlds and on hosts that are there', () => {
    for (const { world, protocol } of catalogue.labs) {
      const { hosts } = catalogue.seed(world).world;
      expect(hosts.some(({ services }) => protocol in services)).toBe(true);
    }
  });

  test('has mails with CR LF, files as they are', () => {
    const { sources } = catalogue.seed('course');
    expect(sources.get('mail/inbox/3-telnet.eml')?.length).toBe(441);
    expect(sources.get('files/coffee.txt')?.length).toBe(1480);
    expect(() => catalogue.seed('gone')).toThrow('expected the name of a world, came "gone"');
  });
});

describe("an instructor's own folder", () => {
  test('comes behind the built-in labs and may use their worlds', () => {
    const own = folderOf({ 'course.yaml': 'labs: [mine]', 'mine/lab.md': LAB.replace('WORLD', 'course') });
    expect(
      catalogueOf(BUILT_IN, own)
        .labs.map(({ id }) => id)
        .at(-1),
    ).toBe('mine');
  });

  test('may have worlds of its own', () => {
    const own = folderOf({
      'course.yaml': 'labs: [a/mine]\nworlds: [mine]',
      'a/mine/lab.md': LAB.replace('WORLD', 'mine'),
      'worlds/mine/world.yaml': WORLD,
      'worlds/mine/one.eml': 'Subject: x\n\nhi\r\n',
    });
    const seed = catalogueOf(BUILT_IN, own).seed('mine');
    expect(seed.world).toMatchObject({ name: 'mine', clock: 'now' });
    expect(new TextDecoder().decode(seed.sources.get('one.eml'))).toBe('Subject: x\r\n\r\nhi\r\n');
  });

  test.each<[string, Record<string, string | Uint8Array>, string]>([
    [
      'no course.yaml',
      {},
      'course.yaml:1:1: Expected a file that can be read, came no such file. Set LABS_DIR to a folder with a course.yaml that lists its labs.',
    ],
    [
      'a lab that is not there',
      { 'course.yaml': 'labs: [gone]' },
      'gone/lab.md:1:1: Expected a file that can be read, came no such file. Put the file there, or take the lab out of course.yaml.',
    ],
    [
      'a world that is not there',
      { 'course.yaml': 'labs: []\nworlds: [gone]' },
      'worlds/gone/world.yaml:1:1: Expected a file that can be read, came no such file. Put the file there, or take the world out of course.yaml.',
    ],
    [
      'a world of nobody',
      { 'course.yaml': 'labs: [a]', 'a/lab.md': LAB },
      'a/lab.md:7:8: world: expected the name of a world, a folder below worlds/, or a map that extends one, came "WORLD". Write for example: world: course.',
    ],
    [
      'a protocol that only speaks another',
      { 'course.yaml': 'labs: [a]', 'a/lab.md': LAB.replace('WORLD', 'course').replace('smtp', 'submission') },
      'a/lab.md:4:11: protocol: expected one of echo, smtp, pop3, imap, ftp; came "submission". Write one of these names.',
    ],
    [
      'a setting that the protocol does not have',
      {
        'course.yaml': 'labs: []\nworlds: [mine]',
        'worlds/mine/world.yaml': WORLD.replace(
          '10.0.0.1}',
          '10.0.0.1, services: {ftp: {software: x, settings: {anonymuos: true}}}}',
        ),
      },
      'Did you mean "anonymous"?',
    ],
    [
      'a world that was taken out',
      { 'course.yaml': 'labs: [a]', 'a/lab.md': LAB.replace('WORLD', 'mine') },
      'a/lab.md:7:8: world: expected one of course, two-offices; came "mine". Write one of these names.',
    ],
    [
      'a lab of a built-in name',
      { 'course.yaml': 'labs: [imap/folders]', 'imap/folders/lab.md': LAB },
      'imap/folders/lab.md:1:1: Expected a lab that is not there yet, came "imap/folders" again. Give its folder another name.',
    ],
    [
      'a world of a built-in name',
      { 'course.yaml': 'labs: []\nworlds: [course]', 'worlds/course/world.yaml': WORLD },
      'worlds/course/world.yaml:1:1: Expected a world that is not there yet, came "course" again. Give it another name.',
    ],
    [
      'a mail that is not there',
      { 'course.yaml': 'labs: []\nworlds: [mine]', 'worlds/mine/world.yaml': WORLD },
      'worlds/mine/world.yaml:12:59: source: expected a file in the world\'s folder, came "one.eml", which is not there.',
    ],
    [
      'a mail that is too large',
      {
        'course.yaml': 'labs: []\nworlds: [mine]',
        'worlds/mine/world.yaml': WORLD,
        'worlds/mine/one.eml': new Uint8Array(8 * 1024 * 1024 + 1),
      },
      'one.eml:1:1: Expected at most 8388608 bytes in one file of a world, came 8388609. Make the file smaller.',
    ],
    [
      'a lab that is too large',
      { 'course.yaml': 'labs: [a]', 'a/lab.md': new Uint8Array(1_300_000) },
      'a/lab.md:1:1: Expected at most 300000 characters, came 1300000 bytes. Make the file smaller.',
    ],
    [
      'a lab that is no text',
      { 'course.yaml': 'labs: [a]', 'a/lab.md': Uint8Array.of(0xff, 0xfe) },
      'a/lab.md:1:1: Expected UTF-8, came other bytes. Save the file as UTF-8.',
    ],
    ['a course that is no YAML', { 'course.yaml': 'labs: [' }, 'course.yaml:1:8: Expected YAML'],
  ])('with %s is refused', (_name, files, said) => {
    expect(problemsOf(BUILT_IN, folderOf(files))).toContainEqual(expect.stringContaining(said));
  });
});

test('only bare line feeds get a carriage return', () => {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  expect(text(withCrLf(new TextEncoder().encode('\na\r\nb\n\nc\r')))).toBe('\r\na\r\nb\r\n\r\nc\r');
});
