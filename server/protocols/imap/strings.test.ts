import { expect, test } from 'vitest';
import { writeAstring, writeHumanString, writeNstring, writeString } from './strings.ts';

test.each([
  ['quoted', writeString('a "b"'), '"a \\"b\\""'],
  ['a literal where it holds 8-bit characters', writeNstring('\xe9'), '{1}\r\n\xe9'],
  ['NIL', writeNstring(undefined), 'NIL'],
  ['an atom', writeAstring('INBOX'), 'INBOX'],
  // RFC 3501 §9: CHAR8 is 0x01 to 0xff.
  ['no NUL in a literal', writeString('a\0b'), '{3}\r\na\x80b'],
  ['no NUL in text for people', writeHumanString('a\0  b'), '{4}\r\na\x80 b'],
])('%s', (_name, written, wanted) => {
  expect(written).toBe(wanted);
});
