/** What Exim writes of a TLS session into Received, built with OpenSSL. Pure text; knows no handshake. */
import type { TlsSession } from '../engine.ts';

/** `(TLS1.3) tls TLS_AES_256_GCM_SHA384`: tls_in_ver and tls_in_cipher_std. */
export function wordsOfTls({ version, cipher }: Pick<TlsSession, 'version' | 'cipher'>): string {
  return `(${version.replace(/^TLSv/, 'TLS')}) tls ${registeredName(cipher)}`;
}

/**
 * A cipher suite's name at IANA, from OpenSSL's: before TLS 1.3 the two differ (RFC 5246 §A.5, RFC 5288 §3, RFC 7905 §2).
 * `ECDHE-RSA-AES128-SHA` is `TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA`. A name of another shape stays as it is.
 */
function registeredName(cipher: string): string {
  const [, exchange = 'RSA', key, algorithm, mode, digest] =
    /^(?:((?:EC)?DHE-(?:RSA|ECDSA|DSS))-)?(?:AES(128|256)|(CHACHA20-POLY1305))(?:-(GCM|CCM8?))?(?:-(SHA\d*))?$/.exec(
      cipher,
    ) ?? [];
  if (key === undefined && algorithm === undefined) return cipher;
  const suite = `TLS_${exchange.replace('-', '_')}_WITH`;
  if (algorithm !== undefined) return `${suite}_CHACHA20_POLY1305_SHA256`;
  const way = mode === undefined ? 'CBC' : mode.replace('CCM8', 'CCM_8');
  return [suite, 'AES', key, way, ...(digest === undefined ? [] : [digest])].join('_');
}
