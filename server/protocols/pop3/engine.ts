/**
 * The server's side of POP3 (RFC 1939) in the shape of Dovecot: input into lines, the two time-outs, and the pause
 * after a wrong password. What the commands do is in authorization.ts and transaction.ts. Knows no socket and no clock.
 */
import { close, type Engine, type Input, type Output, send } from '../engine.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import { joinBytes, latin1 } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import { ReplyError } from '../reply-error.ts';
import { Authorization } from './authorization.ts';
import { Replies } from './replies.ts';
import type { Pop3Store } from './store.ts';
import { Transaction } from './transaction.ts';

const LF = 10;
const CR = 13;
/** Dovecot's login process holds no more than this, whatever may be allowed elsewhere. */
const LINE_LIMIT_BYTES = 8192;
/** How long Dovecot lets one wait who got the password wrong. */
const FAILURE_DELAY_MS = 2000;

export class Pop3Engine implements Engine {
  readonly #setting: ServiceSetting<Pop3Store>;
  readonly #input = new GrowingBytes();
  readonly #replies = new Replies();
  readonly #authorization: Authorization;
  #transaction: Transaction | undefined;
  #isOver = false;
  /** The reply to a wrong password is due when the timer elapses; until then nothing is read. */
  #failure: ReplyError | undefined;

  constructor(setting: ServiceSetting<Pop3Store>) {
    this.#setting = setting;
    this.#authorization = new Authorization(setting.store);
  }

  get state(): string {
    if (this.#transaction === undefined) return this.#authorization.state;
    return this.#isOver ? 'update' : 'transaction';
  }

  handle(input: Input): readonly Output[] {
    if (this.#isOver) return [];
    switch (input.type) {
      case 'connected':
        this.#replies.ok(`${this.#setting.service.software} ready.`);
        return this.#outputs();
      case 'data': {
        const isPausing = this.#failure !== undefined;
        this.#read(input.bytes);
        return this.#outputs(isPausing);
      }
      case 'elapsed':
        if (input.timer === 'failure') this.#fail();
        else this.#leave('Disconnected for inactivity.');
        return this.#outputs();
      case 'ended':
      case 'closed':
        // RFC 1939 §6: without QUIT nothing is removed.
        this.#transaction?.drop();
        this.#isOver = true;
        return input.type === 'ended' ? [close()] : [];
      default:
        return [];
    }
  }

  /** @param isPausing whether the pause after a wrong password had begun before */
  #outputs(isPausing = false): readonly Output[] {
    const outputs: Output[] = this.#replies.take().map((body) => send(body));
    if (this.#isOver) {
      return [
        ...outputs,
        { type: 'timer', timer: 'idle', ms: null },
        { type: 'timer', timer: 'failure', ms: null },
        close(),
      ];
    }
    if (this.#failure !== undefined) {
      if (isPausing) return outputs;
      return [
        ...outputs,
        { type: 'timer', timer: 'idle', ms: null },
        { type: 'timer', timer: 'failure', ms: FAILURE_DELAY_MS },
      ];
    }
    const { idleMs, loginMs } = this.#setting.surroundings.limits;
    return [...outputs, { type: 'timer', timer: 'idle', ms: this.#transaction === undefined ? loginMs : idleMs }];
  }

  #read(bytes: Uint8Array): void {
    const limitBytes = Math.min(this.#setting.surroundings.limits.lineBytes, LINE_LIMIT_BYTES);
    let rest = bytes;
    while (!this.#isOver && rest.length > 0) {
      const at = this.#failure === undefined ? rest.indexOf(LF) : -1;
      const held = this.#input.length + (at < 0 ? rest.length : at);
      if (held > limitBytes) {
        this.#leave('Input buffer full, aborting');
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

  /** Does what a line says; the one place where a mistake becomes a reply. */
  #line(line: string): void {
    const side = this.#transaction ?? this.#authorization;
    try {
      const outcome = side.line(line, this.#replies);
      side.mistakes = 0;
      if (outcome === undefined) return;
      if (outcome.type === 'over') this.#isOver = true;
      else this.#transaction = new Transaction(outcome.maildrop);
    } catch (mistake) {
      if (!(mistake instanceof ReplyError)) throw mistake;
      if (this.#authorization.isFailure(mistake)) {
        this.#failure = mistake;
        return;
      }
      this.#replies.error(mistake.message);
      if (side.counts(mistake) && ++side.mistakes >= side.mistakesLimit) this.#leave(side.lastWord);
    }
  }

  /** The pause after a wrong password is over: says so, and reads what came in the meantime. */
  #fail(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    this.#failure = undefined;
    this.#replies.error(failure.message);
    if (this.#input.length > 0) this.#read(this.#input.take());
  }

  #leave(text: string): void {
    this.#replies.error(text);
    this.#transaction?.drop();
    this.#isOver = true;
  }
}
