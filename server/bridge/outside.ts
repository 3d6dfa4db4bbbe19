/**
 * A world's servers for the learner's own clients: listeners on a real address, open to whoever reaches them. Data
 * connections are listened for at the address at which the client reached us, and dialled only back to that client; who
 * it is that comes there is told to the engine, which takes its own client alone.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { Address, Refusal } from '../protocols/engine.ts';
import { boundTo, DataPorts, listenAt } from './data-ports.ts';
import type { Connected, Reach } from './driver.ts';

const DIAL_MS = 10_000;

/** Of all worlds of this process: who uses a port again is told by addresses alone. */
const dataPorts = new DataPorts();

export interface OutsideListener {
  readonly address: Address;
  close(): Promise<void>;
}

/** Listens on a real address; port 0 for a free one. Rejects where the port is not to be had. */
export function listenOutside(at: Address, accept: (connected: Connected) => void): Promise<OutsideListener> {
  return new Promise((resolve, reject) => {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
      accept(ends(socket, known));
    });
    // Of a listener for every address of the machine each connection has its own.
    let known: Address | undefined;
    server.once('error', reject);
    server.listen({ host: at.host, port: at.port }, () => {
      server.off('error', reject);
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          for (const socket of sockets) socket.destroy();
        });
      const bound = boundTo(server);
      if (bound.host !== '0.0.0.0' && bound.host !== '::') known = bound;
      resolve({ address: { host: at.host, port: bound.port }, close });
    });
  });
}

/** What the server of one such connection can reach: that client alone. */
export function reachBack({ local, remote }: Connected): Reach {
  return {
    dial: (to) => dialBack(local, remote, to),
    listen: (port) =>
      port === undefined ? dataPorts.listen(local.host, remote.host) : listenAt({ host: local.host, port }),
  };
}

/**
 * What a host of the world reaches: the world's own services, at the real addresses where they stand; nothing else.
 * `from` is the real address by which those know the host; a machine that has no such address takes its usual one.
 */
export function reachAmong(from: string, realOf: (to: Address) => Address | Refusal): Reach {
  return {
    dial: async (to) => {
      const real = realOf(to);
      if (typeof real === 'string') return real;
      const connected = await dial(real, from);
      return connected === 'no-route' ? dial(real) : connected;
    },
    listen: () => Promise.resolve('limit'),
  };
}

function dialBack(local: Address, remote: Address, to: Address): Promise<Connected | Refusal> {
  return to.host === remote.host ? dial(to, local.host) : Promise.resolve('no-route');
}

function dial(to: Address, localAddress?: string): Promise<Connected | Refusal> {
  return new Promise((resolve) => {
    const from = localAddress === undefined ? {} : { localAddress };
    const socket = connect({ host: to.host, port: to.port, ...from, allowHalfOpen: true });
    socket.setTimeout(DIAL_MS, () => socket.destroy(new Error('timed out')));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRNOTAVAIL' ? 'no-route' : 'connection-refused');
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.pause();
      resolve(ends(socket));
    });
  });
}

/** @param known where it is known already, the system need not be asked for this end */
function ends(socket: Socket, known?: Address): Connected {
  const local = known ?? { host: socket.localAddress ?? '', port: socket.localPort ?? 0 };
  const remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  return { socket, local, remote, recorder: undefined };
}
