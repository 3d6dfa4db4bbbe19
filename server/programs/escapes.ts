/** Backslash escapes of `printf` and `echo -e`, to bytes. */
import { joinBytes } from '../protocols/lines.ts';

const LETTERS: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
};

/** `\r`, `\n`, `\t`, `\\`, `\0`, `\NNN` (octal), `\xHH`; any other backslash stays. */
export function unescape(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const pieces = text.split(/(\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,4}|.))/s).map((piece, i) => {
    if (i % 2 === 0) return encoder.encode(piece);
    if (/^\\x./.test(piece)) return Uint8Array.of(parseInt(piece.slice(2), 16));
    if (/^\\[0-7]/.test(piece)) return Uint8Array.of(parseInt(piece.slice(1), 8) & 255);
    const code = LETTERS[piece.charAt(1)];
    return code === undefined ? encoder.encode(piece) : Uint8Array.of(code);
  });
  return joinBytes(pieces);
}
