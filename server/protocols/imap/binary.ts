/**
 * What BINARY[section] means (RFC 3516 §4.2): the section with its transfer encoding undone; of a part that holds others,
 * with theirs undone. Unlike the readers of mail elsewhere it refuses what is broken. Linear; decodes what it is asked for only.
 */
import { type HeaderField, fieldValue } from '../../mail/header.ts';
import type { Message } from '../../mail/message.ts';
import type { Part } from '../../mail/mime.ts';
import { decodeTransfer } from '../../mail/transfer-encoding.ts';
import { joinBytes, latin1Bytes } from '../lines.ts';
import type { Section } from './fetch-sections.ts';
import { findPart, holdsNul, wholeSection } from './sections.ts';

export interface DecodedSection {
  readonly bytes: Uint8Array;
  /** It must be told as literal8: something was decoded, or the message holds NULs. */
  readonly isBinary: boolean;
}

/** In Dovecot's words; the codes are RFC 3516 §4.3's and RFC 5530 §3's. */
export type DecodingRefusal = '[UNKNOWN-CTE] Unknown Content-Transfer-Encoding' | '[PARSE] Invalid data in MIME part';

const UNKNOWN_ENCODING: DecodingRefusal = '[UNKNOWN-CTE] Unknown Content-Transfer-Encoding';
const BROKEN: DecodingRefusal = '[PARSE] Invalid data in MIME part';
const DECODED_FIELD = latin1Bytes('Content-Transfer-Encoding: binary\r\n');

/** The section decoded; one that `decodingRefusal` finds nothing wrong with. */
export function decodeSection(message: Message, section: Section): DecodedSection {
  const range = rangeOf(message, section);
  const pieces: Uint8Array[] = [];
  const { bytes } = message;
  let isDecoded = false;
  let at = range?.start ?? 0;
  for (const { part, encoding, field } of encodedParts(bytes, range?.part)) {
    isDecoded = true;
    if (field.start >= at) {
      pieces.push(bytes.subarray(at, field.start), DECODED_FIELD, bytes.subarray(field.end, part.header.end));
    }
    pieces.push(decodeTransfer(bodyOf(bytes, part), encoding));
    at = part.bodyEnd;
  }
  const isBinary = isDecoded || holdsNul(message);
  if (range === undefined || !isDecoded) return { bytes: wholeSection(message, section), isBinary };
  return { bytes: joinBytes([...pieces, bytes.subarray(at, range.end)]), isBinary };
}

/** Why the section can't be decoded; undefined where it can. Nothing is kept of what was tried. */
export function decodingRefusal(message: Message, section: Section): DecodingRefusal | undefined {
  for (const { part, encoding } of encodedParts(message.bytes, rangeOf(message, section)?.part)) {
    const body = bodyOf(message.bytes, part);
    switch (encoding) {
      case 'base64':
        if (!isBase64(body)) return BROKEN;
        break;
      case 'quoted-printable':
        if (!isQuotedPrintable(body)) return BROKEN;
        break;
      default:
        return UNKNOWN_ENCODING;
    }
  }
  return undefined;
}

interface Range {
  readonly part: Part;
  readonly start: number;
  readonly end: number;
}

/** What of the message is to be decoded; undefined where the section is (or has) no body. */
function rangeOf({ root, bytes }: Message, { path, of }: Section): Range | undefined {
  if (of !== 'all' && of !== 'text') return undefined;
  if (path.length === 0) return { part: root, start: of === 'all' ? 0 : root.header.end, end: bytes.length };
  const found = findPart(root, path);
  const part = of === 'text' && found?.type === 'message' ? found.children[0] : of === 'all' ? found : undefined;
  return part && { part, start: part.header.end, end: part.bodyEnd };
}

interface EncodedPart {
  readonly part: Part;
  readonly encoding: string;
  readonly field: HeaderField;
}

/** The parts within that hold no others and are not as they seem, in their order. */
function* encodedParts(bytes: Uint8Array, top: Part | undefined): Generator<EncodedPart> {
  const waiting = top === undefined ? [] : [top];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (let i = part.children.length - 1; i >= 0; i--) {
      const child = part.children[i];
      if (child !== undefined) waiting.push(child);
    }
    if (part.children.length > 0 || part.type === 'multipart') continue;
    const field = encodingField(part);
    if (field === undefined) continue;
    const encoding = encodingIn(bytes, field);
    if (!isIdentity(encoding)) yield { part, encoding, field };
  }
}

/** The part's transfer encoding in lower case; undefined where it is as it seems (RFC 2045 §6.2). */
export function encodingOf(bytes: Uint8Array, part: Part): string | undefined {
  const field = encodingField(part);
  const encoding = field && encodingIn(bytes, field);
  return encoding === undefined || isIdentity(encoding) ? undefined : encoding;
}

function encodingField(part: Part): HeaderField | undefined {
  return part.header.fields.find(({ name }) => name === 'content-transfer-encoding');
}

/** Without comments and what follows a `;`. */
function encodingIn(bytes: Uint8Array, field: HeaderField): string {
  const word = /^(?:\s|\([^()]*\))*([^\s();]*)/.exec(fieldValue(bytes, field))?.[1] ?? '';
  return word.toLowerCase();
}

function isIdentity(encoding: string): boolean {
  return encoding === '7bit' || encoding === '8bit' || encoding === 'binary';
}

/** The part's body as it stands. */
export function bodyOf(bytes: Uint8Array, part: Part): Uint8Array {
  return bytes.subarray(part.header.end, part.bodyEnd);
}

const PADDING = 0x3d;

/** Whole groups of four, padding only at the end (RFC 2045 §6.8). */
function isBase64(body: Uint8Array): boolean {
  let characters = 0;
  let padding = 0;
  if (endOfBase64(body) < body.length) return false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (isWhiteSpace(byte)) continue;
    if (byte === PADDING) padding++;
    else if (padding > 0) return false;
    characters++;
  }
  return characters % 4 === 0 && padding <= 2;
}

/** Where something stands that is none of base64's characters; else the end. */
export function endOfBase64(body: Uint8Array): number {
  let at = 0;
  while (at < body.length && isBase64Character(body[at] ?? 0)) at++;
  return at;
}

/** Each `=` begins two hexadecimal digits, or ends its line (RFC 2045 §6.7). */
function isQuotedPrintable(body: Uint8Array): boolean {
  for (let at = body.indexOf(PADDING); at >= 0; at = body.indexOf(PADDING, at + 1)) {
    if (isHexadecimal(body[at + 1]) && isHexadecimal(body[at + 2])) continue;
    let end = at + 1;
    while (body[end] === 32 || body[end] === 9) end++;
    if (end < body.length && body[end] !== 13 && body[end] !== 10) return false;
  }
  return true;
}

function isWhiteSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

function isBase64Character(byte: number): boolean {
  const isLetter = (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
  // `/` stands before the digits.
  const isOther = (byte >= 47 && byte <= 57) || byte === 43 || byte === PADDING;
  return isLetter || isOther || isWhiteSpace(byte);
}

function isHexadecimal(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102);
}
