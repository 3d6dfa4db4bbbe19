/**
 * Whether an engine has looked at the world: what it says of its own accord need not wait for changes that it can't
 * know. Only for engines that keep nothing of the world from input to input (`asksAnew` of the registry).
 */
export class Asked {
  // What was asked while the engine was made counts for the first thing it says.
  #isAsked = true;
  readonly #settled: ReadonlySet<PropertyKey>;

  /** @param settled members of the store that tell of no change */
  constructor(settled: readonly PropertyKey[]) {
    this.#settled = new Set(settled);
  }

  /** The store, each use of it noted that may tell of a change. */
  through<Store extends object>(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        if (!this.#settled.has(name)) this.#isAsked = true;
        return Reflect.get(target, name) as unknown;
      },
    });
  }

  /** Whether the store was used since the last call. */
  take(): boolean {
    const isAsked = this.#isAsked;
    this.#isAsked = false;
    return isAsked;
  }
}
