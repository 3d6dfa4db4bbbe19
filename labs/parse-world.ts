/**
 * `world.yaml` → World, or everything that is wrong with it. Pure: it names the sources it wants and never opens a
 * file; it never throws.
 */
import type { PersonEntry } from './people-schema.ts';
import { hostNamed } from './people-faults.ts';
import { byPlace } from './problems.ts';
import { check } from './schema-problems.ts';
import { faultsOf, type Surroundings } from './world-faults.ts';
import {
  type AccountEntry,
  type FileEntry,
  type HostEntry,
  type MailboxEntry,
  type WorldFile,
  worldSchemaOf,
} from './world-schema.ts';
import type {
  AccountDefinition,
  ErrandDefinition,
  FileDefinition,
  HostDefinition,
  MailboxDefinition,
  ParsedWorld,
  World,
} from './world.ts';
import { durationOf, instantOfText } from './world-fields.ts';
import { type PlacedValue, YamlSource } from './yaml-source.ts';

/** The longest `world.yaml`, in characters. */
export const WORLD_TEXT_LIMIT = 1_000_000;

/** Reads a world. `file` is its path, as problems name it; the world's name is that of its folder. */
export function parseWorld(text: string, file: string, surroundings: Surroundings = {}): ParsedWorld {
  if (text.length > WORLD_TEXT_LIMIT) {
    const message = `Expected at most ${WORLD_TEXT_LIMIT} characters, came ${text.length}.`;
    return { problems: [{ file, line: 1, column: 1, message, wayOut: 'Move long texts into source files.' }] };
  }
  return worldFrom(new YamlSource(text, { file }), nameOf(file), surroundings);
}

/** Reads a world whose YAML was read before, or is made of two. */
export function worldFrom(source: PlacedValue, name: string, surroundings: Surroundings): ParsedWorld {
  const checked = check(source, schemaOf(surroundings.protocols));
  if (!('value' in checked)) return checked;
  const faults = faultsOf(checked.value, source, surroundings);
  if (faults.length > 0) return { problems: faults.sort(byPlace) };
  return { world: worldOf(checked.value, name, source), problems: [] };
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
  for (const { sends } of world.errands) if (sends !== undefined) sources.set(sends.source, 'mail');
  return sources;
}

/** A schema takes longer to make than a world to read: one for all worlds of the same protocols. */
const schemas = new WeakMap<NonNullable<Surroundings['protocols']>, ReturnType<typeof worldSchemaOf>>();

function schemaOf(protocols: Surroundings['protocols']): ReturnType<typeof worldSchemaOf> {
  const known = protocols === undefined ? undefined : schemas.get(protocols);
  if (known !== undefined) return known;
  const made = worldSchemaOf(protocols);
  if (protocols !== undefined) schemas.set(protocols, made);
  return made;
}

function nameOf(file: string): string {
  return file.split(/[/\\]/).at(-2) ?? 'world';
}

function worldOf(file: WorldFile, name: string, source: PlacedValue): World {
  const clock = file.clock === 'now' ? 'now' : instantOfText(file.clock);
  return {
    name,
    title: file.title,
    clock,
    learner: { ...file.learner, trustsAuthority: file.learner.trustsAuthority ?? true },
    hosts: file.hosts.map((host, i) => ({
      ...hostOf(host, clock === 'now' ? 0 : clock),
      services: servicesOf(host, source.valueAt(['hosts', i, 'services'])),
    })),
    accounts: (file.accounts ?? []).map((account) => accountOf(account, file.hosts)),
    names: file.names ?? [],
    errands: (file.people ?? []).map((person) => errandOf(person, file.hosts)),
  };
}

function hostOf(host: HostEntry, clock: number): Omit<HostDefinition, 'services'> {
  return {
    name: host.name,
    address: host.address,
    aliases: host.aliases ?? [],
    ...(host.certificate === undefined ? {} : { certificate: host.certificate }),
    files: (host.files ?? []).map((file) => fileOf(file, clock)),
  };
}

/** Settings stay as they were written: each protocol reads its own, and fills in what was left out. */
function servicesOf({ services = {}, certificate }: HostEntry, written: unknown): HostDefinition['services'] {
  const entries = Object.entries(services).map(([name, { software, port, tls = 'both' }]) => {
    const { settings = {} } = (written as Record<string, { settings?: Record<string, unknown> }>)[name] ?? {};
    return [
      name,
      {
        software,
        settings,
        ...(port === undefined ? {} : { port }),
        ...(certificate === undefined || tls === 'none' ? {} : { tls }),
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}

function fileOf(file: FileEntry, clock: number): FileDefinition {
  const isDirectory = file.path.endsWith('/');
  return {
    path: file.path,
    ...(file.source === undefined ? {} : { source: file.source }),
    ...(file.text === undefined ? {} : { text: file.text }),
    ...(file.link === undefined ? {} : { link: file.link }),
    modified: file.modified === undefined ? clock : instantOfText(file.modified),
    mode: modeOf(file.mode ?? (isDirectory ? 'rwxr-xr-x' : file.link === undefined ? 'rw-r--r--' : 'rwxrwxrwx')),
    owner: file.owner ?? 0,
    group: file.group ?? file.owner ?? 0,
  };
}

/** `rw-r--r--` → 0o644. */
function modeOf(rights: string): number {
  return Array.from(rights).reduce((mode, letter) => mode * 2 + (letter === '-' ? 0 : 1), 0);
}

function accountOf(account: AccountEntry, hosts: readonly HostEntry[]): AccountDefinition {
  const { user, password, home, uid, gid, quota, mailboxes } = account;
  return {
    ...(account.hosts === undefined ? {} : { hosts: account.hosts.map((name) => ownNameOf(name, hosts)) }),
    ...(quota === undefined ? {} : { quotaBytes: quota }),
    user,
    password,
    home,
    uid,
    gid: gid ?? uid,
    mailboxes: mailboxes.map(mailboxOf),
  };
}

function errandOf(person: PersonEntry, hosts: readonly HostEntry[]): ErrandDefinition {
  const { id, who, host, server, after, every, sends, fetches } = person;
  return {
    id,
    who,
    host: ownNameOf(host, hosts),
    server: ownNameOf(server, hosts),
    afterMs: durationOf(after),
    ...(every === undefined ? {} : { everyMs: durationOf(every) }),
    ...(sends === undefined ? {} : { sends }),
    ...(fetches === undefined ? {} : { fetches: { user: fetches.user, keeps: fetches.keeps ?? false } }),
  };
}

/** The host's own name, for it or an alias of it, in any case. */
const ownNameOf = (name: string, hosts: readonly HostEntry[]): string => hostNamed(hosts, name)?.name ?? name;

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
