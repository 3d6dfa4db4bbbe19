/** A connection to a server's engine, joined in memory: bytes in, and all that follows from them as text. */
import { type Engine, type Input, MAIN } from '../../server/protocols/engine.ts';
import { latin1, latin1Bytes } from '../../server/protocols/lines.ts';
import { LOCAL, REMOTE } from '../world.ts';

export class Wire {
  readonly #engine: Engine;
  isOpen = true;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Gives what the server greets with. */
  connect(): string {
    return this.#give({ type: 'connected', channel: MAIN, local: LOCAL, remote: REMOTE });
  }

  /** @param text each character one byte */
  say(text: string): string {
    // Some of it comes in two pieces, by its length, so that a sequence stays the same.
    const at = text.length % 3 === 0 ? text.length >> 1 : text.length;
    return [text.slice(0, at), text.slice(at)]
      .map((piece) => (piece === '' ? '' : this.#give({ type: 'data', channel: MAIN, bytes: latin1Bytes(piece) })))
      .join('');
  }

  /** The world has changed by somebody else's doing. */
  notify(): string {
    return this.#give({ type: 'notified' });
  }

  /** The connection is lost. */
  drop(): void {
    this.#give({ type: 'closed', channel: MAIN });
    this.isOpen = false;
  }

  #give(input: Input): string {
    if (!this.isOpen) return '';
    let text = '';
    for (const output of this.#engine.handle(input)) {
      if (output.type === 'close') this.isOpen = false;
      if (output.type !== 'send') continue;
      for (const piece of output.body instanceof Uint8Array ? [output.body] : output.body) text += latin1(piece);
    }
    // All of it has left: who waited for that goes on.
    return text === '' ? '' : text + this.#give({ type: 'sent', channel: MAIN });
  }
}
