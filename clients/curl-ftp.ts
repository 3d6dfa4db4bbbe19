/** curl: FTP in every way, and all four protocols within TLS, the certificate verified. */
import assert from 'node:assert/strict';
import { versionOf } from '../scripts/programs.mjs';
import type { Client } from './client.ts';
import { assertSameBytes, HOME, large, LARGE_LIMITS, withTls, withTlsAnd, withTree } from './ftp-world.ts';
import { assertSame, crlf, expectLetter, letter } from './letters.ts';
import type { Place } from './place.ts';
import { OTHER, USER } from './seed.ts';

const LOGIN = ['--user', `${USER.user}:${USER.password}`];
const LARGE = 'large.bin';
const MEGABYTE = 1_000_000;
/** curl(1): the server denied the login; the certificate can't be verified. */
const LOGIN_DENIED = 67;
const UNVERIFIED = 60;

const run = (place: Place, args: readonly string[], code = 0) =>
  place.run('curl', ['--silent', '--show-error', '--max-time', '24', ...args], { code });

/** What is asked of curl so that it speaks within TLS, explicitly or from the first byte, and trusts our authority alone. */
async function ways(place: Place): Promise<readonly (readonly [url: string, args: readonly string[]])[]> {
  const trust = ['--cacert', await place.authority()];
  return [
    [place.url('ftp'), ['--ssl-reqd', ...trust]],
    [place.url('ftps'), trust],
  ];
}

/** Lists, sends, appends, resumes, fetches a part, renames and deletes. */
async function everything(place: Place, url: string, args: readonly string[]): Promise<void> {
  const text = Buffer.from('one\ntwo\nthree\n');
  const file = await place.writeBytes('up.txt', text);
  const ask = (words: readonly string[], at = '/') => run(place, [...LOGIN, ...args, ...words, `${url}${at}`]);
  await ask(['--upload-file', file], '/made/up.txt;type=i').catch(() => undefined);
  await ask(['--upload-file', file, '--ftp-create-dirs'], '/made/up.txt');
  await ask(['--upload-file', file, '--append'], '/made/up.txt');
  assertSameBytes(place.hostFile(`${HOME}/made/up.txt`), Buffer.concat([text, text]));
  assert.match((await ask([], '/made/')).output, /^-rw-r--r-- +1 1000 +1000 +28 .* up\.txt\r?\n$/);
  assert.equal((await ask(['--list-only'], '/made/')).output.trimEnd(), 'up.txt');
  assert.equal((await ask(['--range', '4-6'], '/made/up.txt')).output, 'two');
  await place.writeBytes('half', text.subarray(0, 7));
  await ask(['--continue-at', '-', '--output', 'half'], '/made/up.txt');
  assertSameBytes(await place.bytes('half'), Buffer.concat([text, text]));
  assert.match((await ask(['--head'], '/made/up.txt')).output, /Content-Length: 28\r\n/);
  await ask(['--quote', 'RNFR made/up.txt', '--quote', 'RNTO made/moved.txt']);
  assert.ok(place.hostFile(`${HOME}/made/moved.txt`) !== undefined);
  await ask(['--quote', 'DELE made/moved.txt', '--quote', 'RMD made']);
  assert.equal(place.hostFile(`${HOME}/made/moved.txt`), undefined);
}

/** Down, up, and both again from half-way. */
async function hundredMegabytes(place: Place, url: string, args: readonly string[]): Promise<void> {
  const ask = (words: readonly string[], at: string) => run(place, [...LOGIN, ...args, ...words, `${url}${at}`]);
  await ask(['--output', 'down.bin'], `/${LARGE}`);
  assertSameBytes(await place.bytes('down.bin'), large());
  await ask(['--upload-file', 'down.bin'], '/up.bin');
  assertSameBytes(place.hostFile(`${HOME}/up.bin`), large());
  const half = large().subarray(0, 50 * MEGABYTE);
  await place.writeBytes('half.bin', half);
  await ask(['--upload-file', 'half.bin'], '/resumed.bin');
  await ask(['--continue-at', '-', '--upload-file', 'down.bin'], '/resumed.bin');
  assertSameBytes(place.hostFile(`${HOME}/resumed.bin`), large());
  await ask(['--continue-at', '-', '--output', 'half.bin'], `/${LARGE}`);
  assertSameBytes(await place.bytes('half.bin'), large());
}

