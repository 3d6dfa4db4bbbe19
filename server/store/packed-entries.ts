/**
 * Entries as they cross to the store's thread: numbers, text and bytes in one piece each, since a thread is handed few
 * large things much faster than many small ones. What is packed here is never kept.
 */
import { SpooledBody } from './spool.ts';
import type { StoredEntry } from './store.ts';

export interface PackedEntries {
  /** Of each entry: n, at, is it binding, version, length of its JSON, number of its bodies; of each body its length, and its file in the spool or 0. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** The JSON of all, one after the other. */
  readonly text: string;
  /** The bodies of all that are in memory, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the others come to, which are in files. */
  readonly spooledBytes: number;
}

/** A body that stands in a file of the spool. */
export interface BodyInFile {
  readonly file: number;
  /** In bytes. */
  readonly size: number;
}

/** An entry as the thread has it. */
export type UnpackedEntry = Omit<StoredEntry, 'bodies'> & { readonly bodies: readonly (Uint8Array | BodyInFile)[] };

const NUMBERS_AN_ENTRY = 6;
const NUMBERS_A_BODY = 2;

/** @param spare memory for the bytes, where it is large enough; new memory costs more than what is copied there */
export function packEntries(entries: readonly StoredEntry[], spare?: ArrayBuffer): PackedEntries {
  let bodies = 0;
  let size = 0;
  let spooledBytes = 0;
  for (const entry of entries) {
    bodies += entry.bodies.length;
    for (const body of entry.bodies) {
      if (body instanceof SpooledBody) spooledBytes += body.length;
      else size += body.length;
    }
  }
  const numbers = new Float64Array(entries.length * NUMBERS_AN_ENTRY + bodies * NUMBERS_A_BODY);
  const bytes = spare !== undefined && size <= spare.byteLength ? new Uint8Array(spare, 0, size) : new Uint8Array(size);
  let text = '';
  let at = 0;
  let end = 0;
  for (const entry of entries) {
    numbers[at++] = entry.n;
    numbers[at++] = entry.at;
    numbers[at++] = entry.isBinding ? 1 : 0;
    numbers[at++] = entry.version;
    numbers[at++] = entry.json.length;
    numbers[at++] = entry.bodies.length;
    text += entry.json;
    for (const body of entry.bodies) {
      const file = body instanceof SpooledBody ? body.number : 0;
      numbers[at++] = body.length;
      numbers[at++] = file;
      if (file > 0) continue;
      bytes.set(body.subarray(), end);
      end += body.length;
    }
  }
  return { numbers, text, bytes, spooledBytes };
}

/** The bodies are views of the packed bytes. */
export function unpackEntries({ numbers, text, bytes }: PackedEntries): readonly UnpackedEntry[] {
  const entries: UnpackedEntry[] = [];
  let place = 0;
  let textPlace = 0;
  let bytesPlace = 0;
  const next = (): number => numbers[place++] ?? 0;
  while (place < numbers.length) {
    const n = next();
    const at = next();
    const isBinding = next() === 1;
    const version = next();
    const json = text.slice(textPlace, (textPlace += next()));
    const bodies: (Uint8Array | BodyInFile)[] = [];
    for (let left = next(); left > 0; left--) {
      const size = next();
      const file = next();
      bodies.push(file > 0 ? { file, size } : bytes.subarray(bytesPlace, (bytesPlace += size)));
    }
    entries.push({ n, at, isBinding, version, json, bodies });
  }
  return entries;
}
