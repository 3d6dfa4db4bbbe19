/** The content fields of one part beside its type (RFC 2045, RFC 2183, RFC 3282, RFC 2557, RFC 1864), as Dovecot takes them. */
import { foldedValue, type HeaderField } from './header.ts';
import type { Part } from './mime.ts';
import { type ContentDisposition, parseDisposition, parseLanguages, parseTransferEncoding } from './parameters.ts';

export interface Content {
  readonly id?: string;
  readonly description?: string;
  readonly transferEncoding?: string;
  readonly md5?: string;
  readonly disposition?: ContentDisposition;
  readonly languages: readonly string[];
  readonly location?: string;
}

/** Of a repeated field the first that can be read counts; of dispositions the first with parameters, else the last. */
export function contentOf(bytes: Uint8Array, part: Part): Content {
  const content: { -readonly [K in keyof Content]: Content[K] } = { languages: [] };
  if (!part.isMime) return content;
  for (const field of part.header.fields) if (field.name.startsWith('content-')) take(content, bytes, field);
  return content;
}

function take(content: { -readonly [K in keyof Content]: Content[K] }, bytes: Uint8Array, field: HeaderField): void {
  const value = foldedValue(bytes, field);
  switch (field.name) {
    case 'content-id':
      content.id ??= value;
      break;
    case 'content-description':
      content.description ??= value;
      break;
    case 'content-md5':
      content.md5 ??= value;
      break;
    case 'content-location':
      content.location ??= value;
      break;
    case 'content-transfer-encoding': {
      const encoding = content.transferEncoding ?? parseTransferEncoding(value);
      if (encoding !== undefined) content.transferEncoding = encoding;
      break;
    }
    case 'content-language':
      if (content.languages.length === 0) content.languages = parseLanguages(value);
      break;
    case 'content-disposition': {
      if ((content.disposition?.parameters.length ?? 0) > 0) break;
      const disposition = parseDisposition(value);
      if (disposition !== undefined) content.disposition = disposition;
    }
  }
}
