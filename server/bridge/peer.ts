/** What OpenSSL says of a peer's certificate, in the words of the contract. */
import type { X509Certificate } from 'node:crypto';
import type { Certificate, TlsPeer } from '../protocols/engine.ts';

/** Node's names of OpenSSL's verify results; see its `x509_vfy.h`. */
const RESULTS: ReadonlyMap<string, TlsPeer['verification']> = new Map([
  ['UNABLE_TO_GET_ISSUER_CERT', { code: 2, text: 'unable to get issuer certificate' }],
  ['CERT_SIGNATURE_FAILURE', { code: 7, text: 'certificate signature failure' }],
  ['CERT_NOT_YET_VALID', { code: 9, text: 'certificate is not yet valid' }],
  ['CERT_HAS_EXPIRED', { code: 10, text: 'certificate has expired' }],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', { code: 18, text: 'self-signed certificate' }],
  ['SELF_SIGNED_CERT_IN_CHAIN', { code: 19, text: 'self-signed certificate in certificate chain' }],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', { code: 20, text: 'unable to get local issuer certificate' }],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { code: 21, text: 'unable to verify the first certificate' }],
  ['INVALID_PURPOSE', { code: 26, text: 'unsuitable certificate purpose' }],
]);

/** @param error `authorizationError` of a socket: an Error with a code, a code, or nothing */
export function verificationOf(error: unknown): TlsPeer['verification'] {
  if (error === undefined || error === null) return { code: 0, text: 'ok' };
  const name = typeof error === 'string' ? error : String((error as { code?: unknown }).code);
  return RESULTS.get(name) ?? { code: 1, text: 'unspecified certificate verification error' };
}

/** RFC 5758 §3.2, RFC 4055 §5, by the bytes of their object identifiers. */
const SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['2a8648ce3d040302', 'ecdsa-with-SHA256'],
  ['2a8648ce3d040303', 'ecdsa-with-SHA384'],
  ['2a864886f70d01010b', 'RSA-SHA256'],
  ['2a864886f70d01010c', 'RSA-SHA384'],
]);

const ALGORITHMS: Readonly<Record<string, string>> = { ec: 'id-ecPublicKey', rsa: 'rsaEncryption' };
const CURVE_BITS: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

export function certificateFrom(certificate: X509Certificate): Certificate {
  const { subject, issuer, publicKey, validFrom, validTo, subjectAltName = '', raw } = certificate;
  const { asymmetricKeyType = '', asymmetricKeyDetails: details } = publicKey;
  return {
    subject: attributesOf(subject),
    issuer: attributesOf(issuer),
    key: {
      algorithm: ALGORITHMS[asymmetricKeyType] ?? asymmetricKeyType,
      bits: details?.modulusLength ?? CURVE_BITS[details?.namedCurve ?? ''] ?? 0,
    },
    signature: signatureOf(raw),
    notBefore: Date.parse(validFrom),
    notAfter: Date.parse(validTo),
    names: subjectAltName
      .split(', ')
      .filter((name) => name !== '')
      .map((name) => name.replace(/^(?:DNS|IP Address):/, '')),
    der: new Uint8Array(raw),
  };
}

/** `CN=server.thm`, a line each. */
function attributesOf(name: string): [string, string][] {
  return name.split('\n').map((line) => {
    const equals = line.indexOf('=');
    return [line.slice(0, equals), line.slice(equals + 1)];
  });
}

/** RFC 5280 §4.1.1.2: the algorithm stands behind the signed part. */
function signatureOf(der: Buffer): string {
  const certificate = elementAt(der, 0);
  const signed = elementAt(der, certificate.from);
  const algorithm = elementAt(der, signed.until);
  const identifier = elementAt(der, algorithm.from);
  const oid = der.subarray(identifier.from, identifier.until).toString('hex');
  return SIGNATURES.get(oid) ?? oid;
}

/** Where the content of the element at `at` begins and ends (X.690 §8.1). */
function elementAt(der: Buffer, at: number): { from: number; until: number } {
  const first = der.readUInt8(at + 1);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const from = at + 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
  return { from, until: from + length };
}