export const curlFtp: Client = {
  name: 'curl-ftp',
  programs: ['curl'],
  version: () => /^curl (\S+)/.exec(versionOf('curl') ?? '')?.[1],
  journeys: [
    ...[
      ['EPSV', []],
      ['PASV', ['--disable-epsv']],
      ['EPRT', ['--ftp-port', '-']],
      ['PORT', ['--ftp-port', '-', '--disable-eprt']],
    ].map(([way, args]) => ({
      name: `ftp: everything with files, by ${String(way)}`,
      go: (place: Place) => everything(place, place.url('ftp'), args as readonly string[]),
    })),
    {
      name: 'ftp: everything over IPv6, passive and active',
      go: async (place) => {
        const url = `ftp://[::1]:${place.port('ftp')}`;
        await everything(place, url, []);
        await everything(place, url, ['--ftp-port', '-']);
      },
    },
    {
      // Active, it waits for a handshake that it does not begin, before vsftpd too.
      name: 'ftp: everything within TLS, by AUTH and on its own port',
      seed: withTls,
      go: async (place) => {
        for (const [url, args] of await ways(place)) await everything(place, url, args);
      },
    },
    {
      name: 'ftp: the control connection is cleared (CCC), the data stays secured',
      seed: withTlsAnd({ clearCommandChannel: true, dataTls: 'required' }),
      go: async (place) => {
        const [[url, args] = ['', []]] = await ways(place);
        for (const mode of ['passive', 'active']) {
          await everything(place, url, [...args, '--ftp-ssl-ccc', '--ftp-ssl-ccc-mode', mode]);
        }
      },
    },
    {
      name: 'ftp: no password and no data in the clear where the world forbids it',
      seed: withTlsAnd({ plaintextLogin: false, dataTls: 'required', dataTlsResumed: true }),
      go: async (place) => {
        await run(place, [...LOGIN, `${place.url('ftp')}/`], LOGIN_DENIED);
        const [[url, args] = ['', []]] = await ways(place);
        await everything(place, url, args);
        await run(place, [...LOGIN, '--ssl-reqd', `${url}/`], UNVERIFIED);
      },
    },
    {
      name: 'ftp: 100 MB down, up, and both from half-way',
      seed: withTree(new Map([[LARGE, large()]])),
      config: LARGE_LIMITS,
      go: (place) => hundredMegabytes(place, place.url('ftp'), []),
    },
    {
      name: 'ftp within TLS: 100 MB down, up, and both from half-way',
      seed: (course) => withTree(new Map([[LARGE, large()]]))(withTls(course)),
      config: LARGE_LIMITS,
      go: async (place) => {
        const [[url, args] = ['', []]] = await ways(place);
        await hundredMegabytes(place, url, args);
      },
    },
    {
      name: 'smtp, submission: within TLS, by STARTTLS and on port 465',
      seed: withTls,
      go: async (place) => {
        const trust = ['--cacert', await place.authority()];
        const sent = letter({ subject: 'Within TLS' });
        const file = await place.write('letter.eml', crlf(sent));
        const to = [
          '--mail-from',
          'user@client.thm',
          '--mail-rcpt',
          OTHER.address,
          '--upload-file',
          file,
          ...trust,
          ...LOGIN,
        ];
        for (const url of [place.url('smtp'), place.url('smtp', 'submission')]) {
          await run(place, ['--ssl-reqd', ...to, url]);
        }
        await run(place, [...to, place.url('smtps')]);
        const came = place.arrived(OTHER.user);
        assert.equal(came.length, 3);
        for (const mail of came) {
          expectLetter([mail], sent);
          assert.match(mail, /with esmtpsa {2}\(TLS1\.3\) tls TLS_/);
        }
      },
    },
    {
      name: 'pop3, imap: within TLS, by STLS, STARTTLS and on ports of their own',
      seed: withTls,
      go: async (place) => {
        const trust = ['--cacert', await place.authority()];
        const [first = ''] = place.inbox(USER.user);
        for (const [url, at] of [
          [place.url('pop3'), '/1'],
          [place.url('pop3s'), '/1'],
          [place.url('imap'), '/INBOX;MAILINDEX=1'],
          [place.url('imaps'), '/INBOX;MAILINDEX=1'],
        ] as const) {
          assertSame((await run(place, [...LOGIN, '--ssl-reqd', ...trust, `${url}${at}`])).output, first);
        }
        await run(place, [...LOGIN, `${place.url('imaps')}/`], UNVERIFIED);
      },
    },
  ],
};
