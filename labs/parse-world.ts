/**
 * `world.yaml` → World, or everything that is wrong with it. Pure: it names the sources it wants and never opens a
 * file; it never throws.
 */
import { byPlace } from './problems.ts';
import { check } from './schema-problems.ts';
import { faultsOf, type Surroundings } from './world-faults.ts';
import {
  type AccountEntry,
  type FileEntry,
  type HostEntry,
  instantOfText,
  type MailboxEntry,
  type WorldFile,
  worldSchema,
} from './world-schema.ts';
import type {
  AccountDefinition,
  FileDefinition,
  HostDefinition,
  MailboxDefinition,
  ParsedWorld,
  World,
} from './world.ts';
import { YamlSource } from './yaml-source.ts';

/** The longest `world.yaml`, in characters. */
export const WORLD_TEXT_LIMIT = 1_000_000;

/** Reads a world. `file` is its path, as problems name it; the world's name is that of its folder. */
export function parseWorld(text: string, file: string, surroundings: Surroundings = {}): ParsedWorld {
  if (text.length > WORLD_TEXT_LIMIT) {
    const message = `Expected at most ${WORLD_TEXT_LIMIT} characters, came ${text.length}.`;
    return { problems: [{ file, line: 1, column: 1, message, wayOut: 'Move long texts into source files.' }] };
  }
  const source = new YamlSource(text, { file });
  const checked = check(source, worldSchema);
  if (!('value' in checked)) return checked;
  const faults = faultsOf(checked.value, source, surroundings);
  if (faults.length > 0) return { problems: faults.sort(byPlace) };
  return { world: worldOf(checked.value, nameOf(file)), problems: [] };
}

/** Every source that a world names, each once, and whether it is a mail (LF becomes CRLF when it is loaded). */
export function sourcesOf(world: World): ReadonlyMap<string, 'mail' | 'file'> {
  const sources = new Map<string, 'mail' | 'file'>();
  for (const { files } of world.hosts) {
    for (const file of files) if (file.source !== undefined) sources.set(file.source, 'file');
  }
  for (const { mailboxes } of world.accounts) {
    for (const { messages } of mailboxes) for (const message of messages) sources.set(message.source, 'mail');
  }
  return sources;
}

function nameOf(file: string): string {
  return file.split(/[/\\]/).at(-2) ?? 'world';
}

function worldOf(file: WorldFile, name: string): World {
  const clock = file.clock === 'now' ? 'now' : instantOfText(file.clock);
  return {
    name,
    title: file.title,
    clock,
    learner: file.learner,
    hosts: file.hosts.map((host) => hostOf(host, clock === 'now' ? 0 : clock)),
    accounts: (file.accounts ?? []).map(accountOf),
    names: [],
    errands: [],
  };
}

function hostOf(host: HostEntry, clock: number): HostDefinition {
  const services = Object.entries(host.services ?? {}).map(([name, { software, port, settings = {} }]) => {
    return [name, { software, settings, ...(port === undefined ? {} : { port }) }] as const;
  });
  return {
    name: host.name,
    address: host.address,
    aliases: host.aliases ?? [],
    services: Object.fromEntries(services),
    files: (host.files ?? []).map((file) => fileOf(file, clock)),
  };
}

function fileOf(file: FileEntry, clock: number): FileDefinition {
  const isDirectory = file.path.endsWith('/');
  return {
    path: file.path,
    ...(file.source === undefined ? {} : { source: file.source }),
    ...(file.text === undefined ? {} : { text: file.text }),
    modified: file.modified === undefined ? clock : instantOfText(file.modified),
    mode: modeOf(file.mode ?? (isDirectory ? 'rwxr-xr-x' : 'rw-r--r--')),
    owner: file.owner ?? 0,
    group: file.group ?? file.owner ?? 0,
  };
}

/** `rw-r--r--` → 0o644. */
function modeOf(rights: string): number {
  return Array.from(rights).reduce((mode, letter) => mode * 2 + (letter === '-' ? 0 : 1), 0);
}

function accountOf(account: AccountEntry): AccountDefinition {
  const { user, password, home, uid, gid, mailboxes } = account;
  return { user, password, home, uid, gid: gid ?? uid, mailboxes: mailboxes.map(mailboxOf) };
}

function mailboxOf(mailbox: MailboxEntry): MailboxDefinition {
  const messages = mailbox.messages ?? [];
  return {
    name: mailbox.name,
    uidValidity: mailbox.uidValidity,
    uidNext: mailbox.uidNext ?? (messages.at(-1)?.uid ?? 0) + 1,
    isSubscribed: mailbox.subscribed ?? mailbox.name === 'INBOX',
    ...(mailbox.specialUse === undefined ? {} : { specialUse: mailbox.specialUse }),
    messages: messages.map(({ source, uid, flags = [], internalDate }) => {
      return { source, uid, flags, internalDate: instantOfText(internalDate) };
    }),
  };
}
