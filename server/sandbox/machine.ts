/**
 * The learner's own host, as programs see it, over the World. It must never change anything outside the learner's
 * home, and changes that only by a commit.
 */
import type { NameRecord } from '../../labs/world.ts';
import type { Machine, MachineEntry, MachineFailure } from '../programs/machine.ts';
import { protocols } from '../protocols/index.ts';
import { WorldFailure } from './change.ts';
import { type FileTree, nameOf, type Node, parentOf, resolvePath } from './files.ts';
import type { World } from './world.ts';

/** Ports of services that nobody serves here, but a learner may name (IANA). */
const OTHER_SERVICES: Readonly<Record<string, number>> = {
  ssh: 22,
  telnet: 23,
  domain: 53,
  http: 80,
  imap2: 143,
  https: 443,
};
const FILE_MODE = 0o644;
/** The first user of a machine. */
const OWNER = 1000;
/** As ext4 shows it. */
const DIRECTORY_BYTES = 4096;

/** The learner's host of a world; `directory` is where relative paths begin, the home where it is not given. */
export function machineOf(world: World, directory: string = world.seed.world.learner.home): Machine {
  return new LearnersHost(world, directory);
}

class LearnersHost implements Machine {
  readonly #world: World;
  readonly directory: string;
  readonly hostName: string;
  readonly address: string;
  readonly user: string;
  readonly home: string;
  readonly prompt: string;

  constructor(world: World, directory: string) {
    const { host, user, home, prompt } = world.seed.world.learner;
    this.#world = world;
    this.directory = directory;
    this.hostName = host;
    this.address = world.host(host)?.address ?? '';
    this.user = user;
    this.home = home;
    this.prompt = `${prompt} `;
  }

  at(directory: string): Machine {
    return new LearnersHost(this.#world, this.#path(directory));
  }

  now(): number {
    return this.#world.now();
  }

  resolve(name: string): string | undefined {
    // An address needs no look-up, and may well be nobody's: the dial tells.
    if (isAddress(name)) return name;
    if (name.toLowerCase() === 'localhost') return this.address;
    return this.#world.names.addressOf(name);
  }

  lookup(name: string): readonly NameRecord[] | undefined {
    return this.#world.names.lookup(name);
  }

  nameAt(address: string): string | undefined {
    return this.#world.names.nameAt(address);
  }

  port(service: string): number | undefined {
    const wanted = service.toLowerCase();
    const known = Object.entries(protocols).find(([name]) => name === wanted)?.[1].port;
    return known ?? (Object.hasOwn(OTHER_SERVICES, wanted) ? OTHER_SERVICES[wanted] : undefined);
  }

  list(path: string): readonly MachineEntry[] | MachineFailure {
    const node = this.#find(path);
    if (node === undefined) return MISSING;
    if (node.kind !== 'directory') return NOT_A_DIRECTORY;
    // A link is listed as what it leads to; one that leads nowhere, as itself.
    return [...node.entries].map(([name, entry]) => entryOf(name, this.#find(`${this.#path(path)}/${name}`) ?? entry));
  }

  stat(path: string): MachineEntry | MachineFailure {
    const node = this.#find(path);
    return node === undefined ? MISSING : entryOf(nameOf(this.#path(path)), node);
  }

  read(path: string): Uint8Array | MachineFailure {
    const node = this.#find(path);
    if (node === undefined) return MISSING;
    return node.kind === 'file' ? node.body.subarray() : IS_A_DIRECTORY;
  }

  write(path: string, body: Uint8Array, modified: number = this.now()): MachineFailure | undefined {
    // All that `apply` could refuse is asked before: a change that is in the log must be able to happen.
    const above = this.#find(parentOf(this.#path(path)));
    if (above === undefined) return MISSING;
    if (above.kind !== 'directory') return NOT_A_DIRECTORY;
    if (path.endsWith('/') || this.#find(path)?.kind === 'directory') return IS_A_DIRECTORY;
    const own = this.#own(this.#files.follow(this.#path(path)));
    if (own === undefined) return DENIED;
    return this.#commit({
      type: 'file-written',
      host: this.hostName,
      path: own,
      body,
      modified,
      mode: FILE_MODE,
      owner: OWNER,
      group: OWNER,
    });
  }

  remove(path: string): MachineFailure | undefined {
    // The link itself, not what it leads to: only the way to it is followed.
    const full = this.#path(path);
    const above = this.#files.follow(parentOf(full));
    const place = above === undefined ? undefined : resolvePath(above, `./${nameOf(full)}`);
    const node = place === undefined ? undefined : this.#files.find(place);
    if (node === undefined || (node.kind === 'file' && path.endsWith('/'))) return MISSING;
    if (node.kind === 'directory' && node.entries.size > 0) return { failure: FAILURES['not-empty'] };
    const own = this.#own(place);
    return own === undefined ? DENIED : this.#commit({ type: 'path-removed', host: this.hostName, path: own });
  }

  freeBytes(): number {
    return this.#world.freeBytes;
  }

  #commit(change: Parameters<World['commit']>[0][number]): MachineFailure | undefined {
    try {
      this.#world.commit([change]);
      return undefined;
    } catch (failure) {
      if (failure instanceof WorldFailure) return { failure: FAILURES[failure.kind] };
      throw failure;
    }
  }

  #path(path: string): string {
    return resolvePath(this.directory, path);
  }

  get #files(): FileTree {
    return this.#world.files(this.hostName);
  }

  #find(path: string): Node | undefined {
    const followed = this.#files.follow(this.#path(path));
    const node = followed === undefined ? undefined : this.#files.find(followed);
    // `file.txt/` names nothing.
    return node?.kind === 'file' && path.endsWith('/') ? undefined : node;
  }

  /** The path, without links, where it lies below the learner's home. */
  #own(path: string | undefined): string | undefined {
    const home = this.#files.follow(resolvePath('/', this.home)) ?? '/';
    return path?.startsWith(`${home}/`) === true ? path : undefined;
  }
}

const FAILURES: Readonly<Record<WorldFailure['kind'], string>> = {
  quota: 'Disk quota exceeded',
  missing: 'No such file or directory',
  exists: 'File exists',
  'not-a-directory': 'Not a directory',
  'is-a-directory': 'Is a directory',
  'not-empty': 'Directory not empty',
};
const MISSING: MachineFailure = { failure: FAILURES.missing };
const NOT_A_DIRECTORY: MachineFailure = { failure: FAILURES['not-a-directory'] };
const IS_A_DIRECTORY: MachineFailure = { failure: FAILURES['is-a-directory'] };
const DENIED: MachineFailure = { failure: 'Permission denied' };

function entryOf(name: string, node: Node): MachineEntry {
  const { modified, mode } = node.metadata;
  const sizeBytes = node.kind === 'file' ? node.body.length : DIRECTORY_BYTES;
  return { name, kind: node.kind === 'directory' ? 'directory' : 'file', sizeBytes, modified, mode };
}

function isAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}
