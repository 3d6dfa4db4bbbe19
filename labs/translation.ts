/**
 * A lab's text in another language: `lab.de.md` lies over `lab.md` and has its text alone, with the same ids. Pure; never
 * throws. A gap is a fault: a lab is translated whole or not at all.
 */
import { FaultList } from './fault-list.ts';
import type { Lab, LabTexts, Step, StepTexts } from './lab.ts';
import { type Figures, placeFigures } from './lab-figures.ts';
import { type Section, takeApart } from './lab-text.ts';
import { parseMarkdown, renderInline, renderMarkdown, renderTokens } from './markdown.ts';
import { nearestOf } from './nearest.ts';
import { LAB_TEXT_LIMIT, partFront } from './parse-lab.ts';
import { byPlace, type Problem } from './problems.ts';
import { questionsOf } from './questions.ts';
import { check } from './schema-problems.ts';
import { addHoleFaults, addHostFaults, codeIn, type LabFile } from './text-faults.ts';
import { type StepTranslation, stepTranslationSchema, translationSchema } from './translation-schema.ts';
import { holesOf } from './values.ts';
import type { World } from './world.ts';
import { YamlSource } from './yaml-source.ts';

export type ParsedTranslation =
  { readonly texts: LabTexts; readonly problems: readonly [] } | { readonly problems: readonly Problem[] };

/** What its words are held against. What is undefined is not known: anything will do. */
export interface TranslationSurroundings {
  /** The lab's world. */
  readonly world?: World;
  /** What lies in the lab's folder. */
  readonly figures?: Figures;
}

/** Reads what lies over the lab. `file` is its path, as problems name it. */
export function parseTranslation(
  text: string,
  file: string,
  lab: Lab,
  surroundings: TranslationSurroundings = {},
): ParsedTranslation {
  const about: LabFile = { file, lines: [], problems: [] };
  if (text.length > LAB_TEXT_LIMIT) {
    const message = `Expected at most ${LAB_TEXT_LIMIT} characters, came ${text.length}.`;
    return { problems: [at(file, 1, message, 'Say it in fewer words.')] };
  }
  const whole = text.replace(/\r\n?/g, '\n');
  const parts = partFront(whole);
  if (parts === undefined) {
    const message = 'Expected a line of three hyphens (---) and the front matter.';
    return { problems: [at(file, 1, message, 'Begin the file with it.')] };
  }
  const overlay = new Overlay(lab, { ...about, lines: whole.split('\n') }, surroundings);
  return overlay.read(parts);
}

/** The lab's texts in a language; its own where it has none in that one. */
export function textsOf(lab: Lab, language: string): LabTexts {
  const translated = Object.hasOwn(lab.translations, language) ? lab.translations[language] : undefined;
  if (translated !== undefined) return translated;
  const { title, summary, objectives, introduction } = lab;
  const steps = Object.fromEntries(lab.steps.map((step) => [step.id, textsOfStep(step)]));
  return { title, summary, objectives, introduction, steps };
}

function textsOfStep(step: Step): StepTexts {
  const { title, html, why } = step;
  const questions = questionsOf(step.expect).map((question) => {
    const isChoice = question.type === 'answer' && question.right.kind === 'choice';
    return { ask: question.ask, ...(isChoice ? { options: question.right.options } : {}) };
  });
  return {
    title,
    html,
    hints: step.hints.map((hint) => hint.html),
    mistakes: step.mistakes.map(({ say }) => say),
    why,
    questions,
  };
}

class Overlay {
  readonly #lab: Lab;
  readonly #about: LabFile;
  readonly #surroundings: TranslationSurroundings;

  constructor(lab: Lab, about: LabFile, surroundings: TranslationSurroundings) {
    this.#lab = lab;
    this.#about = about;
    this.#surroundings = surroundings;
  }

