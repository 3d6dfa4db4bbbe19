/**
 * A lab's `solution.txt` and `variants.txt`: transcripts of terminals, cut into the parts of the steps. Pure; never
 * throws: it gives the script, and what is wrong with line and column.
 *
 *     -- step ID                  the lines from here on belong to that step; its last one makes it true
 *     -- no step                  the lines from here on belong to no step
 *     T: P:                       typed and printed, as in every transcript (`T[phone]:` at a terminal of that name)
 *     -- key ^C                   a key instead of a line: ^C, ^D or ^] (`-- key[phone] ^C`)
 *     -- answer ID TEXT           answers a question of the step ID
 *     -- point ID client VERB     picks the client's line (or the server's) of the last exchange of that verb
 *     == ID: NAME                 in variants.txt: the lines from here on are another way through the step ID
 */
import { nearestOf } from '../../labs/nearest.ts';
import type { Problem } from '../../labs/problems.ts';
import { isRemark, transcriptItem } from './transcript.ts';

/** The longest solution or list of variants, in characters. */
export const SCRIPT_TEXT_LIMIT = 300_000;
/** The longest line that can be typed, in characters. */
const LINE_LIMIT = 4096;
/** The terminal that a seat begins with; a transcript leaves its name out. */
export const FIRST_TERMINAL = 'laptop';

export const KEYS = { '^C': 'interrupt', '^D': 'end-of-file', '^]': 'escape' } as const;

/** Lines that a terminal must show, since the line that was typed there last. */
export interface Shown {
  readonly terminal: string;
  readonly lines: readonly string[];
  /** Of the last of them in the file, from 1. */
  readonly line: number;
}

export type Move = (
  | { readonly kind: 'type'; readonly terminal: string; readonly text: string }
  | { readonly kind: 'key'; readonly terminal: string; readonly key: (typeof KEYS)[keyof typeof KEYS] }
  | { readonly kind: 'answer'; readonly step: string; readonly text: string }
  | { readonly kind: 'point'; readonly step: string; readonly side: 'client' | 'server'; readonly verb: string }
) & {
  /** From 1. */
  readonly line: number;
  /** What terminals show because of it; another one than the typed one's is told by its server unasked. */
  readonly shown: readonly Shown[];
};

export interface Part {
  /** Undefined: lines that belong to no step. */
  readonly step: string | undefined;
  readonly line: number;
  readonly moves: readonly Move[];
}

export interface Variant {
  readonly step: string;
  /** What its author calls it. */
  readonly name: string;
  readonly line: number;
  readonly moves: readonly Move[];
}

export interface ScriptSource {
  readonly text: string;
  /** As problems name it. */
  readonly file: string;
  /** The ids of the lab's steps, in their order. */
  readonly steps: readonly string[];
}

interface OpenPart {
  readonly step: string | undefined;
  readonly name: string;
  readonly line: number;
  readonly moves: OpenMove[];
}
type OpenMove = Move & { readonly shown: Shown[] };

/** Reads a solution. Each step has one part. */
export function parseSolution(source: ScriptSource): {
  readonly parts: readonly Part[];
  readonly problems: readonly Problem[];
} {
  const { parts, problems } = new ScriptParser(source, 'solution').parse();
  return { parts: parts.filter(({ step, moves }) => step !== undefined || moves.length > 0), problems };
}

/** Reads a list of variants. */
export function parseVariants(source: ScriptSource): {
  readonly variants: readonly Variant[];
  readonly problems: readonly Problem[];
} {
  const { parts, problems } = new ScriptParser(source, 'variants').parse();
  return { variants: parts.flatMap(({ step, ...part }) => (step === undefined ? [] : [{ step, ...part }])), problems };
}

class ScriptParser {
  readonly #source: ScriptSource;
  readonly #kind: 'solution' | 'variants';
  readonly #problems: Problem[] = [];
  readonly #parts: OpenPart[];
  /** Lines stand before the first variant: said once. */
  #isHeadless = false;
  /** What each terminal has shown since the line typed there last. */
  #shown = new Map<string, string[]>();

