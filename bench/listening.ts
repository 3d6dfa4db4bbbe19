/** How a process of the bench that is a server tells its port, and ends with the bench. */
import type { Server } from 'node:net';
import { HOST } from './compare.ts';

export interface RivalReady {
  readonly port: number;
}

export function serveAlone(server: Server): void {
  server.listen(0, HOST, () => {
    const bound = server.address();
    if (typeof bound === 'object' && bound !== null) process.send?.({ port: bound.port } satisfies RivalReady);
  });
  process.on('disconnect', () => process.exit(0));
}
