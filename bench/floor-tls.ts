/** A bare `node:tls` server with a certificate as ours has it: what a handshake costs in Node itself. */
import { createServer } from 'node:tls';
import { Authority } from '../server/bridge/certificates.ts';
import { courseSeed } from './course.ts';
import { serveAlone } from './listening.ts';

export async function serveFloorTls(): Promise<void> {
  const authority = await Authority.of();
  const [, host] = courseSeed().world.hosts;
  if (host === undefined) throw new Error('the course has no server');
  const { context } = await authority.identity({ ...host, certificate: 'trusted' });
  const server = createServer({ SNICallback: (_name, answer) => answer(null, context) }, (socket) => {
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  serveAlone(server);
}
