/**
 * The generator of FTP's and TLS's part of the servers' bench, a process of its own: sessions, large files and handshakes,
 * as an ordinary client has them. What comes is held against what must come; what is wrong ends the run.
 */
import { open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { HOST } from './compare.ts';

export type TransferOrder =
  /** Logs in, fetches a file, and goes; `clients` at a time. */
  | {
      readonly type: 'sessions';
      readonly port: number;
      readonly count: number;
      readonly clients: number;
      readonly file: string;
      readonly bytes: number;
    }
  /** Fetches a file so many times, one after the other. */
  | {
      readonly type: 'down';
      readonly port: number;
      readonly count: number;
      readonly file: string;
      readonly bytes: number;
    }
  /** Sends files; where a folder is named, syncs each there once it is acknowledged. */
  | {
      readonly type: 'up';
      readonly port: number;
      readonly names: readonly string[];
      readonly bytes: number;
      readonly syncIn?: string;
    }
  /** A handshake each, and no word more. */
  | { readonly type: 'handshakes'; readonly port: number; readonly count: number; readonly clients: number };

/** What goes up. */
export const uploadOf = (bytes: number): Buffer => Buffer.alloc(bytes, 'eight megabytes of a file ');

/** An FTP control connection: a command, its last reply. */
class Control {
  readonly #socket: Socket;
  #text = '';
  #wake: () => void = () => undefined;
  #failure: Error | undefined;

  constructor(port: number) {
    this.#socket = connect({ host: HOST, port, noDelay: true });
    this.#socket.on('data', (bytes) => {
      this.#text += bytes.toString('latin1');
      this.#wake();
    });
    const fail = (failure: Error): void => {
      this.#failure = failure;
      this.#wake();
    };
    this.#socket.on('error', fail).on('close', () => fail(new Error('the control connection was closed')));
  }

  /** @throws Error where another code comes */
  async expect(code: string): Promise<string> {
    for (;;) {
      const [whole, came] = /^(?:.*\r\n)*?(\d{3}) .*\r\n/.exec(this.#text) ?? [];
      if (whole !== undefined) {
        this.#text = this.#text.slice(whole.length);
        if (came !== code) throw new Error(`expected ${code}, came ${whole}`);
        return whole;
      }
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }

  say(line: string, code: string): Promise<string> {
    this.#socket.write(`${line}\r\n`);
    return this.expect(code);
  }

  async logIn(): Promise<void> {
    await this.expect('220');
    await this.say('USER anonymous', '331');
    await this.say('PASS bench@example.thm', '230');
    await this.say('TYPE I', '200');
  }

  /** The data connection of the next transfer. */
  async passive(): Promise<Socket> {
    const [, high = 0, low = 0] = (/,(\d+),(\d+)\)/.exec(await this.say('PASV', '227')) ?? []).map(Number);
    return connect({ host: HOST, port: high * 256 + low, noDelay: true });
  }

  async fetch(file: string, bytes: number): Promise<void> {
    const data = await this.passive();
    let came = 0;
    const over = new Promise<void>((resolve, reject) => {
      data.on('data', (piece) => (came += piece.length));
      data.on('end', resolve).on('error', reject);
    });
    await this.say(`RETR ${file}`, '150');
    await over;
    data.destroy();
    await this.expect('226');
    if (came !== bytes) throw new Error(`expected ${bytes} bytes of ${file}, came ${came}`);
  }

  async send(name: string, body: Buffer): Promise<void> {
    const data = await this.passive();
    await this.say(`STOR ${name}`, '150');
    data.end(body);
    await this.expect('226');
  }

  async quit(): Promise<void> {
    await this.say('QUIT', '221');
    this.#socket.destroy();
  }
}

async function loggedIn(port: number, use: (control: Control) => Promise<void>): Promise<void> {
  const control = new Control(port);
  await control.logIn();
  await use(control);
  await control.quit();
}

/** Does it `count` times, `clients` at a time. */
async function often(count: number, clients: number, once: () => Promise<void>): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left-- > 0) await once();
  };
  await Promise.all(Array.from({ length: clients }, work));
}

function handshake(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: HOST, port, servername: 'example.thm', rejectUnauthorized: false });
    socket.on('error', reject);
    socket.once('secureConnect', () => {
      socket.destroy();
      resolve();
    });
  });
}

async function carryOut(order: TransferOrder): Promise<void> {
  switch (order.type) {
    case 'sessions':
      return often(order.count, order.clients, () =>
        loggedIn(order.port, (control) => control.fetch(order.file, order.bytes)),
      );
    case 'down':
      return loggedIn(order.port, (control) => often(order.count, 1, () => control.fetch(order.file, order.bytes)));
    case 'up': {
      const body = uploadOf(order.bytes);
      return loggedIn(order.port, async (control) => {
        for (const name of order.names) {
          await control.send(name, body);
          if (order.syncIn === undefined) continue;
          const file = await open(path.join(order.syncIn, path.basename(name)));
          await file.sync();
          await file.close();
        }
      });
    }
    case 'handshakes':
      return often(order.count, order.clients, () => handshake(order.port));
    default:
      return order satisfies never;
  }
}

/** Tells after each order how long it took, in milliseconds. */
export function serveTransfer(): void {
  process.on('message', (order: TransferOrder) => {
    const began = performance.now();
    carryOut(order).then(
      () => process.send?.(performance.now() - began),
      (failure: unknown) => {
        throw failure;
      },
    );
  });
  process.on('disconnect', () => process.exit(0));
}
