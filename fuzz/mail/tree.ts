/** What is always so of a message's tree: offsets nest, lines are counted, and BODYSTRUCTURE tells what BODY[n] gives. */
import { latin1 } from '../../server/mail/bytes.ts';
import { envelopeOf } from '../../server/mail/envelope.ts';
import type { Header } from '../../server/mail/header.ts';
import { type Message, partsOf } from '../../server/mail/message.ts';
import { NESTING_LIMIT, PART_LIMIT, type Part } from '../../server/mail/mime.ts';
import type { Section } from '../../server/protocols/imap/fetch-sections.ts';
import { wholeSection } from '../../server/protocols/imap/sections.ts';
import { writeEnvelope, writeStructure } from '../../server/protocols/imap/structure.ts';
import { expected } from './expected.ts';
import { parseValue, type Value } from './response.ts';

export function expectTree({ bytes, root }: Message): void {
  expected(root.header.start === 0 && root.bodyEnd === bytes.length, 'the root to be all of the message');
  let parts = 0;
  for (const part of partsOf(root)) {
    parts++;
    expectPart(bytes, part);
  }
  // A message inside a part comes with it.
  expected(parts <= PART_LIMIT + NESTING_LIMIT, `at most ${PART_LIMIT} parts`);
}

function expectPart(bytes: Uint8Array, part: Part): void {
  const { header, bodyEnd, bodyLines, children } = part;
  expectHeader(bytes, header);
  expected(header.end <= bodyEnd && bodyEnd <= bytes.length, 'a body behind its header');
  expected(bodyLines === linesOf(bytes, header.end, bodyEnd), 'bodyLines to count the LF of the body', bodyLines);
  let behind = header.end;
  for (const child of children) {
    expected(child.header.start >= behind, 'children in order, none within another');
    // A header that a boundary cuts short keeps its line end, which is no longer the body's around it.
    const end = child.bodyEnd === child.header.end ? child.header.start : child.bodyEnd;
    expected(end <= bodyEnd, 'children within their parent');
    behind = child.bodyEnd;
  }
}

export function expectHeader(bytes: Uint8Array, { start, end, fields, lines }: Header): void {
  expected(start <= end && end <= bytes.length, 'a header within its bytes');
  expected(lines === linesOf(bytes, start, end), 'header.lines to count the LF of the header', lines);
  let behind = start;
  for (const field of fields) {
    const isNested = field.start >= behind && field.valueStart >= field.start && field.end >= field.valueStart;
    expected(isNested && field.end <= end, 'fields in order within their header');
    expected(field.name === field.name.toLowerCase(), 'a name in lower case');
    behind = field.end;
  }
}

function linesOf(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(10, start); at >= 0 && at < end; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

/** RFC 3501 §7.4.2: both extents are well formed, and each part that is named has the size and the lines that are told. */
export function expectStructure(message: Message): void {
  const { bytes, root } = message;
  expectEnvelope(parseValue(writeEnvelope(envelopeOf(bytes, message.fields))));
  parseValue(writeStructure(bytes, root, 'basic'));
  expectTold(message, parseValue(writeStructure(bytes, root, 'extended')), []);
}

function expectTold(message: Message, told: Value, path: readonly number[]): void {
  expected(isList(told), 'a structure to be a list');
  if (isList(told[0])) {
    const parts = told.filter((value, i) => isList(value) && told.slice(0, i).every(isList));
    for (const [i, part] of parts.entries()) expectTold(message, part, [...path, i + 1]);
    expected(typeof told[parts.length] === 'string', 'a subtype behind the parts of a multipart');
    return;
  }
  const own = path.length === 0 ? [1] : path;
  const [type, subtype, , , , encoding, size, ...rest] = told;
  expected(
    [type, subtype, encoding].every((word) => typeof word === 'string'),
    'words for type, subtype and encoding',
  );
  const body = wholeSection(message, { ...ALL, path: own });
  expected(size === body.length, `the size that is told of BODY[${own.join('.')}], ${body.length},`, size);
  const lines = linesOf(body, 0, body.length);
  if (type === 'text') expected(rest[0] === lines, `the lines of BODY[${own.join('.')}], ${lines},`, rest[0]);
  // Behind the size: an envelope, the structure and lines of the message within, where it is looked into.
  if (type !== 'message' || !isList(rest[0]) || !isList(rest[1])) return;
  expectEnvelope(rest[0]);
  expected(rest[2] === lines, `the lines of the message BODY[${own.join('.')}], ${lines},`, rest[2]);
  const isMultipart = isList(rest[1][0]);
  expectTold(message, rest[1], isMultipart ? own : [...own, 1]);
  const [header, text] = (['header', 'text'] as const).map((of) => wholeSection(message, { ...ALL, of, path: own }));
  const both = latin1(header ?? body) + latin1(text ?? body);
  const whole = latin1(body);
  // Where a boundary cuts a header short, the line end before it is now the part's, now nobody's (as in Dovecot).
  const apart = both.length < whole.length ? whole.slice(both.length) : both.slice(whole.length);
  const isSame = both.startsWith(whole) || whole.startsWith(both);
  const isLineEnd = apart === '' || (text?.length === 0 && (apart === '\n' || apart === '\r\n'));
  expected(isSame && isLineEnd, 'HEADER and TEXT to be the message');
}

const ALL: Section = { path: [], of: 'all', fields: [], wanted: new Set() };

function expectEnvelope(told: Value): void {
  expected(isList(told) && told.length === 10, 'ten words of an envelope');
  for (const addresses of told.slice(2, 8)) {
    if (addresses === undefined) continue;
    expected(isList(addresses) && addresses.length > 0, 'addresses, or NIL');
    for (const address of addresses) expected(isList(address) && address.length === 4, 'four words of an address');
  }
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
