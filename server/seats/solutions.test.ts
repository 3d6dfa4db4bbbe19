/** Each lab's solution, typed line by line over real TCP: it shows what it says, and ticks every step in its turn. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseTranscript } from '../protocols/transcript.ts';
import { courseCatalogue, LABS, openClassroom } from './page.testkit.ts';

/** Lines shown on a terminal since the line that was typed there last. */
interface Shown {
  readonly terminal: string;
  readonly lines: readonly string[];
}

interface Move {
  readonly terminal: string;
  readonly typed: string;
  /** What every terminal shows because of it; another one than the typed one's is told by its server unasked. */
  readonly shown: Shown[];
}

/** A transcript's terminal without a name is the one that a seat begins with. */
const nameOf = (terminal: string): string => (terminal === 'main' ? 'laptop' : terminal);

function movesOf(lab: string): readonly Move[] {
  const { items } = parseTranscript(readFileSync(path.join(LABS, lab, 'solution.txt'), 'utf8'));
  const moves: Move[] = [];
  const lines = new Map<string, string[]>();
  for (const item of items) {
    if (item.kind !== 'typed' && item.kind !== 'printed') continue;
    const terminal = nameOf(item.terminal);
    if (item.kind === 'typed') {
      moves.push({ terminal, typed: item.text, shown: [{ terminal, lines: [] }] });
      lines.set(terminal, []);
      continue;
    }
    lines.get(terminal)?.push(item.text);
    const shown = { terminal, lines: [...(lines.get(terminal) ?? [])] };
    const move = moves.at(-1);
    const at = move?.shown.findIndex((other) => other.terminal === terminal) ?? -1;
    move?.shown.splice(at < 0 ? move.shown.length : at, at < 0 ? 0 : 1, shown);
  }
  return moves;
}

/** The lines as they must stand on the screen right after the line typed; a hole is any text of one line. */
function patternOf(printed: readonly string[]): RegExp {
  const lines = printed.map((line) => {
    const pieces = line.split(/\$\{[A-Za-z]\w*\}/).map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return `${pieces.join('[^\\n]*')}\\n`;
  });
  return new RegExp(`^${lines.join('')}`);
}

const catalogue = courseCatalogue();

test.each(catalogue.labs.map(({ id }) => id))('the solution of %s ticks each step in its turn', async (id) => {
  const { enter, faults } = await openClassroom({ catalogue });
  const page = await enter(id);
  const last = new Map<string, string>();
  for (const { terminal, typed, shown } of movesOf(id)) {
    if (!last.has(terminal) && terminal !== 'laptop') page.send({ type: 'open-terminal', terminal });
    last.set(terminal, page.type(typed, terminal));
    for (const { terminal: other, lines } of shown) await page.shows(last.get(other) ?? '', patternOf(lines), other);
  }
  await page.until(() => page.progress?.current === undefined, 'the last tick');
  const ticked = page.bodies('progress').flatMap((body) => body.ticked);
  expect(ticked).toEqual(catalogue.lab(id)?.steps.map((step) => step.id));
  expect(page.advice).toEqual([]);
  expect(faults).toEqual([]);
});
