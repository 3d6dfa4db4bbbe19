/**
 * A message as a tree of MIME parts, by offsets into its raw bytes (RFC 2045, RFC 2046). One pass over the lines,
 * linear time whatever the bytes say; nothing is copied or decoded.
 */
import { firstValue, type Header, parseHeader } from './header.ts';
import { latin1 } from './bytes.ts';
import { type ParameterizedValue, parameterOf, parseParameterized } from './parameters.ts';

/** A whole message, or one part of a multipart. Its bytes are `header.start` to `bodyEnd`. */
export interface Part {
  readonly header: Header;
  /** Behind the body; the line end before a boundary belongs to the boundary (RFC 2046 §5.1.1). */
  readonly bodyEnd: number;
  /** How many LF stand in the body. */
  readonly bodyLines: number;
  /** Lower case: `text`. */
  readonly type: string;
  /** Lower case: `plain`. */
  readonly subtype: string;
  /** As the header has it; undefined where it has none that can be read. */
  readonly contentType: ParameterizedValue | undefined;
  /** The parts of a multipart; the one message inside a message/rfc822. */
  readonly children: readonly Part[];
}

/** Parts nested deeper than this are not looked into, as in Dovecot. */
export const NESTING_LIMIT = 100;
/** Boundaries beyond so many parts are text, as in Dovecot. */
export const PART_LIMIT = 10_000;
/** RFC 2046 §5.1.1 allows 70; mails of the wild have longer ones. */
const BOUNDARY_LIMIT = 1000;

/** The tree of a message. */
export function parseMime(bytes: Uint8Array): Part {
  return new MimeParser(bytes).parse();
}

interface OpenPart {
  readonly part: { -readonly [K in keyof Part]: Part[K] } & { children: OpenChildren };
  /** LF before the body. */
  readonly linesBefore: number;
  readonly boundary: string | undefined;
}

type OpenChildren = Part[];

class MimeParser {
  readonly #bytes: Uint8Array;
  readonly #open: OpenPart[] = [];
  /** Depths of the open multiparts with that boundary, the innermost last. */
  readonly #boundaries = new Map<string, number[]>();
  #at = 0;
  #lines = 0;
  #parts = 0;
  /** Behind the last boundary's line. */
  #boundaryEnd = -1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  parse(): Part {
    const root = this.#openPart('text/plain');
    while (this.#at < this.#bytes.length) this.#line();
    this.#closeDownTo(0, this.#bytes.length, this.#lines);
    return root;
  }

  #line(): void {
    const start = this.#at;
    const end = this.#lineEnd(start);
    this.#at = end;
    const before = this.#lines;
    if (this.#bytes[end - 1] === 10) this.#lines++;
    const boundary = this.#boundaryAt(start, end);
    if (boundary === undefined || this.#parts >= PART_LIMIT) return;
    this.#closeParts(boundary.depth + 1, start, before);
    this.#boundaryEnd = end;
    const multipart = this.#open[boundary.depth];
    if (multipart === undefined) return;
    if (boundary.isLast) this.#forget(multipart);
    else this.#openPart(multipart.part.subtype === 'digest' ? 'message/rfc822' : 'text/plain');
  }

  /** Closes the parts within, up to a boundary at `start`; the line end before it belongs to the boundary. */
  #closeParts(depth: number, start: number, lines: number): void {
    // Unless it ends another boundary's line: it can't belong to both.
    if (start === this.#boundaryEnd || this.#bytes[start - 1] !== 10) {
      this.#closeDownTo(depth, start, lines);
      return;
    }
    const end = this.#bytes[start - 2] === 13 ? start - 2 : start - 1;
    this.#closeDownTo(depth, end, lines - 1);
  }

  /** Opens a part whose header begins here, and the message inside it where it is one. */
  #openPart(defaultType: string): Part {
    const header = parseHeader(this.#bytes, {
      start: this.#at,
      end: this.#bytes.length,
      stopsAt: (start, end) => this.#boundaryAt(start, end) !== undefined,
    });
    this.#at = header.end;
    this.#lines += header.lines;
    this.#parts++;
    const field = firstValue(this.#bytes, header, 'content-type');
    const contentType = field === undefined ? undefined : typeOf(field);
    const [type = '', subtype = ''] = (contentType?.value ?? defaultType).toLowerCase().split('/');
    const boundary = type === 'multipart' && contentType ? parameterOf(contentType, 'boundary') : undefined;
    const part: OpenPart['part'] = {
      header,
      bodyEnd: header.end,
      bodyLines: 0,
      type,
      subtype,
      contentType,
      children: [],
    };
    this.#open.at(-1)?.part.children.push(part);
    const mayNest = this.#open.length < NESTING_LIMIT;
    const isOpenMultipart = mayNest && boundary !== undefined && boundary !== '' && boundary.length <= BOUNDARY_LIMIT;
    this.#open.push({ part, linesBefore: this.#lines, boundary: isOpenMultipart ? boundary : undefined });
    if (isOpenMultipart) {
      const depths = this.#boundaries.get(boundary);
      if (depths === undefined) this.#boundaries.set(boundary, [this.#open.length - 1]);
      else depths.push(this.#open.length - 1);
    }
    if (mayNest && type === 'message' && subtype === 'rfc822') this.#openPart('text/plain');
    return part;
  }

  #closeDownTo(depth: number, end: number, lines: number): void {
    while (this.#open.length > depth) {
      const closed = this.#open.pop();
      if (closed === undefined) return;
      this.#forget(closed);
      const { part } = closed;
      part.bodyEnd = Math.max(part.header.end, end);
      part.bodyLines = Math.max(0, lines - closed.linesBefore);
    }
  }

  /** The multipart's boundary is text from now on. */
  #forget({ boundary, part }: OpenPart): void {
    if (boundary === undefined) return;
    const depths = this.#boundaries.get(boundary);
    if (depths === undefined) return;
    const at = depths.findLastIndex((depth) => this.#open[depth] === undefined || this.#open[depth].part === part);
    if (at >= 0) depths.splice(at, 1);
    if (depths.length === 0) this.#boundaries.delete(boundary);
  }

  #boundaryAt(start: number, end: number): { depth: number; isLast: boolean } | undefined {
    const bytes = this.#bytes;
    if (bytes[start] !== 45 || bytes[start + 1] !== 45) return undefined;
    if (this.#boundaries.size === 0 || end - start > BOUNDARY_LIMIT + 100) return undefined;
    const text = latin1(bytes.subarray(start + 2, end)).trimEnd();
    const depth = this.#boundaries.get(text)?.at(-1);
    if (depth !== undefined) return { depth, isLast: false };
    if (!text.endsWith('--')) return undefined;
    const last = this.#boundaries.get(text.slice(0, -2))?.at(-1);
    return last === undefined ? undefined : { depth: last, isLast: true };
  }

  #lineEnd(start: number): number {
    const lf = this.#bytes.indexOf(10, start);
    return lf < 0 ? this.#bytes.length : lf + 1;
  }
}

function typeOf(field: string): ParameterizedValue | undefined {
  const parsed = parseParameterized(field);
  return /^[^\s/]+\/[^\s/]+$/.test(parsed.value) ? parsed : undefined;
}
