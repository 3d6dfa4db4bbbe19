/**
 * A person's mail program that hands in one mail (RFC 5321 §3.3) and leaves: the Sender's conversation as an engine of
 * its own. Knows neither the world nor when it is time.
 */
import { type Engine, type Input, MAIN, type Output } from '../engine.ts';
import type { ErrandSetting } from '../registry.ts';
import { Sender } from './sender.ts';
import type { Outcome } from './transfer.ts';

/** An engine that sends the errand's mail; undefined where none is to be sent. */
export function smtpErrand({ errand, from, to, message, surroundings }: ErrandSetting): Engine | undefined {
  const { sends } = errand;
  if (sends === undefined || message === undefined) return undefined;
  const now = surroundings.now();
  const recipients = sends.to.map((address) => ({ address }));
  const envelope = {
    message: {
      id: errand.id,
      reversePath: sends.from,
      recipients,
      message,
      arrived: now,
      attempts: 0,
      nextAttempt: now,
      is8Bit: message.some((byte) => byte > 0x7f),
    },
    recipients,
  };
  const server = { name: errand.server, address: to.host, port: to.port };
  // In the clear, so that the wire shows what the neighbours say.
  return new SmtpErrand(new Sender({ channel: MAIN, to: server, helo: from.name, envelope, tls: 'never' }));
}

class SmtpErrand implements Engine {
  readonly #sender: Sender;
  #outcomes: readonly Outcome[] = [];

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** `done` when the server has the mail for somebody, or will never take it: then sending it again would not help. */
  get state(): string {
    const { state } = this.#sender;
    if (state !== 'closed' || this.#outcomes.length === 0) return state;
    const isTaken = this.#outcomes.some(({ type }) => type === 'delivered');
    return isTaken || this.#outcomes.every(({ type }) => type === 'failed') ? 'done' : state;
  }

  handle(input: Input): readonly Output[] {
    if (input.type === 'notified') return this.#sender.state === 'connecting' ? this.#sender.start() : [];
    const outputs = this.#sender.handle(input);
    this.#outcomes = this.#sender.takeOutcomes() ?? this.#outcomes;
    return this.#sender.state === 'ready' ? [...outputs, ...this.#sender.quit()] : outputs;
  }
}
