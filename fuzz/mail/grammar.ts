/** Mails as the wild has them: right, nearly right, spoiled, cut, put together from others, and bytes that are none. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { latin1, latin1Bytes } from '../../server/mail/bytes.ts';
import { top } from '../corpus.ts';
import { lineEnd, mutated, NASTY } from '../grammar.ts';
import type { Random } from '../random.ts';

const TYPES = [
  'text/plain', 'text/html; charset=utf-8', 'text/plain; charset="iso-8859-1"; format=flowed', 'TEXT/PLAIN; charset=nope', 'image/png; name="a\\"b.png"',
  'application/octet-stream; name*=utf-8\'\'%C3%A9', 'message/rfc822', 'message/delivery-status', 'message/partial; id=x; number=1', 'text', '/', 'x/', 'text/plain/x',
  'text/plain; name*0=a; name*1=b', 'text/plain; name*1*=b%20; name*0*=utf-8\'\'a', 'x/y; b*0=1; a*0=2; a*2=3; a*0*=x', 'x/y; a*0="50%"; a*1*=%41; b*1=z; b*0=y',
  'application/x; title*0*=us-ascii\'en\'This%20; title*1*=is; title*2="rest%"', 'text/plain; a*=b; a*1=c; a', 'x/y; c*0=1; b*0=2; b*1=3; a*0=4; a*1*=5', 'x/y; a="b', 'x/y; a="b\r\n c"; d',
  '', ';;;', 'text/plain; =x; a=', 'text/plain; a="unclosed', '(comment) text/plain (another); charset=us-ascii (x)',
]; // prettier-ignore
const ENCODINGS = ['7bit', '8bit', 'binary', 'base64', 'BASE64 ', 'quoted-printable', 'x-uuencode', ''];
const WORDS = [
  'hello', '=?utf-8?Q?caf=C3=A9?=', '=?utf-8?B?w6k=?=', '=?iso-8859-1?q?=e9?= =?iso-8859-1?q?t=e9?=', '=?nope?q?x?=', '=?utf-8?x?y?=', '=?utf-8?q?', '\xc3\xa9', '\xff',
  'Re: ', 'Fwd:', '[list] ', '(fwd)', '[fwd: x]', 're[2]: ', '  ', '\t', '"', '\\', '\0', 'x'.repeat(200),
]; // prettier-ignore
const ADDRESSES = [
  'a@b', '<a@b>', 'A B <a@b>', '"A, B" <a@b>', '"a\\"b"@c', 'g: a@b, c@d;', 'undisclosed-recipients:;', '<@x,@y:a@b>', '(c) a@b (d (e))', 'a@[10.0.0.1]', 'a@[IPv6:::1]',
  'nobody', '<>', '@', 'g: h: a@b;;', '<a@b', 'a b@c', '=?utf-8?q?=C3=A9?= <e@f>', '(unclosed', ',', ';',
]; // prettier-ignore
const DATES = [
  'Thu, 27 Jun 2024 15:58:02 +0000', '27 Jun 24 15:58 EDT', '27 Jun 75 15:58', 'Thu,27 Jun 124 1:2:3 -0130 (x)', '31 Feb 2024 23:59:60 Z', '0 Jan 2000 00:00:00', '27 Nope 2024 1:1:1', 'x', '',
  '1 Jan 99999 00:00', '1 Jan 2000 24:00:00 +9999', '1 Jan 2000 1.2.3 +0x', '1 Jan 2000 1:2:3 EST', '(c (d) 1 Jan 2000 1:2:3 +0100', '1 Jan 49 1:2 PDT',
]; // prettier-ignore
const IDS = [
  '<a@b>',
  '<"a b"@c>',
  '<a@b> <c@d>',
  '<a@b',
  'a@b',
  '<>',
  '<@>',
  '<a@b><a@b>',
  '<\r\n a@b>',
  '<"a\\"b"@c>',
  `<${'x'.repeat(1001)}@y>`,
];
const BOUNDARIES = ['b', 'b', 'c', 'bb', 'b--', '=_x', 'a b', 'x'.repeat(70), 'x'.repeat(1001), ''];

/** All mails of the worlds that ship, each byte one character. */
export function mailCorpus(): readonly string[] {
  const folder = new URL('labs/worlds/', top);
  if (!existsSync(folder)) throw new Error(`expected the worlds of the labs in ${folder.href}`);
  return readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => latin1(readFileSync(new URL(name, folder))));
}

/** One input: a few hundred bytes mostly. */
export function drawMail(corpus: readonly string[], random: Random): Uint8Array {
  const dice = random.below(100);
  if (dice < 6) return latin1Bytes(random.bytes(random.small(200)));
  let text = dice < 16 ? spliced(corpus, random) : entity(random, 0);
  if (random.percent(35)) text = mutated(text, random);
  if (random.percent(8)) text = text.slice(0, random.below(text.length + 1));
  if (random.percent(8)) text = text.replaceAll('\r\n', '\n');
  return latin1Bytes(text);
}

