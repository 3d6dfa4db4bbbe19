/**
 * The secret of the installation's certificate authority, as a file beside the database: the database keeps it, and
 * `plaintalk world`, which may not open the database of a running Plaintalk, reads it here. What is lost of these files
 * is written again at the next start.
 */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

const SECRET_FILE = 'authority.key';
const SECRET_BYTES = 32;
/** PEM, for people who let their own clients trust it. */
export const CERTIFICATE_FILE = 'authority.pem';

/** The secret that stands there; undefined where none does. */
export async function readAuthoritySecret(folder: string): Promise<Uint8Array | undefined> {
  try {
    const secret = Buffer.from((await readFile(path.join(folder, SECRET_FILE), 'utf8')).trim(), 'hex');
    return secret.length === SECRET_BYTES ? new Uint8Array(secret) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes what is not there as it should be; the secret for its owner alone. */
export async function writeAuthority(folder: string, secret: Uint8Array, certificate: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const known = await readAuthoritySecret(folder);
  if (known === undefined || Buffer.compare(known, secret) !== 0) {
    await replace(path.join(folder, SECRET_FILE), `${Buffer.from(secret).toString('hex')}\n`, 0o600);
  }
  // No two signatures of the same certificate are alike: the one that people trust already stays.
  const file = path.join(folder, CERTIFICATE_FILE);
  if (!(await hasKeyOf(file, certificate))) await replace(file, certificate, 0o644);
}

/** Whole or not at all, whatever stood there and whoever could read that. */
async function replace(file: string, content: string, mode: number): Promise<void> {
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, content, { mode });
  await rename(fresh, file);
}

/** Whether a certificate stands there whose key is that of `certificate`. */
async function hasKeyOf(file: string, certificate: string): Promise<boolean> {
  try {
    return new X509Certificate(await readFile(file)).publicKey.equals(new X509Certificate(certificate).publicKey);
  } catch {
    return false;
  }
}
