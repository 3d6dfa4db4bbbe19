/**
 * One transfer over a data connection (RFC 959 §3.2, §3.3; RFC 2428): opens it, passive or active, asks for the file or
 * listing, and sees to it that data and replies, which come on two connections, are told in the order they were meant.
 */
import type { Address } from '../../protocols/engine.ts';
import { close, send } from '../../protocols/engine.ts';
import { formatHostPort, parseExtendedPassiveReply, parsePassiveReply } from '../../protocols/ftp/host-port.ts';
import { latin1Bytes } from '../../protocols/lines.ts';
import type { ProgramInput } from '../machine.ts';
import { errorText } from '../network-words.ts';
import type { Client } from './client.ts';
import type { FinalReply } from './state.ts';

export interface TransferRequest {
  /** The command that asks for it: `RETR coffee.txt`. */
  readonly line: string;
  readonly direction: 'receive' | 'send';
  /** RFC 3659 §5: begin after so many bytes. */
  readonly restartAt?: number;
  /** Replies are not shown (the NLST behind `mget`). */
  readonly isQuiet?: boolean;
  /** Takes what comes. Returns whether it wants more: where it does not, the transfer is given up. */
  readonly onBytes?: (bytes: Uint8Array) => boolean;
  readonly body?: Uint8Array;
  /** All data has crossed; the final reply has not been shown yet. */
  readonly onDataOver?: () => void;
  readonly then: (outcome: TransferOutcome) => void;
}

export interface TransferOutcome {
  readonly how: 'complete' | 'failed' | 'interrupted';
  /** From the server's 1xx to its final reply. */
  readonly elapsedMs: number;
}

/** Data that comes before the server's 1xx on the other connection, in bytes. */
const EARLY_LIMIT_BYTES = 4_000_000;

export class Transfer {
  readonly channel: string;
  readonly #client: Client;
  readonly #request: TransferRequest;
  #isConnected = false;
  #dataIsOver = false;
  #hasBegun = false;
  #isAborting = false;
  #isFinished = false;
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #begunAt = 0;
  #target: Address | undefined;

  constructor(client: Client, request: TransferRequest, channel: string) {
    this.#client = client;
    this.#request = request;
    this.channel = channel;
  }

  begin(): void {
    if (!this.#client.options.passive) this.#listen();
    else if (this.#client.options.extended) this.#askPassive('EPSV');
    else this.#askPassive('PASV');
  }

  /** Whether a line of the control connection must wait until the data is over. */
  holdsBack(line: string): boolean {
    if (!this.#hasBegun || this.#dataIsOver) return false;
    return this.#isConnected || line.startsWith('2');
  }

  /** The control connection is gone: nothing is held back for the data any more. */
  letGo(): void {
    this.#dataIsOver = true;
  }

  /** An input of the data connection. */
  input(input: ProgramInput): void {
    switch (input.type) {
      case 'listening':
        this.#announce(input.address);
        return;
      case 'connected':
        this.#isConnected = true;
        if (this.#target !== undefined) this.#restart();
        else if (this.#hasBegun) this.#sendBody();
        return;
      case 'refused':
        this.#refused(errorText(input.reason));
        return;
      case 'data':
        this.#received(input.bytes);
        return;
      case 'ended':
      case 'closed':
        this.#dataEnded();
        return;
      default:
        return;
    }
  }

  /** ^C while data moves: tells the server (RFC 959 §4.1.3, ABOR). False where there is nothing to tell yet. */
  abort(): boolean {
    if (!this.#hasBegun || this.#isAborting) return false;
    this.#isAborting = true;
    const verb = this.#request.direction === 'receive' ? 'receive' : 'send';
    this.#client.print(`${verb} aborted. Waiting for remote to finish abort.\n`);
    // Behind Telnet's IP and DM, so that it is heard at once.
    this.#client.emit(send(latin1Bytes('\xff\xf4\xff\xf2ABOR\r\n')));
    this.#closeData();
    this.#client.drain();
    return true;
  }

  /** Gives up without telling anybody. */
  cancel(): void {
    this.#finish('interrupted');
  }

  #askPassive(verb: 'PASV' | 'EPSV'): void {
    this.#client.command(verb, (reply) => this.#passiveAnswered(verb, reply), {
      isQuiet: this.#request.isQuiet === true,
    });
  }

  #passiveAnswered(verb: 'PASV' | 'EPSV', reply: FinalReply): void {
    const { options, peer } = this.#client;
    if (reply.code === 0 || reply.code === 421 || peer === undefined) {
      this.#finish(reply.code === 0 ? 'interrupted' : 'failed');
      return;
    }
    if (reply.code >= 400) {
      if (verb === 'EPSV') this.#askPassive('PASV');
      else if (options.fallback) {
        options.passive = false;
        options.fallback = false;
        this.#listen();
      } else this.#finish('failed');
      return;
    }
    // RFC 2428 §3: the host of an extended passive connection is that of the control connection.
    const port = parseExtendedPassiveReply(reply.text) ?? 0;
    const to = verb === 'EPSV' ? { host: peer.address, port } : parsePassiveReply(reply.text);
    if (to === undefined || to.port === 0) {
      this.#client.complain("Passive mode address scan failure. Shouldn't happen!");
      this.#finish('failed');
      return;
    }
    this.#target = to;
    this.#client.emit({ type: 'connect', channel: this.channel, to });
  }

  #listen(): void {
    this.#client.emit({ type: 'listen', channel: this.channel });
  }

  #announce({ host, port }: Address): void {
    const line = this.#client.options.extended ? `EPRT |1|${host}|${port}|` : `PORT ${formatHostPort({ host, port })}`;
    this.#client.command(
      line,
      ({ code }) => {
        if (code >= 200 && code < 300) this.#restart();
        else this.#finish(code === 0 ? 'interrupted' : 'failed');
      },
      { isQuiet: this.#request.isQuiet === true },
    );
  }

