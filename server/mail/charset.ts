/** Bytes in a named charset → text. An unknown name is no error: mails of the wild are full of them. */
import { latin1 } from './bytes.ts';

const ASCII_NAMES = new Set(['us-ascii', 'ascii', 'ansi_x3.4-1968', '']);

/** Whether a charset of this name can be decoded (IANA names and their aliases, any case). */
export function isKnownCharset(name: string): boolean {
  return ASCII_NAMES.has(name.toLowerCase()) || decode(new Uint8Array(0), name) !== undefined;
}

/** The text; bytes that the charset lacks as U+FFFD. Of an unknown charset each byte is one character. */
export function decodeCharset(bytes: Uint8Array, name: string): string {
  return decode(bytes, ASCII_NAMES.has(name.toLowerCase()) ? 'utf-8' : name) ?? latin1(bytes);
}

function decode(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    // A RangeError: no such charset here.
    return undefined;
  }
}