  read(parts: { readonly front: string; readonly frontLines: number; readonly body: string }): ParsedTranslation {
    const { file, lines, problems } = this.#about;
    const front = this.#front(parts.front);
    const { introduction, sections, problems: found } = takeApart(parseMarkdown(parts.body), file, lines);
    problems.push(...found);
    const { world, figures } = this.#surroundings;
    const blocks = [...introduction, ...sections.flatMap(({ body }) => body)];
    placeFigures(blocks, figures, this.#about);
    if (this.#lab.introduction !== '' && introduction.length === 0) {
      this.#gap(parts.frontLines, 'the text before the first step', 'Write it above the first heading.');
    }
    const steps = sections.map((section) => [section.id, this.#step(section)] as const);
    this.#missing(sections);
    this.#faultsOfText(parts.frontLines);
    if (world !== undefined) addHostFaults(codeIn(blocks), world, this.#about);
    if (front === undefined || problems.length > 0) return { problems: problems.sort(byPlace) };
    const texts = { ...front, introduction: renderTokens(introduction), steps: Object.fromEntries(steps) };
    return { texts: texts as LabTexts, problems: [] };
  }

  #front(text: string): Pick<LabTexts, 'title' | 'summary' | 'objectives'> | undefined {
    const source = new YamlSource(text, { file: this.#about.file, linesBefore: 1 });
    const checked = check(source, translationSchema);
    this.#about.problems.push(...checked.problems);
    if (!('value' in checked)) return undefined;
    const faults = new FaultList(source);
    const { objectives } = this.#lab;
    addCountFault(faults, 'objectives', checked.value.objectives.length, objectives.length);
    this.#about.problems.push(...faults.found);
    return checked.value;
  }

  #step({ id, title, line, body, block }: Section): StepTexts | undefined {
    const ids = this.#lab.steps.map((step) => step.id);
    const step = this.#lab.steps.find((candidate) => candidate.id === id);
    if (step === undefined) {
      if (id === '') return undefined;
      const near = nearestOf(id, ids);
      const wayOut = near === undefined ? 'Write the id of a step of lab.md.' : `Did you mean "${near}"?`;
      this.#fault(line, `Expected the id of one of the lab's steps, came "${id}".`, wayOut);
      return undefined;
    }
    if (step.html !== '' && body.length === 0) {
      this.#gap(line, `the text of the step "${id}"`, 'Write it below its heading.');
    }
    if (block === undefined) {
      this.#gap(line, `hints and why of the step "${id}"`, 'Add a fenced block that begins with ```step.');
      return undefined;
    }
    const source = new YamlSource(block.text, block);
    const checked = check(source, stepTranslationSchema);
    this.#about.problems.push(...checked.problems);
    if (!('value' in checked)) return undefined;
    const faults = new FaultList(source);
    const texts = blockTexts(checked.value, step, faults);
    this.#about.problems.push(...faults.found);
    const html = renderTokens(body);
    return {
      title,
      html,
      get hints() {
        return texts().hints;
      },
      get mistakes() {
        return texts().mistakes;
      },
      get why() {
        return texts().why;
      },
      get questions() {
        return texts().questions;
      },
    };
  }

  #missing(sections: readonly Section[]): void {
    for (const { id } of this.#lab.steps) {
      if (sections.some((section) => section.id === id)) continue;
      this.#gap(1, `the step "${id}"`, `Add it, with a heading that ends in {#${id}}.`);
    }
  }

  #faultsOfText(frontLines: number): void {
    const { steps, values } = this.#lab;
    const bound = new Set(steps.flatMap(({ expect }) => [...holesOf(expect)]));
    addHoleFaults(this.#about, { drawn: values.map(({ name }) => name), bound, front: { from: 1, to: frontLines } });
  }

  #gap(line: number, what: string, wayOut: string): void {
    this.#fault(line, `Expected a translation of ${what}, came none.`, wayOut);
  }

  #fault(line: number, message: string, wayOut: string): void {
    this.#about.problems.push(at(this.#about.file, line, message, wayOut));
  }
}

type BlockTexts = Omit<StepTexts, 'title' | 'html'>;

/** Finds the faults of a block; gives its texts, which are rendered when they are asked for. */
function blockTexts(entry: StepTranslation, step: Step, faults: FaultList): () => BlockTexts {
  const { hints, why, mistakes = [], questions = [] } = entry;
  const levels = step.hints.map(({ level }) => level);
  for (const level of levels) {
    if (hints[level] !== undefined) continue;
    faults.add(['hints'], `Expected a translation of the hint "${level}", came none.`, `Write it below ${level}.`);
  }
  for (const level of Object.keys(hints)) {
    // The author may keep the answer for the lab's own language alone.
    if (level === 'answer' || levels.some((known) => known === level)) continue;
    faults.atKey(['hints'], level, `Expected a hint that lab.md has, came "${level}".`, 'Remove it, or add it there.');
  }
  addCountFault(faults, 'mistakes', mistakes.length, step.mistakes.length);
  const asked = questionsOf(step.expect);
  addCountFault(faults, 'questions', questions.length, asked.length);
  asked.forEach((question, i) => {
    const options = question.type === 'answer' && question.right.kind === 'choice' ? question.right.options : [];
    const path = ['questions', i, 'options'];
    if (questions[i] !== undefined) addCountFault(faults, path, questions[i].options?.length ?? 0, options.length);
  });
  let texts: BlockTexts | undefined;
  return () =>
    (texts ??= {
      hints: levels.map((level) => renderMarkdown(hints[level] ?? '')),
      mistakes: mistakes.map(({ say }) => renderMarkdown(say)),
      why: renderMarkdown(why),
      questions: questions.map(({ ask, options }) => {
        return { ask: renderMarkdown(ask), ...(options === undefined ? {} : { options: options.map(renderInline) }) };
      }),
    });
}

/** A translation has as many as the lab. */
function addCountFault(faults: FaultList, at: string | (string | number)[], came: number, expected: number): void {
  if (came === expected) return;
  const path = [at].flat();
  const key = path.at(-1) ?? '';
  faults.add(
    path,
    `${key}: expected ${expected === 0 ? 'none' : expected}, as in lab.md, came ${came === 0 ? 'none' : came}.`,
    'Translate each one, in the order of lab.md.',
  );
}

function at(file: string, line: number, message: string, wayOut: string): Problem {
  return { file, line, column: 1, message, wayOut };
}
