/**
 * What can be wrong with a world although each of its fields is right: names used twice, hosts that are not there,
 * uids that go back. Each fault stands where the author has to write.
 */
import { nearestOf } from './nearest.ts';
import type { Problem } from './problems.ts';
import { shown } from './schema-problems.ts';
import type { AccountEntry, FileEntry, HostEntry, MailboxEntry, WorldFile } from './world-schema.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export interface Surroundings {
  /** Whether the world's folder has this file. */
  readonly has?: (source: string) => boolean;
  /** The protocols that a host can serve; undefined: any name will do. */
  readonly protocols?: readonly string[];
}

/** Everything that is wrong with a world whose fields are right. */
export function faultsOf(world: WorldFile, source: YamlSource, surroundings: Surroundings): Problem[] {
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
  world.accounts?.forEach((account, i) => faults.account(account, ['accounts', i]));
  return faults.found;
}

class Faults {
  readonly found: Problem[] = [];
  readonly #source: YamlSource;
  readonly #surroundings: Surroundings;

  constructor(source: YamlSource, surroundings: Surroundings) {
    this.#source = source;
    this.#surroundings = surroundings;
  }

  learner(world: WorldFile): void {
    const names = world.hosts.flatMap((host) => [host.name, ...(host.aliases ?? [])]);
    const { host } = world.learner;
    if (world.hosts.some(({ name }) => name === host)) return;
    const near = nearestOf(host, names) ?? world.hosts[0]?.name ?? '';
    this.#add(
      ['learner', 'host'],
      `host: expected the name of one of the hosts, came ${shown(host)}.`,
      `Write the name of a host of this file, for example: host: ${near}.`,
    );
  }

  addresses(hosts: readonly HostEntry[]): void {
    this.#twice(
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
    this.#twice(
      names,
      (value) => `Expected a host name that is not taken, came ${shown(value)} again.`,
      'Give each host its own name, and each alias to one host only.',
    );
  }

  services(host: HostEntry, path: YamlPath): void {
    const { protocols } = this.#surroundings;
    const services = Object.entries(host.services ?? {});
    for (const [name] of services) {
      if (protocols === undefined || protocols.includes(name)) continue;
      const near = nearestOf(name, protocols);
      this.found.push(
        this.#source.problem(
          this.#source.keyAt([...path, 'services'], name),
          `Expected one of the protocols ${protocols.join(', ')}; came "${name}".`,
          near === undefined ? `Remove "${name}", or write one of these names.` : `Did you mean "${near}"?`,
        ),
      );
    }
    this.#twice(
      services.flatMap(([name, { port }]) =>
        port === undefined ? [] : [{ value: String(port), path: [...path, 'services', name, 'port'] }],
      ),
      (value) => `port: expected a port that no other service of this host has, came ${value} again.`,
      'Give each service of a host its own port.',
    );
  }

  file(file: FileEntry, path: YamlPath, clock: string): void {
    const isDirectory = file.path.endsWith('/');
    const bodies = [file.source, file.text].filter((body) => body !== undefined).length;
    if (isDirectory && bodies > 0) {
      this.#add(path, `Expected no source and no text for the directory ${file.path}.`, 'Remove them, or the last /.');
    } else if (!isDirectory && bodies !== 1) {
      this.#add(
        path,
        `Expected either source or text for ${file.path}, came ${bodies === 0 ? 'neither' : 'both'}.`,
        'Write one of them: source names a file of the world, text is what is in it.',
      );
    }
    if (file.modified === undefined && clock === 'now') {
      this.#add(
        path,
        `Expected the key "modified" for ${file.path}, because the world's clock is now; came nothing.`,
        'Write for example: modified: 2024-06-27T08:03:00Z.',
      );
    }
    if (file.source !== undefined) this.#sourceIsThere(file.source, [...path, 'source']);
  }

  paths(files: readonly FileEntry[], path: YamlPath): void {
    const without = (name: string): string => name.replace(/\/$/, '');
    this.#twice(
      files.map((file, i) => ({ value: without(file.path), path: [...path, i, 'path'] })),
      (value) => `path: expected a path that no other file of this host has, came ${shown(value)} again.`,
      'Remove one of the two.',
    );
    const plain = new Set(files.map((file) => file.path).filter((name) => !name.endsWith('/')));
    files.forEach((file, i) => {
      const above = parentsOf(file.path).find((parent) => plain.has(parent));
      if (above === undefined) return;
      this.#add(
        [...path, i, 'path'],
        `path: expected a path inside directories, came ${shown(file.path)}, but ${above} is a file.`,
        `Write ${above}/ with a / at the end to make it a directory.`,
      );
    });
  }

  users(accounts: readonly AccountEntry[]): void {
    this.#twice(
      accounts.map(({ user }, i) => ({ value: user.toLowerCase(), path: ['accounts', i, 'user'] })),
      (value) => `user: expected a name that no other account has, came ${shown(value)} again.`,
      'Give each account its own name.',
    );
  }

  account(account: AccountEntry, path: YamlPath): void {
    const mailboxes = [...path, 'mailboxes'];
    if (!account.mailboxes.some(({ name }) => name === 'INBOX')) {
      this.#add(
        mailboxes,
        `Expected a mailbox INBOX among those of ${account.user}, came none.`,
        'Add one: mail for the account is delivered there.',
      );
    }
    this.#twice(
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
        this.#add(
          [...path, 'messages', i, 'uid'],
          `uid: expected a number above ${highest}, the one before it, came ${uid}.`,
          'Order the mails by their uids, and use each number once.',
        );
      }
      highest = Math.max(highest, uid);
      this.#sourceIsThere(source, [...path, 'messages', i, 'source']);
    });
    if (mailbox.uidNext !== undefined && mailbox.uidNext <= highest) {
      this.#add(
        [...path, 'uidNext'],
        `uidNext: expected a number above ${highest}, the highest uid of ${mailbox.name}, came ${mailbox.uidNext}.`,
        `Write uidNext: ${highest + 1}, or a higher one.`,
      );
    }
  }

  #sourceIsThere(source: string, path: YamlPath): void {
    if (this.#surroundings.has === undefined || this.#surroundings.has(source)) return;
    this.#add(
      path,
      `source: expected a file in the world's folder, came ${shown(source)}, which is not there.`,
      'Put the file there, or correct its name.',
    );
  }

  #twice(
    entries: readonly { value: string; path: YamlPath }[],
    message: (value: string) => string,
    wayOut: string,
  ): void {
    const seen = new Set<string>();
    for (const { value, path } of entries) {
      if (seen.has(value)) this.#add(path, message(value), wayOut);
      seen.add(value);
    }
  }

  #add(path: YamlPath, message: string, wayOut: string): void {
    this.found.push(this.#source.problem(this.#source.at(path), message, wayOut));
  }
}

function parentsOf(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.slice(0, -1).map((_, i) => `/${names.slice(0, i + 1).join('/')}`);
}
