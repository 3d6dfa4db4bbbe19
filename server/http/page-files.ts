/**
 * The built page: every file of dist/web by its path, read once at the start with its compressed twins. What is not in
 * the list does not exist, so no path leads out of the folder.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { WORKSHOP_META } from '../contract/workshop.ts';

export interface PageFile {
  readonly type: string;
  readonly isImmutable: boolean;
  /** By content encoding, the smallest first. */
  readonly bodies: ReadonlyMap<'identity' | 'gzip' | 'br', { readonly bytes: Uint8Array; readonly etag: string }>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** What stands in the built index.html in the place of BASE_PATH. */
const BASE_ELEMENT = '<base href="/" />';

/** `workshop` is the mode of the author's workshop that serves it. @throws Error where the page was not built */
export function readPageFiles(folder: string, basePath: string, workshop?: string): ReadonlyMap<string, PageFile> {
  if (!existsSync(path.join(folder, 'index.html'))) {
    throw new Error(`${folder} has no built page: run "npm run build"`);
  }
  const files = new Map<string, PageFile>();
  for (const found of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!found.isFile() || /\.(br|gz)$/.test(found.name)) continue;
    const file = path.join(found.parentPath, found.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    files.set(name, name === 'index.html' ? pageFor(readFileSync(file, 'utf8'), basePath, workshop) : read(file, name));
  }
  return files;
}

/** index.html with BASE_PATH in its place, and the workshop's mode behind it. */
function pageFor(html: string, basePath: string, workshop: string | undefined): PageFile {
  if (!html.includes(BASE_ELEMENT)) throw new Error(`index.html has no ${BASE_ELEMENT} to put BASE_PATH into`);
  const meta = workshop === undefined ? '' : `<meta name="${WORKSHOP_META}" content="${workshop}" />`;
  const page = Buffer.from(html.replace(BASE_ELEMENT, `<base href="${basePath}" />${meta}`));
  return fileOf('index.html', page, brotliCompressSync(page), gzipSync(page));
}

function read(file: string, name: string): PageFile {
  const twin = (end: string) => (existsSync(file + end) ? readFileSync(file + end) : undefined);
  return fileOf(name, readFileSync(file), twin('.br'), twin('.gz'));
}

function fileOf(name: string, identity: Uint8Array, br?: Uint8Array, gzip?: Uint8Array): PageFile {
  const digest = createHash('sha256').update(identity).digest('base64url').slice(0, 22);
  const bodies: PageFile['bodies'] = new Map(
    (
      [
        ['br', br],
        ['gzip', gzip],
        ['identity', identity],
      ] as const
    ).flatMap(([encoding, bytes]) =>
      bytes === undefined ? [] : [[encoding, { bytes, etag: `"${digest}-${encoding}"` }] as const],
    ),
  );
  return {
    type: TYPES[path.extname(name)] ?? 'application/octet-stream',
    // The bundler puts a digest of the content into the names of these.
    isImmutable: name.startsWith('assets/'),
    bodies,
  };
}

/** Answers a GET or HEAD with the file, in the best encoding that the browser takes. */
export function sendFile(request: Request, response: Response, file: PageFile): void {
  // Who names no encoding is no browser, and may know none.
  const isNamed = request.headers['accept-encoding'] !== undefined;
  const taken = [...file.bodies.keys()].find((ours) => request.acceptsEncodings(ours) !== false);
  const encoding = isNamed && taken !== undefined ? taken : 'identity';
  const body = file.bodies.get(encoding);
  if (body === undefined) throw new Error('a file of the page has no body');
  response.set({
    'Content-Type': file.type,
    'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: body.etag,
    Vary: 'Accept-Encoding',
  });
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  if (request.fresh) {
    response.removeHeader('Content-Encoding');
    response.status(304).end();
    return;
  }
  response.set('Content-Length', String(body.bytes.length));
  if (request.method === 'HEAD') response.end();
  else response.end(body.bytes);
}
