/** `openssl s_client` at every port that speaks TLS or can: the certificate must be the installation's, for that name. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { withTls } from './ftp-world.ts';
import type { Place } from './place.ts';
import { HOST } from './seed.ts';

/** What is said within TLS, and what must be answered. */
const WORDS = {
  smtp: ['QUIT', /^221 example\.thm closing connection\r$/m],
  pop3: ['QUIT', /^\+OK Logging out\r$/m],
  imap: ['a LOGOUT', /^a OK Logout completed/m],
  ftp: ['QUIT', /^221 Goodbye\.\r$/m],
} as const;

async function talk(place: Place, name: keyof typeof WORDS, words: readonly string[]): Promise<void> {
  const [line, reply] = WORDS[name];
  const verify = ['-CAfile', await place.authority(), '-verify_return_error', '-verify_hostname', HOST];
  const args = ['s_client', '-quiet', '-crlf', ...verify, '-servername', HOST, ...words];
  const { output, errors } = await place.run('openssl', args, { input: `${line}\n` });
  assert.match(output, reply);
  assert.match(errors, /depth=1 CN = Plaintalk Certificate Authority\nverify return:1\ndepth=0 CN = example\.thm\n/);
}

export const openssl: Client = {
  name: 'openssl',
  programs: ['openssl'],
  version: () => /^OpenSSL (\S+)/.exec(versionOf('openssl') ?? '')?.[1],
  journeys: (['smtp', 'pop3', 'imap', 'ftp'] as const).flatMap((name) => [
    {
      name: `${name}: upgraded`,
      seed: withTls,
      go: async (place: Place) => {
        const at = `127.0.0.1:${place.port(name)}`;
        for (const version of ['-tls1_3', '-tls1_2']) {
          await talk(place, name, ['-connect', at, '-starttls', name, version]);
        }
      },
    },
    {
      name: `${name}s: from the first byte, over IPv4 and IPv6`,
      seed: withTls,
      go: async (place: Place) => {
        for (const host of ['127.0.0.1', '[::1]']) {
          await talk(place, name, ['-connect', `${host}:${place.port(`${name}s`)}`]);
        }
      },
    },
  ]),
};