  #refused(why: string): void {
    if (this.#target === undefined) this.#client.complain("Can't bind for data connection: Address already in use");
    else this.#client.complain(`Can't connect to \`${this.#target.host}:${this.#target.port}': ${why}`);
    this.#finish('failed');
  }

  #restart(): void {
    const { restartAt = 0 } = this.#request;
    if (restartAt === 0) {
      this.#ask();
      return;
    }
    this.#client.command(`REST ${restartAt}`, ({ code }) => {
      if (code >= 300 && code < 400) this.#ask();
      else this.#finish(code === 0 ? 'interrupted' : 'failed');
    });
  }

  #ask(): void {
    this.#begunAt = this.#client.machine.now();
    this.#client.command(this.#request.line, (reply) => this.#answered(reply), {
      isQuiet: this.#request.isQuiet === true,
      onPreliminary: () => this.#begun(),
    });
  }

  #begun(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#begunAt = this.#client.machine.now();
    if (this.#isConnected) this.#sendBody();
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) this.#deliver(bytes);
    this.#tellOver();
  }

  #sendBody(): void {
    const { direction, body } = this.#request;
    if (direction !== 'send' || this.#dataIsOver) return;
    if (body !== undefined && body.length > 0) this.#client.emit(send(body, this.channel));
    this.#closeData();
  }

  #received(bytes: Uint8Array): void {
    if (this.#hasBegun) {
      this.#deliver(bytes);
      return;
    }
    this.#earlyBytes += bytes.length;
    if (this.#earlyBytes > EARLY_LIMIT_BYTES) this.#closeData();
    else this.#early.push(bytes);
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#dataIsOver && this.#isAborting) return;
    if (this.#request.onBytes?.(bytes) === false) this.abort();
  }

  #dataEnded(): void {
    this.#closeData();
    this.#client.drain();
  }

  #answered({ code }: FinalReply): void {
    if (code === 0) this.#finish('interrupted');
    else if (this.#isAborting) this.#afterAbort();
    else this.#finish(code < 300 ? 'complete' : 'failed');
  }

  /** Two replies end an abort: one of the transfer, one of ABOR itself. */
  #afterAbort(): void {
    if (this.#client.peer === undefined) this.#finish('interrupted');
    else this.#client.expectReply(() => this.#finish('interrupted'));
  }

  #closeData(): void {
    if (this.#dataIsOver) return;
    this.#dataIsOver = true;
    this.#client.emit(close(this.channel));
    this.#tellOver();
  }

  #tellOver(): void {
    if (this.#dataIsOver && this.#hasBegun && !this.#isAborting) this.#request.onDataOver?.();
  }

  #finish(how: TransferOutcome['how']): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#closeData();
    this.#request.then({ how, elapsedMs: this.#client.machine.now() - this.#begunAt });
  }
}
