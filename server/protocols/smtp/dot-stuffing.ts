/** A message as DATA carries it: dots doubled (RFC 5321 §4.5.2), the line of one dot behind. In pieces; copies little. */

const LF = 10;
const DOT = 46;
const PIECE_BYTES = 16_384;

/** @param message lines with CRLF; where the last has no line end, it gets one */
export function* dotStuffed(message: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < message.length; from += PIECE_BYTES) {
    yield stuff(message, from, Math.min(message.length, from + PIECE_BYTES));
  }
  const isEnded = message.length === 0 || message[message.length - 1] === LF;
  yield Uint8Array.from(isEnded ? [DOT, 13, LF] : [13, LF, DOT, 13, LF]);
}

function stuff(message: Uint8Array, from: number, to: number): Uint8Array {
  const dots: number[] = [];
  for (let at = lineStart(message, from, to); at < to; at = lineStart(message, at + 1, to)) {
    if (message[at] === DOT) dots.push(at);
  }
  if (dots.length === 0) return message.subarray(from, to);
  const stuffed = new Uint8Array(to - from + dots.length);
  let copied = from;
  dots.forEach((dot, before) => {
    stuffed.set(message.subarray(copied, dot), copied - from + before);
    stuffed[dot - from + before] = DOT;
    copied = dot;
  });
  stuffed.set(message.subarray(copied, to), copied - from + dots.length);
  return stuffed;
}

/** The first beginning of a line at or behind `from`. */
function lineStart(message: Uint8Array, from: number, to: number): number {
  if (from === 0) return 0;
  const lf = message.subarray(from - 1, to).indexOf(LF);
  return lf < 0 ? to : from + lf;
}
