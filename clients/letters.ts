/** Letters that a careless client or server spoils, and how what came is held against what was sent. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { fieldValues } from '../server/mail/header.ts';
import { partsOf } from '../server/mail/message.ts';
import { parseMime } from '../server/mail/mime.ts';
import { decodeTransfer } from '../server/mail/transfer-encoding.ts';
import { USER } from './seed.ts';

/** Lines of dots, spaces at line ends, tabs, empty lines, "From " at a line's start, the longest line that may be. */
export const HARD_LINES: readonly string[] = [
  '.',
  '..',
  '.a dot before',
  '... three dots',
  '',
  'From the start of a line',
  'spaces at the end   ',
  '\ttabs\t',
  'QUIT',
  'x'.repeat(998),
  '.'.repeat(900),
  '',
  '',
  'the last line',
];

/** UTF-8's bytes, as Latin-1 text; for what is sent as it is (8BITMIME, RFC 6152). */
export const EIGHT_BIT = Buffer.from('Grüße, π ≈ 3.14159', 'utf8').toString('latin1');

/** Bytes of every value, never the same line twice: what an attachment is made of. */
export const ATTACHMENT = Buffer.concat(
  Array.from({ length: 1000 }, (_, index) => createHash('sha256').update(String(index)).digest()),
).toString('latin1');

export interface LetterSetting {
  readonly subject: string;
  readonly to?: string;
  readonly from?: string;
  readonly lines?: readonly string[];
}

/** A letter as it stands in a file: LF line ends; `crlf` makes it what goes over the wire. */
export function letter({ subject, to = USER.address, from = 'user@client.thm', lines = HARD_LINES }: LetterSetting) {
  const fields = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`];
  const date = ['Date: Thu, 27 Jun 2024 12:00:00 +0000', 'Message-ID: <letter@client.thm>'];
  return [...fields, ...date, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', ...lines, ''].join(
    '\n',
  );
}

/** A letter as it lies in a mailbox. */
export function delivered(subject: string): string {
  return crlf(`Return-path: <user@client.thm>\n${letter({ subject })}`);
}

/** A letter of several megabytes. */
export function largeLetter(subject: string, bytes: number): string {
  const line = 'All work and no play makes a server dull; ..';
  const lines = Array.from({ length: Math.ceil(bytes / (line.length + 1)) }, (_, index) =>
    index % 7 === 0 ? `.${line}` : line,
  );
  return letter({ subject, lines });
}

export function crlf(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}

export function lf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Everything behind the header's empty line. */
export function bodyOf(mail: string): string {
  const end = /\r?\n\r?\n/.exec(mail);
  assert.ok(end !== null, 'expected a header that ends with an empty line');
  return mail.slice(end.index + end[0].length);
}

/** The values of a header field, unfolded. */
export function field(mail: string, name: string): readonly string[] {
  const bytes = bytesOf(mail);
  return fieldValues(bytes, parseMime(bytes).header, name);
}

/** What the parts that are no multipart hold, transfer encoding undone, as Latin-1. */
export function contents(mail: string): readonly string[] {
  const bytes = bytesOf(mail);
  return [...partsOf(parseMime(bytes))].flatMap((part) => {
    if (part.children.length > 0) return [];
    const [encoding = '7bit'] = fieldValues(bytes, part.header, 'content-transfer-encoding');
    const body = bytes.subarray(part.header.end, part.bodyEnd);
    return [Buffer.from(decodeTransfer(body, encoding)).toString('latin1')];
  });
}

/** Expects one mail: the letter, every byte of its body as it was written, from whom and to whom the envelope said. */
export function expectLetter(came: readonly string[], sent: string, from = 'user@client.thm'): void {
  const [mail = ''] = came;
  assert.equal(came.length, 1, `expected one mail, came ${came.length}`);
  assert.deepEqual(field(mail, 'Return-path'), [`<${from}>`]);
  assert.deepEqual(field(mail, 'Subject'), field(crlf(sent), 'Subject'));
  assertSame(bodyOf(mail), bodyOf(crlf(sent)));
}

/** Without those header fields: what a client adds, or takes off, of its own. */
export function without(mail: string, ...names: readonly string[]): string {
  const end = mail.search(/\r?\n\r?\n/);
  const fields = mail.slice(0, end).split(/\n(?![ \t])/);
  const isLeft = (line: string): boolean =>
    !names.some((name) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return fields.filter(isLeft).join('\n') + mail.slice(end);
}

/** Expects the same texts, in any order and with any line ends. */
export function expectSameMails(came: readonly string[], expected: readonly string[]): void {
  assert.equal(came.length, expected.length, `expected ${expected.length} mails, came ${came.length}`);
  const sorted = (mails: readonly string[]): readonly string[] => mails.map(lf).sort();
  const wanted = sorted(expected);
  for (const [index, mail] of sorted(came).entries()) assertSame(mail, wanted[index] ?? '');
}

/** Expects the same text; says where it first differs, since megabytes side by side say nothing. */
export function assertSame(came: string, expected: string): void {
  if (came === expected) return;
  let at = 0;
  while (at < came.length && came[at] === expected[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
  assert.fail(`differs at byte ${at} of ${expected.length}: expected ${around(expected)}, came ${around(came)}`);
}

function bytesOf(mail: string): Uint8Array {
  return new Uint8Array(Buffer.from(mail, 'latin1'));
}
