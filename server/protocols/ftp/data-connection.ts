/**
 * The data connection of a session (RFC 959 §3.2): listens after PASV, dials after PORT, once for each transfer. Tells
 * its user what happens there; knows no command and no file. Long because its phases are one table: what may come when.
 */
import type { Address, Body, Input, Output } from '../engine.ts';

/** Why there is no data connection: the reply that says so. */
export interface DataFailure {
  readonly code: '425' | '522';
  readonly text: string;
  /** The session is over with it. */
  readonly isFatal: boolean;
}

/** Who waits for the connection and uses it: a transfer. */
export interface DataUser {
  /** It stands; TLS may be to come. */
  opened(): void;
  /** Bytes may be sent, and come. */
  ready(): void;
  failed(failure: DataFailure): void;
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
  /** Whether its TLS must go on with a session of before: the control connection's (require_ssl_reuse). */
  readonly mustResume: boolean;
}

/** A peer that came before the transfer's command did; it is not read yet. */
interface Early {
  readonly host: string;
  hasClosed: boolean;
}

type Phase =
  | { readonly type: 'none' }
  /** A listener was asked for. */
  | { readonly type: 'asked'; readonly channel: string; readonly then: (address: Address | undefined) => void }
  | { readonly type: 'listening'; readonly channel: string; early?: Early }
  | { readonly type: 'port'; readonly address: Address }
  /** A transfer waits for the peer, or for our dial. */
  | { readonly type: 'awaited'; readonly channel: string; readonly user: DataUser; readonly isSecure: boolean }
  /** It stands, and TLS begins. */
  | { readonly type: 'securing'; readonly channel: string; readonly user: DataUser }
  | { readonly type: 'open'; readonly channel: string; readonly user: DataUser; hasCome?: boolean };

const NONE: Phase = { type: 'none' };

const NOT_ESTABLISHED: DataFailure = { code: '425', text: 'Failed to establish connection.', isFatal: false };

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
    this.#setting.output({ type: 'listen', channel, isHeld: true });
  }

  /** PORT, EPRT. */
  setPort(address: Address): void {
    this.close();
    this.#phase = { type: 'port', address };
  }

  /** A transfer takes the connection, now or when it comes; with TLS of its own (RFC 4217 §9). Only where `isReady`. */
  open(user: DataUser, { isSecure }: { readonly isSecure: boolean }): void {
    const phase = this.#phase;
    const { output, acceptMs } = this.#setting;
    if (phase.type === 'listening' && phase.early !== undefined) {
      this.#begin({ type: 'awaited', channel: phase.channel, user, isSecure }, phase.early);
      return;
    }
    if (phase.type === 'port') {
      const channel = this.#newChannel();
      this.#phase = { type: 'awaited', channel, user, isSecure };
      output({ type: 'connect', channel, to: phase.address, isHeld: true });
    } else if (phase.type === 'listening') {
      this.#phase = { type: 'awaited', channel: phase.channel, user, isSecure };
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
    // RFC 959 §3.2: it goes one way. Who has sent nothing has nothing to say; vsftpd does not wait for it either.
    const isOneWay = phase.type === 'open' && phase.hasCome !== true;
    this.#setting.output({ type: 'close', channel: phase.channel, ...(isOneWay && { isOneWay }) });
    if (phase.type === 'awaited') this.#forgetTimer();
  }

  /** The peer has not come, or not answered, in time. */
  timeOut(): void {
    if (this.#phase.type === 'awaited') this.#fail(NOT_ESTABLISHED);
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
          this.#begin(phase, { host: input.remote.host, hasClosed: false });
        } else if (input.type === 'refused') this.#fail(NOT_ESTABLISHED);
        return;
      case 'securing':
        this.#secured(phase, input);
        return;
      case 'open':
        if (input.type === 'data') phase.hasCome = true;
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
    if (input.type === 'connected') phase.early = { host: input.remote.host, hasClosed: false };
    else if (input.type === 'closed' && phase.early !== undefined) phase.early.hasClosed = true;
  }

  #tell(user: DataUser, input: Input): void {
    if (input.type === 'data') user.received(input.bytes);
    else if (input.type === 'ended') user.ended();
    else if (input.type === 'closed') user.closed();
    else if (input.type === 'sent') user.sent();
  }

  #begin({ channel, user, isSecure }: Phase & { type: 'awaited' }, early: Early): void {
    const { output, clientHost } = this.#setting;
    this.#phase = { type: isSecure ? 'securing' : 'open', channel, user };
    if (early.host !== clientHost) {
      this.close();
      user.failed({ code: '425', text: 'Security: Bad IP connecting.', isFatal: false });
      return;
    }
    user.opened();
    if (early.hasClosed && isSecure) this.#failTls(user, 'SSL connection failed');
    else if (isSecure) output({ type: 'start-tls', channel });
    else {
      output({ type: 'read', channel });
      user.ready();
      // The user may have closed it by now.
      if (early.hasClosed && this.#isOpen(channel)) user.closed();
    }
  }

  /** vsftpd breaks off here without a clear word; its text where a session must be resumed is told in full. */
  #secured({ channel, user }: Phase & { type: 'securing' }, input: Input): void {
    if (input.type === 'tls-failed' || input.type === 'closed') this.#failTls(user, 'SSL connection failed');
    if (input.type !== 'secured') return;
    if (this.#setting.mustResume && !input.tls.isResumed) {
      this.#failTls(user, 'SSL connection failed: session reuse required');
      return;
    }
    this.#phase = { type: 'open', channel, user };
    user.ready();
  }

  #failTls(user: DataUser, text: string): void {
    this.close();
    user.failed({ code: '522', text, isFatal: true });
  }

  #isOpen(channel: string): boolean {
    return this.#phase.type === 'open' && this.#phase.channel === channel;
  }

  #fail(failure: DataFailure): void {
    const phase = this.#phase;
    if (phase.type !== 'awaited') return;
    this.close();
    phase.user.failed(failure);
  }

  #forgetTimer(): void {
    this.#setting.output({ type: 'timer', timer: 'accept', ms: null });
  }

  /** A name of its own for each, so that a late answer about one is never taken for the next. */
  #newChannel(): string {
    return `data-${++this.#count}`;
  }
}
