/** The HTTP server: the app and the channel's door on one port, with a clean end. */
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AppSetting, createApp } from './app.ts';
import { channelDoor } from './upgrade.ts';

export interface HttpSetting extends AppSetting {
  readonly upgrade: (learner: string, seat: string, request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;
  /** HTTP connections at once. */
  readonly connections: number;
}

export interface HttpServer {
  /** The port that it listens on. */
  readonly port: number;
  /** Takes no more connections, and resolves when those that are there have gone. */
  close(): Promise<void>;
}

/** How long a request may take to arrive, in milliseconds. */
const HEADERS_MS = 15_000;
const REQUEST_MS = 30_000;
/** How long answers on their way may take at the end, in milliseconds. */
const LAST_ANSWERS_MS = 2000;

/** @throws Error with the code of listen(2), such as EADDRINUSE */
export async function startHttp(setting: HttpSetting, at: { host: string; port: number }): Promise<HttpServer> {
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS }, createApp(setting));
  server.maxConnections = setting.connections;
  server.on('upgrade', channelDoor(setting));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', setting.onFault);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : at.port,
    close: () =>
      new Promise((resolve) => {
        const impatient = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
        server.close(() => {
          clearTimeout(impatient);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
