/** Who gets which port, and which connection: a port that is used again must give nobody what was meant for another. */
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DataPorts, listenAt } from './data-ports.ts';
import type { OneListener } from './driver.ts';

const HOST = '127.0.0.1';
const OTHER = '127.0.0.9';

async function listen(ports: DataPorts, client = HOST): Promise<OneListener> {
  const listener = await ports.listen(HOST, client);
  if (typeof listener === 'string') throw new Error(listener);
  onTestFinished(() => listener.close());
  return listener;
}

function dial(port: number, from = HOST): Socket {
  const socket = connect({ host: HOST, port, localAddress: from });
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** How a dial ends at which nobody speaks. */
function fate(port: number): Promise<string> {
  const socket = dial(port);
  return new Promise((told) => {
    socket.once('error', (error: NodeJS.ErrnoException) => told(error.code ?? ''));
    socket.once('end', () => told('closed'));
    socket.resume();
  });
}

/** A transfer: its peer comes, the port is given back. Gives the port of the peer, too. */
async function transfer(listener: OneListener, from = HOST): Promise<void> {
  const peer = dial(listener.address.port, from);
  const { socket, local, remote } = await listener.connected;
  onTestFinished(() => void socket.destroy());
  expect(local).toEqual(listener.address);
  expect(remote).toEqual({ host: from, port: peer.localPort });
  listener.close();
}

test("a port whose peer has come is the next one of the same client's, and the peer that comes then is that one's", async () => {
  const ports = new DataPorts();
  const first = await listen(ports);
  await transfer(first);
  const second = await listen(ports);
  expect(second.address).toEqual(first.address);
  await transfer(second);
});

test('two transfers at a time have two ports', async () => {
  const ports = new DataPorts();
  const [first, second] = [await listen(ports), await listen(ports)];
  expect(second.address.port).not.toBe(first.address.port);
  await transfer(second);
  await transfer(first);
});

test('whoever gave a port back can take nothing of its next use', async () => {
  const ports = new DataPorts();
  const first = await listen(ports);
  await transfer(first);
  const second = await listen(ports);
  first.close();
  await transfer(second);
});

test('no port is shared with a client at another address', async () => {
  const ports = new DataPorts();
  const first = await listen(ports);
  await transfer(first);
  expect((await listen(ports, OTHER)).address.port).not.toBe(first.address.port);
});

test('where nobody came the port is closed: who comes too late meets no other transfer', async () => {
  const ports = new DataPorts();
  const first = await listen(ports);
  first.close();
  expect((await listen(ports)).address.port).not.toBe(first.address.port);
  expect(await fate(first.address.port)).toBe('ECONNREFUSED');
});

test('who comes while nobody waits is turned away, and the port is given up', async () => {
  const ports = new DataPorts();
  const first = await listen(ports);
  await transfer(first);
  expect(await fate(first.address.port)).toBe('closed');
  expect(await fate(first.address.port)).toBe('ECONNREFUSED');
  expect((await listen(ports)).address.port).not.toBe(first.address.port);
});

test('a second peer of one transfer is turned away', async () => {
  const listener = await listen(new DataPorts());
  dial(listener.address.port);
  await listener.connected;
  expect(await fate(listener.address.port)).toBe('closed');
});

test('a port at which a stranger came is not used again', async () => {
  const ports = new DataPorts();
  const first = await listen(ports);
  await transfer(first, OTHER);
  expect((await listen(ports)).address.port).not.toBe(first.address.port);
});

test('a port that is known for a second is closed, unless somebody is awaited there', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const ports = new DataPorts();
  const [used, awaited] = [await listen(ports), await listen(ports)];
  await transfer(used);
  vi.advanceTimersByTime(1000);
  expect(await fate(used.address.port)).toBe('ECONNREFUSED');
  await transfer(awaited);
  expect(await fate(awaited.address.port)).toBe('ECONNREFUSED');
});

test('a port that is taken is not to be had', async () => {
  const { address } = await listen(new DataPorts());
  expect(await listenAt(address)).toBe('limit');
});
