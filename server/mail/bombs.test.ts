/** Mails that are made to cost much. What is counted is the work, not the time: it grows no faster than the mail. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ADDRESS_LIMIT, parseAddresses } from './address.ts';
import { latin1Bytes } from './bytes.ts';
import { contentOf } from './content.ts';
import { envelopeOf } from './envelope.ts';
import { parseMessage, partsOf } from './message.ts';
import { MESSAGE_FIELD_LIMIT, NESTING_LIMIT, PART_LIMIT } from './mime.ts';
import { parseContentType, parseLanguages } from './parameters.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** How often bytes are searched and cut, and patterns matched, while the work is done. */
function operationsOf(work: () => void): number {
  const spies = [
    vi.spyOn(Uint8Array.prototype, 'indexOf'),
    vi.spyOn(Uint8Array.prototype, 'subarray'),
    vi.spyOn(RegExp.prototype, 'exec'),
    vi.spyOn(String.prototype, 'startsWith'),
  ];
  work();
  const operations = spies.reduce((sum, spy) => sum + spy.mock.results.length, 0);
  for (const spy of spies) spy.mockRestore();
  return operations;
}

function expectLinear(make: (size: number) => string, work: (bytes: Uint8Array) => void, size: number): void {
  const [one = 0, two = 0, three = 0] = [1, 2, 3].map((times) => {
    const bytes = latin1Bytes(make(times * size));
    return operationsOf(() => {
      work(bytes);
    });
  });
  expect(three - two).toBeLessThanOrEqual(1.1 * Math.max(two - one, one) + 1000);
}

/** Everything that is told of a message. */
function readAll(bytes: Uint8Array): void {
  const message = parseMessage(bytes);
  envelopeOf(bytes, message.fields);
  for (const part of partsOf(message.root)) contentOf(bytes, part);
}

const MULTIPART = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';

describe('time', () => {
  let prefixes = '';
  for (let i = 1; i < 80; i++) {
    const boundary = 'x'.repeat(i);
    prefixes += `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n`;
  }
  test.each<[string, (size: number) => string, number]>([
    ['parts', (size) => MULTIPART + '--b\r\n\r\n'.repeat(size), 5000],
    ['parts of many fields', (size) => MULTIPART + `--b\r\n${'a:\r\n'.repeat(99)}\r\n`.repeat(size), 100],
    ['nested messages', (size) => 'Content-Type: message/rfc822\r\n\r\n'.repeat(size), 1000],
    ['nested multiparts', (size) => `${MULTIPART}--b\r\n`.repeat(size), 1000],
    ['boundaries that are prefixes of each other', (size) => prefixes + `--${'x'.repeat(79)}\r\n`.repeat(size), 2000],
    ['lines that are nearly boundaries', (size) => prefixes + `--${'y'.repeat(79)}\r\n`.repeat(size), 2000],
    ['a header of empty fields', (size) => 'a:\r\n'.repeat(size), 20_000],
    ['a folded field', (size) => `To: a@b${',\r\n a@b'.repeat(size)}`, 2000],
    ['parameters', (size) => `Content-Type: text/plain${'; a=b'.repeat(size)}`, 200],
    ['broken parameters', (size) => `Content-Type: text/plain${';a\\" "'.repeat(size)}`, 10_000],
    ['pieces of a parameter', (size) => `Content-Type: text/plain${'; a*1=b'.repeat(size)}`, 200],
  ])('%s', (_name, make, size) => {
    expectLinear(make, readAll, size);
  });

  const pieces = [
    ',',
    'a ',
    'a@b,',
    'g:',
    'g:;,',
    '(',
    '(c)',
    '\\(',
    '"',
    '\\',
    '<',
    '<@a,',
    '@a',
    'a.',
    '"a" ',
    'a@b (',
    '[',
    '.',
  ];
  test.each(pieces)('many %j where addresses or a type should be', (piece) => {
    const read = (bytes: Uint8Array): void => {
      const text = String.fromCharCode(...bytes);
      parseAddresses(text);
      parseContentType(`text/plain;${text}`);
      parseLanguages(text);
    };
    expectLinear((size) => piece.repeat(size), read, 4000);
  });
});

describe('memory', () => {
  test('parts, depth and fields have limits', () => {
    const parts = [...partsOf(parseMessage(latin1Bytes(MULTIPART + '--b\r\n\r\n'.repeat(20_000))).root)];
    expect(parts.length).toBe(PART_LIMIT);
    const nested = parseMessage(latin1Bytes('Content-Type: message/rfc822\r\n\r\n'.repeat(1000)));
    expect([...partsOf(nested.root)].length).toBeLessThanOrEqual(NESTING_LIMIT + 1);
    const fields = parseMessage(latin1Bytes(MULTIPART + `--b\r\n${'a:\r\n'.repeat(4999)}\r\n`.repeat(30)));
    const held = [...partsOf(fields.root)].reduce((sum, part) => sum + part.header.fields.length, 0);
    expect(held).toBe(MESSAGE_FIELD_LIMIT);
  });

  test('a million addresses, words, groups and parameters are held in part', () => {
    expect(parseAddresses('a@b,'.repeat(1_000_000))).toHaveLength(ADDRESS_LIMIT);
    expect(parseAddresses('g:;,'.repeat(1_000_000)).length).toBeLessThanOrEqual(ADDRESS_LIMIT + 1);
    expect(parseAddresses(`g:${'a@b,'.repeat(1_000_000)}`).length).toBeLessThanOrEqual(ADDRESS_LIMIT + 2);
    expect(parseAddresses('a '.repeat(1_000_000))).toHaveLength(1);
    expect(parseContentType(`text/plain${';a=b'.repeat(1_000_000)}`).parameters).toHaveLength(500);
  });

  test('addresses of many fields, too', () => {
    const bytes = latin1Bytes(`To: ${'a@b,'.repeat(3000)}\r\n`.repeat(10));
    expect(envelopeOf(bytes, parseMessage(bytes).fields).to.length).toBeLessThanOrEqual(2 * ADDRESS_LIMIT);
  });

  test('a line of ten million bytes is a field, or a body', () => {
    const line = 'x'.repeat(10_000_000);
    const subject = latin1Bytes(`Subject: ${line}\r\n\r\n`);
    expect(envelopeOf(subject, parseMessage(subject).fields).subject).toHaveLength(line.length);
    expect(parseMessage(latin1Bytes(`${MULTIPART}--b\r\n\r\n${line}`)).root.children).toHaveLength(1);
  });
});
