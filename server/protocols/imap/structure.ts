/** ENVELOPE, BODY and BODYSTRUCTURE as FETCH writes them (RFC 3501 §7.4.2), in the shape of Dovecot. */
import type { AddressItem } from '../../mail/address.ts';
import { type Envelope, envelopeOf } from '../../mail/envelope.ts';
import { firstValue } from '../../mail/header.ts';
import type { Part } from '../../mail/mime.ts';
import { type ParameterizedValue, parseParameterized } from '../../mail/parameters.ts';
import { writeHumanString, writeNstring, writeString } from './strings.ts';

/** How much of the structure is told: BODY is BODYSTRUCTURE without its extension data. */
export type Extent = 'basic' | 'extended';

export function writeEnvelope(envelope: Envelope): string {
  return `(${[
    writeNstring(envelope.date),
    writeHumanString(envelope.subject),
    writeAddresses(envelope.from),
    writeAddresses(envelope.sender),
    writeAddresses(envelope.replyTo),
    writeAddresses(envelope.to),
    writeAddresses(envelope.cc),
    writeAddresses(envelope.bcc),
    writeNstring(envelope.inReplyTo),
    writeNstring(envelope.messageId),
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
      const { name, route, localPart = 'MISSING_MAILBOX', domain = 'MISSING_DOMAIN' } = item;
      const parts = [writeHumanString(name), writeNstring(route), writeNstring(localPart), writeNstring(domain)];
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
  const extension = extent === 'basic' ? '' : ` ${writeParameters(part.contentType)} ${writeExtension(bytes, part)}`;
  return `(${parts} ${writeString(part.subtype)}${extension})`;
}

function writeLeaf(bytes: Uint8Array, part: Part, extent: Extent): string {
  const isText = part.type === 'text';
  const fields = [
    writeString(part.type),
    writeString(part.subtype),
    writeParameters(part.contentType, isText),
    writeNstring(firstValue(bytes, part.header, 'content-id')),
    writeNstring(firstValue(bytes, part.header, 'content-description')),
    writeString(firstValue(bytes, part.header, 'content-transfer-encoding') ?? '7bit'),
    String(part.bodyEnd - part.header.end),
  ];
  const [message] = part.children;
  if (message !== undefined) {
    fields.push(writeEnvelope(envelopeOf(bytes, message.header)), writeStructure(bytes, message, extent));
  }
  if (isText || message !== undefined) fields.push(String(part.bodyLines));
  if (extent === 'extended') {
    fields.push(writeNstring(firstValue(bytes, part.header, 'content-md5')), writeExtension(bytes, part));
  }
  return `(${fields.join(' ')})`;
}

/** Disposition, language, location. */
function writeExtension(bytes: Uint8Array, part: Part): string {
  const disposition = firstValue(bytes, part.header, 'content-disposition');
  const language = firstValue(bytes, part.header, 'content-language');
  const location = firstValue(bytes, part.header, 'content-location');
  return [writeDisposition(disposition), writeLanguage(language), writeNstring(location)].join(' ');
}

function writeDisposition(field: string | undefined): string {
  if (field === undefined) return 'NIL';
  const disposition = parseParameterized(field);
  return `(${writeString(disposition.value)} ${writeParameters(disposition)})`;
}

function writeLanguage(field: string | undefined): string {
  if (field === undefined) return 'NIL';
  const languages = field.split(',').map((language) => language.trim());
  return `(${languages
    .filter((language) => language !== '')
    .map(writeString)
    .join(' ')})`;
}

/** A text part always has a charset: us-ascii where it names none (RFC 2045 §5.2). */
function writeParameters(value: ParameterizedValue | undefined, isText = false): string {
  const parameters = [...(value?.parameters ?? [])];
  if (isText && !parameters.some(([name]) => name.toLowerCase() === 'charset'))
    parameters.push(['charset', 'us-ascii']);
  if (parameters.length === 0) return 'NIL';
  return `(${parameters.map(([name, text]) => `${writeString(name)} ${writeString(text)}`).join(' ')})`;
}
