/** The world in which the sessions of the model meet: one account, real stores, a journal as a seat keeps it. */
import type { HostDefinition, ServiceDefinition, WorldSeed } from '../../labs/world.ts';
import type { Engine, EngineLimits } from '../../server/protocols/engine.ts';
import { protocols } from '../../server/protocols/index.ts';
import { latin1Bytes } from '../../server/protocols/lines.ts';
import { stores } from '../../server/sandbox/stores.ts';
import type { Mailbox } from '../../server/sandbox/mailbox.ts';
import type { WorldSnapshot } from '../../server/sandbox/snapshot.ts';
import { World } from '../../server/sandbox/world.ts';
import { fold, packSnapshot } from '../../server/seats/fold.ts';
import { encode } from '../../server/seats/records.ts';
import type { OpenSeat, StoredEntry } from '../../server/store/store.ts';
import { BEGAN, HOST, LOCAL } from '../world.ts';

export const USER = 'strategos';
export const PASSWORD = 'TabulaRasa7';

const LIMITS: EngineLimits = {
  lineBytes: 16_384,
  messageBytes: 1 << 16,
  fileBytes: 1 << 16,
  idleMs: 300_000,
  loginMs: 180_000,
};

const ROW = { seat: 'model', learner: 'model', lab: '', seed: 'model', began: BEGAN };

const host: HostDefinition = { name: HOST, address: LOCAL.host, aliases: [], services: {}, files: [] };

const mail = (uid: number, flags: readonly string[]) => ({
  source: String(uid),
  uid,
  flags,
  internalDate: BEGAN - uid * 86_400_000,
});

const seed: WorldSeed = {
  world: {
    name: 'model',
    title: 'The world that is held against the model',
    clock: BEGAN,
    learner: { host: HOST, user: 'user', prompt: '$', home: '/', trustsAuthority: true },
    hosts: [host],
    accounts: [
      {
        user: USER,
        password: PASSWORD,
        home: `/home/${USER}`,
        uid: 1000,
        gid: 1000,
        mailboxes: [
          {
            name: 'INBOX',
            uidValidity: 1_719_824_692,
            uidNext: 9,
            isSubscribed: true,
            messages: [mail(1, ['\\Seen']), mail(3, []), mail(4, ['\\Flagged', 'work']), mail(7, ['\\Deleted'])],
          },
          { name: 'Sent', uidValidity: 1_719_824_700, uidNext: 3, isSubscribed: true, messages: [mail(2, [])] },
          { name: 'Work', uidValidity: 1_719_824_701, uidNext: 1, isSubscribed: true, messages: [] },
        ],
      },
    ],
    names: [],
    errands: [],
  },
  sources: new Map(
    [1, 2, 3, 4, 7].map((uid) => [String(uid), latin1Bytes(`Subject: seed ${uid}\r\n\r\nText ${uid}.\r\n`)] as const),
  ),
};

export class ModelPlace {
  #world: World;
  /** The log of the seat, as the database has it. */
  #snapshot: OpenSeat['snapshot'];
  #entries: StoredEntry[] = [];
  #last = 0;
  #id = 0;
  readonly #addedItems: number;

  constructor(addedItems: number) {
    this.#addedItems = addedItems;
    this.#world = this.#make();
  }

  get revision(): number {
    return this.#world.revision;
  }

  get mailboxes(): ReadonlyMap<string, Mailbox> {
    const account = this.#world.account(USER);
    if (account === undefined) throw new Error(`the world has no ${USER}`);
    return account.mailboxes;
  }

  /** A server's end of a new connection. */
  create(name: 'imap' | 'smtp' | 'pop3'): Engine {
    const service: ServiceDefinition = { software: 'Dovecot (Ubuntu)', settings: {} };
    const protocol = protocols[name];
    return protocol.create({
      host,
      service,
      surroundings: { now: () => BEGAN, limits: LIMITS },
      nextId: () => ++this.#id,
      // The registry pairs each protocol with the store it was written for.
      store: stores[name](this.#world, host, service) as never,
    });
  }

  /** The log is cut here. */
  cut(): void {
    const n = this.#last;
    const world = this.#world.snapshot();
    const { data } = packSnapshot({ version: 1, n, ...ROW, world, terminals: [], lastConnection: 0 }, new WeakMap());
    this.#snapshot = { n, data, bodies: [] };
    this.#entries = [];
  }

  /** The process was killed: the world is made anew of the last snapshot and of what is in the log behind it. */
  fold(): void {
    const { world, changes } = fold({ row: ROW, fence: 1, snapshot: this.#snapshot, entries: this.#entries });
    this.#world = this.#make(world);
    for (const together of changes) this.#world.apply(together);
  }

  #make(snapshot?: WorldSnapshot): World {
    const surroundings = {
      now: () => BEGAN,
      record: (changes: Parameters<World['commit']>[0]): void => {
        this.#entries.push(encode({ n: ++this.#last, at: BEGAN, body: { type: 'world', changes } }));
      },
      limits: { addedBytes: 1 << 24, items: this.#addedItems },
    };
    return new World(seed, surroundings, snapshot);
  }
}
