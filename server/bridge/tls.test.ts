/** TLS as machines ask for it, over real sockets: how it begins, fails and ends, and what the wire is told. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CertificateKind, HostDefinition } from '../../labs/world.ts';
import { type Input, MAIN, type Output, send, type TlsSession } from '../protocols/engine.ts';
import { Authority } from './certificates.ts';
import { Driver, type Machine, type Reach } from './driver.ts';
import type { Recorder } from './link.ts';
import type { TlsSide } from './tls.ts';

const NO_REACH: Reach = {
  dial: () => Promise.resolve('no-route'),
  listen: () => Promise.resolve('limit'),
};
const LOCAL = { host: '127.0.0.1', port: 1 };
const HANDSHAKE_MS = 5000;

const host = (certificate: CertificateKind): HostDefinition => ({
  name: 'server.thm',
  address: '10.10.41.192',
  aliases: ['mail.server.thm'],
  certificate,
  services: {},
  files: [],
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytes = (said: string): Uint8Array => new Uint8Array(Buffer.from(said, 'latin1'));

/** Answers lines: `SECURE` begins TLS, `PLAIN` ends it, `BYE` closes, all else is repeated. Drops what comes in a handshake. */
class Turncoat implements Machine<never, never> {
  readonly heard: Input[] = [];
  #isTurning = false;

  handle(input: Input): readonly Output[] {
    this.heard.push(input);
    if (input.type === 'secured' || input.type === 'unsecured') this.#isTurning = false;
    if (input.type === 'unsecured') return [send(bytes('in the clear\n'))];
    if (input.type !== 'data' || this.#isTurning) return [];
    const said = text(input.bytes);
    if (said.startsWith('BYE')) return [send(bytes('bye\n')), { type: 'close', channel: MAIN }];
    const turn = said.startsWith('SECURE') ? 'start-tls' : said.startsWith('PLAIN') ? 'end-tls' : undefined;
    if (turn === undefined) return [send(bytes(`<${said.trim()}>\n`))];
    this.#isTurning = true;
    return [send(bytes('go\n')), { type: turn, channel: MAIN }];
  }
}

/** Begins TLS at once, as a client; keeps what it hears. */
class Caller implements Machine<never, never> {
  readonly heard: Input[] = [];
  readonly #serverName: string | undefined;

  constructor(serverName?: string) {
    this.#serverName = serverName;
  }

