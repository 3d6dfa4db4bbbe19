/**
 * The server's side of IMAP4rev1 (RFC 3501), in the shape of Dovecot: lines and literals in, replies out. It reads
 * commands, sees to states and timers, and hands each command to its handler; it knows no mailbox itself. Longer than
 * most files: the one place where inputs, timers, states and replies meet, and each part needs all the others.
 */
import { offersUpgrade } from '../../../labs/world.ts';
import { close, type Engine, type Input, MAIN, type Output, send } from '../engine.ts';
import { ReplyError } from '../reply-error.ts';
import type { ServiceSetting } from '../registry.ts';
import { Appending } from './append.ts';
import { parseArguments } from './arguments.ts';
import { CommandReader, type CommandSink, type PendingCommand } from './command-reader.ts';
import { handlers, WITHOUT_ARGUMENTS } from './handlers.ts';
import { capabilitiesAfter, capabilitiesBefore } from './capabilities.ts';
import { type LoginStep, runBeforeLogin, type SaslExchange } from './login.ts';
import { ArgumentMistake, Refusal } from './mistakes.ts';
import { OutputQueue, type PieceSource } from './output.ts';
import type { Completion, Extension, LoggedIn, Session } from './session.ts';
import { type ImapSettings, imapSettings } from './settings.ts';
import type { Entry, ImapAccount, ImapStore } from './store.ts';
import { type MailboxView, type Syncing, ViewLost } from './view.ts';

/** What may wait here while a wrong password is being answered, or behind a large reply. */
const WAITING_LIMIT_BYTES = 262_144;
const BAD_LIMIT_BEFORE_LOGIN = 3;
const BAD_LIMIT = 20;
const STILL_HERE_MS = 120_000;
/** A time that a reply names; the world's clock does not run while a command does. */
const TOOK = '(0.001 + 0.000 secs).';

/** What the next line is. */
type Expecting =
  | { readonly type: 'command' }
  | { readonly type: 'response'; readonly tag: string; readonly mechanism: SaslExchange }
  | { readonly type: 'done'; readonly tag: string }
  /** Nothing is read until the timer has elapsed. */
  | { readonly type: 'pause'; readonly tag: string }
  /** STARTTLS was taken and the handshake is not over: what comes is no part of the session (RFC 9051 §11.1). */
  | { readonly type: 'handshake' }
  | { readonly type: 'nothing' };

export class ImapEngine implements Engine, Session, CommandSink {
  readonly store: ImapStore;
  readonly surroundings: ServiceSetting<ImapStore>['surroundings'];
  readonly software: string;
  readonly settings: ImapSettings;
  isSecure = false;
  address = '';
  entry: Entry | undefined;
  account: ImapAccount | undefined;
  view: MailboxView | undefined;
  hasAskedCapability = false;
  readonly enabled = new Set<Extension>();
  savedUids: readonly number[] = [];

  readonly #hasUpgrade: boolean;
  #commands: CommandReader;
  readonly #output = new OutputQueue();
  readonly #others: Output[] = [];
  #expecting: Expecting = { type: 'command' };
  #bad = 0;
  #hasEnded = false;
  /** So much waits to leave that no more commands are carried out until it has. */
  #isFull = false;

  constructor(setting: ServiceSetting<ImapStore>) {
    this.store = setting.store;
    this.surroundings = setting.surroundings;
    this.software = setting.service.software;
    this.settings = imapSettings(setting.service);
    this.#hasUpgrade = offersUpgrade(setting.service);
    this.#commands = new CommandReader(this);
  }

