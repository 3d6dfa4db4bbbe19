/**
 * The server's side of SMTP (RFC 5321) in the shape of Exim: which input is read how, and the limits of a
 * conversation. What the commands do is in session.ts. Knows no socket and no clock.
 */
import { type Address, close, type Engine, type Input, MAIN, type Output, send, type TlsSession } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import { Session } from './session.ts';
import { smtpSettings } from './settings.ts';
import type { SmtpStore } from './store.ts';

const LF = 10;

/** What a client sends while its last refusal is made to wait is kept up to here; more of it is out of step. */
const HELD_LIMIT_BYTES = 64 * 1024;
/** Exim's timers, by what they end: silence, the whole conversation, the wait of a refusal. */
const IDLE = 'idle';
const SESSION = 'session';
const TARPIT = 'tarpit';

export class SmtpEngine implements Engine {
  readonly #setting: ServiceSetting<SmtpStore>;
  readonly #line = new GrowingBytes();
  #session: Session | undefined;
  /** The host that is counted as speaking to the server. */
  #counted: string | undefined;
  /** A refusal that waits, and what came meanwhile. */
  #delayed: string | undefined;
  readonly #held = new GrowingBytes();

  constructor(setting: ServiceSetting<SmtpStore>) {
    this.#setting = setting;
  }

  get state(): string {
    return this.#session?.state ?? 'connected';
  }

  handle(input: Input): readonly Output[] {
    switch (input.type) {
      case 'connected':
        return this.#connected(input.remote, input.tls);
      case 'data':
        // RFC 3207 §6: whoever sends before the handshake need not be who is heard behind it.
        if (this.#session?.isStartingTls === true) return [];
        return this.#answer((session) => this.#read(session, input.bytes));
      case 'secured':
        return this.#answer((session) => session.secure(input.tls));
      case 'elapsed':
        return input.timer === TARPIT ? this.#goOn() : this.#answer((session) => session.timeOut());
      case 'ended':
        return this.#answer((session) => session.loseInput());
      case 'closed':
      case 'tls-failed':
        this.#session?.end();
        this.#uncount();
        return [];
      default:
        // Nothing else is asked for, so nothing else is answered.
        return [];
    }
  }

  #connected(remote: Address, tls: TlsSession | undefined): readonly Output[] {
    const { store, service } = this.#setting;
    this.#session = new Session(this.#setting, remote, tls);
    this.#counted = remote.host;
    const count = store.begin(remote.host);
    const outputs = this.#answer((session) => session.greet(count));
    if (this.#session.isOver()) return outputs;
    return [...outputs, { type: 'timer', timer: SESSION, ms: smtpSettings(service).sessionSeconds * 1000 }];
  }

  #uncount(): void {
    if (this.#counted !== undefined) this.#setting.store.end(this.#counted);
    this.#counted = undefined;
  }

  /** Lets the session do something and sends what it said. */
  #answer(act: (session: Session) => void): readonly Output[] {
    const session = this.#session;
    if (session === undefined || session.state === 'closed') return [];
    act(session);
    const waited = this.#delayed ?? '';
    const said = waited + session.takeReplies();
    if (session.isOver()) {
      this.#uncount();
      const timers = [IDLE, SESSION, TARPIT].map((timer) => ({ type: 'timer', timer, ms: null }) as const);
      return [...(said === '' ? [] : [send(latin1Bytes(said))]), ...timers, close()];
    }
    if (this.#delayed !== undefined) {
      this.#delayed = said;
      return [];
    }
    const delayMs = session.takeDelay();
    if (delayMs > 0) {
      this.#delayed = said;
      return [
        { type: 'timer', timer: IDLE, ms: null },
        { type: 'timer', timer: TARPIT, ms: delayMs },
      ];
    }
    const outputs: Output[] = said === '' ? [] : [send(latin1Bytes(said))];
    if (session.isStartingTls) outputs.push({ type: 'start-tls', channel: MAIN });
    return [...outputs, { type: 'timer', timer: IDLE, ms: this.#idleMs }];
  }

  get #idleMs(): number {
    const { surroundings, service } = this.#setting;
    return Math.min(surroundings.limits.idleMs, smtpSettings(service).idleSeconds * 1000);
  }

  /** The wait of a refusal is over: it is said, and what came meanwhile is read. */
  #goOn(): readonly Output[] {
    const said = this.#delayed;
    if (said === undefined) return [];
    this.#delayed = undefined;
    return [send(latin1Bytes(said)), ...this.#answer((session) => this.#read(session, this.#held.take()))];
  }

  #read(session: Session, bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0 && !session.isOver() && !session.isStartingTls) {
      if (this.#delayed !== undefined || session.isDelaying) {
        this.#hold(session, rest);
        return;
      }
      const text = session.openText;
      if (text !== undefined) {
        rest = rest.subarray(text.push(rest));
        if (text.isFinished) session.finishText();
        continue;
      }
      rest = this.#readLine(session, rest);
    }
  }

  #hold(session: Session, bytes: Uint8Array): void {
    this.#held.append(bytes);
    if (this.#held.length > HELD_LIMIT_BYTES) session.outOfStep();
  }

  /** Takes at most one line; gives what is left. */
  #readLine(session: Session, bytes: Uint8Array): Uint8Array {
    const { lineBytes } = this.#setting.surroundings.limits;
    const at = bytes.indexOf(LF);
    const end = at < 0 ? bytes.length : at;
    const room = lineBytes - this.#line.length;
    if (end > room) {
      // Exim's buffer is full: what is in it is no command, and what follows is read as the next one.
      this.#line.clear();
      session.overlong();
      return bytes.subarray(Math.max(1, room));
    }
    if (at < 0) {
      this.#line.append(bytes);
      return bytes.subarray(bytes.length);
    }
    const line =
      this.#line.length === 0 ? bytes.subarray(0, at) : joinBytes([this.#line.take(), bytes.subarray(0, at)]);
    const rest = bytes.subarray(at + 1);
    session.line(latin1(line), { hasMore: rest.length > 0 });
    return rest;
  }
}
