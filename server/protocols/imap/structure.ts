/** ENVELOPE, BODY and BODYSTRUCTURE as FETCH writes them (RFC 3501 §7.4.2), in the shape of Dovecot. */
import type { AddressItem } from '../../mail/address.ts';
import { type Envelope, envelopeOf } from '../../mail/envelope.ts';
import { type Content, contentOf } from '../../mail/content.ts';
import type { Part } from '../../mail/mime.ts';
import type { ContentDisposition, Parameters } from '../../mail/parameters.ts';
import { writeHumanString, writeLineNstring, writeNstring, writeString } from './strings.ts';

/** How much of the structure is told: BODY is BODYSTRUCTURE without its extension data. */
export type Extent = 'basic' | 'extended';

export function writeEnvelope(envelope: Envelope): string {
  return `(${[
    writeLineNstring(envelope.date),
    writeHumanString(envelope.subject),
    writeAddresses(envelope.from),
    writeAddresses(envelope.sender),
    writeAddresses(envelope.replyTo),
    writeAddresses(envelope.to),
    writeAddresses(envelope.cc),
    writeAddresses(envelope.bcc),
    writeLineNstring(envelope.inReplyTo),
    writeLineNstring(envelope.messageId),
  ].join(' ')})`;
}

function writeAddresses(items: readonly AddressItem[]): string {
  return items.length === 0 ? 'NIL' : `(${items.map(writeAddress).join('')})`;
}

function writeAddress(item: AddressItem): string {
  switch (item.type) {
    case 'group-start':
      return `(NIL NIL ${writeNstring(item.name)} NIL)`;
    case 'group-end':
      return '(NIL NIL NIL NIL)';
    case 'address': {
      const { name, route, localPart = 'MISSING_MAILBOX', domain } = item;
      const host = writeNstring(domain || 'MISSING_DOMAIN');
      const parts = [writeHumanString(name), writeNstring(route), writeNstring(localPart), host];
      return `(${parts.join(' ')})`;
    }
  }
}

/** @param bytes the whole message that the part is in */
export function writeStructure(bytes: Uint8Array, part: Part, extent: Extent): string {
  return part.type === 'multipart' ? writeMultipart(bytes, part, extent) : writeLeaf(bytes, part, extent);
}

const EMPTY_PART = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0';

function writeMultipart(bytes: Uint8Array, part: Part, extent: Extent): string {
  const children = part.children.map((child) => writeStructure(bytes, child, extent)).join('');
  // A multipart without parts can't be written: one is made up, as in Dovecot.
  const parts = children || `${EMPTY_PART}${extent === 'extended' ? ' NIL NIL NIL NIL' : ''})`;
  const parameters = writeParameters(part.contentType?.parameters ?? []);
  const extension = extent === 'basic' ? '' : ` ${parameters} ${writeExtension(contentOf(bytes, part))}`;
  return `(${parts} ${writeString(part.contentType?.subtype ?? '')}${extension})`;
}

function writeLeaf(bytes: Uint8Array, part: Part, extent: Extent): string {
  const isText = part.type === 'text';
  const content = contentOf(bytes, part);
  const [message] = part.children;
  const fields = [
    ...writeType(part),
    writeParameters(parametersOf(part)),
    writeLineNstring(content.id),
    writeLineNstring(content.description),
    writeString(content.transferEncoding ?? '7bit'),
    String(part.bodyEnd - part.header.end),
  ];
  if (message !== undefined) {
    fields.push(writeEnvelope(envelopeOf(bytes, message.header)), writeStructure(bytes, message, extent));
  }
  if (isText || message !== undefined) fields.push(String(part.bodyLines));
  if (extent === 'extended') fields.push(writeLineNstring(content.md5), writeExtension(content));
  return `(${fields.join(' ')})`;
}

function writeType({ contentType, type, subtype, children }: Part): readonly string[] {
  if (contentType === undefined || children.length > 0) return [writeString(type), writeString(subtype)];
  return [writeString(contentType.type), writeString(contentType.subtype)];
}

/** Disposition, language, location. */
function writeExtension({ disposition, languages, location }: Content): string {
  const language = languages.length === 0 ? 'NIL' : `(${languages.map(writeString).join(' ')})`;
  return `${writeDisposition(disposition)} ${language} ${writeLineNstring(location)}`;
}

function writeDisposition(disposition: ContentDisposition | undefined): string {
  if (disposition === undefined) return 'NIL';
  return `(${writeString(disposition.value)} ${writeParameters(disposition.parameters)})`;
}

/** A text part always has a charset: us-ascii where it names none (RFC 2045 §5.2). */
function parametersOf({ type, contentType }: Part): Parameters {
  const parameters = contentType?.parameters ?? [];
  const hasCharset = parameters.some(([name]) => name.toLowerCase() === 'charset');
  return type !== 'text' || hasCharset ? parameters : [...parameters, ['charset', 'us-ascii']];
}

function writeParameters(parameters: Parameters): string {
  if (parameters.length === 0) return 'NIL';
  return `(${parameters.map(([name, text]) => `${writeString(name)} ${writeString(text)}`).join(' ')})`;
}
