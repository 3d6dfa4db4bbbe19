/** Content-Transfer-Encoding undone (RFC 2045 §6). Lenient: what can't be decoded is passed over or kept as it is. */

/** The bytes that an encoded body stands for; the body itself for 7bit, 8bit, binary and unknown encodings. */
export function decodeTransfer(body: Uint8Array, encoding: string): Uint8Array {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return decodeBase64(body);
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    default:
      return body;
  }
}

/** RFC 2045 §6.8; characters outside the alphabet are ignored. */
export function decodeBase64(body: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(Math.ceil((body.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (const byte of body) {
    const value = base64Value(byte);
    if (value === undefined) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      decoded[length++] = (held >> bits) & 0xff;
    }
  }
  return decoded.subarray(0, length);
}

/** RFC 2045 §6.7; a `=` that begins no valid pair stays. */
export function decodeQuotedPrintable(body: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte !== 0x3d) {
      decoded[length++] = byte;
      continue;
    }
    const high = hexValue(body[at + 1]);
    const low = hexValue(body[at + 2]);
    if (high !== undefined && low !== undefined) {
      decoded[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    const next = behindSoftLineBreak(body, at + 1);
    if (next === undefined) decoded[length++] = byte;
    else at = next - 1;
  }
  return decoded.subarray(0, length);
}

/** White space before the line's end was added on the way (RFC 2045 §6.7 (3)); undefined where the line goes on. */
function behindSoftLineBreak(body: Uint8Array, start: number): number | undefined {
  let at = start;
  while (body[at] === 32 || body[at] === 9) at++;
  if (body[at] === 13 && body[at + 1] === 10) return at + 2;
  return body[at] === 10 ? at + 1 : undefined;
}

function base64Value(byte: number): number | undefined {
  if (byte >= 65 && byte <= 90) return byte - 65;
  if (byte >= 97 && byte <= 122) return byte - 71;
  if (byte >= 48 && byte <= 57) return byte + 4;
  if (byte === 43) return 62;
  if (byte === 47) return 63;
  return undefined;
}

function hexValue(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined;
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 65 && byte <= 70) return byte - 55;
  if (byte >= 97 && byte <= 102) return byte - 87;
  return undefined;
}
