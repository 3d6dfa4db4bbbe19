/**
 * A host's files as one FTP user sees them: a tree of its own where the user is shut in, POSIX permissions, quotas,
 * names as bytes. Where a path leads is told by ftp-files-path.ts. Long because all that asks or changes the tree
 * stands here, over the same user.
 */
import type { BodyInTheMaking, FileBody } from '../protocols/file-body.ts';
import type { Entry, Rights, UserFiles, Written } from '../protocols/ftp/store.ts';
import { type WorldChange, WorldFailure } from './change.ts';
import { type DirectoryNode, type Node, normalise } from './files.ts';
import { bytesOf, goWay, PATH_LIMIT_BYTES, pathOf, type Place, type Way } from './ftp-files-path.ts';
import type { World } from './world.ts';

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
  /** What a user may own on the host, as a file system's quota has it (quotactl(2)); Infinity where it has none. */
  readonly quota: { readonly bytes: number; readonly files: number };
}

type Last = Way['last'];

/** Something that is there. */
interface Found extends Place {
  readonly node: Node;
}

/** Where something is to be made or removed. */
interface Spot {
  readonly directory: DirectoryNode;
  readonly node: Node | undefined;
  /** On the host. */
  readonly path: string;
}

/** What the user sees as `/`. */
interface Root {
  readonly path: string;
  readonly node: Node;
}

export class FtpFiles implements UserFiles {
  readonly #world: World;
  readonly #user: FtpUser;
  readonly home: string;
  /** As it was found, and in which revision of the world. */
  #known: { readonly revision: number; readonly root: Root | undefined } | undefined;

  constructor(world: World, user: FtpUser) {
    this.#world = world;
    this.#user = user;
    this.home = bytesOf(user.home);
  }

  get isAnonymous(): boolean {
    return this.#user.isAnonymous;
  }

  get name(): string {
    return this.#user.name;
  }

