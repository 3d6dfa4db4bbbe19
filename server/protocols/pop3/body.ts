/** Message bodies as they cross (RFC 1939 §3): pulled piece by piece, lines that begin with a dot getting another. Pure. */
import { latin1Bytes } from '../lines.ts';

const PIECE_BYTES = 1 << 16;
const LF = 10;
const DOT = 46;
const dot = latin1Bytes('.');
const end = latin1Bytes('.\r\n');
const lineEnd = latin1Bytes('\r\n');

/** The message, byte-stuffed, and the line of one dot that ends it. */
export function* stuffed(message: Uint8Array): Generator<Uint8Array> {
  let isLineStart = true;
  for (let at = 0; at < message.length; at += PIECE_BYTES) {
    const piece = message.subarray(at, at + PIECE_BYTES);
    let from = 0;
    for (let next = 0; next < piece.length;) {
      if (isLineStart && piece[next] === DOT) {
        if (next > from) yield piece.subarray(from, next);
        yield dot;
        from = next;
      }
      const newline = piece.indexOf(LF, next);
      isLineStart = newline >= 0;
      next = newline < 0 ? piece.length : newline + 1;
    }
    yield piece.subarray(from);
  }
  if (!isLineStart) yield lineEnd;
  yield end;
}

/** The header, the empty line, and so many lines of the body (RFC 1939 §7, TOP). */
export function top(message: Uint8Array, lines: number): Uint8Array {
  let left = lines;
  let isInHeader = true;
  for (let at = 0; at < message.length;) {
    if (!isInHeader && left-- === 0) return message.subarray(0, at);
    const newline = message.indexOf(LF, at);
    if (newline < 0) break;
    const isEmpty = newline === at || (newline === at + 1 && message[at] === 13);
    if (isEmpty) isInHeader = false;
    at = newline + 1;
  }
  return message;
}
