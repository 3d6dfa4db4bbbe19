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
import type { LabList, LabView, SeatView, StepView } from '../contract/catalogue.ts';
import { MESSAGE_LIMIT_BYTES } from '../contract/messages.ts';
import { programs } from '../programs/index.ts';
import type { Protocol } from '../protocols/registry.ts';
import type { Pool } from '../sandbox/world.ts';
import type { SeatRow, Store } from '../store/store.ts';
import type { Catalogue } from './catalogue.ts';
import { fold } from './fold.ts';
import { Seat, type SeatLimits } from './seat.ts';
import { packSeed, type SeatSeed, unpackSeed } from './seed.ts';
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
  readonly onFault: (fault: unknown) => void;
}

interface LiveSeat {
  readonly seat: Seat;
  readonly realHost: string;
  leaving: NodeJS.Timeout | undefined;
}

/** A page that answers no ping for this long is gone. */
const SILENT_MS = 30_000;

export class Seats {
  readonly #setting: SeatsSetting;
  readonly #channels: Channels;
  /** Seats by id, from the moment somebody wants them; `#ready` has those that are open. */
  readonly #live = new Map<string, Promise<LiveSeat | undefined>>();
  readonly #ready = new Map<string, LiveSeat>();
  /** Seats that are being written for the last time: whoever wants one back waits. */
  readonly #leaving = new Map<string, Promise<void>>();
  /** Parsed seeds by digest: what worlds have in common is in memory once. */
  readonly #seeds = new Map<string, WeakRef<SeatSeed>>();
  #connections = 0;
  #addedBytes = 0;

  constructor(setting: SeatsSetting) {
    this.#setting = setting;
    this.#channels = new Channels({ ...setting.pace, limitBytes: MESSAGE_LIMIT_BYTES, silentMs: SILENT_MS });
  }

  get counts(): { seats: number; connections: number; channels: number } {
    return { seats: this.#live.size, connections: this.#connections, channels: this.#channels.open };
  }

  async labs(learner: string | undefined): Promise<LabList> {
    const { catalogue, store } = this.#setting;
    const ticked = learner === undefined ? new Map<string, number>() : await store.progress(learner);
    return catalogue.list((lab) => ticked.get(lab) ?? 0);
  }

  lab(id: string): LabView | undefined {
    return this.#setting.catalogue.view(id);
  }

  /** What a learner has earned of a step: the hints asked for, and the word on why where it is ticked. */
  async step(learner: string | undefined, lab: string, id: string): Promise<StepView | undefined> {
    if (learner === undefined) return undefined;
    const row = await this.#setting.store.findSeat(learner, lab);
    const live = row === undefined ? undefined : await this.#open(row.seat);
    const step = live?.seat.lab?.steps.find((candidate) => candidate.id === id);
    const progress = live?.seat.progress?.steps[id];
    if (step === undefined || progress === undefined) return undefined;
    return {
      hints: step.hints.slice(0, progress.hints).map(({ html }) => html),
      ...(progress.tickedAt !== undefined && { why: step.why }),
    };
  }

  /** The learner's seat at a lab (or in free play, where `lab` is empty), made where there is none; undefined for a lab that does not exist. */
  async enter(learner: string, lab: string): Promise<SeatView | undefined> {
    const seed = this.#currentSeed(lab);
    if (seed === undefined) return undefined;
    const { store } = this.#setting;
    let row = await store.findSeat(learner, lab);
    if (row === undefined) {
      const digest = await this.#keepSeed(seed);
      row = await store.createSeat({ learner, lab, seed: digest, began: Date.now() });
    }
    const { world } = seed.world;
    const host = world.hosts.find(({ name }) => name === world.learner.host);
    const beginnings = ['help', ...this.#beginnings(world)];
    return { seat: row.seat, learner, host: world.learner.host, address: host?.address ?? '', beginnings };
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
    const all = [...this.#live.values()];
    this.#live.clear();
    await Promise.all(all.map(async (opening) => (await opening)?.seat.close()));
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
    const seed = await this.#seed(folded.seed);
    const realHost = this.#setting.addresses.take();
    const seat: Seat = new Seat({
      row,
      folded,
      seed,
      freshSeed: async () => {
        const fresh = this.#currentSeed(row.lab) ?? seed;
        return { digest: await this.#keepSeed(fresh), seed: fresh };
      },
      protocols: this.#setting.protocols,
      stores: this.#setting.stores,
      authority: this.#setting.authority,
      limits: this.#setting.seatLimits,
      realHost,
      append: (entries) => store.append(id, fence, entries),
      cut: (cut) => store.cut(id, fence, cut),
      pool: this.#pool(),
      mayConnect: () => this.#connections < totalLimits.connections,
      onConnections: (change) => (this.#connections += change),
      onTicked: (ticked) => void this.#noteProgress(row, ticked),
      onFault: this.#setting.onFault,
      onOver: (failure) => {
        this.#setting.onFault(failure);
        this.#forget(id, realHost);
        seat.abandon(failure);
      },
    });
    return { seat, realHost, leaving: undefined };
  }

  #mayLeave(id: string): void {
    const live = this.#ready.get(id);
    if (live === undefined || live.seat.isBusy) return;
    clearTimeout(live.leaving);
    live.leaving = setTimeout(() => void this.#leave(id, live), this.#setting.seatIdleMs);
    live.leaving.unref();
  }

  async #leave(id: string, live: LiveSeat): Promise<void> {
    if (live.seat.isBusy) return;
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
    throw new Error(`all ${this.#setting.totalLimits.seats} seats are in use`);
  }

  #forget(id: string, realHost: string): void {
    this.#live.delete(id);
    this.#ready.delete(id);
    this.#setting.addresses.giveBack(realHost);
  }

  async #noteProgress({ learner, lab }: SeatRow, ticked: number): Promise<void> {
    try {
      await this.#setting.store.noteProgress(learner, lab, ticked);
    } catch (fault) {
      this.#setting.onFault(fault);
    }
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

  #currentSeed(lab: string): SeatSeed | undefined {
    const { catalogue, freePlayWorld } = this.#setting;
    if (lab === '') return { lab: undefined, world: catalogue.seed(freePlayWorld) };
    const found = catalogue.lab(lab);
    return found === undefined ? undefined : { lab: found, world: catalogue.seedFor(found.id) };
  }

  async #keepSeed(seed: SeatSeed): Promise<string> {
    const { digest, data } = packSeed(seed);
    if (this.#seeds.get(digest)?.deref() === undefined) {
      await this.#setting.store.putSeed(digest, data);
      this.#seeds.set(digest, new WeakRef(seed));
    }
    return digest;
  }

  async #seed(digest: string): Promise<SeatSeed> {
    const known = this.#seeds.get(digest)?.deref();
    if (known !== undefined) return known;
    const data = await this.#setting.store.seed(digest);
    if (data === undefined) throw new Error(`the store lacks the seed ${digest}`);
    const seed = unpackSeed(data);
    this.#seeds.set(digest, new WeakRef(seed));
    return seed;
  }
}
