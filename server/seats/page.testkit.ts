/**
 * For tests: seats over the real store, the real worlds and real TCP, and a page that folds their log as the browser's
 * does. Only the WebSocket is left out: messages go straight into the seat.
 */
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { formatProblem } from '../../labs/problems.ts';
import type { WorldSeed } from '../../labs/world.ts';
import { RealAddresses } from '../bridge/addresses.ts';
import { Authority } from '../bridge/certificates.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import { stores } from '../sandbox/stores.ts';
import type { Store } from '../store/store.ts';
import { temporaryStore } from '../store/temporary.testkit.ts';
import { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { Seats, type SeatsSetting } from './seats.ts';
import { type LabFolder, LabFolders } from './lab-folder.ts';
import { ScriptedPage } from './scripted-page.ts';
import type { StoreOf } from './servers.ts';

export { ScriptedPage as Page } from './scripted-page.ts';

export const LABS = fileURLToPath(new URL('../../labs/', import.meta.url));

export const protocolMap: ReadonlyMap<string, Protocol> = new Map(Object.entries<Protocol>(protocols));
export const storeMap: ReadonlyMap<string, StoreOf> = new Map(Object.entries<StoreOf>(stores));

export const LIMITS: SeatsSetting['seatLimits'] = {
  terminals: 4,
  connections: 32,
  logBytes: 1024 * 1024,
  wireBytesPerConnection: 64 * 1024,
  handshakeMs: 10_000,
  world: { addedBytes: 16 * 1024 * 1024, items: 2000 },
  engine: { lineBytes: 8192, messageBytes: 8e6, fileBytes: 8e6, idleMs: 300_000, loginMs: 60_000 },
};

/** The labs as they are in the checkout. @throws Error with every problem, where there is one */
export function courseCatalogue(): Catalogue {
  const loaded = loadCatalogue([LABS], protocolMap);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems, undefined, 1));
  return loaded.catalogue;
}

/** The labs of the checkout with all that proves them. @throws Error with every problem, where there is one */
export function courseFolders(): readonly LabFolder[] {
  const reader = new LabFolders({ courses: [LABS], protocols: protocolMap });
  const read = reader.labs().map(({ directory }) => reader.read(directory));
  const problems = [
    ...reader.problems,
    ...read.flatMap((one) => ('folder' in one ? one.folder.problems : one.problems)),
  ];
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return read.flatMap((one) => ('folder' in one ? [one.folder] : []));
}

/** The course, with every world changed. */
export function changedCatalogue(change: (seed: WorldSeed) => WorldSeed): Catalogue {
  const course = courseCatalogue();
  const extending = course.labs.filter(({ id, world }) => course.seedFor(id) !== course.seed(world));
  return new Catalogue(course.labs, new Map(course.worlds.map((name) => [name, change(course.seed(name))])), {
    ownSeeds: new Map(extending.map(({ id }) => [id, change(course.seedFor(id))])),
  });
}

export interface Classroom {
  readonly seats: Seats;
  readonly store: Store;
  readonly faults: unknown[];
  /** A learner's page at a lab; '' is free play. */
  readonly enter: (lab?: string, learner?: string) => Promise<ScriptedPage>;
}

const theAuthority = Authority.of();

/** Seats of their own for one test, closed when it is over. */
export async function openClassroom(setting: Partial<SeatsSetting> = {}): Promise<Classroom> {
  const store = setting.store ?? (await temporaryStore());
  const faults: unknown[] = [];
  const seats = new Seats({
    store,
    catalogue: setting.catalogue ?? courseCatalogue(),
    protocols: protocolMap,
    stores: storeMap,
    addresses: await RealAddresses.find(),
    authority: await theAuthority,
    seatLimits: LIMITS,
    totalLimits: { seats: 100, connections: 1000, channels: 100, addedBytes: 1e9 },
    seatIdleMs: 60_000,
    pace: { burst: 1000, perSecond: 1000 },
    freePlayWorld: 'course',
    valuesSecret: new Uint8Array(32).fill(7),
    onFault: (fault) => faults.push(fault),
    ...setting,
  });
  onTestFinished(() => seats.close());
  return {
    seats,
    store,
    faults,
    enter: async (lab = '', learner) => {
      const who = learner ?? (await store.createLearner(0));
      const view = await seats.enter(who, lab);
      if (view === undefined) throw new Error(`no lab ${lab}`);
      const page = new ScriptedPage(seats, who, view.seat);
      await page.attach();
      return page;
    },
  };
}

/** The store, with some of its methods watched or replaced. */
export function storeWith(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const replaced: unknown = Reflect.get(methods, name);
      const own: unknown = Reflect.get(target, name, target);
      return replaced ?? (typeof own === 'function' ? (own.bind(target) as unknown) : own);
    },
  });
}
