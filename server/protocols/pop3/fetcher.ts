/**
 * A person's mail program that fetches a maildrop (RFC 1939): logs in, takes every mail, removes those it need not keep,
 * and leaves. What it fetches it only counts: a hostile server can make it wait and read, within bounds, and no more.
 * Knows neither the world nor when it is time.
 */
import type { AccountDefinition } from '../../../labs/world.ts';
import { type Address, close, type Engine, type Input, MAIN, type Output, send } from '../engine.ts';
import { latin1, LineSplitter } from '../lines.ts';
import type { ErrandSetting } from '../registry.ts';
import { md5 } from './md5.ts';
import { parseStatusLine } from './syntax.ts';

/** RFC 2449 §4: a reply's first line has at most 512 octets; a mail's line at most 998 (RFC 5322 §2.1.1). */
const LINE_LIMIT_BYTES = 8192;
/** More mails than a world can hold: the server does not mean well. */
const MESSAGES_LIMIT = 10_000;
/** What a LIST or UIDL of so many may take. */
const LISTING_LIMIT_BYTES = 1 << 20;
/** How long the server may be silent. */
const PATIENCE_MS = 30_000;

/** What is waited for, by the command that was sent; `idle` and `connecting` before the greeting, `done` and `failed` last. */
export type FetcherState =
  | 'idle'
  | 'connecting'
  | 'greeting'
  | 'user'
  | 'pass'
  | 'apop'
  | 'list'
  | 'uidl'
  | 'retr'
  | 'dele'
  | 'quit'
  | 'failing'
  | 'done'
  | 'failed';

/** Replies of these go on after a success, up to a line of one dot (RFC 1939 §3). */
const MULTILINE: ReadonlySet<FetcherState> = new Set(['list', 'uidl', 'retr']);

/** An engine that fetches the errand's maildrop; undefined where none is to be fetched. */
export function pop3Errand(setting: ErrandSetting): Engine | undefined {
  const { errand, account, to, surroundings } = setting;
  if (errand.fetches === undefined || account === undefined) return undefined;
  return new Fetcher({ to, account, keeps: errand.fetches.keeps, messageBytes: surroundings.limits.messageBytes });
}

export interface FetcherSetting {
  /** The server. */
  readonly to: Address;
  readonly account: Pick<AccountDefinition, 'user' | 'password'>;
  /** The mails stay in the maildrop. */
  readonly keeps: boolean;
  /** The largest mail that is read to its end. */
  readonly messageBytes: number;
}

export class Fetcher implements Engine {
  readonly #setting: FetcherSetting;
  readonly #lines = new LineSplitter(LINE_LIMIT_BYTES);
  #state: FetcherState = 'idle';
  /** The lines of a reply are still coming. */
  #isInside = false;
  #insideBytes = 0;
  /** Message numbers that are still to be taken; the first is in hand. */
  #messages: number[] = [];
  #taken = 0;

  constructor(setting: FetcherSetting) {
    this.#setting = setting;
  }

  get state(): FetcherState {
    return this.#state;
  }

