/**
 * A fresh world of the reference's fixtures with every recorded port open on 127.0.0.1: one for each script, so that
 * no script can see what another left behind.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatProblem } from '../labs/problems.ts';
import type { FileDefinition, HostDefinition, ServiceDefinition, WorldSeed } from '../labs/world.ts';
import { Authority } from '../server/bridge/certificates.ts';
import { openGate } from '../server/bridge/gate.ts';
import { listenOutside, type OutsideListener, reachBack } from '../server/bridge/outside.ts';
import { limitsOf, readConfig } from '../server/config.ts';
import { protocols as protocolRows } from '../server/protocols/index.ts';
import type { Protocol } from '../server/protocols/registry.ts';
import { stores as storeRows } from '../server/sandbox/stores.ts';
import { World } from '../server/sandbox/world.ts';
import { loadWorldFile } from '../server/seats/load-catalogue.ts';
import { Servers, type StoreOf } from '../server/seats/servers.ts';
import { ORDINARY, type Variant, VARIANTS } from './variants.ts';

const HOST = 'server.thm';
/** Dovecot's own time for a login: its recordings were made with it. */
const LOGIN_MS = 180_000;
/** What the fixtures have beside texts: `big/big.bin`, zeroes, and all bytes that a text can't hold. */
const BIG_BYTES = 8_000_000;
const ODD_BYTES = Uint8Array.of(0, 1, 2, 0xff, 0x0a, 0x0d, 0x0a);
const MADE = Date.UTC(2024, 5, 27, 8, 10);

// Two folders below the project's, where every bundle of a program is put.
export const top = fileURLToPath(new URL('../../', import.meta.url));
/** One for all places: its keys take time. */
const authority = Authority.of();
const protocols: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocolRows));
const stores: ReadonlyMap<string, StoreOf> = new Map(Object.entries<StoreOf>(storeRows));

export interface Place {
  /** The port of each variant, by protocol and the name that scripts give it. */
  port(protocol: string, name: string): number | undefined;
  /** What went wrong inside our servers, if anything did. */
  readonly faults: readonly unknown[];
  close(): Promise<void>;
}

/** The fixtures. @throws Error with a line for each fault of the world's file */
export function loadFixtures(): WorldSeed {
  const file = path.join(top, 'fidelity', 'world.yaml');
  const loaded = loadWorldFile(file, protocols, path.join(top, 'labs', 'worlds', 'course'));
  if ('problems' in loaded) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return withBytes(loaded.seed);
}

/** Opens every port of a fresh world. */
export async function openPlace(seed: WorldSeed): Promise<Place> {
  const read = readConfig({ MESSAGE_BYTES: String(50 * 1024 * 1024), LOGIN_MS: String(LOGIN_MS) });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const limits = limitsOf(read.config).seat;
  const world = new World(seed, { now: () => Date.now(), record: () => undefined, limits: limits.world });
  const signed = await authority;
  const host = world.host(HOST);
  if (host === undefined) throw new Error(`expected a host ${HOST} in the world of the reference`);
  const faults: unknown[] = [];
  let id = 0;
  const servers = new Servers({
    world,
    protocols,
    stores,
    limits: limits.engine,
    gate: openGate,
    tlsOf: (named) => signed.sideOf(named, { handshakeMs: read.config.HANDSHAKE_MS, more: ['127.0.0.1'] }),
    nextId: () => ++id,
    onChanged: () => undefined,
    onFault: (fault) => faults.push(fault),
  });
  const listeners: OutsideListener[] = [];
  const ports = new Map<string, number>();
  for (const variant of VARIANTS) {
    const protocol = protocols.get(variant.protocol);
    const service = serviceOf(host, variant);
    if (protocol === undefined || service === undefined) continue;
    const placed = {
      protocol,
      host,
      service,
      at: { host: host.address, port: protocol.port },
      isTls: variant.tls === 'port',
    };
    const at = { host: '127.0.0.1', port: 0 };
    const listener = await listenOutside(at, (connected) => servers.accept(placed, connected, reachBack(connected)));
    listeners.push(listener);
    ports.set(`${variant.protocol} ${variant.name}`, listener.address.port);
  }
  return {
    port: (protocol, name) => ports.get(`${protocol} ${name}`),
    faults,
    close: async () => {
      await Promise.all(listeners.map((listener) => listener.close()));
      servers.destroy();
    },
  };
}

/** `--port-map` of the recorder for a protocol's scripts: its named ports, and where mail is handed in. */
export function portMap(place: Place, protocol: string): string {
  const named = VARIANTS.filter((variant) => variant.protocol === protocol && variant.name !== ORDINARY);
  const rows = named.map(({ name }) => `${name}=${place.port(protocol, name) ?? 0}`);
  return [...rows, `smtp=${place.port('smtp', ORDINARY) ?? 0}`].join(',');
}

/** The service of a port. @throws Error where its row sets what this protocol does not know */
function serviceOf(
  host: HostDefinition,
  { protocol, name, settings, tls = 'upgrade' }: Variant,
): ServiceDefinition | undefined {
  const found = host.services[protocol];
  if (found === undefined) return undefined;
  const { tls: _offered, ...service } = found;
  const own = { ...service, ...(tls !== 'none' && { tls }), settings: { ...service.settings, ...settings } };
  const checked = protocols.get(protocol)?.settings.safeParse(own.settings);
  if (checked?.error === undefined) return own;
  const port = name === ORDINARY ? protocol : `${protocol} ${name}`;
  throw new Error(
    `fidelity/variants.ts, port ${port}: ${checked.error.issues.map(({ message }) => message).join('; ')}`,
  );
}

/** The fixtures' files that a world's file can't write down; first, as in the recorded directory (LIST -t of equal times). */
function withBytes(seed: WorldSeed): WorldSeed {
  const made: readonly (readonly [string, Uint8Array])[] = [
    ['/srv/ftp-open/big/big.bin', new Uint8Array(BIG_BYTES)],
    ['/srv/ftp-open/pub/bytes.bin', ODD_BYTES],
  ];
  const files = made.map(([name]): FileDefinition => {
    return { path: name, source: name, modified: MADE, mode: 0o644, owner: 0, group: 0 };
  });
  const hosts = seed.world.hosts.map((host) =>
    host.name === HOST ? { ...host, files: [...files, ...host.files] } : host,
  );
  return { world: { ...seed.world, hosts }, sources: new Map([...seed.sources, ...made]) };
}
