/**
 * Drives one machine (a server's engine or a learner's program) over real sockets: a queue of inputs, outputs carried
 * out in order once the gate lets them, timers. Knows engines, no protocol.
 */
import type { Socket } from 'node:net';
import type { Address, Channel, Input, Output, Refusal, TlsClient } from '../protocols/engine.ts';
import type { Gate } from './gate.ts';
import { Link, type Recorder } from './link.ts';
import type { TlsSide } from './tls.ts';

/** A machine may have outputs of its own kind beside an engine's: they go to `onOther`. */
export interface Machine<ExtraInput, ExtraOutput> {
  handle(input: Input | ExtraInput): readonly (Output | ExtraOutput)[];
}

/** A connection that stands. */
export interface Connected {
  readonly socket: Socket;
  readonly local: Address;
  readonly remote: Address;
  readonly recorder: Recorder | undefined;
  /** TLS from the first byte, this end being the server: the machine hears of it when the handshake is over. */
  readonly isTls?: boolean;
  /** Nothing is read of it until the machine says so. */
  readonly isHeld?: boolean;
}

/** A listener for one connection. */
export interface OneListener {
  readonly address: Address;
  /** Resolves when the peer has come; never, where the listener is closed before. */
  readonly connected: Promise<Connected>;
  close(): void;
}

/** How this machine reaches others. Implemented by the network of the learner, or for clients from outside. */
export interface Reach {
  dial(to: Address): Promise<Connected | Refusal>;
  listen(port: number | undefined): Promise<OneListener | Refusal>;
}

export interface DriverSetting<ExtraInput, ExtraOutput> {
  readonly machine: Machine<ExtraInput, ExtraOutput>;
  readonly reach: Reach;
  readonly gate: Gate;
  /** How the machine does TLS; undefined: it never asks for it. */
  readonly tls?: TlsSide;
  /**
   * Whether the machine has looked at the world since the last call; without it, it may always have. What it says without
   * having looked passes the gate, behind all that it said before.
   */
  readonly hasAsked?: () => boolean;
  /** Asked after each input: resolves when the machine can take more. Without it, it always can. */
  readonly whenTaken?: () => Promise<void> | undefined;
  readonly onOther?: (output: ExtraOutput) => void;
  /** After each input has been handled: the moment to notify others. */
  readonly onHandled?: () => void;
  /** The machine threw, or the gate will never open: everything has been cut. */
  readonly onFault?: (fault: unknown) => void;
  /** Sent on every open connection before it is cut, where the machine threw. */
  readonly farewell?: Uint8Array;
  /** No connection, listener or dial is left (a server's conversation is over). */
  readonly onIdle?: () => void;
}

/** All that followed from one input. */
interface Batch<AnyOutput> {
  readonly outputs: readonly AnyOutput[];
  /** For the gate. */
  readonly mustWait: boolean;
  /** For this, too. */
  readonly until?: Promise<void>;
}

type NetworkOutput = Output;
const NETWORK_OUTPUTS: ReadonlySet<string> = new Set<NetworkOutput['type']>([
  'send',
  'stop',
  'end',
  'close',
  'start-tls',
  'end-tls',
  'listen',
  'connect',
  'read',
  'timer',
]);

export class Driver<ExtraInput = never, ExtraOutput = never> {
  readonly #setting: DriverSetting<ExtraInput, ExtraOutput>;
  readonly #links = new Map<Channel, Link>();
  readonly #listeners = new Map<Channel, OneListener | undefined>();
  /** Dials under way: a `close` before the answer makes the answer void. */
  readonly #dials = new Map<Channel, symbol>();
  readonly #timers = new Map<string, { readonly ms: number; readonly running: NodeJS.Timeout }>();
  readonly #batches: Batch<Output | ExtraOutput>[] = [];
  #isWaiting = false;
  #isOver = false;

