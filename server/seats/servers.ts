/**
 * The servers of a learner's world: an engine for each connection that comes, driven over the learner's network, and
 * told when somebody else changed the world. A fault of ours ends one conversation, no more.
 */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import { type Connected, Driver, type Reach } from '../bridge/driver.ts';
import type { Gate } from '../bridge/gate.ts';
import { type Address, type EngineLimits, MAIN } from '../protocols/engine.ts';
import type { Protocol } from '../protocols/registry.ts';
import type { World } from '../sandbox/world.ts';

/** What a protocol's engine needs of a world. */
export type StoreOf = (world: World, host: HostDefinition, service: ServiceDefinition) => unknown;

export interface ServersSetting {
  readonly world: World;
  readonly protocols: ReadonlyMap<string, Protocol>;
  readonly stores: ReadonlyMap<string, StoreOf>;
  readonly limits: EngineLimits;
  readonly gate: Gate;
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
}

export class Servers {
  readonly #setting: ServersSetting;
  readonly #drivers = new Set<Driver>();
  readonly #toNotify = new Set<Driver>();
  readonly #unsubscribe: () => void;
  #hasChanged = false;
  #isNotifying = false;

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
        return [{ protocol, host, service, at: { host: host.address, port: service.port ?? protocol.port } }];
      }),
    );
  }

  /** Takes a connection to a service. */
  accept({ protocol, host, service }: PlacedService, connected: Connected, reach: Reach): void {
    const { world, stores, limits, gate, nextId, onFault } = this.#setting;
    const store = stores.get(protocol.name)?.(world, host, service);
    const engine = protocol.create({
      host,
      service,
      surroundings: { now: () => world.now(), limits },
      nextId,
      // The registry pairs each protocol with the store it was written for.
      store: store as never,
    });
    const driver: Driver = new Driver<never, never>({
      machine: engine,
      reach,
      gate,
      farewell: new TextEncoder().encode(`${protocol.farewell(host.name)}\r\n`),
      onHandled: () => this.handled(driver),
      onFault: (fault) => {
        this.#drivers.delete(driver);
        onFault(fault);
      },
      onIdle: () => {
        driver.destroy();
        this.#drivers.delete(driver);
      },
    });
    this.#drivers.add(driver);
    driver.adopt(MAIN, connected);
  }

  /** An input has been handled: if it changed the world, all others hear of it, once a turn. */
  handled(by: Driver | undefined): void {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    for (const driver of this.#drivers) if (driver !== by) this.#toNotify.add(driver);
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    setImmediate(() => {
      this.#isNotifying = false;
      const concerned = [...this.#toNotify];
      this.#toNotify.clear();
      for (const driver of concerned) driver.input({ type: 'notified' });
      this.#setting.onChanged();
    });
  }

  destroy(): void {
    this.#unsubscribe();
    for (const driver of this.#drivers) driver.destroy();
    this.#drivers.clear();
    this.#toNotify.clear();
  }
}
