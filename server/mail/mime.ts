/**
 * A message as a tree of MIME parts, by offsets into its raw bytes (RFC 2045, RFC 2046). One pass over the lines,
 * linear time whatever the bytes say; nothing is copied or decoded. Where a part begins and ends is Dovecot's choice.
 */
import { latin1 } from './bytes.ts';
import { FIELD_LIMIT, foldedValue, type Header, type HeaderField, parseHeader } from './header.ts';
import { type ContentType, parameterOf, parseContentType } from './parameters.ts';

/** A whole message, or one part of a multipart. Its bytes are `header.start` to `bodyEnd`. */
export interface Part {
  readonly header: Header;
  /** Behind the body; the line end before a boundary belongs to the boundary (RFC 2046 §5.1.1). */
  readonly bodyEnd: number;
  /** How many LF stand in the body. */
  readonly bodyLines: number;
  /** Lower case: `text`; empty where it is broken. */
  readonly type: string;
  /** Lower case: `plain`; empty where it is broken or none. */
  readonly subtype: string;
  /** As the header has it; undefined where it has none. */
  readonly contentType: ContentType | undefined;
  /** The content fields count: a part of a multipart, or its header has `Content-Type` or `MIME-Version` (RFC 2045 §4). */
  readonly isMime: boolean;
  /** The parts of a multipart; the one message inside a message/rfc822. */
  readonly children: readonly Part[];
}

/** Parts nested deeper than this are not looked into, as in Dovecot. */
export const NESTING_LIMIT = 100;
/** Boundaries beyond so many parts are text, as in Dovecot. */
export const PART_LIMIT = 10_000;
/** Of all parts together; the fields behind them are passed over. */
export const MESSAGE_FIELD_LIMIT = 50_000;
/** RFC 2046 §5.1.1 allows 70; what a longer one says behind them does not count, as in Dovecot. */
const BOUNDARY_LIMIT = 80;

/** The tree of a message. */
export function parseMime(bytes: Uint8Array): Part {
  return new MimeParser(bytes).parse();
}

interface OpenPart {
  readonly part: { -readonly [K in keyof Part]: Part[K] } & { children: Part[] };
  /** LF before the body. */
  readonly linesBefore: number;
  /** Where the reading of its header ended. */
  readonly bodyStart: number;
  /** A boundary follows its header at once: it has no body. */
  isCut: boolean;
}

interface Boundary {
  readonly text: string;
  /** Of its multipart among the open parts. */
  readonly depth: number;
}

const LF = 10;
const CR = 13;
const HYPHEN = 45;
const TEXT_PLAIN = { type: 'text', subtype: 'plain' };
const MESSAGE_RFC822 = { type: 'message', subtype: 'rfc822' };

class MimeParser {
  readonly #bytes: Uint8Array;
  readonly #open: OpenPart[] = [];
  /** Those of the open multiparts, the longest first, of those the innermost. */
  #boundaries: Boundary[] = [];
  #at = 0;
  #lines = 0;
  #parts = 0;
  #fields = 0;
  /** Behind the last boundary's line. */
  #boundaryEnd = -1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  parse(): Part {
    const root = this.#openPart();
    while (this.#at < this.#bytes.length) this.#line();
    this.#closeDownTo(0, this.#bytes.length, this.#lines);
    return root;
  }

