/** The bytes that BODY[section]<partial> means (RFC 3501 §6.4.5). Views of the message's own bytes wherever possible. */
import type { Header } from '../../mail/header.ts';
import type { Message } from '../../mail/message.ts';
import type { Part } from '../../mail/mime.ts';
import { joinBytes } from '../lines.ts';
import type { Section, SectionItem } from './fetch-items.ts';

const NOTHING = new Uint8Array(0);
const CRLF = Uint8Array.of(13, 10);

/** Empty where the message has no such part, as in Dovecot. */
export function bytesOfSection(message: Message, { section, partial }: SectionItem): Uint8Array {
  const bytes = wholeSection(message, section);
  return partial === undefined ? bytes : bytes.subarray(partial.start, partial.start + partial.count);
}

function wholeSection(message: Message, section: Section): Uint8Array {
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
  const inner = part.type === 'message' ? (part.children[0] ?? part) : part;
  return section.of === 'text'
    ? bytes.subarray(inner.header.end, inner.bodyEnd)
    : headerSection(bytes, inner.header, section);
}

function headerSection(bytes: Uint8Array, header: Header, { of, fields }: Section): Uint8Array {
  if (of !== 'fields' && of !== 'fields-not') return bytes.subarray(header.start, header.end);
  const wanted = new Set(fields.map((field) => field.toLowerCase()));
  const chosen = header.fields.filter((field) => field.name !== '' && wanted.has(field.name) === (of === 'fields'));
  return joinBytes([...chosen.map((field) => bytes.subarray(field.start, field.end)), CRLF]);
}

/** The part of that number; a message that is no multipart has itself as part 1. */
export function findPart(root: Part, path: readonly number[]): Part | undefined {
  let part: Part | undefined = root;
  for (const number of path) {
    const inner: Part | undefined = part?.type === 'message' ? (part.children[0] ?? part) : part;
    if (inner?.type === 'multipart') part = inner.children[number - 1];
    else part = number === 1 ? inner : undefined;
  }
  return part;
}
