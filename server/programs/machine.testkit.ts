/** For tests: a learner's machine in memory, without a world. */
import type { NameRecord } from '../../labs/world.ts';
import { resolvePath } from '../sandbox/files.ts';
import type { Machine, MachineEntry } from './machine.ts';

export interface MemoryMachine extends Machine {
  readonly files: Map<string, Uint8Array>;
}

const HOSTS: Readonly<Record<string, string>> = { 'example.thm': '10.10.41.192', 'client.thm': '10.11.81.126' };
const RECORDS: Readonly<Record<string, readonly NameRecord[]>> = {
  'b.thm': [
    { type: 'A', name: 'b.thm', address: '10.10.2.9' },
    { type: 'MX', name: 'b.thm', preference: 10, exchange: 'mail.b.thm' },
    { type: 'MX', name: 'b.thm', preference: 20, exchange: 'backup.b.thm' },
    { type: 'TXT', name: 'b.thm', text: 'v=spf1 mx -all' },
  ],
  'www.b.thm': [
    { type: 'CNAME', name: 'www.b.thm', target: 'mail.b.thm' },
    { type: 'A', name: 'mail.b.thm', address: '10.10.2.5' },
  ],
};
const PORTS: Readonly<Record<string, number>> = { ftp: 21, telnet: 23, smtp: 25, pop3: 110, imap: 143 };
const MISSING = { failure: 'No such file or directory' };

export interface MemorySetting {
  readonly files?: Readonly<Record<string, string>>;
  readonly now?: () => number;
  readonly freeBytes?: number;
}

export function memoryMachine({
  files = {},
  now = () => BEGIN,
  freeBytes = 1_000_000,
}: MemorySetting = {}): MemoryMachine {
  const tree = new Map(
    Object.entries(files).map(([name, text]) => [`/home/user/${name}`, new TextEncoder().encode(text)]),
  );
  return inDirectory('/home/user', { files: tree, now, freeBytes });
}

/** 2024-06-27T16:18:09Z, as the course's world. */
export const BEGIN = 1_719_505_089_000;

function inDirectory(
  directory: string,
  { files, now, freeBytes }: { files: Map<string, Uint8Array>; now: () => number; freeBytes: number },
): MemoryMachine {
  const full = (path: string): string => resolvePath(directory, path);
  const isDirectory = (path: string): boolean => ['/', '/home', '/home/user'].includes(path);
  const entry = (path: string): MachineEntry => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    kind: isDirectory(path) ? 'directory' : 'file',
    sizeBytes: files.get(path)?.length ?? 4096,
    modified: BEGIN,
    mode: isDirectory(path) ? 0o755 : 0o644,
  });
  const below = (path: string): string[] =>
    [...files.keys(), '/home', '/home/user'].filter(
      (name) => name.slice(0, name.lastIndexOf('/')) === (path === '/' ? '' : path),
    );
  return {
    files,
    hostName: 'client.thm',
    address: '10.11.81.126',
    user: 'user',
    home: '/home/user',
    prompt: 'user@terminal$ ',
    directory,
    at: (path) => inDirectory(full(path), { files, now, freeBytes }),
    now,
    resolve: (name) => (/^\d+\.\d+\.\d+\.\d+$/.test(name) ? name : HOSTS[name]),
    lookup: (name) => RECORDS[name],
    nameAt: (address) => Object.entries(HOSTS).find(([, known]) => known === address)?.[0],
    port: (service) => PORTS[service],
    list: (path) => (isDirectory(full(path)) ? below(full(path)).map(entry) : MISSING),
    stat: (path) => (isDirectory(full(path)) || files.has(full(path)) ? entry(full(path)) : MISSING),
    read: (path) => files.get(full(path)) ?? (isDirectory(full(path)) ? { failure: 'Is a directory' } : MISSING),
    write(path, body) {
      if (!full(path).startsWith('/home/user/')) return { failure: 'Permission denied' };
      if (body.length > freeBytes) return { failure: 'Disk quota exceeded' };
      files.set(full(path), body);
      return undefined;
    },
    remove: (path) => (files.delete(full(path)) ? undefined : MISSING),
    freeBytes: () => freeBytes,
  };
}
