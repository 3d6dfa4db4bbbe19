/** Trace information (RFC 5321 §4.4): what a mail gets put before it, and the id under which Exim keeps it. Pure. */
import { mailDate } from '../../../labs/calendar.ts';
import type { TlsSession } from '../engine.ts';
import { joinBytes, latin1, latin1Bytes } from '../lines.ts';
import { wordsOfTls } from './tls-words.ts';

export interface Trace {
  /** Empty for the null path. */
  readonly reversePath: string;
  /** The host's own name. */
  readonly by: string;
  /** As in the banner: `Exim 4.95 Ubuntu`. */
  readonly software: string;
  readonly remoteHost: string;
  /** What HELO or EHLO named. */
  readonly helo: string;
  /** `smtp`, `esmtp`, `esmtpsa`, `utf8esmtp` (RFC 3848, RFC 6531 §4.3). */
  readonly with: string;
  /** Undefined: it came over a plain connection. */
  readonly tls?: Pick<TlsSession, 'version' | 'cipher'> | undefined;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly recipients: readonly string[];
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id of Exim's shape: seconds, number of the process, and half milliseconds, in base 62: `1sMrpq-0001Ah-UT`. */
export function messageId(now: number, process: number): string {
  const seconds = Math.floor(now / 1000);
  const halves = Math.floor((now - seconds * 1000) * 2);
  return `${base62(seconds, 6)}-${base62(process, 6)}-${base62(halves, 2)}`;
}

/** The message as it lies in a mailbox: trace fields for this recipient, the header, an empty line, the body. */
export function traced(trace: Trace, recipient: string, message: Uint8Array): Uint8Array {
  const { reversePath, now } = trace;
  const fields = `Return-path: <${reversePath}>\r\nEnvelope-to: ${recipient}\r\nDelivery-date: ${mailDate(now)}\r\n`;
  return withFields(fields + receivedField(trace), message);
}

/** The message as it is handed on: only who delivers it says so (RFC 5321 §4.4). */
export function received(trace: Trace, message: Uint8Array): Uint8Array {
  return withFields(receivedField(trace), message);
}

/** The message with fields before its header, and an empty line between header and body. @param fields lines with CRLF */
function withFields(fields: string, message: Uint8Array): Uint8Array {
  const end = headerEnd(message);
  const isParted = message.length > end && message[end] !== 13;
  return joinBytes([
    latin1Bytes(fields),
    message.subarray(0, end),
    latin1Bytes(isParted || message.length === end ? '\r\n' : ''),
    message.subarray(end),
  ]);
}

function receivedField({ reversePath, by, software, helo, id, now, recipients, ...trace }: Trace): string {
  const literal = `[${trace.remoteHost}]`;
  const isNamed = helo !== '' && helo !== literal;
  const lines = [
    `Received: from ${literal}${isNamed ? ` (helo=${helo})` : ''}`,
    ...(trace.tls === undefined
      ? [`\tby ${by} with ${trace.with} (${versionOf(software)})`]
      : [`\tby ${by} with ${trace.with}  ${wordsOfTls(trace.tls)}`, `\t(${versionOf(software)})`]),
    // Exim names no sender where there is none.
    ...(reversePath === '' ? [] : [`\t(envelope-from <${reversePath}>)`]),
    // The recipient is named only where that betrays nobody else (RFC 5321 §7.2).
    ...(recipients.length === 1 ? [`\tid ${id}`, `\tfor ${recipients[0] ?? ''};`] : [`\tid ${id};`]),
    `\t${mailDate(now)}`,
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/**
 * What a submission server adds at the header's end where it is missing (RFC 6409 §8.1, §8.2), in Exim's order.
 * @param author who hands it in, for From (RFC 5322 §3.6.2); undefined: nobody knows
 */
export function completed(
  trace: Pick<Trace, 'id' | 'by' | 'now'>,
  author: string | undefined,
  message: Uint8Array,
): Uint8Array {
  const end = headerEnd(message);
  const header = latin1(message.subarray(0, end)).toLowerCase();
  const lacks = (name: string): boolean => !header.startsWith(`${name}:`) && !header.includes(`\n${name}:`);
  const fields = [
    ...(lacks('message-id') ? [`Message-Id: <E${trace.id}@${trace.by}>\r\n`] : []),
    ...(author !== undefined && lacks('from') ? [`From: ${author}\r\n`] : []),
    ...(lacks('date') ? [`Date: ${mailDate(trace.now)}\r\n`] : []),
  ];
  if (fields.length === 0) return message;
  const isParted = message[end] === 13;
  const blank = latin1Bytes(isParted ? '' : '\r\n');
  return joinBytes([message.subarray(0, end), latin1Bytes(fields.join('')), blank, message.subarray(end)]);
}

/** Exim's received_headers_max. */
const RECEIVED_LIMIT = 30;

/**
 * Whether a message was handed on so often that it goes round in circles (RFC 5321 §6.3).
 * @param added how many Received fields it will be given beside those that it has
 */
export function goesRound(message: Uint8Array, added = 0): boolean {
  const fields = latin1(message.subarray(0, headerEnd(message))).match(/^received:/gim) ?? [];
  return fields.length + added > RECEIVED_LIMIT;
}

/** Where the header ends: at the first line that is neither a field nor goes on with one. */
export function headerEnd(message: Uint8Array): number {
  let at = 0;
  for (let isFirst = true; at < message.length; isFirst = false) {
    const lineEnd = message.indexOf(10, at);
    const next = lineEnd < 0 ? message.length : lineEnd + 1;
    const isContinued = !isFirst && (message[at] === 32 || message[at] === 9);
    if (!isContinued && !beginsField(message, at, next)) return at;
    at = next;
  }
  return at;
}

/** A field name, white space where an old mailer put some, and a colon (RFC 5322 §2.2, §4.5). */
function beginsField(message: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && isFieldNameByte(message[at])) at++;
  if (at === from) return false;
  while (at < to && (message[at] === 32 || message[at] === 9)) at++;
  return message[at] === 58;
}

function isFieldNameByte(byte: number | undefined): boolean {
  return byte !== undefined && byte > 32 && byte < 127 && byte !== 58;
}

/** The name and number alone: a distribution's mark is not part of the version. */
function versionOf(software: string): string {
  return software.split(' ').slice(0, 2).join(' ');
}

function base62(value: number, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest = Math.floor(rest / 62))
    text = `${DIGITS[rest % 62] ?? '0'}${text}`;
  return text;
}
