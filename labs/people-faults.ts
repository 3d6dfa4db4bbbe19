/** What can be wrong with what other people do although each field is right. Asks nothing but the world's file. */
import type { FaultList } from './fault-list.ts';
import { nearestOf } from './nearest.ts';
import type { PersonEntry } from './people-schema.ts';
import { shown } from './schema-problems.ts';
import { durationOf } from './world-fields.ts';
import type { HostEntry, WorldFile } from './world-schema.ts';
import type { YamlPath } from './yaml-source.ts';

/** More often than this, a world would do nothing else. */
const SHORTEST_PERIOD_MS = 1000;

/** Adds every fault of the world's people. */
export function addPeopleFaults(world: WorldFile, faults: FaultList): void {
  const { people = [] } = world;
  faults.twice(
    people.map(({ id }, i) => ({ value: id, path: ['people', i, 'id'] })),
    (value) => `id: expected an id that no other of the people has, came ${shown(value)} again.`,
    'Give each its own id.',
  );
  people.forEach((person, i) => new PersonFaults(world, person, ['people', i], faults).add());
}

/** The host of a name or alias, in any case. */
export function hostNamed(hosts: readonly HostEntry[], wanted: string): HostEntry | undefined {
  const key = wanted.toLowerCase();
  return hosts.find(({ name, aliases = [] }) => [name, ...aliases].some((own) => own.toLowerCase() === key));
}

/** Adds a fault where there is no such host; gives the host. */
export function expectHost(
  hosts: readonly HostEntry[],
  name: string,
  path: YamlPath,
  faults: FaultList,
): HostEntry | undefined {
  const host = hostNamed(hosts, name);
  if (host !== undefined) return host;
  const names = hosts.map((known) => known.name);
  const near = nearestOf(name, names);
  const key = path.findLast((step) => typeof step === 'string') ?? 'host';
  faults.add(
    path,
    `${key}: expected the name of one of the hosts, came ${shown(name)}.`,
    near === undefined ? `Write one of ${names.slice(0, 10).join(', ')}.` : `Did you mean "${near}"?`,
  );
  return undefined;
}

class PersonFaults {
  readonly #world: WorldFile;
  readonly #person: PersonEntry;
  readonly #path: YamlPath;
  readonly #faults: FaultList;

  constructor(world: WorldFile, person: PersonEntry, path: YamlPath, faults: FaultList) {
    this.#world = world;
    this.#person = person;
    this.#path = path;
    this.#faults = faults;
  }

  add(): void {
    const { every } = this.#person;
    this.#errand();
    this.#place();
    if (every !== undefined && durationOf(every) < SHORTEST_PERIOD_MS) {
      this.#at(['every'], `every: expected at least 1s, came ${shown(every)}.`, 'Write for example: every: 30s.');
    }
    this.#server();
  }

  #errand(): void {
    const { id, sends, fetches } = this.#person;
    if ((sends === undefined) !== (fetches === undefined)) return;
    this.#at(
      [],
      `Expected either sends or fetches for ${id}, came ${sends === undefined ? 'neither' : 'both'}.`,
      sends === undefined
        ? 'Write for example: fetches: { user: archimedes }.'
        : 'Write two people: each does one thing.',
    );
  }

  #place(): void {
    const { hosts, learner } = this.#world;
    const host = expectHost(hosts, this.#person.host, [...this.#path, 'host'], this.#faults);
    if (host?.name !== learner.host) return;
    this.#at(
      ['host'],
      `host: expected another host than the learner's, came ${shown(this.#person.host)}.`,
      "Add a host at which this person sits: what is done from here counts as the learner's own doing.",
    );
  }

  #server(): void {
    const { server, sends, fetches } = this.#person;
    const host = expectHost(this.#world.hosts, server, [...this.#path, 'server'], this.#faults);
    if (host === undefined) return;
    const needed = sends !== undefined ? 'smtp' : 'pop3';
    if ((sends !== undefined || fetches !== undefined) && !Object.hasOwn(host.services ?? {}, needed)) {
      this.#at(
        ['server'],
        `server: expected a host that serves ${needed}, came ${shown(server)}, which does not.`,
        `Name another host, or add ${needed} to the services of this one.`,
      );
    }
    if (fetches !== undefined) this.#user(fetches.user, host);
  }

  #user(user: string, host: HostEntry): void {
    const known = (this.#world.accounts ?? []).filter(
      ({ hosts }) => hosts === undefined || hosts.some((name) => hostNamed(this.#world.hosts, name) === host),
    );
    if (known.some((account) => account.user.toLowerCase() === user.toLowerCase())) return;
    const names = known.map((account) => account.user);
    const near = nearestOf(user, names);
    this.#at(
      ['fetches', 'user'],
      `user: expected an account that ${host.name} knows, came ${shown(user)}.`,
      near === undefined ? 'Write the user of one of the accounts, or add one.' : `Did you mean "${near}"?`,
    );
  }

  #at(path: YamlPath, message: string, wayOut: string): void {
    this.#faults.add([...this.#path, ...path], message, wayOut);
  }
}
