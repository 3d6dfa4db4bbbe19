import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddresses } from './address.ts';
import { latin1, latin1Bytes } from './bytes.ts';
import { decodeHeaderText } from './encoded-word.ts';
import { fieldValue, parseHeader } from './header.ts';
import { parseMessage, partsOf, textOf } from './message.ts';
import { NESTING_LIMIT, PART_LIMIT, parseMime, type Part } from './mime.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { parameterOf, parseContentType } from './parameters.ts';

const bytesOf = (...lines: readonly string[]): Uint8Array => latin1Bytes(lines.join('\r\n'));
const bodyOf = (bytes: Uint8Array, part: Part): string => latin1(bytes.subarray(part.header.end, part.bodyEnd));

describe('header (RFC 5322 §2.2)', () => {
  test('fields with their raw offsets, unfolded values, and where the body begins', () => {
    const bytes = bytesOf('Subject: one', '\ttwo', 'no field', 'X : y', '', 'body');
    const header = parseHeader(bytes, { start: 0, end: bytes.length });
    expect(header.fields.map((field) => [field.name, fieldValue(bytes, field)])).toEqual([
      ['subject', 'one\ttwo'],
      ['', ''],
      ['x', 'y'],
    ]);
    expect(latin1(bytes.subarray(header.fields[0]?.start, header.fields[0]?.end))).toBe('Subject: one\r\n\ttwo\r\n');
    expect(latin1(bytes.subarray(header.end))).toBe('body');
  });

  test('a header without an end, bare LF, nothing at all', () => {
    expect(parseMessage(latin1Bytes('A: 1\nB: 2\n\nrest')).body).toBe('rest');
    expect(parseMessage(latin1Bytes('A: 1')).header('a')).toEqual(['1']);
    expect(parseMessage(new Uint8Array(0)).header('a')).toEqual([]);
  });
});

describe('addresses (RFC 5322 §3.4)', () => {
  const address = (localPart: string, domain: string, name?: string): object => ({
    type: 'address',
    localPart,
    domain,
    ...(name === undefined ? {} : { name }),
  });
  test.each([
    ['a@b.c', [address('a', 'b.c')]],
    ['<a@b.c>, d@e.f', [address('a', 'b.c'), address('d', 'e.f')]],
    ['"Doe, J. \\"x\\"" <a@b.c>', [address('a', 'b.c', 'Doe, J. "x"')]],
    ['Carol C. <a@b.c>', [address('a', 'b.c', 'Carol C.')]],
    ['a@b.c (Carol (the) C.)', [address('a', 'b.c', 'Carol (the) C.')]],
    ['"a b"@b.c', [address('a b', 'b.c')]],
    ['a@[10.0.0.1]', [address('a', '[10.0.0.1]')]],
    ['a .b @ c . d', [address('a.b', 'c.d')]],
    ['<@x,@y:a@b.c>', [{ type: 'address', route: '@x,@y', localPart: 'a', domain: 'b.c' }]],
    ['nobody', [{ type: 'address', localPart: 'nobody' }]],
    ['', []],
    [', ,', [{ type: 'address' }, { type: 'address' }]],
    [
      'Friends: a@b.c, d@e.f;, g@h.i',
      [
        { type: 'group-start', name: 'Friends' },
        address('a', 'b.c'),
        address('d', 'e.f'),
        { type: 'group-end' },
        address('g', 'h.i'),
      ],
    ],
    ['undisclosed-recipients:;', [{ type: 'group-start', name: 'undisclosed-recipients' }, { type: 'group-end' }]],
    ['Open: a@b.c', [{ type: 'group-start', name: 'Open' }, address('a', 'b.c'), { type: 'group-end' }]],
  ])('%j', (text, wanted) => {
    expect(parseAddresses(text)).toEqual(wanted);
  });
});

test.each([
  ['text/plain; charset=utf-8', 'text/plain', 'charset', 'utf-8'],
  ['multipart/mixed (why);\tboundary="a \\"b\\" ; c"', 'multipart/mixed', 'boundary', 'a "b" ; c'],
  ['image/png; NAME = x.png ; y', 'image/png', 'name', 'x.png'],
])('parameters of %j (RFC 2045 §5.1)', (text, value, name, parameter) => {
  const parsed = parseContentType(text);
  expect(`${parsed.type}/${parsed.subtype}`).toBe(value);
  expect(parameterOf(parsed, name)).toBe(parameter);
});

test.each([
  ['=?utf-8?q?J=C3=BCrgen_M=C3=BCller?=', 'Jürgen Müller'],
  ['=?iso-8859-1?Q?Gr=FC=DFe?= and =?UTF-8?B?4pyT?=', 'Grüße and ✓'],
  ['=?utf-8?q?one?= \t=?utf-8?q?two?=', 'onetwo'],
  ['=?utf-8*en?q?tongue?=', 'tongue'],
  ['=?no-such-charset?q?=E9?=', 'é'],
  ['=?utf-8?x?y?= 1 =? 2 ?=', '=?utf-8?x?y?= 1 =? 2 ?='],
])('encoded word %j (RFC 2047)', (raw, wanted) => {
  expect(decodeHeaderText(raw)).toBe(wanted);
});

