/** TYPE A at the client (RFC 959 §3.1.1.1): line ends between the wire's CR LF and the file's LF. */

const CR = 13;
const LF = 10;

/** Takes the CR out of each CR LF, over the borders of the pieces, and counts the LF that came without one. */
export class TextReceiver {
  bareLineFeeds = 0;
  /** Whether any CR LF came. */
  hasReturns = false;
  #heldReturn = false;

  receive(bytes: Uint8Array): Uint8Array {
    const text = new Uint8Array(bytes.length + 1);
    let length = 0;
    for (const byte of bytes) {
      if (byte === LF) {
        if (this.#heldReturn) this.hasReturns = true;
        else this.bareLineFeeds++;
      } else if (this.#heldReturn) {
        text[length++] = CR;
      }
      this.#heldReturn = byte === CR;
      if (!this.#heldReturn) text[length++] = byte;
    }
    return text.subarray(0, length);
  }

  /** What still waits when the data is over. */
  rest(): Uint8Array {
    return this.#heldReturn ? Uint8Array.of(CR) : new Uint8Array(0);
  }
}

/** A file's bytes for the wire: CR LF for each LF. */
export function toWire(file: Uint8Array): Uint8Array {
  let lines = 0;
  for (const byte of file) if (byte === LF) lines++;
  const bytes = new Uint8Array(file.length + lines);
  let length = 0;
  for (const byte of file) {
    if (byte === LF) bytes[length++] = CR;
    bytes[length++] = byte;
  }
  return bytes;
}
