/**
 * For tests: a client and an FTP engine joined in memory, with a data connection the client dials or takes, and a reader
 * that sees all bytes that cross the control connection.
 */
import type { Address, Input, Output } from '../engine.ts';
import { MAIN } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import type { Reading } from '../registry.ts';
import type { Cutting } from '../transcript.ts';
import { whole } from '../transcript.ts';
import { FtpEngine } from './engine.ts';
import { FtpReader } from './reader.ts';
import type { FtpPlace } from '../../sandbox/ftp-world.testkit.ts';

export const SERVER: Address = { host: '10.10.41.192', port: 21 };
export const CLIENT: Address = { host: '10.11.81.126', port: 40_000 };

export class Joined {
  readonly engine: FtpEngine;
  readonly reader: FtpReader;
  readonly readings: Reading[] = [];
  /** Ports at which the client listens. */
  readonly ports = new Set<number>();
  /** What came over data connections, one string each. */
  readonly files: string[] = [];
  isClosed = false;
  /** Whether what is sent on the data connection leaves at once. */
  takesData = true;
  readonly timers = new Map<string, number>();
  readonly #cutting: Cutting;
  readonly #listening = new Map<number, string>();
  /** What came on channels that the engine does not read yet. */
  readonly #held = new Map<string, Input[]>();
  #said = '';
  #channel: string | undefined;
  #unsent: Iterable<Uint8Array> | undefined;
  #port = 50_000;

  constructor(place: FtpPlace, cutting: Cutting = whole) {
    this.engine = new FtpEngine(place.setting());
    this.reader = new FtpReader(SERVER);
    this.#cutting = cutting;
    this.give({ type: 'connected', channel: MAIN, local: SERVER, remote: CLIENT });
  }

  /** Sends a line; gives what the server says to it, without the last line end. */
  say(line: string): string {
    this.bytes(latin1Bytes(`${line}\r\n`));
    return this.takeSaid();
  }

  bytes(bytes: Uint8Array): void {
    for (const piece of this.#cutting(bytes)) {
      this.readings.push(...this.reader.read('client', piece));
      this.give({ type: 'data', channel: MAIN, bytes: piece });
    }
  }

  takeSaid(): string {
    const said = this.#said;
    this.#said = '';
    return said.replace(/\r\n$/, '');
  }

  /** Dials what 227 or 229 named. */
  dial(port: number): void {
    const channel = this.#listening.get(port);
    if (channel === undefined) throw new Error(`nobody listens at ${port}`);
    this.#listening.delete(port);
    this.#open(channel, { local: { host: SERVER.host, port }, remote: { host: CLIENT.host, port: ++this.#port } });
  }

  sendFile(text: string): void {
    const channel = this.#channel;
    if (channel === undefined) throw new Error('there is no data connection');
    for (const bytes of this.#cutting(latin1Bytes(text))) this.give({ type: 'data', channel, bytes });
    if (this.#channel === channel) this.give({ type: 'ended', channel });
  }

  /** The data connection takes what waits to leave. */
  drain(): void {
    this.takesData = true;
    const channel = this.#channel;
    if (this.#unsent === undefined || channel === undefined) return;
    this.#came(this.#unsent);
    this.#unsent = undefined;
    this.give({ type: 'sent', channel });
  }

  give(input: Input): void {
    if (this.isClosed) return;
    if (input.type === 'data' || input.type === 'ended') {
      const held = this.#held.get(input.channel);
      if (held !== undefined) {
        held.push(input);
        return;
      }
    }
    const next: Input[] = [];
    for (const output of this.engine.handle(input)) this.#carryOut(output, next);
    for (const answer of next) this.give(answer);
  }

  #came(body: Iterable<Uint8Array>): void {
    this.files.push((this.files.pop() ?? '') + latin1(joinBytes([...body])));
  }

  #open(channel: string, ends: { readonly local: Address; readonly remote: Address }): void {
    this.#channel = channel;
    this.files.push('');
    this.give({ type: 'connected', channel, ...ends });
  }

  #carryOut(output: Output, next: Input[]): void {
    switch (output.type) {
      case 'send': {
        const body = output.body instanceof Uint8Array ? [output.body] : output.body;
        if (output.channel === MAIN) {
          for (const bytes of body) {
            for (const piece of this.#cutting(bytes)) this.readings.push(...this.reader.read('server', piece));
            this.#said += latin1(bytes);
          }
        } else if (this.takesData) {
          this.#came(body);
          next.push({ type: 'sent', channel: output.channel });
        } else this.#unsent = body;
        return;
      }
      case 'listen': {
        if (output.isHeld === true) this.#held.set(output.channel, []);
        const port = ++this.#port;
        this.#listening.set(port, output.channel);
        next.push({ type: 'listening', channel: output.channel, address: { host: SERVER.host, port } });
        return;
      }
      case 'connect': {
        const { channel, to, isHeld = false } = output;
        if (isHeld) this.#held.set(channel, []);
        if (to.host !== CLIENT.host || !this.ports.has(to.port)) {
          next.push({ type: 'refused', channel, reason: 'connection-refused' });
          return;
        }
        this.#channel = channel;
        this.files.push('');
        next.push({ type: 'connected', channel, local: { host: SERVER.host, port: ++this.#port }, remote: to });
        return;
      }
      case 'close':
        if (output.channel === MAIN) this.isClosed = true;
        if (output.channel === this.#channel) this.#channel = undefined;
        for (const [port, channel] of this.#listening) if (channel === output.channel) this.#listening.delete(port);
        return;
      case 'timer':
        if (output.ms === null) this.timers.delete(output.timer);
        else this.timers.set(output.timer, output.ms);
        return;
      case 'stop':
        this.#unsent = undefined;
        return;
      case 'read':
      case 'start-tls': {
        const held = this.#held.get(output.channel) ?? [];
        this.#held.delete(output.channel);
        if (output.type === 'read') next.push(...held);
        return;
      }
      case 'end':
      case 'end-tls':
        return;
      default:
        output satisfies never;
    }
  }
}

/** The port that a 227 names. */
export function portOf(reply: string): number {
  const [, high = '0', low = '0'] = /,(\d+),(\d+)\)/.exec(reply) ?? [];
  return Number(high) * 256 + Number(low);
}
