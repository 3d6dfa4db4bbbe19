/** For tests: the files of the reference's FTP server as a world of its own, so that a test can change what it likes. */
import { readFileSync } from 'node:fs';
import type { FileDefinition, HostDefinition, ServiceDefinition, WorldSeed } from '../../labs/world.ts';
import type { EngineLimits } from '../protocols/engine.ts';
import type { FtpStore } from '../protocols/ftp/store.ts';
import type { ServiceSetting } from '../protocols/registry.ts';
import { ftpStore } from './ftp-store.ts';
import { archimedes, limits, strategos } from './mail-world.testkit.ts';
import type { WorldChange } from './change.ts';
import { World } from './world.ts';

const at = (time: string): number => Date.parse(`2024-06-27T${time}:00Z`);
const FOLDER = new URL('../../labs/worlds/course/files/', import.meta.url);

export interface FtpWorldOptions {
  readonly settings?: ServiceDefinition['settings'];
  readonly now?: () => number;
  readonly files?: readonly FileDefinition[];
  readonly record?: (changes: readonly WorldChange[]) => void;
  readonly addedBytes?: number;
  readonly items?: number;
  readonly limits?: Partial<EngineLimits>;
  readonly tls?: ServiceDefinition['tls'];
}

export interface FtpPlace {
  readonly world: World;
  readonly host: HostDefinition;
  readonly setting: () => ServiceSetting<FtpStore>;
}

/** The settings of the reference's second server. */
export const openSettings: ServiceDefinition['settings'] = {
  anonymousRoot: '/srv/ftp-open',
  anonymousUpload: true,
  anonymousMkdir: true,
  chrootUsers: true,
  umask: '077',
  asciiConversion: true,
  recursiveListing: true,
  asyncAbor: true,
  acceptSeconds: 3,
  dataSeconds: 4,
  idleSeconds: 6,
  banner: 'Welcome to the open FTP service.',
};

/** A file with its text, or a directory (its path ends in `/`). */
export function file(path: string, text?: string, more: Partial<FileDefinition> = {}): FileDefinition {
  const mode = path.endsWith('/') ? 0o755 : 0o644;
  return { path, ...(text !== undefined && { text }), modified: at('08:10'), mode, owner: 0, group: 0, ...more };
}

/** A symbolic link. */
export function link(path: string, target: string, more: Partial<FileDefinition> = {}): FileDefinition {
  return { path, link: target, modified: at('08:10'), mode: 0o777, owner: 0, group: 0, ...more };
}

const mine = { owner: 1000, group: 1000 };

/** The reference's trees. */
export const referenceFiles: readonly FileDefinition[] = [
  file('/srv/ftp/', undefined, { modified: at('08:00') }),
  ...courseFiles('/srv/ftp'),
  file('/srv/ftp-open/'),
  file('/srv/ftp-open/incoming/', undefined, { owner: 102, group: 105 }),
  file('/srv/ftp-open/private/', undefined, { mode: 0o700 }),
  file('/srv/ftp-open/private/x.txt', 'x\n', { mode: 0o600 }),
  file('/srv/ftp-open/pub/'),
  // In the order of the recorded directory, which LIST -t shows where dates are equal.
  ...[
    file('/srv/ftp-open/pub/bytes.bin', '\0\u0001\u0002\n\r\n?'),
    file('/srv/ftp-open/pub/.hidden', 'hidden\n'),
    file('/srv/ftp-open/pub/dos.txt', 'one\r\ntwo\r\nthree\r\n'),
    courseFile('/srv/ftp-open/pub/flag.txt'),
    courseFile('/srv/ftp-open/pub/coffee.txt'),
    file('/srv/ftp-open/pub/.message', 'Hello from the pub folder.\nSecond line.\n'),
    file('/srv/ftp-open/pub/deep/'),
    file('/srv/ftp-open/pub/deep/leaf.txt', 'deep\n'),
    courseFile('/srv/ftp-open/pub/tea.txt'),
    file('/srv/ftp-open/pub/with space.txt', 'a\nb\n'),
    link('/srv/ftp-open/pub/link.txt', 'coffee.txt'),
  ],
  file('/srv/ftp-open/big/'),
  file('/home/strategos/', undefined, mine),
  file('/home/strategos/notes.txt', 'my notes\nline two\n', mine),
  file('/home/strategos/docs/', undefined, mine),
  file('/home/strategos/docs/report.txt', 'report\n', mine),
  file('/home/strategos/docs/empty/', undefined, mine),
];

function courseFiles(folder: string): FileDefinition[] {
  return ['coffee.txt', 'flag.txt', 'tea.txt'].map((name, i) =>
    courseFile(`${folder}/${name}`, { modified: at(`08:0${i + 3}`) }),
  );
}

function courseFile(path: string, more: Partial<FileDefinition> = {}): FileDefinition {
  return file(path, readFileSync(new URL(path.slice(path.lastIndexOf('/') + 1), FOLDER), 'utf8'), more);
}

const linksOf = (folder: string, targets: Readonly<Record<string, string>>, more = {}): FileDefinition[] =>
  Object.entries(targets).map(([name, target]) => link(`${folder}/${name}`, target, more));

/** The same with links that lead to files, directories, elsewhere, nowhere and round in a circle. */
export const linkedFiles: readonly FileDefinition[] = [
  ...referenceFiles,
  file('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
  ...linksOf(
    '/home/strategos',
    {
      'to-file': 'notes.txt',
      'to-dir': 'docs',
      'to-etc': '/etc/passwd',
      broken: '/nosuch',
      loop1: 'loop2',
      loop2: 'loop1',
      'to-link': 'to-file',
      'to-srv': '/srv/ftp',
      up: '../../..',
      here: '.',
      'to-new': 'docs/new.txt',
    },
    mine,
  ),
  ...linksOf('/srv/ftp-open/pub', {
    'out-rel': '../../ftp/tea.txt',
    'out-abs': '/srv/ftp-open/pub/tea.txt',
    'in-abs': '/pub/tea.txt',
    up: '../../../..',
    inc: '/incoming',
    noread: '../private/x.txt',
    nodir: '../private',
    again: '../pub',
  }),
];

export function ftpWorld(options: FtpWorldOptions = {}): FtpPlace {
  const service: ServiceDefinition = {
    software: 'vsFTPd 3.0.5',
    settings: options.settings ?? {},
    ...(options.tls !== undefined && { tls: options.tls }),
  };
  const host: HostDefinition = {
    name: 'server.thm',
    address: '10.10.41.192',
    aliases: [],
    services: { ftp: service },
    files: options.files ?? referenceFiles,
  };
  const seed: WorldSeed = {
    world: {
      name: 'test',
      title: 'A world for tests',
      clock: 0,
      learner: { host: 'client.thm', user: 'user', prompt: '$', home: '/', trustsAuthority: true },
      hosts: [host],
      accounts: [strategos({ mailboxes: [] }), archimedes()],
      names: [],
      errands: [],
    },
    sources: new Map(),
  };
  const world = new World(seed, {
    // When the reference was recorded.
    now: options.now ?? (() => Date.parse('2026-11-23T05:25:00Z')),
    record: options.record ?? (() => undefined),
    limits: { addedBytes: options.addedBytes ?? 1 << 24, items: options.items ?? 10_000 },
  });
  let id = 0;
  return {
    world,
    host,
    setting: () => ({
      host,
      service,
      surroundings: { now: () => world.now(), limits: { ...limits, ...options.limits } },
      nextId: () => ++id,
      store: ftpStore(world, host, service),
    }),
  };
}
