/** The programs of the machine that tests use: the one list from which `npm test` installs them and tests ask for them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Program → Debian's package of it. */
export const packages = {
  curl: 'curl',
  exim4: 'exim4-daemon-light',
  fetchmail: 'fetchmail',
  getmail: 'getmail6',
  'inetutils-ftp': 'inetutils-ftp',
  lftp: 'lftp',
  mbsync: 'isync',
  msmtp: 'msmtp',
  mutt: 'mutt',
  ncftpget: 'ncftp',
  offlineimap: 'offlineimap3',
  openssl: 'openssl',
  python3: 'python3',
  's-nail': 's-nail',
  // Gives mutt a terminal.
  script: 'bsdutils',
  swaks: 'swaks',
  tnftp: 'tnftp',
  wget: 'wget',
};

/** How those say their version that have another word for it; ncftp's and tnftp's have none that ends well. */
const versionWords = { ncftpget: ['-v'], openssl: ['version'], tnftp: ['-?'] };

/** Where programs are looked for: an ordinary user's PATH leaves the system's out. */
export const searchPath = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;

/** Where missing programs are installed, and where their lack is therefore a failure: CI=true, on a Debian, as root. */
export const isEquipped = process.env.CI === 'true' && process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** What the program says of its version; undefined where it is not on this machine. */
export function versionOf(program) {
  const env = { ...process.env, PATH: searchPath };
  const words = versionWords[program];
  const { error, status, stdout, stderr } = spawnSync(program, words ?? ['--version'], {
    ...{ env, encoding: 'utf8', timeout: 20_000, input: '' },
  });
  if (error !== undefined || (words === undefined && status !== 0)) return undefined;
  return (stdout.trim() === '' ? stderr : stdout).trim();
}

/** The packages of those programs that are not on this machine. */
export function missingPackages() {
  return Object.keys(packages).flatMap((program) => (versionOf(program) === undefined ? [packages[program]] : []));
}
