/** Bytes as text and back, and pieces of them as one: what mail and protocols are both made of. */

/** The pieces as one array; the piece itself where there is only one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1 && pieces[0] !== undefined) return pieces[0];
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Each byte as the character of that number (ISO 8859-1), so that nothing is lost; the way back is `latin1Bytes`. */
export function latin1(bytes: Uint8Array): string {
  if (bytes.length <= CHARACTERS_AT_ONCE) return charactersOf(bytes);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHARACTERS_AT_ONCE) {
    text += charactersOf(bytes.subarray(at, at + CHARACTERS_AT_ONCE));
  }
  return text;
}

/** As many as a function may have arguments anywhere. */
const CHARACTERS_AT_ONCE = 8192;

function charactersOf(bytes: Uint8Array): string {
  // Spread, the bytes would be taken one by one through an iterator.
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** The bytes of a text whose characters are all below U+0100. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
