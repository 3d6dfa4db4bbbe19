/** A session of TLS as OpenSSL keeps it (`SSL_SESSION`, DER) and as `SSL_SESSION_print` shows it. Never throws. */
import type { TlsPeer } from '../../protocols/engine.ts';

/** What is shown of a session. */
export interface Session {
  readonly id: Uint8Array;
  /** TLS 1.3: the PSK of a resumption; before: the master secret. */
  readonly secret: Uint8Array;
  /** Seconds. */
  readonly timeout: number;
  readonly ticketLifetime: number;
  readonly ticket: Uint8Array;
  readonly hasExtendedSecret: boolean;
  readonly maxEarlyData: number;
}

/** The element of an SSL_SESSION by its context-specific tag: OpenSSL's ssl_asn1.c. */
const TAGS = { timeout: 2, ticketLifetime: 9, ticket: 10, flags: 13, maxEarlyData: 15 } as const;
const OCTET_STRING = 0x04;
const EXTENDED_MASTER_SECRET = 1;
const EMPTY = new Uint8Array(0);

export function parseSession(der: Uint8Array): Session {
  const [sequence] = elementsOf(der);
  const elements = sequence === undefined ? [] : elementsOf(sequence.content);
  // Cipher, session id and secret are the first three octet strings; what follows is tagged.
  const [, id = EMPTY, secret = EMPTY] = elements
    .filter(({ tag }) => tag === OCTET_STRING)
    .map(({ content }) => content);
  const within = (number: number): Uint8Array => {
    const tagged = elements.find(({ tag }) => tag === (0xa0 | number));
    return (tagged === undefined ? undefined : elementsOf(tagged.content)[0]?.content) ?? EMPTY;
  };
  return {
    id,
    secret,
    timeout: numberOf(within(TAGS.timeout)),
    ticketLifetime: numberOf(within(TAGS.ticketLifetime)),
    ticket: within(TAGS.ticket),
    hasExtendedSecret: (numberOf(within(TAGS.flags)) & EXTENDED_MASTER_SECRET) !== 0,
    maxEarlyData: numberOf(within(TAGS.maxEarlyData)),
  };
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements that stand one behind the other (X.690 §8.1); those that are cut short are left out. */
function elementsOf(der: Uint8Array): readonly Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at + 2 <= der.length) {
    const [tag = 0, first = 0] = der.subarray(at, at + 2);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    const from = at + 2 + lengthBytes;
    const length = lengthBytes === 0 ? first : numberOf(der.subarray(at + 2, from));
    if (lengthBytes > 4 || from + length > der.length) break;
    elements.push({ tag, content: der.subarray(from, from + length) });
    at = from + length;
  }
  return elements;
}

const numberOf = (bytes: Uint8Array): number => bytes.reduce((number, byte) => number * 256 + byte, 0);

export interface Shown {
  readonly version: string;
  readonly cipher: string;
  readonly verification: TlsPeer['verification'];
  /** When it began, seconds since the epoch. */
  readonly start: number;
}

/** The block that begins with `SSL-Session:`. */
export function sessionText(session: Session, { version, cipher, verification, start }: Shown): string {
  const isNew = version === 'TLSv1.3';
  const { id, secret, timeout, ticketLifetime, ticket, hasExtendedSecret, maxEarlyData } = session;
  const rows = [
    `Protocol  : ${version}`,
    `Cipher    : ${cipher}`,
    `Session-ID: ${hex(id)}`,
    'Session-ID-ctx: ',
    `${isNew ? 'Resumption PSK' : 'Master-Key'}: ${hex(secret)}`,
    'PSK identity: None',
    'PSK identity hint: None',
    'SRP username: None',
    ...(ticketLifetime > 0 ? [`TLS session ticket lifetime hint: ${ticketLifetime} (seconds)`] : []),
    ...(ticket.length > 0 ? ['TLS session ticket:', ...dump(ticket), ''] : []),
    `Start Time: ${start}`,
    `Timeout   : ${timeout} (sec)`,
    `Verify return code: ${verification.code} (${verification.text})`,
    `Extended master secret: ${hasExtendedSecret ? 'yes' : 'no'}`,
    ...(isNew ? [`Max Early Data: ${maxEarlyData}`] : []),
  ];
  return `SSL-Session:\n${rows.map((row) => (row === '' ? '\n' : `    ${row}\n`)).join('')}---\n`;
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');

const ROW_BYTES = 16;

/** `BIO_dump`: sixteen bytes a row, and the letters among them. */
function dump(bytes: Uint8Array): readonly string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = [...bytes.subarray(at, at + ROW_BYTES)];
    const digits = Array.from({ length: ROW_BYTES }, (_, i) => {
      const byte = row[i];
      return byte === undefined ? '   ' : `${byte.toString(16).padStart(2, '0')}${i === ROW_BYTES / 2 - 1 ? '-' : ' '}`;
    });
    const letters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
    rows.push(`${at.toString(16).padStart(4, '0')} - ${digits.join('')}  ${letters.join('')}`);
  }
  return rows;
}
