/**
 * The server's side of POP3 (RFC 1939) in the shape of Dovecot: input into lines, what is waited for, and how a
 * session begins and ends. What the commands do is in authorization.ts and transaction.ts. Knows no socket and no clock.
 */
import { offersUpgrade } from '../../../labs/world.ts';
import { type Body, close, type Engine, type Input, MAIN, type Output, send } from '../engine.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import { joinBytes, latin1 } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import { ReplyError } from '../reply-error.ts';
import { Authorization, type Side } from './authorization.ts';
import { Replies } from './replies.ts';
import { type Pop3Settings, pop3Settings } from './settings.ts';
import type { Entry, Pop3Store } from './store.ts';
import { Transaction } from './transaction.ts';

const LF = 10;
const CR = 13;
/** What Dovecot holds of a line, without its LF: of a command before log-in, of an AUTH exchange, and after log-in. */
const LOGIN_LINE_BYTES = 1030;
const AUTH_LINE_BYTES = 8192;
const LINE_BYTES = 2047;
/** How long a session waits for a maildrop that another one has, and how often it looks. */
const LOCK_WAIT_MS = 10_000;
const LOCK_LOOK_MS = 200;

/** What a reply waits for; until it comes nothing is read. */
type Pause =
  { readonly type: 'failure'; readonly reply: ReplyError } | { readonly type: 'lock'; readonly looksLeft: number };

export class Pop3Engine implements Engine {
  readonly #setting: ServiceSetting<Pop3Store>;
  readonly #settings: Pop3Settings;
  readonly #shortestLimitBytes: number;
  readonly #input = new GrowingBytes();
  readonly #replies = new Replies();
  #authorization: Authorization | undefined;
  #entry: Entry | undefined;
  #transaction: Transaction | undefined;
  #pause: Pause | undefined;
  /** STLS was taken and the handshake is not over: what comes is no part of the session (RFC 2595 §4). */
  #isStartingTls = false;
  #isOver = false;
  /** Bodies that have not left whole, and whether one of them moved since the idle timer was set. */
  #bodiesLeaving = 0;
  #hasMoved = false;

  constructor(setting: ServiceSetting<Pop3Store>) {
    this.#setting = setting;
    this.#settings = pop3Settings(setting.service);
    this.#shortestLimitBytes = Math.min(LOGIN_LINE_BYTES, setting.surroundings.limits.lineBytes);
  }

