/**
 * A lab as a learner's page is shown it: its texts in the learner's language, no checks, no answers. What a learner has
 * not earned yet (hints not asked for, a mistake not made, why a step works) is in none of it.
 */
import type { LabSummary, LabView, StepText, StepView } from '../contract/catalogue.ts';
import type { MadeMistake } from '../contract/entries.ts';
import type { Lab, Step, StepTexts } from '../../labs/lab.ts';
import { questionsOf } from '../../labs/questions.ts';
import type { StepProgress } from '../../labs/checker.ts';
import type { Standing } from '../store/store.ts';

/** The language that labs are written in; what has no translation is shown in it. */
const OWN_LANGUAGE = 'en';
const NOTHING_DONE: Standing = { ticked: 0, best: 0, isFinished: false };

/** The languages in which a lab can be read, its own first. */
export function languagesOf(lab: Lab): readonly string[] {
  return [OWN_LANGUAGE, ...Object.keys(lab.translations)];
}

/** A row of the catalogue. */
export function summaryOf(lab: Lab, wanted: string, standing: Standing = NOTHING_DONE): LabSummary {
  const { language, title, summary } = textsOf(lab, wanted);
  const { id, protocol, level, minutes, steps } = lab;
  return { id, language, title, summary, protocol, level, minutes, steps: steps.length, ...standing };
}

export interface LabSurroundings {
  readonly language: string;
  /** Where the learner stands at a lab. */
  readonly standing: (lab: string) => Standing | undefined;
  readonly find: (lab: string) => Lab | undefined;
  /** The lab after it in the course. */
  readonly next: Lab | undefined;
}

/** What the panel shows of a lab. */
export function viewOf(lab: Lab, { language: wanted, standing, find, next }: LabSurroundings): LabView {
  const { language, title, summary, objectives, introduction } = textsOf(lab, wanted);
  const named = (other: Lab) => ({ id: other.id, title: textsOf(other, wanted).title });
  return {
    id: lab.id,
    language,
    languages: [...languagesOf(lab)],
    title,
    summary,
    protocol: lab.protocol,
    minutes: lab.minutes,
    objectives: [...objectives],
    needs: lab.needs.flatMap((id) => {
      const other = find(id);
      return other === undefined ? [] : [{ ...named(other), isFinished: standing(id)?.isFinished ?? false }];
    }),
    introduction,
    steps: lab.steps.map((step) => stepTextOf(lab, step, language)),
    ...(next !== undefined && { next: named(next) }),
  };
}

/** What a learner has earned of a step: the hints asked for, and the word on why where it is ticked. */
export function earnedOf(
  lab: Lab,
  step: Step,
  { wanted, progress }: { readonly wanted: string; readonly progress: StepProgress },
): StepView {
  const texts = stepTextsOf(lab, step, wanted);
  return {
    hints: step.hints.map(({ html }, at) => texts?.hints[at] ?? html).slice(0, progress.hints),
    ...(progress.tickedAt !== undefined && { why: texts?.why ?? step.why }),
  };
}

/** What the author says of a mistake that was made, in every language there is. */
export function mistakeOf(lab: Lab, { step: id, index }: { step: string; index: number }): MadeMistake | undefined {
  const step = lab.steps.find((candidate) => candidate.id === id);
  const mistake = step?.mistakes[index];
  if (step === undefined || mistake === undefined) return undefined;
  const said = languagesOf(lab).map(
    (language) => [language, stepTextsOf(lab, step, language)?.mistakes[index] ?? mistake.say] as const,
  );
  return { step: id, index, say: Object.fromEntries(said) };
}

function stepTextOf(lab: Lab, step: Step, language: string): StepText {
  const texts = stepTextsOf(lab, step, language);
  return {
    id: step.id,
    title: texts?.title ?? step.title,
    html: texts?.html ?? step.html,
    hints: step.hints.map(({ level }) => level),
    questions: questionsOf(step.expect).map((question, at) => {
      const { ask = question.ask, options } = texts?.questions[at] ?? {};
      if (question.type === 'point') return { kind: 'point' as const, ask };
      const { right } = question;
      if (right.kind !== 'choice') return { kind: right.kind, ask };
      return { kind: right.kind, ask, options: [...(options ?? right.options)] };
    }),
    isOptional: step.isOptional,
    points: step.points,
  };
}

function textsOf(lab: Lab, wanted: string) {
  const texts = translationOf(lab, wanted);
  return texts === undefined ? { ...lab, language: OWN_LANGUAGE } : { ...texts, language: wanted };
}

function stepTextsOf(lab: Lab, { id }: Step, language: string): StepTexts | undefined {
  const steps = translationOf(lab, language)?.steps;
  return steps !== undefined && Object.hasOwn(steps, id) ? steps[id] : undefined;
}

function translationOf({ translations }: Lab, language: string) {
  return Object.hasOwn(translations, language) ? translations[language] : undefined;
}
