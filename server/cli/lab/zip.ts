/**
 * Reads a zip that a stranger made (PKWARE's APPNOTE 6.3.3): every name and size is held against a limit before a byte
 * is unpacked, and unpacking stops where more comes than was declared. Writes nothing, anywhere.
 */
import { crc32, inflateRawSync } from 'node:zlib';

export const ZIP_LIMITS = {
  /** The whole file, in bytes. */
  fileBytes: 32 * 1024 * 1024,
  entries: 500,
  /** One entry and all of them, unpacked, in bytes. */
  entryBytes: 8 * 1024 * 1024,
  totalBytes: 32 * 1024 * 1024,
  /** A path, in characters, and how many folders deep it may lead. */
  nameLength: 160,
  depth: 6,
} as const;

/** What a lab is made of, by the end of the name. */
export const ZIP_KINDS: readonly string[] = (
  'md txt eml yaml yml json csv tsv log xml html css ics vcf asc ' +
  'png jpg jpeg gif svg webp pdf gz tgz tar zip bin dat iso mp3 wav odt doc'
).split(' ');

/** A zip that is not taken; `message` says what was expected, what came, and the way out. */
export class ZipFailure extends Error {}

export interface ZipEntry {
  /** Its path, with `/` between. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Listed {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

const END = 0x06054b50;
const LISTED = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LISTED_BYTES = 46;
const LOCAL_BYTES = 30;
const COMMENT_BYTES = 0xffff;
/** A field that says "see the ZIP64 record". */
const ZIP64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
/** Encrypted, strongly encrypted, or with a hidden list. */
const ENCRYPTED_FLAGS = 1 | (1 << 6) | (1 << 13);
/** The kind of a file in the upper half of its attributes, where a Unix made it (S_IFMT, S_IFREG, S_IFDIR). */
const KIND_OF_FILE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
/** Names that a Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The files of a zip, folders left out. @throws ZipFailure where anything about it is not as it must be */
export function readZip(bytes: Uint8Array): readonly ZipEntry[] {
  if (bytes.length > ZIP_LIMITS.fileBytes) {
    refuse(`Expected a zip of at most ${ZIP_LIMITS.fileBytes} bytes, came ${bytes.length}.`, 'Leave large files out.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const list = listOf(view);
  const listed = entriesOf(bytes, view, list);
  forbidDoubles(listed);
  let total = 0;
  for (const { name, unpacked } of listed) {
    total += unpacked;
    if (unpacked > ZIP_LIMITS.entryBytes) {
      const message = `${quote(name)}: expected at most ${ZIP_LIMITS.entryBytes} bytes, came ${unpacked}.`;
      refuse(message, 'Make the file smaller.');
    }
  }
  if (total > ZIP_LIMITS.totalBytes) {
    const message = `Expected at most ${ZIP_LIMITS.totalBytes} bytes in all files together, came ${total}.`;
    refuse(message, 'Leave large files out.');
  }
  const places = listed.map((entry) => ({ entry, ...placeOf(bytes, view, entry, list.offset) }));
  forbidOverlaps(places);
  return places
    .filter(({ entry }) => !entry.name.endsWith('/'))
    .map(({ entry, start, end }) => ({ name: entry.name, bytes: unpack(entry, bytes.subarray(start, end)) }));
}

interface List {
  readonly offset: number;
  readonly end: number;
  readonly count: number;
}

/** Where the list of entries is: told at the end of the file, before a comment (APPNOTE §4.3.16). */
function listOf(view: DataView): List {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - COMMENT_BYTES; at--) {
    if (view.getUint32(at, true) !== END || view.getUint16(at + 20, true) !== last - at) continue;
    const [disk, first] = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
    const [here, count] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [size, offset] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    if (offset === ZIP64 || size === ZIP64 || count === 0xffff) broken('came one in the ZIP64 form');
    if (disk !== 0 || first !== 0 || here !== count) broken('came a part of one');
    if (count > ZIP_LIMITS.entries) {
      refuse(`Expected at most ${ZIP_LIMITS.entries} files in a zip, came ${count}.`, 'Pack the lab alone.');
    }
    if (offset + size !== at) broken('its list of files is not where it says');
    return { offset, end: at, count };
  }
  return broken('came a file without the end of one');
}

function entriesOf(bytes: Uint8Array, view: DataView, { offset, end, count }: List): Listed[] {
  const listed: Listed[] = [];
  let at = offset;
  for (let i = 0; i < count; i++) {
    if (at + LISTED_BYTES > end || view.getUint32(at, true) !== LISTED) broken('its list of files is cut off');
    const nameLength = view.getUint16(at + 28, true);
    const length = LISTED_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + length > end) broken('its list of files is cut off');
    const name = nameOf(bytes.subarray(at + LISTED_BYTES, at + LISTED_BYTES + nameLength));
    const attributes = view.getUint32(at + 38, true);
    if ((view.getUint16(at + 8, true) & ENCRYPTED_FLAGS) !== 0) {
      refuse(`${quote(name)}: expected a file that can be read, came an encrypted one.`, 'Pack it without a password.');
    }
    const method = view.getUint16(at + 10, true);
    if (method !== STORED && method !== DEFLATED) {
      const message = `${quote(name)}: expected it stored or deflated, came method ${method}.`;
      refuse(message, 'Pack it with "plaintalk lab pack".');
    }
    forbidLinks(name, attributes >>> 16);
    const [packed, unpacked] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [crc, local] = [view.getUint32(at + 16, true), view.getUint32(at + 42, true)];
    if ([packed, unpacked, local].includes(ZIP64)) broken('came one in the ZIP64 form');
    listed.push({ name, method, crc, packed, unpacked, offset: local });
    at += length;
  }
  if (at !== end) broken('its list of files has more than it says');
  return listed;
}

/** A name that leads nowhere else, on any system. */
function nameOf(raw: Uint8Array): string {
  let name = '';
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    refuse('Expected names of files in UTF-8, came other bytes.', 'Give the files plain names.');
  }
  const wrong = faultOf(name);
  if (wrong !== undefined) {
    refuse(`${quote(name)}: ${wrong}.`, 'Pack the lab with "plaintalk lab pack", which names files by their place.');
  }
  return name;
}

