/** What preview and recording have in common: one room, served to the author's browser until Ctrl-C. */
import type { Catalogue } from '../../seats/catalogue.ts';
import type { WorkshopView, Workshop } from '../../contract/workshop.ts';
import { openRoom, type Room } from './room.ts';
import { type LabSetting, LabUsage } from './setting.ts';

const HIGHEST_PORT = 65_535;
/** An author who looks into the editor for so long finds the session as it was, in milliseconds. */
const IDLE_MS = 3_600_000;

/** @throws LabUsage where it is none */
export function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= HIGHEST_PORT) return port;
  throw new LabUsage(`--port: expected a whole number from 0 to ${HIGHEST_PORT}, came ${text}`);
}

/** The view, and who wants to know of its changes. */
export class Views {
  #view: WorkshopView;
  readonly #listeners = new Set<() => void>();

  constructor(view: WorkshopView) {
    this.#view = view;
  }

  get view(): WorkshopView {
    return this.#view;
  }

  change(change: Partial<WorkshopView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export interface Served {
  readonly catalogue: Catalogue;
  readonly freePlayWorld: string;
  readonly port: number;
  /** What is shown in the room, made when it is open. */
  readonly workshop: (room: Room) => Workshop;
  /** What the author reads, by the address of the page. */
  readonly greeting: (address: string) => readonly string[];
  /** Called when the page is served; what it gives is called at the end, while the room is still open. */
  readonly begin: (room: Room) => (() => Promise<void>) | undefined;
}

/** Serves until the author has enough. */
export async function serveRoom(served: Served, setting: LabSetting): Promise<void> {
  const room = await openRoom(served.catalogue, setting, {
    freePlayWorld: served.freePlayWorld,
    seatIdleMs: IDLE_MS,
  });
  let closing: Promise<void> | undefined;
  try {
    const { seats, store } = room;
    const { port } = served;
    const { address, close } = await setting.serve({ seats, store, workshop: served.workshop(room), port });
    const end = served.begin(room);
    for (const line of served.greeting(address)) setting.print(line);
    await setting.untilStopped();
    await end?.();
    // Pages hold on to their channels until the seats let them go.
    closing = close();
  } finally {
    await room.close();
    await closing;
  }
}
