/**
 * What one would have without Plaintalk: a bare WebSocket relay before the same SMTP server. No terminal, no log, no
 * checks, nothing kept: bytes in, bytes out. A process of its own.
 */
import { connect } from 'node:net';
import { WebSocketServer } from 'ws';
import { openGate } from '../server/bridge/gate.ts';
import { listenOutside, reachBack } from '../server/bridge/outside.ts';
import { World } from '../server/sandbox/world.ts';
import { Servers } from '../server/seats/servers.ts';
import { courseSeed, defaultLimits, protocolMap, storeMap } from './course.ts';

/** Starts the relay and tells the parent where it is. */
export async function serveRelay(): Promise<void> {
  const seed = courseSeed();
  const { engine, world: worldLimits } = defaultLimits().seat;
  const world = new World(seed, { now: () => Date.now(), record: () => undefined, limits: worldLimits });
  let id = 0;
  const servers = new Servers({
    world,
    protocols: protocolMap,
    stores: storeMap,
    limits: engine,
    gate: openGate,
    nextId: () => ++id,
    onChanged: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });
  const smtp = servers.services().find(({ protocol }) => protocol.name === 'smtp');
  if (smtp === undefined) throw new Error('the course has no SMTP server');
  const at = { host: '127.0.0.1', port: 0 };
  const { address } = await listenOutside(at, (connected) => servers.accept(smtp, connected, reachBack(connected)));
  const relay = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  relay.on('connection', (page) => {
    const server = connect({ host: address.host, port: address.port, noDelay: true });
    server.on('data', (bytes) => page.send(bytes.toString('latin1')));
    server.on('error', () => page.close());
    server.on('close', () => page.close());
    page.on('message', (data: Buffer) => server.write(data));
    page.on('close', () => server.destroy());
  });
  relay.on('listening', () => {
    const bound = relay.address();
    if (typeof bound === 'object' && bound !== null) process.send?.({ url: `ws://127.0.0.1:${bound.port}/` });
  });
  process.on('disconnect', () => process.exit(0));
}