function faultOf(name: string): string | undefined {
  const parts = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  if (name.length > ZIP_LIMITS.nameLength) {
    return `expected a name of at most ${ZIP_LIMITS.nameLength} characters, came ${name.length}`;
  }
  if (name.includes('\0')) return 'expected a name of visible characters, came one with a NUL';
  if (/[\x01-\x1f\x7f]/.test(name)) return 'expected a name of visible characters, came one with a control character';
  if (name.includes('\\')) return 'expected / between folders, came a backslash';
  if (/^[A-Za-z]:/.test(name)) return 'expected a path below the lab, came one with a drive';
  if (name.startsWith('/')) return 'expected a path below the lab, came an absolute one';
  if (parts.includes('..')) return 'expected a path below the lab, came one that leads out of it';
  if (parts.some((part) => part === '' || part === '.')) return 'expected a plain path, came one with an empty part';
  if (parts.length > ZIP_LIMITS.depth) {
    return `expected at most ${ZIP_LIMITS.depth} folders in a path, came ${parts.length}`;
  }
  const odd = parts.find((part) => !/^[\p{L}\p{N}_][\p{L}\p{N} ._+()-]*$/u.test(part) || /[ .]$/.test(part));
  if (odd !== undefined) return `expected names of letters, digits, dots and hyphens, came ${quote(odd)}`;
  if (parts.some((part) => DEVICE.test(part))) return 'expected the name of a file, came that of a device';
  if (name.endsWith('/')) return undefined;
  const kind = /\.([^.]+)$/.exec(parts.at(-1) ?? '')?.[1]?.toLowerCase() ?? '';
  return ZIP_KINDS.includes(kind)
    ? undefined
    : `expected a file of a kind that labs are made of (${ZIP_KINDS.slice(0, 5).join(', ')} …), came ${quote(kind)}`;
}

