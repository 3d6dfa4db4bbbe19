/** The world that is fuzzed: small, with one of each thing that engines treat apart, and services set at random. */
import type { AccountDefinition, FileDefinition, HostDefinition, ServiceDefinition, WorldSeed } from '../labs/world.ts';
import type { EngineLimits, Surroundings } from '../server/protocols/engine.ts';
import { latin1Bytes } from '../server/protocols/lines.ts';
import type { Protocol, ServiceSetting } from '../server/protocols/registry.ts';
import { stores } from '../server/sandbox/stores.ts';
import { World } from '../server/sandbox/world.ts';
import { LETTERS } from './letters.ts';
import type { Random } from './random.ts';
import { type Drawn, drawSettings } from './settings.ts';

export const BEGAN = 1_719_505_089_000;

/** By name, as sources of the seed. */
const MAILS: Readonly<Record<string, string>> = {
  plain:
    'From: Archimedes <archimedes@server.thm>\nTo: strategos@server.thm\nSubject: Welcome\nDate: Thu, 27 Jun 2024 15:58:02 +0000\n\nHello.\n.\n..two\nBye.\n',
  noBody: 'From: a@b\nSubject: =?utf-8?Q?caf=C3=A9?=\n',
  noHeader: '\nonly a body',
  eightBit: 'Subject: \xe9t\xe9\nX: \xff\xfe\n\n\xe9\0\x80\n',
  folded:
    'Received: by a\n\tb\n c\nTo: "Q, \\"x" <q@server.thm>,\n two@server.thm, g: a@b, c@d;\nCc: (comment) x@y\n\nbody\n',
  multipart:
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\npreamble\n--b\nContent-Type: text/plain; charset=utf-8\n' +
    'Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b\nContent-Type: message/rfc822\n\nSubject: inner\nFrom: i@j\n\ninner text\n--b\n' +
    'Content-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--c\nContent-Type: text/html\n\n<p>two\n--c--\n--b--\nepilogue\n',
  longLine: `Subject: long\n\n${'x'.repeat(2000)}\n`,
  empty: '',
};

const FLAGS = [['\\Seen'], [], ['\\Flagged', 'work'], ['\\Deleted'], ['\\Answered', '\\Draft'], [], [], []];

const messages = Object.keys(MAILS).map((source, i) => ({
  source,
  uid: 2 * i + 1,
  flags: FLAGS[i] ?? [],
  internalDate: BEGAN - i * 86_400_000,
}));

/** A mailbox of their own: IMAP alone looks into mails. */
const letters = Object.keys(LETTERS).map((source, i) => ({
  source,
  uid: i + 1,
  flags: FLAGS[i % FLAGS.length] ?? [],
  internalDate: BEGAN - i * 3_600_000,
}));

const mailbox = (name: string, mails: typeof messages): AccountDefinition['mailboxes'][number] => ({
  name,
  uidValidity: 1_719_824_692,
  uidNext: 20,
  isSubscribed: name !== 'Junk',
  ...(name === 'Sent' && { specialUse: '\\Sent' }),
  messages: mails,
});

const accounts: readonly AccountDefinition[] = [
  {
    user: 'strategos',
    password: 'TabulaRasa7',
    home: '/home/strategos',
    uid: 1000,
    gid: 1000,
    mailboxes: [
      ...['INBOX', 'Sent', 'Archive.2023'].map((name) => mailbox(name, messages)),
      mailbox('Junk', []),
      { ...mailbox('Letters', letters), uidNext: 100 },
    ],
  },
  {
    user: 'archimedes',
    password: 'Eureka42',
    home: '/nowhere',
    uid: 1001,
    gid: 1001,
    quotaBytes: 3000,
    mailboxes: [mailbox('INBOX', messages.slice(0, 1))],
  },
];

const file = (path: string, more: Partial<FileDefinition> = {}): FileDefinition => ({
  path,
  modified: BEGAN - 1_000_000,
  mode: path.endsWith('/') ? 0o755 : 0o644,
  owner: 0,
  group: 0,
  ...(!path.endsWith('/') && more.link === undefined && { text: 'one\ntwo\r\nthree' }),
  ...more,
});

const files: readonly FileDefinition[] = [
  file('/srv/ftp/'),
  file('/srv/ftp/tea.txt'),
  file('/srv/ftp/.message'),
  file('/srv/ftp/with space.txt', { text: '' }),
  file('/srv/ftp/old.txt', { modified: 86_400_000 }),
  file('/srv/ftp/incoming/', { mode: 0o777 }),
  file('/srv/ftp/private/', { mode: 0o700 }),
  file('/srv/ftp/private/x', { mode: 0o600 }),
  file('/srv/ftp/deep/er/leaf.txt'),
  file('/srv/ftp/link.txt', { link: 'tea.txt' }),
  file('/srv/ftp/folder', { link: 'deep' }),
  file('/srv/ftp/loop', { link: 'loop' }),
  file('/srv/ftp/out', { link: '../../home/strategos/notes.txt' }),
  file('/srv/ftp/big.bin', { text: 'x'.repeat(100_000) }),
  file('/home/strategos/', { owner: 1000, group: 1000 }),
  file('/home/strategos/notes.txt', { owner: 1000, group: 1000 }),
  file('/home/strategos/docs/report.txt', { owner: 1000, group: 1000 }),
];

