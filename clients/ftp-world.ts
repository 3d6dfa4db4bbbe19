/** The worlds of FTP's journeys and of those within TLS: certificates, trees of files, and how trees are compared. */
import assert from 'node:assert/strict';
import { createHash, randomFillSync } from 'node:crypto';
import type { FileDefinition, HostDefinition, ServiceDefinition, WorldSeed } from '../labs/world.ts';
import { HOST, setting } from './seed.ts';

/** Where guests are, and where `USER` is at home. */
export const GUESTS = '/srv/ftp';
export const HOME = '/home/strategos';

const LARGE_BYTES = 100_000_000;
/** What a world needs in which 100 MB are at home, and come. */
export const LARGE_LIMITS = { FILE_BYTES: '268435456', SEAT_ADDED_BYTES: '1073741824' };

/** A world whose host has a certificate of the installation's authority; all its services offer TLS in both ways. */
export function withTls(seed: WorldSeed): WorldSeed {
  const hosts = seed.world.hosts.map((host): HostDefinition => {
    if (host.name !== HOST) return host;
    const services = Object.entries(host.services).map(([name, service]): [string, ServiceDefinition] => {
      return [name, { ...service, tls: 'both' }];
    });
    return { ...host, certificate: 'trusted', services: Object.fromEntries(services) };
  });
  return { ...seed, world: { ...seed.world, hosts } };
}

/** Both: TLS, and settings of the FTP service. */
export const withTlsAnd =
  (settings: Readonly<Record<string, unknown>>) =>
  (seed: WorldSeed): WorldSeed =>
    setting('ftp', settings)(withTls(seed));

/** A file of the world: its path, its bytes. */
export type Tree = ReadonlyMap<string, Uint8Array>;

/** A world in which those files are the learner's own at home. */
export const withTree =
  (tree: Tree, directories: readonly string[] = []) =>
  (seed: WorldSeed): WorldSeed => {
    const own = { modified: Date.UTC(2024, 5, 27, 8, 10), owner: 1000, group: 1000 };
    const made = directories.map((path): FileDefinition => ({ ...own, path: `${HOME}/${path}/`, mode: 0o755 }));
    const files = [...tree.keys()].map((path): FileDefinition => {
      return { ...own, path: `${HOME}/${path}`, source: path, mode: 0o644 };
    });
    const hosts = seed.world.hosts.map((host) =>
      host.name === HOST ? { ...host, files: [...host.files, ...made, ...files] } : host,
    );
    return { world: { ...seed.world, hosts }, sources: new Map([...seed.sources, ...tree]) };
  };

const ODDS = ['plain', 'with space', 'grüße', '#hash', 'per%cent', 'semi;colon'];

/** 300 files in six directories, of 0 to 9 kB, with names that are easily spoilt, or with others. */
export function treeOf300(odds: readonly string[] = ODDS): {
  readonly tree: Tree;
  readonly directories: readonly string[];
} {
  const directories = ['tree', ...Array.from({ length: 6 }, (_, i) => `tree/part ${i}`)];
  const names = Array.from({ length: 300 }, (_, i) => {
    const odd = odds[i % odds.length] ?? '';
    return `tree/part ${i % 6}/${odd} ${i}.bin`;
  });
  const tree = new Map(names.map((name, i) => [name, randomFillSync(Buffer.alloc(i * 30))] as const));
  return { tree, directories };
}

let kept: Buffer | undefined;

/** 100 MB that no compression shortens: made once. */
export function large(): Buffer {
  if (kept !== undefined) return kept;
  const block = randomFillSync(Buffer.alloc(1_000_000));
  kept = Buffer.concat(Array.from({ length: LARGE_BYTES / block.length }, () => block));
  for (let at = 0; at < kept.length; at += block.length) kept.writeUInt32BE(at, at);
  return kept;
}

/** @throws AssertionError where the bytes are not the same: by length and SHA-256, for they may be many */
export function assertSameBytes(came: Uint8Array | undefined, wanted: Uint8Array): void {
  assert.ok(came !== undefined);
  assert.equal(came.length, wanted.length);
  assert.equal(digest(came), digest(wanted));
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
