/**
 * All seats of this process: opened from the store when a learner comes, handed to pages, and let go when nobody uses
 * them. What HTTP and the command line need of the learners' side is here, which makes it long: opening, attaching and
 * leaving are one life.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RealAddresses } from '../bridge/addresses.ts';
import type { Authority } from '../bridge/certificates.ts';
import { type Channel, type ChannelEvents, Channels } from '../bridge/channel.ts';
import type { World } from '../../labs/world.ts';
import type { SeatView } from '../contract/catalogue.ts';
import { MESSAGE_LIMIT_BYTES } from '../contract/messages.ts';
import { programs } from '../programs/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import type { Pool } from '../sandbox/world.ts';
import type { Store } from '../store/store.ts';
import { attemptOf, isBegun } from './attempts.ts';
import type { Catalogue } from './catalogue.ts';
import { fold } from './fold.ts';
import { LabDesk } from './lab-desk.ts';
import { Seat, type SeatLimits } from './seat.ts';
import { Seeds } from './seeds.ts';
import type { StoreOf } from './servers.ts';

export interface TotalLimits {
  /** Seats in memory at once. */
  readonly seats: number;
  /** TCP connections of all learners together. */
  readonly connections: number;
  /** Pages attached at once. */
  readonly channels: number;
  /** Mails and files added by all learners in memory. */
  readonly addedBytes: number;
}

export interface SeatsSetting {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly protocols: ReadonlyMap<string, Protocol>;
  readonly stores: ReadonlyMap<string, StoreOf>;
  readonly addresses: RealAddresses;
  /** Who signs the certificates of the worlds' hosts. */
  readonly authority: Authority;
  readonly seatLimits: SeatLimits;
  readonly totalLimits: TotalLimits;
  /** A seat without a page leaves memory after this time, in milliseconds. */
  readonly seatIdleMs: number;
  /** How many messages a page may send at once, and how many a second after that. */
  readonly pace: { readonly burst: number; readonly perSecond: number };
  /** The world of free play. */
  readonly freePlayWorld: string;
  /** From which every learner's own values are drawn. */
  readonly valuesSecret: Uint8Array;
  readonly onFault: (fault: unknown) => void;
}

interface LiveSeat {
  readonly seat: Seat;
  readonly realHost: string;
  leaving: NodeJS.Timeout | undefined;
}

/** A page that answers no ping for this long is gone. */
const SILENT_MS = 30_000;

/** Every seat that this process may hold has a page: there is no room for another now. */
export class SeatsFull extends Error {}

export class Seats {
  readonly #setting: SeatsSetting;
  readonly #channels: Channels;
  /** Seats by id, from the moment somebody wants them; `#ready` has those that are open. */
  readonly #live = new Map<string, Promise<LiveSeat | undefined>>();
  readonly #ready = new Map<string, LiveSeat>();
  /** Seats that are being written for the last time: whoever wants one back waits. */
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #seeds: Seeds;
  /** What pages read about labs. */
  readonly labs: LabDesk;
  #connections = 0;
  #addedBytes = 0;
  #isClosed = false;

