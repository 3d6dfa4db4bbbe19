/** What a learner typed and was shown, cut into the parts of the steps: the fold of a seat, as a conversation. Pure. */
import type { SeatState, TerminalState } from './seat.svelte.ts';

export interface TranscriptLine {
  /** What was typed, or what came. */
  readonly voice: 'client' | 'server';
  readonly text: string;
  readonly terminal?: string | undefined;
  /** What was typed did not show: a password. */
  readonly isHidden?: boolean;
}

export interface TranscriptPart {
  readonly step: string;
  readonly lines: readonly TranscriptLine[];
}

interface Turn {
  readonly n: number;
  readonly id: string;
  readonly lines: readonly TranscriptLine[];
}

/** The steps in the order in which they were ticked, each with the lines since the one before. */
export function transcriptOf(seat: SeatState): readonly TranscriptPart[] {
  const turns = turnsOf(seat);
  let taken = 0;
  return seat.ticks.map(({ step, line, n }) => {
    const at = turns.findIndex(({ id }) => id === line);
    // A step that no line ticked (an answer) ends where its tick stands in the log.
    const end = at >= 0 ? at + 1 : turns.filter((turn) => turn.n < n).length;
    const lines = turns.slice(taken, end).flatMap((turn) => turn.lines);
    taken = Math.max(taken, end);
    return { step, lines };
  });
}

/** What was entered since the last fresh start, each line with what came until the next one at its terminal. */
function turnsOf(seat: SeatState): readonly Turn[] {
  const typed = seat.terminals.flatMap((terminal) => terminalTurns(terminal, seat.renewedAt));
  const answers = [...seat.answers.values()].flatMap((answer): Turn[] =>
    answer.kind === 'text' ? [{ n: answer.n, id: '', lines: [{ voice: 'client', text: answer.text }] }] : [],
  );
  return [...typed, ...answers].sort((one, other) => one.n - other.n);
}

function terminalTurns({ name, entries }: TerminalState, since: number): Turn[] {
  const turns: { n: number; id: string; typed: TranscriptLine; shown: string }[] = [];
  for (const { n, body } of entries) {
    if (n <= since) continue;
    if (body.type === 'line') {
      const isHidden = body.text === '' && /passw/i.test(body.caret);
      turns.push({ n, id: body.id, typed: { voice: 'client', text: body.text, terminal: name, isHidden }, shown: '' });
    } else if (body.type === 'print') {
      const turn = turns.at(-1);
      if (turn !== undefined) turn.shown += body.text;
    }
  }
  return turns.map(({ n, id, typed, shown }) => ({ n, id, lines: [typed, ...linesOf(shown, name)] }));
}

function linesOf(shown: string, terminal: string): TranscriptLine[] {
  const lines = shown.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text) => ({ voice: 'server', text, terminal }));
}
