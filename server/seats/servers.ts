/**
 * The servers of a learner's world: an engine for each connection that comes, driven over the learner's network, and
 * told when somebody else changed the world. A fault of ours ends one conversation, no more.
 */
import { type HostDefinition, offersTlsPort, type ServiceDefinition } from '../../labs/world.ts';
import { type Connected, Driver, type DriverSetting, type Reach } from '../bridge/driver.ts';
import type { Gate } from '../bridge/gate.ts';
import type { TlsSide } from '../bridge/tls.ts';
import { type Address, type Engine, type EngineLimits, MAIN } from '../protocols/engine.ts';
import type { Protocol, ServiceSetting } from '../protocols/registry.ts';
import type { World } from '../sandbox/world.ts';
import { Asked } from './asked.ts';

/** What a protocol's engine needs of a world. */
export type StoreOf = (world: World, host: HostDefinition, service: ServiceDefinition) => unknown;

export interface ServersSetting {
  readonly world: World;
  readonly protocols: ReadonlyMap<string, Protocol>;
  readonly stores: ReadonlyMap<string, StoreOf>;
  readonly limits: EngineLimits;
  readonly gate: Gate;
  /** How a host does TLS; undefined: no service offers it. */
  readonly tlsOf?: (host: HostDefinition) => TlsSide;
  /** Resolves when what came is on its way to the disk: so long nothing more is read. Without it, it always is. */
  readonly whenTaken?: () => Promise<void> | undefined;
  /** Unique in the world, also after a restart. */
  readonly nextId: () => number;
  /** The world has changed, and all that follows at once has been done. */
  readonly onChanged: () => void;
  readonly onFault: (fault: unknown) => void;
}

/** A service of the world, with where it stands. */
export interface PlacedService {
  readonly protocol: Protocol;
  readonly host: HostDefinition;
  readonly service: ServiceDefinition;
  readonly at: Address;
  /** TLS is spoken there from the first byte. */
  readonly isTls: boolean;
}

export class Servers {
  readonly #setting: ServersSetting;
  readonly #drivers = new Set<Driver>();
  /** Who changed the world since the others were told. */
  readonly #changedBy = new Set<Driver | undefined>();
  readonly #unsubscribe: () => void;
  #hasChanged = false;

  constructor(setting: ServersSetting) {
    this.#setting = setting;
    this.#unsubscribe = setting.world.subscribe(() => (this.#hasChanged = true));
  }

  /** Every service that the world's hosts offer and that this house speaks. */
  services(): readonly PlacedService[] {
    const { world, protocols } = this.#setting;
    return world.seed.world.hosts.flatMap((host) =>
      Object.entries(host.services).flatMap(([name, service]) => {
        const protocol = protocols.get(name);
        if (protocol === undefined) return [];
        // Where two of them have one TLS port, the special one has it: submission before SMTP (RFC 8314 §3.3).
        const isTaken = Object.entries(host.services).some(([other, itsOwn]) => {
          return protocols.get(other)?.speaks === name && offersTlsPort(itsOwn);
        });
        const { tlsPort, port: usualPort } = protocol;
        const at = (port: number): Address => ({ host: host.address, port });
        const plain = { protocol, host, service, at: at(service.port ?? usualPort), isTls: false };
        const secured =
          tlsPort === undefined || isTaken || !offersTlsPort(service)
            ? []
            : [{ ...plain, at: at(tlsPort), isTls: true }];
        return service.tls === 'port' && tlsPort !== undefined ? secured : [plain, ...secured];
      }),
    );
  }

  /** Takes a connection to a service. */
  accept(placed: PlacedService, connected: Connected, reach: Reach): void {
    const { protocol, host, isTls } = placed;
    const farewell = new TextEncoder().encode(`${protocol.farewell(host.name)}\r\n`);
    const asked = protocol.asksAnew && new Asked(protocol.asksAnew.settled);
    const driver = this.#drive(protocol.create(this.#settingOf(placed, asked)), host, {
      reach,
      farewell,
      ...(asked !== undefined && { hasAsked: () => asked.take() }),
      onIdle: () => {
        driver.destroy();
        this.#drivers.delete(driver);
      },
    });
    driver.adopt(MAIN, { ...connected, isTls });
  }

  /** Starts what the services do beside answering; `reachOf` says what a host can reach. */
  startDaemons(reachOf: (host: HostDefinition) => Reach): void {
    for (const placed of this.services()) {
      const daemon = placed.protocol.daemon?.(this.#settingOf(placed));
      // What was left to do when the world last ran is found as after any change.
      if (daemon !== undefined)
        this.#drive(daemon, placed.host, { reach: reachOf(placed.host) }).input({ type: 'notified' });
    }
  }

  #settingOf({ protocol, host, service }: PlacedService, asked?: Asked): ServiceSetting<never> {
    const { world, stores, limits, nextId } = this.#setting;
    const store = stores.get(protocol.name)?.(world, host, service);
    return {
      host,
      service,
      surroundings: { now: () => world.now(), limits },
      nextId,
      // The registry pairs each protocol with the store it was written for.
      store: (asked !== undefined && typeof store === 'object' && store !== null
        ? asked.through(store)
        : store) as never,
    };
  }

  #drive(
    machine: Engine,
    host: HostDefinition,
    more: Pick<DriverSetting<never, never>, 'reach' | 'farewell' | 'onIdle' | 'hasAsked'>,
  ): Driver {
    const { gate, whenTaken, onFault } = this.#setting;
    const tls = this.#setting.tlsOf?.(host);
    const driver: Driver = new Driver<never, never>({
      machine,
      gate,
      ...(tls !== undefined && { tls }),
      ...(whenTaken !== undefined && { whenTaken }),
      ...more,
      onHandled: () => this.handled(driver),
      onFault: (fault) => {
        this.#drivers.delete(driver);
        onFault(fault);
      },
    });
    this.#drivers.add(driver);
    return driver;
  }

  /** An input has been handled: if it changed the world, all others hear of it, once a turn. */
  handled(by: Driver | undefined): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const isUnderWay = this.#changedBy.size > 0;
    this.#changedBy.add(by);
    if (isUnderWay) return;
    setImmediate(() => {
      // Two who changed it have each something new to hear of: then it is everybody.
      const only = this.#changedBy.size === 1 ? by : undefined;
      this.#changedBy.clear();
      for (const driver of [...this.#drivers]) if (driver !== only) driver.input({ type: 'notified' });
      this.#setting.onChanged();
    });
  }

  destroy(): void {
    this.#unsubscribe();
    for (const driver of this.#drivers) driver.destroy();
    this.#drivers.clear();
    this.#changedBy.clear();
  }
}
