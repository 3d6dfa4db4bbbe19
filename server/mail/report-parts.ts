/** What a report (report.ts) is made of: whom it names, its text for people, the fields of its delivery status. Pure. */
import { fieldValues, firstValue, type Header } from './header.ts';

/** What the report says of one recipient. Text is bytes as characters, as it crossed the wire. */
export interface ReportedRecipient {
  readonly address: string;
  /** ORCPT as it came (RFC 3461 §4.2). */
  readonly originalRecipient?: string | undefined;
  /** The server that was spoken to. */
  readonly host?: { readonly name: string; readonly address: string } | undefined;
  /** Why, for people; its lines parted by LF. */
  readonly explanation?: string | undefined;
  /** That server's reply, its lines whole. */
  readonly reply?: readonly string[] | undefined;
}

export interface Report {
  readonly type: 'failed' | 'delayed' | 'delivered';
  /** The name of the reporting host, and its software: `Exim 4.96`. */
  readonly by: string;
  readonly software: string;
  /** The report's own id on that host, and a number that no other report has. */
  readonly id: string;
  readonly serial: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly recipients: readonly ReportedRecipient[];
  readonly original: {
    readonly id: string;
    /** The reverse-path: who is told. */
    readonly sender: string;
    /** With its trace fields, lines with CRLF. */
    readonly message: Uint8Array;
    readonly arrived: number;
    /** RET and ENVID (RFC 3461 §4.3, §4.4). */
    readonly returns?: 'FULL' | 'HDRS' | undefined;
    readonly envelopeId?: string | undefined;
    readonly isInternational?: boolean | undefined;
  };
}

/** Of a longer chain of references, the first and the last are kept. */
const REFERENCES_LIMIT = 12;
/** A reason is broken behind a colon when its line has got so long. */
const BREAK_AFTER = 45;
const MINUTE_MS = 60_000;

/** References of a mail about this one (RFC 5322 §3.6.4); empty where it has no identity. */
export function referencesOf(message: Uint8Array, header: Header): string {
  const chain = firstValue(message, header, 'references') ?? firstValue(message, header, 'in-reply-to') ?? '';
  const known = chain.match(/<[^<>\s]{1,200}>/g) ?? [];
  const kept = known.length <= REFERENCES_LIMIT ? known : [...known.slice(0, 1), ...known.slice(1 - REFERENCES_LIMIT)];
  return [...kept, ...fieldValues(message, header, 'message-id').slice(0, 1)].join(' ');
}

/** How long the message has waited, as Exim says it. */
export function waited({ now, original }: Report): string {
  return `${Math.floor((now - original.arrived) / MINUTE_MS)} minutes`;
}

export function textLines(report: Report, header: Header): string[] {
  const automatic = 'This message was created automatically by mail delivery software.';
  switch (report.type) {
    case 'failed':
      return [
        ...[automatic, ''],
        'A message that you sent could not be delivered to one or more of its',
        'recipients. This is a permanent error. The following address(es) failed:',
        '',
        ...report.recipients.toReversed().flatMap((recipient) => reasonLines(recipient, '')),
      ];
    case 'delayed':
      return [automatic, ...delayLines(report, header)];
    case 'delivered':
      return [
        automatic,
        ' ----- The following addresses had successful delivery notifications -----',
        ...report.recipients.map(({ address, host }) => {
          const how = host === undefined ? 'relayed via non "Remote SMTP" router' : 'relayed to non-DSN-aware mailer';
          return printable(`<${address}> (${how})`);
        }),
      ];
    default:
      return report.type satisfies never;
  }
}

function delayLines(report: Report, header: Header): string[] {
  const { original, recipients, by } = report;
  const [date] = fieldValues(original.message, header, 'date');
  const [subject] = fieldValues(original.message, header, 'subject');
  const isOne = recipients.length === 1;
  return [
    'A message that you sent has not yet been delivered to one or more of its',
    `recipients after more than ${waited(report)} on the queue on ${by}.`,
    '',
    `The message identifier is:     ${original.id}`,
    ...(date === undefined ? [] : [printable(`The date of the message is:    ${date}`)]),
    ...(subject === undefined ? [] : [printable(`The subject of the message is: ${subject}`)]),
    '',
    `The address${isOne ? '' : 'es'} to which the message has not yet been delivered ${isOne ? 'is' : 'are'}:`,
    '',
    ...recipients.toReversed().flatMap((recipient) => reasonLines(recipient, 'Delay reason: ')),
    '',
    'No action is required on your part. Delivery attempts will continue for',
    'some time, and this warning may be repeated at intervals if the message',
    'remains undelivered. Eventually the mail delivery software will give up,',
    'and when that happens, the message will be returned to you.',
  ];
}

function reasonLines({ address, host, explanation }: ReportedRecipient, prefix: string): string[] {
  return [
    printable(`  ${address}`),
    ...(host === undefined ? [] : [printable(`    host ${host.name} [${host.address}]`)]),
    ...(explanation === undefined
      ? []
      : explanation.split('\n').flatMap((line, at) => broken(line, at === 0 ? prefix : ''))),
  ];
}

/** A line of a reason, broken behind the first colon that stands far enough to the right. */
function broken(line: string, prefix: string): string[] {
  const lines: string[] = [];
  let from = 0;
  let first = prefix;
  // Behind a break the white space counts, too, though it is not shown.
  let indent = prefix.length;
  for (const { index } of line.matchAll(/:(?=\s)/g)) {
    if (indent + index + 1 - from <= BREAK_AFTER) continue;
    lines.push(first + line.slice(from, index + 1));
    first = '';
    indent = 1;
    from = index + 2;
  }
  return [...lines, first + line.slice(from)].map((text) => printable(`    ${text}`));
}

/** The fields of one recipient (RFC 3464 §2.3), in Exim's order. */
export function statusLines(type: Report['type'], recipient: ReportedRecipient): string[] {
  const { address, originalRecipient, host, reply } = recipient;
  return [
    ...(originalRecipient === undefined ? [] : [`Original-Recipient: ${originalRecipient}`]),
    // Deviates from RFC 3461 §5.2.2 (`relayed`) as Exim does.
    `Action: ${type}`,
    `Final-Recipient: rfc822;${address}`,
    `Status: ${STATUS[type]}`,
    ...(host === undefined ? [] : [`Remote-MTA: dns; ${host.name}`]),
    ...diagnosticLines(type, host !== undefined, reply),
  ];
}

const STATUS: Readonly<Record<Report['type'], string>> = { failed: '5.0.0', delayed: '4.0.0', delivered: '2.0.0' };

function diagnosticLines(type: Report['type'], wasRemote: boolean, reply: readonly string[] | undefined): string[] {
  if (type === 'delivered') {
    return [wasRemote ? 'Diagnostic-Code: smtp; 250 Ok' : 'Diagnostic-Code: X-Exim; relayed via non SMTP router'];
  }
  return reply === undefined ? [] : [`Diagnostic-Code: smtp; ${reply.join('\r\n ')}`];
}

/** What is no character of US-ASCII that has a picture stands as `\ooo`. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
