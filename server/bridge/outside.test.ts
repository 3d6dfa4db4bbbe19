import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Connected } from './driver.ts';
import { listenOutside, reachBack } from './outside.ts';

/** A connection of a client at 127.0.0.1 to a server of ours, seen from the server. */
async function open(): Promise<{ client: Socket; accepted: Connected }> {
  let accept: (connected: Connected) => void = () => undefined;
  const accepted = new Promise<Connected>((come) => (accept = come));
  const listener = await listenOutside({ host: '127.0.0.1', port: 0 }, (connected) => accept(connected));
  onTestFinished(() => listener.close());
  const client = connect({ host: '127.0.0.1', port: listener.address.port });
  onTestFinished(() => void client.destroy());
  return { client, accepted: await accepted };
}

test('a data connection is listened for at the address at which the client reached us; whoever comes first is named', async () => {
  const { accepted } = await open();
  const listener = await reachBack(accepted).listen(undefined);
  if (typeof listener === 'string') throw new Error(listener);
  onTestFinished(() => listener.close());
  expect(listener.address.host).toBe('127.0.0.1');
  const stranger = connect({ host: '127.0.0.1', port: listener.address.port, localAddress: '127.0.0.9' });
  onTestFinished(() => void stranger.destroy());
  expect((await listener.connected).remote.host).toBe('127.0.0.9');
  const late = connect({ host: '127.0.0.1', port: listener.address.port });
  late.on('error', () => undefined);
  await new Promise((gone) => late.once('close', gone));
});

test('nobody but that client can be dialled: no FTP bounce', async () => {
  const { accepted } = await open();
  let dials = 0;
  const victim = createServer(() => dials++);
  await new Promise<void>((listening) => victim.listen(0, '127.0.0.9', listening));
  onTestFinished(() => void victim.close());
  const address = victim.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await reachBack(accepted).dial({ host: '127.0.0.9', port })).toBe('no-route');
  expect(dials).toBe(0);
  expect(await reachBack(accepted).dial({ host: '127.0.0.1', port })).toBe('connection-refused');
});
