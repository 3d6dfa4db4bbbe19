/** What `s_client` tells of a handshake, as OpenSSL 3.0 prints it: certificates, how verifying went, what was agreed. */
import { calendarOf, MONTHS, twoDigits } from '../../../labs/calendar.ts';
import type { Certificate, TlsPeer, TlsSession } from '../../protocols/engine.ts';

/** Everything told of one handshake. */
export interface Handshake {
  readonly tls: TlsSession;
  readonly peer: TlsPeer;
  /** How verifying went, with the name that was asked for. */
  readonly verification: TlsPeer['verification'];
  /** All bytes of the connection so far, those before TLS included. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

const EXPIRED = 10;
const NO_ISSUER = 20;
const UNVERIFIED = 21;
const HOSTNAME_MISMATCH = 62;
const PEM_COLUMNS = 64;

/** What comes of a handshake where the certificate must be valid for a name, too (RFC 6125 §6.4). */
export function verificationFor(peer: TlsPeer, name: string | undefined): TlsPeer['verification'] {
  if (name === undefined || isValidFor(peer.chain[0]?.names ?? [], name)) return peer.verification;
  return peer.verification.code === 0 ? { code: HOSTNAME_MISMATCH, text: 'hostname mismatch' } : peer.verification;
}

function isValidFor(names: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase();
  return names.some((given) => {
    const own = given.toLowerCase();
    return own === wanted || (own.startsWith('*.') && own.slice(1) === wanted.slice(wanted.indexOf('.')));
  });
}

/** `depth=0 CN = server.thm`, and what the callback says of it: a root first, the server last. */
export function verifyLines(
  { peer, verification }: Handshake,
  { stopsAtError }: { readonly stopsAtError: boolean },
): string {
  const [own] = peer.chain;
  if (own === undefined) return '';
  const self = depthLine(0, own);
  const error = (code: number, text: string): string => `verify error:num=${code}:${text}\n`;
  const { code, text } = verification;
  // Where the issuer is unknown only the server's own certificate is looked at, several times.
  const isUnknown = code === NO_ISSUER || code === UNVERIFIED;
  const above = isUnknown ? [] : [...peer.chain.slice(1), ...peer.anchors];
  const issuers = above.map((issuer, i) => `${depthLine(i + 1, issuer)}verify return:1\n`).reverse();
  const expired = code === EXPIRED ? `notAfter=${dateText(own.notAfter)}\n` : '';
  const complaints = isUnknown
    ? [
        error(NO_ISSUER, 'unable to get local issuer certificate'),
        error(UNVERIFIED, 'unable to verify the first certificate'),
      ]
    : code === 0
      ? []
      : [`${error(code, text)}${expired}`];
  // A name is looked at before everything else.
  const before = code === HOSTNAME_MISMATCH ? [] : issuers;
  const after = code === HOSTNAME_MISMATCH ? issuers : [];
  if (stopsAtError && complaints.length > 0) return `${before.join('')}${self}${complaints[0] ?? ''}`;
  const told = complaints.map((complaint) => `${self}${complaint}verify return:1\n`);
  return [...before, ...told, ...after, `${self}${expired}verify return:1\n`].join('');
}

/** What -brief leaves of those lines: complaints, and dates that are over. */
export function complaintsOf(lines: string): string {
  return lines.replace(/^depth=.*\n((?:notAfter=.*\n)?)verify return:1\n/gm, '$1').replace(/^verify return:1\n/gm, '');
}

const depthLine = (depth: number, { subject }: Certificate): string => `depth=${depth} ${nameText(subject)}\n`;

/** From `---` to the line before `New, …`. */
export function certificatesText(handshake: Handshake, { showsChain }: { readonly showsChain: boolean }): string {
  const { peer } = handshake;
  const [own] = peer.chain;
  if (own === undefined) return '';
  const chain = peer.chain.map((certificate, i) => {
    const { key, signature, notBefore, notAfter } = certificate;
    return [
      ` ${i} s:${nameText(certificate.subject)}\n   i:${nameText(certificate.issuer)}\n`,
      `   a:PKEY: ${key.algorithm}, ${key.bits} (bit); sigalg: ${signature}\n`,
      `   v:NotBefore: ${dateText(notBefore)}; NotAfter: ${dateText(notAfter)}\n`,
      showsChain ? pem(certificate) : '',
    ].join('');
  });
  return [
    `---\nCertificate chain\n${chain.join('')}---\n`,
    `Server certificate\n${showsChain ? '' : pem(own)}subject=${nameText(own.subject)}\nissuer=${nameText(own.issuer)}\n---\n`,
    'No client certificate CA names sent\n',
    `Peer signing digest: ${signingDigest(own)}\nPeer signature type: ${signatureType(own)}\n`,
    temporaryKey(handshake),
  ].join('');
}

/** Of a handshake that came to nothing. */
export const NO_CERTIFICATE = '---\nno peer certificate available\n---\nNo client certificate CA names sent\n';

export interface Agreed {
  readonly version: string;
  readonly cipher: string;
  /** Undefined where nothing was agreed. */
  readonly own: Certificate | undefined;
  readonly verification: TlsPeer['verification'];
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** TLS 1.2: the session's block, which stands within. */
  readonly session: string | undefined;
}

export const NOTHING_AGREED = { version: '(NONE)', cipher: '(NONE)', own: undefined, session: undefined } as const;

/** From `SSL handshake has read` to the end. */
export function agreedText({ version, cipher, own, verification, bytesRead, bytesWritten, session }: Agreed): string {
  const isOlder = version === 'TLSv1.2';
  return [
    `---\nSSL handshake has read ${bytesRead} bytes and written ${bytesWritten} bytes\n`,
    verificationText(verification),
    `---\nNew, ${version}, Cipher is ${cipher}\n`,
    own === undefined ? '' : `Server public key is ${own.key.bits} bit\n`,
    `Secure Renegotiation IS ${isOlder ? '' : 'NOT '}supported\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\n`,
    session ?? `Early data was not sent\nVerify return code: ${verification.code} (${verification.text})\n---\n`,
  ].join('');
}

/** What -brief tells. */
export function briefText(handshake: Handshake): string {
  const { tls, peer, verification } = handshake;
  const [own] = peer.chain;
  if (own === undefined) return '';
  const formats = 'uncompressed:ansiX962_compressed_prime:ansiX962_compressed_char2';
  return [
    'CONNECTION ESTABLISHED\n',
    `Protocol version: ${tls.version}\nCiphersuite: ${tls.cipher}\nPeer certificate: ${nameText(own.subject)}\n`,
    `Hash used: ${signingDigest(own)}\nSignature type: ${signatureType(own)}\n`,
    verificationText(verification),
    tls.version === 'TLSv1.2' ? `Supported Elliptic Curve Point Formats: ${formats}\n` : '',
    temporaryKey(handshake),
  ].join('');
}

function verificationText({ code, text }: TlsPeer['verification']): string {
  return code === 0 ? 'Verification: OK\n' : `Verification error: ${text}\n`;
}

function temporaryKey({ peer: { ephemeralKey } }: Handshake): string {
  if (ephemeralKey === undefined) return '';
  const { name, bits } = ephemeralKey;
  return `Server Temp Key: ${/^X\d/.test(name) ? name : `ECDH, ${name}`}, ${bits} bits\n`;
}

/** RFC 8446 §4.2.3 binds a curve's hash; RSA keys sign with SHA-256 first. */
function signingDigest({ key }: Certificate): string {
  return key.algorithm === 'id-ecPublicKey' && key.bits === 384 ? 'SHA384' : 'SHA256';
}

const signatureType = ({ key }: Certificate): string => (key.algorithm === 'id-ecPublicKey' ? 'ECDSA' : 'RSA-PSS');

/** `CN = server.thm, O = Plaintalk`. */
function nameText(name: Certificate['subject']): string {
  return name.map(([attribute, value]) => `${attribute} = ${value}`).join(', ');
}

/** `Dec 31 23:59:59 2022 GMT`. */
function dateText(ms: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  const time = [hour, minute, second].map(twoDigits).join(':');
  return `${MONTHS[month] ?? ''} ${String(day).padStart(2)} ${time} ${year} GMT`;
}

/** RFC 7468. */
function pem({ der }: Certificate): string {
  const lines = encodeBase64(der).match(new RegExp(`.{1,${PEM_COLUMNS}}`, 'g')) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 §4. */
function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const group = (first << 16) | (second << 8) | third;
    text += [18, 12, 6, 0].map((shift) => ALPHABET.charAt((group >> shift) & 63)).join('');
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}