  handle(input: Input): readonly Output[] {
    if (this.#isOver) return [];
    switch (input.type) {
      case 'notified':
        if (this.#state !== 'idle') return [];
        this.#state = 'connecting';
        return [{ type: 'connect', channel: MAIN, to: this.#setting.to }, patience(PATIENCE_MS)];
      case 'connected':
        this.#state = 'greeting';
        return [patience(PATIENCE_MS)];
      case 'data':
        return this.#read(input.bytes);
      case 'elapsed':
        return this.#giveUp();
      case 'refused':
      case 'closed':
        this.#state = 'failed';
        return [patience(null)];
      case 'ended':
        return this.#giveUp();
      default:
        return [];
    }
  }

  #read(bytes: Uint8Array): readonly Output[] {
    const outputs: Output[] = [];
    this.#lines.push(bytes);
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      outputs.push(...this.#line(latin1(line.bytes)));
      if (this.#isOver) return outputs;
    }
    return [...outputs, patience(PATIENCE_MS)];
  }

  get #isOver(): boolean {
    return this.#state === 'done' || this.#state === 'failed';
  }

  #line(line: string): readonly Output[] {
    if (this.#isInside) return this.#inside(line);
    const reply = parseStatusLine(line);
    if (reply === undefined || reply.status === '+') return this.#giveUp();
    const isSuccess = reply.status === '+OK';
    if (isSuccess && MULTILINE.has(this.#state)) {
      this.#isInside = true;
      this.#insideBytes = 0;
      return [];
    }
    return this.#next(isSuccess, reply.text);
  }

  /** A line of a reply of many. */
  #inside(line: string): readonly Output[] {
    if (line === '.') {
      this.#isInside = false;
      return this.#next(true, '');
    }
    this.#insideBytes += line.length + 2;
    const { messageBytes } = this.#setting;
    // A mail's lines may each begin with one more dot than the server counts.
    const limitBytes = this.#state === 'retr' ? 2 * messageBytes : LISTING_LIMIT_BYTES;
    if (this.#insideBytes > limitBytes) return this.#giveUp();
    if (this.#state !== 'list') return [];
    const [, digits] = /^(\d{1,10}) /.exec(line) ?? [];
    if (digits === undefined || this.#messages.length === MESSAGES_LIMIT) return this.#giveUp();
    this.#messages.push(Number(digits));
    return [];
  }

  /** A reply is whole: what comes next. */
  #next(isSuccess: boolean, text: string): readonly Output[] {
    const { keeps } = this.#setting;
    const { user, password } = this.#setting.account;
    switch (this.#state) {
      case 'greeting':
        return isSuccess ? this.#logIn(user, password, text) : this.#giveUp();
      case 'user':
        return isSuccess ? this.#say('pass', `PASS ${password}`) : this.#takeLeave();
      case 'pass':
      case 'apop':
        return isSuccess ? this.#say('list', 'LIST') : this.#takeLeave();
      case 'list':
        if (!isSuccess) return this.#takeLeave();
        // One that keeps mails would tell by their ids which are new to it.
        return keeps ? this.#say('uidl', 'UIDL') : this.#retr();
      case 'uidl':
        return this.#retr();
      case 'retr':
        // What another session has removed meanwhile is passed over.
        return isSuccess && !keeps ? this.#say('dele', `DELE ${this.#number}`) : this.#after();
      case 'dele':
        return this.#after();
      case 'quit':
        return this.#end(isSuccess ? 'done' : 'failed');
      case 'failing':
        return this.#end('failed');
      default:
        // Before the greeting and at the end no reply is waited for.
        return [];
    }
  }

  /** RFC 1939 §7: a greeting with a timestamp offers APOP, which keeps the password off the wire. */
  #logIn(user: string, password: string, greeting: string): readonly Output[] {
    const [timestamp] = /<[^<>\s]{1,250}@[^<>\s]{1,250}>/.exec(greeting) ?? [];
    if (timestamp === undefined) return this.#say('user', `USER ${user}`);
    return this.#say('apop', `APOP ${user} ${md5(new TextEncoder().encode(timestamp + password))}`);
  }

  get #number(): number {
    return this.#messages[this.#taken] ?? 0;
  }

  #retr(): readonly Output[] {
    if (this.#taken === this.#messages.length) return this.#say('quit', 'QUIT');
    return this.#say('retr', `RETR ${this.#number}`);
  }

  #after(): readonly Output[] {
    this.#taken++;
    return this.#retr();
  }

  /** The server said no: nothing can be fetched, but one says good-bye. */
  #takeLeave(): readonly Output[] {
    return this.#say('failing', 'QUIT');
  }

  #say(state: FetcherState, line: string): readonly Output[] {
    this.#state = state;
    return [send(new TextEncoder().encode(`${line}\r\n`))];
  }

  /** There is no talking with this server. */
  #giveUp(): readonly Output[] {
    return this.#end('failed');
  }

  #end(state: 'done' | 'failed'): readonly Output[] {
    this.#state = state;
    this.#messages = [];
    return [patience(null), close()];
  }
}

const patience = (ms: number | null): Output => ({ type: 'timer', timer: 'patience', ms });
