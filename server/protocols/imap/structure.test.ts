/** BODYSTRUCTURE of odd messages: what a native Dovecot 2.3.19 said. */
import { expect, test } from 'vitest';
import { latin1Bytes } from '../../mail/bytes.ts';
import { parseMessage } from '../../mail/message.ts';
import { writeStructure } from './structure.ts';

const structure = (text: string): string => {
  const bytes = latin1Bytes(text.replaceAll('\n', '\r\n'));
  return writeStructure(bytes, parseMessage(bytes).root, 'extended');
};

// RFC 2045 §5.1, RFC 2231 §3.
test.each([
  ['text', '("text" "" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['/plain', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['text/plain/x', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['text/;a=b', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['text/plain(c)', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain(', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['text/plain;', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text;a=b', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['(c)', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  [';', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['multipart', '("application" "octet-stream" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['multipart/', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['multipart/;a=b', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['message', '("message" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['message/', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  [
    'message/rfc822 ',
    '("message" "rfc822" NIL NIL NIL "7bit" 3 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) 1 NIL NIL NIL NIL)',
  ],
  ['x', '("x" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['x/', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['"text"/plain', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['text/"plain"', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['a b/c', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['text/plain; multipart/mixed', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain;a=', '("text" "plain" ("a" "" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain;a=;b=c', '("text" "plain" ("a" "" "b" "c" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  [
    'text/plain;a=b c;d=e',
    '("text" "plain" ("a" "b" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  ['text/plain;x;d=e', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain; ;d=e', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain;d=e;', '("text" "plain" ("d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  [
    'text/plain;a=(c)b;d=e',
    '("text" "plain" ("a" "b" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  [
    'text/plain;a=b(c);d=e',
    '("text" "plain" ("a" "b" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  [
    'text/plain;a==b;d=e',
    '("text" "plain" ("a" "=b" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  [
    'text/plain;a=b=c;d=e',
    '("text" "plain" ("a" "b" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  ['text/plain;a=\\b;d=e', '("text" "plain" ("a" "" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain;a="x;d=e', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  [
    'text/plain;a="x"y;d=e',
    '("text" "plain" ("a" "x" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  ['text/plain;a/b=c;d=e', '("text" "plain" ("d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  [
    'text/plain;(c)a=b;d=e',
    '("text" "plain" ("a" "b" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  ['text/plain;a=[x];d=e', '("text" "plain" ("a" "" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  [
    'text/plain;a*=x;d=e;b*1=2;b*0=1',
    '("text" "plain" ("d" "e" "a*" "x" "b" "12" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  [
    'text/plain;a*0*=x;a*1="%";a*3=z',
    '("text" "plain" ("a*0*" "x" "a*1" "%" "a*3" "z" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  ['text/plain;A*0=x;a*1=y', '("text" "plain" ("A" "xy" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain;"q"=v;d=e', '("text" "plain" ("d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain;=y;d=e', '("text" "plain" ("" "y" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  [
    'text/plain;a=b;a=c;charset=x;CHARSET=y',
    '("text" "plain" ("a" "b" "a" "c" "charset" "x" "CHARSET" "y") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  [
    'text/plain;a="b\n c";d=e',
    '("text" "plain" ("a" "b c" "d" "e" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  ['text/plain;a="b\n\tc"', '("text" "plain" ("a" "b\tc" "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)'],
  ['text/plain a=b', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  ['text/plain,;a=b', '("" "" NIL NIL NIL "7bit" 3 NIL NIL NIL NIL)'],
  [
    'text/\xe9;a=\xe9',
    '("text" {1}\r\n\xe9 ("a" {1}\r\n\xe9 "charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL)',
  ],
  [
    'multipart/mixed;x;boundary=b',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL)',
  ],
  [
    'multipart/(c)mixed',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL)',
  ],
])('Content-Type: %s', (type, wanted) => {
  expect(structure(`Content-Type: ${type}\n\nx\n`)).toBe(wanted);
});

// RFC 2046 §5.1: where parts begin and end; RFC 2045, RFC 2183, RFC 3282: their fields.
test.each([
  [
    'prefix',
    'Content-Type: multipart/mixed; boundary=b\n\n--b-\n\none\n--b x\n\ntwo\n--b--x\nepilogue\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'longest',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--b\n\ntwo\n',
    '((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "bb") NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 1 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'ends in hyphens',
    'Content-Type: multipart/mixed; boundary="b--"\n\n--b--\n\none\n--b----\n--b--\n\nafter\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "b--") NIL NIL NIL)',
  ],
  [
    'inner ends, outer at once',
    'Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--i--\n--o--\n',
    '((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "i") NIL NIL NIL) "mixed" ("boundary" "o") NIL NIL NIL)',
  ],
  [
    'outer at once behind an inner header',
    'Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\nX: y\n\n--o\n\ntwo\n--o--\n',
    '((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "i") NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "o") NIL NIL NIL)',
  ],
  [
    'header cut',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\ntwo\n--b--\n',
    '(("text" "html" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'message cut',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n--b\nContent-Type: message/rfc822\n\nSubject: s\n\n--b--\n',
    '(("message" "rfc822" NIL NIL NIL "7bit" 0 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) 0 NIL NIL NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 14 (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'empty boundary',
    'Content-Type: multipart/mixed; boundary=""\n\n--\n\none\n--x\n\ntwo\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 1 NIL NIL NIL NIL) "mixed" ("boundary" "") NIL NIL NIL)',
  ],
  [
    'long boundary',
    'Content-Type: multipart/mixed; boundary="xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\n\n--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\none\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 1 NIL NIL NIL NIL) "mixed" ("boundary" "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") NIL NIL NIL)',
  ],
  [
    'pieces',
    'Content-Type: multipart/mixed; boundary*1=c; boundary*0=b\n\n--bc\n\none\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 1 NIL NIL NIL NIL) "mixed" ("boundary" "bc") NIL NIL NIL)',
  ],
  [
    'digest',
    'Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: s\n\nx\n--b\nContent-Type: text/plain\n\ny\n--b--\n',
    '(("message" "rfc822" NIL NIL NIL "7bit" 15 (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL) "digest" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'not mime',
    'Content-ID: <i>\nContent-Description: d\nContent-Transfer-Encoding: base64\n\nx',
    '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL)',
  ],
  [
    'mime',
    'MIME-Version: 1.0\nContent-ID: <i>\nContent-Description: d\n\nx',
    '("text" "plain" ("charset" "us-ascii") "<i>" "d" "7bit" 1 0 NIL NIL NIL NIL)',
  ],
  [
    'encodings',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: 8bit (c)\n\n--b\nContent-Transfer-Encoding: (c) binary\n\n--b\nContent-Transfer-Encoding: 7bit;x\n\n--b\nContent-Transfer-Encoding: "7bit"\n\n--b\nContent-Transfer-Encoding: a b\n\n--b\nContent-Transfer-Encoding: \n\n--b\nContent-Transfer-Encoding: BASE64\n\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "8bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "binary" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "BASE64" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'encoding twice',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: a b\nContent-Transfer-Encoding: base64\n\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "base64" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'languages',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Language: ,\n\n--b\nContent-Language: en, de\n\n--b\nContent-Language: en,,de\n\n--b\nContent-Language: "en"\n\n--b\nContent-Language: (c) en\n\n--b\nContent-Language: en de\n\n--b\nContent-Language: en;q=1\n\n--b\nContent-Language: en-US(c),fr\n\n--b\nContent-Language: \n\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL ("en" "de") NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL ("en") NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL ("en") NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL ("en") NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL ("en") NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL ("en-US" "fr") NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'dispositions',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: inline (c)\n\n--b\nContent-Disposition: a b\n\n--b\nContent-Disposition: "inline"\n\n--b\nContent-Disposition: (c)\n\n--b\nContent-Disposition: \n\n--b\nContent-Disposition: ATTACHMENT; x; y=z\n\n--b\nContent-Disposition: attachment; filename="a\\"b"\n\n--b\nContent-Disposition: a; b=(c\n\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("inline" NIL) NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("a" NIL) NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("" NIL) NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("" NIL) NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("" NIL) NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("ATTACHMENT" NIL) NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("attachment" ("filename" "a\\"b")) NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("a" NIL) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'disposition twice',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: inline\nContent-Disposition: attachment; a=b\nContent-Disposition: c; d=e\n\n',
    '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL ("attachment" ("a" "b")) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'others',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-ID: a\n b\nContent-Description:  x \nContent-MD5: (c)\nContent-Location:\n /\n\n',
    '(("text" "plain" ("charset" "us-ascii") "a b" "x " "7bit" 0 0 "(c)" NIL NIL " /") "mixed" ("boundary" "b") NIL NIL NIL)',
  ],
  [
    'repeated in a message',
    'Content-Type: message/rfc822\n\nFrom: a@b\nSubject: one\nFrom: c@d\nSubject:\nTo: ,\nMessage-ID: \n\nx',
    '("message" "rfc822" NIL NIL NIL "7bit" 70 (NIL "" ((NIL NIL "a" "b")(NIL NIL "c" "d")) ((NIL NIL "a" "b")(NIL NIL "c" "d")) ((NIL NIL "a" "b")(NIL NIL "c" "d")) ((NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN")) NIL NIL NIL "") ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL) 7 NIL NIL NIL NIL)',
  ],
])('%s', (_name, text, wanted) => {
  expect(structure(text)).toBe(wanted);
});
