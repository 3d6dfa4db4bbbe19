import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { EchoEngine } from '../protocols/echo/engine.ts';
import { type Input, MAIN, type Output, send } from '../protocols/engine.ts';
import { joinBytes, latin1 } from '../protocols/lines.ts';
import { RealAddresses } from './addresses.ts';
import { Driver } from './driver.ts';
import { type Gate, openGate } from './gate.ts';
import { Network } from './network.ts';
import type { Wire } from './wire.ts';

const SERVER = { host: '10.10.41.192', port: 7 };
const CLIENT = '10.11.81.126';

/** A machine that hands every input to the test. */
class Client {
  readonly inputs: Input[] = [];
  #wake: () => void = () => undefined;

  handle(input: Input): readonly Output[] {
    this.inputs.push(input);
    this.#wake();
    return [];
  }

  async until(type: Input['type']): Promise<Input> {
    for (;;) {
      const found = this.inputs.find((input) => input.type === type);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async untilText(text: string): Promise<void> {
    while (!this.text().includes(text)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  text(): string {
    return latin1(joinBytes(this.inputs.flatMap((input) => (input.type === 'data' ? [input.bytes] : []))));
  }
}

const open: Network[] = [];
afterEach(() => {
  for (const network of open.splice(0)) network.close();
});

async function world(
  gate: Gate = openGate,
  engine = (): { handle(input: Input): readonly Output[] } => new EchoEngine(),
) {
  const log: string[] = [];
  const wire: Wire = {
    opened: ({ connection, client, server }) =>
      log.push(`${connection}: ${client.host} → ${server.host}:${server.port}`),
    secured: () => undefined,
    unsecured: () => undefined,
    crossed: (connection, from, bytes) => log.push(`${connection}: ${from} ${latin1(bytes).slice(0, 40)}`),
    ended: () => undefined,
    closed: (connection, by) => log.push(`${connection}: closed by ${by}`),
    refused: ({ server, reason }) => log.push(`refused ${server.host}:${server.port} ${reason}`),
  };
  const realHost = (await RealAddresses.find()).take();
  const hasHost = (host: string): boolean => host === SERVER.host || host === CLIENT;
  const network: Network = new Network({ realHost, hasHost, wire, mayConnect: () => network.openConnections < 3 });
  open.push(network);
  network.serve(SERVER, 'echo', (connected) => {
    const reach = network.reachFrom(SERVER.host, undefined);
    new Driver({ machine: engine(), reach, gate }).adopt(MAIN, connected);
  });
  const dial = (to = SERVER) => {
    const machine = new Client();
    const client = {
      handle: (input: Input | { type: 'go'; outputs: Output[] }): readonly Output[] =>
        input.type === 'go' ? input.outputs : machine.handle(input),
    };
    const driver = new Driver<{ type: 'go'; outputs: Output[] }>({
      machine: client,
      reach: network.reachFrom(CLIENT, 'laptop'),
      gate: openGate,
    });
    const go = (...outputs: Output[]): void => driver.input({ type: 'go', outputs });
    go({ type: 'connect', channel: MAIN, to });
    return { machine, go };
  };
  return { network, realHost, log, dial };
}

test('a line travels a real TCP connection and is recorded once, in order', async () => {
  const { log, dial } = await world();
  const { machine, go } = dial();
  await machine.until('connected');
  go(send(new TextEncoder().encode('hello\r\n')));
  await machine.untilText('hello');
  go({ type: 'end', channel: MAIN });
  await machine.until('ended');
  go({ type: 'close', channel: MAIN });
  expect(log.slice(0, 3)).toEqual(['1: 10.11.81.126 → 10.10.41.192:7', '1: client hello\r\n', '1: server hello\r\n']);
});

test('a connection is closed by whoever ends it first', async () => {
  const { log, dial } = await world();
  const leaving = dial();
  await leaving.machine.until('connected');
  leaving.go({ type: 'close', channel: MAIN });
  await expect.poll(() => log).toContain('1: closed by client');

  const curt = { handle: ({ type }: Input): Output[] => (type === 'data' ? [{ type: 'close', channel: MAIN }] : []) };
  const other = await world(openGate, () => curt);
  const { machine, go } = other.dial();
  await machine.until('connected');
  go(send(new TextEncoder().encode('bye\r\n')));
  await machine.until('ended');
  go({ type: 'close', channel: MAIN });
  await expect.poll(() => other.log).toContain('1: closed by server');
});

test('only what the world has can be dialled', async () => {
  const { dial, log } = await world();
  const closedPort = dial({ host: SERVER.host, port: 8 });
  expect(await closedPort.machine.until('refused')).toMatchObject({ reason: 'connection-refused' });
  const elsewhere = dial({ host: '127.0.0.1', port: 22 });
  expect(await elsewhere.machine.until('refused')).toMatchObject({ reason: 'no-route' });
  expect(log).toEqual(['refused 10.10.41.192:8 connection-refused', 'refused 127.0.0.1:22 no-route']);
});

test('connections beyond the limit are refused, and free again when one closes', async () => {
  const { dial, network } = await world();
  const three = [dial(), dial(), dial()];
  for (const { machine } of three) await machine.until('connected');
  const fourth = dial();
  expect(await fourth.machine.until('refused')).toMatchObject({ reason: 'limit' });
  three[0]?.go({ type: 'end', channel: MAIN });
  await three[0]?.machine.until('ended');
  three[0]?.go({ type: 'close', channel: MAIN });
  await expect.poll(() => network.openConnections).toBe(2);
});

test('a listener hears only those who were announced', async () => {
  const { realHost, network } = await world();
  const expected = await network.reachFrom(CLIENT, undefined).dial(SERVER);
  if (typeof expected === 'string') throw new Error(expected);
  const port = expected.socket.remotePort ?? 0;
  const stranger = connect({ host: realHost, port });
  let heard = '';
  stranger.on('data', (bytes) => (heard += bytes.toString()));
  stranger.on('error', () => undefined);
  stranger.write('who is there?\r\n');
  await new Promise((gone) => stranger.once('close', gone));
  expect(heard).toBe('');
});

test('nothing that was said leaves before the gate opens, and nothing ever where it never does', async () => {
  let openIt: () => void = () => undefined;
  let isOpen = false;
  const opening = new Promise<void>((resolve) => {
    openIt = () => {
      isOpen = true;
      resolve();
    };
  });
  const { dial, log } = await world({ whenDurable: () => (isOpen ? undefined : opening) });
  const { machine, go } = dial();
  await machine.until('connected');
  go(send(new TextEncoder().encode('kept?\r\n')));
  await expect.poll(() => log.length).toBe(2);
  expect(log[1]).toBe('1: client kept?\r\n');
  expect(machine.text()).toBe('');
  openIt();
  await machine.untilText('kept?');
});

test('a large iterable is pulled as the socket drains, and arrives whole', async () => {
  const PIECES = 400;
  let pulled = 0;
  function* pieces(): Generator<Uint8Array> {
    for (; pulled < PIECES; pulled++) yield new Uint8Array(65_536).fill(65 + (pulled % 26));
  }
  let pulledAtFirst = -1;
  const { dial } = await world(openGate, () => ({
    handle: (input) => {
      if (input.type === 'connected') {
        setImmediate(() => (pulledAtFirst = pulled));
        return [send(pieces()), { type: 'close', channel: MAIN }];
      }
      return [];
    },
  }));
  const { machine } = dial();
  await machine.until('ended');
  const bytes = machine.inputs.reduce((sum, input) => sum + (input.type === 'data' ? input.bytes.length : 0), 0);
  expect(bytes).toBe(PIECES * 65_536);
  expect(pulledAtFirst).toBeLessThan(PIECES / 2);
});

test('a machine that throws takes leave and reaches no other', async () => {
  const { network, realHost } = await world();
  expect(realHost).toMatch(/^127\./);
  const faults: unknown[] = [];
  network.serve({ host: SERVER.host, port: 9 }, 'echo', (connected) => {
    const machine = {
      handle: (input: Input): readonly Output[] => {
        if (input.type === 'data') throw new Error('a bug of ours');
        return [];
      },
    };
    new Driver({
      machine,
      reach: network.reachFrom(SERVER.host, undefined),
      gate: openGate,
      farewell: new TextEncoder().encode('421 sorry\r\n'),
      onFault: (fault) => faults.push(fault),
    }).adopt(MAIN, connected);
  });
  const client = new Client();
  const driver = new Driver({ machine: client, reach: network.reachFrom(CLIENT, undefined), gate: openGate });
  const connected = await network.reachFrom(CLIENT, undefined).dial({ host: SERVER.host, port: 9 });
  if (typeof connected === 'string') throw new Error(connected);
  driver.adopt(MAIN, connected);
  connected.socket.write('x');
  await client.untilText('421 sorry');
  await client.until('ended');
  expect(faults).toHaveLength(1);
});
