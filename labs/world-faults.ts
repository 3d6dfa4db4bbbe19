/**
 * What can be wrong with a world although each of its fields is right: names used twice, hosts that are not there,
 * uids that go back. Each fault stands where the author has to write.
 */
import type { z } from 'zod';
import { FaultList } from './fault-list.ts';
import { addNameFaults } from './name-faults.ts';
import { nearestOf } from './nearest.ts';
import { addPeopleFaults, expectHost } from './people-faults.ts';
import type { Problem } from './problems.ts';
import { shown } from './schema-problems.ts';
import type { AccountEntry, FileEntry, HostEntry, MailboxEntry, WorldFile } from './world-schema.ts';
import type { PlacedValue, YamlPath } from './yaml-source.ts';

export interface Surroundings {
  /** Whether the world's folder has this file. */
  readonly has?: (source: string) => boolean;
  /** The protocols that a host can serve, each with the schema of its settings; undefined: any will do. */
  readonly protocols?: ReadonlyMap<string, z.ZodType>;
}

/** Everything that is wrong with a world whose fields are right. */
export function faultsOf(world: WorldFile, source: PlacedValue, surroundings: Surroundings): Problem[] {
  const faults = new Faults(source, surroundings);
  faults.learner(world);
  faults.addresses(world.hosts);
  faults.hostNames(world.hosts);
  world.hosts.forEach((host, i) => {
    faults.services(host, ['hosts', i]);
    host.files?.forEach((file, j) => faults.file(file, ['hosts', i, 'files', j], world.clock));
    faults.paths(host.files ?? [], ['hosts', i, 'files']);
  });
  faults.users(world.accounts ?? []);
  world.accounts?.forEach((account, i) => faults.account(account, ['accounts', i], world.hosts));
  addNameFaults(world, faults.list);
  addPeopleFaults(world, faults.list);
  world.people?.forEach(({ sends }, i) => {
    if (sends !== undefined) faults.sourceIsThere(sends.source, ['people', i, 'sends', 'source']);
  });
  return faults.list.found;
}

class Faults {
  readonly list: FaultList;
  readonly #surroundings: Surroundings;

  constructor(source: PlacedValue, surroundings: Surroundings) {
    this.list = new FaultList(source);
    this.#surroundings = surroundings;
  }

  learner(world: WorldFile): void {
    const names = world.hosts.flatMap((host) => [host.name, ...(host.aliases ?? [])]);
    const { host } = world.learner;
    if (world.hosts.some(({ name }) => name === host)) return;
    const near = nearestOf(host, names) ?? world.hosts[0]?.name ?? '';
    this.list.add(
      ['learner', 'host'],
      `host: expected the name of one of the hosts, came ${shown(host)}.`,
      `Write the name of a host of this file, for example: host: ${near}.`,
    );
  }

  addresses(hosts: readonly HostEntry[]): void {
    this.list.twice(
      hosts.map(({ address }, i) => ({ value: address, path: ['hosts', i, 'address'] })),
      (value) => `address: expected an address that no other host has, came ${shown(value)} again.`,
      'Give each host its own address.',
    );
  }

  hostNames(hosts: readonly HostEntry[]): void {
    const names = hosts.flatMap(({ name, aliases = [] }, i) => [
      { value: name.toLowerCase(), path: ['hosts', i, 'name'] },
      ...aliases.map((alias, j) => ({ value: alias.toLowerCase(), path: ['hosts', i, 'aliases', j] })),
    ]);
    this.list.twice(
      names,
      (value) => `Expected a host name that is not taken, came ${shown(value)} again.`,
      'Give each host its own name, and each alias to one host only.',
    );
  }

  services(host: HostEntry, path: YamlPath): void {
    const services = Object.entries(host.services ?? {});
    this.list.twice(
      services.flatMap(([name, { port }]) =>
        port === undefined ? [] : [{ value: String(port), path: [...path, 'services', name, 'port'] }],
      ),
      (value) => `port: expected a port that no other service of this host has, came ${value} again.`,
      'Give each service of a host its own port.',
    );
  }

