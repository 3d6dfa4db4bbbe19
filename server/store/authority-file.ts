/**
 * The secret of the installation's certificate authority, as a file beside the database: the database keeps it, and
 * `plaintalk world`, which may not open the database of a running Plaintalk, reads it here. What is lost of these files
 * is written again at the next start.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
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

/** Writes what differs from what stands there; the secret for its owner alone. */
export async function writeAuthority(folder: string, secret: Uint8Array, certificate: string): Promise<void> {
  const known = await readAuthoritySecret(folder);
  if (known !== undefined && Buffer.compare(known, secret) === 0 && (await isThere(folder))) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, SECRET_FILE), `${Buffer.from(secret).toString('hex')}\n`, { mode: 0o600 });
  await writeFile(path.join(folder, CERTIFICATE_FILE), certificate);
}

async function isThere(folder: string): Promise<boolean> {
  return readFile(path.join(folder, CERTIFICATE_FILE)).then(
    () => true,
    () => false,
  );
}
