/**
 * A host's files as one FTP user sees them: a tree of its own where the user is shut in, POSIX permissions, names as
 * bytes. Each step of a path is looked at, so that none leads out of the tree, whatever it is made of.
 */
import { latin1, latin1Bytes } from '../protocols/lines.ts';
import type { Entry, UserFiles, Written } from '../protocols/ftp/store.ts';
import { type WorldChange, WorldFailure } from './change.ts';
import { type DirectoryNode, type Node, normalise } from './files.ts';
import type { World } from './world.ts';

/** NAME_MAX and PATH_MAX of Linux. */
const NAME_LIMIT_BYTES = 255;
const PATH_LIMIT_BYTES = 4096;
const DIRECTORY_BYTES = 4096;

const READ = 4;
const WRITE = 2;
const SEARCH = 1;

export interface FtpUser {
  /** The host's name. */
  readonly host: string;
  /** The directory of the host that the user sees as `/`. */
  readonly root: string;
  /** As the user sees it. */
  readonly home: string;
  readonly isAnonymous: boolean;
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What a path leads to: the node, the way there from the user's root, and its name as bytes. */
interface Found {
  readonly node: Node;
  readonly names: readonly string[];
}

/** Where something is to be made or removed. */
interface Spot {
  readonly directory: DirectoryNode;
  readonly node: Node | undefined;
  /** On the host. */
  readonly path: string;
}

export class FtpFiles implements UserFiles {
  readonly #world: World;
  readonly #user: FtpUser;
  readonly home: string;

  constructor(world: World, user: FtpUser) {
    this.#world = world;
    this.#user = user;
    this.home = latin1(new TextEncoder().encode(user.home));
  }

  get isAnonymous(): boolean {
    return this.#user.isAnonymous;
  }

  get name(): string {
    return this.#user.name;
  }

  enter(path: string): string | undefined {
    const found = this.#walk(path);
    if (found?.node.kind !== 'directory' || !this.#may(found.node, SEARCH)) return undefined;
    return latin1(new TextEncoder().encode(`/${found.names.join('/')}`));
  }

  find(path: string): Entry | undefined {
    const found = this.#walk(path);
    return found === undefined ? undefined : entryOf(bytesOf(found.names.at(-1) ?? '/'), found.node);
  }

  list(path: string): readonly Entry[] | undefined {
    const found = this.#walk(path);
    if (found?.node.kind !== 'directory' || !this.#may(found.node, READ)) return undefined;
    const above = this.#walk(`${path}/..`)?.node ?? found.node;
    return [
      entryOf('.', found.node),
      entryOf('..', above),
      ...[...found.node.entries].map(([name, node]) => entryOf(bytesOf(name), node)),
    ];
  }

  read(path: string): Uint8Array | undefined {
    const node = this.#walk(path)?.node;
    return node?.kind === 'file' && this.#may(node, READ) ? node.body : undefined;
  }

  content(path: string): Uint8Array | undefined {
    const node = this.#walk(path)?.node;
    return node?.kind === 'file' ? node.body : undefined;
  }

  mayWrite(path: string, { isNew }: { readonly isNew: boolean }): boolean {
    const spot = this.#spot(path);
    if (spot === undefined || path.endsWith('/')) return false;
    if (spot.node === undefined) return this.#may(spot.directory, WRITE);
    return !isNew && spot.node.kind === 'file' && this.#may(spot.node, WRITE);
  }

  write(path: string, { body, mode }: Written): 'written' | 'refused' | 'full' {
    const spot = this.#spot(path);
    if (spot === undefined || !this.mayWrite(path, { isNew: false })) return 'refused';
    const { uid: owner, gid: group } = this.#user;
    const metadata = spot.node?.metadata ?? { mode, owner, group };
    return this.#commit([
      {
        type: 'file-written',
        host: this.#user.host,
        path: spot.path,
        body,
        modified: this.#world.now(),
        mode: metadata.mode,
        owner: metadata.owner,
        group: metadata.group,
      },
    ])
      ? 'written'
      : 'full';
  }

