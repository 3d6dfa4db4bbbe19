/** The world's DNS (RFC 1034): what its hosts and its records answer. Nothing outside the world is ever asked. */
import type { HostDefinition, NameRecord, World } from '../../labs/world.ts';

/** A chain of CNAMEs is followed no further (RFC 1034 §3.6.2 wants none at all). */
const CHAIN_LIMIT = 8;

export class Names {
  readonly #hosts: readonly HostDefinition[];
  readonly #records = new Map<string, NameRecord[]>();

  constructor({ hosts, names }: Pick<World, 'hosts' | 'names'>) {
    this.#hosts = hosts;
    for (const record of names) {
      const key = keyOf(record.name);
      this.#records.set(key, [...(this.#records.get(key) ?? []), record]);
    }
  }

  /** The IPv4 address of a name, CNAMEs followed; undefined: none. */
  addressOf(name: string): string | undefined {
    const found = this.#canonical(name);
    const host = this.#hostOf(found);
    if (host !== undefined) return host.address;
    return this.#of(found).find((record) => record.type === 'A')?.address;
  }

  /**
   * Where mail for a domain goes, lowest preference first; the domain itself where it has an address and no MX
   * (RFC 5321 §5.1). Undefined: there is no such domain.
   */
  exchangersOf(domain: string): readonly string[] | undefined {
    const name = this.#canonical(domain);
    const exchangers = this.#of(name)
      .flatMap((record) => (record.type === 'MX' ? [record] : []))
      .sort((one, other) => one.preference - other.preference);
    if (exchangers.length > 0) return exchangers.map(({ exchange }) => exchange);
    return this.addressOf(name) === undefined ? undefined : [domain];
  }

  /** Every record that a name leads to, aliases first; undefined: there is no such name (RFC 1034 §4.3.2). */
  lookup(name: string): readonly NameRecord[] | undefined {
    const records: NameRecord[] = [];
    let key = keyOf(name);
    for (let step = 0; step < CHAIN_LIMIT; step++) {
      const own = this.#of(key);
      records.push(...own.filter(({ type }) => type === 'CNAME'));
      const alias = own.find((record) => record.type === 'CNAME');
      if (alias === undefined) break;
      key = keyOf(alias.target);
    }
    const host = this.#hostOf(key);
    if (host !== undefined) records.push({ type: 'A', name: key, address: host.address });
    records.push(...this.#of(key).filter(({ type }) => type !== 'CNAME'));
    return records.length === 0 ? undefined : records;
  }

  /** The name of the host at an address (RFC 1035 §3.5); undefined: none. */
  nameAt(address: string): string | undefined {
    return this.#hosts.find((host) => host.address === address)?.name;
  }

  #hostOf(key: string): HostDefinition | undefined {
    return this.#hosts.find((host) => [host.name, ...host.aliases].some((own) => keyOf(own) === key));
  }

  #canonical(name: string): string {
    let key = keyOf(name);
    for (let step = 0; step < CHAIN_LIMIT; step++) {
      const alias = this.#of(key).find((record) => record.type === 'CNAME');
      if (alias === undefined) break;
      key = keyOf(alias.target);
    }
    return key;
  }

  #of(key: string): readonly NameRecord[] {
    return this.#records.get(key) ?? [];
  }
}

/** Names in any case, with or without the root's dot (RFC 1035 §2.3.3). */
const keyOf = (name: string): string => name.toLowerCase().replace(/\.$/, '');
