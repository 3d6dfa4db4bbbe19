/** The worlds of the journeys: the course's, whose mail server takes submissions too, and what single journeys change. */
import path from 'node:path';
import type { AccountDefinition, HostDefinition, ServiceDefinition, WorldSeed } from '../labs/world.ts';
import { limitsOf, readConfig } from '../server/config.ts';
import { protocols } from '../server/protocols/index.ts';
import type { Protocol } from '../server/protocols/registry.ts';
import { stores } from '../server/sandbox/stores.ts';
import { loadCatalogue } from '../server/seats/load-catalogue.ts';
import type { StoreOf } from '../server/seats/servers.ts';

export const HOST = 'example.thm';
export const USER = { user: 'strategos', password: 'TabulaRasa7', address: `strategos@${HOST}` };
export const OTHER = { user: 'archimedes', password: 'Eureka42', address: `archimedes@${HOST}` };

export const protocolMap: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocols));
export const storeMap: ReadonlyMap<string, StoreOf> = new Map(Object.entries<StoreOf>(stores));

let loadedSeed: WorldSeed | undefined;

/** The course's world, with submission on its mail server. @throws Error where the course is not in order */
export function courseSeed(): WorldSeed {
  if (loadedSeed !== undefined) return loadedSeed;
  const loaded = loadCatalogue([path.resolve('labs')], protocolMap);
  if ('problems' in loaded) throw new Error(`the course is not in order: ${JSON.stringify(loaded.problems[0])}`);
  loadedSeed = withServices(loaded.catalogue.seed('course'), (services) => ({
    ...(services['smtp'] !== undefined && { submission: services['smtp'] }),
    ...services,
  }));
  return loadedSeed;
}

/** Every limit as it is set by default, or as the environment would set it. */
export function limitsWith(environment: Readonly<Record<string, string>>): ReturnType<typeof limitsOf>['seat'] {
  const read = readConfig(environment);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return limitsOf(read.config).seat;
}

type Services = Readonly<Record<string, ServiceDefinition>>;

function withServices(seed: WorldSeed, change: (services: Services) => Services): WorldSeed {
  const hosts = seed.world.hosts.map((host): HostDefinition =>
    host.name === HOST ? { ...host, services: change(host.services) } : host,
  );
  return { ...seed, world: { ...seed.world, hosts } };
}

/** A world whose service has those settings, too. */
export function setting(service: string, settings: Readonly<Record<string, unknown>>) {
  return (seed: WorldSeed): WorldSeed =>
    withServices(seed, (services) => {
      const before = services[service];
      if (before === undefined) throw new Error(`the world has no ${service}`);
      return { ...services, [service]: { ...before, settings: { ...before.settings, ...settings } } };
    });
}

/** A world in which `OTHER` has that many mails. */
export function largeMaildrop(count: number) {
  return (seed: WorldSeed): WorldSeed => {
    const sources = new Map(seed.sources);
    const messages = Array.from({ length: count }, (_, index) => {
      const uid = index + 1;
      const source = `large/${uid}.eml`;
      sources.set(source, new TextEncoder().encode(numberedMail(uid)));
      return { source, uid, flags: [], internalDate: Date.UTC(2024, 5, 27) };
    });
    const accounts = seed.world.accounts.map((account): AccountDefinition => {
      if (account.user !== OTHER.user) return account;
      const mailboxes = account.mailboxes.map((mailbox) =>
        mailbox.name === 'INBOX' ? { ...mailbox, uidNext: count + 1, messages } : mailbox,
      );
      return { ...account, mailboxes };
    });
    return { world: { ...seed.world, accounts }, sources };
  };
}

function numberedMail(number: number): string {
  const header = [
    `Return-path: <${USER.address}>`,
    `From: ${USER.address}`,
    `To: ${OTHER.address}`,
    `Subject: Number ${number}`,
  ];
  const date = 'Date: Thu, 27 Jun 2024 12:00:00 +0000';
  const lines = Array.from(
    { length: 1 + (number % 40) },
    (_, line) => `${'.'.repeat(line % 3)}line ${line} of ${number}`,
  );
  return [...header, date, `Message-ID: <${number}@client.thm>`, '', ...lines, ''].join('\r\n');
}