/** Texts and addresses that a grammar may name. */
export const HOST = 'server.thm';
export const LOCAL = { host: '10.10.41.192', port: 25 };
export const REMOTE = { host: '10.11.81.126', port: 40_000 };

const host = (name: string, address: string, more: Partial<HostDefinition> = {}): HostDefinition => ({
  name,
  address,
  aliases: [],
  services: {},
  files: [],
  ...more,
});

export const CLIENT = host('client.thm', REMOTE.host);

const hosts: readonly HostDefinition[] = [
  host(HOST, LOCAL.host, { aliases: ['mail.thm', 'alias.thm'], files }),
  CLIENT,
  host('mx.other.thm', '10.10.50.1'),
  host('mx2.other.thm', '10.10.50.2'),
];

export const seed: WorldSeed = {
  world: {
    name: 'fuzz',
    title: 'The world that is fuzzed',
    clock: BEGAN,
    learner: { host: 'client.thm', user: 'user', prompt: '$', home: '/', trustsAuthority: true },
    hosts,
    accounts,
    names: [
      { type: 'MX', name: 'other.thm', preference: 10, exchange: 'mx.other.thm' },
      { type: 'MX', name: 'other.thm', preference: 20, exchange: 'mx2.other.thm' },
      { type: 'MX', name: 'gone.thm', preference: 10, exchange: 'nobody.thm' },
      { type: 'MX', name: 'loop.thm', preference: 10, exchange: HOST },
      { type: 'MX', name: 'null.thm', preference: 0, exchange: '.' },
      { type: 'MX', name: 'backup.thm', preference: 10, exchange: 'mx.other.thm' },
      { type: 'MX', name: 'backup.thm', preference: 20, exchange: HOST },
      { type: 'MX', name: 'backup.thm', preference: 30, exchange: 'mx2.other.thm' },
      { type: 'CNAME', name: 'round.thm', target: 'about.thm' },
      { type: 'CNAME', name: 'about.thm', target: 'round.thm' },
      { type: 'TXT', name: 'other.thm', text: 'v=spf1 -all' },
    ],
    errands: [],
  },
  sources: new Map(
    Object.entries({ ...MAILS, ...LETTERS }).map(([name, text]) => [name, latin1Bytes(text.replace(/\n/g, '\r\n'))]),
  ),
};

const LIMITS: EngineLimits = {
  lineBytes: 16_384,
  messageBytes: 1 << 16,
  fileBytes: 1 << 16,
  idleMs: 300_000,
  loginMs: 180_000,
};

export interface ServiceShape {
  readonly protocol: Protocol;
  readonly software: string;
  readonly drawn: Drawn;
  /** The settings of every second service, so that all that a lesson needs is met often. */
  readonly usual: Readonly<Record<string, unknown>>;
}

/** A world with its clock; renewed now and then, so that what was done in it does not pile up. */
export class Place {
  readonly world: World;
  now = BEGAN;
  readonly #random: Random;
  #id = 0;

  constructor(random: Random) {
    this.#random = random;
    // Every third world has little room, so that it refuses.
    const isSmall = random.percent(33);
    this.world = new World(seed, {
      now: () => this.now,
      record: () => undefined,
      limits: { addedBytes: isSmall ? 3000 : 1 << 20, items: isSmall ? 8 : 300 },
    });
  }

  /** The clock and the usual limits, for those who have no service. */
  get surroundings(): Surroundings {
    return { now: () => this.now, limits: LIMITS };
  }

  /** A service of this world's first host; `isUsual`: with the settings that most lessons have. */
  setting({ protocol, software, drawn, usual }: ServiceShape, isUsual: boolean): ServiceSetting<never> {
    const random = this.#random;
    const settings = isUsual ? usual : drawSettings(protocol.settings, random, drawn);
    const service: ServiceDefinition = { software, settings, ...(random.percent(50) && { tls: 'both' }) };
    const [server] = hosts;
    if (server === undefined) throw new Error('the world has no host');
    const store = (stores as Readonly<Record<string, (typeof stores)[keyof typeof stores] | undefined>>)[protocol.name];
    return {
      host: server,
      service,
      surroundings: { now: () => this.now, limits: isUsual ? LIMITS : drawLimits(random) },
      nextId: () => ++this.#id,
      // The registry pairs each protocol with the store it was written for.
      store: store?.(this.world, server, service) as never,
    };
  }
}

function drawLimits(random: Random): EngineLimits {
  if (random.percent(50)) return LIMITS;
  return {
    ...LIMITS,
    lineBytes: random.pick([512, 1024, 16_384]),
    messageBytes: random.pick([200, 2000, 1 << 16]),
    fileBytes: random.pick([100, 1 << 16]),
  };
}
