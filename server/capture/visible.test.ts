import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLine, visibleText } from './visible.ts';

const bytes = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
const line = (data: string) =>
  visibleLine(data)
    .pieces.map(({ text, isName }) => (isName ? `[${text}]` : text))
    .join('');

describe('a line of the wire', () => {
  it.each([
    ['PASS secret\r\n', 'crlf'],
    ['PASS secret\n', 'lf'],
    ['PASS secret', 'none'],
  ] as const)('%j ends with %s', (data, end) => {
    expect(visibleLine(data)).toEqual({ pieces: [{ text: 'PASS secret', isName: false }], end });
  });

  it.each([
    ['', ''],
    ['a\tb', 'a\tb'],
    ['\x00\x03\x1b]0;x\x07', '[^@^C^[]]0;x[^G]'],
    ['lone \r here', 'lone [^M] here'],
    ['\x7f', '[^?]'],
    [bytes('Zoë €5 🦉'), 'Zoë €5 🦉'],
    ['caf\xe9', 'caf[\\xe9]'],
    ['\xff\xf4\xff\xfd\x06', '[\\xff\\xf4\\xff\\xfd^F]'],
    // Overlong, a surrogate, above U+10FFFF, cut off.
    ['\xc0\xaf', '[\\xc0\\xaf]'],
    ['\xed\xa0\x80', '[\\xed\\xa0\\x80]'],
    ['\xf4\x90\x80\x80', '[\\xf4\\x90\\x80\\x80]'],
    ['\xe2\x82', '[\\xe2\\x82]'],
    // What would turn the line round, or hide.
    [bytes('a\u202eb\ufeffc'), 'a[\\u{202e}]b[\\u{feff}]c'],
    [bytes('\u0085'), '[\\u{85}]'],
  ])('%j is shown as %s', (data, shown) => expect(line(data)).toBe(shown));

  it('shows any bytes, in one stretch where they are text', () => {
    const binary = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(binary, (data) => {
        const { pieces } = visibleLine(data);
        expect(pieces.every(({ text }, at) => text !== '' && pieces[at]?.isName !== pieces[at - 1]?.isName)).toBe(true);
        expect(pieces.map(({ text }) => text).join('')).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f]/);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), (text) => {
        expect(visibleLine(text).pieces).toEqual(text === '' ? [] : [{ text, isName: false }]);
      }),
    );
  });
});

it.each([
  ['Accepted', 'Accepted'],
  [bytes('"/tür" created'), '"/tür" created'],
  ['"/tür" created', '"/tür" created'],
  ['"/€" created', '"/€" created'],
  ['a\r\x00b', 'a^M^@b'],
])('the text %j is shown as %s', (text, shown) => expect(visibleText(text)).toBe(shown));