  get state(): string {
    if (this.#expecting.type === 'nothing') return 'logout';
    if (this.account === undefined) return 'not-authenticated';
    return this.view === undefined ? 'authenticated' : 'selected';
  }

  get mayStartTls(): boolean {
    return this.#hasUpgrade && !this.isSecure;
  }

  get mayUsePlaintext(): boolean {
    return this.isSecure || this.settings.plaintextLogin;
  }

  write(line: string): void {
    this.#output.write(line);
  }

  stream(source: PieceSource): void {
    this.#output.stream(source);
  }

  handle(input: Input): readonly Output[] {
    if (this.#expecting.type === 'nothing') return [];
    try {
      this.#take(input);
    } catch (mistake) {
      if (!(mistake instanceof ViewLost)) throw mistake;
      this.bye('IMAP session state is inconsistent, please relogin.');
    }
    this.#isFull ||= this.#output.isFull;
    return [...this.#output.take().map((body) => send(body)), ...this.#others.splice(0)];
  }

  #take(input: Input): void {
    switch (input.type) {
      case 'connected':
        this.address = input.remote.host;
        this.isSecure = input.tls !== undefined;
        this.#greet();
        return;
      case 'data':
        if (this.#expecting.type === 'handshake') return;
        if (this.account !== undefined) this.#timer('idle', this.#idleMs);
        this.#commands.push(input.bytes);
        this.#read();
        if (this.#commands.pendingBytes > this.#waitingLimitBytes) this.bye('Input buffer full, aborting');
        return;
      case 'secured':
        this.isSecure = true;
        this.#commands = new CommandReader(this);
        this.#expecting = { type: 'command' };
        return;
      case 'sent':
        if (!this.#isFull) return;
        this.#isFull = false;
        this.#timer('idle', this.#idleMs);
        this.#read();
        if (this.#hasEnded && !this.#output.isFull) this.#stop();
        return;
      case 'ended':
        this.#hasEnded = true;
        if (this.#expecting.type !== 'pause' && !this.#isFull) this.#stop();
        return;
      case 'closed':
      case 'tls-failed':
        this.#leave();
        return;
      case 'elapsed':
        this.#elapsed(input.timer);
        return;
      case 'notified':
        if (this.#expecting.type === 'done') this.#syncIdle();
        return;
      default:
        // Nothing else was asked for.
        return;
    }
  }

  #elapsed(timer: string): void {
    switch (timer) {
      case 'login':
        // Within a handshake nobody would hear it.
        if (this.#expecting.type === 'handshake') this.#stop();
        else if (this.account === undefined) this.bye('Disconnected for inactivity.');
        return;
      case 'idle':
        this.bye('Disconnected for inactivity.');
        return;
      case 'failed-login':
        if (this.#expecting.type !== 'pause') return;
        this.write(`${this.#expecting.tag} NO [AUTHENTICATIONFAILED] Authentication failed.`);
        this.#expecting = { type: 'command' };
        this.#read();
        if (this.#hasEnded) this.#stop();
        return;
      case 'still-here':
        if (this.#expecting.type !== 'done') return;
        this.write('* OK Still here');
        this.#timer('still-here', STILL_HERE_MS);
        return;
    }
  }

  /** What may wait here while nothing is read. Behind a large reply that is a message at least: a client need not wait. */
  get #waitingLimitBytes(): number {
    if (this.#expecting.type === 'pause') return WAITING_LIMIT_BYTES;
    const isReading = this.#expecting.type === 'nothing' || !this.#isFull;
    return isReading ? Infinity : WAITING_LIMIT_BYTES + this.surroundings.limits.messageBytes;
  }

  /** Reads on as long as something whole is there. */
  #read(): void {
    while (!this.#isFull && !this.#output.isFull) {
      const expecting = this.#expecting;
      switch (expecting.type) {
        case 'command':
          if (!this.#commands.read()) return;
          break;
        case 'response':
        case 'done': {
          const line = this.#commands.takeLine();
          if (line === undefined) return;
          this.#expecting = { type: 'command' };
          if (expecting.type === 'done') this.#endIdle(expecting.tag, line);
          else this.#login(expecting.tag, expecting.mechanism.takeLine(this, line));
          break;
        }
        default:
          return;
      }
    }
  }

  /** Carries a whole command out and answers it. */
  run(command: PendingCommand): void {
    const { tag, verb } = command;
    try {
      if (command.refusal !== undefined) throw command.refusal;
      if (this.account === undefined) this.#login(tag, runBeforeLogin(this, verb, parseArguments(command.pieces)));
      else this.#runLoggedIn(this.expectLoggedIn(this.account), command);
    } catch (mistake) {
      if (!(mistake instanceof ReplyError)) throw mistake;
      if (mistake instanceof ArgumentMistake) this.refuseCommand(tag, verb, mistake.message);
      else {
        const sync = mistake instanceof Refusal ? mistake.sync : 'none';
        this.#complete(tag, mistake.code, { text: mistake.message, sync });
      }
    }
  }

  #runLoggedIn(session: LoggedIn, command: PendingCommand): void {
    const { tag, verb, pieces } = command;
    if (verb === 'LOGOUT') {
      this.#logout(`Logout completed ${TOOK}`, tag);
      return;
    }
    if (verb === 'IDLE') {
      this.#idle(tag);
      return;
    }
    const args = WITHOUT_ARGUMENTS.has(verb) || verb === 'APPEND' ? [] : parseArguments(pieces);
    const handler = handlers.get(verb);
    const completion =
      verb === 'APPEND'
        ? (command.appending ?? new Appending(session)).finish(pieces)
        : handler?.(session, { tag, verb, isUid: verb.startsWith('UID '), args });
    if (completion === undefined) throw new Error(`no handler for ${verb}`);
    this.#complete(tag, 'OK', completion);
  }

  #complete(tag: string, status: string, { text, sync = 'none', namesUids = false, bye }: Completion): void {
    this.#bad = 0;
    const highestModSeq = this.#sync(sync, namesUids);
    const mayHoldCode = status === 'OK' && !text.startsWith('[');
    if (highestModSeq !== undefined && !mayHoldCode) this.#writeHighest(highestModSeq);
    const code = highestModSeq !== undefined && mayHoldCode ? `[HIGHESTMODSEQ ${highestModSeq}] ` : '';
    this.write(`${tag} ${status} ${code}${text.endsWith('.') ? text.slice(0, -1) : text} ${TOOK}`);
    if (bye !== undefined) this.bye(bye);
  }

  /** Tells what is new. Gives the modification sequence that the client is to be told behind it. */
  #sync(syncing: Syncing, isUid = false): number | undefined {
    const told = this.view?.sync({ syncing, isUid, enabled: this.enabled });
    for (const line of told?.lines ?? []) this.write(line);
    return told?.highestModSeq;
  }

  /** The same without a command that ends. */
  #syncIdle(): void {
    const highestModSeq = this.#sync('all');
    if (highestModSeq !== undefined) this.#writeHighest(highestModSeq);
  }

  #writeHighest(modSeq: number): void {
    this.write(`* OK [HIGHESTMODSEQ ${modSeq}] Highest`);
  }

  /** RFC 2177 */
  #idle(tag: string): void {
    this.write('+ idling');
    this.#expecting = { type: 'done', tag };
    this.#timer('still-here', STILL_HERE_MS);
    this.#syncIdle();
  }

  #endIdle(tag: string, line: string): void {
    this.#expecting = { type: 'command' };
    this.#timer('still-here', null);
    const isDone = line.toUpperCase() === 'DONE';
    this.#syncIdle();
    this.write(`${tag} ${isDone ? 'OK Idle completed' : 'BAD Expected DONE'} ${TOOK}`);
  }

  #login(tag: string, step: LoginStep): void {
    switch (step.type) {
      case 'reply':
        this.write(`${tag} ${step.status} ${step.text}`);
        return;
      case 'bad':
        this.#badBeforeLogin(tag);
        return;
      case 'failed':
        this.#expecting = { type: 'pause', tag };
        this.#timer('failed-login', Math.round(this.settings.failureSeconds * 1000));
        return;
      case 'challenge':
        this.write(`+ ${step.mechanism.challenge}`);
        this.#expecting = { type: 'response', tag, mechanism: step.mechanism };
        return;
      case 'start-tls':
        this.write(`${tag} OK Begin TLS negotiation now.`);
        this.#expecting = { type: 'handshake' };
        this.#others.push({ type: 'start-tls', channel: MAIN });
        return;
      case 'logout':
        this.#logout('Logout completed.', tag);
        return;
      case 'logged-in':
        this.#bad = 0;
        this.#timer('login', null);
        this.#timer('idle', this.#idleMs);
        this.#welcome(tag);
        return;
      case 'refused':
        this.write(`${tag} NO ${step.text}`);
        this.#stop();
        return;
      default:
        step satisfies never;
    }
  }

  #greet(): void {
    const { greeting = `${this.software} ready.`, loginSeconds } = this.settings;
    this.write(`* OK [CAPABILITY ${capabilitiesBefore(this)}] ${greeting}`);
    this.#timer('login', Math.min(Math.round(loginSeconds * 1000), this.surroundings.limits.loginMs));
  }

  #welcome(tag: string): void {
    const capabilities = this.account === undefined ? '' : capabilitiesAfter(this.account);
    if (this.hasAskedCapability) this.write(`* CAPABILITY ${capabilities}`);
    this.write(`${tag} OK ${this.hasAskedCapability ? '' : `[CAPABILITY ${capabilities}] `}Logged in`);
  }

  get #idleMs(): number {
    return Math.min(Math.round(this.settings.idleSeconds * 1000), this.surroundings.limits.idleMs);
  }