  constructor(setting: SeatsSetting) {
    this.#setting = setting;
    this.#channels = new Channels({ ...setting.pace, limitBytes: MESSAGE_LIMIT_BYTES, silentMs: SILENT_MS });
    const { store, catalogue, freePlayWorld, valuesSecret } = setting;
    this.#seeds = new Seeds({ store, catalogue, freePlayWorld, secret: valuesSecret });
    this.labs = new LabDesk({
      store,
      catalogue,
      seeds: this.#seeds,
      seatOf: async (learner, lab) => {
        const row = await store.findSeat(learner, lab);
        return row === undefined ? undefined : (await this.#open(row.seat))?.seat;
      },
      note: (learner, seat) => this.#note(learner, seat),
    });
  }

  get counts(): { seats: number; connections: number; channels: number } {
    return { seats: this.#live.size, connections: this.#connections, channels: this.#channels.open };
  }

  /** The learner's seat at a lab (or in free play, where `lab` is empty), made where there is none; undefined for a lab that does not exist. */
  async enter(learner: string, lab: string): Promise<SeatView | undefined> {
    const current = this.#seeds.current(lab);
    if (current === undefined) return undefined;
    const { store } = this.#setting;
    let row = await store.findSeat(learner, lab);
    if (row === undefined) {
      await this.#seeds.keep(current);
      row = await store.createSeat({ learner, lab, seed: current.digest, began: Date.now() });
    }
    const live = await this.#open(row.seat);
    if (live === undefined) return undefined;
    const { seed, seedDigest } = live.seat;
    const { world } = seed.world;
    const host = world.hosts.find(({ name }) => name === world.learner.host);
    const beginnings = ['help', ...this.#beginnings(world)];
    return {
      seat: row.seat,
      learner,
      host: world.learner.host,
      address: host?.address ?? '',
      beginnings,
      ...(seedDigest !== current.digest && { changed: current.digest }),
    };
  }

  /** How each server of a world is reached from the shell: by the program of its protocol's name, else by telnet. */
  #beginnings(world: World): string[] {
    const own = new Set(programs.map(({ name }) => name));
    return world.hosts.flatMap(({ address, services }) =>
      Object.entries(services).flatMap(([name, { port }]) => {
        const protocol = this.#setting.protocols.get(name);
        // The same protocol on a second port is for programs that hand mail in.
        if (protocol?.speaks !== undefined) return [];
        return [own.has(name) ? `${name} ${address}` : `telnet ${address} ${port ?? protocol?.port ?? ''}`];
      }),
    );
  }

  /** The catalogue has a lab in another form, in an author's preview: seats that are open go on with it. */
  adopt(lab: string): void {
    const current = this.#seeds.current(lab);
    if (current === undefined) return;
    for (const { seat } of this.#ready.values()) {
      const { lab: own } = this.#seeds.of(seat.learner, current.seed);
      if (seat.lab?.id === lab && own !== undefined) seat.adopt(own, current.digest);
    }
  }

  /** Turns an HTTP upgrade of an authenticated learner into a channel to the seat. */
  async upgrade(learner: string, id: string, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refuse = (status: string): void => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    if (this.#channels.open >= this.#setting.totalLimits.channels) {
      refuse('503 Service Unavailable');
      return;
    }
    let live: LiveSeat | undefined;
    try {
      live = await this.#ownSeat(learner, id);
    } catch (fault) {
      this.#setting.onFault(fault);
      refuse('503 Service Unavailable');
      return;
    }
    if (live === undefined) refuse('404 Not Found');
    else this.#channels.upgrade(request, socket, head, (channel) => this.#attach(id, live, channel));
  }

  /** Attaches a channel to a learner's own seat; undefined where the learner has no such seat. */
  async attach(learner: string, id: string, channel: Channel): Promise<ChannelEvents | undefined> {
    const live = await this.#ownSeat(learner, id);
    return live === undefined ? undefined : this.#attach(id, live, channel);
  }

  /** Lets all pages go and writes what is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#live.values()];
    this.#live.clear();
    await Promise.all([...all.map(async (opening) => (await opening)?.seat.close()), ...this.#leaving.values()]);
    this.#channels.close();
  }

  async #ownSeat(learner: string, id: string): Promise<LiveSeat | undefined> {
    const row = await this.#setting.store.seat(id);
    return row?.learner === learner ? this.#open(id) : undefined;
  }

  #attach(id: string, live: LiveSeat, channel: Channel): ChannelEvents {
    clearTimeout(live.leaving);
    const events = live.seat.attach(channel);
    return {
      message: (text) => {
        try {
          events.message(text);
        } catch (fault) {
          this.#setting.onFault(fault);
          channel.close(1011, 'a fault of the server');
        }
      },
      closed: () => {
        events.closed();
        this.#mayLeave(id);
      },
    };
  }

  #open(id: string): Promise<LiveSeat | undefined> {
    const known = this.#live.get(id);
    if (known !== undefined) return known;
    const opening = this.#load(id);
    this.#live.set(id, opening);
    opening.then(
      (live) => {
        if (live === undefined) {
          this.#live.delete(id);
          return;
        }
        this.#ready.set(id, live);
        this.#mayLeave(id);
      },
      () => this.#live.delete(id),
    );
    return opening;
  }

  async #load(id: string): Promise<LiveSeat | undefined> {
    const { store, totalLimits } = this.#setting;
    await this.#leaving.get(id);
    if (this.#live.size > totalLimits.seats) await this.#makeRoom();
    const open = await store.openSeat(id);
    if (open === undefined) return undefined;
    const { row, fence } = open;
    const folded = fold(open);
    const seed = this.#seeds.of(row.learner, await this.#seeds.find(folded.seed));
    const realHost = this.#setting.addresses.take();
    const seat: Seat = new Seat({
      row,
      folded,
      seed,
      freshSeed: async () => {
        // A lab that is not there any more begins again as it was.
        const fresh = this.#seeds.current(row.lab) ?? {
          digest: seat.seedDigest,
          seed: await this.#seeds.find(folded.seed),
        };
        await this.#seeds.keep(fresh);
        return { digest: fresh.digest, seed: this.#seeds.of(row.learner, fresh.seed) };
      },
      protocols: this.#setting.protocols,
      stores: this.#setting.stores,
      authority: this.#setting.authority,
      limits: this.#setting.seatLimits,
      realHost,
      append: (entries) => store.append(id, fence, entries),
      cut: (cut) => store.cut(id, fence, cut),
      pool: this.#pool(),
      gatherer: store.gatherer(),
      mayConnect: () => this.#connections < totalLimits.connections,
      onConnections: (change) => (this.#connections += change),
      note: () => this.#note(row.learner, seat),
      onFault: this.#setting.onFault,
      onOver: (failure) => {
        this.#setting.onFault(failure);
        this.#forget(id, realHost);
        seat.abandon(failure);
      },
    });
    // A process that was killed may have left the last of it in the log alone.
    const atHand = seat.attempt;
    const isRenewed = folded.began !== row.began;
    if (atHand !== undefined && (isBegun(atHand) || isRenewed)) await this.#note(row.learner, seat);
    return { seat, realHost, leaving: undefined };
  }

  #mayLeave(id: string): void {
    const live = this.#ready.get(id);
    if (live === undefined || live.seat.isBusy || this.#isClosed) return;
    clearTimeout(live.leaving);
    live.leaving = setTimeout(() => void this.#leave(id, live), this.#setting.seatIdleMs);
    live.leaving.unref();
  }

  async #leave(id: string, live: LiveSeat): Promise<void> {
    if (live.seat.isBusy || this.#isClosed) return;
    const leaving = live.seat.close();
    this.#leaving.set(id, leaving);
    this.#forget(id, live.realHost);
    await leaving;
    this.#leaving.delete(id);
  }

  /** Beyond the limit, the seat that was opened first and has no page leaves. */
  async #makeRoom(): Promise<void> {
    for (const [id, live] of this.#ready) {
      if (live.seat.isBusy) continue;
      await this.#leave(id, live);
      return;
    }
    throw new SeatsFull(`all ${this.#setting.totalLimits.seats} seats are in use`);
  }

  #forget(id: string, realHost: string): void {
    this.#live.delete(id);
    this.#ready.delete(id);
    this.#setting.addresses.giveBack(realHost);
  }

  async #note(learner: string, { attempt }: Seat): Promise<void> {
    if (attempt === undefined) return;
    await this.#setting.store.noteAttempt(learner, attempt.lab.id, attemptOf(attempt, Date.now()));
  }

  #pool(): Pool {
    const { addedBytes: limit } = this.#setting.totalLimits;
    const freeBytes = (): number => limit - this.#addedBytes;
    return {
      get freeBytes() {
        return freeBytes();
      },
      use: (bytes) => (this.#addedBytes += bytes),
    };
  }
}
