/**
 * What beginners type, over real TCP, at every step of every lab, and what the coach says to each line. The tables are
 * `slips.txt` beside the labs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../labs/words/en/index.ts';
import { say } from '../../labs/words/say.ts';
import type { Entry } from '../contract/entries.ts';
import { courseCatalogue, LABS, openClassroom, type Page } from './page.testkit.ts';
import { parseSlips, type RightLine, type Slip, type SlipRun, type SlipSection, writtenSlip } from './slips.testkit.ts';

/** `UPDATE_SLIPS=1` writes into the tables what is said now: to be read by eye before it is kept. */
const IS_WRITING = process.env['UPDATE_SLIPS'] === '1';

/** Servers hang up on whoever errs too often: so many slips, then a new connection. */
const SLIPS_A_CONNECTION = 2;

const catalogue = courseCatalogue();
const tables = catalogue.labs.flatMap((lab) => {
  const file = path.join(LABS, lab.id, 'slips.txt');
  return existsSync(file) ? [{ lab, file, sections: parseSlips(readFileSync(file, 'utf8')) }] : [];
});

type AdviceBody = Extract<Entry['body'], { type: 'advice' }>;

interface Word {
  readonly label: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string | undefined>>;
}

class Learner {
  readonly page: Page;
  readonly #open = new Set(['laptop']);
  readonly #expected: Word[] = [];
  readonly #came: Word[] = [];
  /** How much had been said before each slip. */
  readonly #before: number[] = [];
  readonly #places: number[] = [];
  readonly #said: Readonly<Record<string, string>>[] = [];
  #slips = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async play(section: SlipSection): Promise<void> {
    for (const run of section.runs) await this.#run(section.step, run);
    if (section.right.length === 0) return;
    await this.#begin(section.runs[0]?.beginning ?? []);
    for (const line of section.right) await this.#right(line);
    await this.page.until(() => this.page.ticked.includes(section.step), `the tick of ${section.step}`);
  }

  async #run(step: string, { beginning, slips }: SlipRun): Promise<void> {
    await this.#begin(beginning);
    for (const slip of slips) {
      const isAtShell = this.#program(beginning.at(-1)?.terminal ?? 'laptop') === 'sh';
      if (beginning.length > 0 && (isAtShell || this.#slips >= SLIPS_A_CONNECTION)) await this.#begin(beginning);
      this.#slips++;
      await this.#slip(step, slip);
    }
  }

  /** Back at the shell of every terminal, and from there to where the slips are made. */
  async #begin(beginning: readonly RightLine[]): Promise<void> {
    this.#slips = 0;
    for (const terminal of this.#open) await this.#toShell(terminal);
    for (const line of beginning) await this.#right(line);
  }

  #program(terminal: string): string {
    return this.page.bodies('mode').findLast((body) => body.terminal === terminal)?.mode.program ?? 'sh';
  }

  #isSettled(terminal: string, id: string): boolean {
    const { page } = this;
    const at = page.entries.findIndex(({ body }) => body.type === 'line' && body.id === id);
    const hasAnswered = page.entries.slice(at + 1).some(({ body }) => {
      return (body.type === 'print' || body.type === 'mode') && body.terminal === terminal;
    });
    if (!hasAnswered) return false;
    const prompt = page.bodies('mode').findLast((body) => body.terminal === terminal)?.mode.prompt;
    const opened = page.bodies('connection-opened').filter((body) => body.terminal === terminal).length;
    const closed = page.bodies('connection-closed').length;
    return prompt !== '' || opened > closed;
  }

  async #toShell(terminal: string): Promise<void> {
    const { page } = this;
    const isThere = (): boolean => this.#program(terminal) === 'sh';
    if (isThere()) return;
    if (this.#program(terminal) === 'telnet') {
      page.signal('escape', '', terminal);
      await page.until(
        () => isThere() || page.bodies('mode').at(-1)?.mode.prompt === 'telnet> ',
        'the prompt of telnet',
      );
      if (!isThere()) page.type('quit', terminal);
    } else if (this.#program(terminal) === 'ftp') {
      page.signal('end-of-file', '', terminal);
    } else {
      page.signal('interrupt', '', terminal);
    }
    await page.until(isThere, 'the shell');
  }

  async #right({ terminal, line, shows }: RightLine): Promise<void> {
    const { page } = this;
    if (!this.#open.has(terminal)) {
      page.send({ type: 'open-terminal', terminal });
      await page.until(() => page.bodies('mode').some((body) => body.terminal === terminal), 'the terminal');
      this.#open.add(terminal);
    }
    await page.say(line, shows, terminal);
  }

  async #slip(step: string, { terminal, line, question, code, params, at }: Slip): Promise<void> {
    const { page } = this;
    const before = page.advice.length;
    const label = `line ${at}, ${JSON.stringify(line)}`;
    const isAtShell = question === undefined && this.#program(terminal) === 'sh';
    const id = `slip-${at}`;
    if (question === undefined) page.type(line, terminal, id);
    else page.send({ type: 'answer', id, step, question, text: line });
    const isTold = page.until(() => page.advice.length > before, `${label}: ${code}`).catch(() => undefined);
    await (IS_WRITING ? Promise.race([isTold, new Promise((resolve) => setTimeout(resolve, 2500))]) : isTold);
    // What it started is over, or has reached somebody.
    if (isAtShell) await page.until(() => this.#isSettled(terminal, id), `the end of ${label}`);
    const said = (page.advice.length > before ? page.bodies('advice').at(-1)?.advice?.params : undefined) ?? {};
    this.#said.push(said);
    const shown = Object.fromEntries(Object.keys(params).map((name) => [name, said[name]]));
    const wanted = code.replace(/^mistake (\d+)$/, (_, place: string) => `mistake ${step} ${Number(place) - 1}`);
    this.#places.push(at);
    this.#expected.push({ label, code: wanted, params });
    this.#before.push(before);
    this.#came.push({ label, code: '', params: page.advice.length > before ? shown : {} });
  }

  /** Each slip with all that was said about it, and what should have been: one sentence. */
  get heard(): { readonly came: readonly Word[]; readonly expected: readonly Word[] } {
    const { advice } = this.page;
    const came = this.#came.map((word, i) => ({
      ...word,
      code: advice.slice(this.#before[i], this.#after(i)).join(' and '),
    }));
    return { came, expected: this.#expected };
  }

  /** The table with what was said. */
  written(text: string): string {
    const { advice } = this.page;
    const lines = text.split('\n');
    this.#places.forEach((at, i) => {
      const code = advice.slice(this.#before[i], this.#after(i)).join(' and ');
      lines[at - 1] = writtenSlip(lines[at - 1] ?? '', code, this.#said[i] ?? {});
    });
    return lines.join('\n');
  }

  #after(i: number): number | undefined {
    return this.#before[i + 1] === undefined ? undefined : this.#before[i + 1];
  }
}

