/** What is always so of the smaller parsers: bounded, repeatable, and the way back leads to where it began. */
import { parseAddresses } from '../../server/mail/address.ts';
import { baseSubject } from '../../server/mail/base-subject.ts';
import { latin1, latin1Bytes } from '../../server/mail/bytes.ts';
import { casemap } from '../../server/mail/casemap.ts';
import { decodeCharset, isKnownCharset } from '../../server/mail/charset.ts';
import { parseDateTime } from '../../server/mail/date-time.ts';
import { decodeHeaderText } from '../../server/mail/encoded-word.ts';
import { fieldValue } from '../../server/mail/header.ts';
import { type Message, headerText, parseMessage, partsOf, textOf } from '../../server/mail/message.ts';
import { messageIdsOf } from '../../server/mail/message-id.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '../../server/mail/modified-utf7.ts';
import { composeReport } from '../../server/mail/report.ts';
import { decodeBase64, decodeQuotedPrintable, decodeTransfer } from '../../server/mail/transfer-encoding.ts';
import { decodeSection, decodingRefusal } from '../../server/protocols/imap/binary.ts';
import { previewOf } from '../../server/protocols/imap/preview.ts';
import type { Random } from '../random.ts';
import { expected } from './expected.ts';

const CHARSETS = ['utf-8', 'iso-8859-1', 'utf-16', 'shift_jis', 'us-ascii', 'nope', '', '\0', 'windows-1252'];
/** RFC 8970 §3.1. */
const PREVIEW_LIMIT = 256;

export function expectField(value: string): void {
  const items = parseAddresses(value);
  let open = 0;
  for (const { type } of items) {
    if (type === 'group-start') open++;
    if (type === 'group-end') open--;
    expected(open === 0 || open === 1, 'groups that open and close in turn', open);
  }
  expected(open === 0, 'every group to be closed');
  const decoded = decodeHeaderText(value);
  expected(decoded.length <= value.length, 'encoded words not to grow', decoded.length);
  const base = baseSubject(decoded);
  expected(base.text.length <= decoded.length, 'a base subject not to grow');
  const again = baseSubject(base.text);
  expected(again.text === base.text, 'a base subject to be its own', [base.text, again.text]);
  expected(casemap(casemap(decoded)) === casemap(decoded), 'casemap to be done once', decoded);
  for (const id of messageIdsOf(value)) expected(!/[<>]/.test(id) && id.includes('@'), 'a bare message id', id);
  const date = parseDateTime(value);
  expected(date === undefined || Number.isFinite(date.ms), 'an instant, or none', date);
}

/** RFC 3501 §5.1.3: a name has one encoding. */
export function expectName(text: string): void {
  const decoded = decodeModifiedUtf7(text);
  if (decoded !== undefined) {
    const encoded = encodeModifiedUtf7(decoded);
    // Two shifts side by side are one when they are written again.
    const again = decodeModifiedUtf7(encoded);
    expected(again === decoded, 'a decoded name to survive', [text, decoded, encoded, again]);
  }
  const name = new TextDecoder().decode(latin1Bytes(text));
  const back = decodeModifiedUtf7(encodeModifiedUtf7(name));
  // NUL is no character of a name (RFC 9051 §9, CHAR8), however it is written.
  expected(back === (name.includes('\0') ? undefined : name), 'a name to come back', [name, back]);
}

/** RFC 2045 §6.7, §6.8. */
export function expectTransfer(bytes: Uint8Array, random: Random): void {
  const base64 = latin1Bytes(Buffer.from(bytes).toString('base64').replace(/.{60}/g, '$&\r\n'));
  expected(latin1(decodeBase64(base64)) === latin1(bytes), 'base64 to come back');
  const text = latin1(bytes).replace(
    /[^\x21-\x3c\x3e-\x7e]/g,
    (char) => `=${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  const printable = latin1Bytes(text.replace(/.{60}(?!..?$)(?<!=.?)/g, '$&=\r\n'));
  expected(latin1(decodeQuotedPrintable(printable)) === latin1(bytes), 'quoted-printable to come back');
  for (const encoding of ['base64', 'quoted-printable', 'x']) {
    expected(decodeTransfer(bytes, encoding).length <= bytes.length, `${encoding} not to grow`);
  }
  const charset = random.pick(CHARSETS);
  if (isKnownCharset(charset)) decodeCharset(bytes, charset);
  else expected(decodeCharset(bytes, charset) === latin1(bytes), 'an unknown charset to change nothing');
}

/** What SEARCH, PREVIEW and BINARY make of a message. */
export function expectReadings(message: Message): void {
  const { bytes, root } = message;
  for (const part of partsOf(root)) {
    textOf(bytes, part);
    headerText(bytes, part.header);
    for (const field of part.header.fields) expectField(fieldValue(bytes, field));
  }
  const preview = previewOf(message);
  expected(Array.from(preview).length <= PREVIEW_LIMIT, `a preview of at most ${PREVIEW_LIMIT} characters`);
  for (const path of [[], [1], [2], [1, 1]]) {
    const section = { path, of: 'all', fields: [], wanted: new Set<string>() } as const;
    if (decodingRefusal(message, section) === undefined) decodeSection(message, section);
  }
}

/** RFC 3464, RFC 6522: a report is a multipart of three, and says whom it is about. */
export function expectReport(bytes: Uint8Array, random: Random): void {
  const report = composeReport({
    type: random.pick(['failed', 'delayed', 'delivered'] as const),
    by: 'server.thm',
    software: 'Exim 4.96',
    id: '1',
    serial: 1,
    now: 1_719_505_089_000,
    recipients: [
      {
        address: 'x@y.thm',
        ...(random.percent(70) && { explanation: 'why\nnot' }),
        ...(random.percent(50) && { reply: ['550-no', '550 never'] }),
        ...(random.percent(50) && { host: { name: 'mx.y.thm', address: '10.0.0.1' } }),
        ...(random.percent(30) && { originalRecipient: 'rfc822;z@y.thm' }),
      },
      ...(random.percent(30)
        ? [{ address: `${'x'.repeat(random.below(80))}@y.thm`, explanation: 'word '.repeat(random.below(40)) }]
        : []),
    ],
    original: {
      id: '0',
      sender: 'a@b.thm',
      message: bytes,
      arrived: 1_719_505_089_000 - random.pick([0, 90_000, 7_200_000, 200_000_000]),
      envelopeId: random.pick([undefined, 'x']),
      returns: random.pick(['FULL', 'HDRS', undefined]),
      isInternational: random.percent(20),
    },
  });
  const { root } = parseMessage(report);
  expected(
    root.type === 'multipart' && root.subtype === 'report',
    'a multipart/report',
    `${root.type}/${root.subtype}`,
  );
  expected(root.children.length === 3, 'three parts of a report', root.children.length);
  const { header, bodyEnd } = root.children[1] ?? root;
  expected(
    latin1(report.subarray(header.end, bodyEnd)).includes('x@y.thm'),
    'a delivery status that names the recipient',
  );
}