  makeDirectory(path: string, mode: number): boolean {
    const spot = this.#spot(path);
    if (spot === undefined || spot.node !== undefined || !this.#may(spot.directory, WRITE)) return false;
    const { host, uid: owner, gid: group } = this.#user;
    const modified = this.#world.now();
    return this.#commit([{ type: 'directory-made', host, path: spot.path, modified, mode, owner, group }]);
  }

  removeDirectory(path: string): boolean {
    const spot = this.#spot(path);
    if (spot?.node?.kind !== 'directory' || spot.node.entries.size > 0) return false;
    return this.#may(spot.directory, WRITE) && this.#remove(spot);
  }

  removeFile(path: string): boolean {
    const spot = this.#spot(path);
    if (spot?.node?.kind !== 'file' || path.endsWith('/')) return false;
    return this.#may(spot.directory, WRITE) && this.#remove(spot);
  }

  rename(path: string, to: string): boolean {
    const from = this.#spot(path);
    const target = this.#spot(to);
    if (from?.node === undefined || target === undefined) return false;
    if (!this.#may(from.directory, WRITE) || !this.#may(target.directory, WRITE)) return false;
    if (from.path === target.path) return true;
    if (target.path.startsWith(`${from.path}/`)) return false;
    const { host } = this.#user;
    const moved: WorldChange = { type: 'path-renamed', host, path: from.path, to: target.path };
    if (target.node === undefined) return this.#commit([moved]);
    // rename(2): it takes the place of a file, or a directory that of an empty one.
    if (target.node.kind !== from.node.kind) return false;
    if (target.node.kind === 'directory' && target.node.entries.size > 0) return false;
    return this.#commit([{ type: 'path-removed', host, path: target.path }, moved]);
  }

  setMode(path: string, mode: number): boolean {
    const spot = this.#spot(path);
    if (spot?.node === undefined || !this.#owns(spot.node)) return false;
    return this.#commit([{ type: 'mode-set', host: this.#user.host, path: spot.path, mode }]);
  }

  setModified(path: string, modified: number): boolean {
    const spot = this.#spot(path);
    if (spot?.node?.kind !== 'file' || !this.#owns(spot.node)) return false;
    return this.#commit([{ type: 'modified-set', host: this.#user.host, path: spot.path, modified }]);
  }

  #remove({ path }: Spot): boolean {
    return this.#commit([{ type: 'path-removed', host: this.#user.host, path }]);
  }

  /** Whether the world had room for it. Everything else was made sure of before. */
  #commit(changes: readonly WorldChange[]): boolean {
    try {
      this.#world.commit(changes);
      return true;
    } catch (failure) {
      if (failure instanceof WorldFailure && failure.kind === 'quota') return false;
      throw failure;
    }
  }

  /** Follows a path name by name, as the system does: each directory on the way must be there and may be searched. */
  #walk(path: string): Found | undefined {
    if (!path.startsWith('/') || path.length > PATH_LIMIT_BYTES) return undefined;
    const root = this.#world.files(this.#user.host).find(this.#user.root);
    if (root === undefined) return undefined;
    const way: Node[] = [root];
    const names: string[] = [];
    for (const bytes of path.split('/')) {
      if (bytes === '') continue;
      const here = way.at(-1);
      if (here?.kind !== 'directory' || !this.#may(here, SEARCH)) return undefined;
      if (bytes === '.') continue;
      if (bytes === '..') {
        // Above the root is the root.
        if (names.pop() !== undefined) way.pop();
        continue;
      }
      const name = nameOf(bytes);
      const next = name === undefined ? undefined : here.entries.get(name);
      if (name === undefined || next === undefined) return undefined;
      way.push(next);
      names.push(name);
    }
    const node = way.at(-1) ?? root;
    if (path.endsWith('/') && node.kind !== 'directory') return undefined;
    return { node, names };
  }

  /** The place of a path's last name, in a directory that may be searched. */
  #spot(path: string): Spot | undefined {
    const [, above = '', last = ''] = /^(.*\/)([^/]+)\/*$/s.exec(path) ?? [];
    const name = nameOf(last);
    if (name === undefined || last === '.' || last === '..') return undefined;
    const found = this.#walk(above);
    if (found?.node.kind !== 'directory' || !this.#may(found.node, SEARCH)) return undefined;
    const place = [this.#user.root, ...found.names, name].join('/');
    if (place.length > PATH_LIMIT_BYTES) return undefined;
    return { directory: found.node, node: found.node.entries.get(name), path: normalise(place) };
  }

  #owns({ metadata }: Node): boolean {
    return this.#user.uid === 0 || metadata.owner === this.#user.uid;
  }

  #may({ metadata: { mode, owner, group } }: Node, bit: number): boolean {
    const { uid, gid } = this.#user;
    if (uid === 0) return true;
    const shift = owner === uid ? 6 : group === gid ? 3 : 0;
    return ((mode >> shift) & bit) !== 0;
  }
}

function entryOf(name: string, node: Node): Entry {
  const isDirectory = node.kind === 'directory';
  const below = isDirectory ? [...node.entries.values()].filter(({ kind }) => kind === 'directory').length : 0;
  return {
    name,
    kind: node.kind,
    sizeBytes: isDirectory ? DIRECTORY_BYTES : node.body.length,
    ...node.metadata,
    links: isDirectory ? 2 + below : 1,
  };
}

const bytesOf = (name: string): string => latin1(new TextEncoder().encode(name));

/**
 * The name that bytes stand for (RFC 2640: UTF-8); undefined where no file may be called so.
 * Deviates from POSIX because a listing must stay one line a file: no control characters.
 */
function nameOf(bytes: string): string | undefined {
  if (bytes === '' || bytes.length > NAME_LIMIT_BYTES) return undefined;
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(latin1Bytes(bytes));
  } catch {
    return undefined;
  }
  return /[\p{Cc}/\u2028\u2029]/u.test(name) ? undefined : name;
}
