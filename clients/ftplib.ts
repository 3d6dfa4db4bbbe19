/** ftplib: the FTP client of Python's own library, plain and within TLS; speaks by `ftplib.py`. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { HOME, withTlsAnd } from './ftp-world.ts';
import type { Place } from './place.ts';
import { setting, USER } from './seed.ts';

type Said = Readonly<Record<string, unknown>>;

async function said(place: Place, host: string, words: readonly string[] = []): Promise<Said> {
  const script = await place.write('session.py', await readFile(path.resolve('clients/ftplib.py'), 'latin1'));
  const args = ['-I', script, host, String(place.port('ftp')), USER.user, USER.password, ...words];
  const heard = JSON.parse((await place.run('python3', args)).output) as Said;
  assert.equal(heard['pwd'], HOME);
  for (const verb of ['stor', 'retr']) assert.equal(heard[verb], '226 Transfer complete.', verb);
  for (const verb of ['same', 'part', 'list', 'nlst']) assert.equal(heard[verb], true, verb);
  assert.equal(heard['size'], 1_024_000);
  assert.equal(heard['mlsd'], 'file');
  assert.equal(heard['mkd'], `${HOME}/made`);
  assert.equal(heard['refused'], '550 Failed to open file.');
  assert.equal(heard['quit'], '221 Goodbye.');
  assert.equal(place.hostFile(`${HOME}/up.bin`), undefined);
  return heard;
}

export const ftplib: Client = {
  name: 'ftplib',
  programs: ['python3'],
  version: () => /^Python (\S+)/.exec(versionOf('python3') ?? '')?.[1],
  journeys: [
    ...['127.0.0.1', '::1'].map((host) => ({
      name: `a session, passive and active, at ${host}`,
      seed: setting('ftp', { machineListings: true }),
      go: async (place: Place) => {
        await said(place, host);
      },
    })),
    {
      name: 'a session within TLS: AUTH, PROT P, CCC, the certificate verified',
      seed: withTlsAnd({ machineListings: true, clearCommandChannel: true }),
      go: async (place) => {
        const heard = await said(place, 'localhost', [await place.authority()]);
        assert.equal(heard['prot'], '200 PROT now Private.');
        assert.equal(heard['ccc'], '200 Control connection now clear.');
        assert.equal(heard['clear'], HOME);
      },
    },
  ],
};