  constructor(source: ScriptSource, kind: 'solution' | 'variants') {
    this.#source = source;
    this.#kind = kind;
    this.#parts = [{ step: undefined, name: '', line: 1, moves: [] }];
  }

  parse(): { readonly parts: readonly OpenPart[]; readonly problems: readonly Problem[] } {
    const { text } = this.#source;
    if (text.length > SCRIPT_TEXT_LIMIT) {
      this.#fault(1, 1, `Expected at most ${SCRIPT_TEXT_LIMIT} characters, came ${text.length}.`, 'Make it shorter.');
      return { parts: [], problems: this.#problems };
    }
    text.split(/\r?\n/).forEach((raw, at) => this.#line(raw, at + 1));
    for (const part of this.#parts) {
      if (part.step === undefined || part.moves.length > 0) continue;
      const what = this.#kind === 'solution' ? `the step "${part.step}"` : `the variant "${part.name}"`;
      this.#fault(part.line, 1, `Expected lines that make ${what} true, came none.`, 'Write them below it.');
    }
    return { parts: this.#parts, problems: this.#problems };
  }

  #line(raw: string, line: number): void {
    if (raw.length > LINE_LIMIT + 40) {
      this.#fault(
        line,
        1,
        `Expected at most ${LINE_LIMIT} characters in a line, came ${raw.length}.`,
        'Make it shorter.',
      );
      return;
    }
    if (isRemark(raw)) return;
    if (raw.startsWith('==')) {
      this.#variant(raw, line);
      return;
    }
    const item = transcriptItem(raw, line);
    if (item?.kind === 'typed') this.#typed(terminalOf(item.terminal), item.text, line);
    else if (item?.kind === 'printed') this.#printed(terminalOf(item.terminal), item.text, line);
    else if (item?.kind === 'event') this.#event(raw.slice(2).trim(), line);
    else {
      this.#fault(
        line,
        1,
        `Expected T:, P:, -- or #, came ${shown(raw)}.`,
        'Begin a line that is typed with "T: ", one that is printed with "P: ".',
      );
    }
  }

