/** The parts of a lab's Markdown: what stands before the first step, and each step with its fenced `step` block. */
import type { Token } from './markdown.ts';
import type { Problem } from './problems.ts';
import { shown } from './schema-problems.ts';
import type { Origin } from './yaml-source.ts';

/** A step as it stands in the text. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** From 1. */
  readonly line: number;
  readonly body: Token[];
  block?: Origin & { readonly text: string };
}

export interface LabText {
  readonly introduction: readonly Token[];
  readonly sections: readonly Section[];
  readonly problems: readonly Problem[];
}

/** Takes a lab's Markdown apart; `lines` are those of the whole file, for the columns. */
export function takeApart(tokens: readonly Token[], file: string, lines: readonly string[]): LabText {
  const taking = new Taking(file, lines);
  taking.take(tokens);
  return taking;
}

class Taking implements LabText {
  readonly introduction: Token[] = [];
  readonly sections: Section[] = [];
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #lines: readonly string[];

  constructor(file: string, lines: readonly string[]) {
    this.#file = file;
    this.#lines = lines;
  }

  take(tokens: readonly Token[]): void {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (token === undefined) break;
      const line = (token.map?.[0] ?? 0) + 1;
      if (token.type === 'heading_open' && token.tag === 'h2' && token.level === 0) {
        this.sections.push(this.#heading(tokens[i + 1]?.content ?? '', line));
        i += 2;
      } else if (token.type === 'fence' && token.info.trim() === 'step') {
        this.#block(token, line);
      } else {
        (this.sections.at(-1)?.body ?? this.introduction).push(token);
      }
    }
    if (this.sections.length === 0) {
      this.#fault(1, 'Expected at least one step, came none.', 'Begin a step with a line like: ## Say hello {#hello}.');
    }
  }

  #heading(content: string, line: number): Section {
    const match = /\{#([a-z][a-z0-9-]{0,60})\}$/.exec(content);
    const id = match?.[1] ?? '';
    const title = content.slice(0, match?.index).trimEnd();
    if (id === '') {
      this.#fault(
        line,
        `Expected a step's title and its id, came ${shown(content)}.`,
        'End the heading with an id of small letters, digits and hyphens: ## Say hello {#hello}.',
      );
    } else if (this.sections.some((section) => section.id === id)) {
      this.#fault(line, `Expected an id that no other step has, came "${id}" again.`, 'Give each step its own id.');
    }
    return { id, title, line, body: [] };
  }

  #block(token: Token, line: number): void {
    const section = this.sections.at(-1);
    if (section === undefined || token.level > 0) {
      this.#fault(
        line,
        section === undefined
          ? 'Expected the step block below the heading of a step, came one above the first.'
          : 'Expected the step block at the margin of the page, came one inside a list or a quotation.',
        'Move it there.',
      );
    } else if (section.block !== undefined) {
      this.#fault(line, `Expected one step block in the step "${section.id}", came two.`, 'Make one of them.');
    } else {
      const indentOf = (at: number): number => /^ */.exec(this.#lines[at] ?? '')?.[0].length ?? 0;
      // As much as stands before the fence is taken from each line, where it is there.
      const taken = token.content.split('\n').map((_, i) => Math.min(indentOf(line - 1), indentOf(line + i)));
      section.block = { file: this.#file, linesBefore: line, columnsBefore: taken, text: token.content };
    }
  }

  #fault(line: number, message: string, wayOut: string): void {
    this.problems.push({ file: this.#file, line, column: 1, message, wayOut });
  }
}