/** The beginning of one mail and the end of another, not long ones whole. */
function spliced(corpus: readonly string[], random: Random): string {
  const piece = (): string => {
    const text = random.pick(corpus);
    const start = random.percent(60) ? 0 : random.below(text.length);
    return text.slice(start, start + random.small(1500));
  };
  return random.percent(40) ? piece() : piece() + piece();
}

/** A header and a body, its parts included. */
function entity(random: Random, depth: number): string {
  const boundary = random.pick(BOUNDARIES);
  const isMultipart = depth < 5 && random.percent(depth === 0 ? 50 : 35);
  const subtype = random.pick(['mixed', 'alternative', 'digest', 'report', '']);
  const type = isMultipart ? `multipart/${subtype}; boundary=${quoted(boundary, random)}` : random.pick(TYPES);
  const encoding = random.pick(ENCODINGS);
  let text = depth === 0 || random.percent(30) ? fields(random) : '';
  if (random.percent(85)) text += `Content-Type: ${type}${lineEnd(random)}`;
  if (random.percent(50)) text += `Content-Transfer-Encoding: ${encoding}${lineEnd(random)}`;
  if (random.percent(20)) text += contentField(random);
  // A header that ends without an empty line, at a boundary or with the message.
  if (random.percent(92)) text += lineEnd(random);
  if (isMultipart) return text + multipart(boundary, random, depth);
  if (type === 'message/rfc822' && depth < 5 && random.percent(80)) return text + entity(random, depth + 1);
  return text + body(encoding.trim().toLowerCase(), random);
}

function multipart(boundary: string, random: Random, depth: number): string {
  let text = random.percent(30) ? `preamble${lineEnd(random)}` : '';
  for (let left = random.below(4); left > 0; left--) {
    text += `--${boundary}${random.percent(5) ? ' \t' : ''}${lineEnd(random)}${entity(random, depth + 1)}${lineEnd(random)}`;
  }
  if (random.percent(80)) text += `--${boundary}--${random.percent(90) ? lineEnd(random) : ''}`;
  return random.percent(15) ? `${text}epilogue${lineEnd(random)}` : text;
}

function quoted(text: string, random: Random): string {
  return random.percent(60) ? `"${text}"` : text;
}

function fields(random: Random): string {
  let text = '';
  for (let left = random.below(7); left > 0; left--) text += `${field(random)}${lineEnd(random)}`;
  return text;
}

function field(random: Random): string {
  switch (random.below(6)) {
    case 0:
      return `Subject: ${several(WORDS, '', random)}`;
    case 1:
    case 2:
      return `${random.pick(['From', 'To', 'Cc', 'BCC', 'Sender', 'Reply-To'])}: ${several(ADDRESSES, random.pick([', ', ' ', ',\r\n ']), random)}`;
    case 3:
      return `Date: ${random.pick(DATES)}`;
    case 4:
      return `${random.pick(['Message-ID', 'References', 'In-Reply-To'])}: ${several(IDS, ' ', random)}`;
    default:
      return random.pick(['X: \xe9', ' folded', '\tfolded', 'no colon', ':', 'Bcc : spaced', 'X:', 'X:\r\n ']);
  }
}

function contentField(random: Random): string {
  const [name, values] = random.pick([
    [
      'Content-Disposition',
      ['attachment; filename="a b.txt"', 'inline', '', ';', 'attachment; filename=x; filename=y'],
    ],
    ['Content-Language', ['en', 'en, de', ',', '']],
    ['Content-ID', ['<x@y>', '', '\xe9']],
    ['Content-Description', ['a "b" \\ c', '=?utf-8?q?x?=']],
    ['Content-MD5', ['Q2hlY2sgSW50ZWdyaXR5IQ==']],
    ['Content-Location', ['http://a/', 'x\r\n y']],
  ] as const);
  return `${name}: ${random.pick<string>(values)}${lineEnd(random)}`;
}

function several(list: readonly string[], between: string, random: Random): string {
  let text = random.pick(list);
  while (random.percent(45)) text += between + random.pick(list);
  return text;
}

function body(encoding: string, random: Random): string {
  const end = lineEnd(random);
  if (encoding === 'base64')
    return random.pick(['aGVsbG8=', 'aGVsbG8', 'aGVs\r\nbG8=\r\n', '====', 'aGVsbG8=x', '!', '']) + end;
  if (encoding === 'quoted-printable')
    return random.pick(['caf=C3=A9', 'soft=\r\nbreak', '=', '=\n', '=zz', '=4', 'end=']) + end;
  return (
    several(
      [
        'hello\r\n',
        '> quoted\r\n',
        '<p>html &amp; <b>bold',
        '\r\n',
        ...NASTY,
        '\xe9\0',
        '--b',
        '--',
        '<script>x</script>',
      ],
      '',
      random,
    ) + end
  );
}
