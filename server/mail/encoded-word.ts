/** Encoded words of header fields (RFC 2047): `=?utf-8?q?J=C3=BCrgen?=` → `Jürgen`. */
import { latin1Bytes } from './bytes.ts';
import { decodeCharset } from './charset.ts';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts';

const ENCODED_WORD = /=\?([^?\s]{1,100})\?([bq])\?([^?\s]*)\?=/gi;

/** The text of a field's value (each byte one character), encoded words decoded; bytes above 127 are read as UTF-8. */
export function decodeHeaderText(value: string): string {
  let text = '';
  let at = 0;
  let endsInWord = false;
  for (const match of value.matchAll(ENCODED_WORD)) {
    const between = value.slice(at, match.index);
    // White space between two encoded words is not part of the text (RFC 2047 §6.2).
    if (!endsInWord || between.trim() !== '') text += decodeRaw(between);
    text += decodeWord(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    at = match.index + match[0].length;
    endsInWord = true;
  }
  return text + decodeRaw(value.slice(at));
}

function decodeRaw(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : decodeCharset(latin1Bytes(text), 'utf-8');
}

function decodeWord(charsetAndLanguage: string, encoding: string, text: string): string {
  // RFC 2231 §5: a language may follow the charset.
  const charset = charsetAndLanguage.split('*')[0] ?? '';
  const bytes = latin1Bytes(encoding.toLowerCase() === 'q' ? text.replaceAll('_', ' ') : text);
  return decodeCharset(encoding.toLowerCase() === 'q' ? decodeQuotedPrintable(bytes) : decodeBase64(bytes), charset);
}
