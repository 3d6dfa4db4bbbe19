/**
 * The data connection of a session (RFC 959 §3.2): listens after PASV, dials after PORT, once for each transfer. Tells
 * its user what happens there; knows no command and no file.
 */
import type { Address, Body, Input, Output } from '../engine.ts';
import { GrowingBytes } from '../growing-bytes.ts';

/** Who waits for the connection and uses it: a transfer. */
export interface DataUser {
  opened(): void;
  /** It did not come about: the text of the 425. */
  failed(text: string): void;
  received(bytes: Uint8Array): void;
  /** The peer sends no more. */
  ended(): void;
  /** The connection is gone. */
  closed(): void;
  sent(): void;
}

export interface DataSetting {
  readonly output: (output: Output) => void;
  /** The only host that may connect, and the only one that is dialled: no FTP bounce (RFC 2577 §3). */
  readonly clientHost: string;
  readonly acceptMs: number;
  /** The most that is kept of what comes before the command that wants it. */
  readonly earlyBytes: number;
}

/** A peer that came before the transfer's command did. */
interface Early {
  readonly host: string;
  readonly bytes: GrowingBytes;
  hasEnded: boolean;
  hasClosed: boolean;
}

type Phase =
  | { readonly type: 'none' }
  /** A listener was asked for. */
  | { readonly type: 'asked'; readonly channel: string; readonly then: (address: Address | undefined) => void }
  | { readonly type: 'listening'; readonly channel: string; early?: Early }
  | { readonly type: 'port'; readonly address: Address }
  /** A transfer waits for the peer, or for our dial. */
  | { readonly type: 'awaited'; readonly channel: string; readonly user: DataUser }
  | { readonly type: 'open'; readonly channel: string; readonly user: DataUser };

const NONE: Phase = { type: 'none' };

export class DataConnection {
  readonly #setting: DataSetting;
  #phase: Phase = NONE;
  #count = 0;

  constructor(setting: DataSetting) {
    this.#setting = setting;
  }

  /** The server is about to listen: the reply that names the address has not been said. */
  get isAsking(): boolean {
    return this.#phase.type === 'asked';
  }

  /** PASV or PORT has been given, and not been used. */
  get isReady(): boolean {
    return this.#phase.type === 'listening' || this.#phase.type === 'port';
  }

  /** PASV, EPSV: `then` gets the address to dial; undefined where none is to be had. */
  listen(then: (address: Address | undefined) => void): void {
    this.close();
    const channel = this.#newChannel();
    this.#phase = { type: 'asked', channel, then };
    this.#setting.output({ type: 'listen', channel });
  }

  /** PORT, EPRT. */
  setPort(address: Address): void {
    this.close();
    this.#phase = { type: 'port', address };
  }

  /** A transfer takes the connection, now or when it comes. Only where `isReady`. */
  open(user: DataUser): void {
    const phase = this.#phase;
    const { output, acceptMs } = this.#setting;
    if (phase.type === 'listening' && phase.early !== undefined) {
      this.#begin(phase.channel, user, phase.early);
      return;
    }
    if (phase.type === 'port') {
      const channel = this.#newChannel();
      this.#phase = { type: 'awaited', channel, user };
      output({ type: 'connect', channel, to: phase.address });
    } else if (phase.type === 'listening') {
      this.#phase = { type: 'awaited', channel: phase.channel, user };
    }
    output({ type: 'timer', timer: 'accept', ms: acceptMs });
  }

  send(body: Body): void {
    if (this.#phase.type === 'open') this.#setting.output({ type: 'send', channel: this.#phase.channel, body });
  }

  /** Drops what has not left yet. */
  stop(): void {
    if (this.#phase.type === 'open') this.#setting.output({ type: 'stop', channel: this.#phase.channel });
  }

  /** Ends whatever there is of it, once what was sent has left. */
  close(): void {
    const phase = this.#phase;
    this.#phase = NONE;
    if (phase.type === 'none' || phase.type === 'port') return;
    this.#setting.output({ type: 'close', channel: phase.channel });
    if (phase.type === 'awaited') this.#forgetTimer();
  }

  /** The peer has not come, or not answered, in time. */
  timeOut(): void {
    if (this.#phase.type === 'awaited') this.#fail('Failed to establish connection.');
  }

  /** An input of a channel that is not the control connection's. */
  take(input: Input): void {
    const phase = this.#phase;
    if (!('channel' in input) || !('channel' in phase) || input.channel !== phase.channel) return;
    switch (phase.type) {
      case 'asked':
        this.#answered(phase, input);
        return;
      case 'listening':
        this.#tooEarly(phase, input);
        return;
      case 'awaited':
        if (input.type === 'connected') {
          this.#forgetTimer();
          this.#begin(phase.channel, phase.user, newEarly(input.remote.host));
        } else if (input.type === 'refused') this.#fail('Failed to establish connection.');
        return;
      case 'open':
        this.#tell(phase.user, input);
        return;
      default:
        phase satisfies never;
    }
  }

  #answered({ channel, then }: Phase & { type: 'asked' }, input: Input): void {
    if (input.type === 'listening') {
      this.#phase = { type: 'listening', channel };
      then(input.address);
    } else if (input.type === 'refused') {
      this.#phase = NONE;
      then(undefined);
    }
  }

  #tooEarly(phase: Phase & { type: 'listening' }, input: Input): void {
    if (input.type === 'connected') phase.early = newEarly(input.remote.host);
    const { early } = phase;
    if (early === undefined) return;
    if (input.type === 'ended') early.hasEnded = true;
    if (input.type === 'closed') early.hasClosed = true;
    if (input.type !== 'data' || early.hasClosed) return;
    early.bytes.append(input.bytes);
    if (early.bytes.length <= this.#setting.earlyBytes) return;
    // Nobody reads what is not asked for: the connection is cut, and the transfer will see it so.
    this.#setting.output({ type: 'close', channel: phase.channel });
    early.bytes.clear();
    early.hasClosed = true;
  }

  #tell(user: DataUser, input: Input): void {
    if (input.type === 'data') user.received(input.bytes);
    else if (input.type === 'ended') user.ended();
    else if (input.type === 'closed') user.closed();
    else if (input.type === 'sent') user.sent();
  }

  #begin(channel: string, user: DataUser, early: Early): void {
    this.#phase = { type: 'open', channel, user };
    if (early.host !== this.#setting.clientHost) {
      this.close();
      user.failed('Security: Bad IP connecting.');
      return;
    }
    user.opened();
    if (early.bytes.length > 0) user.received(early.bytes.take());
    // The user may have closed it by now.
    if (early.hasEnded && this.#isOpen(channel)) user.ended();
    if (early.hasClosed && this.#isOpen(channel)) user.closed();
  }

  #isOpen(channel: string): boolean {
    return this.#phase.type === 'open' && this.#phase.channel === channel;
  }

  #fail(text: string): void {
    const phase = this.#phase;
    if (phase.type !== 'awaited') return;
    this.close();
    phase.user.failed(text);
  }

  #forgetTimer(): void {
    this.#setting.output({ type: 'timer', timer: 'accept', ms: null });
  }

  /** A name of its own for each, so that a late answer about one is never taken for the next. */
  #newChannel(): string {
    return `data-${++this.#count}`;
  }
}

function newEarly(host: string): Early {
  return { host, bytes: new GrowingBytes(), hasEnded: false, hasClosed: false };
}
