/**
 * `plaintalk world [LAB or WORLD FILE] [--ports BASE]`: the servers of one world alone, on 127.0.0.1, for one's own
 * clients. Prints a line `NAME ADDRESS PORT` each and then `ready`; the world is kept nowhere and ends with the process.
 * `plaintalk world --schema` prints the format of a world's file.
 */
import { parseArgs } from 'node:util';
import type { HostDefinition, WorldSeed } from '../../labs/world.ts';
import { worldJsonSchema } from '../../labs/world-json-schema.ts';
import { listenOutside, type OutsideListener, reachAmong, reachBack } from '../bridge/outside.ts';
import { Authority } from '../bridge/certificates.ts';
import type { Connected, Reach } from '../bridge/driver.ts';
import { openGate } from '../bridge/gate.ts';
import type { Address, EngineLimits } from '../protocols/engine.ts';
import type { Protocol } from '../protocols/registry.ts';
import { World, type WorldLimits } from '../sandbox/world.ts';
import { Errands } from '../seats/errands.ts';
import { type PlacedService, Servers, type StoreOf } from '../seats/servers.ts';
import { beginningOf, clockOf } from '../seats/stage.ts';

const HIGHEST_PORT = 65_535;
const VERSION_6 = '::1';

export interface WorldSetting {
  readonly protocols: ReadonlyMap<string, Protocol>;
  readonly stores: ReadonlyMap<string, StoreOf>;
  readonly limits: { readonly world: WorldLimits; readonly engine: EngineLimits; readonly handshakeMs: number };
  /** Who signs the hosts' certificates; without one, somebody who is forgotten when the world ends. */
  readonly authority?: Authority;
  /** The seed that a lab's id, a world's name or a file's path stands for; or what is wrong with it, a line each. */
  readonly find: (name: string) => { readonly seed: WorldSeed } | { readonly faults: readonly string[] };
  /** The world where none is named. */
  readonly defaultWorld: string;
  readonly print: (line: string) => void;
  readonly onFault: (fault: unknown) => void;
}

/** A mistake in the words of the command; `message` says what was expected and what came. */
export class UsageError extends Error {}

export interface RunningService {
  /** The protocol's, with an s behind it where TLS is spoken from the first byte: `imaps`. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly isTls: boolean;
}

export interface RunningWorld {
  /** To look into; only its servers change it. */
  readonly world: World;
  readonly services: readonly RunningService[];
  /** PEM: the certificate of who signed those of the hosts. */
  readonly authority: string;
  close(): Promise<void>;
}

/** Starts the servers. @throws UsageError where the words are wrong, the world is, or a port is taken */
export async function runWorld(args: readonly string[], setting: WorldSetting): Promise<RunningWorld> {
  const { name, base } = readArgs(args, setting.defaultWorld);
  const found = setting.find(name);
  if ('faults' in found) throw new UsageError(found.faults.join('\n'));
  const { seed } = found;
  const realBeginning = Date.now();
  const now = clockOf({ lab: undefined, world: seed }, realBeginning);
  const world = new World(seed, { now, record: () => undefined, limits: setting.limits.world });
  const authority = setting.authority ?? (await Authority.of());
  const hosts: HostDefinition[] = [];
  let id = 0;
  const servers = new Servers({
    world,
    protocols: setting.protocols,
    stores: setting.stores,
    limits: setting.limits.engine,
    gate: openGate,
    tlsOf: (host) => authority.sideOf(host, { ...setting.limits, more: realNamesOf(host, hosts) }),
    nextId: () => ++id,
    onChanged: () => undefined,
    onFault: setting.onFault,
  });
  const listeners: OutsideListener[] = [];
  const services: RunningService[] = [];
  /** Where a service really stands, by its virtual address. */
  const real = new Map<string, Address>();
  /** Which host of the world a connection comes from, by its real address; the learner's own clients come from others. */
  const virtual = new Map(seed.world.hosts.map((host) => [sourceOf(host, seed), host.address]));
  const placedServices = servers.services();
  hosts.push(...new Set(placedServices.map(({ host }) => host)));
  for (const placed of placedServices) {
    const { protocol, host, isTls } = placed;
    const accept = (connected: Connected): void => {
      const remote = { ...connected.remote, host: virtual.get(connected.remote.host) ?? connected.remote.host };
      servers.accept(placed, { ...connected, remote }, reachBack(connected));
    };
    const port = base === undefined ? 0 : base + ((isTls ? protocol.tlsPort : undefined) ?? protocol.port);
    const at = { host: addressOf(host, hosts), port };
    try {
      const listener = await listenOutside(at, accept);
      listeners.push(listener);
      real.set(keyOf(placed.at), listener.address);
      services.push({ name: nameOf(placed), address: at.host, port: listener.address.port, isTls });
      if (host === hosts[0]) listeners.push(...(await listenOnVersion6(listener.address.port, accept)));
    } catch (failure) {
      await Promise.all(listeners.map((open) => open.close()));
      const reason = failure instanceof Error && 'code' in failure ? String(failure.code) : String(failure);
      throw new UsageError(`--ports: expected ports that are free, but ${at.host}:${port} is not (${reason})`);
    }
  }
  for (const { name: service, address, port } of services) setting.print(`${service} ${address} ${port}`);
  const reachOf = (host: HostDefinition): Reach =>
    reachAmong(sourceOf(host, seed), (to) => {
      return real.get(keyOf(to)) ?? (world.host(to.host) === undefined ? 'no-route' : 'connection-refused');
    });
  servers.startDaemons(reachOf);
  const errands = new Errands({
    world,
    began: beginningOf({ lab: undefined, world: seed }, realBeginning),
    services: placedServices,
    limits: setting.limits.engine,
    gate: openGate,
    reachOf,
    onHandled: () => servers.handled(undefined),
    onFault: setting.onFault,
  });
  errands.start();
  setting.print('ready');
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
    errands.destroy();
    servers.destroy();
  };
  return { world, services, authority: authority.certificate, close };
}

