/** Reads an echo conversation: each line is a command whose reply is the same line. */
import type { Exchange } from '../../../labs/observation.ts';
import { latin1, LineSplitter } from '../lines.ts';
import type { Reader, Reading } from '../registry.ts';

const LINE_LIMIT_BYTES = 1000;
const WAITING_LIMIT = 100;

export class EchoReader implements Reader {
  readonly state = 'echoing';
  readonly #sent = new LineSplitter(LINE_LIMIT_BYTES);
  readonly #returned = new LineSplitter(LINE_LIMIT_BYTES);
  #waiting: string[] = [];

  read(from: 'client' | 'server', bytes: Uint8Array): readonly Reading[] {
    const readings: Reading[] = [];
    const lines = from === 'client' ? this.#sent : this.#returned;
    lines.push(bytes);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      const text = latin1(line.bytes);
      if (from === 'client') this.#waiting = [...this.#waiting, text].slice(-WAITING_LIMIT);
      else {
        this.#waiting.shift();
        readings.push({ type: 'exchange', exchange: exchangeOf(text) });
      }
    }
    return readings;
  }
}

function exchangeOf(line: string): Exchange {
  return {
    verb: 'ECHO',
    isKnown: true,
    arguments: { text: line },
    line,
    stateBefore: 'echoing',
    stateAfter: 'echoing',
    reply: { status: '', class: 'success', text: line, lines: [line] },
  };
}
