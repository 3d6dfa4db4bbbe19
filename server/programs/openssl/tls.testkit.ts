/** For tests: servers as `openssl s_client` sees them. The self-signed one is the reference's own, to the letter. */
import { type Certificate, type Input, MAIN, type TlsPeer } from '../../protocols/engine.ts';

const SERVER_PEM = [
  'MIIDMzCCAhugAwIBAgIUPz8SrcBmQP0sXP7khE+YjMg+rSUwDQYJKoZIhvcNAQEL',
  'BQAwFTETMBEGA1UEAwwKc2VydmVyLnRobTAeFw0yNjExMjMwNTAxMzdaFw0zNjEx',
  'MjAwNTAxMzdaMBUxEzARBgNVBAMMCnNlcnZlci50aG0wggEiMA0GCSqGSIb3DQEB',
  'AQUAA4IBDwAwggEKAoIBAQCwBLG/+z+AHT5ItvuKSsEtkpdx1zu1G+4PpnGqFM90',
  'MO4eD2CUwQRYqtDgGmTViWiWlRXo4W5L4PXa0zCxV+5E1+5HqmHEsIYTrEiGRXuR',
  'X5J+33++d5GQxoHtqkZWqbjkUcjefYXCeSNsIHbsT+4jB/SwrdJWJdoQNuVWjn8F',
  'hO8uLtl5JNGTW4fQuuP+dwRNMSLOoJVxMKsOvRzaEuOdllolPoezQg84N390b+3v',
  'vz9eozGfa8K9IaQLYmlNrD3lTj2UGzuySTayXobxXghva70/PS8VK+0pyEURmQta',
  'liV5q3NE4VGMR+T9kOyG6ODW0wzkZqRFOGbRM/87SEllAgMBAAGjezB5MB0GA1Ud',
  'DgQWBBRmC9aEf/oUs9zlfmEqj75cxkK8UDAfBgNVHSMEGDAWgBRmC9aEf/oUs9zl',
  'fmEqj75cxkK8UDAPBgNVHRMBAf8EBTADAQH/MCYGA1UdEQQfMB2CCnNlcnZlci50',
  'aG2CCWxvY2FsaG9zdIcEfwAAATANBgkqhkiG9w0BAQsFAAOCAQEAcWMfd/y4UyyX',
  '7OV/yU1Qt3Ku8h39NAo+qYGWIo/FW0gqCjT9UO9L2QFvN8iF3d1sPf4HKdC7kgq0',
  'T57OGXvoIKcwva54p2T54d9kxiVOCji9CCXArGP4a4wWy0aQsAurL9siRaXCk1T4',
  'oTfKmrt1sMWU7R1jaPQR4rYf13vULYwPQncvD2EIGgYznurjESMzjHENP0eLrSeW',
  'zxvBDVrNrjl+Qbdh1m4/cAz2HvP9vS2c0Tl8q5UbJ0+pZ8gYM+SW5JFtpZTAvGyo',
  '7cgWWhv3NfcMrM7+F/E1wSu43yTnxmmZfZJmsYkU3a9+/97jrKgvf5otX+Z/c22j',
  'lxhJH4Cs0A==',
];

/** Of the reference: 2048 bits of RSA, signed by itself. */
const selfSigned: Certificate = {
  subject: [['CN', 'server.thm']],
  issuer: [['CN', 'server.thm']],
  key: { algorithm: 'rsaEncryption', bits: 2048 },
  signature: 'RSA-SHA256',
  notBefore: Date.UTC(2026, 10, 23, 5, 1, 37),
  notAfter: Date.UTC(2036, 10, 20, 5, 1, 37),
  names: ['server.thm', 'localhost', '127.0.0.1'],
  der: new Uint8Array(Buffer.from(SERVER_PEM.join(''), 'base64')),
};

const root: Certificate = {
  subject: [['CN', 'Plaintalk Certificate Authority']],
  issuer: [['CN', 'Plaintalk Certificate Authority']],
  key: { algorithm: 'id-ecPublicKey', bits: 256 },
  signature: 'ecdsa-with-SHA256',
  notBefore: Date.UTC(2000, 0, 1),
  notAfter: Date.UTC(2049, 11, 31, 23, 59, 59),
  names: [],
  der: Uint8Array.of(0x30, 0x00),
};

/** As an installation signs them, of bytes that stand for a certificate. */
const signed: Certificate = {
  ...root,
  subject: [
    ['O', 'Syracuse'],
    ['CN', 'example.thm'],
  ],
  names: ['example.thm', '*.example.thm', '10.10.41.192'],
  der: Uint8Array.from({ length: 50 }, (_, i) => i),
};
const expired: Certificate = { ...signed, notAfter: Date.UTC(2022, 11, 31, 23, 59, 59) };

const OK = { code: 0, text: 'ok' };
const X25519 = { name: 'X25519', bits: 253 };

