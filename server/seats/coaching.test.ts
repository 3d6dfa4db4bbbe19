/**
 * What beginners type, over real TCP, at every step of every lab, and what the coach says to each line. The tables are
 * `slips.txt` beside the labs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIALLERS } from '../../labs/beginners.ts';
import { filled } from '../../labs/values.ts';
import { en } from '../../labs/words/en/index.ts';
import { say } from '../../labs/words/say.ts';
import type { Entry } from '../contract/entries.ts';
import { courseCatalogue, LABS, openClassroom, type Page } from './page.testkit.ts';
import { Seeds } from './seeds.ts';
import { parseSlips, type RightLine, type Slip, type SlipRun, type SlipSection, writtenSlip } from './slips.testkit.ts';

/** `UPDATE_SLIPS=1` writes into the tables what is said now: to be read by eye before it is kept. */
const IS_WRITING = process.env['UPDATE_SLIPS'] === '1';

const SECRET = new Uint8Array(32).fill(7);

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
  /** … and until something else was done. */
  readonly #ends: number[] = [];
  readonly #places: number[] = [];
  readonly #said: Readonly<Record<string, string>>[] = [];
  #slips = 0;
  /** Right answers and picks that were given. */
  #rights = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async play(section: SlipSection): Promise<void> {
    for (const run of section.runs) await this.#run(section.step, run);
    if (section.right.length === 0) return;
    const [first] = section.right;
    const isFromShell = first !== undefined && DIALLERS.has(first.line.split(' ')[0] ?? '');
    await this.#begin(isFromShell ? [] : (section.runs.at(-1)?.beginning ?? []));
    for (const line of section.right) await this.#right(line, section.step);
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
    this.#close();
    this.#slips = 0;
    for (const terminal of this.#open) await this.#toShell(terminal);
    for (const line of beginning) await this.#right(line, '');
  }

  #program(terminal: string): string {
    return this.page.bodies('mode').findLast((body) => body.terminal === terminal)?.mode.program ?? 'sh';
  }

  /** The program that a line of the shell started is over, asks something, or has reached somebody. */
  #isSettled(terminal: string, id: string): boolean {
    const { page } = this;
    const at = page.entries.findIndex(({ body }) => body.type === 'line' && body.id === id);
    const after = page.entries.slice(at + 1).map(({ body }) => body);
    const isOf = (body: Entry['body']): boolean => 'terminal' in body && body.terminal === terminal;
    if (!after.some((body) => (body.type === 'print' || body.type === 'mode') && isOf(body))) return false;
    const line = page.bodies('line').find((body) => body.id === id)?.text ?? '';
    if (line.startsWith('ftp ')) return /^Name|^ftp>/.test(this.#prompt(terminal) ?? '');
    if (this.#prompt(terminal) !== '') return true;
    if (this.#program(terminal) === 'nc') return after.some((body) => body.type === 'connection-opened' && isOf(body));
    return after.some((body) => body.type === 'print' && isOf(body) && /^connected/im.test(body.text));
  }

  #prompt(terminal: string): string | undefined {
    return this.page.bodies('mode').findLast((body) => body.terminal === terminal)?.mode.prompt;
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
      // At a question of its own it only gives that up.
      await page.until(() => isThere() || this.#prompt(terminal) === 'ftp> ', 'the prompt of ftp');
      if (!isThere()) page.signal('end-of-file', '', terminal);
    } else {
      page.signal('interrupt', '', terminal);
    }
    await page.until(isThere, 'the shell');
  }

  async #right(right: RightLine, step: string): Promise<void> {
    const { page } = this;
    const { terminal, line, shows, question } = right;
    if (question !== undefined) {
      this.#rights++;
      this.#send(step, { ...right, at: -this.#rights });
      return;
    }
    if (!this.#open.has(terminal)) {
      page.send({ type: 'open-terminal', terminal });
      await page.until(() => page.bodies('mode').some((body) => body.terminal === terminal), 'the terminal');
      this.#open.add(terminal);
    }
    if (line === '^]') {
      page.signal('escape', '', terminal);
      await page.until(() => this.#prompt(terminal) === 'telnet> ', 'the prompt of telnet');
      return;
    }
    await page.say(this.#filledIn(line), shows, terminal);
    if (this.#program(terminal) !== 'ftp') return;
    // It takes the next line when it asks for one.
    const awaited = shows.includes('Using binary') ? /^ftp> $/ : /./;
    await page.until(() => awaited.test(this.#prompt(terminal) ?? ''), 'the prompt');
  }

  /** The line with the port that the server named last, and the id that it gave last. */
  #filledIn(line: string): string {
    const named = this.page.bodies('exchange').findLast(({ status }) => status === '227');
    const numbers = named?.text.match(/\d+/g)?.map(Number) ?? [];
    const [high = 0, low = 0] = numbers.slice(4);
    return line
      .replace('${data-port}', String(high * 256 + low))
      .replace('${data-port-swapped}', String(low * 256 + high))
      .replace('${mail-id}', / id=(\S+)$/.exec(this.#lastId ?? '')?.[1] ?? '');
  }

  /** What the server said last when it took a letter. */
  get #lastId(): string | undefined {
    return this.page.bodies('exchange').findLast(({ text }) => / id=\S+$/.test(text))?.text;
  }

  #send(step: string, { terminal, line, question, isPicked, at }: Omit<Slip, 'code' | 'params'>): string {
    const { page } = this;
    const id = `slip-${at}`;
    const [side, ...verb] = line.split(' ');
    if (question === undefined) page.type(this.#filledIn(line), terminal, id);
    else if (!isPicked) page.send({ type: 'answer', id, step, question, text: this.#filledIn(line) });
    else {
      const entry =
        page.entries.findLast(({ body }) => body.type === 'exchange' && body.verb === verb.join(' '))?.n ?? 0;
      page.send({ type: 'point', id, step, question, side: side === 'client' ? 'client' : 'server', entry });
    }
    return id;
  }

  async #slip(step: string, slip: Slip): Promise<void> {
    const { page } = this;
    const { terminal, line, question, code, params, at } = slip;
    this.#close();
    const before = page.advice.length;
    const label = `line ${at}, ${JSON.stringify(line)}`;
    const isAtShell = question === undefined && this.#program(terminal) === 'sh';
    const id = this.#send(step, slip);
    const isTold = page.until(() => page.advice.length > before, `${label}: ${code}`).catch(() => undefined);
    await (IS_WRITING ? Promise.race([isTold, new Promise((resolve) => setTimeout(resolve, 2500))]) : isTold);
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
      code: advice.slice(this.#before[i], this.#ends[i]).join(' and '),
    }));
    return { came, expected: this.#expected };
  }

  /** The table with what was said. */
  written(text: string): string {
    const { advice } = this.page;
    const lines = text.split('\n');
    this.#places.forEach((at, i) => {
      const code = advice.slice(this.#before[i], this.#ends[i]).join(' and ');
      lines[at - 1] = writtenSlip(lines[at - 1] ?? '', code, this.#said[i] ?? {});
    });
    return lines.join('\n');
  }

  /** What is said from here on is not about the last slip. */
  #close(): void {
    if (this.#ends.length < this.#before.length) this.#ends.push(this.page.advice.length);
  }
}

/** How many slips the tables have at least, together. */
const SLIPS_AT_LEAST = 400;

/** Words that say no more than that it did not work: no beginner is helped by them. */
const GENERIC =
  /^(?:nothing|coach\.(?:failure|unknown-verb)|\w+\.meaning\.(?:failure|success|intermediate|500|unknown|unknown-command|bad|no|ok)|\w+\.problem\.(?:shape|arguments))(?:\.again)?$/;

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

test('the tables have every step of every lab, many slips, and a word of its own for each', () => {
  const steps = tables.map(({ lab, sections }) => [lab.id, sections.map(({ step }) => step)]);
  expect(steps).toEqual(catalogue.labs.map((lab) => [lab.id, lab.steps.map(({ id }) => id)]));
  const slips = tables.flatMap(({ sections }) => sections.flatMap(({ runs }) => runs.flatMap((run) => run.slips)));
  expect(slips.length).toBeGreaterThanOrEqual(SLIPS_AT_LEAST);
  expect(slips.filter(({ code }) => GENERIC.test(code))).toEqual([]);
});

describe.each(tables)('$lab.id', ({ lab, file }) => {
  test('a learner hears what a good teacher would say', async () => {
    const { enter, faults, store } = await openClassroom({ catalogue, valuesSecret: SECRET });
    const learner = new Learner(await enter(lab.id));
    const seeds = new Seeds({ store, catalogue, freePlayWorld: 'course', secret: SECRET });
    const values = seeds.valuesOf(learner.page.learner, lab);
    const played = async (): Promise<void> => {
      for (const section of parseSlips(filled(readFileSync(file, 'utf8'), values))) await learner.play(section);
    };
    const stopped: unknown = await played().catch((failure: unknown) => failure);
    if (IS_WRITING) writeFileSync(file, learner.written(readFileSync(file, 'utf8')));
    expect(learner.heard.came).toEqual(learner.heard.expected);
    expect(stopped).toBeUndefined();
    expectGoodWords(lab, learner.page.bodies('advice'));
    expect(faults).toEqual([]);
  }, 60_000);
});
