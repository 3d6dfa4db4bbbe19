/** A terminal's log as lines of text, each in its voice: what the plain view and a screen reader are given. */
import type { ScreenEntry } from '../state/seat.svelte.ts';

export interface PlainLine {
  /** Stays the same as long as the line is shown. */
  readonly key: string;
  readonly text: string;
  readonly voice: 'client' | 'server' | undefined;
}

/** Colours, moves of the cursor and other control sequences (ECMA-48 §5), and control characters but tab and line end. */
const CONTROL =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?|[\x00-\x08\x0b-\x1f\x7f]/g;

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
      body.text
        .replace(CONTROL, '')
        .split('\n')
        .forEach((piece, at) => {
          if (at > 0) {
            open ??= { key: `${n}.${at - 1}`, text: '', voice: body.voice };
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