/** As programs call them: `smtps` also where it is submission that stands there. */
const nameOf = ({ protocol: { name, speaks = name }, isTls }: PlacedService): string => (isTls ? `${speaks}s` : name);

/** The world's first server has an IPv6 address, too, on a machine that has one: the same port of it, unless somebody else has that. */
async function listenOnVersion6(port: number, accept: (connected: Connected) => void): Promise<OutsideListener[]> {
  try {
    return [await listenOutside({ host: VERSION_6, port }, accept)];
  } catch {
    return [];
  }
}

/** What the learner's own clients may call a host. */
function realNamesOf(host: HostDefinition, hosts: readonly HostDefinition[]): readonly string[] {
  return [addressOf(host, hosts), ...(host === hosts[0] ? ['localhost', VERSION_6] : [])];
}

const keyOf = ({ host, port }: Address): string => `${host}:${port}`;

/** What `--schema` prints: the world's file format, for editors. Undefined where it is not asked for. @throws UsageError where more is asked for at once */
export function schemaText(args: readonly string[], protocols: ReadonlyMap<string, Protocol>): string | undefined {
  const { values, positionals } = parse(args);
  if (values.schema !== true) return undefined;
  if (values.ports !== undefined || positionals.length > 0) throw new UsageError('--schema: expected no other words');
  const settings = new Map([...protocols].map(([name, protocol]) => [name, protocol.settings]));
  return JSON.stringify(worldJsonSchema(settings), undefined, 2);
}

/** The real address from which a host of the world dials the others. */
const sourceOf = (host: HostDefinition, { world }: WorldSeed): string => `127.0.1.${1 + world.hosts.indexOf(host)}`;

/** 127.0.0.1 for the world's first server, 127.0.0.2 for the next: on the same ports. */
function addressOf(host: HostDefinition, hosts: readonly HostDefinition[]): string {
  return `127.0.0.${1 + hosts.indexOf(host)}`;
}

function readArgs(args: readonly string[], defaultWorld: string): { name: string; base: number | undefined } {
  const { values, positionals } = parse(args);
  if (positionals.length > 1) {
    throw new UsageError(
      `expected one lab or world file at the most, came ${positionals.length}: ${positionals.join(' ')}`,
    );
  }
  const [name = defaultWorld] = positionals;
  if (values.ports === undefined) return { name, base: undefined };
  const base = Number(values.ports);
  const highest = HIGHEST_PORT - 995;
  if (!Number.isInteger(base) || base < 0 || base > highest) {
    throw new UsageError(`--ports: expected a whole number from 0 to ${highest}, came ${values.ports}`);
  }
  return { name, base };
}

interface Words {
  readonly values: { readonly ports?: string | undefined; readonly schema?: boolean | undefined };
  readonly positionals: readonly string[];
}

function parse(args: readonly string[]): Words {
  try {
    const options = { ports: { type: 'string' }, schema: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (mistake) {
    throw new UsageError(mistake instanceof Error ? mistake.message : String(mistake));
  }
}
