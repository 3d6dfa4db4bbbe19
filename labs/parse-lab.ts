/**
 * `lab.md` → Lab, or everything that is wrong with it. Pure; never throws. A lab is Markdown with YAML front matter;
 * each second-level heading with an id begins a step, and a fenced `step` block in it says what must happen.
 */
import { checkOf, type Defaults } from './check-entry.ts';
import type { Lab, ParsedLab, Step } from './lab.ts';
import { frontMatterSchema, stepSchema } from './lab-schema.ts';
import { parseMarkdown, renderMarkdown, renderTokens, type Token } from './markdown.ts';
import { nearestOf } from './nearest.ts';
import { byPlace, type Problem } from './problems.ts';
import { check, shown } from './schema-problems.ts';
import type { Vocabulary } from './vocabulary.ts';
import { type Origin, YamlSource } from './yaml-source.ts';

/** The longest `lab.md`, in characters. */
export const LAB_TEXT_LIMIT = 300_000;

/** What the lab's words are held against. */
export interface LabSurroundings {
  readonly vocabularies?: ReadonlyMap<string, Vocabulary>;
  /** The names of the worlds there are. */
  readonly worlds?: readonly string[];
}

/** Reads a lab. `file` is its path, as problems name it; `id` its folder below `labs/`: `smtp/first-mail`. */
export function parseLab(text: string, file: string, id: string, surroundings: LabSurroundings = {}): ParsedLab {
  if (text.length > LAB_TEXT_LIMIT) {
    const message = `Expected at most ${LAB_TEXT_LIMIT} characters, came ${text.length}.`;
    return { problems: [{ file, line: 1, column: 1, message, wayOut: 'Make two labs of it.' }] };
  }
  return new LabParser(text.replace(/\r\n?/g, '\n'), file, id, surroundings).parse();
}

/** A step as it stands in the text. */
interface Section {
  readonly id: string;
  readonly title: string;
  /** From 1. */
  readonly line: number;
  readonly body: Token[];
  block?: Origin & { readonly text: string };
}

class LabParser {
  readonly #text: string;
  readonly #file: string;
  readonly #id: string;
  readonly #surroundings: LabSurroundings;
  readonly #problems: Problem[] = [];

  constructor(text: string, file: string, id: string, surroundings: LabSurroundings) {
    this.#text = text;
    this.#file = file;
    this.#id = id;
    this.#surroundings = surroundings;
  }

