/** wget: fetches trees and parts by URL. */
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { assertSameBytes, treeOf300, withTls, withTree } from './ftp-world.ts';
import type { Place } from './place.ts';
import { USER } from './seed.ts';

// It takes some signs of a name for its own.
const { tree, directories } = treeOf300(['plain', 'with space', 'comma,']);
const [[biggest, bytes]] = [...tree].slice(-1) as [[string, Uint8Array]];

const LOGIN = [`--user=${USER.user}`, `--password=${USER.password}`, '--tries=1', '--timeout=20', '--no-verbose'];
const run = (place: Place, ...args: readonly string[]) => place.run('wget', [...LOGIN, ...args]);

export const wget: Client = {
  name: 'wget',
  programs: ['wget'],
  version: () => /^GNU Wget (\S+)/.exec(versionOf('wget') ?? '')?.[1],
  journeys: [
    ...(['', '--no-passive-ftp'] as const).map((way) => ({
      name: `a tree of ${tree.size} files, ${way === '' ? 'passive' : 'active'}`,
      seed: withTree(tree, directories),
      go: async (place: Place) => {
        await run(
          place,
          ...(way === '' ? [] : [way]),
          '-r',
          '-nH',
          '--restrict-file-names=nocontrol',
          `${place.url('ftp')}/tree/`,
        );
        for (const [name, wanted] of tree) assertSameBytes(await place.bytes(name), wanted);
      },
    })),
    {
      name: 'a file from half-way on, and one as a guest',
      seed: withTree(tree, directories),
      go: async (place) => {
        await place.writeBytes('part', bytes.subarray(0, bytes.length >> 1));
        await run(place, '-c', '-O', 'part', `${place.url('ftp')}/${encodeURI(biggest)}`);
        assertSameBytes(await place.bytes('part'), bytes);
        await place.run('wget', ['--tries=1', '--no-verbose', '-O', 'tea', `${place.url('ftp')}/tea.txt`]);
        assertSameBytes(await place.bytes('tea'), place.hostFile('/srv/ftp/tea.txt') ?? new Uint8Array(0));
      },
    },
    ...(['AUTH', 'implicit'] as const).map((way) => ({
      name: `a file within TLS, ${way === 'AUTH' ? 'by AUTH' : 'from the first byte'}, the certificate verified`,
      seed: (course: Parameters<typeof withTls>[0]) => withTree(tree, directories)(withTls(course)),
      go: async (place: Place) => {
        const trust = `--ca-certificate=${await place.authority()}`;
        const port = place.port(way === 'AUTH' ? 'ftp' : 'ftps');
        const words = way === 'AUTH' ? [trust] : [trust, '--ftps-implicit'];
        await run(place, ...words, '-O', 'whole', `ftps://127.0.0.1:${port}/${encodeURI(biggest)}`);
        assertSameBytes(await place.bytes('whole'), bytes);
      },
    })),
  ],
};
