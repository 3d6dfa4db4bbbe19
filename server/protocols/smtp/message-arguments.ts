/** The arguments of the exchange that a message text is: what a lab may ask of it. Bounded; never throws. */
import type { ArgumentValue } from '../../../labs/observation.ts';
import { latin1 } from '../lines.ts';
import type { MessageText } from './message-text.ts';
import { headerEnd } from './trace.ts';

const HEADERS_LIMIT = 200;
const HEADER_LENGTH_LIMIT = 1000;

/** `from`, `to`, `subject`, `headers`, `text`, `hasBlankLine`; a field that is not there has no argument. */
export function describeMessage(message: MessageText): Readonly<Record<string, ArgumentValue>> {
  const bytes = message.take();
  const end = headerEnd(bytes);
  const headers = fieldsOf(latin1(bytes.subarray(0, end)));
  // The empty line that parts header and body is no part of either.
  const hasBlankLine = bytes[end] === 13 && bytes[end + 1] === 10;
  const described: Record<string, ArgumentValue> = {
    headers,
    text: new TextDecoder('utf-8').decode(bytes.subarray(hasBlankLine ? end + 2 : end)),
    hasBlankLine,
  };
  for (const name of ['from', 'to', 'subject']) {
    const field = headers.find((header) => header.toLowerCase().startsWith(`${name}:`));
    if (field !== undefined) described[name] = field.slice(name.length + 1).trim();
  }
  return described;
}

/** `name: value` each, unfolded (RFC 5322 §2.2.3). */
function fieldsOf(header: string): string[] {
  const fields: string[] = [];
  for (const line of header.split('\r\n')) {
    if (line === '') continue;
    const before = fields.at(-1);
    if (/^[ \t]/.test(line) && before !== undefined) {
      if (before.length < HEADER_LENGTH_LIMIT)
        fields[fields.length - 1] = `${before}${line}`.slice(0, HEADER_LENGTH_LIMIT);
      continue;
    }
    if (fields.length >= HEADERS_LIMIT) break;
    const colon = line.indexOf(':');
    fields.push(`${line.slice(0, colon).trim()}: ${line.slice(colon + 1).trim()}`.slice(0, HEADER_LENGTH_LIMIT));
  }
  return fields;
}