/** What is within backticks in a step's last hint, where it is more than one word. */
function answersOf(html: string): string[] {
  const codes = [...html.matchAll(/<code>([^<]+)<\/code>/g)].map(([, code = '']) =>
    code.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  );
  return codes.flatMap((code) => code.split('\n')).filter((code) => code.trim().includes(' '));
}

function expectGoodWords(lab: (typeof tables)[number]['lab'], entries: readonly AdviceBody[]): void {
  for (const { advice, step: id } of entries) {
    if (advice === undefined) continue;
    expect(Object.keys(en)).toContain(advice.code);
    const sentence = say(en, advice.code, advice.params);
    expect(sentence).not.toMatch(/\{[a-z]+\}/i);
    const answer = lab.steps.find((step) => step.id === id)?.hints.find(({ level }) => level === 'answer');
    for (const line of answersOf(answer?.html ?? '')) expect([advice.code, sentence]).not.toContain(line);
    for (const line of answersOf(answer?.html ?? '')) expect(sentence.includes(line)).toBe(false);
  }
}

describe.each(tables)('$lab.id', ({ lab, file, sections }) => {
  test('a learner hears what a good teacher would say', async () => {
    const { enter, faults } = await openClassroom({ catalogue });
    const learner = new Learner(await enter(lab.id));
    try {
      for (const section of sections) await learner.play(section);
    } finally {
      if (IS_WRITING) writeFileSync(file, learner.written(readFileSync(file, 'utf8')));
      expect(learner.heard.came).toEqual(learner.heard.expected);
    }
    expectGoodWords(lab, learner.page.bodies('advice'));
    expect(faults).toEqual([]);
  }, 60_000);
});
