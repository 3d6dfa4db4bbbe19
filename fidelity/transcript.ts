/**
 * A recorder's transcript as commands and what followed each: the unit in which two transcripts are laid side by side,
 * so that one difference does not shift all that comes after it.
 */

/** One line that is not the client's: a server's line, an event, or a line of a data connection. */
export interface Answer {
  /** `S`, `S2`, `--`, `D<`. */
  readonly mark: string;
  readonly text: string;
}

/** What the client sent in one go, and all that was seen until it sent again. */
export interface Turn {
  /** With their marks: `C: NOOP`. */
  readonly commands: readonly string[];
  readonly answers: readonly Answer[];
}

const LINE = /^(?<mark>C\d?|S\d?|--|D<|D>):? ?(?<text>.*)$/s;

/** Reads a transcript; remarks and measured waits are left out. */
export function turnsOf(transcript: string): readonly Turn[] {
  const turns: { commands: string[]; answers: Answer[] }[] = [{ commands: [], answers: [] }];
  for (const line of transcript.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const groups = LINE.exec(line)?.groups;
    const mark = groups?.['mark'] ?? '--';
    const text = groups?.['text'] ?? line;
    let last = turns.at(-1) as (typeof turns)[number];
    if (!isClients(mark)) {
      last.answers.push({ mark, text });
      continue;
    }
    if (last.answers.length > 0) turns.push((last = { commands: [], answers: [] }));
    last.commands.push(`${mark}: ${text}`);
  }
  return turns;
}

/** The lines as they stood in the transcript. */
export const linesOf = ({ commands, answers }: Turn): readonly string[] => [
  ...commands,
  ...answers.map(({ mark, text }) => (mark.startsWith('S') ? `${mark}: ${text}` : `${mark} ${text}`)),
];

const isClients = (mark: string): boolean => mark.startsWith('C') || mark === 'D>';

/** A pair of turns in which the client sent the same; a side is undefined where it had no such turn. */
export interface Pair {
  readonly expected: Turn | undefined;
  readonly actual: Turn | undefined;
}

/** Lays two conversations side by side by what the client sent: the longest common run of turns, and the rest alone. */
export function alignTurns(
  expected: readonly Turn[],
  actual: readonly Turn[],
  key: (turn: Turn) => string,
): readonly Pair[] {
  return align(expected, actual, (one, other) => key(one) === key(other)).map(([one, other]) => {
    return { expected: one, actual: other };
  });
}

/** The longest common subsequence of two lists as pairs; what only one list has is paired with nothing. */
export function align<T>(
  left: readonly T[],
  right: readonly T[],
  isSame: (one: T, other: T) => boolean,
): readonly (readonly [T | undefined, T | undefined])[] {
  // common[i][j]: how much left from i on and right from j on have in common.
  const common = Array.from({ length: left.length + 1 }, () => new Int32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const skipped = Math.max(at(common, i + 1, j), at(common, i, j + 1));
      const row = common[i] as Int32Array;
      row[j] = isSame(left[i] as T, right[j] as T) ? at(common, i + 1, j + 1) + 1 : skipped;
    }
  }
  const pairs: (readonly [T | undefined, T | undefined])[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && isSame(left[i] as T, right[j] as T)) {
      pairs.push([left[i++], right[j++]]);
    } else if (i < left.length && (j === right.length || at(common, i + 1, j) >= at(common, i, j + 1))) {
      pairs.push([left[i++], undefined]);
    } else {
      pairs.push([undefined, right[j++]]);
    }
  }
  return pairs;
}

const at = (table: readonly Int32Array[], i: number, j: number): number => table[i]?.[j] ?? 0;
