/** A room to play labs in: seats over a store that is thrown away, and learners without a browser. */
import { RealAddresses } from '../../bridge/addresses.ts';
import { Authority } from '../../bridge/certificates.ts';
import type { Catalogue } from '../../seats/catalogue.ts';
import type { Sitting } from '../../seats/player.ts';
import { ScriptedPage } from '../../seats/scripted-page.ts';
import { Seats } from '../../seats/seats.ts';
import type { Store } from '../../store/store.ts';
import type { LabSetting } from './setting.ts';

export interface Room {
  readonly seats: Seats;
  readonly store: Store;
  /** A learner who has never been here sits down at a lab; in free play where it is ''. */
  readonly sit: (lab: string) => Promise<Sitting>;
  readonly close: () => Promise<void>;
}

/** More than any lab opens. */
const TERMINALS = 16;
const TOTAL = { seats: 400, connections: 4000, channels: 400, addedBytes: 1024 ** 3 };
/** A seat leaves memory soon after its play, in milliseconds. */
const IDLE_MS = 200;

export async function openRoom(
  catalogue: Catalogue,
  { protocols, stores, limits, openStore, onFault }: LabSetting,
  { freePlayWorld = 'course', seatIdleMs = IDLE_MS }: { freePlayWorld?: string; seatIdleMs?: number } = {},
): Promise<Room> {
  const { store, close } = await openStore();
  const seats = new Seats({
    store,
    catalogue,
    protocols,
    stores,
    addresses: await RealAddresses.find(),
    authority: await Authority.of(),
    seatLimits: { ...limits, terminals: Math.max(limits.terminals, TERMINALS) },
    totalLimits: TOTAL,
    seatIdleMs,
    pace: { burst: 100_000, perSecond: 100_000 },
    freePlayWorld,
    valuesSecret: await store.secret('values'),
    onFault,
  });
  return {
    seats,
    store,
    sit: async (lab) => {
      const learner = await store.createLearner(Date.now());
      const view = await seats.enter(learner, lab);
      if (view === undefined) throw new Error(`no lab ${lab}`);
      const page = new ScriptedPage(seats, learner, view.seat);
      await page.attach();
      return { page, values: new Map(Object.entries(seats.labs.valuesOf(learner, lab))) };
    },
    close: async () => {
      await seats.close();
      await close();
    },
  };
}
