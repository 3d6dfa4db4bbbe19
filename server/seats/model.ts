/** The author's own way through a lab, as the page shows it beside the learner's: what was typed and what came. */
import type { LabModel } from '../contract/catalogue.ts';
import type { Lab } from '../../labs/lab.ts';
import { filled, type Values } from '../../labs/values.ts';
import { type Move, parseSolution } from '../protocols/lab-script.ts';

/** What the transcript leaves open, since it comes out anew each time: an id, a date. */
const OPEN = /\$\{[A-Za-z][^}]*\}/g;

const SIGNS = { interrupt: '^C', 'end-of-file': '^D', escape: '^]' } as const;

/** @param text the lab's `solution.txt` @param values the learner's own */
export function modelOf(lab: Lab, text: string, values: Values): LabModel {
  const { parts } = parseSolution({
    text: filled(text, values),
    file: 'solution.txt',
    steps: lab.steps.map(({ id }) => id),
  });
  return {
    steps: parts.flatMap(({ step, moves }) =>
      step === undefined ? [] : [{ id: step, lines: moves.flatMap(linesOf) }],
    ),
  };
}

const closed = (text: string): string => text.replace(OPEN, '…');

type Line = LabModel['steps'][number]['lines'][number];

function linesOf(move: Move): Line[] {
  const typed = typedOf(move);
  const shown = move.shown.flatMap(({ terminal, lines }) =>
    lines.map((text): Line => ({ voice: 'server', text: closed(text), terminal })),
  );
  return [...typed, ...shown];
}

function typedOf(move: Move): Line[] {
  switch (move.kind) {
    case 'type':
      return [{ voice: 'client', text: closed(move.text), terminal: move.terminal }];
    case 'key':
      return [{ voice: 'client', text: SIGNS[move.key], terminal: move.terminal }];
    case 'answer':
      return [{ voice: 'client', text: closed(move.text) }];
    case 'point':
      return [];
    default:
      return move satisfies never;
  }
}
