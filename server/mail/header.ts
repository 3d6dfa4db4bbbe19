/**
 * A header's fields with their offsets in the raw bytes (RFC 5322 §2.2). Nothing is copied: a field is where it stands.
 * Takes time linear in the bytes; of a header with more than 5,000 fields the rest is passed over, so that what is held of
 * a message is bounded whatever it says.
 */
import { latin1 } from './bytes.ts';

export interface HeaderField {
  /** Lower case; empty where the line has no colon. */
  readonly name: string;
  /** The first byte of the name. */
  readonly start: number;
  /** Behind the colon. */
  readonly valueStart: number;
  /** Behind the line end of the last line, folded ones included. */
  readonly end: number;
}

export interface Header {
  readonly start: number;
  /** Behind the empty line that ends it: where the body begins. */
  readonly end: number;
  readonly fields: readonly HeaderField[];
  /** How many LF stand between `start` and `end`. */
  readonly lines: number;
  /** The empty line is there: neither a boundary nor the message's end cut it. */
  readonly isWhole: boolean;
}

export interface HeaderRange {
  readonly start: number;
  readonly end: number;
  /** True for a line at which the header must end although no empty line came (a MIME boundary). */
  readonly stopsAt?: (lineStart: number, lineEnd: number) => boolean;
  /** Fields behind so many are passed over; `FIELD_LIMIT` where it is not said. */
  readonly fieldLimit?: number;
}

export const FIELD_LIMIT = 5000;
const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const COLON = 58;

export function parseHeader(bytes: Uint8Array, range: HeaderRange): Header {
  const { start, end, stopsAt, fieldLimit = FIELD_LIMIT } = range;
  const fields: HeaderField[] = [];
  let lines = 0;
  let open: { name: string; start: number; valueStart: number } | undefined;
  const close = (at: number): void => {
    if (open !== undefined) fields.push({ ...open, end: at });
    open = undefined;
  };
  let at = start;
  while (at < end) {
    const lf = bytes.indexOf(LF, at);
    const next = lf < 0 || lf >= end ? end : lf + 1;
    if (stopsAt?.(at, next) === true) break;
    if (next > at && bytes[next - 1] === LF) lines++;
    const first = bytes[at];
    if (first === LF || (first === CR && bytes[at + 1] === LF)) {
      close(at);
      return { start, end: next, fields, lines, isWhole: true };
    }
    const isFolded = (first === SPACE || first === TAB) && open !== undefined;
    if (!isFolded) {
      close(at);
      open = fields.length < fieldLimit ? startOfField(bytes, at, next) : undefined;
    }
    at = next;
  }
  close(at);
  return { start, end: at, fields, lines, isWhole: false };
}

/** The value, unfolded (RFC 5322 §2.2.3), without white space around it; each byte one character. */
export function fieldValue(bytes: Uint8Array, field: HeaderField): string {
  return latin1(bytes.subarray(field.valueStart, field.end)).replace(/\r?\n/g, '').trim();
}

/**
 * The value as Dovecot takes it where white space counts: what stands before its first word is left out, of white space
 * alone one character; a folded line begins behind LF. NUL stands as U+FFFD in UTF-8.
 */
export function foldedValue(bytes: Uint8Array, field: HeaderField): string {
  const text = latin1(bytes.subarray(field.valueStart, field.end)).replace(/\r?\n$/, '');
  const value = text.replace(/\r\n/g, '\n').replaceAll('\0', '\xef\xbf\xbd');
  const firstLine = /^[^\n]*/.exec(value)?.[0] ?? '';
  const isBlank = /^[ \t]*$/.test(firstLine);
  return isBlank ? value.slice(Math.min(1, firstLine.length)) : value.replace(/^[ \t]+/, '');
}

/** The values of all fields of that name, in their order. */
export function fieldValues(bytes: Uint8Array, header: Header, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return header.fields.filter((field) => field.name === wanted).map((field) => fieldValue(bytes, field));
}

/** The value of the first field of that name. */
export function firstValue(bytes: Uint8Array, header: Header, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const field = header.fields.find((candidate) => candidate.name === wanted);
  return field && fieldValue(bytes, field);
}

function startOfField(
  bytes: Uint8Array,
  start: number,
  end: number,
): { name: string; start: number; valueStart: number } {
  const colon = bytes.subarray(start, end).indexOf(COLON);
  if (colon < 0) return { name: '', start, valueStart: end };
  const name = latin1(bytes.subarray(start, start + Math.min(colon, 1000)));
  return { name: name.trimEnd().toLowerCase(), start, valueStart: start + colon + 1 };
}