  parse(): ParsedLab {
    const match = /^---\n(.*?\n)?---[ \t]*(?:\n|$)/s.exec(this.#text);
    if (match === null) {
      this.#fault(1, 'Expected a line of three hyphens (---) and the front matter.', 'Begin the file with it.');
      return { problems: this.#problems };
    }
    const front = this.#frontMatter(match[1] ?? '');
    // Blank lines in the place of the front matter keep the numbers of the lines.
    const [head] = match;
    const rest = head.replace(/[^\n]/g, '') + this.#text.slice(head.length);
    const { introduction, sections } = this.#sections(parseMarkdown(rest));
    const steps = sections.flatMap((section) => this.#step(section, sections, front?.protocol));
    if (front === undefined || this.#problems.length > 0) return { problems: this.#problems.sort(byPlace) };
    const lab: Lab = { id: this.#id, ...front, introduction: renderTokens(introduction), steps };
    return { lab, problems: [] };
  }

  #frontMatter(
    text: string,
  ): (Pick<Lab, 'title' | 'protocol' | 'world'> & Omit<Lab, 'id' | 'introduction' | 'steps'>) | undefined {
    const source = new YamlSource(text, { file: this.#file, linesBefore: 1 });
    const checked = check(source, frontMatterSchema);
    if (!('value' in checked)) {
      this.#problems.push(...checked.problems);
      return undefined;
    }
    const { vocabularies, worlds } = this.#surroundings;
    this.#isOneOf(source, 'protocol', checked.value.protocol, vocabularies && [...vocabularies.keys()]);
    this.#isOneOf(source, 'world', checked.value.world, worlds);
    return checked.value;
  }

  #isOneOf(source: YamlSource, key: string, value: string, known: readonly string[] | undefined): void {
    if (known === undefined || known.includes(value)) return;
    const near = nearestOf(value, known);
    this.#problems.push(
      source.problem(
        source.at([key]),
        `${key}: expected one of ${known.join(', ')}; came ${shown(value)}.`,
        near === undefined ? 'Write one of these names.' : `Did you mean "${near}"?`,
      ),
    );
  }

  #sections(tokens: readonly Token[]): { introduction: Token[]; sections: Section[] } {
    const introduction: Token[] = [];
    const sections: Section[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (token === undefined) break;
      const line = (token.map?.[0] ?? 0) + 1;
      if (token.type === 'heading_open' && token.tag === 'h2' && token.level === 0) {
        sections.push(this.#heading(tokens[i + 1]?.content ?? '', line, sections));
        i += 2;
      } else if (token.type === 'fence' && token.info.trim() === 'step') {
        this.#block(token, line, sections.at(-1));
      } else {
        (sections.at(-1)?.body ?? introduction).push(token);
      }
    }
    if (sections.length === 0) {
      this.#fault(1, 'Expected at least one step, came none.', 'Begin a step with a line like: ## Say hello {#hello}.');
    }
    return { introduction, sections };
  }

  #heading(content: string, line: number, before: readonly Section[]): Section {
    const match = /\{#([a-z][a-z0-9-]{0,60})\}$/.exec(content);
    const id = match?.[1] ?? '';
    const title = content.slice(0, match?.index).trimEnd();
    if (id === '') {
      this.#fault(
        line,
        `Expected a step's title and its id, came ${shown(content)}.`,
        'End the heading with an id of small letters, digits and hyphens: ## Say hello {#hello}.',
      );
    } else if (before.some((section) => section.id === id)) {
      this.#fault(line, `Expected an id that no other step has, came "${id}" again.`, 'Give each step its own id.');
    }
    return { id, title, line, body: [] };
  }

  #block(token: Token, line: number, section: Section | undefined): void {
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
      const indent = /^ */.exec(this.#text.split('\n')[line - 1] ?? '')?.[0].length ?? 0;
      section.block = { file: this.#file, linesBefore: line, columnsBefore: indent, text: token.content };
    }
  }

  #step(section: Section, sections: readonly Section[], protocol: string | undefined): Step[] {
    const { id, title, line, block } = section;
    if (block === undefined) {
      this.#fault(
        line,
        `Expected a fenced step block in the step "${id}", came none.`,
        'Add one that begins with ```step and has expect, hints and why.',
      );
      return [];
    }
    const source = new YamlSource(block.text, block);
    const checked = check(source, stepSchema);
    if (!('value' in checked)) {
      this.#problems.push(...checked.problems);
      return [];
    }
    const { expect, hints, why, after = [] } = checked.value;
    const { vocabularies } = this.#surroundings;
    const defaults: Defaults = { protocol: protocol ?? '', ...(vocabularies === undefined ? {} : { vocabularies }) };
    const result = checkOf(expect, { source, path: ['expect'], defaults });
    this.#problems.push(...result.problems);
    const earlier = sections.slice(0, sections.indexOf(section)).map((other) => other.id);
    after.forEach((other, i) => {
      if (earlier.includes(other)) return;
      const near = nearestOf(other, earlier);
      this.#problems.push(
        source.problem(
          source.at(['after', i]),
          `after: expected the id of an earlier step, came ${shown(other)}.`,
          near === undefined ? 'Write the id of a step above this one.' : `Did you mean "${near}"?`,
        ),
      );
    });
    if (result.check === undefined) return [];
    return [
      {
        id,
        title,
        html: renderTokens(section.body),
        expect: result.check,
        after,
        hints: hints.map(renderMarkdown),
        why: renderMarkdown(why),
        line,
      },
    ];
  }

  #fault(line: number, message: string, wayOut: string): void {
    this.#problems.push({ file: this.#file, line, column: 1, message, wayOut });
  }
}
