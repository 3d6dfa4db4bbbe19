/** BINARY and PREVIEW of single messages; what Dovecot said of whole conversations is in the transcripts. */
import { expect, test } from 'vitest';
import { parseMessage } from '../../mail/message.ts';
import { latin1, latin1Bytes } from '../lines.ts';
import { decodeSection, decodingRefusal } from './binary.ts';
import { ArgumentCursor, takeSection } from './fetch-sections.ts';
import { previewOf } from './preview.ts';

function messageOf(text: string): ReturnType<typeof parseMessage> {
  return parseMessage(latin1Bytes(text.replace(/\r?\n/g, '\r\n')));
}

function sectionOf(text: string): ReturnType<typeof takeSection>['section'] {
  return takeSection(new ArgumentCursor([]), { verb: 'BINARY', rest: `[${text}]` }).section;
}

const encoded = (encoding: string, body: string): string => `Content-Transfer-Encoding: ${encoding}\n\n${body}`;

test.each([
  ['base64', 'aGVsbG8=', 'hello'],
  ['Base64', 'aGVs\nbG8=\n', 'hello'],
  ['(so) base64; x=y', ' aGVsbG8= ', 'hello'],
  ['base64', '', ''],
  ['quoted-printable', 'a=3Db=\nc=0a', 'a=bc\n'],
])('%s %j is decoded', (encoding, body, decoded) => {
  const message = messageOf(encoded(encoding, body));
  expect(decodingRefusal(message, sectionOf('1'))).toBeUndefined();
  const { bytes, isBinary } = decodeSection(message, sectionOf('1'));
  expect([latin1(bytes), isBinary]).toEqual([decoded, true]);
  expect(latin1(decodeSection(message, sectionOf('')).bytes)).toBe(
    `Content-Transfer-Encoding: binary\r\n\r\n${decoded}`,
  );
});

test.each([
  ['base64', 'aGVsbG8', 'PARSE'],
  ['base64', 'aGVs!G8=', 'PARSE'],
  ['base64', 'aG=sbG8=', 'PARSE'],
  ['base64', 'aGVsb===', 'PARSE'],
  ['quoted-printable', 'a=zz', 'PARSE'],
  ['quoted-printable', 'a=4', 'PARSE'],
  ['x-uuencode', 'x', 'UNKNOWN-CTE'],
  ['', 'x', 'UNKNOWN-CTE'],
])('%s %j is refused', (encoding, body, code) => {
  const message = messageOf(encoded(encoding, body));
  for (const section of ['', '1', 'TEXT']) expect(decodingRefusal(message, sectionOf(section))).toContain(`[${code}]`);
  for (const section of ['HEADER', '1.MIME', '2']) expect(decodingRefusal(message, sectionOf(section))).toBeUndefined();
});

test.each([
  ['7bit', 'a\n', false],
  ['8bit', '\xfc', false],
  ['binary', 'a\0', true],
])('%s stays as it is', (encoding, body, isBinary) => {
  const message = messageOf(encoded(encoding, body));
  const decoded = decodeSection(message, sectionOf('TEXT'));
  expect(latin1(decoded.bytes)).toBe(body.replace('\n', '\r\n'));
  expect(decoded.isBinary).toBe(isBinary);
});

const html = (text: string): string => `Content-Type: text/html; charset=utf-8\n\n${text}`;

test.each([
  ['\nword', 'word'],
  ['\n  one\t\ttwo\n\n\nthree  ', 'one two three'],
  ['\n> quoted\nown\n>> quoted\n', 'own'],
  ['\n> only\n>quoted\n> > twice', '>only quoted > twice'],
  ['\n > not quoted', '> not quoted'],
  [`\n${'a'.repeat(250)}`, 'a'.repeat(200)],
  [`\n${'a'.repeat(199)} b`, 'a'.repeat(199)],
  [`\n> ${'q'.repeat(250)}`, `>${'q'.repeat(199)}`],
  [`\n${'> quoted\n'.repeat(5000)}own`, 'own'],
  [`\n${' \n'.repeat(20_000)}late`, 'late'],
  [html('a<b>b</b>c<br>d'), 'a b c d'],
  [html('<img alt="x>y">z<a href=\'>\'>l</a>'), 'z l'],
  [html('x<style>no</style>y<SCRIPT a="b">no<b></SCRIPT>z<!-- no > --> w'), 'x y z w'],
  [html('<![CDATA[in]]>side'), 'inside'],
  [html('a<blockquote>q<blockquote>\nr</blockquote>s</blockquote>b'), 'a b'],
  [html('<blockquote>only\nquoted</blockquote>'), '>only quoted'],
  [html('&amp;&lt;&#65;&#x42;&eacute;&nosuch;&#0;&#55296;&amp &#99999999999;'), '&<ABéamp #99999999999;'],
  [html('<script>never closed'), ''],
  [html('open <tag'), 'open'],
  ['Content-Type: image/png\n\nxxxx', ''],
  ['Content-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe', 'Grüße'],
  ['Content-Type: text/plain; charset=nosuch\n\nGr\xfc\xdfe', 'Gr'],
  [encoded('base64', 'aGVsbG8!gd29ybGQ='), 'hello'],
  [encoded('x-unknown', 'text'), ''],
  ['Subject: nothing else', ''],
])('the preview of %j', (message, preview) => {
  expect(previewOf(messageOf(message))).toBe(preview);
});
