/**
 * The server's side of SMTP (RFC 5321) in the shape of Exim: which input is read how, and the limits of a
 * conversation. What the commands do is in session.ts. Knows no socket and no clock.
 */
import { type Address, close, type Engine, type Input, type Output, send } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import type { ServiceSetting } from '../registry.ts';
import { GrowingBytes } from '../growing-bytes.ts';
import { Session } from './session.ts';
import type { SmtpStore } from './store.ts';

const LF = 10;

export class SmtpEngine implements Engine {
  readonly #setting: ServiceSetting<SmtpStore>;
  readonly #line = new GrowingBytes();
  #session: Session | undefined;

  constructor(setting: ServiceSetting<SmtpStore>) {
    this.#setting = setting;
  }

  get state(): string {
    return this.#session?.state ?? 'connected';
  }

  handle(input: Input): readonly Output[] {
    switch (input.type) {
      case 'connected':
        return this.#connected(input.remote);
      case 'data':
        return this.#answer((session) => this.#read(session, input.bytes));
      case 'elapsed':
        return this.#answer((session) => session.timeOut());
      case 'ended':
        return this.#answer((session) => session.loseInput());
      case 'closed':
        this.#session?.end();
        return [];
      default:
        // Nothing else is asked for, so nothing else is answered.
        return [];
    }
  }

  #connected(remote: Address): readonly Output[] {
    this.#session = new Session(this.#setting, remote);
    return this.#answer((session) => session.greet());
  }

  /** Lets the session do something and sends what it said. */
  #answer(act: (session: Session) => void): readonly Output[] {
    const session = this.#session;
    if (session === undefined || session.state === 'closed') return [];
    act(session);
    const said = session.takeReplies();
    const outputs: Output[] = said === '' ? [] : [send(latin1Bytes(said))];
    const { idleMs } = this.#setting.surroundings.limits;
    if (session.isOver()) return [...outputs, { type: 'timer', timer: 'idle', ms: null }, close()];
    return [...outputs, { type: 'timer', timer: 'idle', ms: idleMs }];
  }

  #read(session: Session, bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0 && !session.isOver()) {
      const text = session.openText;
      if (text !== undefined) {
        rest = rest.subarray(text.push(rest));
        if (text.isFinished) session.finishText();
        continue;
      }
      rest = this.#readLine(session, rest);
    }
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