/** Neither links nor devices: what the name says is what is there. */
function forbidLinks(name: string, mode: number): void {
  const kind = mode & KIND_OF_FILE;
  if (kind === 0 || kind === REGULAR || (kind === FOLDER && name.endsWith('/'))) return;
  const came = kind === 0o120000 ? 'a link' : 'something else';
  refuse(`${quote(name)}: expected a file, came ${came}.`, 'Pack the files themselves.');
}

/** Two names that are one on some system: in another case, or composed in another way. */
function forbidDoubles(listed: readonly Listed[]): void {
  const seen = new Map<string, string>();
  const files = new Set<string>();
  for (const { name } of listed) {
    const plain = name.replace(/\/$/, '').normalize('NFC').toLowerCase();
    const other = seen.get(plain);
    if (other !== undefined) {
      const same = other === name ? 'it twice' : `${quote(other)}, too, which is the same on some systems`;
      refuse(`${quote(name)}: expected each name once, came ${same}.`, 'Rename one of the two.');
    }
    seen.set(plain, name);
    if (!name.endsWith('/')) files.add(plain);
  }
  for (const [plain, name] of seen) {
    for (let at = plain.lastIndexOf('/'); at > 0; at = plain.lastIndexOf('/', at - 1)) {
      if (!files.has(plain.slice(0, at))) continue;
      refuse(`${quote(name)}: expected a folder before it, came a file of that name.`, 'Rename one of the two.');
    }
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where the bytes of an entry are. The header that stands before them must say the same as the list. */
function placeOf(bytes: Uint8Array, view: DataView, entry: Listed, limit: number): Place & { readonly from: number } {
  const { offset, packed, name } = entry;
  if (offset + LOCAL_BYTES > limit || view.getUint32(offset, true) !== LOCAL) {
    broken(`${quote(name)} is not where its list says`);
  }
  const nameEnd = offset + LOCAL_BYTES + view.getUint16(offset + 26, true);
  const start = nameEnd + view.getUint16(offset + 28, true);
  const end = start + packed;
  if (end > limit) broken(`${quote(name)} is cut off`);
  const own = new TextDecoder().decode(bytes.subarray(offset + LOCAL_BYTES, nameEnd));
  if (own !== name) refuse(`${quote(name)}: expected one name, came ${quote(own)}, too.`, 'Pack the lab again.');
  return { from: offset, start, end };
}

/** Entries that share bytes make a small file unpack to a large one. */
function forbidOverlaps(places: readonly (Place & { readonly from: number; readonly entry: Listed })[]): void {
  const ordered = [...places].sort((one, other) => one.from - other.from);
  ordered.forEach(({ from, entry }, i) => {
    const before = ordered[i - 1];
    if (before !== undefined && before.end > from) {
      const message = `${quote(entry.name)}: expected bytes of its own, came those of ${quote(before.entry.name)}.`;
      refuse(message, 'Pack the lab again.');
    }
  });
}

function unpack({ name, method, crc, unpacked }: Listed, packed: Uint8Array): Uint8Array {
  const bytes = method === STORED ? packed : inflated(name, packed, unpacked);
  if (bytes.length !== unpacked) {
    refuse(`${quote(name)}: expected ${unpacked} bytes as declared, came ${bytes.length}.`, 'Pack the lab again.');
  }
  if (crc32(bytes) !== crc) {
    refuse(`${quote(name)}: expected the checksum that it was packed with, came another.`, 'Pack the lab again.');
  }
  return bytes;
}

/** Stops as soon as more comes than was declared. */
function inflated(name: string, packed: Uint8Array, unpacked: number): Uint8Array {
  try {
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: Math.max(1, unpacked) }));
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ERR_BUFFER_TOO_LARGE') {
      return refuse(`${quote(name)}: expected ${unpacked} bytes as declared, came more.`, 'Pack the lab again.');
    }
    return refuse(`${quote(name)}: expected deflated bytes, came others.`, 'Pack the lab again.');
  }
}

function broken(came: string): never {
  return refuse(`Expected a zip, but ${came}.`, 'Ask for the file again: it may have been cut off on its way.');
}

function refuse(message: string, wayOut: string): never {
  throw new ZipFailure(`${message} ${wayOut}`);
}

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
