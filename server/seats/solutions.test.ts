/** Each lab's solution, typed line by line over real TCP: it shows what it says, and ticks every step in its turn. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseTranscript } from '../protocols/transcript.ts';
import { courseCatalogue, LABS, openClassroom } from './page.testkit.ts';

interface Move {
  readonly typed: string;
  readonly printed: readonly string[];
}

function movesOf(lab: string): readonly Move[] {
  const { items } = parseTranscript(readFileSync(path.join(LABS, lab, 'solution.txt'), 'utf8'));
  const moves: { typed: string; printed: string[] }[] = [];
  for (const item of items) {
    if (item.kind === 'typed') moves.push({ typed: item.text, printed: [] });
    else if (item.kind === 'printed') moves.at(-1)?.printed.push(item.text);
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
  for (const { typed, printed } of movesOf(id)) await page.say(typed, patternOf(printed));
  await page.until(() => page.progress?.current === undefined, 'the last tick');
  const ticked = page.bodies('progress').flatMap((body) => body.ticked);
  expect(ticked).toEqual(catalogue.lab(id)?.steps.map((step) => step.id));
  expect(page.advice).toEqual([]);
  expect(faults).toEqual([]);
});
