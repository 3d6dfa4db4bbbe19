/** Reads what authors wrote off the disk: with bounds, as UTF-8, and with a sentence for what can't be read. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../labs/problems.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class AuthorFiles {
  readonly problems: Problem[] = [];

  /** The file's text; undefined, with a problem, where it can't be read. `limit` is in characters. */
  text(file: string, limit: number, wayOut: string): string | undefined {
    try {
      const { size } = statSync(file);
      if (size > limit * 4) {
        this.fault(file, `Expected at most ${limit} characters, came ${size} bytes.`, 'Make the file smaller.');
        return undefined;
      }
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    } catch (error) {
      if (error instanceof TypeError) this.fault(file, 'Expected UTF-8, came other bytes.', 'Save the file as UTF-8.');
      else this.fault(file, `Expected a file that can be read, came ${reasonOf(error)}.`, wayOut);
      return undefined;
    }
  }

  fault(file: string, message: string, wayOut: string): void {
    this.problems.push({ file: named(file), line: 1, column: 1, message, wayOut });
  }
}

/** The name by which an author knows the file: from where the server was started. */
export function named(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

export function isFile(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isFile() === true;
}

/** The names in a folder, in their order; none where it can't be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const PICTURE_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.svg': 'image/svg+xml',
};

/** A picture as a `data:` URL of at most so many characters, or why not, as the end of "came …". */
export function pictureOf(place: string, limit: number): { readonly url: string } | { readonly fault: string } {
  const type = PICTURE_TYPES[path.extname(place).toLowerCase()];
  const name = path.basename(place);
  if (type === undefined) return { fault: `${name}, which is no PNG, JPEG or SVG` };
  if (!isFile(place)) return { fault: `${name}, which is not there` };
  const { size } = statSync(place);
  // Base64 writes three bytes as four characters.
  if (size * 1.4 > limit)
    return { fault: `${name} of ${size} bytes, which is more than a lab's pictures may have together` };
  return { url: `data:${type};base64,${readFileSync(place).toString('base64')}` };
}

/** Each LF that has no CR before it becomes CR LF (RFC 5322 §2.1). */
export function withCrLf(bytes: Uint8Array): Uint8Array {
  let bare = 0;
  for (let i = 0; i < bytes.length; i++) if (isBare(bytes, i)) bare++;
  const whole = new Uint8Array(bytes.length + bare);
  let end = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (isBare(bytes, i)) whole[end++] = CARRIAGE_RETURN;
    whole[end++] = bytes[i] ?? 0;
  }
  return whole;
}

function isBare(bytes: Uint8Array, i: number): boolean {
  return bytes[i] === LINE_FEED && bytes[i - 1] !== CARRIAGE_RETURN;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EACCES') return 'no permission';
  return typeof code === 'string' ? code : String(error);
}
