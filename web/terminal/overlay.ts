/** What stands on a screen after the end of its log, cut so that it fits: an overlay that scrolls away can't be taken off. */

export interface Overlay {
  readonly prompt: string;
  /** Lines that were entered and that the log does not have yet, each as it will be shown. */
  readonly pending: readonly string[];
  readonly beforeCursor: string;
  readonly afterCursor: string;
}

interface Size {
  readonly cols: number;
  readonly rows: number;
}

const LEFT_OUT = '…';
/** The log's last row, on which the overlay may begin, and room to see what was said before. */
const ROWS_OF_LOG = 3;
const TAB_CELLS = 8;

/** The overlay, without what is far from the cursor where there is too much of it. */
export function fitOverlay({ prompt, pending, beforeCursor, afterCursor }: Overlay, { cols, rows }: Size): Overlay {
  const room = Math.max(1, rows - ROWS_OF_LOG);
  const start = lastOf(prompt, Math.floor((room * cols) / 2));
  const forLine = room * cols - cells(start) - 2 * cells(LEFT_OUT);
  const before = lastOf(beforeCursor, Math.max(0, forLine - Math.min(cells(afterCursor), cols)));
  const after = firstOf(afterCursor, Math.max(0, forLine - cells(before)));
  const left = room - rowsOf(start + before + after, cols);
  return { prompt: start, pending: lastLines(pending, left, cols), beforeCursor: before, afterCursor: after };
}

/** As many of the last lines as fit into so many rows. */
function lastLines(lines: readonly string[], rows: number, cols: number): readonly string[] {
  let at = lines.length;
  let used = 0;
  while (at > 0) {
    used += rowsOf(lines[at - 1] ?? '', cols);
    if (used > rows) break;
    at--;
  }
  if (at === 0) return lines;
  // The row on which it says that there are more is one of the rows.
  return rows < 1 ? [] : [LEFT_OUT, ...lines.slice(at + 1)];
}

function lastOf(text: string, limit: number): string {
  if (cells(text) <= limit) return text;
  const characters = Array.from(text);
  let at = characters.length;
  let used = 0;
  while (at > 0 && used + cells(characters[at - 1] ?? '') <= limit) used += cells(characters[--at] ?? '');
  return LEFT_OUT + characters.slice(at).join('');
}

function firstOf(text: string, limit: number): string {
  if (cells(text) <= limit) return text;
  const characters = Array.from(text);
  let at = 0;
  let used = 0;
  while (at < characters.length && used + cells(characters[at] ?? '') <= limit) used += cells(characters[at++] ?? '');
  return characters.slice(0, at).join('') + LEFT_OUT;
}

function rowsOf(text: string, cols: number): number {
  return Math.floor(cells(text) / cols) + 1;
}

/** At most so many cells: what is no ASCII may be wide. */
function cells(text: string): number {
  let count = 0;
  for (const character of text) count += character === '\t' ? TAB_CELLS : character < '\x7f' ? 1 : 2;
  return count;
}
