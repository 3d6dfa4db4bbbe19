/** What can be wrong with a world's DNS although each record is right by itself. Asks nothing but the world's file. */
import type { FaultList } from './fault-list.ts';
import { nearestOf } from './nearest.ts';
import { shown } from './schema-problems.ts';
import type { RecordEntry } from './people-schema.ts';
import type { WorldFile } from './world-schema.ts';

/** Names are followed so far (RFC 1034 §3.6.2 wants no chain at all). */
const CHAIN_LIMIT = 8;

/** Adds every fault of the world's names. */
export function addNameFaults({ hosts, names = [] }: WorldFile, faults: FaultList): void {
  const hostNames = new Set(hosts.flatMap(({ name, aliases = [] }) => [name, ...aliases].map(keyOf)));
  const zone = new Zone(names, hostNames);
  faults.twice(
    names.map((record, i) => ({ value: identityOf(record), path: ['names', i] })),
    () => 'Expected a record that is not there yet, came the same again.',
    'Remove one of the two.',
  );
  names.forEach((record, i) => {
    const path = ['names', i];
    if (record.type === 'A' && hostNames.has(keyOf(record.name))) {
      faults.add(
        [...path, 'name'],
        `name: expected a name that no host has, came ${shown(record.name)}.`,
        'Remove the record: a host and its aliases have their address as it is.',
      );
    }
    if (record.type === 'CNAME') addAliasFaults(record, i, zone, faults);
    if (record.type === 'MX') addExchangeFaults(record, i, zone, faults);
  });
}

class Zone {
  readonly hostNames: ReadonlySet<string>;
  readonly #records = new Map<string, RecordEntry[]>();

  constructor(names: readonly RecordEntry[], hostNames: ReadonlySet<string>) {
    this.hostNames = hostNames;
    for (const record of names) {
      const key = keyOf(record.name);
      const before = this.#records.get(key);
      if (before === undefined) this.#records.set(key, [record]);
      else before.push(record);
    }
  }

  of(name: string): readonly RecordEntry[] {
    return this.#records.get(keyOf(name)) ?? [];
  }

  has(name: string): boolean {
    return this.hostNames.has(keyOf(name)) || this.of(name).length > 0;
  }

  hasAddress(name: string): boolean {
    return this.hostNames.has(keyOf(name)) || this.of(name).some(({ type }) => type === 'A');
  }

  alias(name: string): Extract<RecordEntry, { type: 'CNAME' }> | undefined {
    return this.of(name).find((record) => record.type === 'CNAME');
  }

  /** How many aliases lead from the name to a name that is none; Infinity where they go round. */
  chainOf(name: string): number {
    const seen = new Set<string>();
    for (let alias = this.alias(name); alias !== undefined; alias = this.alias(alias.target)) {
      if (seen.has(keyOf(alias.name))) return Infinity;
      seen.add(keyOf(alias.name));
      if (seen.size > CHAIN_LIMIT) break;
    }
    return seen.size;
  }

  /** The name that was meant, of those that there are. */
  nearest(name: string): string | undefined {
    return nearestOf(name, [...this.hostNames, ...this.#records.keys()]);
  }
}

function addAliasFaults(
  record: Extract<RecordEntry, { type: 'CNAME' }>,
  i: number,
  zone: Zone,
  faults: FaultList,
): void {
  // RFC 1034 §3.6.2: where there is a CNAME, there is nothing else.
  if (zone.hostNames.has(keyOf(record.name)) || zone.of(record.name).length > 1) {
    const other = zone.hostNames.has(keyOf(record.name)) ? 'is the name of a host' : 'has other records';
    faults.add(
      ['names', i, 'name'],
      `name: expected a name that has nothing but its CNAME, came ${shown(record.name)}, which ${other}.`,
      'Write another name, or records of the other types for this one.',
    );
  }
  const chain = zone.chainOf(record.name);
  if (chain === Infinity) {
    faults.add(
      ['names', i, 'target'],
      `target: expected a name that leads to a host, came ${shown(record.target)}, which leads in a circle.`,
      'Write the name of a host.',
    );
  } else if (chain > CHAIN_LIMIT) {
    faults.add(
      ['names', i, 'target'],
      `target: expected at most ${CHAIN_LIMIT} aliases one after the other, came more.`,
      'Write the name at which they end.',
    );
  } else if (!zone.has(record.target)) {
    addUnknown(['names', i, 'target'], 'target: expected a name of this world', record.target, zone, faults);
  }
}

function addExchangeFaults(
  record: Extract<RecordEntry, { type: 'MX' }>,
  i: number,
  zone: Zone,
  faults: FaultList,
): void {
  const path = ['names', i, 'exchange'];
  const alias = zone.alias(record.exchange);
  if (alias !== undefined) {
    // RFC 2181 §10.3, RFC 5321 §5.1.
    faults.add(
      path,
      `exchange: expected a name with an address of its own, came ${shown(record.exchange)}, which is a CNAME.`,
      `Write the name that it stands for: exchange: ${alias.target}.`,
    );
  } else if (!zone.hasAddress(record.exchange)) {
    addUnknown(path, 'exchange: expected a name that has an address', record.exchange, zone, faults);
  }
}

function addUnknown(path: readonly PropertyKey[], expected: string, name: string, zone: Zone, faults: FaultList): void {
  const near = zone.nearest(name);
  faults.add(
    path,
    `${expected}, came ${shown(name)}.`,
    near === undefined
      ? `Write the name of a host; or, for one that nobody answers at, add { name: ${name}, type: A, address: 10.255.255.1 }.`
      : `Did you mean "${near}"?`,
  );
}

function identityOf(record: RecordEntry): string {
  const name = keyOf(record.name);
  switch (record.type) {
    case 'A':
      return `${name} A ${record.address}`;
    case 'MX':
      return `${name} MX ${keyOf(record.exchange)}`;
    case 'CNAME':
      return `${name} CNAME ${keyOf(record.target)}`;
    case 'TXT':
      return `${name} TXT ${record.text}`;
  }
}

/** Names in any case (RFC 1035 §2.3.3). */
const keyOf = (name: string): string => name.toLowerCase();
