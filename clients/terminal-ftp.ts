/** The `ftp` programs that people type into: tnftp, GNU inetutils' ftp, and NcFTP's ncftpget, ncftpput and ncftpls. */
import assert from 'node:assert/strict';
import { type packages, versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { assertSameBytes, HOME, treeOf300, withTree } from './ftp-world.ts';
import type { Place } from './place.ts';
import { USER } from './seed.ts';

const { tree, directories } = treeOf300();
const [[name, bytes]] = [...tree].slice(-1) as [[string, Uint8Array]];
const seed = withTree(tree, directories);
const TEXT = Buffer.from('one\ntwo\n');

interface Typed {
  readonly program: keyof typeof packages;
  readonly words: (place: Place) => readonly string[];
  readonly commands: readonly string[];
}

/** Lists, makes a directory, sends, fetches, appends, renames, deletes: line by line, as somebody would type it. */
async function session(place: Place, { program, words, commands }: Typed): Promise<string> {
  await place.writeBytes('up.txt', TEXT);
  const lines = [
    ...commands,
    'binary',
    'pwd',
    'mkdir made',
    'cd made',
    'put up.txt',
    'append up.txt up.txt',
    'rename up.txt moved.txt',
    'dir',
    'size moved.txt',
    'cd ..',
    `get "${name}" came.bin`,
    'quit',
  ];
  const { output } = await place.run(program, words(place), { input: `${lines.join('\n')}\n` });
  assertSameBytes(place.hostFile(`${HOME}/made/moved.txt`), Buffer.concat([TEXT, TEXT]));
  assertSameBytes(await place.bytes('came.bin'), bytes);
  return output;
}

const login = `user ${USER.user} ${USER.password}`;

export const tnftp: Client = {
  name: 'tnftp',
  programs: ['tnftp'],
  // It does not say its version.
  version: () => (versionOf('tnftp') === undefined ? undefined : 'here'),
  journeys: (['-p', '-A'] as const).flatMap((way) =>
    (['127.0.0.1', '::1'] as const).map((host) => ({
      name: `a session by hand, ${way === '-p' ? 'passive' : 'active'}, at ${host}`,
      seed,
      go: async (place: Place) => {
        const output = await session(place, {
          program: 'tnftp',
          words: () => ['-n', '-v', way, host, String(place.port('ftp'))],
          commands: [login],
        });
        assert.match(output, /226 Transfer complete\./);
        assert.match(output, /moved\.txt/);
      },
    })),
  ),
};

export const inetutils: Client = {
  name: 'inetutils-ftp',
  programs: ['inetutils-ftp'],
  version: () => /\(GNU inetutils\) (\S+)/.exec(versionOf('inetutils-ftp') ?? '')?.[1],
  journeys: (['passive', 'active'] as const).map((way) => ({
    name: `a session by hand, ${way}`,
    seed,
    go: async (place: Place) => {
      const output = await session(place, {
        program: 'inetutils-ftp',
        words: () => ['-n', '-v', ...(way === 'passive' ? ['-p'] : [])],
        commands: [`open 127.0.0.1 ${place.port('ftp')}`, login, ...(way === 'active' ? ['sendport'] : []).slice(1)],
      });
      assert.match(output, /226 Transfer complete\./);
    },
  })),
};

export const ncftp: Client = {
  name: 'ncftp',
  programs: ['ncftpget'],
  version: () => /NcFTPGet (\S+)/.exec(versionOf('ncftpget') ?? '')?.[1],
  journeys: (['-F', '-E'] as const).map((way) => ({
    name: `a tree of ${tree.size} files down and up, ${way === '-F' ? 'passive' : 'active'}`,
    seed,
    go: async (place: Place) => {
      const where = [way, '-V', '-u', USER.user, '-p', USER.password, '-P', String(place.port('ftp'))];
      await place.run('ncftpget', ['-R', ...where, '127.0.0.1', '.', 'tree']);
      for (const [one, wanted] of tree) assertSameBytes(await place.bytes(one), wanted);
      await place.run('ncftpput', ['-R', '-m', ...where, '127.0.0.1', 'again', 'tree']);
      for (const [one, wanted] of tree) assertSameBytes(place.hostFile(`${HOME}/again/${one}`), wanted);
      const { output } = await place.run('ncftpls', [
        '-l',
        ...where.filter((word) => word !== '-V'),
        'ftp://127.0.0.1/again/tree/',
      ]);
      assert.match(output, /part 5/);
    },
  })),
};
