/**
 * The MD5 message digest (RFC 1321), for APOP alone: nothing else may rely on it, since it no longer resists forgery.
 * Pure, and linear in its input.
 */

const BLOCK_BYTES = 64;
/** RFC 1321 §3.4: T[i] is the integer part of 4294967296 times abs(sin(i)), i in radians from 1. */
const T = Uint32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));
/** RFC 1321 §3.4: by how many bits each round's operations rotate, in turn. */
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

/** The 64 operations of a block in their order. */
const OPERATIONS = SHIFTS.flatMap((shifts, round) =>
  Array.from({ length: 4 }, () => shifts)
    .flat()
    .map((shift, i) => ({ round, shift, number: 16 * round + i })),
);

/** The digest of these bytes, as 32 hexadecimal digits in lower case. */
export function md5(message: Uint8Array): string {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const padded = pad(message);
  const words = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) addBlock(state, words, at);
  return [...state].map(littleEndianHex).join('');
}

/** RFC 1321 §3.1, §3.2: a one bit, zeroes, and the length in bits, up to whole blocks. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array((Math.floor((message.length + 8) / BLOCK_BYTES) + 1) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n, true);
  return padded;
}

function addBlock(state: Uint32Array, words: DataView, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (const { round, shift, number } of OPERATIONS) {
    const { mixed, word } = operation(round, number, { b, c, d });
    const sum = (a + mixed + (T[number] ?? 0) + words.getUint32(at + word * 4, true)) >>> 0;
    const rotated = (sum << shift) | (sum >>> (32 - shift));
    [a, d, c, b] = [d, c, b, (b + rotated) >>> 0];
  }
  const added = [a, b, c, d];
  state.set(state.map((value, i) => value + (added[i] ?? 0)));
}

interface Registers {
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** What the operation of this number mixes, and which word of the block it takes (RFC 1321 §3.4). */
function operation(
  round: number,
  i: number,
  { b, c, d }: Registers,
): { readonly mixed: number; readonly word: number } {
  switch (round) {
    case 0:
      return { mixed: (b & c) | (~b & d), word: i };
    case 1:
      return { mixed: (b & d) | (c & ~d), word: (5 * i + 1) % 16 };
    case 2:
      return { mixed: b ^ c ^ d, word: (3 * i + 5) % 16 };
    default:
      return { mixed: c ^ (b | ~d), word: (7 * i) % 16 };
  }
}

function littleEndianHex(word: number): string {
  return [0, 8, 16, 24].map((shift) => ((word >>> shift) & 0xff).toString(16).padStart(2, '0')).join('');
}