  handle(input: Input): readonly Output[] {
    this.heard.push(input);
    if (input.type !== 'connected') return [];
    return [{ type: 'start-tls', channel: MAIN, client: { serverName: this.#serverName } }];
  }
}

/** What a recorder was told, a line each; neighbours of one layer and way are one. */
class Tape implements Recorder {
  readonly told: { readonly way: string; readonly layer: string; said: string }[] = [];

  received(piece: Uint8Array, layer = 'plain'): void {
    this.#add('received', layer, piece);
  }

  left(piece: Uint8Array, layer = 'plain'): void {
    this.#add('left', layer, piece);
  }

  secured({ version }: TlsSession): void {
    this.told.push({ way: 'secured', layer: version, said: '' });
  }

  unsecured(): void {
    this.told.push({ way: 'unsecured', layer: '', said: '' });
  }

  ended(): void {
    // A FIN is no matter of these tests.
  }
  closed(by: string): void {
    this.told.push({ way: 'closed', layer: by, said: '' });
  }

  /** All that crossed one way in a layer. */
  all(way: string, layer: string): string {
    const pieces = this.told.filter((one) => one.way === way && one.layer === layer);
    return pieces.map(({ said }) => said).join('');
  }

  #add(way: string, layer: string, piece: Uint8Array): void {
    this.told.push({ way, layer, said: text(piece) });
  }
}

let authority: Authority;
const open: (() => void)[] = [];

beforeAll(async () => {
  authority = await Authority.of(new Uint8Array(32).fill(7));
});

afterEach(() => {
  for (const close of open.splice(0)) close();
});

const listeners: Server[] = [];
afterAll(() => {
  for (const server of listeners) server.close();
});

/** Both ends of a connection. */
async function pair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  listeners.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('no port');
  const far = connect({ host: '127.0.0.1', port: bound.port });
  const [near] = (await once(server, 'connection')) as [Socket];
  open.push(() => {
    near.destroy();
    far.destroy();
  });
  return { near, far };
}

interface Driven {
  readonly machine: Machine<never, never> & { readonly heard: Input[] };
  readonly socket: Socket;
  readonly tls: TlsSide;
  readonly isTls?: boolean;
}

/** Drives a machine on a socket; `until` waits for the input that it hears. */
function drive({ machine, socket, tls, isTls = false }: Driven) {
  const tape = new Tape();
  let look: () => void = () => undefined;
  const driver = new Driver<never, never>({
    machine,
    reach: NO_REACH,
    gate: { whenDurable: () => undefined },
    tls,
    onHandled: () => look(),
  });
  open.push(() => driver.destroy());
  driver.adopt(MAIN, { socket, local: LOCAL, remote: LOCAL, recorder: tape, isTls });
  const until = async <T extends Input['type']>(type: T): Promise<Extract<Input, { type: T }>> => {
    for (;;) {
      const found = machine.heard.find((input): input is Extract<Input, { type: T }> => input.type === type);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (look = resolve));
    }
  };
  return { driver, tape, until };
}

interface Served {
  readonly kind?: CertificateKind;
  readonly isTls?: boolean;
  readonly handshakeMs?: number;
}

function serve(socket: Socket, { kind = 'trusted', isTls = false, handshakeMs = HANDSHAKE_MS }: Served = {}) {
  const machine = new Turncoat();
  return { machine, ...drive({ machine, socket, tls: authority.sideOf(host(kind), { handshakeMs }), isTls }) };
}

/** Reads a stream until what came ends with `end`; the rest stays for the next. */
async function read(stream: Socket | TLSSocket, end: string): Promise<string> {
  let came = '';
  while (!came.endsWith(end)) came += ((await once(stream, 'data')) as [Buffer])[0].toString('latin1');
  return came;
}

/** To the point where the handshake begins. */
async function askForTls(far: Socket): Promise<void> {
  far.write('SECURE\n');
  await read(far, 'go\n');
}

async function secure(far: Socket, servername = 'server.thm'): Promise<TLSSocket> {
  const stream = connectTls({ socket: far, ca: [authority.certificate], servername });
  await once(stream, 'secureConnect');
  return stream;
}

describe('a server', () => {
  test('goes on behind the handshake, and the wire has both layers', async () => {
    const { near, far } = await pair();
    const { tape, until } = serve(near);
    far.write('hello\n');
    expect(await read(far, '>\n')).toBe('<hello>\n');
    await askForTls(far);
    const stream = await secure(far);
    expect(stream.authorized).toBe(true);
    stream.write('a secret\n');
    expect(await read(stream, '>\n')).toBe('<a secret>\n');
    const { tls } = await until('secured');
    expect(tls).toMatchObject({ version: 'TLSv1.3', serverName: 'server.thm', isResumed: false });
    expect(tape.all('received', 'plain')).toBe('hello\nSECURE\n');
    expect(tape.all('left', 'plain')).toBe('<hello>\ngo\n');
    expect(tape.all('received', 'clear')).toBe('a secret\n');
    expect(tape.all('left', 'clear')).toBe('<a secret>\n');
    for (const way of ['received', 'left']) {
      // A record of the handshake (22) or of data (23) begins each; RFC 8446 §5.1.
      expect(tape.all(way, 'encrypted')).toMatch(/^\x16\x03[\x01\x03]/);
      expect(tape.all(way, 'encrypted')).not.toContain('secret');
    }
  });

  test('with TLS from the first byte hears of its client when the handshake is over', async () => {
    const { near, far } = await pair();
    const { machine, until } = serve(near, { isTls: true });
    const stream = await secure(far, 'mail.server.thm');
    const { tls } = await until('connected');
    expect(tls).toMatchObject({ serverName: 'mail.server.thm' });
    expect(machine.heard).toHaveLength(1);
    stream.write('BYE\n');
    expect(await read(stream, '\n')).toBe('bye\n');
    await once(stream, 'close');
  });

  test('a line sent right behind the one that begins TLS is not heard behind the handshake', async () => {
    const { near, far } = await pair();
    const { machine, until } = serve(near);
    far.write('SECURE\ninjected\n');
    await read(far, 'go\n');
    const stream = await secure(far);
    await until('secured');
    stream.write('mine\n');
    expect(await read(stream, '>\n')).toBe('<mine>\n');
    const heard = machine.heard.flatMap((input) => (input.type === 'data' ? [text(input.bytes)] : []));
    expect(heard).toEqual(['SECURE\ninjected\n', 'mine\n']);
  });

  test('who speaks no TLS is told off and gone, with the reason that OpenSSL gives', async () => {
    const { near, far } = await pair();
    const { machine, until, tape } = serve(near);
    await askForTls(far);
    far.write('EHLO a line that is none of TLS\r\n');
    const failure = await until('tls-failed');
    expect(failure.reason).toBe('wrong version number');
    expect(failure.bytesRead).toBe(33);
    if (!far.closed) await once(far.resume(), 'close');
    expect(machine.heard.at(-1)).toBe(failure);
    expect(tape.all('received', 'encrypted')).toContain('EHLO');
  });

  test('who leaves within the handshake, and who never begins it', async () => {
    const left = await pair();
    const leaver = serve(left.near);
    await askForTls(left.far);
    left.far.destroy();
    expect((await leaver.until('tls-failed')).reason).toBe('connection closed');
    const silent = await pair();
    const waiter = serve(silent.near, { handshakeMs: 30 });
    await askForTls(silent.far);
    expect(await waiter.until('tls-failed')).toMatchObject({ reason: 'handshake timed out', bytesRead: 0 });
    if (!silent.far.closed) await once(silent.far.resume(), 'close');
  });

  test('the client that goes is gone for the machine too', async () => {
    const { near, far } = await pair();
    const { until, tape } = serve(near);
    await askForTls(far);
    const stream = await secure(far);
    await until('secured');
    stream.destroy();
    await until('closed');
    expect(tape.told.at(-1)).toMatchObject({ way: 'closed' });
  });
});

describe('a client', () => {
  const verdicts: readonly (readonly [CertificateKind, string | undefined, number])[] = [
    ['trusted', 'server.thm', 0],
    ['self-signed', 'server.thm', 18],
    ['expired', 'server.thm', 10],
    // The name is judged by who asked, as `openssl s_client` leaves it to its reader.
    ['wrong-name', 'server.thm', 0],
  ];

  test.each(verdicts)('before a certificate that is %s (asked for as %s) comes to %i', async (kind, name, code) => {
    const { near, far } = await pair();
    const server = serve(near, { kind, isTls: true });
    const machine = new Caller(name);
    const tls = authority.clientSide({ handshakeMs: HANDSHAKE_MS, trusts: true });
    const client = drive({ machine, socket: far, tls });
    const secured = await client.until('secured');
    const peer = secured.tls.peer;
    expect(peer?.verification.code).toBe(code);
    const names = kind === 'wrong-name' ? ['old.server.thm'] : ['server.thm', 'mail.server.thm', '10.10.41.192'];
    expect(peer?.chain.map((shown) => shown.names)).toEqual([names]);
    expect(peer?.anchors.length).toBe(kind === 'self-signed' ? 0 : 1);
    expect(peer?.ephemeralKey).toMatchObject({ name: 'X25519' });
    const { tls: seen } = await server.until('connected');
    expect(seen?.cipher).toBe(secured.tls.cipher);
    // TLS 1.3 gives the tickets after the handshake (RFC 8446 §4.6.1).
    expect((await client.until('tls-session')).session[0]).toBe(0x30);
  });

  test('that trusts nobody is told so, and goes on', async () => {
    const { near, far } = await pair();
    serve(near, { isTls: true });
    const machine = new Caller();
    const client = drive({
      machine,
      socket: far,
      tls: authority.clientSide({ handshakeMs: HANDSHAKE_MS, trusts: false }),
    });
    const { tls } = await client.until('secured');
    expect(tls.peer?.verification).toEqual({ code: 21, text: 'unable to verify the first certificate' });
    expect(tls.peer?.anchors).toEqual([]);
  });
});

test('TLS is ended by both, and the connection goes on in the clear (RFC 4217 §12.3)', async () => {
  const { near, far } = await pair();
  const { tape, until } = serve(near);
  await askForTls(far);
  const machine = new Caller();
  const client = drive({
    machine,
    socket: far,
    tls: authority.clientSide({ handshakeMs: HANDSHAKE_MS, trusts: true }),
  });
  await client.until('secured');
  await client.until('tls-session');
  machine.handle = (input) => {
    machine.heard.push(input);
    if (input.type === 'data' && text(input.bytes) === 'go\n') return [{ type: 'end-tls', channel: MAIN }];
    if (input.type === 'unsecured') return [send(bytes('open\n'))];
    return input.type === 'elapsed' ? [send(bytes('PLAIN\n'))] : [];
  };
  client.driver.input({ type: 'elapsed', timer: 'now' });
  await until('unsecured');
  await client.until('unsecured');
  while (
    !tape.all('received', 'plain').includes('open\n') ||
    !client.tape.all('received', 'plain').includes('<open>\n')
  ) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(tape.all('received', 'clear')).toBe('PLAIN\n');
  expect(client.tape.all('received', 'plain')).toBe('in the clear\n<open>\n');
});

test('TLS is ended by one who goes on in the clear without a good-bye, as clients do after CCC', async () => {
  const { near, far } = await pair();
  const { tape, until } = serve(near);
  far.write('SECURE\n');
  await once(far, 'data');
  let isMute = false;
  const below = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      if (!isMute) far.write(chunk);
      done();
    },
  });
  far.on('data', (chunk) => below.push(chunk));
  const client = connectTls({ socket: below, rejectUnauthorized: false });
  await once(client, 'secureConnect');
  client.write('PLAIN\n');
  await once(client, 'data');
  // Its TLS may say what it likes now: nothing of it leaves.
  isMute = true;
  await once(client, 'end');
  far.write('open\n');
  await until('unsecured');
  while (!tape.all('received', 'plain').includes('open\n')) await new Promise((next) => setImmediate(next));
  expect(tape.all('received', 'clear')).toBe('PLAIN\n');
});

test('who has nothing to say within TLS, and closes with the handshake, is heard to the end', async () => {
  for (let i = 0; i < 10; i++) {
    const { near, far } = await pair();
    const { until } = serve(near);
    far.write('SECURE\n');
    await once(far, 'data');
    const client = connectTls({ socket: far, rejectUnauthorized: false });
    client.once('secureConnect', () => client.end());
    await until('secured');
    await until('ended');
  }
});

test('who keeps the secret has the same authority and the same keys; another secret, others', async () => {
  const again = await Authority.of(new Uint8Array(32).fill(7));
  const other = await Authority.of(new Uint8Array(32).fill(8));
  const keyOf = async (of: Authority): Promise<string> => {
    const { certificate } = await of.identity(host('trusted'));
    const shown = new X509Certificate(certificate);
    expect(shown.verify(new X509Certificate(of.certificate).publicKey)).toBe(true);
    return shown.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  };
  expect(await keyOf(again)).toBe(await keyOf(authority));
  expect(await keyOf(other)).not.toBe(await keyOf(authority));
});
