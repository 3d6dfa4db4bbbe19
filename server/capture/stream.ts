/**
 * A connection's stream in rows, as follow-stream shows it: chunks of one voice joined and cut at line ends, or sixteen
 * bytes a row. Grows with the wire: each byte is looked at once.
 */
import type { WireChunk, WireTls, WireTurn } from './chunk.ts';

export type Voice = WireChunk['from'];

interface RowHead {
  /** Stays the same as long as the row is shown, also while it grows. */
  readonly key: string;
  readonly voice: Voice;
  /** The voice changes here. */
  readonly isTurn: boolean;
}

export interface DataRow extends RowHead {
  readonly type: 'data';
  /** Where it stands in what this voice said, in bytes. */
  readonly offset: number;
  /** Each byte a character; a line's end included. */
  readonly data: string;
}

/** Bytes that crossed and were not kept. */
export interface OmittedRow extends RowHead {
  readonly type: 'omitted';
  readonly bytes: number;
}

/** From here on the stream is secured, or plain again. */
export interface TurnRow {
  readonly type: 'turn';
  readonly key: string;
  readonly voice?: undefined;
  readonly tls: WireTls | undefined;
}

export type Row = DataRow | OmittedRow | TurnRow;

/** How many bytes at the beginning of `data` belong to one row, and whether a further byte could still join them. */
export type Cut = (data: string) => { readonly length: number; readonly isWhole: boolean };

/** A longer line is shown in several rows. */
const LINE_LIMIT_BYTES = 1024;
const LONGEST_ROW_BYTES = LINE_LIMIT_BYTES + 3;

/** A row a line. */
export const byLine: Cut = (data) => {
  const end = data.indexOf('\n') + 1;
  if (end > 0 && end <= LINE_LIMIT_BYTES) return { length: end, isWhole: true };
  let length = Math.min(data.length, LINE_LIMIT_BYTES);
  // A character of UTF-8 is not torn: at most three bytes follow its first.
  while (length >= LINE_LIMIT_BYTES && length < LONGEST_ROW_BYTES && /[\x80-\xbf]/.test(data[length] ?? '')) length++;
  return { length, isWhole: length < data.length || length === LONGEST_ROW_BYTES };
};

/** A row every so many bytes. */
export function byBytes(bytes: number): Cut {
  return (data) => ({ length: Math.min(bytes, data.length), isWhole: data.length >= bytes });
}

export class StreamRows {
  readonly #cut: Cut;
  #rows: Row[] = [];
  /** How many chunks are taken in, and the last of them. */
  #taken = 0;
  #last: WireChunk | WireTurn | undefined;
  #offsets = { client: 0, server: 0 };
  /** The last row may grow. */
  #isOpen = false;

  constructor(cut: Cut) {
    this.#cut = cut;
  }

  /** The rows of these chunks; where they are the last call's chunks and more, only what is more is looked at. */
  of(chunks: readonly (WireChunk | WireTurn)[]): readonly Row[] {
    if (this.#taken > 0 && chunks[this.#taken - 1] !== this.#last) this.#restart();
    for (; this.#taken < chunks.length; this.#taken++) {
      const chunk = chunks[this.#taken];
      if (chunk !== undefined) this.#take(chunk);
      this.#last = chunk;
    }
    return this.#rows.slice();
  }

  #restart(): void {
    this.#rows = [];
    this.#taken = 0;
    this.#offsets = { client: 0, server: 0 };
    this.#isOpen = false;
  }

  #take(chunk: WireChunk | WireTurn): void {
    if ('tls' in chunk) {
      this.#rows.push({ type: 'turn', key: `${chunk.n}.turn`, tls: chunk.tls });
      this.#isOpen = false;
      return;
    }
    const { n, from, data, omittedBytes } = chunk;
    for (let at = 0; at < data.length;) at += this.#add(`${n}.${at}`, from, data.slice(at, at + 2 * LINE_LIMIT_BYTES));
    if (omittedBytes > 0) this.#omit(`${n}.omitted`, from, omittedBytes);
  }

  /** Puts the first of `data` into a row; returns how many bytes that were. */
  #add(key: string, voice: Voice, data: string): number {
    const last = this.#rows.at(-1);
    const open = this.#isOpen && last?.type === 'data' && last.voice === voice ? last : undefined;
    const before = open?.data ?? '';
    const { length, isWhole } = this.#cut(before + data);
    const row: DataRow = {
      type: 'data',
      key: open?.key ?? key,
      voice,
      isTurn: open?.isTurn ?? last?.voice !== voice,
      offset: open?.offset ?? this.#offsets[voice],
      data: (before + data).slice(0, length),
    };
    if (open === undefined) this.#rows.push(row);
    else this.#rows[this.#rows.length - 1] = row;
    this.#isOpen = !isWhole;
    this.#offsets[voice] = row.offset + length;
    return length - before.length;
  }

  #omit(key: string, voice: Voice, bytes: number): void {
    const last = this.#rows.at(-1);
    this.#isOpen = false;
    this.#offsets[voice] += bytes;
    if (last?.type === 'omitted' && last.voice === voice) {
      this.#rows[this.#rows.length - 1] = { ...last, bytes: last.bytes + bytes };
    } else this.#rows.push({ type: 'omitted', key, voice, isTurn: last?.voice !== voice, bytes });
  }
}