  get state(): string {
    if (this.#transaction === undefined) return this.#authorization?.state ?? 'authorization';
    return this.#isOver ? 'update' : 'transaction';
  }

  handle(input: Input): readonly Output[] {
    if (this.#isOver) return [];
    try {
      return this.#handle(input);
    } catch (fault) {
      // A fault of ours must not keep the maildrop locked.
      this.#entry?.leave();
      throw fault;
    }
  }

  #handle(input: Input): readonly Output[] {
    const before = this.#pause;
    const wasStartingTls = this.#isStartingTls;
    switch (input.type) {
      case 'connected':
        this.#greet(input.remote.host, input.tls !== undefined);
        return [...this.#outputs(before), this.#idleTimer()];
      case 'data':
        if (this.#isStartingTls) return [];
        this.#read(input.bytes);
        break;
      case 'secured':
        this.#isStartingTls = false;
        this.#authorization?.secure();
        return [];
      case 'elapsed':
        if (input.timer === 'idle') return this.#idle();
        if (input.timer === 'failure') this.#fail();
        else if (input.timer === 'lock') this.#lookAgain();
        break;
      case 'ended':
      case 'closed':
      case 'tls-failed':
        // RFC 1939 §6: without QUIT nothing is removed.
        this.#drop();
        return input.type === 'ended' ? [close()] : [];
      default:
        return [];
    }
    const outputs = this.#outputs(before);
    if (this.#isStartingTls && !wasStartingTls) return [...outputs, { type: 'start-tls', channel: MAIN }];
    // Before log-in the time is for all of it, after it for each silence (RFC 1939 §3).
    return this.#isOver || this.#transaction === undefined ? outputs : [...outputs, this.#idleTimer()];
  }

  #greet(address: string, isSecure: boolean): void {
    const { host, service, surroundings, nextId, store } = this.#setting;
    const { apop, greeting = `${service.software} ready.` } = this.#settings;
    // RFC 1939 §7: a timestamp of the form of a msg-id, different each time.
    const seconds = Math.floor(surroundings.now() / 1000).toString(16);
    const timestamp = apop ? `<${nextId().toString(16)}.${seconds}@${host.name}>` : undefined;
    const tls = { offersTls: offersUpgrade(service), isSecure };
    this.#authorization = new Authorization({ store, settings: this.#settings, timestamp, address, ...tls });
    this.#replies.ok(timestamp === undefined ? greeting : `${greeting} ${timestamp}`);
  }

  /** @param before what was waited for when the input came */
  #outputs(before: Pause | undefined): Output[] {
    const outputs: Output[] = this.#replies.take().map((body) => send(this.#watched(body)));
    const forget = (timer: string): Output => ({ type: 'timer', timer, ms: null });
    if (this.#isOver) return [...outputs, forget('idle'), forget('failure'), forget('lock'), close()];
    if (this.#pause === undefined || this.#pause === before) return outputs;
    if (this.#pause.type === 'lock') return [...outputs, { type: 'timer', timer: 'lock', ms: LOCK_LOOK_MS }];
    return [...outputs, { type: 'timer', timer: 'failure', ms: Math.round(this.#settings.failureSeconds * 1000) }];
  }

  #idleTimer(): Output {
    const { loginSeconds, idleSeconds } = this.#settings;
    const { loginMs, idleMs } = this.#setting.surroundings.limits;
    const isInside = this.#transaction !== undefined;
    const seconds = isInside ? idleSeconds : loginSeconds;
    const houseMs = isInside ? idleMs : loginMs;
    this.#hasMoved = false;
    return { type: 'timer', timer: 'idle', ms: Math.min(houseMs, Math.round(seconds * 1000)) };
  }

  /** The time for the client's next command is over; not while it still reads what it asked for. */
  #idle(): readonly Output[] {
    if (this.#transaction !== undefined && this.#hasMoved) return [this.#idleTimer()];
    if (this.#isStartingTls) {
      // Nobody would hear a reply.
      this.#drop();
      return this.#outputs(this.#pause);
    }
    if (this.#bodiesLeaving === 0) {
      this.#leave('Disconnected for inactivity.');
      return this.#outputs(this.#pause);
    }
    // It reads nothing: there is no place for a reply.
    this.#drop();
    return [{ type: 'stop', channel: MAIN }, ...this.#outputs(this.#pause)];
  }

  /** A body that tells that it leaves. */
  #watched(body: Body): Body {
    if (body instanceof Uint8Array) return body;
    this.#bodiesLeaving++;
    return this.#watch(body);
  }

  *#watch(body: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const piece of body) {
      this.#hasMoved = true;
      yield piece;
    }
    this.#bodiesLeaving--;
  }

  #read(bytes: Uint8Array): void {
    let rest = bytes;
    while (!this.#isOver && !this.#isStartingTls && rest.length > 0) {
      const at = this.#pause === undefined ? rest.indexOf(LF) : -1;
      const held = this.#input.length + (at < 0 ? rest.length : at);
      // Hardly any line is as long as the shortest limit.
      if (held > this.#shortestLimitBytes && held > this.#limitBytes(rest)) {
        this.#leave(this.#transaction === undefined ? 'Input buffer full, aborting' : 'Input line too long.');
        return;
      }
      if (at < 0) {
        this.#input.append(rest);
        return;
      }
      const line = joinBytes([this.#input.take(), rest.subarray(0, at)]);
      rest = rest.subarray(at + 1);
      this.#line(latin1(line.at(-1) === CR ? line.subarray(0, -1) : line));
    }
  }

  /** How long this line may be, by its beginning. */
  #limitBytes(rest: Uint8Array): number {
    const { lineBytes } = this.#setting.surroundings.limits;
    if (this.#transaction !== undefined) return Math.min(lineBytes, LINE_BYTES);
    const at = (i: number): number => this.#input.at(i) ?? rest[i - this.#input.length] ?? 0;
    const isAuth = this.state === 'sasl' || /^AUTH $/i.test(String.fromCharCode(at(0), at(1), at(2), at(3), at(4)));
    return Math.min(lineBytes, isAuth || this.#pause !== undefined ? AUTH_LINE_BYTES : LOGIN_LINE_BYTES);
  }

  /** Does what a line says; the one place where a mistake becomes a reply. */
  #line(line: string): void {
    const side = this.#transaction ?? this.#authorization;
    if (side === undefined) return;
    try {
      const outcome = side.line(line, this.#replies);
      if (side.weigh(undefined) === 'good') side.mistakes = 0;
      if (outcome?.type === 'over') this.#end();
      else if (outcome?.type === 'start-tls') this.#isStartingTls = true;
      else if (outcome?.type === 'entered') this.#enter(outcome.entry);
    } catch (mistake) {
      if (!(mistake instanceof ReplyError)) throw mistake;
      this.#mistake(side, mistake);
    }
  }

  #mistake(side: Side, mistake: ReplyError): void {
    const weight = side.weigh(mistake);
    if (weight === 'good') side.mistakes = 0;
    if (this.#authorization?.isFailure(mistake) === true) {
      this.#pause = { type: 'failure', reply: mistake };
      return;
    }
    this.#replies.error(mistake.message);
    if (weight === 'bad' && ++side.mistakes >= side.mistakesLimit) this.#leave(side.lastWord);
  }

  #enter(entry: Entry): void {
    this.#entry = entry;
    const { connectionsPerUser: limit } = this.#settings;
    if (limit > 0 && entry.sessions > limit) {
      const limitName = `mail_max_userip_connections=${limit}`;
      this.#leave(`[IN-USE] Maximum number of connections from user+IP exceeded (${limitName})`);
      return;
    }
    this.#openMaildrop(LOCK_WAIT_MS / LOCK_LOOK_MS);
  }

  #openMaildrop(looksLeft: number): void {
    const maildrop = this.#entry?.open({ isAlone: this.#settings.lock });
    if (maildrop !== undefined) {
      this.#pause = undefined;
      this.#transaction = new Transaction(maildrop, this.#settings);
      this.#replies.ok('Logged in.');
    } else if (looksLeft > 0) this.#pause = { type: 'lock', looksLeft };
    // RFC 2449 §8.1.2.
    else this.#leave('[IN-USE] Mailbox is locked by another POP3 session.');
  }

  /** Has the other session gone? */
  #lookAgain(): void {
    if (this.#pause?.type !== 'lock') return;
    this.#openMaildrop(this.#pause.looksLeft - 1);
    if (this.#transaction !== undefined) this.#catchUp();
  }

  /** The pause after a wrong password is over. */
  #fail(): void {
    if (this.#pause?.type !== 'failure') return;
    this.#replies.error(this.#pause.reply.message);
    this.#pause = undefined;
    this.#catchUp();
  }

  /** Reads what came in the meantime. */
  #catchUp(): void {
    if (this.#input.length > 0) this.#read(this.#input.take());
  }

  #leave(text: string): void {
    this.#replies.error(text);
    this.#drop();
  }

  #drop(): void {
    this.#transaction?.drop();
    this.#end();
  }

  #end(): void {
    this.#entry?.leave();
    this.#isOver = true;
  }
}
