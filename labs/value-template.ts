/** How a learner's own value is drawn, as an author wrote it: `flag-{hex 8}` → its pieces. */
import type { ValuePiece } from './lab.ts';

/** The longest run of letters or digits, in characters. */
const RUN_LIMIT = 64;
const KINDS = ['hex', 'digits', 'letters', 'word', 'number'] as const;

export interface TemplateFault {
  readonly message: string;
  readonly wayOut: string;
}

/** The pieces of a template, or what is wrong with it. */
export function templateOf(text: string): { readonly pieces: readonly ValuePiece[] } | TemplateFault {
  const pieces: ValuePiece[] = [];
  for (const part of text.split(/(\{[^{}]*\})/)) {
    if (part === '') continue;
    const piece = part.startsWith('{') && part.endsWith('}') ? holeOf(part) : textOf(part);
    if ('message' in piece) return piece;
    pieces.push(piece);
  }
  if (pieces.every(({ kind }) => kind === 'text')) {
    return {
      message: `expected something to draw, like {hex 8}, came ${JSON.stringify(text)}`,
      wayOut: 'Write for example: "flag-{hex 8}"; or {digits 4}, {letters 6}, {word}, {number 10 99}.',
    };
  }
  return { pieces };
}

function textOf(text: string): ValuePiece | TemplateFault {
  if (!/[{}]/.test(text)) return { kind: 'text', text };
  return { message: `expected each { closed by a }, came ${JSON.stringify(text)}`, wayOut: 'Close it, or remove it.' };
}

function holeOf(hole: string): ValuePiece | TemplateFault {
  const [kind = '', ...rest] = hole.slice(1, -1).trim().split(/\s+/);
  const numbers = rest.map((word) => (/^\d{1,9}$/.test(word) ? Number(word) : NaN));
  const [first = NaN, second = NaN] = numbers;
  switch (kind) {
    case 'word':
      if (rest.length === 0) return { kind };
      break;
    case 'number':
      if (rest.length === 2 && first < second) return { kind, low: first, high: second };
      break;
    case 'hex':
    case 'digits':
    case 'letters':
      if (rest.length === 1 && first >= 1 && first <= RUN_LIMIT) return { kind, length: first };
      break;
    default:
  }
  return {
    message: `expected one of {${KINDS.join('}, {')}} with its numbers, came ${JSON.stringify(hole)}`,
    wayOut: `Write {hex 8}, {digits 4}, {letters 6} (at most ${RUN_LIMIT}), {word} or {number 10 99}.`,
  };
}
