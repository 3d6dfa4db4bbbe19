/** The gate as the driver keeps it: what may have looked at the world waits, and nothing overtakes it. */
import { expect, test } from 'vitest';
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { type Input, MAIN, type Output, send } from '../protocols/engine.ts';
import { Driver, type Machine, type Reach } from './driver.ts';

const NO_REACH: Reach = {
  dial: () => Promise.resolve('no-route'),
  listen: () => Promise.resolve('limit'),
};

/** Repeats what comes; a line with `?` has looked at the world. */
class Parrot {
  readonly state = 'open';
  #hasAsked = false;

  handle(input: Input): readonly Output[] {
    if (input.type !== 'data') return [];
    const said = Buffer.from(input.bytes).toString('latin1');
    this.#hasAsked = said.includes('?');
    return [send(Buffer.from(`<${said}>`, 'latin1'))];
  }

  hasAsked(): boolean {
    return this.#hasAsked;
  }
}

/** A client before a parrot whose gate stays shut until `open` is called. */
async function beforeParrot(knows: boolean) {
  const parrot = new Parrot();
  const gate: { open: () => void; closed: Promise<void> | undefined } = { open: () => undefined, closed: undefined };
  gate.closed = new Promise((resolve) => {
    gate.open = () => {
      gate.closed = undefined;
      resolve();
    };
  });
  const before = await beforeDriver(
    new Driver<never, never>({
      machine: parrot,
      reach: NO_REACH,
      gate: { whenDurable: () => gate.closed },
      ...(knows && { hasAsked: () => parrot.hasAsked() }),
    }),
  );
  return { ...before, gate };
}

/** A client before a machine whose gate is open. */
function before(machine: Machine<never, never>, options: object = {}) {
  const driver = new Driver<never, never>({ machine, reach: NO_REACH, gate: { whenDurable: () => undefined } });
  return beforeDriver(driver, options);
}

async function beforeDriver(driver: Driver, options: object = {}) {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const client = connect({ host: '127.0.0.1', port, noDelay: true, ...options });
  const [socket] = (await once(server, 'connection')) as [Socket];
  const end = { host: '127.0.0.1', port };
  driver.adopt(MAIN, { socket, local: end, remote: end, recorder: undefined });
  let came = '';
  client.on('data', (bytes) => (came += bytes.toString('latin1')));
  const until = async (text: string): Promise<void> => {
    while (!came.includes(text)) await once(client, 'data');
  };
  const close = (): void => {
    driver.destroy();
    client.destroy();
    server.close();
  };
  return { client, socket, until, close, came: () => came };
}

test('what a machine says without having looked at the world passes the gate', async () => {
  const { client, until, close, came } = await beforeParrot(true);
  client.write('a');
  await until('<a>');
  expect(came()).toBe('<a>');
  close();
});

test('it does not overtake what waits', async () => {
  const { client, gate, until, close, came } = await beforeParrot(true);
  client.write('a');
  await until('<a>');
  client.write('b?');
  client.write('c');
  // The gate is asked again for nothing that came before it opened: all leaves in its order.
  setImmediate(() => gate.open());
  await until('c>');
  expect(came().replaceAll('><', '')).toBe('<ab?c>');
  close();
});

test('a machine of which nothing is known waits always', async () => {
  const { client, gate, until, close, came } = await beforeParrot(false);
  client.write('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(came()).toBe('');
  gate.open();
  await until('<a>');
  close();
});

test('nothing more is read while the machine can take no more', async () => {
  let came = 0;
  let goOn: (() => void) | undefined;
  let full: Promise<void> | undefined;
  const machine = {
    handle: (input: Input): readonly Output[] => {
      if (input.type !== 'data') return [];
      came += input.bytes.length;
      if (came >= 100_000 && goOn === undefined) full = new Promise<void>((resolve) => (goOn = resolve));
      return [];
    },
  };
  const { client, socket, close } = await beforeDriver(
    new Driver<never, never>({
      machine,
      reach: NO_REACH,
      gate: { whenDurable: () => undefined },
      whenTaken: () => full,
    }),
  );
  const size = 64 * 1024 * 1024;
  client.write(Buffer.alloc(size));
  while (full === undefined || !socket.isPaused()) await new Promise((resolve) => setImmediate(resolve));
  const held = came;
  expect(held).toBeLessThan(1024 * 1024);
  // The client goes on sending until the system takes no more.
  for (let turns = 0; turns < 100; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(came).toBe(held);
  full = undefined;
  goOn?.();
  while (came < size) await new Promise((resolve) => setImmediate(resolve));
  close();
});

test('what goes one way is closed without the peer’s end, nothing of it is lost, and nothing hangs on its socket', async () => {
  const size = 20_000_000;
  const machine = {
    handle: (input: Input): readonly Output[] => {
      if (input.type === 'connected') return [send(Buffer.alloc(size, 'x'))];
      return input.type === 'sent' ? [{ type: 'close', channel: MAIN, isOneWay: true }] : [];
    },
  };
  const { client, socket, close } = await before(machine, { allowHalfOpen: true });
  let came = 0;
  client.on('data', (bytes) => (came += bytes.length));
  await Promise.all([once(client, 'end'), once(socket, 'close')]);
  expect(came).toBe(size);
  expect(client.writableEnded).toBe(false);
  await new Promise((resolve) => setImmediate(resolve));
  expect(socket.eventNames()).toEqual([]);
  close();
});

test('a body that takes long to make lets others have their turn', async () => {
  let made = 0;
  function* slow(): Generator<Uint8Array> {
    for (; made < 40; made++) {
      const until = performance.now() + 1;
      while (performance.now() < until);
      yield Buffer.from(`${made},`, 'latin1');
    }
    yield Buffer.from('all', 'latin1');
  }
  const machine = { handle: (input: Input): readonly Output[] => (input.type === 'data' ? [send(slow())] : []) };
  const { client, until, close, came } = await before(machine);
  client.write('x');
  const seen: number[] = [];
  const look = setInterval(() => seen.push(made), 0);
  await until('all');
  clearInterval(look);
  expect(came()).toBe(`${Array.from({ length: 40 }, (_, i) => `${i},`).join('')}all`);
  expect(seen.some((count) => count > 0 && count < 40)).toBe(true);
  close();
});
