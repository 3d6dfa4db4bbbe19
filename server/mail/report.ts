/**
 * What a mail server writes to a sender about his message: that it failed, is delayed, was delivered. A multipart/report
 * (RFC 6522) of a text for people, a delivery status (RFC 3464) and the message or its header, to the letter as Exim
 * writes it. Pure: knows no queue; who is told, and when, is decided elsewhere.
 */
import { mailDate } from '../../labs/calendar.ts';
import { joinBytes, latin1Bytes } from './bytes.ts';
import { parseHeader } from './header.ts';
import { type Report, referencesOf, statusLines, textLines, waited } from './report-parts.ts';

export type { Report, ReportedRecipient } from './report-parts.ts';

/** Exim's bounce_return_size_limit: of a longer message only the header is returned. */
const RETURN_LIMIT_BYTES = 100 * 1024;
const CUT_NOTE = 'X-Exim-DSN-Information: Due to administrative limits only headers are returned\r\n';

const ORDINARY = { status: 'message/delivery-status', message: 'message/rfc822', header: 'text/rfc822-headers' };
/** RFC 6533 §4. */
const INTERNATIONAL = {
  status: 'message/global-delivery-status',
  message: 'message/global',
  header: 'message/global-headers',
};

/** The whole mail with its Received field, lines with CRLF. */
export function composeReport(report: Report): Uint8Array {
  const { by, software, id, now, original, serial } = report;
  const header = parseHeader(original.message, { start: 0, end: original.message.length });
  const boundary = `${Math.floor(now / 1000)}-eximdsn-${serial}`;
  const isWanted = report.type === 'failed' && original.returns !== 'HDRS';
  const isTooLong = original.message.length > RETURN_LIMIT_BYTES;
  const types = original.isInternational === true ? INTERNATIONAL : ORDINARY;
  const date = mailDate(now);
  const lines = [
    `Received: from Debian-exim by ${by} with local (${software})`,
    `\tid ${id}`,
    `\tfor ${original.sender};`,
    `\t${date}`,
    ...headerLines(report, referencesOf(original.message, header), boundary),
    `Message-Id: <E${id}@${by}>`,
    `Date: ${date}`,
    '',
    `--${boundary}`,
    'Content-type: text/plain; charset=us-ascii',
    '',
    ...textLines(report, header),
    '',
    `--${boundary}`,
    `Content-type: ${types.status}`,
    '',
    `Reporting-MTA: dns; ${by}`,
    ...(original.envelopeId === undefined ? [] : [`Original-Envelope-ID: ${original.envelopeId}`]),
    '',
    ...report.recipients.flatMap((recipient) => [...statusLines(report.type, recipient), '']),
    `--${boundary}`,
    `Content-type: ${isWanted && !isTooLong ? types.message : types.header}`,
    '',
    `Return-path: <${original.sender}>`,
  ];
  return joinBytes([
    latin1Bytes(`${lines.join('\r\n')}\r\n`),
    ...(isWanted && !isTooLong
      ? [original.message]
      : [
          ...header.fields.map(({ start, end }) => original.message.subarray(start, end)),
          latin1Bytes(`${isWanted ? CUT_NOTE : ''}\r\n`),
        ]),
    latin1Bytes(`\r\n--${boundary}--\r\n`),
  ]);
}

/** The fields between Received and Message-Id, in Exim's order. */
function headerLines(report: Report, references: string, boundary: string): string[] {
  const { type, by, original, recipients } = report;
  const from = `From: Mail Delivery System <Mailer-Daemon@${by}>`;
  const to = `To: ${original.sender}`;
  const linked = references === '' ? [] : [`References: ${references}`];
  const content = `Content-Type: multipart/report; report-type=delivery-status; boundary=${boundary}`;
  const version = 'MIME-Version: 1.0';
  switch (type) {
    case 'failed': {
      const failed = recipients.map(({ address }) => address).toReversed();
      const subject = 'Subject: Mail delivery failed: returning message to sender';
      return [
        ...`X-Failed-Recipients: ${failed.join(',\n  ')}`.split('\n'),
        'Auto-Submitted: auto-replied',
        ...[from, to, ...linked, content, version, subject],
      ];
    }
    case 'delayed':
      return [
        'Auto-Submitted: auto-replied',
        ...[from, to, ...linked, content, version],
        `Subject: Warning: message ${original.id} delayed ${waited(report)}`,
      ];
    case 'delivered':
      return [
        ...[from, 'Auto-Submitted: auto-generated', to, 'Subject: Delivery Status Notification'],
        ...[...linked, content, version],
      ];
    default:
      return type satisfies never;
  }
}