  enter(path: string): string | undefined {
    const found = this.#find(path, 'followed');
    if (found?.node.kind !== 'directory' || !this.#may(found.node, SEARCH)) return undefined;
    return pathOf(found);
  }

  realPath(path: string): string | undefined {
    const found = this.#find(path, 'followed');
    return found === undefined ? undefined : pathOf(found);
  }

  find(path: string): Entry | undefined {
    return this.#entryAt(this.#find(path, 'followed'));
  }

  look(path: string): Entry | undefined {
    // lstat(2): a slash behind a link asks for what it leads to.
    return this.#entryAt(this.#find(path, path.endsWith('/') ? 'followed' : 'itself'));
  }

  list(path: string): readonly Entry[] | undefined {
    const found = this.#find(path, 'followed');
    if (found?.node.kind !== 'directory' || !this.#may(found.node, READ)) return undefined;
    const above = this.#find(`${path}/..`, 'followed')?.node ?? found.node;
    const { node: directory } = found;
    return [
      entryOf('.', directory, this.#rights(directory, undefined)),
      entryOf('..', above, this.#rights(above, undefined)),
      ...[...directory.entries].map(([name, node]) => entryOf(bytesOf(name), node, this.#rights(node, directory))),
    ];
  }

  read(path: string): FileBody | undefined {
    const node = this.#find(path, 'followed')?.node;
    return node?.kind === 'file' && this.#may(node, READ) ? node.body : undefined;
  }

  content(path: string): FileBody | undefined {
    const node = this.#find(path, 'followed')?.node;
    return node?.kind === 'file' ? node.body : undefined;
  }

  mayWrite(path: string, { isNew }: { readonly isNew: boolean }): boolean {
    const spot = this.#spot(path, 'followed');
    if (spot === undefined || path.endsWith('/')) return false;
    if (spot.node === undefined) return this.#may(spot.directory, WRITE) && this.#hasPlace();
    return !isNew && spot.node.kind === 'file' && this.#may(spot.node, WRITE);
  }

  gather(): BodyInTheMaking {
    return this.#world.gather();
  }

  write(path: string, { body, mode }: Written): 'written' | 'refused' | 'full' {
    const spot = this.#spot(path, 'followed');
    if (spot === undefined || !this.mayWrite(path, { isNew: false })) return 'refused';
    const { uid: owner, gid: group } = this.#user;
    const metadata = spot.node?.metadata ?? { mode, owner, group };
    const beforeBytes = spot.node?.kind === 'file' ? spot.node.body.length : 0;
    const room = beforeBytes + this.#freeBytes(metadata.owner);
    // A disk that is full keeps what went in before.
    const kept = body.length > room ? body.subarray(0, room).slice() : body;
    const isKept = this.#commit([
      {
        type: 'file-written',
        host: this.#user.host,
        path: spot.path,
        body: kept,
        modified: this.#world.now(),
        mode: metadata.mode,
        owner: metadata.owner,
        group: metadata.group,
      },
    ]);
    return isKept && kept === body ? 'written' : 'full';
  }

  makeDirectory(path: string, mode: number): boolean {
    const spot = this.#spot(path, 'itself');
    if (spot === undefined || spot.node !== undefined) return false;
    if (!this.#may(spot.directory, WRITE) || !this.#hasPlace()) return false;
    const { host, uid: owner, gid: group } = this.#user;
    const modified = this.#world.now();
    return this.#commit([{ type: 'directory-made', host, path: spot.path, modified, mode, owner, group }]);
  }

  removeDirectory(path: string): boolean {
    const spot = this.#spot(path, 'itself');
    if (spot?.node?.kind !== 'directory' || spot.node.entries.size > 0) return false;
    return this.#may(spot.directory, WRITE) && this.#remove(spot);
  }

  removeFile(path: string): boolean {
    const spot = this.#spot(path, 'itself');
    // unlink(2): a link goes, what it leads to stays.
    if (spot?.node === undefined || spot.node.kind === 'directory' || path.endsWith('/')) return false;
    return this.#may(spot.directory, WRITE) && this.#remove(spot);
  }

  rename(path: string, to: string): boolean {
    const from = this.#spot(path, 'itself');
    const target = this.#spot(to, 'itself');
    if (from?.node === undefined || target === undefined) return false;
    if (!this.#may(from.directory, WRITE) || !this.#may(target.directory, WRITE)) return false;
    // rename(2): a slash at the end asks for a directory.
    if (from.node.kind !== 'directory' && to.endsWith('/')) return false;
    if (from.path === target.path) return true;
    if (target.path.startsWith(`${from.path}/`)) return false;
    const { host } = this.#user;
    const moved: WorldChange = { type: 'path-renamed', host, path: from.path, to: target.path };
    if (target.node === undefined) return this.#commit([moved]);
    // rename(2): it takes the place of a file or link, or a directory that of an empty one.
    if ((target.node.kind === 'directory') !== (from.node.kind === 'directory')) return false;
    if (target.node.kind === 'directory' && target.node.entries.size > 0) return false;
    return this.#commit([{ type: 'path-removed', host, path: target.path }, moved]);
  }

  setMode(path: string, mode: number): boolean {
    const found = this.#find(path, 'followed');
    // The root of the host itself has no place in which it could be changed.
    const place = found === undefined ? '/' : this.#onHost(found);
    if (found === undefined || place === '/' || !this.#owns(found.node)) return false;
    return this.#commit([{ type: 'mode-set', host: this.#user.host, path: place, mode }]);
  }

  setModified(path: string, modified: number): boolean {
    const found = this.#find(path, 'followed');
    if (found?.node.kind !== 'file' || !this.#owns(found.node)) return false;
    return this.#commit([{ type: 'modified-set', host: this.#user.host, path: this.#onHost(found), modified }]);
  }

  /** Whether one more file may be made: there is room in the world, and in this user's quota. */
  #hasPlace(): boolean {
    const { quota, uid } = this.#user;
    return this.#world.freeItems > 0 && (quota.files === Infinity || this.#owned(uid).files < quota.files);
  }

  /** What an owner's files may still grow by. */
  #freeBytes(owner: number): number {
    const { bytes } = this.#user.quota;
    // The system's own files belong to nobody's quota.
    return bytes === Infinity || owner === 0 ? Infinity : Math.max(0, bytes - this.#owned(owner).bytes);
  }

  /** What somebody owns on the host, whoever wrote it. */
  #owned(owner: number): { readonly bytes: number; readonly files: number } {
    let bytes = 0;
    let files = 0;
    for (const [, node] of this.#world.files(this.#user.host).walk()) {
      if (node.metadata.owner !== owner) continue;
      files++;
      if (node.kind === 'file') bytes += node.body.length;
    }
    return { bytes, files };
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

  /** What is there. */
  #find(path: string, last: Last): Found | undefined {
    const place = this.#walk(path, last);
    return place?.node === undefined ? undefined : { ...place, node: place.node };
  }

  /** The place of a path's last name, in a directory that may be searched; of no root, `.` or `..`. */
  #spot(path: string, last: Last): Spot | undefined {
    if (/(?:^|\/)\.{1,2}\/*$/.test(path)) return undefined;
    const place = this.#walk(path, last);
    if (place?.directory === undefined) return undefined;
    const onHost = this.#onHost(place);
    return onHost.length > PATH_LIMIT_BYTES ? undefined : { ...place, directory: place.directory, path: onHost };
  }

  #walk(path: string, last: Last): Place | undefined {
    const root = this.#root()?.node;
    const maySearch = (directory: DirectoryNode): boolean => this.#may(directory, SEARCH);
    return root === undefined ? undefined : goWay({ root, path, last, maySearch });
  }

  #onHost({ names }: Place): string {
    return normalise([this.#root()?.path ?? '', ...names].join('/'));
  }

  #root(): Root | undefined {
    const { revision } = this.#world;
    if (this.#known?.revision !== revision) this.#known = { revision, root: this.#findRoot() };
    return this.#known.root;
  }

  #findRoot(): Root | undefined {
    const files = this.#world.files(this.#user.host);
    const path = files.follow(this.#user.root);
    const node = path === undefined ? undefined : files.find(path);
    return path === undefined || node === undefined ? undefined : { path, node };
  }

  #entryAt(found: Found | undefined): Entry | undefined {
    if (found === undefined) return undefined;
    return entryOf(bytesOf(found.names.at(-1) ?? '/'), found.node, this.#rights(found.node, found.directory));
  }

  #rights(node: Node, directory: DirectoryNode | undefined): Rights {
    return {
      read: this.#may(node, READ),
      write: this.#may(node, WRITE),
      search: this.#may(node, SEARCH),
      remove: directory !== undefined && this.#may(directory, WRITE) && this.#may(directory, SEARCH),
    };
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

function entryOf(name: string, node: Node, may: Rights): Entry {
  const isDirectory = node.kind === 'directory';
  const below = isDirectory ? [...node.entries.values()].filter(({ kind }) => kind === 'directory').length : 0;
  const target = node.kind === 'link' ? bytesOf(node.target) : undefined;
  return {
    name,
    kind: node.kind,
    ...(target !== undefined && { target }),
    sizeBytes: isDirectory ? DIRECTORY_BYTES : node.kind === 'file' ? node.body.length : (target?.length ?? 0),
    ...node.metadata,
    links: isDirectory ? 2 + below : 1,
    may,
  };
}
