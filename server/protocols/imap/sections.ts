/** The bytes that BODY[section]<partial> means (RFC 3501 §6.4.5). Views of the message's own bytes wherever possible. */
import type { Header } from '../../mail/header.ts';
import type { Message } from '../../mail/message.ts';
import type { Part } from '../../mail/mime.ts';
import { joinBytes } from '../lines.ts';
import type { Partial, Section } from './fetch-sections.ts';

const NOTHING = new Uint8Array(0);
const CRLF = Uint8Array.of(13, 10);
const CR = 13;
const LF = 10;
const NUL_REPLACED = 0x80;

/** Empty where the message has no such part, as in Dovecot. */
export function bytesOfSection(message: Message, section: Section, partial?: Partial): Uint8Array {
  const bytes = cut(wholeSection(message, section), partial);
  return holdsNul(message) ? withoutNul(bytes) : bytes;
}

const known = new WeakMap<Uint8Array, boolean>();

/** Most messages hold none, and are asked for again and again: each is looked through once. */
export function holdsNul({ bytes }: Message): boolean {
  let holds = known.get(bytes);
  if (holds === undefined) {
    holds = bytes.includes(0);
    known.set(bytes, holds);
  }
  return holds;
}

export function cut(bytes: Uint8Array, partial: Partial | undefined): Uint8Array {
  return partial === undefined ? bytes : bytes.subarray(partial.start, partial.start + partial.count);
}

/** No literal but literal8 may hold a NUL (RFC 3501 §9): Dovecot sends 0x80 in its place. */
function withoutNul(bytes: Uint8Array): Uint8Array {
  let at = bytes.indexOf(0);
  if (at < 0) return bytes;
  const replaced = bytes.slice();
  for (; at >= 0; at = bytes.indexOf(0, at + 1)) replaced[at] = NUL_REPLACED;
  return replaced;
}

/** As it stands in the message, NULs included. */
export function wholeSection(message: Message, section: Section): Uint8Array {
  const { bytes } = message;
  if (section.path.length === 0) {
    // The tree is not needed: the commonest case.
    switch (section.of) {
      case 'all':
        return bytes;
      case 'text':
        return bytes.subarray(message.fields.end);
      default:
        return headerSection(bytes, message.fields, section);
    }
  }
  const part = findPart(message.root, section.path);
  if (part === undefined) return NOTHING;
  if (section.of === 'all') return bytes.subarray(part.header.end, part.bodyEnd);
  if (section.of === 'mime') return headerSection(bytes, part.header, section);
  // HEADER and TEXT are of the message that the part holds.
  const inner = messageIn(part);
  if (inner === undefined) return NOTHING;
  return section.of === 'text'
    ? bytes.subarray(inner.header.end, inner.bodyEnd)
    : headerSection(bytes, inner.header, section);
}

function headerSection(bytes: Uint8Array, header: Header, { of, wanted }: Section): Uint8Array {
  switch (of) {
    case 'fields': {
      const runs = runsOf(bytes, header, (name) => name !== '' && wanted.has(name));
      return joinBytes([...runs, CRLF]);
    }
    case 'fields-not': {
      const runs = runsOf(bytes, header, (name) => !wanted.has(name));
      return joinBytes(endsInEmptyLine(bytes, header) ? [...runs, CRLF] : runs);
    }
    default:
      return bytes.subarray(header.start, header.end);
  }
}

/** The fields that are chosen, those that stand side by side in one piece. */
function runsOf(bytes: Uint8Array, header: Header, isChosen: (name: string) => boolean): Uint8Array[] {
  const runs: Uint8Array[] = [];
  let start = 0;
  let end = 0;
  for (const field of header.fields) {
    if (!isChosen(field.name)) continue;
    if (field.start !== end) {
      if (end > start) runs.push(bytes.subarray(start, end));
      start = field.start;
    }
    end = field.end;
  }
  if (end > start) runs.push(bytes.subarray(start, end));
  return runs;
}

/** A header may also end with the message, or at a boundary. */
function endsInEmptyLine(bytes: Uint8Array, { start, end }: Header): boolean {
  if (end <= start || bytes[end - 1] !== LF) return false;
  const line = bytes[end - 2] === CR && end - 2 >= start ? end - 2 : end - 1;
  return line === start || bytes[line - 1] === LF;
}

/**
 * The part of that number, counted as Dovecot counts: a message that is no multipart has itself as part 1, so has a part
 * that is none; the first part also answers to 0.
 */
export function findPart(root: Part, path: readonly number[]): Part | undefined {
  let part: Part | undefined = root;
  for (const [i, number] of path.entries()) {
    const hasMore = i < path.length - 1;
    if (part?.type === 'multipart') {
      part = part.children[Math.max(number, 1) - 1];
      if (hasMore && part !== undefined) part = messageIn(part) ?? part;
    } else if (number !== 1 || part === undefined) return undefined;
    else if (hasMore) part = messageIn(part);
  }
  return part;
}

function messageIn(part: Part): Part | undefined {
  return part.type === 'message' ? part.children[0] : undefined;
}