  #line(): void {
    const start = this.#at;
    const end = this.#lineEnd(start);
    this.#at = end;
    const before = this.#lines;
    if (this.#bytes[end - 1] === LF) this.#lines++;
    const boundary = this.#parts >= PART_LIMIT ? undefined : this.#boundaryAt(start, end);
    if (boundary === undefined) return;
    const { depth, text } = boundary;
    this.#closeParts(depth + 1, start, before);
    this.#boundaryEnd = end;
    const behind = start + 2 + text.length;
    const isLast = this.#bytes[behind] === HYPHEN && this.#bytes[behind + 1] === HYPHEN && behind + 2 <= end;
    if (isLast) this.#boundaries = this.#boundaries.filter((one) => one.depth < depth);
    // Behind a boundary that the message ends in there is no part, as in Dovecot.
    else if (this.#bytes[end - 1] === LF) this.#openPart();
  }

  /** Closes the parts within, up to a boundary at `start`; the line end before it belongs to the boundary. */
  #closeParts(depth: number, start: number, lines: number): void {
    // Unless it ends another boundary's line, or a header: it can't belong to both.
    if (start === this.#boundaryEnd || start === this.#open.at(-1)?.bodyStart) this.#closeDownTo(depth, start, lines);
    else this.#closeDownTo(depth, start - this.#lineEndBefore(start), lines - 1);
  }

  /** Opens a part whose header begins here, and the message inside it where it is one. */
  #openPart(): Part {
    const parent = this.#open.at(-1)?.part;
    const header = this.#takeHeader(parent);
    this.#parts++;
    this.#fields += header.fields.length;
    const field = header.fields.find(({ name }) => name === 'content-type');
    const contentType = field && parseContentType(foldedValue(this.#bytes, field));
    const isMime =
      contentType !== undefined ||
      parent?.type === 'multipart' ||
      header.fields.some(({ name }) => name === 'mime-version');
    const isInDigest = parent?.type === 'multipart' && parent.subtype === 'digest';
    const { type, subtype } =
      contentType === undefined ? (isInDigest ? MESSAGE_RFC822 : TEXT_PLAIN) : lowerCase(contentType);
    const part: OpenPart['part'] = {
      header,
      bodyEnd: header.end,
      bodyLines: 0,
      type,
      subtype,
      contentType,
      isMime,
      children: [],
    };
    parent?.children.push(part);
    const mayNest = this.#open.length < NESTING_LIMIT;
    const boundary = type === 'multipart' && contentType ? parameterOf(contentType, 'boundary') : undefined;
    this.#open.push({ part, linesBefore: this.#lines, bodyStart: this.#at, isCut: false });
    if (mayNest && header.isWhole && boundary !== undefined) {
      this.#addBoundary({ text: boundary.slice(0, BOUNDARY_LIMIT), depth: this.#open.length - 1 });
    }
    this.#cutHeader();
    if (mayNest && type === 'message' && subtype === 'rfc822') this.#openPart();
    return part;
  }

  #takeHeader(parent: Part | undefined): Header {
    const cut = this.#open.at(-1)?.isCut === true ? parent?.header.end : undefined;
    if (cut !== undefined) return { start: cut, end: cut, fields: [], lines: 0, isWhole: false };
    const header = parseHeader(this.#bytes, {
      start: this.#at,
      end: this.#bytes.length,
      stopsAt: (start, end) => this.#boundaryAt(start, end) !== undefined,
      fieldLimit: Math.min(FIELD_LIMIT, MESSAGE_FIELD_LIMIT - this.#fields),
    });
    this.#at = header.end;
    this.#lines += header.lines;
    return header;
  }

  /** The line end before a boundary belongs to it, though it be the header's; not before the part's own boundary. */
  #cutHeader(): void {
    const last = this.#open.at(-1);
    if (last === undefined || this.#at >= this.#bytes.length) return;
    const boundary = this.#boundaryAt(this.#at, this.#lineEnd(this.#at));
    if (boundary === undefined || boundary.depth === this.#open.length - 1) return;
    const { part } = last;
    last.isCut = true;
    if (part.header.end === part.header.start) return;
    const end = part.header.end - this.#lineEndBefore(part.header.end);
    part.header = {
      ...part.header,
      fields: part.header.fields.map((field) => cutAt(field, end)),
      end,
      lines: part.header.lines - 1,
    };
    part.bodyEnd = end;
  }

  #closeDownTo(depth: number, end: number, lines: number): void {
    while (this.#open.length > depth) {
      const { part, linesBefore, isCut } = this.#open.pop() ?? {};
      if (part === undefined || linesBefore === undefined) return;
      if (isCut) continue;
      part.bodyEnd = Math.max(part.header.end, end);
      part.bodyLines = Math.max(0, lines - linesBefore);
    }
    this.#boundaries = this.#boundaries.filter((one) => one.depth < depth);
  }

  #addBoundary(added: Boundary): void {
    const at = this.#boundaries.findIndex(({ text }) => text.length <= added.text.length);
    this.#boundaries.splice(at < 0 ? this.#boundaries.length : at, 0, added);
  }

  /** The longest that the line begins with, of those the innermost, as in Dovecot; RFC 2046 §5.1.1 wants no more. */
  #boundaryAt(start: number, end: number): Boundary | undefined {
    const bytes = this.#bytes;
    if (this.#boundaries.length === 0 || bytes[start] !== HYPHEN || bytes[start + 1] !== HYPHEN) return undefined;
    const line = latin1(bytes.subarray(start + 2, Math.min(end, start + BOUNDARY_LIMIT + 8)));
    return this.#boundaries.find((boundary) => line.startsWith(boundary.text));
  }

  #lineEnd(start: number): number {
    const lf = this.#bytes.indexOf(LF, start);
    return lf < 0 ? this.#bytes.length : lf + 1;
  }

  /** How many bytes the line end before `at` takes. */
  #lineEndBefore(at: number): number {
    return this.#bytes[at - 2] === CR ? 2 : 1;
  }
}

function cutAt(field: HeaderField, end: number): HeaderField {
  return field.end <= end ? field : { ...field, valueStart: Math.min(field.valueStart, end), end };
}

function lowerCase({ type, subtype }: ContentType): { type: string; subtype: string } {
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase() };
}
