/**
 * The installation's certificate authority, and the certificates of the worlds' hosts (RFC 5280). All keys follow from
 * one secret: who keeps it has the same authority ever after. Nothing here is written to a disk.
 */
import { createECDH, createHmac, createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate, type GenerateResult } from 'selfsigned';
import type { TlsSide } from './tls.ts';
import type { CertificateKind, HostDefinition } from '../../labs/world.ts';

const NAME = 'Plaintalk Certificate Authority';
const CURVE = 'P-256';
/** Worlds have clocks of their own: what is valid is valid in all of them (RFC 5280 §4.1.2.5.1: two digits of a year end in 2049). */
const ALWAYS = { from: new Date('2000-01-01T00:00:00Z'), until: new Date('2049-12-31T23:59:59Z') };
/** Expired in every world whose clock is not before the course's. */
const LONG_AGO = { from: new Date('2022-01-01T00:00:00Z'), until: new Date('2022-12-31T23:59:59Z') };
/** No more hosts' certificates are kept; the one used longest ago is made anew when it is wanted. */
const KEPT_IDENTITIES = 500;

/** What a server shows and proves who it is with. */
export interface Identity {
  readonly context: SecureContext;
  /** PEM. */
  readonly certificate: string;
}

interface SideSetting {
  readonly handshakeMs: number;
}

export class Authority {
  /** PEM: what clients trust. */
  readonly certificate: string;
  readonly #secret: Uint8Array;
  readonly #key: string;
  readonly #identities = new Map<string, Promise<Identity>>();

  private constructor(secret: Uint8Array, { cert, private: key }: GenerateResult) {
    this.#secret = secret;
    this.certificate = cert;
    this.#key = key;
  }

  /** @param secret 32 random bytes; without it, an authority that ends with the process */
  static async of(secret: Uint8Array = randomBytes(32)): Promise<Authority> {
    const extensions = [
      { name: 'basicConstraints' as const, cA: true, critical: true },
      { name: 'keyUsage' as const, keyCertSign: true, critical: true },
    ];
    const made = await certificateOf({ keys: keyPairOf(secret, 'authority'), name: NAME, dates: ALWAYS, extensions });
    return new Authority(secret, made);
  }

  /** How a host does TLS; its certificate is valid for its own names and for `more`. */
  sideOf(host: HostDefinition, { handshakeMs, more }: SideSetting & { readonly more?: readonly string[] }): TlsSide {
    return {
      identity: async () => (await this.identity(host, more)).context,
      roots: [this.certificate],
      handshakeMs,
    };
  }

  /** How somebody does TLS who is never a server; trusts this authority or nobody. */
  clientSide({ handshakeMs, trusts }: SideSetting & { readonly trusts: boolean }): TlsSide {
    return {
      identity: () => Promise.reject(new Error('a client has no certificate')),
      roots: trusts ? [this.certificate] : [],
      handshakeMs,
    };
  }

  /**
   * A host's certificate, valid for its names and address and for `more` names.
   * @throws Error where the host has none
   */
  identity(host: HostDefinition, more: readonly string[] = []): Promise<Identity> {
    const { certificate: kind, name, aliases, address } = host;
    if (kind === undefined) throw new Error(`${name} has no certificate`);
    const names = [...new Set([...namesOf(kind, name, aliases), ...(kind === 'wrong-name' ? [] : [address, ...more])])];
    const key = JSON.stringify([kind, names]);
    const known = this.#identities.get(key);
    this.#identities.delete(key);
    const identity = known ?? this.#make(kind, names);
    this.#identities.set(key, identity);
    const [oldest] = this.#identities.keys();
    if (this.#identities.size > KEPT_IDENTITIES && oldest !== undefined) this.#identities.delete(oldest);
    return identity;
  }

  async #make(kind: CertificateKind, names: readonly string[]): Promise<Identity> {
    const [name = ''] = names;
    const isSelfSigned = kind === 'self-signed';
    const made = await certificateOf({
      keys: keyPairOf(this.#secret, JSON.stringify([kind, names])),
      name,
      dates: kind === 'expired' ? LONG_AGO : ALWAYS,
      extensions: [
        { name: 'basicConstraints', cA: isSelfSigned, critical: true },
        { name: 'keyUsage', digitalSignature: true, keyCertSign: isSelfSigned, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: names.map(altNameOf) },
      ],
      ...(isSelfSigned ? {} : { ca: { key: this.#key, cert: this.certificate } }),
    });
    const { cert, private: key } = made;
    return { context: createSecureContext({ cert, key, minVersion: 'TLSv1.2' }), certificate: cert };
  }
}

/** A certificate with a wrong name is that of what the host was once called. */
function namesOf(kind: CertificateKind, name: string, aliases: readonly string[]): readonly string[] {
  return kind === 'wrong-name' ? [`old.${name}`] : [name, ...aliases];
}

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);

function altNameOf(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isAddress(name) ? { type: 7, ip: name } : { type: 2, value: name };
}

type Options = NonNullable<Parameters<typeof generate>[1]>;

interface CertificateSetting {
  readonly keys: { readonly privateKey: string; readonly publicKey: string };
  readonly name: string;
  readonly dates: { readonly from: Date; readonly until: Date };
  readonly extensions: NonNullable<Options['extensions']>;
  readonly ca?: { readonly key: string; readonly cert: string };
}

function certificateOf({ keys, name, dates, extensions, ca }: CertificateSetting): Promise<GenerateResult> {
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: CURVE,
    algorithm: 'sha256',
    keyPair: keys,
    notBeforeDate: dates.from,
    notAfterDate: dates.until,
    extensions,
    ...(ca === undefined ? {} : { ca }),
  });
}

/** The key that this secret has for this purpose. */
function keyPairOf(secret: Uint8Array, purpose: string): { privateKey: string; publicKey: string } {
  const curve = createECDH('prime256v1');
  for (let round = 0; ; round++) {
    const scalar = createHmac('sha256', secret).update(`${round} ${purpose}`).digest();
    try {
      curve.setPrivateKey(scalar);
    } catch {
      // One in four thousand million is no number below the curve's order.
      continue;
    }
    const point = curve.getPublicKey();
    const [x, y, d] = [point.subarray(1, 33), point.subarray(33), scalar].map((part) => part.toString('base64url'));
    const privateKey = createPrivateKey({ key: { kty: 'EC', crv: CURVE, x, y, d } as never, format: 'jwk' });
    return { privateKey: pemOf(privateKey, 'pkcs8'), publicKey: pemOf(createPublicKey(privateKey), 'spki') };
  }
}

const pemOf = (key: KeyObject, type: 'pkcs8' | 'spki'): string => key.export({ type, format: 'pem' }).toString();
