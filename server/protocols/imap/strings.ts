/** Strings as the server writes them (RFC 3501 §4.3), each byte one character; which form is Dovecot's choice. */

const QUOTED_ESCAPES_LIMIT = 4;

/** An atom where it can be one, else quoted, else a literal: mailbox names. */
export function writeAstring(text: string): string {
  return /^[^\x00-\x20"(){%*\\\x7f-\xff]+$/.test(text) && text.toUpperCase() !== 'NIL' ? text : writeString(text);
}

/** `NIL`, quoted, or a literal where it holds line ends, 8-bit characters or many quotes. */
export function writeNstring(text: string | undefined): string {
  return text === undefined ? 'NIL' : writeString(text);
}

export function writeString(text: string): string {
  const escapes = text.match(/["\\]/g)?.length ?? 0;
  if (escapes > QUOTED_ESCAPES_LIMIT || /[\x00\r\n\x80-\xff]/.test(text)) return writeLiteral(withoutNul(text));
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Text for people (a subject, a display name): white space made single, a literal where anything is out of the ordinary. */
export function writeHumanString(text: string | undefined): string {
  if (text === undefined) return 'NIL';
  const squeezed = text
    .replace(/\r?\n/g, '')
    .replace(/[ \t\r]+/g, ' ')
    .replace(/^ | $/g, '');
  if (squeezed === '') return '""';
  if (squeezed === text && !/[\x00"\\\x80-\xff]/.test(text)) return `"${text}"`;
  return writeLiteral(squeezed.replaceAll('\0', '\x80'));
}

/** As `writeNstring`, on one line. */
export function writeLineNstring(text: string | undefined): string {
  return writeNstring(text?.replace(/\r?\n/g, '').replaceAll('\r', ' '));
}

export function writeLiteral(text: string): string {
  return `{${text.length}}\r\n${text}`;
}

/** No string may hold a NUL (RFC 3501 §9): 0x80 stands in its place, as in BODY[…]. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\x80');
}
