/** Which lines of a stream belong to which exchange, so that one of them can be picked. Pure. */
import type { DataRow, Row } from '../../server/capture/stream.ts';
import type { ExchangeEntry } from './capture.svelte.ts';

export interface WireLine {
  readonly side: 'client' | 'server';
  /** The number of the entry of its exchange. */
  readonly entry: number;
}

type Said = Pick<ExchangeEntry, 'n' | 'line' | 'status' | 'text'>;

/**
 * By the row's key. An exchange is noted right after the last bytes of its reply, so the server's lines belong to the
 * next exchange; where replies came together, only those that are sure. A command is the line of an exchange to come.
 * What belongs to none (the text of a mail) is not among them.
 */
export function wireLines(rows: readonly Row[], exchanges: readonly Said[]): ReadonlyMap<string, WireLine> {
  const lines = new Map<string, WireLine>();
  const asked = new Set<number>();
  const answered = new Set<number>();
  const data = rows.filter((row) => row.type === 'data');
  for (const [at, row] of data.entries()) {
    const text = row.data.replace(/\r?\n$/, '');
    const later = exchanges.filter(({ n }) => n > chunkOf(row));
    const exchange =
      row.voice === 'client'
        ? later.find(({ n, line }) => line === text && line !== '' && !asked.has(n))
        : (repliedBy(text, later.filter(isBefore(nextReply(data, at))), answered) ?? only(later, nextReply(data, at)));
    if (exchange === undefined) continue;
    if (row.voice === 'client') asked.add(exchange.n);
    lines.set(row.key, { side: row.voice, entry: exchange.n });
  }
  return lines;
}

/** The entry of the first bytes in a row. */
const chunkOf = ({ key }: DataRow): number => Number(key.split('.')[0]);

const isBefore =
  (end: number) =>
  ({ n }: Said): boolean =>
    n < end;

/** The entry with which the server spoke next. */
function nextReply(rows: readonly DataRow[], at: number): number {
  const here = rows[at];
  if (here === undefined) return Infinity;
  const next = rows.find((row, place) => place > at && row.voice === 'server' && chunkOf(row) > chunkOf(here));
  return next === undefined ? Infinity : chunkOf(next);
}

/** Of several replies that came together, the one that this line is. */
function repliedBy(text: string, together: readonly Said[], answered: Set<number>): Said | undefined {
  if (together.length < 2) return undefined;
  const exchange = together.find(
    ({ n, status, text: said }) => !answered.has(n) && text.includes(status) && said !== '' && text.endsWith(said),
  );
  if (exchange !== undefined) answered.add(exchange.n);
  return exchange;
}

/** The one reply that was on its way; undefined where several came together. */
function only(later: readonly Said[], next: number): Said | undefined {
  const [first, second] = later;
  return second === undefined || second.n > next || (first?.n ?? 0) > next ? first : undefined;
}
