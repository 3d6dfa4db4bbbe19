/** Builds what `npm start` runs: the page into dist/web (with compressed twins), the server into dist/server. Skips what is fresh. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { bundle, STORE_WORKER, top } from './bundle.mjs';

const STAMP = path.join(top, 'dist', '.built');
const SOURCES = ['web', 'labs', 'server', 'scripts', 'vite.config.ts', 'package.json', 'package-lock.json'];
/** Smaller files gain nothing. */
const COMPRESSED_FROM_BYTES = 512;

/** A digest of every source's path, size and time. */
async function sourcesDigest() {
  const files = [];
  for (const source of SOURCES) {
    const place = path.join(top, source);
    if ((await stat(place)).isFile()) files.push(place);
    else {
      for (const found of await readdir(place, { recursive: true, withFileTypes: true })) {
        if (found.isFile()) files.push(path.join(found.parentPath, found.name));
      }
    }
  }
  const digest = createHash('sha256').update(process.version);
  for (const file of files.sort()) {
    const { size, mtimeMs } = await stat(file);
    digest.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return digest.digest('hex');
}

/** The stamp of these sources where what was built from them is there; else undefined. */
export async function isFresh() {
  if (!existsSync(path.join(top, 'dist', 'server', 'main.js')) || !existsSync(STAMP)) return false;
  return (await readFile(STAMP, 'utf8')) === (await sourcesDigest());
}

async function buildPage() {
  const { build } = await import('vite');
  await build({
    configFile: path.join(top, 'vite.config.ts'),
    root: path.join(top, 'web'),
    logLevel: 'warn',
    // How long a plugin took is no news for whoever starts the server.
    build: { rolldownOptions: { checks: { pluginTimings: false } } },
  });
  const folder = path.join(top, 'dist', 'web');
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    files.filter((file) => file.isFile()).map((file) => compress(path.join(file.parentPath, file.name))),
  );
}

/** Writes FILE.br and FILE.gz beside a text, so that no request waits for a compressor. */
async function compress(file) {
  // index.html gets BASE_PATH when the server starts.
  if (!/\.(js|css|svg|json|txt|webmanifest)$/.test(file)) return;
  const bytes = await readFile(file);
  if (bytes.length < COMPRESSED_FROM_BYTES) return;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, quality));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

async function main() {
  if (!process.argv.includes('--force') && (await isFresh())) return;
  process.env.NODE_ENV = 'production';
  const digest = await sourcesDigest();
  await mkdir(path.join(top, 'dist'), { recursive: true });
  await Promise.all([buildPage(), bundle('dist/server', { main: 'server/main.ts', ...STORE_WORKER })]);
  await writeFile(STAMP, digest);
}

if (process.argv[1] === import.meta.filename) await main();
