/**
 * One learner's network over real TCP. Services stand at virtual addresses; a listener is opened at the first dial,
 * closed when idle, and takes only connections that our own dialler announced. Nothing outside the learner's world
 * can be dialled: a virtual address that nobody serves is refused without a packet. Long because the door and who may
 * come through it are one matter.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Address, Refusal } from '../protocols/engine.ts';
import type { Connected, OneListener, Reach } from './driver.ts';
import type { Recorder } from './link.ts';
import type { Opening, Wire } from './wire.ts';

/** How long a peer that nobody announced may stand at the door: the announcement may come a moment later. */
const ANNOUNCE_MS = 1000;
/** A service's listener without connections is closed after this time. */
const IDLE_MS = 30_000;

export interface NetworkSetting {
  /** The learner's real address, of 127.0.0.0/8. */
  readonly realHost: string;
  /** Whether the world has a host at a virtual address. */
  readonly hasHost: (host: string) => boolean;
  readonly wire: Wire;
  /** How many connections may stand at once; asked before each dial. */
  readonly mayConnect: () => boolean;
  readonly onCount?: (change: 1 | -1) => void;
}

interface Service {
  readonly protocol: string | undefined;
  readonly accept: (connected: Connected) => void;
  readonly isKept: boolean;
  door: Promise<Door> | undefined;
}

/** A dial that is on its way to a door. */
interface Announcement {
  readonly opening: Opening;
  readonly client: Address;
}

export class Network {
  readonly #setting: NetworkSetting;
  readonly #services = new Map<string, Service>();
  readonly #sockets = new Set<Socket>();
  #connections = 0;
  #nextConnection: number;
  #isClosed = false;

  /** @param firstConnection the number of the first connection; later ones count up */
  constructor(setting: NetworkSetting, firstConnection = 1) {
    this.#setting = setting;
    this.#nextConnection = firstConnection;
  }

  /** Puts a service at a virtual address. Opens no socket yet. */
  serve(at: Address, protocol: string, accept: (connected: Connected) => void): void {
    this.#services.set(keyOf(at), { protocol, accept, isKept: true, door: undefined });
  }

  /** What a machine at the virtual address `host` can reach; `terminal` names the one whose programs these are. */
  reachFrom(host: string, terminal: string | undefined): Reach {
    return {
      dial: (to) => this.#dial(host, to, terminal),
      listen: (port) => this.#listenOnce(host, port),
    };
  }

  get openConnections(): number {
    return this.#connections;
  }

