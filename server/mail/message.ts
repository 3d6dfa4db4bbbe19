/** A message as others use it: header fields by name, its text, its tree. Everything is found when asked for, and kept. */
import { latin1 } from './bytes.ts';
import { decodeCharset } from './charset.ts';
import { decodeHeaderText } from './encoded-word.ts';
import { fieldValues, type Header, parseHeader } from './header.ts';
import { parseMime, type Part } from './mime.ts';
import { encodingWordOf, parameterOf } from './parameters.ts';
import { decodeTransfer } from './transfer-encoding.ts';

export interface Message {
  /** As it came, with CRLF line ends. */
  readonly bytes: Uint8Array;
  /** The message's own header. */
  readonly fields: Header;
  readonly root: Part;
  /** The values of a header field in their order, unfolded, each byte one character; the name in any case. */
  header(name: string): readonly string[];
  /** Everything behind the empty line, decoded as UTF-8 (bytes that are none as U+FFFD). */
  readonly body: string;
}

const known = new WeakMap<Uint8Array, Message>();

/** The message that the bytes are. The same bytes give the same object: they must not be written to. */
export function parseMessage(bytes: Uint8Array): Message {
  const before = known.get(bytes);
  if (before !== undefined) return before;
  const message = new ParsedMessage(bytes);
  known.set(bytes, message);
  return message;
}

/** The text of a text part: transfer encoding and charset undone. */
export function textOf(bytes: Uint8Array, part: Part): string {
  const [encoding = ''] = fieldValues(bytes, part.header, 'content-transfer-encoding');
  const body = decodeTransfer(bytes.subarray(part.header.end, part.bodyEnd), encodingWordOf(encoding));
  const charset = part.contentType && parameterOf(part.contentType, 'charset');
  return decodeCharset(body, charset ?? 'us-ascii');
}

/** Every part of the tree, a part before its children. */
export function* partsOf(root: Part): Generator<Part> {
  const waiting = [root];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    yield part;
    waiting.push(...part.children.toReversed());
  }
}

/** The header as text, encoded words decoded. */
export function headerText(bytes: Uint8Array, header: Header): string {
  const raw = latin1(bytes.subarray(header.start, header.end)).replace(/\r?\n(?=[ \t])/g, '');
  return decodeHeaderText(raw);
}

class ParsedMessage implements Message {
  readonly bytes: Uint8Array;
  readonly fields: Header;
  #root: Part | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.fields = parseHeader(bytes, { start: 0, end: bytes.length });
  }

  get root(): Part {
    this.#root ??= parseMime(this.bytes);
    return this.#root;
  }

  header(name: string): readonly string[] {
    return fieldValues(this.bytes, this.fields, name);
  }

  get body(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes.subarray(this.fields.end));
  }
}
