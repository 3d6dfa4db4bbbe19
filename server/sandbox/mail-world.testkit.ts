/** For tests: the mail of the course's world as a world of its own, so that a test can change what it likes. */
import { readFileSync } from 'node:fs';
import type { AccountDefinition, HostDefinition, NameRecord, ServiceDefinition, WorldSeed } from '../../labs/world.ts';
import type { ServiceSetting } from '../protocols/registry.ts';
import type { EngineLimits } from '../protocols/engine.ts';
import type { WorldChange } from './change.ts';
import { World } from './world.ts';

const MAILS = ['inbox/1-welcome.eml', 'inbox/2-geometry.eml', 'inbox/3-telnet.eml', 'inbox/4-dots.eml'];
const DATES = ['15:58:02', '16:05:40', '16:19:35', '16:30:00'].map((time) => Date.parse(`2024-06-27T${time}Z`));

export interface MailWorldOptions {
  readonly hostName?: string;
  readonly aliases?: readonly string[];
  readonly accounts?: readonly AccountDefinition[];
  readonly names?: readonly NameRecord[];
  /** Hosts beside the mail server. */
  readonly others?: readonly HostDefinition[];
  readonly sources?: ReadonlyMap<string, Uint8Array>;
  readonly now?: () => number;
  readonly addedBytes?: number;
  readonly services?: Readonly<Record<string, ServiceDefinition>>;
  readonly record?: (changes: readonly WorldChange[]) => void;
}

/** The mail host's services, where a test wants no others. */
export const services: Readonly<Record<string, ServiceDefinition>> = {
  smtp: {
    software: 'Exim 4.95 Ubuntu',
    settings: {
      aliases: {
        postmaster: 'strategos',
        staff: ['strategos', 'archimedes'],
        noreply: ':fail: this mailbox is not read',
        broken: ':defer: come back later',
      },
    },
  },
  pop3: { software: 'Dovecot (Ubuntu)', settings: {} },
};

export const limits: EngineLimits = {
  lineBytes: 16_384,
  messageBytes: 1 << 20,
  fileBytes: 1 << 20,
  idleMs: 300_000,
  loginMs: 180_000,
};

/** INBOX of strategos as the reference has it. */
export function strategos(overrides: Partial<AccountDefinition> = {}): AccountDefinition {
  const messages = MAILS.map((source, i) => ({
    source,
    uid: i + 1,
    flags: i === 0 ? ['\\Seen'] : [],
    internalDate: DATES[i] ?? 0,
  }));
  return {
    user: 'strategos',
    password: 'TabulaRasa7',
    home: '/home/strategos',
    uid: 1000,
    gid: 1000,
    mailboxes: [{ name: 'INBOX', uidValidity: 1719824692, uidNext: 5, isSubscribed: true, messages }],
    ...overrides,
  };
}

export function archimedes(): AccountDefinition {
  return {
    user: 'archimedes',
    password: 'Eureka42',
    home: '/home/archimedes',
    uid: 1001,
    gid: 1001,
    mailboxes: [{ name: 'INBOX', uidValidity: 1719824800, uidNext: 1, isSubscribed: true, messages: [] }],
  };
}

/** A world with one mail server, and the host of it. */
export function mailWorld(options: MailWorldOptions = {}): { readonly world: World; readonly host: HostDefinition } {
  const host: HostDefinition = {
    name: options.hostName ?? 'server.thm',
    address: '10.10.41.192',
    aliases: options.aliases ?? [],
    services: { ...services, ...options.services },
    files: [],
  };
  const seed: WorldSeed = {
    world: {
      name: 'test',
      title: 'A world for tests',
      clock: 0,
      learner: { host: 'client.thm', user: 'user', prompt: '$', home: '/', trustsAuthority: true },
      hosts: [host, ...(options.others ?? [])],
      accounts: options.accounts ?? [strategos(), archimedes()],
      names: options.names ?? [],
      errands: [],
    },
    sources: options.sources ?? courseMails(),
  };
  const world = new World(seed, {
    now: options.now ?? (() => Date.parse('2024-06-27T16:18:09Z')),
    record: options.record ?? (() => undefined),
    limits: { addedBytes: options.addedBytes ?? 1 << 24, items: 10_000 },
  });
  return { world, host };
}

/** What an engine of the host is created with. */
export function settingOf<Store>(
  { world, host }: ReturnType<typeof mailWorld>,
  protocol: string,
  store: (world: World, host: HostDefinition, service: ServiceDefinition) => Store,
): ServiceSetting<Store> {
  const service = host.services[protocol];
  if (service === undefined) throw new Error(`the host has no ${protocol}`);
  let id = 2600;
  return {
    host,
    service,
    surroundings: { now: () => world.now(), limits },
    nextId: () => ++id,
    store: store(world, host, service),
  };
}

function courseMails(): ReadonlyMap<string, Uint8Array> {
  const folder = new URL('../../labs/worlds/course/mail/', import.meta.url);
  return new Map(
    MAILS.map((name) => {
      const text = readFileSync(new URL(name, folder), 'latin1').replace(/\r?\n/g, '\r\n');
      return [name, new Uint8Array(Buffer.from(text, 'latin1'))] as const;
    }),
  );
}
