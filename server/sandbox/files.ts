/**
 * The file tree of one host: directories, files, symbolic links, and their POSIX metadata. Paths are absolute, with `/`
 * between names; `normalise` takes `.` and `..` out and can never lead above the root. No link is followed unless asked.
 */
import type { FileBody } from '../protocols/file-body.ts';
import { WorldFailure } from './change.ts';

export interface FileMetadata {
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
}

export interface FileNode {
  readonly kind: 'file';
  readonly body: FileBody;
  readonly metadata: FileMetadata;
}

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
  metadata: FileMetadata;
}

/** A symbolic link. What it names need not be there. */
export interface LinkNode {
  readonly kind: 'link';
  /** Absolute, or seen from the directory in which the link stands. */
  readonly target: string;
  readonly metadata: FileMetadata;
}

export type Node = FileNode | DirectoryNode | LinkNode;

/** Links within one path, as Linux has it (path_resolution(7)): more are taken for a loop. */
export const LINKS_LIMIT = 40;
/** What `ls` shows of a link; nobody asks for it. */
export const LINK_MODE = 0o777;

const ROOT_METADATA: FileMetadata = { modified: 0, mode: 0o755, owner: 0, group: 0 };

/** An absolute path without `.`, `..`, empty names and final `/`; `/` for the root. */
export function normalise(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return `/${names.join('/')}`;
}

/** The path of what `path` names, seen from the directory `from`. */
export function resolvePath(from: string, path: string): string {
  return normalise(path.startsWith('/') ? path : `${from}/${path}`);
}

export function parentOf(path: string): string {
  return normalise(`${path}/..`);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export class FileTree {
  readonly #root: DirectoryNode = { kind: 'directory', entries: new Map(), metadata: ROOT_METADATA };

  /** What stands at the path, or undefined; a link stands for itself. */
  find(path: string): Node | undefined {
    let node: Node = this.#root;
    for (const name of namesOf(path)) {
      if (node.kind !== 'directory') return undefined;
      const next = node.entries.get(name);
      if (next === undefined) return undefined;
      node = next;
    }
    return node;
  }

  /**
   * The path without links: of what is there, or of what may be made in a directory that is there. Undefined where a
   * name on the way is missing or no directory, and where links lead round in a circle.
   */
  follow(path: string): string | undefined {
    const waiting = namesOf(path).reverse();
    let at = '/';
    let links = 0;
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (name === '' || name === '.') continue;
      if (this.find(at)?.kind !== 'directory') return undefined;
      const next = resolvePath(at, name);
      const node = this.find(next);
      if (node?.kind !== 'link') at = next;
      else if (++links > LINKS_LIMIT) return undefined;
      else {
        waiting.push(...node.target.split('/').reverse());
        if (node.target.startsWith('/')) at = '/';
      }
    }
    return at;
  }

  /** Puts a file at the path; its directory must be there. */
  write(path: string, body: FileBody, metadata: FileMetadata): void {
    this.#put(path, { kind: 'file', body, metadata });
  }

  /** Puts a link at the path; its directory must be there, what it names need not. */
  link(path: string, target: string, metadata: FileMetadata): void {
    this.#put(path, { kind: 'link', target, metadata });
  }

  #put(path: string, node: FileNode | LinkNode): void {
    const { directory, name } = this.#place(path);
    if (directory.entries.get(name)?.kind === 'directory') {
      throw new WorldFailure('is-a-directory', `${path} is a directory; a file was expected`);
    }
    directory.entries.set(name, node);
    touch(directory, node.metadata.modified);
  }

  makeDirectory(path: string, metadata: FileMetadata): void {
    const { directory, name } = this.#place(path);
    if (directory.entries.has(name)) throw new WorldFailure('exists', `${path} exists already`);
    directory.entries.set(name, { kind: 'directory', entries: new Map(), metadata });
    touch(directory, metadata.modified);
  }

  /** Makes the directory and those above it, where they are not there. */
  makeDirectories(path: string, metadata: FileMetadata): void {
    let at = '';
    for (const name of namesOf(path)) {
      at += `/${name}`;
      if (this.find(at) === undefined) this.makeDirectory(at, metadata);
    }
  }

  remove(path: string): void {
    const { directory, name } = this.#place(path);
    const node = directory.entries.get(name);
    if (node === undefined) throw new WorldFailure('missing', `${path} does not exist`);
    if (node.kind === 'directory' && node.entries.size > 0) {
      throw new WorldFailure('not-empty', `${path} is not empty`);
    }
    directory.entries.delete(name);
  }

  rename(path: string, to: string): void {
    const from = this.#place(path);
    const node = from.directory.entries.get(from.name);
    if (node === undefined) throw new WorldFailure('missing', `${path} does not exist`);
    if (normalise(`${to}/`).startsWith(`${normalise(path)}/`)) {
      throw new WorldFailure('exists', `${path} can't be moved into itself`);
    }
    const target = this.#place(to);
    const there = target.directory.entries.get(target.name);
    if (there?.kind === 'directory') throw new WorldFailure('exists', `${to} is a directory`);
    from.directory.entries.delete(from.name);
    target.directory.entries.set(target.name, node);
  }

  change(path: string, metadata: Partial<FileMetadata>): void {
    const { directory, name } = this.#place(path);
    const node = directory.entries.get(name);
    if (node === undefined) throw new WorldFailure('missing', `${path} does not exist`);
    if (node.kind === 'directory') node.metadata = { ...node.metadata, ...metadata };
    else directory.entries.set(name, { ...node, metadata: { ...node.metadata, ...metadata } });
  }

  /** Every path below the root with its node, a directory before what is in it. */
  *walk(): Generator<readonly [path: string, node: Node]> {
    const waiting: [string, DirectoryNode][] = [['', this.#root]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [path, directory] = next;
      for (const [name, node] of directory.entries) {
        yield [`${path}/${name}`, node];
        if (node.kind === 'directory') waiting.push([`${path}/${name}`, node]);
      }
    }
  }

  #place(path: string): { directory: DirectoryNode; name: string } {
    const normal = normalise(path);
    const name = nameOf(normal);
    if (name === '') throw new WorldFailure('is-a-directory', 'The root directory can be neither made nor removed');
    const directory = this.find(parentOf(normal));
    if (directory === undefined) throw new WorldFailure('missing', `${parentOf(normal)} does not exist`);
    if (directory.kind !== 'directory') {
      throw new WorldFailure('not-a-directory', `${parentOf(normal)} is a file; a directory was expected`);
    }
    return { directory, name };
  }
}

function namesOf(path: string): string[] {
  return normalise(path)
    .split('/')
    .filter((name) => name !== '');
}

function touch(directory: DirectoryNode, modified: number): void {
  directory.metadata = { ...directory.metadata, modified };
}
