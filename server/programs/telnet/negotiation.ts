/**
 * The Telnet protocol in what a peer sends (RFC 854): takes commands out of the data and refuses every option. Holds
 * nothing of the data; a peer can't make it answer more bytes than it sent.
 */

export const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;
const CR = 13;

type State = 'data' | 'return' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation-command';

export class Negotiation {
  #state: State = 'data';
  #verb = 0;

  /** Parts what came into data for the terminal and the answer to the peer. */
  receive(bytes: Uint8Array): { readonly data: Uint8Array; readonly answer: Uint8Array } {
    const data = new Uint8Array(bytes.length);
    const answer: number[] = [];
    let length = 0;
    for (const byte of bytes) {
      if (this.#isData(byte, answer)) data[length++] = byte;
    }
    return { data: data.subarray(0, length), answer: Uint8Array.from(answer) };
  }

  #isData(byte: number, answer: number[]): boolean {
    switch (this.#state) {
      case 'data':
      case 'return': {
        const wasReturn = this.#state === 'return';
        this.#state = byte === IAC ? 'command' : byte === CR ? 'return' : 'data';
        // CR NUL stands for a CR alone (RFC 854, "The NVT printer and keyboard").
        return byte !== IAC && !(wasReturn && byte === 0);
      }
      case 'command':
        this.#state = byte === SB ? 'subnegotiation' : byte >= WILL && byte <= DONT ? 'option' : 'data';
        this.#verb = byte;
        return byte === IAC;
      case 'option':
        this.#state = 'data';
        if (this.#verb === WILL) answer.push(IAC, DONT, byte);
        if (this.#verb === DO) answer.push(IAC, WONT, byte);
        return false;
      case 'subnegotiation':
        if (byte === IAC) this.#state = 'subnegotiation-command';
        return false;
      case 'subnegotiation-command':
        this.#state = byte === SE ? 'data' : 'subnegotiation';
        return false;
    }
  }
}
