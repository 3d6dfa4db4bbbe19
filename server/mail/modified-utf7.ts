/** Mailbox names as IMAP writes them (RFC 3501 §5.1.3): `Entw&APw-rfe` ↔ `Entwürfe`. */
import { latin1Bytes } from './bytes.ts';
import { decodeBase64 } from './transfer-encoding.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,';

/** The name that the encoded one stands for; undefined where it is no valid modified UTF-7. */
export function decodeModifiedUtf7(encoded: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(encoded)) return undefined;
  let text = '';
  let at = 0;
  for (let amp = encoded.indexOf('&'); amp >= 0; amp = encoded.indexOf('&', at)) {
    const end = encoded.indexOf('-', amp);
    if (end < 0) return undefined;
    const shifted = end === amp + 1 ? '&' : decodeShifted(encoded.slice(amp + 1, end));
    if (shifted === undefined) return undefined;
    // Two shifted runs side by side could have been one.
    if (shifted !== '&' && /^&[^-]/.test(encoded.slice(end + 1, end + 3))) return undefined;
    text += encoded.slice(at, amp) + shifted;
    at = end + 1;
  }
  return text + encoded.slice(at);
}

export function encodeModifiedUtf7(text: string): string {
  return text.replace(/&|[^\x20-\x7e]+/g, (run) => (run === '&' ? '&-' : `&${encodeShifted(run)}-`));
}

function decodeShifted(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+,]+$/.test(base64)) return undefined;
  const bytes = decodeBase64(latin1Bytes(base64.replaceAll(',', '/')));
  if (bytes.length === 0 || bytes.length % 2 !== 0) return undefined;
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    text += String.fromCharCode(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0));
  }
  // What could have been written plainly must not be shifted; the encoding of a name is unique.
  return encodeShifted(text) === base64 && !/[\0\x20-\x7e]/.test(text) && !/\p{Surrogate}/u.test(text)
    ? text
    : undefined;
}

function encodeShifted(text: string): string {
  let encoded = '';
  let held = 0;
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    held = ((held & 0x3f) << 16) | text.charCodeAt(i);
    bits += 16;
    while (bits >= 6) {
      bits -= 6;
      encoded += ALPHABET[(held >> bits) & 0x3f] ?? '';
    }
  }
  if (bits > 0) encoded += ALPHABET[(held << (6 - bits)) & 0x3f] ?? '';
  return encoded;
}