/** By the name that screens give them. */
const peers: Readonly<Record<string, TlsPeer>> = {
  'the reference': {
    chain: [selfSigned],
    anchors: [],
    verification: { code: 18, text: 'self-signed certificate' },
    ephemeralKey: X25519,
    bytesRead: 1379,
    bytesWritten: 377,
  },
  'a trusted server': {
    chain: [signed],
    anchors: [root],
    verification: OK,
    ephemeralKey: { name: 'prime256v1', bits: 256 },
    bytesRead: 801,
    bytesWritten: 377,
  },
  'an unknown server': {
    chain: [signed, root],
    anchors: [],
    verification: { code: 21, text: 'unable to verify the first certificate' },
    ephemeralKey: X25519,
    bytesRead: 801,
    bytesWritten: 377,
  },
  'an expired server': {
    chain: [expired],
    anchors: [root],
    verification: { code: 10, text: 'certificate has expired' },
    bytesRead: 801,
    bytesWritten: 377,
  },
};

/** The end of a handshake, in `TLSv1.3` or another version. */
export function securedBy(name: string, version: string): Input & { readonly type: 'secured' } {
  const peer = peers[name];
  if (peer === undefined) throw new Error(`expected one of ${Object.keys(peers).join(', ')}, got ${name}`);
  const cipher = version === 'TLSv1.3' ? 'TLS_AES_256_GCM_SHA384' : 'ECDHE-ECDSA-AES256-GCM-SHA384';
  return { type: 'secured', channel: MAIN, tls: { version, cipher, isResumed: false, peer } };
}

/** The sessions that the reference's server gave: id, secret, ticket. */
const SESSIONS: readonly (readonly [id: string, secret: string, ticket: string])[] = [
  [
    '78C12754DF578DACA3D9C24958620B44E40A3EB190E9F05E021F912477D62530',
    '93C160B4F803E99512B3501174E6B32AA601C66CDC4E547DE10DBC6A46F891B1F3D426E6F5163ABE9C7030F8F2009341',
    [
      '4b4f42378c5dc2a7938633718514d016b59456206ded6ddbda484a79c000beab5f86ded0a00198beef6fc5693048caa6',
      '1cc00683a0dad9372b4ab40828787ba91c29736fbf0f6c9cbae19743e2a8f8c83b9e2e28720b14f06b7d20c97cfd3ca0',
      'fdfd46edb4c2c423a7b68eaa43473fd40a9ff8a9001a5a30f6c399866ecf29d1d128cd0589f2e2bd32387518e27113af',
      'e9574814d3dfe191a6d0776624e06088b75b2831c3670fa5c1a4d201876a1ca607a64a4f807993585255028f41a219ac',
      'a110505b7d83cd45cde4384b2ec1bbc3',
    ].join(''),
  ],
  [
    'CE4DFB57B27F27E370FAE4F6F97A32D55602043DC910BC3DA055861F064140A3',
    '543E4D1F43D0F11FBF5DCF9B0DAE4FEEAB9CE30184CCC75D90C8A927D6718862CA2CA9A9236A5082402043AEA70F4128',
    [
      '4b4f42378c5dc2a7938633718514d0161497ea6f937115c5185936dfbe36a4d42ef164ff8c0f5e6a6832c8d36fb07a01',
      '2a8323d8f475de429a43480e2e485cf55b5ef0ea5ec79ab1f212fc72ec8c28d430d4889a83d38126aeea5e49bf719693',
      'cf539181d8eb4a735640e0afba92ab1fd61b7efdc4fb1d5d790e8b0f1b536f8f6d99b8076cc8d2fea574b988752d2a17',
      '491beab520e32908106a5d94498e35ff5dd4187f28c43b771ee687630a766683d80fb365d88e048b606e5e5b9f5b57a6',
      '8a76099ac804c38b5c45bce3b6cbf760',
    ].join(''),
  ],
];

/** The first or the second of them, as OpenSSL writes an `SSL_SESSION`. */
export function sessionNumber(number: number): Input & { readonly type: 'tls-session' } {
  const [id = '', secret = '', ticket = ''] = SESSIONS[number - 1] ?? [];
  const hex = (text: string): Buffer => element(0x04, Buffer.from(text, 'hex'));
  const tagged = (tag: number, content: Buffer): Buffer => element(0xa0 | tag, content);
  const whole = (...bytes: number[]): Buffer => element(0x02, Buffer.from(bytes));
  const session = element(
    0x30,
    Buffer.concat([
      ...[whole(1), whole(3, 4), hex('1302'), hex(id), hex(secret)],
      ...[tagged(1, whole(0x6a, 0, 0, 0)), tagged(2, whole(0x1c, 0x20)), tagged(3, element(0x30, Buffer.alloc(300)))],
      ...[tagged(4, hex('')), tagged(5, whole(18)), tagged(9, whole(0x1c, 0x20)), tagged(10, hex(ticket))],
      ...[tagged(13, whole(0)), tagged(15, whole(0))],
    ]),
  );
  return { type: 'tls-session', channel: MAIN, session: new Uint8Array(session) };
}

/** X.690 §8.1. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
