/** Replies in their order, short ones joined, long ones left to be pulled as the socket drains. */
import type { Body } from '../engine.ts';
import { latin1Bytes } from '../lines.ts';

export class Replies {
  #bodies: Body[] = [];
  #text = '';

  ok(text = ''): void {
    this.#text += text === '' ? '+OK\r\n' : `+OK ${text}\r\n`;
  }

  error(text: string): void {
    this.#text += `-ERR ${text}\r\n`;
  }

  /** The server waits for the client's next line (RFC 5034 §4). */
  challenge(text: string): void {
    this.#text += `+ ${text}\r\n`;
  }

  /** The lines of a multi-line reply and the dot that ends it; none may begin with a dot. */
  lines(lines: readonly string[]): void {
    this.#text += [...lines, '.'].map((line) => `${line}\r\n`).join('');
  }

  /** The rest of a multi-line reply, its end included. */
  body(body: Iterable<Uint8Array>): void {
    this.#flush();
    this.#bodies.push(body);
  }

  /** What was said since the last call. */
  take(): readonly Body[] {
    this.#flush();
    const bodies = this.#bodies;
    this.#bodies = [];
    return bodies;
  }

  #flush(): void {
    if (this.#text === '') return;
    this.#bodies.push(latin1Bytes(this.#text));
    this.#text = '';
  }
}
