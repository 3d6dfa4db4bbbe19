/**
 * Bytes as a reader sees them: UTF-8 where it is well-formed, everything else by a name that can be told from text. Decides
 * nothing about the wire: what is shown stands for exactly these bytes.
 */

/** A stretch of text, or the name of a byte that is none (`^C`, `\xff`). */
export interface Piece {
  readonly text: string;
  readonly isName: boolean;
}

export type LineEnd = 'crlf' | 'lf' | 'none';

export interface VisibleLine {
  readonly pieces: readonly Piece[];
  readonly end: LineEnd;
}

/** RFC 3629 §4, on a string of which each character is a byte; what is left is no UTF-8. */
const UTF_8 =
  /[\x00-\x7f]+|(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+|[\x80-\xff]/g;

/** What has no picture, or changes the order of what stands around it. The tabulator stays: it is a space. */
const UNSEEN = /[\x00-\x08\x0a-\x1f\x7f]|[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A line of the wire, each byte a character, its line end included. */
export function visibleLine(data: string): VisibleLine {
  const end = data.endsWith('\r\n') ? 'crlf' : data.endsWith('\n') ? 'lf' : 'none';
  const body = end === 'none' ? data : data.slice(0, end === 'crlf' ? -2 : -1);
  const pieces: Piece[] = [];
  for (const [part] of body.matchAll(UTF_8)) {
    if (part.length === 1 && part > '\x7f') add(pieces, `\\x${hex(part)}`, true);
    else {
      for (const character of decode(part)) {
        const name = nameOf(character);
        add(pieces, name ?? character, name !== undefined);
      }
    }
  }
  return { pieces, end };
}

/** A text from the seat on one line: bytes are decoded where they are UTF-8, a text that is decoded stays as it is. */
export function visibleText(text: string): string {
  const isBytes = !/[^\x00-\xff]/.test(text);
  const decoded =
    isBytes && [...text.matchAll(UTF_8)].every(([part]) => part.length > 1 || part <= '\x7f') ? decode(text) : text;
  return Array.from(decoded, (character) => nameOf(character) ?? character).join('');
}

function add(pieces: Piece[], text: string, isName: boolean): void {
  const last = pieces.at(-1);
  if (last?.isName === isName) pieces[pieces.length - 1] = { text: last.text + text, isName };
  else pieces.push({ text, isName });
}

function nameOf(character: string): string | undefined {
  if (character === '\t' || !UNSEEN.test(character)) return undefined;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `^${String.fromCharCode(code ^ 64)}`;
  return `\\u{${code.toString(16)}}`;
}

function decode(data: string): string {
  return /^[\x00-\x7f]*$/.test(data) ? data : decoder.decode(Uint8Array.from(data, (byte) => byte.charCodeAt(0)));
}

const hex = (byte: string) => byte.charCodeAt(0).toString(16).padStart(2, '0');
