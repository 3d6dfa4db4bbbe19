/** For tests: the course's world, made anew for each test, and a stage on which transcripts play in it. */
import { readFileSync } from 'node:fs';
import { parseWorld } from '../../../labs/parse-world.ts';
import type { TlsOffer, World as WorldDefinition, WorldSeed } from '../../../labs/world.ts';
import { imapStore } from '../../sandbox/imap-store.ts';
import { World } from '../../sandbox/world.ts';
import type { WorldChange } from '../../sandbox/change.ts';
import { latin1Bytes } from '../lines.ts';
import type { Stage } from '../transcript.ts';
import { ImapEngine } from './engine.ts';

const FOLDER = new URL('../../../labs/worlds/course/', import.meta.url);
export const NOW = Date.parse('2024-06-27T16:18:09Z');

export interface PlaceOptions {
  readonly change?: (world: WorldDefinition) => WorldDefinition;
  readonly now?: () => number;
  readonly addedBytes?: number;
  readonly messageBytes?: number;
  readonly record?: (changes: readonly WorldChange[]) => void;
}

/** The course's IMAP service with settings of a world, and TLS where it says so. */
export const setTo = (settings: Readonly<Record<string, unknown>>, tls?: TlsOffer): PlaceOptions => ({
  change: (world) => ({
    ...world,
    hosts: world.hosts.map((host) => {
      const { imap } = host.services;
      if (imap === undefined) return host;
      const ours = { ...imap, settings, ...(tls !== undefined && { tls }) };
      return { ...host, services: { ...host.services, imap: ours } };
    }),
  }),
});

const course = parseCourse();
const courseSources = sourcesOf(course);

/** The course's world, changed as the test likes it. */
export function courseWorld(options: PlaceOptions = {}): World {
  const world = options.change?.(course) ?? course;
  const seed: WorldSeed = { world, sources: world === course ? courseSources : sourcesOf(world) };
  return new World(seed, {
    now: options.now ?? (() => NOW),
    record: options.record ?? (() => undefined),
    limits: { addedBytes: options.addedBytes ?? 1 << 24, items: 10_000 },
  });
}

export function engineOf(world: World, { messageBytes = 1 << 20 }: PlaceOptions = {}): ImapEngine {
  const host = world.seed.world.hosts.find(({ services }) => services['imap'] !== undefined);
  const service = host?.services['imap'];
  if (host === undefined || service === undefined) throw new Error('the world has no IMAP server');
  const limits = { lineBytes: 16_384, messageBytes, fileBytes: 1 << 20, idleMs: 1_800_000, loginMs: 180_000 };
  return new ImapEngine({
    host,
    service,
    surroundings: { now: () => world.now(), limits },
    nextId: () => 1,
    store: imapStore(world, host, service),
  });
}

/** All sessions of one stage share a world. Event `mail arrives`: a delivery to INBOX. */
export function courseStage(options: PlaceOptions = {}): Stage & { readonly world: World } {
  const world = courseWorld(options);
  return {
    world,
    create: () => engineOf(world, options),
    server: { host: '10.10.41.192', port: 143 },
    client: { host: '10.11.81.126', port: 40_000 },
    does(event) {
      if (event !== 'mail arrives') return false;
      deliver(world, 'Subject: News\r\n\r\nGood news.\r\n');
      return true;
    },
  };
}

/** A mail that arrives in INBOX from elsewhere. */
export function deliver(world: World, text: string, user = 'strategos'): void {
  const uid = world.account(user)?.mailboxes.get('INBOX')?.uidNext ?? 0;
  const body = latin1Bytes(text);
  world.commit([{ type: 'mail-added', user, mailbox: 'INBOX', uid, flags: [], internalDate: world.now(), body }]);
}

function sourcesOf(world: WorldDefinition): ReadonlyMap<string, Uint8Array> {
  const mails = world.accounts.flatMap(({ mailboxes }) => mailboxes.flatMap(({ messages }) => messages));
  const files = world.hosts.flatMap((host) => host.files).filter(({ text }) => text === undefined);
  const read = (source: string): string => readFileSync(new URL(source, FOLDER), 'latin1');
  return new Map([
    ...mails.map(({ source }) => [source, latin1Bytes(read(source).replace(/\r?\n/g, '\r\n'))] as const),
    ...files.map(({ source = '' }) => [source, source === '' ? new Uint8Array(0) : latin1Bytes(read(source))] as const),
  ]);
}

function parseCourse(): WorldDefinition {
  const parsed = parseWorld(readFileSync(new URL('world.yaml', FOLDER), 'utf8'), 'labs/worlds/course/world.yaml');
  if (!('world' in parsed)) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.world;
}
