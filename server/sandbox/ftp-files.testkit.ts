/**
 * For tests: a user's files by the plainest means, a Map of full names; what FtpFiles is held against. The user owns
 * and may do everything in it. Paths and names are byte strings.
 */

export type ModelNode =
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly body: string }
  | { readonly kind: 'link'; readonly target: string };

const LINKS = 40;

export class FilesModel {
  /** By full name, `/a/b`; the root is not in it. */
  readonly nodes: Map<string, ModelNode>;
  readonly #quota: { readonly bytes: number; readonly files: number };
  readonly #isName: (name: string) => boolean;

  constructor(
    nodes: ReadonlyMap<string, ModelNode>,
    quota: { readonly bytes: number; readonly files: number },
    isName: (name: string) => boolean,
  ) {
    this.nodes = new Map(nodes);
    this.#quota = quota;
    this.#isName = isName;
  }

  get bytes(): number {
    return [...this.nodes.values()].reduce((sum, node) => sum + (node.kind === 'file' ? node.body.length : 0), 0);
  }

  enter(path: string): string | undefined {
    const at = this.#resolve(path, true);
    return at !== undefined && this.#isDirectory(at) ? at || '/' : undefined;
  }

  find(path: string): ModelNode | undefined {
    const at = this.#resolve(path, true);
    return at === '' ? { kind: 'directory' } : this.nodes.get(at ?? '');
  }

  look(path: string): ModelNode | undefined {
    const at = this.#resolve(path, path.endsWith('/'));
    return at === '' ? { kind: 'directory' } : this.nodes.get(at ?? '');
  }

  list(path: string): string[] | undefined {
    const at = this.enter(path);
    return at === undefined ? undefined : ['.', '..', ...this.#below(at === '/' ? '' : at)];
  }

  read(path: string): string | undefined {
    const node = this.find(path);
    return node?.kind === 'file' ? node.body : undefined;
  }

  mayWrite(path: string, isNew: boolean): boolean {
    const at = this.#spot(path, true);
    if (at === undefined || path.endsWith('/')) return false;
    const node = this.nodes.get(at);
    return node === undefined ? this.#hasPlace() : node.kind === 'file' && !isNew;
  }

  write(path: string, body: string): 'written' | 'refused' | 'full' {
    const at = this.#spot(path, true);
    if (at === undefined || !this.mayWrite(path, false)) return 'refused';
    const before = this.read(path) ?? '';
    const room = before.length + Math.max(0, this.#quota.bytes - this.bytes);
    this.nodes.set(at, { kind: 'file', body: body.slice(0, room) });
    return body.length > room ? 'full' : 'written';
  }

  makeDirectory(path: string): boolean {
    const at = this.#spot(path, false);
    if (at === undefined || this.nodes.has(at) || !this.#hasPlace()) return false;
    this.nodes.set(at, { kind: 'directory' });
    return true;
  }

  removeDirectory(path: string): boolean {
    const at = this.#spot(path, false);
    if (at === undefined || !this.#isDirectory(at) || this.#below(at).length > 0) return false;
    return this.nodes.delete(at);
  }

  removeFile(path: string): boolean {
    const at = this.#spot(path, false);
    if (at === undefined || this.#isDirectory(at) || path.endsWith('/')) return false;
    return this.nodes.delete(at);
  }

  rename(path: string, to: string): boolean {
    const [from, target] = [this.#spot(path, false), this.#spot(to, false)];
    const node = this.nodes.get(from ?? '');
    if (from === undefined || target === undefined || node === undefined) return false;
    if (node.kind !== 'directory' && to.endsWith('/')) return false;
    if (from === target) return true;
    if (target.startsWith(`${from}/`)) return false;
    const there = this.nodes.get(target);
    if (there !== undefined && (there.kind === 'directory') !== (node.kind === 'directory')) return false;
    if (there?.kind === 'directory' && this.#below(target).length > 0) return false;
    for (const [name, moved] of [...this.nodes]) {
      if (name !== from && !name.startsWith(`${from}/`)) continue;
      this.nodes.delete(name);
      this.nodes.set(target + name.slice(from.length), moved);
    }
    return true;
  }

  #hasPlace(): boolean {
    return this.nodes.size < this.#quota.files;
  }

  #isDirectory(at: string): boolean {
    return at === '' || this.nodes.get(at)?.kind === 'directory';
  }

  #below(at: string): string[] {
    return [...this.nodes.keys()]
      .filter((name) => name.startsWith(`${at}/`) && !name.includes('/', at.length + 1))
      .map((name) => name.slice(at.length + 1));
  }

  /** Where something with a name of its own is, or would be. */
  #spot(path: string, follows: boolean): string | undefined {
    const last = path.replace(/\/+$/, '').split('/').at(-1);
    if (last === '' || last === '.' || last === '..') return undefined;
    return this.#resolve(path, follows) || undefined;
  }

  #resolve(path: string, follows: boolean): string | undefined {
    const at = this.#go('', path.replace(/\/+$/, '').split('/'), { follows, links: 0 });
    const kind = this.nodes.get(at ?? '')?.kind;
    return path.endsWith('/') && kind !== undefined && kind !== 'directory' ? undefined : at;
  }

  #go(at: string, [name, ...rest]: string[], how: { readonly follows: boolean; links: number }): string | undefined {
    if (name === undefined) return at;
    if (!this.#isDirectory(at)) return undefined;
    if (name === '' || name === '.') return this.#go(at, rest, how);
    if (name === '..') return this.#go(at.slice(0, Math.max(0, at.lastIndexOf('/'))), rest, how);
    if (!this.#isName(name)) return undefined;
    const node = this.nodes.get(`${at}/${name}`);
    if (node?.kind !== 'link' || (rest.length === 0 && !how.follows)) return this.#go(`${at}/${name}`, rest, how);
    if (++how.links > LINKS) return undefined;
    return this.#go(node.target.startsWith('/') ? '' : at, [...node.target.split('/'), ...rest], how);
  }
}
