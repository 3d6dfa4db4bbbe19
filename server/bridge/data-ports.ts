/**
 * Where data connections of clients from outside are awaited: at ports at random, each for one connection at a time.
 * A port whose peer has come is kept for a moment, for the next transfer of a client at the same address: to open and
 * close a listener costs a short session a tenth of its time. It must never hand a connection to anybody but who
 * holds the port when it comes, and never uses a port again at which somebody came unasked, or did not come.
 */
import { randomInt } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Address, Refusal } from '../protocols/engine.ts';
import type { Connected, OneListener } from './driver.ts';

/** Ports at random, as vsftpd takes them: nobody guesses them; after so many that are taken the system chooses. */
const PORTS = [20_000, 60_000] as const;
const TRIES = 5;
/** A port is no port of ours after so long: who has used one knows it no longer than that (RFC 2577 §8). */
const LIFE_MS = 1000;
/** So many may wait for their next use; more would hold files open for nothing. */
const WAITING_LIMIT = 32;

export class DataPorts {
  /** By who may use them again: the address that they are at, and the client's. */
  readonly #waiting = new Map<string, Door[]>();
  #waitingCount = 0;

  /** A listener for one connection, at the address `host`, for a client at another. */
  async listen(host: string, client: string): Promise<OneListener | Refusal> {
    const key = `${host} ${client}`;
    const kept = this.#take(key);
    if (kept !== undefined) return this.#lend(kept, key, client);
    for (let tries = 0; tries <= TRIES; tries++) {
      const door = await Door.open(host, tries < TRIES ? randomInt(...PORTS) : 0);
      if (door === undefined) continue;
      door.onGone = () => this.#forget(key, door);
      return this.#lend(door, key, client);
    }
    return 'limit';
  }

  #lend(door: Door, key: string, client: string): OneListener {
    const { address } = door;
    let isOver = false;
    const connected = door.awaitOne(client);
    const close = (): void => {
      // It may be somebody else's by now.
      if (isOver) return;
      isOver = true;
      if (door.isFree && this.#waitingCount < WAITING_LIMIT) this.#keep(door, key);
      else door.close();
    };
    return { address, connected, close };
  }

  #keep(door: Door, key: string): void {
    const doors = this.#waiting.get(key);
    if (doors === undefined) this.#waiting.set(key, [door]);
    else doors.push(door);
    this.#waitingCount++;
  }

  /** One of those at random. */
  #take(key: string): Door | undefined {
    const doors = this.#waiting.get(key);
    const door = doors?.[doors.length > 1 ? randomInt(doors.length) : 0];
    if (door !== undefined) this.#forget(key, door);
    return door;
  }

  #forget(key: string, door: Door): void {
    const doors = this.#waiting.get(key);
    const at = doors?.indexOf(door) ?? -1;
    if (doors === undefined || at < 0) return;
    doors.splice(at, 1);
    if (doors.length === 0) this.#waiting.delete(key);
    this.#waitingCount--;
  }
}

/** One connection at the port, no more: as `DataPorts` has them, of a port that was asked for. */
export async function listenAt({ host, port }: Address): Promise<OneListener | Refusal> {
  const door = await Door.open(host, port);
  return door === undefined
    ? 'limit'
    : { address: door.address, connected: door.awaitOne(), close: () => door.close() };
}

/** A listening socket. Who comes while nobody waits for it is turned away, and the port is given up. */
class Door {
  readonly address: Address;
  /** Called when it is given up, by itself or by `close`. */
  onGone: (() => void) | undefined;
  readonly #server: Server;
  readonly #life: NodeJS.Timeout;
  #arrive: ((connected: Connected) => void) | undefined;
  #isWorn = false;

  private constructor(server: Server, address: Address) {
    this.#server = server;
    this.address = address;
    server.on('connection', (socket) => this.#come(socket)).on('error', () => this.#wear());
    this.#life = setTimeout(() => this.#wear(), LIFE_MS);
    this.#life.unref();
  }

  /** Undefined where the port is not to be had; 0 for any. */
  static open(host: string, port: number): Promise<Door | undefined> {
    return new Promise((resolve) => {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
      const fail = (): void => resolve(undefined);
      server.once('error', fail);
      server.listen({ host, port }, () => {
        server.off('error', fail);
        resolve(new Door(server, port === 0 ? { host, port: boundTo(server).port } : { host, port }));
      });
    });
  }

  /** Nobody waits for it, and it may be used again. */
  get isFree(): boolean {
    return !this.#isWorn && this.#arrive === undefined;
  }

  /** Resolves with the next who comes. @param client who should */
  awaitOne(client?: string): Promise<Connected> {
    return new Promise((arrive) => {
      this.#arrive = (connected) => {
        // A stranger knows this port now.
        if (connected.remote.host !== client) this.#isWorn = true;
        arrive(connected);
      };
    });
  }

  close(): void {
    this.#isWorn = true;
    this.#arrive = undefined;
    clearTimeout(this.#life);
    this.#server.close();
    this.onGone?.();
  }

  #come(socket: Socket): void {
    socket.on('error', () => undefined);
    const arrive = this.#arrive;
    if (arrive === undefined) {
      socket.destroy();
      this.#wear();
      return;
    }
    this.#arrive = undefined;
    const remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    arrive({ socket, local: this.address, remote, recorder: undefined });
  }

  /** Not used again; whoever waits still may. */
  #wear(): void {
    this.#isWorn = true;
    if (this.#arrive === undefined) this.close();
  }
}

/** Where a server stands that has begun to listen. */
export function boundTo(server: Server): Address {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null
    ? { host: bound.address, port: bound.port }
    : { host: '', port: 0 };
}
