/** The SHA-256 message digest (FIPS 180-4), for facts of files: pure, and linear in its input. */

const BLOCK_BYTES = 64;
const ROUNDS = 64;
const PRIMES = primes(ROUNDS);
/** FIPS 180-4 §4.2.2 and §5.3.3: the first 32 bits of the fractional parts of the primes' cube and square roots. */
const K = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

/** The digest of these bytes, as 64 hexadecimal digits in lower case. */
export function sha256(message: Uint8Array): string {
  const state = START.slice();
  const schedule = new Uint32Array(ROUNDS);
  const whole = message.length - (message.length % BLOCK_BYTES);
  const body = new DataView(message.buffer, message.byteOffset, message.byteLength);
  for (let at = 0; at < whole; at += BLOCK_BYTES) addBlock(state, schedule, body, at);
  const rest = padded(message.subarray(whole), message.length);
  const tail = new DataView(rest.buffer);
  for (let at = 0; at < rest.length; at += BLOCK_BYTES) addBlock(state, schedule, tail, at);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** FIPS 180-4 §5.1.1: a bit that is set, zeros, and the length in bits. */
function padded(rest: Uint8Array, lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(rest.length + 9 > BLOCK_BYTES ? 2 * BLOCK_BYTES : BLOCK_BYTES);
  bytes.set(rest);
  bytes[rest.length] = 0x80;
  new DataView(bytes.buffer).setBigUint64(bytes.length - 8, BigInt(lengthBytes) * 8n);
  return bytes;
}

/** FIPS 180-4 §6.2.2. */
function addBlock(state: Uint32Array, schedule: Uint32Array, bytes: DataView, at: number): void {
  for (let t = 0; t < ROUNDS; t++) {
    schedule[t] = t < 16 ? bytes.getUint32(at + 4 * t) : extended(schedule, t);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < ROUNDS; t++) {
    const sumOfE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sumOfE + choice + (K[t] ?? 0) + (schedule[t] ?? 0)) | 0;
    const sumOfA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sumOfA + majority) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] ?? 0) + word));
}

function extended(schedule: Uint32Array, t: number): number {
  const early = schedule[t - 15] ?? 0;
  const late = schedule[t - 2] ?? 0;
  const one = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
  const other = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
  return (schedule[t - 16] ?? 0) + one + (schedule[t - 7] ?? 0) + other;
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32);
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
