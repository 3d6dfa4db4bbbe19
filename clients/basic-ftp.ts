/** basic-ftp: what programs of Node's speak FTP with; runs in this process. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Client as BasicFtp } from 'basic-ftp';
import packageFile from 'basic-ftp/package.json' with { type: 'json' };
import { readFile } from 'node:fs/promises';
import type { Client } from './client.ts';
import { assertSameBytes, HOME, treeOf300, withTls, withTree } from './ftp-world.ts';
import type { Place } from './place.ts';
import { USER } from './seed.ts';

const { tree, directories } = treeOf300();
const seed = withTree(tree, directories);

async function session(place: Place, secure: boolean | 'implicit'): Promise<void> {
  const client = new BasicFtp(20_000);
  try {
    await client.access({
      host: '127.0.0.1',
      port: place.port(secure === 'implicit' ? 'ftps' : 'ftp'),
      user: USER.user,
      password: USER.password,
      secure,
      ...(secure !== false && { secureOptions: { ca: await readFile(await place.authority()) } }),
    });
    await client.downloadToDir(path.join(place.folder, 'came'), 'tree');
    for (const [name, bytes] of tree) assertSameBytes(await place.bytes(name.replace(/^tree/, 'came')), bytes);
    await client.uploadFrom(Readable.from([Buffer.from('by '), Buffer.from('hand')]), 'up.txt');
    await client.appendFrom(Readable.from([Buffer.from('!')]), 'up.txt');
    assertSameBytes(place.hostFile(`${HOME}/up.txt`), Buffer.from('by hand!'));
    assert.equal(await client.size('up.txt'), 8);
    await client.rename('up.txt', 'moved.txt');
    await client.removeDir('tree');
    const names = (await client.list()).map(({ name }) => name);
    assert.ok(names.includes('moved.txt') && !names.includes('tree'));
  } finally {
    client.close();
  }
}

export const basicFtp: Client = {
  name: 'basic-ftp',
  programs: [],
  version: () => packageFile.version,
  journeys: [
    { name: `${tree.size} files down, files up, plain`, seed, go: (place) => session(place, false) },
    ...([true, 'implicit'] as const).map((secure) => ({
      name: `${tree.size} files down, files up, within TLS ${secure === true ? 'by AUTH' : 'from the first byte'}`,
      seed: (course: Parameters<typeof withTls>[0]) => seed(withTls(course)),
      go: (place: Place) => session(place, secure),
    })),
  ],
};
