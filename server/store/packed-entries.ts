/**
 * Entries as they cross to the store's thread: numbers, text and bytes in one piece each, since a thread is handed few
 * large things much faster than many small ones. What is packed here is never kept.
 */
import type { StoredEntry } from './store.ts';

export interface PackedEntries {
  /** Of each entry: n, at, is it binding, version, length of its JSON, number of its bodies, length of each body. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** The JSON of all, one after the other. */
  readonly text: string;
  /** The bodies of all, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const NUMBERS_AN_ENTRY = 6;

/** @param spare memory for the bytes, where it is large enough; new memory costs more than what is copied there */
export function packEntries(entries: readonly StoredEntry[], spare?: ArrayBuffer): PackedEntries {
  let bodies = 0;
  let size = 0;
  for (const entry of entries) {
    bodies += entry.bodies.length;
    for (const body of entry.bodies) size += body.length;
  }
  const numbers = new Float64Array(entries.length * NUMBERS_AN_ENTRY + bodies);
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
      numbers[at++] = body.length;
      bytes.set(body, end);
      end += body.length;
    }
  }
  return { numbers, text, bytes };
}

/** The bodies are views of the packed bytes. */
export function unpackEntries({ numbers, text, bytes }: PackedEntries): readonly StoredEntry[] {
  const entries: StoredEntry[] = [];
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
    const bodies: Uint8Array[] = [];
    for (let left = next(); left > 0; left--) bodies.push(bytes.subarray(bytesPlace, (bytesPlace += next())));
    entries.push({ n, at, isBinding, version, json, bodies });
  }
  return entries;
}
