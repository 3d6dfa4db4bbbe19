/** The HTTP server: the app and the channel's door on one port, with a clean end. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AppSetting, createApp } from './app.ts';
import { channelDoor } from './upgrade.ts';

export interface HttpSetting extends AppSetting {
  readonly upgrade: (learner: string, seat: string, request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;
}

/** How long a request may take to arrive, in milliseconds. */
const HEADERS_MS = 15_000;
const REQUEST_MS = 30_000;
/** How long answers on their way may take at the end, in milliseconds. */
const LAST_ANSWERS_MS = 2000;

/** A port that is ours. Requests that come before `serve` wait for it. */
export class HttpPort {
  readonly #server: Server;
  readonly #serve: (setting: HttpSetting) => void;

  private constructor(connections: number) {
    let serve: (setting: HttpSetting) => void = () => undefined;
    const served = new Promise<HttpSetting>((resolve) => (serve = resolve));
    this.#serve = serve;
    const app = served.then(createApp);
    const door = served.then(channelDoor);
    this.#server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS });
    this.#server.maxConnections = connections;
    this.#server.on('request', (request, response) => void app.then((answer) => void answer(request, response)));
    this.#server.on('upgrade', (request, socket, head) => void door.then((open) => open(request, socket, head)));
  }

  /** `connections`: HTTP connections at once. @throws Error with the code of listen(2), such as EADDRINUSE */
  static async open(at: { host: string; port: number }, connections: number): Promise<HttpPort> {
    const port = new HttpPort(connections);
    await new Promise<void>((resolve, reject) => {
      port.#server.once('error', reject);
      port.#server.listen(at, resolve);
    });
    return port;
  }

  /** The number of the port. */
  get number(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  serve(setting: HttpSetting): void {
    this.#server.on('error', setting.onFault);
    this.#serve(setting);
  }

  /** Takes no more connections, and resolves when those that are there have gone. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const impatient = setTimeout(() => this.#server.closeAllConnections(), LAST_ANSWERS_MS);
      this.#server.close(() => {
        clearTimeout(impatient);
        resolve();
      });
      this.#server.closeIdleConnections();
    });
  }
}
