/**
 * PREVIEW (RFC 8970): the beginning of a message's first text as Dovecot makes it, with single spaces and without quoted
 * lines; where all is quoted, the beginning of that. Looks at no more of a long text than it needs.
 */
import { decodeCharset, isKnownCharset } from '../../mail/charset.ts';
import type { Message } from '../../mail/message.ts';
import type { Part } from '../../mail/mime.ts';
import { parameterOf } from '../../mail/parameters.ts';
import { decodeTransfer } from '../../mail/transfer-encoding.ts';
import { bodyOf, encodingOf, endOfBase64 } from './binary.ts';
import { textOfHtml } from './preview-html.ts';

/** Dovecot's; RFC 8970 §3.1 allows 256. */
const LIMIT_CHARACTERS = 200;
/** Mostly enough for the whole preview, whatever the text is written in. */
const BEGINNING_BYTES = 16_384;

/** Empty where the message has no text. */
export function previewOf({ bytes, root }: Message): string {
  const part = firstText(root);
  if (part === undefined) return '';
  const body = bodyOf(bytes, part);
  if (body.length > BEGINNING_BYTES) {
    const beginning = snippetOf(decodedText(bytes, part, body.subarray(0, BEGINNING_BYTES)));
    if (beginning.isFull) return beginning.text;
  }
  return snippetOf(decodedText(bytes, part, body)).text;
}

/** Not inside a message that is attached; of alternatives plain text, as in Dovecot. */
function firstText(part: Part): Part | undefined {
  if (part.type === 'text') return part;
  if (part.type !== 'multipart') return undefined;
  const { children } = part;
  const preferred =
    part.subtype === 'alternative' ? (textAmong(children, 'plain') ?? textAmong(children, 'html')) : undefined;
  if (preferred !== undefined) return preferred;
  for (const child of children) {
    const found = firstText(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textAmong(children: readonly Part[], subtype: string): Part | undefined {
  return children.find((child) => child.type === 'text' && child.subtype === subtype);
}

function decodedText(bytes: Uint8Array, part: Part, body: Uint8Array): string {
  const decoded = decodedBody(body, encodingOf(bytes, part));
  const charset = (part.contentType && parameterOf(part.contentType, 'charset')) ?? 'us-ascii';
  const text = isKnownCharset(charset) ? decodeCharset(decoded, charset) : asciiBeginning(decoded);
  // However many bytes in a row are no text, Dovecot shows one character for them.
  const shown = text.replace(/\ufffd+/g, '\ufffd');
  return part.subtype === 'html' ? textOfHtml(shown) : shown;
}

function decodedBody(body: Uint8Array, encoding: string | undefined): Uint8Array {
  switch (encoding) {
    case undefined:
      return body;
    case 'base64':
      return decodeTransfer(body.subarray(0, endOfBase64(body)), encoding);
    case 'quoted-printable':
      return decodeTransfer(body, encoding);
    default:
      return new Uint8Array(0);
  }
}

function asciiBeginning(bytes: Uint8Array): string {
  const end = bytes.findIndex((byte) => byte > 0x7f);
  return decodeCharset(end < 0 ? bytes : bytes.subarray(0, end), 'us-ascii');
}

/** Text that is gathered, runs of white space as one space. */
class Gathered {
  readonly #limit: number;
  #count = 0;
  #needsSpace = false;
  text = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Where another word does not fit, it is full before the limit. */
  get isFull(): boolean {
    return this.#count + (this.#needsSpace ? 1 : 0) >= this.#limit;
  }

  addSpace(): void {
    this.#needsSpace = this.#count > 0;
  }

  add(character: string): void {
    if (this.isFull) return;
    if (this.#needsSpace) {
      this.text += ' ';
      this.#count++;
      this.#needsSpace = false;
    }
    this.text += character;
    this.#count++;
  }
}

function snippetOf(text: string): { readonly text: string; readonly isFull: boolean } {
  const own = new Gathered(LIMIT_CHARACTERS);
  const quoted = new Gathered(LIMIT_CHARACTERS - 1);
  let line = own;
  let isAtLineStart = true;
  for (const character of text) {
    if (isAtLineStart) {
      isAtLineStart = false;
      line = character === '>' ? quoted : own;
      if (character === '>') continue;
    }
    switch (character) {
      case '\n':
        isAtLineStart = true;
        line.addSpace();
        break;
      case ' ':
      case '\t':
      case '\r':
        line.addSpace();
        break;
      case '\0':
        break;
      default:
        // Only a character that is left out tells that there is more.
        if (line === own && own.isFull) return { text: own.text, isFull: true };
        line.add(character);
    }
  }
  return { text: own.text === '' && quoted.text !== '' ? `>${quoted.text}` : own.text, isFull: false };
}
