/**
 * The paths of FTP's users, followed through a host's tree name by name: no way leads above the user's root, whatever
 * a path or a link is made of. Knows nothing of who may change what.
 */
import { latin1, latin1Bytes } from '../protocols/lines.ts';
import { type DirectoryNode, LINKS_LIMIT, type Node } from './files.ts';

/** NAME_MAX and PATH_MAX of Linux. */
const NAME_LIMIT_BYTES = 255;
export const PATH_LIMIT_BYTES = 4096;

/** Where a path leads: the directory, and what stands in it under the last name; the root is in no directory. */
export interface Place {
  readonly node: Node | undefined;
  readonly directory: DirectoryNode | undefined;
  /** The way from the user's root, links followed. */
  readonly names: readonly string[];
}

/** A name on the way, and what it leads to from the directory before. */
interface Step {
  readonly name: string;
  readonly node: Node | undefined;
  readonly directory: DirectoryNode;
}

export interface Way {
  /** What the user sees as `/`. */
  readonly root: Node;
  /** Absolute; a byte string, each character one byte. */
  readonly path: string;
  /** Whether the last name stands for what it links to: `open` and `stat` do, `unlink` and `rename` do not. */
  readonly last: 'followed' | 'itself';
  readonly maySearch: (directory: DirectoryNode) => boolean;
}

/**
 * Goes a way as the system does (path_resolution(7)): each directory on it must be there and may be searched. A link
 * leads on from where it stands, or, where it is absolute, from the user's root.
 */
export function goWay({ root, path, last, maySearch }: Way): Place | undefined {
  if (!path.startsWith('/') || path.length > PATH_LIMIT_BYTES) return undefined;
  const bare = withoutFinalSlashes(path);
  const waiting = bare.split('/').reverse();
  let way: Step[] = [];
  let links = 0;
  for (let bytes = waiting.pop(); bytes !== undefined; bytes = waiting.pop()) {
    const here = way.length === 0 ? root : way.at(-1)?.node;
    if (here?.kind !== 'directory') return undefined;
    if (bytes === '') continue;
    if (!maySearch(here)) return undefined;
    if (bytes === '.') continue;
    if (bytes === '..') {
      // Above the root is the root.
      way.pop();
      continue;
    }
    const name = nameOf(bytes);
    if (name === undefined) return undefined;
    const node = here.entries.get(name);
    if (node?.kind !== 'link' || (waiting.length === 0 && last === 'itself')) {
      way.push({ name, node, directory: here });
      continue;
    }
    if (++links > LINKS_LIMIT) return undefined;
    waiting.push(...bytesOf(node.target).split('/').reverse());
    if (node.target.startsWith('/')) way = [];
  }
  const node = way.length === 0 ? root : way.at(-1)?.node;
  // A slash at the end asks for a directory.
  if (bare !== path && node !== undefined && node.kind !== 'directory') return undefined;
  return { node, directory: way.at(-1)?.directory, names: way.map(({ name }) => name) };
}

function withoutFinalSlashes(path: string): string {
  let length = path.length;
  while (path[length - 1] === '/') length--;
  return path.slice(0, length);
}

/** As the user sees it, in bytes. */
export const pathOf = ({ names }: Place): string => bytesOf(`/${names.join('/')}`);

/** RFC 2640: UTF-8. */
export const bytesOf = (name: string): string => latin1(new TextEncoder().encode(name));

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
