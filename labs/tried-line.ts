/** A line of a mistake's `try`: `T[phone]: LINE` is typed at that terminal, any other line as it stands. */

export interface TriedLine {
  readonly text: string;
  /** Undefined: at the terminal where the step's own lines are typed. */
  readonly terminal: string | undefined;
}

const AT_TERMINAL = /^T\[([a-z0-9-]{1,24})\]: ?(.*)$/;

/** Undefined where it begins as one of another terminal, and is none. */
export function triedLine(text: string): TriedLine | undefined {
  if (!text.startsWith('T[')) return { text, terminal: undefined };
  const [, terminal, typed] = AT_TERMINAL.exec(text) ?? [];
  return typed === undefined ? undefined : { text: typed, terminal };
}
