/**
 * What a session knows between two commands, and how it speaks. What the commands do with it is in the files named
 * after what they are about; dispatch.ts tells which.
 */
import { type Address, close, MAIN, type Output, send, type TlsSession } from '../engine.ts';
import { latin1Bytes } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import type { State } from './commands.ts';
import { DataConnection, type DataFailure } from './data-connection.ts';
import { type Fact, FIRST_FACTS } from './facts.ts';
import { type FtpSettings, ftpSettings } from './settings.ts';
import type { FtpStore, SessionCount, UserFiles } from './store.ts';

/** A transfer under way; ABOR ends it early. */
export interface Transfer {
  /** Grows whenever something moves. */
  readonly progress: number;
  /** In how many looks at it, in a row, nothing may have moved before it is given up. */
  readonly patienceRounds: number;
  abort(): void;
}

/** The user who is logged in, and where. */
export interface Login {
  readonly files: UserFiles;
  /** The current directory, without `.` and `..`. */
  directory: string;
  umask: number;
}

/** How many directories' messages are remembered as shown. */
const VISITED_LIMIT = 1000;

export class Session {
  readonly service: ServiceSetting<FtpStore>;
  readonly settings: FtpSettings;
  readonly client: Address;
  readonly data: DataConnection;
  /** The sessions when this one began, itself included. */
  readonly count: SessionCount;

  state: State = 'not-logged-in';
  /** As USER named it; empty before. */
  user = '';
  login: Login | undefined;
  failures = 0;
  /** A wrong login waits for its answer. */
  isDelayed = false;
  type: 'A' | 'I' = 'A';
  restartAt = 0;
  /** What MLST and MLSD tell (RFC 3659 §7.9). */
  facts: readonly Fact[] = FIRST_FACTS;
  renameFrom: string | undefined;
  /** EPSV ALL was given: no other way to a data connection any more (RFC 2428 §4). */
  isExtendedOnly = false;
  transfer: Transfer | undefined;
  /** The client sends no more commands; what it sent is still done. */
  isLast = false;
  /** Of the control connection; undefined where it is in the clear. */
  tls: TlsSession | undefined;
  /** AUTH or CCC was taken: what comes until TLS has begun or ended is no part of the session (RFC 4217 §4). */
  turning: { readonly to: 'tls'; readonly securesData: boolean } | { readonly to: 'clear' } | undefined;
  /** PROT P: data connections have TLS of their own. */
  isDataSecure = false;

  readonly #visited = new Set<string>();
  #outputs: Output[] = [];
  #hasHungUp = false;

  constructor(service: ServiceSetting<FtpStore>, client: Address) {
    this.service = service;
    this.settings = ftpSettings(service.service);
    this.client = client;
    this.count = service.store.begin(client.host);
    this.data = new DataConnection({
      output: (output) => this.output(output),
      clientHost: client.host,
      acceptMs: this.settings.acceptMs,
      mustResume: this.settings.dataTlsResumed,
    });
  }

  /** Nothing is read from the control connection while this is so; commands that come meanwhile wait. */
  get isBusy(): boolean {
    return this.isDelayed || this.transfer !== undefined || this.data.isAsking || this.turning !== undefined;
  }

  get isSecure(): boolean {
    return this.tls !== undefined;
  }

  get isOver(): boolean {
    return this.#hasHungUp;
  }

  output(output: Output): void {
    this.#outputs.push(output);
  }

  /** The last line of a reply, or its only one. */
  reply(code: string, text: string): void {
    this.#say(`${code} ${text}`);
  }

  /** Lines before the last, each with the code in front (RFC 959 §4.2). */
  replyLines(code: string, lines: readonly string[]): void {
    for (const line of lines) this.#say(`${code}-${line}`);
  }

  /** A line within a reply, as it is. */
  replyRaw(text: string): void {
    if (!this.#hasHungUp) this.output(send(latin1Bytes(text)));
  }

  #say(line: string): void {
    // RFC 2640 §3.1: a LF within a path goes as NUL; Telnet's IAC goes twice.
    this.replyRaw(`${line.replaceAll('\n', '\0').replaceAll('\xff', '\xff\xff')}\r\n`);
  }

  /** 226, 426 and their like: the data connection ends, then the reply says how. */
  endTransfer(code: string, text: string): void {
    this.data.close();
    this.transfer = undefined;
    this.output({ type: 'timer', timer: 'data', ms: null });
    this.reply(code, text);
  }

  /** There is no data connection for the transfer. */
  failTransfer({ code, text, isFatal }: DataFailure): void {
    this.endTransfer(code, text);
    if (isFatal) this.hangUp();
  }

  hangUp(): void {
    if (this.#hasHungUp) return;
    this.data.close();
    this.transfer = undefined;
    for (const timer of ['idle', 'login', 'session', 'delay', 'data']) this.output({ type: 'timer', timer, ms: null });
    this.output(close(MAIN));
    this.#hasHungUp = true;
    this.state = 'closed';
    this.service.store.end(this.client.host);
  }

  /** Whether a directory is entered for the first time; its message is shown once a session. */
  visits(directory: string): boolean {
    if (this.#visited.has(directory) || this.#visited.size >= VISITED_LIMIT) return false;
    this.#visited.add(directory);
    return true;
  }

  /** Where a command's path leads, seen from the current directory; empty where it names nothing. */
  pathOf(argument: string): string {
    const { login } = this;
    if (login === undefined || argument === '') return '';
    // The client's `~` is the home, as a shell has it.
    const path = /^~(?:\/|$)/.test(argument) ? `${login.files.home}/${argument.slice(2)}` : argument;
    return path.startsWith('/') ? path : `${login.directory}/${path}`;
  }

  takeOutputs(): readonly Output[] {
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }
}