  /** The line had no tag. */
  refuseTag(text = 'Invalid tag'): void {
    if (this.account === undefined) this.#badBeforeLogin('*');
    else this.#countBad(`* BAD Error in IMAP tag: ${text} ${TOOK}`);
  }

  /** The line can't be understood. */
  refuseCommand(tag: string, verb: string | undefined, text: string): void {
    if (this.account === undefined) {
      this.#badBeforeLogin(tag);
      return;
    }
    const name = verb === undefined ? 'command' : `command ${verb}`;
    this.#countBad(`${tag} BAD Error in IMAP ${name}: ${text.replace(/\.$/, '')} ${TOOK}`);
  }

  #countBad(reply: string): void {
    this.write(reply);
    if (++this.#bad >= BAD_LIMIT) this.bye('Too many invalid IMAP commands.');
  }

  #badBeforeLogin(tag: string): void {
    if (++this.#bad >= BAD_LIMIT_BEFORE_LOGIN) {
      this.bye('Too many invalid IMAP commands.');
      return;
    }
    const isMissingTag = tag.toUpperCase() === 'LOGIN';
    this.write(
      isMissingTag
        ? `${tag} BAD First parameter in line is IMAP's command tag, not the command name. Add that before the command, like: a login user pass`
        : `${tag} BAD Error in IMAP command received by server.`,
    );
  }

  #logout(text: string, tag: string): void {
    this.write('* BYE Logging out');
    this.write(`${tag} OK ${text}`);
    this.#stop();
  }

  /** The end of the session, and why. */
  bye(text: string): void {
    this.write(`* BYE ${text}`);
    this.#stop();
  }

  #stop(): void {
    for (const timer of ['login', 'idle', 'failed-login', 'still-here']) this.#timer(timer, null);
    this.#others.push(close());
    this.#leave();
  }

  #leave(): void {
    this.#expecting = { type: 'nothing' };
    this.view = undefined;
    this.entry?.leave();
  }

  #timer(timer: string, ms: number | null): void {
    this.#others.push({ type: 'timer', timer, ms });
  }

  expectLoggedIn(account: ImapAccount): LoggedIn {
    if (this.account !== account) throw new Error('the session is not logged in to this account');
    return this as LoggedIn;
  }
}
