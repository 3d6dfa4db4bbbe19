/** One play of a script at a seat: types its moves, holds the screens against it, and knows which line ticked what. */
import type { Problem } from '../../labs/problems.ts';
import type { EntryBody } from '../contract/entries.ts';
import type { Move, Shown } from '../protocols/lab-script.ts';
import { fillHoles, ScreenPattern } from '../protocols/screen-pattern.ts';
import type { ScriptedPage } from './scripted-page.ts';
import type { Sitting } from './player.ts';

/** A step that became true, and the line of the script that did it. */
export interface Tick {
  readonly step: string;
  readonly line: number;
}

type Advice = Extract<EntryBody, { readonly type: 'advice' }>;

export class Performance {
  readonly page: ScriptedPage;
  readonly problems: Problem[] = [];
  /** A screen did not show what it must: what would follow says nothing. */
  #hasFailed = false;
  readonly #values: ReadonlyMap<string, string>;
  /** What holes were last filled with on the screens. */
  readonly #holes = new Map<string, string>();
  /** The id of the line typed last, by terminal. */
  readonly #last = new Map<string, string>();
  /** Which number of the log each move began after. */
  readonly #begun: { readonly n: number; readonly line: number }[] = [];
  #file: string;
  #since = 0;

  constructor({ page, values }: Sitting, file: string) {
    this.page = page;
    this.#values = values;
    this.#file = file;
  }

  /** From here on the lines are those of another file, and what was said before does not count. */
  begin(file: string): void {
    this.#file = file;
    this.#since = this.page.last;
  }

  /** What the coach has said since `begin`. */
  get advice(): readonly Advice[] {
    return this.#entries('advice').map(({ body }) => body);
  }

  /** Steps that became true since `begin`, in their order. */
  get ticks(): readonly Tick[] {
    return this.#entries('progress').flatMap(({ n, body }) =>
      body.ticked.map((step) => ({ step, line: this.#lineOf(n) })),
    );
  }

  /** Whether what would follow says nothing any more. */
  isOver(): boolean {
    return this.#hasFailed;
  }

  fail(): void {
    this.#hasFailed = true;
  }

  find(line: number, message: string, wayOut: string): void {
    this.problems.push({ file: this.#file, line, column: 1, message, wayOut });
  }

  /** A right line gets no advice: where it did, that is a problem. */
  findAdvice(textOf: (advice: Advice) => string): void {
    for (const { n, body } of this.#entries('advice')) {
      const message = `Expected the coach to be silent on a right line, but came ${textOf(body)}.`;
      this.find(this.#lineOf(n), message, 'Look whether the line, or a mistake that fits it, is what you meant.');
    }
  }

  /** Types the moves, each when the screens have shown what the one before it must bring. */
  async play(moves: readonly Move[]): Promise<void> {
    for (const move of moves) {
      if (this.isOver()) return;
      await this.#act(move);
      for (const shown of move.shown) await this.#shows(shown);
      // More may be shown than is listed: it comes before the next line, not after it.
      await this.page.settled();
    }
  }

  /** Types the moves, whatever the screens show. */
  async playBlindly(moves: readonly Move[]): Promise<void> {
    for (const move of moves) {
      await this.#act(move);
      await this.page.settled();
    }
  }

  /** As `playBlindly`; each when what the one before it did is on the disk, so that its reply has come. */
  async playPatiently(moves: readonly Move[]): Promise<void> {
    for (const move of moves) {
      await this.#act(move);
      await this.page.settledOnDisk();
    }
  }

  awaitTick(step: string): Promise<boolean> {
    return this.awaitThat(() => this.page.ticked.includes(step));
  }

  /** Whether it becomes true within the page's patience. */
  async awaitThat(isTrue: () => boolean): Promise<boolean> {
    try {
      await this.page.until(isTrue);
      return true;
    } catch {
      return false;
    }
  }

  #entries<T extends EntryBody['type']>(type: T): { n: number; body: Extract<EntryBody, { type: T }> }[] {
    return this.page.entries.flatMap(({ n, body }) =>
      n > this.#since && body.type === type ? [{ n, body: body as Extract<EntryBody, { type: T }> }] : [],
    );
  }

  /** The move after which an entry came. */
  #lineOf(n: number): number {
    return this.#begun.findLast((begun) => begun.n < n)?.line ?? 1;
  }

  async #act(move: Move): Promise<void> {
    const { page } = this;
    this.#begun.push({ n: page.last, line: move.line });
    switch (move.kind) {
      case 'type':
        this.#open(move.terminal);
        this.#last.set(move.terminal, page.type(fillHoles(move.text, this.#values, this.#holes), move.terminal));
        return;
      case 'key':
        this.#open(move.terminal);
        page.signal(move.key, '', move.terminal);
        return;
      case 'answer':
        page.answer(move.step, fillHoles(move.text, this.#values, this.#holes));
        return;
      case 'point':
        // What it picks must be there first.
        await page.settled();
        page.point(move.step, move.side, move.verb);
        return;
      default:
        move satisfies never;
    }
  }

  #open(terminal: string): void {
    const isOpen = this.page.bodies('terminal-opened').some((opened) => opened.terminal === terminal);
    if (!isOpen) this.page.send({ type: 'open-terminal', terminal });
  }

  async #shows({ terminal, lines, line }: Shown): Promise<void> {
    const id = this.#last.get(terminal);
    if (lines.length === 0 || id === undefined) return;
    const pattern = new ScreenPattern(lines, this.#values);
    if (await this.awaitThat(() => pattern.matches(this.page.screenAfter(id, terminal)))) {
      pattern.bind(this.page.screenAfter(id, terminal), this.#holes);
      return;
    }
    const { at, came } = pattern.firstFault(this.page.screenAfter(id, terminal));
    this.find(
      line - (lines.length - 1 - at),
      `Expected ${JSON.stringify(lines[at] ?? '')} on the screen, but came ${came === undefined ? 'nothing' : JSON.stringify(came)}.`,
      'Write what is shown; ${name} stands for what differs each time.',
    );
    this.fail();
  }
}