describe('modified UTF-7 (RFC 3501 §5.1.3)', () => {
  test.each([
    ['Entw&APw-rfe', 'Entwürfe'],
    ['&ZeVnLIqe-', '日本語'],
    ['a&-b', 'a&b'],
    ['&2D3eAA-', '😀'],
  ])('%s', (encoded, text) => {
    expect(decodeModifiedUtf7(encoded)).toBe(text);
    expect(encodeModifiedUtf7(text)).toBe(encoded);
  });
  test.each(['&', '&AA', '&AGE-', 'ü', '&2D0-', '&****-', '&APw-&APw'])('%j is none', (text) => {
    expect(decodeModifiedUtf7(text)).toBeUndefined();
  });
  test('every name survives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => decodeModifiedUtf7(encodeModifiedUtf7(text)) === text),
    );
  });
});

describe('MIME tree (RFC 2046)', () => {
  test('parts, preamble and epilogue; the line end before a boundary is the boundary’s', () => {
    const bytes = bytesOf(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      'preamble',
      '--b',
      '',
      'one',
      '--b  ',
      'Content-Type: text/html',
      '',
      'two',
      '',
      '--b--',
      '--b',
      'epilogue',
    );
    const root = parseMime(bytes);
    expect(root.children.map((part) => [part.subtype, bodyOf(bytes, part), part.bodyLines])).toEqual([
      ['plain', 'one', 0],
      ['html', 'two\r\n', 1],
    ]);
  });

  test('an outer boundary ends what is open within', () => {
    const bytes = bytesOf(
      'Content-Type: multipart/mixed; boundary=o',
      '',
      '--o',
      'Content-Type: multipart/mixed; boundary=i',
      '',
      '--i',
      '',
      'deep',
      '--o',
      '',
      'next',
      '--o--',
      '',
    );
    const [inner, next] = parseMime(bytes).children;
    expect(inner?.children.map((part) => bodyOf(bytes, part))).toEqual(['deep']);
    expect(next && bodyOf(bytes, next)).toBe('next');
  });

  test('a message within; the parts of a digest are messages', () => {
    const bytes = bytesOf(
      'Content-Type: multipart/digest; boundary=d',
      '',
      '--d',
      '',
      'Subject: inner',
      '',
      'text',
      '--d--',
      '',
    );
    const [part] = parseMime(bytes).children;
    expect([part?.type, part?.subtype]).toEqual(['message', 'rfc822']);
    expect(part?.children[0] && bodyOf(bytes, part.children[0])).toBe('text');
  });

  test('a header that a boundary cuts, a multipart without boundary, a type that is none', () => {
    const cut = bytesOf('Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/html', '--b--', '');
    expect(parseMime(cut).children.map((part) => bodyOf(cut, part))).toEqual(['']);
    expect(parseMime(bytesOf('Content-Type: multipart/mixed', '', '--b')).children).toEqual([]);
    expect(parseMime(bytesOf('Content-Type: nonsense', '', 'x'))).toMatchObject({ type: 'nonsense', subtype: '' });
  });

  test('the text of a part, its encoding and charset undone', () => {
    const bytes = bytesOf(
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=FC=DFe =',
      'und=20mehr=',
    );
    expect(textOf(bytes, parseMime(bytes))).toBe('Grüße und mehr=');
    const base64 = bytesOf('Content-Transfer-Encoding: base64', '', 'SGVs', 'bG8=!');
    expect(textOf(base64, parseMime(base64))).toBe('Hello');
  });

  test('nesting and number of parts have a limit, and cost linear time', () => {
    let deep = '';
    for (let i = 0; i < 1000; i++) deep += `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`;
    const depthOf = (part: Part): number => 1 + Math.max(0, ...part.children.map(depthOf));
    expect(depthOf(parseMime(latin1Bytes(deep)))).toBeLessThanOrEqual(NESTING_LIMIT + 1);
    const wide = parseMime(
      latin1Bytes(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(20_000)}`),
    );
    expect(wide.children.length).toBeLessThanOrEqual(PART_LIMIT);
    const messages = parseMime(latin1Bytes('Content-Type: message/rfc822\r\n\r\n'.repeat(5000)));
    expect([...partsOf(messages)].length).toBeLessThanOrEqual(NESTING_LIMIT + 1);
  });

  const fragment = fc.constantFrom(
    '--b',
    '--b--',
    '--c',
    '--',
    '\r\n',
    '\n',
    '\r\n\r\n',
    'Content-Type: ',
    'multipart/mixed; boundary=b',
    'multipart/digest; boundary=c',
    'message/rfc822',
    'text',
    ' ',
    'a: b\r\n',
    '=?utf-8?q?=',
    '(',
    '"',
    '<',
    '@',
    ':',
    ';',
    '\xe9',
  );
  test('any bytes: no part reaches beyond the one around it, and every reading ends', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 60 }), (fragments) => {
        const bytes = latin1Bytes(fragments.join(''));
        const message = parseMessage(bytes);
        const check = (part: Part): void => {
          expect(part.header.end).toBeLessThanOrEqual(part.bodyEnd);
          for (const child of part.children) {
            expect(child.header.start).toBeGreaterThanOrEqual(part.header.end);
            expect(child.bodyEnd).toBeLessThanOrEqual(part.bodyEnd);
            check(child);
          }
        };
        check(message.root);
        for (const part of partsOf(message.root)) textOf(bytes, part);
        parseAddresses(latin1(bytes));
        decodeHeaderText(latin1(bytes));
        parseContentType(latin1(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});