  #variant(raw: string, line: number): void {
    const [, id = '', name = ''] = /^== ?([^:]*?) *: *(.*?) *$/.exec(raw) ?? [];
    if (this.#kind === 'solution' || name === '') {
      const message =
        this.#kind === 'solution'
          ? 'Expected the one way through the lab, came the head of a variant.'
          : `Expected the id of a step and a name of the way, came ${shown(raw)}.`;
      const wayOut = this.#kind === 'solution' ? 'Move it to variants.txt.' : 'Write it as in: == hello: with EHLO';
      this.#fault(line, 1, message, wayOut);
      // What follows belongs to it, and is not judged as if it stood where it does not belong.
      this.#open({ step: undefined, name, line, moves: [] });
      return;
    }
    this.#isStep(id, line, raw.indexOf(id) + 1);
    this.#open({ step: id, name, line, moves: [] });
  }

  #open(part: OpenPart): void {
    this.#parts.push(part);
    if (this.#kind === 'variants') this.#shown = new Map();
  }

  #typed(terminal: string, text: string, line: number): void {
    this.#shown.set(terminal, []);
    this.#move({ kind: 'type', terminal, text, line, shown: [{ terminal, lines: [], line }] });
  }

  #printed(terminal: string, text: string, line: number): void {
    const part = this.#part(line);
    if (part === undefined) return;
    const move = part.moves.at(-1);
    const lines = this.#shown.get(terminal) ?? [];
    if (move === undefined || !this.#shown.has(terminal)) {
      this.#fault(
        line,
        1,
        'Expected a line that is typed before one that is printed, came none above it.',
        'Write its "T: " line above it.',
      );
      return;
    }
    lines.push(text);
    const at = move.shown.findIndex((other) => other.terminal === terminal);
    move.shown.splice(at < 0 ? move.shown.length : at, at < 0 ? 0 : 1, { terminal, lines: [...lines], line });
  }

  #event(text: string, line: number): void {
    const [word = '', ...rest] = text.split(' ');
    const key = /^key(?:\[([a-z0-9-]{1,24})\])?$/.exec(word);
    if (word === 'step') this.#step(rest.join(' ').trim(), line);
    else if (text === 'no step') this.#noStep(line);
    else if (word === 'answer') this.#answer(rest, line);
    else if (word === 'point') this.#point(rest, line);
    else if (key !== null) this.#key(key[1] ?? FIRST_TERMINAL, rest.join(' '), line);
    else {
      const near = nearestOf(word, ['step', 'no', 'key', 'answer', 'point']);
      this.#fault(
        line,
        4,
        `Expected step, no step, key, answer or point, came ${shown(text)}.`,
        near === undefined ? 'Write one of these.' : `Did you mean "${near === 'no' ? 'no step' : near}"?`,
      );
    }
  }

  #noStep(line: number): void {
    if (this.#isSolution(line)) this.#open({ step: undefined, name: '', line, moves: [] });
  }

  #isSolution(line: number): boolean {
    if (this.#kind === 'solution') return true;
    const message = 'Expected the lines of a variant, came the head of a part.';
    this.#fault(line, 4, message, 'Begin a variant with: == ID: name');
    return false;
  }

  #step(id: string, line: number): void {
    if (!this.#isSolution(line)) return;
    if (this.#parts.some(({ step }) => step === id)) {
      this.#fault(line, 9, `Expected one part for each step, came "${id}" again.`, 'Make one part of the two.');
    }
    this.#isStep(id, line, 9);
    this.#open({ step: id, name: '', line, moves: [] });
  }

  #answer([id = '', ...words]: readonly string[], line: number): void {
    const text = words.join(' ');
    if (text.trim() === '') {
      this.#fault(
        line,
        4,
        `Expected the id of a step and an answer, came ${shown([id, ...words].join(' '))}.`,
        'Write it as in: -- answer codes 250',
      );
    } else if (this.#isStep(id, line, 11)) this.#move({ kind: 'answer', step: id, text, line, shown: [] });
  }

  #point([id = '', side = '', verb = '', ...more]: readonly string[], line: number): void {
    if ((side !== 'client' && side !== 'server') || verb === '' || more.length > 0) {
      this.#fault(
        line,
        4,
        `Expected the id of a step, client or server, and a verb, came ${shown([id, side, verb, ...more].join(' ').trim())}.`,
        'Write it as in: -- point secret client PASS',
      );
    } else if (this.#isStep(id, line, 10)) {
      this.#move({ kind: 'point', step: id, side, verb: verb.toUpperCase(), line, shown: [] });
    }
  }

  #key(terminal: string, name: string, line: number): void {
    const key = Object.entries(KEYS).find(([known]) => known === name)?.[1];
    if (key === undefined) this.#fault(line, 4, `Expected ^C, ^D or ^], came ${shown(name)}.`, 'Write one of these.');
    else {
      this.#shown.set(terminal, []);
      this.#move({ kind: 'key', terminal, key, line, shown: [] });
    }
  }

  #move(move: OpenMove): void {
    this.#part(move.line)?.moves.push(move);
  }

  /** The part that a line belongs to. */
  #part(line: number): OpenPart | undefined {
    const part = this.#parts.at(-1);
    if (this.#kind === 'solution' || this.#parts.length > 1) return part;
    if (!this.#isHeadless) {
      const message = 'Expected the head of a variant, came a line without one.';
      this.#fault(line, 1, message, 'Begin a variant with: == ID: name');
    }
    this.#isHeadless = true;
    return undefined;
  }

  #isStep(id: string, line: number, column: number): boolean {
    const { steps } = this.#source;
    if (steps.includes(id)) return true;
    const near = nearestOf(id, steps);
    this.#fault(
      line,
      column,
      `Expected the id of a step of this lab, came ${shown(id)}.`,
      near === undefined ? `Its steps are ${steps.join(', ')}.` : `Did you mean "${near}"?`,
    );
    return false;
  }

  #fault(line: number, column: number, message: string, wayOut: string): void {
    this.#problems.push({ file: this.#source.file, line, column, message, wayOut });
  }
}

const terminalOf = (name: string): string => (name === 'main' ? FIRST_TERMINAL : name);

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
