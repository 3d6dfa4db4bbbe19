/** The authority's files beside the database: found again, kept from others, mended where they were damaged. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { CERTIFICATE_FILE, readAuthoritySecret, writeAuthority } from './authority-file.ts';

const SECRET = new Uint8Array(32).fill(7);

/** PEM; the same key, another signature. */
let certificate: string;
let again: string;
let another: string;

beforeAll(async () => {
  const name = [{ name: 'commonName', value: 'An authority' }];
  const first = await generate(name, { keyType: 'ec' });
  const keyPair = { privateKey: first.private, publicKey: first.public };
  certificate = first.cert;
  again = (await generate(name, { keyType: 'ec', keyPair })).cert;
  another = (await generate(name, { keyType: 'ec' })).cert;
});

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'plaintalk-authority-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return path.join(made, 'data');
}

test('what was written is found again; before, there is none', async () => {
  const at = await folder();
  expect(await readAuthoritySecret(at)).toBeUndefined();
  await writeAuthority(at, SECRET, certificate);
  expect(await readAuthoritySecret(at)).toEqual(SECRET);
  expect(await readFile(path.join(at, CERTIFICATE_FILE), 'utf8')).toBe(certificate);
});

test('the secret is for its owner alone, also where another file stood in its place', async () => {
  const at = await folder();
  await writeAuthority(at, SECRET, certificate);
  const file = path.join(at, 'authority.key');
  await rm(file);
  await writeFile(file, 'anything\n', { mode: 0o644 });
  await writeAuthority(at, SECRET, certificate);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test.each([
  ['is cut short', '0707'],
  ['is no number', 'x'.repeat(64)],
  ['is empty', ''],
])('a secret that %s counts as none, and is written again', async (_what, damaged) => {
  const at = await folder();
  await writeAuthority(at, SECRET, certificate);
  await writeFile(path.join(at, 'authority.key'), damaged);
  expect(await readAuthoritySecret(at)).toBeUndefined();
  await writeAuthority(at, SECRET, certificate);
  expect(await readAuthoritySecret(at)).toEqual(SECRET);
});

test('the certificate that people trust stays; one of another authority, a damaged one or none is replaced', async () => {
  const at = await folder();
  const file = path.join(at, CERTIFICATE_FILE);
  await writeAuthority(at, SECRET, certificate);
  expect(again).not.toBe(certificate);
  await writeAuthority(at, SECRET, again);
  expect(await readFile(file, 'utf8')).toBe(certificate);
  for (const damaged of [another, 'no certificate', '']) {
    await writeFile(file, damaged);
    await writeAuthority(at, SECRET, certificate);
    expect(await readFile(file, 'utf8')).toBe(certificate);
  }
  await rm(file);
  await writeAuthority(at, SECRET, certificate);
  expect(await readFile(file, 'utf8')).toBe(certificate);
});