  constructor(setting: DriverSetting<ExtraInput, ExtraOutput>) {
    this.#setting = setting;
  }

  /** Gives the machine an input and sees to all that follows. */
  input(input: Input | ExtraInput): void {
    if (this.#isOver) return;
    let outputs: readonly (Output | ExtraOutput)[];
    try {
      outputs = this.#setting.machine.handle(input);
    } catch (fault) {
      this.#fail(fault, this.#setting.farewell);
      return;
    }
    if (outputs.length > 0) {
      this.#batches.push({ outputs, mustWait: this.#setting.hasAsked?.() ?? true });
      this.#flush();
    }
    const until = this.#setting.whenTaken?.();
    if (until !== undefined) {
      this.#batches.push({ outputs: [], mustWait: false, until });
      this.#flush();
    }
    this.#setting.onHandled?.();
  }

  /** Takes a connection that stands as a channel. */
  adopt(channel: Channel, { socket, local, remote, recorder, isTls = false, isHeld = false }: Connected): void {
    let isKnown = !isTls;
    const link = new Link(
      socket,
      {
        data: (bytes) => this.input({ type: 'data', channel, bytes }),
        sent: () => this.input({ type: 'sent', channel }),
        ended: () => this.input({ type: 'ended', channel }),
        closed: () => {
          this.#links.delete(channel);
          if (isKnown) this.input({ type: 'closed', channel });
          this.#lookIdle();
        },
        secured: (tls) => {
          this.input(isKnown ? { type: 'secured', channel, tls } : { type: 'connected', channel, local, remote, tls });
          isKnown = true;
        },
        tlsFailed: (failure) => {
          this.#links.delete(channel);
          if (isKnown) this.input({ type: 'tls-failed', channel, ...failure });
          this.#lookIdle();
        },
        tlsSession: (session) => this.input({ type: 'tls-session', channel, session }),
        unsecured: () => this.input({ type: 'unsecured', channel }),
      },
      { recorder, isHeld },
    );
    this.#links.set(channel, link);
    if (this.#isWaiting) link.hold();
    if (isTls) this.#startTls(channel);
    else this.input({ type: 'connected', channel, local, remote });
  }

  /** Cuts everything at once. */
  destroy(): void {
    this.#isOver = true;
    this.#batches.length = 0;
    for (const { running } of this.#timers.values()) clearTimeout(running);
    this.#timers.clear();
    for (const link of this.#links.values()) link.destroy();
    this.#links.clear();
    for (const listener of this.#listeners.values()) listener?.close();
    this.#listeners.clear();
    this.#dials.clear();
  }

  #flush(): void {
    while (!this.#isWaiting && !this.#isOver) {
      const [next] = this.#batches;
      if (next === undefined) return;
      const durable = next.until ?? (next.mustWait ? this.#setting.gate.whenDurable() : undefined);
      if (durable === undefined) {
        this.#batches.shift();
        for (const output of next.outputs) this.#carryOut(output);
        continue;
      }
      this.#isWaiting = true;
      for (const link of this.#links.values()) link.hold();
      const held = this.#batches.length;
      durable.then(
        () => this.#release(held),
        (fault: unknown) => this.#fail(fault, undefined),
      );
    }
  }

  /** The batches that waited when the promise was made are durable now; later ones ask again. */
  #release(held: number): void {
    if (this.#isOver) return;
    this.#isWaiting = false;
    for (const link of this.#links.values()) link.release();
    for (const { outputs } of this.#batches.splice(0, held)) for (const output of outputs) this.#carryOut(output);
    this.#flush();
  }

  #carryOut(output: Output | ExtraOutput): void {
    if (this.#isOver) return;
    if (!isNetworkOutput(output)) {
      this.#setting.onOther?.(output);
      return;
    }
    switch (output.type) {
      case 'send':
        this.#links.get(output.channel)?.send(output.body);
        return;
      case 'stop':
        this.#links.get(output.channel)?.stop();
        return;
      case 'end':
        this.#links.get(output.channel)?.end();
        return;
      case 'close':
        this.#close(output);
        return;
      case 'listen':
        void this.#listen(output);
        return;
      case 'connect':
        void this.#connect(output);
        return;
      case 'read':
        this.#links.get(output.channel)?.read();
        return;
      case 'timer':
        this.#setTimer(output.timer, output.ms);
        return;
      case 'start-tls':
        this.#startTls(output.channel, output.client);
        return;
      case 'end-tls':
        this.#links.get(output.channel)?.endTls();
        return;
      default:
        output satisfies never;
    }
  }

  #startTls(channel: Channel, client?: TlsClient): void {
    const { tls } = this.#setting;
    if (tls === undefined) this.#fail(new Error('a machine asked for TLS, which it was not given'), undefined);
    else this.#links.get(channel)?.startTls(tls, client);
  }

  #close({ channel, isOneWay = false }: Output & { type: 'close' }): void {
    this.#links.get(channel)?.close(isOneWay);
    this.#links.delete(channel);
    this.#listeners.get(channel)?.close();
    this.#listeners.delete(channel);
    this.#dials.delete(channel);
    this.#lookIdle();
  }

  async #listen({ channel, port, isHeld = false }: Output & { type: 'listen' }): Promise<void> {
    this.#listeners.set(channel, undefined);
    const listener = await this.#setting.reach.listen(port);
    if (this.#isOver || !this.#listeners.has(channel)) {
      if (typeof listener !== 'string') listener.close();
      return;
    }
    if (typeof listener === 'string') {
      this.#listeners.delete(channel);
      this.input({ type: 'refused', channel, reason: listener });
      return;
    }
    this.#listeners.set(channel, listener);
    this.input({ type: 'listening', channel, address: listener.address });
    const connected = await listener.connected;
    if (this.#listeners.get(channel) !== listener) {
      connected.socket.destroy();
      return;
    }
    this.#listeners.delete(channel);
    listener.close();
    this.adopt(channel, { ...connected, isHeld });
  }

  async #connect({ channel, to, isHeld = false }: Output & { type: 'connect' }): Promise<void> {
    const dial = Symbol(channel);
    this.#dials.set(channel, dial);
    const connected = await this.#setting.reach.dial(to);
    const isWanted = !this.#isOver && this.#dials.get(channel) === dial;
    if (isWanted) this.#dials.delete(channel);
    if (typeof connected === 'string') {
      if (isWanted) this.input({ type: 'refused', channel, reason: connected });
    } else if (isWanted) this.adopt(channel, { ...connected, isHeld });
    else connected.socket.destroy();
  }

  #setTimer(timer: string, ms: number | null): void {
    const set = this.#timers.get(timer);
    // Most are set anew with every reply, for as long as before.
    if (set !== undefined && set.ms === ms) {
      set.running.refresh();
      return;
    }
    clearTimeout(set?.running);
    this.#timers.delete(timer);
    if (ms === null) return;
    const running = setTimeout(() => {
      this.#timers.delete(timer);
      this.input({ type: 'elapsed', timer });
    }, ms);
    running.unref();
    this.#timers.set(timer, { ms, running });
  }

  #lookIdle(): void {
    if (this.#isOver || this.#links.size + this.#listeners.size + this.#dials.size > 0) return;
    this.#setting.onIdle?.();
  }

  #fail(fault: unknown, farewell: Uint8Array | undefined): void {
    if (this.#isOver) return;
    if (farewell !== undefined) {
      for (const link of this.#links.values()) {
        link.send(farewell);
        link.close();
      }
      this.#links.clear();
    }
    this.destroy();
    this.#setting.onFault?.(fault);
  }
}

function isNetworkOutput(output: unknown): output is NetworkOutput {
  return NETWORK_OUTPUTS.has((output as { type: string }).type);
}
