/** OpenSSL's error lines: a thread's number, the error's, where in its source it stands, and what it is. */
import type { Refusal } from '../../protocols/engine.ts';
import { errorText } from '../network-words.ts';

/** The thread that errors are named after; any would do. */
const THREAD = '40A7F30E647F0000';

const line = (number: string, text: string): string => `${THREAD}:error:${number}:${text}\n`;

/** errno(3) of Linux. */
const NUMBERS: Readonly<Record<Refusal, number>> = {
  'connection-refused': 111,
  'no-route': 113,
  'timed-out': 110,
  limit: 24,
};

/** connect(2) failed. */
export function connectError(refusal: Refusal): string {
  const number = NUMBERS[refusal];
  const code = (0x8000_0000 + number).toString(16).toUpperCase();
  return [
    line(code, `system library:BIO_connect:${errorText(refusal)}:../crypto/bio/bio_sock2.c:117:calling connect()`),
    line('10000067', 'BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:'),
    `connect:errno=${number}\n`,
  ].join('');
}

/** getaddrinfo(3) failed: for the host's name or for the service's. */
export function lookupError(what: 'host' | 'service'): string {
  const text = what === 'host' ? 'Name or service not known' : 'Servname not supported for ai_socktype';
  const errno = what === 'host' ? 22 : 0;
  return `${line('10080002', `BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:746:${text}`)}connect:errno=${errno}\n`;
}

/** Where in OpenSSL 3.0 the errors of a handshake stand. */
const HANDSHAKE: ReadonlyMap<string, readonly [number: string, place: string]> = new Map([
  ['wrong version number', ['0A00010B', 'ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:350:']],
  [
    'unexpected eof while reading',
    ['0A000126', 'ssl3_read_n:unexpected eof while reading:../ssl/record/rec_layer_s3.c:303:'],
  ],
  [
    'tlsv1 alert protocol version',
    ['0A00042E', 'ssl3_read_bytes:tlsv1 alert protocol version:../ssl/record/rec_layer_s3.c:1586:SSL alert number 70'],
  ],
  [
    'ssl/tls alert handshake failure',
    ['0A000410', 'ssl3_read_bytes:sslv3 alert handshake failure:../ssl/record/rec_layer_s3.c:1586:SSL alert number 40'],
  ],
]);

/** A handshake came to nothing; `connection closed` is what the bridge calls an end of the stream. */
export function handshakeError(reason: string): string {
  const known = HANDSHAKE.get(reason === 'connection closed' ? 'unexpected eof while reading' : reason);
  const [number, place] = known ?? ['0A000000', `:${reason}:`];
  return line(number, `SSL routines:${place}`);
}

export const VERIFY_FAILED = line(
  '0A000086',
  'SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:',
);
export const CANNOT_RENEGOTIATE = line(
  '0A00010A',
  'SSL routines:can_renegotiate:wrong ssl version:../ssl/ssl_lib.c:2287:',
);
