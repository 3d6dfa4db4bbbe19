/** Each lab's solution, typed line by line over real TCP: it shows what it says, and ticks every step in its turn. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseTranscript } from '../protocols/transcript.ts';
import { courseCatalogue, LABS, openClassroom, type Page } from './page.testkit.ts';

/** Lines shown on a terminal since the line that was typed there last. */
interface Shown {
  readonly terminal: string;
  readonly lines: readonly string[];
}

interface Move {
  readonly terminal: string;
  readonly typed: string;
  /** What is done instead: `answer ID TEXT`, `point ID client VERB`; at `step ID`, the one before it is waited for. */
  readonly told?: string;
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
    if (item.kind === 'event' && /^(step|answer|point) /.test(item.text)) {
      moves.push({ terminal: 'laptop', typed: '', told: item.text, shown: [] });
    }
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

const HOLE = /\$\{[A-Za-z]\w*\}/;

/** The lines as they must stand on the screen right after the line typed; a hole is any text of one line. */
function patternOf(printed: readonly string[]): RegExp {
  const lines = printed.map((line) => {
    const pieces = line.split(HOLE).map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return `${pieces.join('([^\\n]*)')}\\n`;
  });
  return new RegExp(`^${lines.join('')}`);
}

/** The learner's side of the panel: what is answered, and what was seen on the screen until then. */
class Panel {
  readonly #page: Page;
  readonly #holes = new Map<string, string>();
  /** How many questions of a step were answered. */
  readonly #answered = new Map<string, number>();
  #step: string | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What the lines' holes stand for on the screen. */
  bind(lines: readonly string[], terminal: string): void {
    const names = lines.flatMap((line) => line.match(/\$\{[A-Za-z]\w*\}/g) ?? []);
    const source = patternOf(lines).source.slice(1);
    const found = [...this.#page.screen(terminal).matchAll(new RegExp(source, 'g'))].at(-1);
    names.forEach((name, i) => this.#holes.set(name, found?.[i + 1] ?? ''));
  }

  filled(text: string): string {
    return text.replace(/\$\{[A-Za-z]\w*\}/g, (name) => this.#holes.get(name) ?? name);
  }

  async tell(told: string): Promise<void> {
    const [what = '', step = '', ...words] = told.split(' ');
    if (what === 'step') {
      const before = this.#step;
      if (before !== undefined)
        await this.#page.until(() => this.#page.ticked.includes(before), `the tick of ${before}`);
      this.#step = step;
      return;
    }
    const question = this.#answered.get(step) ?? 0;
    this.#answered.set(step, question + 1);
    const id = `${step}.${question}`;
    if (what === 'answer') {
      this.#page.send({ type: 'answer', id, step, question, text: this.filled(words.join(' ')) });
      return;
    }
    const [side, verb] = words;
    const entry = this.#page.entries.findLast(({ body }) => body.type === 'exchange' && body.verb === verb)?.n ?? 1;
    this.#page.send({ type: 'point', id, step, question, side: side === 'server' ? 'server' : 'client', entry });
  }
}

const catalogue = courseCatalogue();

test.each(catalogue.labs.map(({ id }) => id))('the solution of %s ticks each step in its turn', async (id) => {
  const { enter, faults } = await openClassroom({ catalogue });
  const page = await enter(id);
  const last = new Map<string, string>();
  const panel = new Panel(page);
  for (const { terminal, typed, told, shown } of movesOf(id)) {
    if (told !== undefined) {
      await panel.tell(told);
      continue;
    }
    if (!last.has(terminal) && terminal !== 'laptop') page.send({ type: 'open-terminal', terminal });
    last.set(terminal, page.type(panel.filled(typed), terminal));
    for (const { terminal: other, lines } of shown) {
      await page.shows(last.get(other) ?? '', patternOf(lines), other);
      panel.bind(lines, other);
    }
  }
  await page.until(() => page.progress?.current === undefined, 'the last tick');
  const ticked = page.bodies('progress').flatMap((body) => body.ticked);
  expect(ticked).toEqual(catalogue.lab(id)?.steps.map((step) => step.id));
  expect(page.advice).toEqual([]);
  expect(faults).toEqual([]);
});