  file(file: FileEntry, path: YamlPath, clock: string): void {
    const isDirectory = file.path.endsWith('/');
    const bodies = [file.source, file.text, file.link].filter((body) => body !== undefined).length;
    if (isDirectory && bodies > 0) {
      this.list.add(
        path,
        `Expected no source, text or link for the directory ${file.path}.`,
        'Remove them, or the last /.',
      );
    } else if (!isDirectory && bodies !== 1) {
      this.list.add(
        path,
        `Expected one of source, text and link for ${file.path}, came ${bodies === 0 ? 'none' : `${bodies} of them`}.`,
        'Write one of them: source names a file of the world, text is what is in it, link is the path to which it leads.',
      );
    }
    if (file.link !== undefined && file.mode !== undefined) {
      this.list.add(
        [...path, 'mode'],
        `mode: expected no rights for the link ${file.path}, came ${shown(file.mode)}.`,
        'Remove them: what counts are the rights of the file to which it leads.',
      );
    }
    if (file.modified === undefined && clock === 'now') {
      this.list.add(
        path,
        `Expected the key "modified" for ${file.path}, because the world's clock is now; came nothing.`,
        'Write for example: modified: 2024-06-27T08:03:00Z.',
      );
    }
    if (file.source !== undefined) this.sourceIsThere(file.source, [...path, 'source']);
  }

  paths(files: readonly FileEntry[], path: YamlPath): void {
    const without = (name: string): string => name.replace(/\/$/, '');
    this.list.twice(
      files.map((file, i) => ({ value: without(file.path), path: [...path, i, 'path'] })),
      (value) => `path: expected a path that no other file of this host has, came ${shown(value)} again.`,
      'Remove one of the two.',
    );
    const plain = new Map(files.filter((file) => !file.path.endsWith('/')).map((file) => [file.path, file]));
    files.forEach((file, i) => {
      const above = parentsOf(file.path).find((parent) => plain.has(parent));
      if (above === undefined) return;
      const isLink = plain.get(above)?.link !== undefined;
      this.list.add(
        [...path, i, 'path'],
        `path: expected a path inside directories, came ${shown(file.path)}, but ${above} is a ${isLink ? 'link' : 'file'}.`,
        isLink
          ? 'Write the path of the directory to which the link leads.'
          : `Write ${above}/ with a / at the end to make it a directory.`,
      );
    });
  }

  users(accounts: readonly AccountEntry[]): void {
    this.list.twice(
      accounts.map(({ user }, i) => ({ value: user.toLowerCase(), path: ['accounts', i, 'user'] })),
      (value) => `user: expected a name that no other account has, came ${shown(value)} again.`,
      'Give each account its own name.',
    );
  }

  account(account: AccountEntry, path: YamlPath, hosts: readonly HostEntry[]): void {
    account.hosts?.forEach((name, i) => expectHost(hosts, name, [...path, 'hosts', i], this.list));
    const mailboxes = [...path, 'mailboxes'];
    if (!account.mailboxes.some(({ name }) => name === 'INBOX')) {
      this.list.add(
        mailboxes,
        `Expected a mailbox INBOX among those of ${account.user}, came none.`,
        'Add one: mail for the account is delivered there.',
      );
    }
    this.list.twice(
      account.mailboxes.map(({ name }, i) => ({
        value: name.toUpperCase() === 'INBOX' ? 'INBOX' : name,
        path: [...mailboxes, i, 'name'],
      })),
      (value) => `name: expected a mailbox name that is not taken in this account, came ${shown(value)} again.`,
      'Give each mailbox its own name.',
    );
    account.mailboxes.forEach((mailbox, i) => this.#mailbox(mailbox, [...mailboxes, i]));
  }

  #mailbox(mailbox: MailboxEntry, path: YamlPath): void {
    let highest = 0;
    (mailbox.messages ?? []).forEach(({ uid, source }, i) => {
      if (uid <= highest) {
        this.list.add(
          [...path, 'messages', i, 'uid'],
          `uid: expected a number above ${highest}, the one before it, came ${uid}.`,
          'Order the mails by their uids, and use each number once.',
        );
      }
      highest = Math.max(highest, uid);
      this.sourceIsThere(source, [...path, 'messages', i, 'source']);
    });
    if (mailbox.uidNext !== undefined && mailbox.uidNext <= highest) {
      this.list.add(
        [...path, 'uidNext'],
        `uidNext: expected a number above ${highest}, the highest uid of ${mailbox.name}, came ${mailbox.uidNext}.`,
        `Write uidNext: ${highest + 1}, or a higher one.`,
      );
    }
  }

  sourceIsThere(source: string, path: YamlPath): void {
    if (this.#surroundings.has === undefined || this.#surroundings.has(source)) return;
    this.list.add(
      path,
      `source: expected a file in the world's folder, came ${shown(source)}, which is not there.`,
      'Put the file there, or correct its name.',
    );
  }
}

function parentsOf(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.slice(0, -1).map((_, i) => `/${names.slice(0, i + 1).join('/')}`);
}