  get openListeners(): number {
    return [...this.#services.values()].filter((service) => service.door !== undefined).length;
  }

  close(): void {
    this.#isClosed = true;
    for (const service of this.#services.values()) void service.door?.then((door) => door.close());
    this.#services.clear();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #dial(host: string, to: Address, terminal: string | undefined): Promise<Connected | Refusal> {
    const service = this.#services.get(keyOf(to));
    const refuse = (reason: Refusal): Refusal => {
      this.#setting.wire.refused({ host, server: to, terminal, reason });
      return reason;
    };
    if (this.#isClosed || !this.#setting.hasHost(to.host)) return refuse('no-route');
    if (service === undefined) return refuse('connection-refused');
    if (!this.#setting.mayConnect()) return refuse('limit');
    this.#count(1);
    try {
      const door = await this.#open(service, to);
      const socket = await door.knock(this.#setting.realHost, (localPort) => {
        const client = { host, port: localPort };
        const connection = this.#nextConnection++;
        const opening = { connection, client, server: to, protocol: service.protocol, terminal };
        this.#setting.wire.opened(opening);
        return { opening, client };
      });
      this.#keep(socket);
      socket.once('close', () => this.#count(-1));
      return { socket, local: { host, port: socket.localPort ?? 0 }, remote: to, recorder: undefined };
    } catch {
      this.#count(-1);
      return refuse('connection-refused');
    }
  }

  async #listenOnce(host: string, port: number | undefined): Promise<OneListener | Refusal> {
    if (this.#isClosed) return 'limit';
    if (port !== undefined && this.#services.has(keyOf({ host, port }))) return 'connection-refused';
    let arrive: (connected: Connected) => void = () => undefined;
    const connected = new Promise<Connected>((resolve) => (arrive = resolve));
    const accept = (peer: Connected): void => arrive(peer);
    const service: Service = { protocol: undefined, accept, isKept: false, door: undefined };
    const opened = Door.open(this.#setting.realHost, (socket, announced) => this.#accept(service, socket, announced));
    service.door = opened;
    try {
      const door = await opened;
      const address = { host, port: port ?? door.port };
      const key = keyOf(address);
      this.#services.set(key, service);
      const close = (): void => {
        if (this.#services.get(key) === service) this.#services.delete(key);
        door.close();
      };
      return { address, connected, close };
    } catch {
      return 'limit';
    }
  }

  #open(service: Service, at: Address): Promise<Door> {
    if (service.door !== undefined) return service.door;
    const idle = (): void => {
      if (!service.isKept) return;
      service.door = undefined;
      void door.then((open) => open.close());
    };
    const door = Door.open(
      this.#setting.realHost,
      (socket, announced) => this.#accept(service, socket, announced),
      idle,
    );
    service.door = door;
    door.catch(() => {
      const current = this.#services.get(keyOf(at));
      if (current !== undefined) current.door = undefined;
    });
    return door;
  }

  #accept(service: Service, socket: Socket, { opening, client }: Announcement): void {
    this.#keep(socket);
    const { wire } = this.#setting;
    const { connection, server } = opening;
    // Where the server itself dialled (FTP in active mode), the bytes are named by who dialled, as Wireshark does.
    const recorder: Recorder = {
      received: (bytes, layer) => wire.crossed(connection, 'client', bytes, layer),
      left: (bytes, layer) => wire.crossed(connection, 'server', bytes, layer),
      secured: (session) => wire.secured(connection, session),
      unsecured: () => wire.unsecured(connection),
      ended: (by) => wire.ended(connection, by === 'self' ? 'server' : 'client'),
      closed: (by) => wire.closed(connection, by === 'self' ? 'server' : 'client'),
    };
    service.accept({ socket, local: server, remote: client, recorder });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #count(change: 1 | -1): void {
    this.#connections += change;
    this.#setting.onCount?.(change);
  }
}

type Admit = (socket: Socket, announced: Announcement) => void;

const keyOf = ({ host, port }: Address): string => `${host}:${port}`;

/** One real listening socket, and those who are announced to come to it. */
class Door {
  readonly #server: Server;
  readonly #announced = new Map<number, Announcement>();
  /** Peers that came before they were announced, by their port. */
  readonly #early = new Map<number, Socket>();
  readonly #admit: Admit;
  readonly #onIdle: (() => void) | undefined;
  #inside = 0;
  #idle: NodeJS.Timeout | undefined;

  private constructor(server: Server, admit: Admit, onIdle: (() => void) | undefined) {
    this.#server = server;
    this.#admit = admit;
    this.#onIdle = onIdle;
    server.on('connection', (socket) => this.#come(socket));
  }

  static open(host: string, admit: Admit, onIdle?: () => void): Promise<Door> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
      server.once('error', reject);
      server.listen({ host, port: 0, backlog: 64 }, () => {
        server.off('error', reject);
        resolve(new Door(server, admit, onIdle));
      });
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Dials this door, announcing the dialler's port as soon as it is known. */
  knock(host: string, announce: (localPort: number) => Announcement): Promise<Socket> {
    clearTimeout(this.#idle);
    return new Promise((resolve, reject) => {
      const options = { host, port: this.port, localAddress: host, allowHalfOpen: true };
      const socket = connect(options);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        socket.pause();
        const port = socket.localPort ?? 0;
        this.#expect(port, announce(port));
        resolve(socket);
      });
    });
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#server.close();
    for (const socket of this.#early.values()) socket.destroy();
  }

  #expect(port: number, announcement: Announcement): void {
    const early = this.#early.get(port);
    if (early === undefined) {
      this.#announced.set(port, announcement);
      return;
    }
    this.#early.delete(port);
    this.#let(early, announcement);
  }

  #come(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    const announcement = this.#announced.get(port);
    if (announcement !== undefined) {
      this.#announced.delete(port);
      this.#let(socket, announcement);
      return;
    }
    this.#early.set(port, socket);
    const away = setTimeout(() => {
      if (this.#early.get(port) !== socket) return;
      this.#early.delete(port);
      socket.destroy();
    }, ANNOUNCE_MS);
    away.unref();
    socket.on('error', () => undefined);
    socket.once('close', () => clearTimeout(away));
  }

  #let(socket: Socket, announcement: Announcement): void {
    this.#inside++;
    socket.once('close', () => {
      this.#inside--;
      if (this.#inside > 0 || this.#onIdle === undefined) return;
      this.#idle = setTimeout(this.#onIdle, IDLE_MS);
      this.#idle.unref();
    });
    this.#admit(socket, announcement);
  }
}
