/** A terminal's log as lines of text, each in its voice: what the plain view and a screen reader are given. */
import type { ScreenEntry } from '../state/seat.svelte.ts';

export interface PlainLine {
  /** Stays the same as long as the line is shown. */
  readonly key: string;
  readonly text: string;
  readonly voice: 'client' | 'server' | undefined;
}

/** The lines; what a `clear` emptied is gone. The last may not be complete yet. */
export function plainLines(entries: readonly ScreenEntry[]): PlainLine[] {
  let lines: PlainLine[] = [];
  let open: { key: string; text: string; voice: PlainLine['voice'] } | undefined;
  const close = (): void => {
    if (open !== undefined) lines.push(open);
    open = undefined;
  };
  for (const { n, body } of entries) {
    if (body.type === 'clear') {
      lines = [];
      open = undefined;
    } else if (body.type === 'line') {
      close();
      lines.push({ key: String(n), text: `${body.caret}${body.text}`, voice: 'client' });
    } else {
      body.text.split('\n').forEach((piece, at) => {
        if (at > 0) {
          open ??= { key: `${n}.${at}`, text: '', voice: body.voice };
          close();
        }
        if (piece !== '')
          open = { key: open?.key ?? `${n}.${at}`, text: (open?.text ?? '') + piece, voice: body.voice };
      });
    }
  }
  close();
  return lines;
}
