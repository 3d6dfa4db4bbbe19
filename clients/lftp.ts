/** lftp: mirrors trees both ways, on several connections at once. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { assertSameBytes, HOME, treeOf300, withTls, withTree } from './ftp-world.ts';
import type { Place } from './place.ts';
import { USER } from './seed.ts';

const { tree, directories } = treeOf300();

/** Mirrors the tree down, then what came up again under another name, on four connections. */
async function mirror(place: Place, port: number, settings: readonly string[], host = '127.0.0.1'): Promise<void> {
  const set = ['net:max-retries 1', 'net:timeout 20', 'cmd:fail-exit yes', ...settings];
  const commands = [
    ...set.map((one) => `set ${one}`),
    `open -u ${USER.user},${USER.password} -p ${port} ${host}`,
    'mirror --parallel=4 tree came',
    'mirror --reverse --parallel=4 came again',
  ];
  await place.run('lftp', ['-c', commands.join('; ')]);
  const came = await readdir(path.join(place.folder, 'came'), { recursive: true, withFileTypes: true });
  assert.equal(came.filter((entry) => entry.isFile()).length, tree.size);
  for (const [name, bytes] of tree) {
    const below = name.replace(/^tree\//, '');
    assertSameBytes(await place.bytes(path.join('came', below)), bytes);
    assertSameBytes(place.hostFile(`${HOME}/again/${below}`), bytes);
  }
}

const seed = withTree(tree, directories);

export const lftp: Client = {
  name: 'lftp',
  programs: ['lftp'],
  version: () => /Version (\S+)/.exec(versionOf('lftp') ?? '')?.[1],
  journeys: [
    {
      name: `${tree.size} files both ways, passive`,
      seed,
      go: (place) => mirror(place, place.port('ftp'), ['ftp:ssl-allow no', 'ftp:passive-mode yes']),
    },
    {
      name: `${tree.size} files both ways, active`,
      seed,
      go: (place) => mirror(place, place.port('ftp'), ['ftp:ssl-allow no', 'ftp:passive-mode no']),
    },
    {
      // Active over IPv6 it says `EPRT |2|::|…`: an address that is nobody's.
      name: `${tree.size} files both ways over IPv6, passive`,
      seed,
      go: (place) => mirror(place, place.port('ftp'), ['ftp:ssl-allow no', 'ftp:passive-mode yes'], '::1'),
    },
    {
      name: `${tree.size} files both ways within TLS, the certificate verified`,
      seed: (course) => seed(withTls(course)),
      go: async (place) => {
        const file = await place.authority();
        const tls = [
          'ftp:ssl-force yes',
          'ftp:ssl-protect-data yes',
          'ftp:ssl-protect-list yes',
          `ssl:ca-file ${file}`,
        ];
        await mirror(place, place.port('ftp'), tls);
      },
    },
  ],
};
