/**
 * Plays a lab: its solution, each step left out, each variant and each mistake, on a seat of its own over real TCP,
 * through a page without a browser. What is not as it should be is a problem with the place in the author's files. The
 * one player of tests and command line.
 */
import type { Lab, Step } from '../../labs/lab.ts';
import type { Problem } from '../../labs/problems.ts';
import { triedLine } from '../../labs/tried-line.ts';
import { en } from '../../labs/words/en/index.ts';
import { say } from '../../labs/words/say.ts';
import type { EntryBody } from '../contract/entries.ts';
import { FIRST_TERMINAL, type Move, type Part, type Variant } from '../protocols/lab-script.ts';
import { Performance } from './performance.ts';
import type { ScriptedPage } from './scripted-page.ts';

/** A lab with all that proves it. */
export interface PlayedLab {
  readonly lab: Lab;
  /** As problems name them. */
  readonly files: { readonly lab: string; readonly solution: string; readonly variants: string };
  readonly parts: readonly Part[];
  readonly variants: readonly Variant[];
}

/** A learner who has just sat down at the lab. */
export interface Sitting {
  readonly page: ScriptedPage;
  /** What was drawn for this learner, by name. */
  readonly values: ReadonlyMap<string, string>;
}

export interface PlayCase {
  readonly kind: 'solution' | 'left-out' | 'variant' | 'mistake';
  readonly name: string;
  /** Plays it; what was not as it should be. */
  readonly play: (sitting: Sitting) => Promise<readonly Problem[]>;
}

/** Everything that there is to play of a lab. */
export function casesOf(played: PlayedLab): readonly PlayCase[] {
  const { lab, parts, variants } = played;
  const stepOf = (id: string | undefined): Step | undefined => lab.steps.find((step) => step.id === id);
  const withPart = lab.steps.filter(({ id }) => parts.some(({ step }) => step === id));
  return [
    { kind: 'solution', name: 'the solution', play: (sitting) => playSolution(played, sitting) },
    ...withPart.map((step): PlayCase => {
      return { kind: 'left-out', name: `without ${step.id}`, play: (sitting) => playWithout(played, step, sitting) };
    }),
    ...variants.flatMap((variant): PlayCase[] => {
      const step = stepOf(variant.step);
      if (step === undefined) return [];
      const name = `${step.id}: ${variant.name}`;
      return [{ kind: 'variant', name, play: (sitting) => playVariant(played, variant, sitting) }];
    }),
    ...withPart.flatMap((step) =>
      step.mistakes.flatMap((mistake, index) =>
        mistake.tries.map((lines, way): PlayCase => {
          const name = `${step.id}: mistake ${index + 1}, way ${way + 1}`;
          const made: MadeMistake = { step, index, lines };
          return { kind: 'mistake', name, play: (sitting) => playMistake(played, made, sitting) };
        }),
      ),
    ),
  ];
}

/** Each step becomes true at the last line of its part, none before anything was typed; the coach is silent. */
async function playSolution(played: PlayedLab, sitting: Sitting): Promise<readonly Problem[]> {
  const { lab, files, parts } = played;
  const performance = new Performance(sitting, files.solution);
  await performance.page.settled();
  // Facts are asked when something happens: the Enter key alone, which does nothing.
  performance.page.type('', lab.terminals[0]);
  await performance.page.settled();
  const early = performance.page.ticked;
  if (early.length > 0) {
    return early.map((id) => ({
      ...placeOf(files.lab, lab.steps.find((step) => step.id === id)?.line ?? 1),
      message: `Expected the step "${id}" to wait for the learner, but it is true before anything was typed.`,
      wayOut: 'Check something that is not so at the beginning.',
    }));
  }
  for (const part of parts) await playPart(performance, part);
  if (!performance.isOver()) {
    await performance.page.settledOnDisk();
    performance.findAdvice(adviceText);
  }
  return performance.problems;
}

/** A part as it should be: it ticks its own step, at its last line. */
async function playPart(performance: Performance, { step, moves, line }: Pick<Part, 'step' | 'moves' | 'line'>) {
  if (performance.isOver()) return;
  const before = performance.ticks.length;
  await performance.play(moves);
  if (performance.isOver()) return;
  const last = moves.at(-1)?.line ?? line;
  if (step !== undefined && !(await performance.awaitTick(step))) {
    performance.find(
      last,
      `Expected the step "${step}" to become true at this line, but it did not.`,
      'Compare what the step expects with what its part does.',
    );
    performance.fail();
    return;
  }
  if (step === undefined) await performance.page.settled();
  for (const tick of performance.ticks.slice(before)) {
    if (tick.step !== step) {
      const message = `Expected ${step === undefined ? 'no step' : `the step "${step}" alone`} to become true here, but "${tick.step}" did.`;
      performance.find(tick.line, message, `Move the lines that make it true below -- step ${tick.step}.`);
    } else if (tick.line !== last) {
      performance.find(
        tick.line,
        `Expected the step "${tick.step}" to become true at the last line of its part, but it did at this one.`,
        'Move the lines behind it into a part of their own (-- no step), or let the step expect them.',
      );
    }
  }
}

/** Plays what comes before a step's part, as the solution has it. */
async function playUpTo(played: PlayedLab, step: string, sitting: Sitting): Promise<Performance> {
  const performance = new Performance(sitting, played.files.solution);
  for (const part of played.parts) {
    if (part.step === step) break;
    await performance.play(part.moves);
    if (!performance.isOver() && part.step !== undefined) await performance.awaitTick(part.step);
  }
  return performance;
}

/** With its lines left out, the step is not true, whatever else is done. */
async function playWithout(played: PlayedLab, step: Step, sitting: Sitting): Promise<readonly Problem[]> {
  const performance = await playUpTo(played, step.id, sitting);
  if (performance.isOver()) return [];
  const at = played.parts.findIndex((part) => part.step === step.id);
  for (const part of played.parts.slice(at + 1)) await performance.playBlindly(part.moves);
  await performance.page.settledOnDisk();
  const tick = performance.ticks.find((ticked) => ticked.step === step.id);
  if (tick === undefined) return [];
  performance.find(
    tick.line,
    `Expected the step "${step.id}" to stay open while its lines are left out, but it became true at this line.`,
    'Let it expect more than other lines do; or let it come after the steps before it (after: or order: fixed).',
  );
  return performance.problems;
}

/** In the place of the step's part, the variant makes it true, and the coach is silent. */
async function playVariant(played: PlayedLab, variant: Variant, sitting: Sitting): Promise<readonly Problem[]> {
  const { files } = played;
  const performance = await playUpTo(played, variant.step, sitting);
  if (performance.isOver()) return [];
  performance.begin(files.variants);
  await performance.play(variant.moves);
  if (performance.isOver()) return performance.problems;
  if (!(await performance.awaitTick(variant.step))) {
    performance.find(
      variant.moves.at(-1)?.line ?? variant.line,
      `Expected the step "${variant.step}" to become true by the variant "${variant.name}", but it did not.`,
      'Compare what the step expects with what the variant does.',
    );
  }
  await performance.page.settled();
  performance.findAdvice(adviceText);
  return performance.problems;
}

interface MadeMistake {
  readonly step: Step;
  readonly index: number;
  readonly lines: readonly string[];
}

/** The lines get the author's sentence, and don't make the step true. */
async function playMistake(played: PlayedLab, made: MadeMistake, sitting: Sitting): Promise<readonly Problem[]> {
  const { step, index, lines } = made;
  const { files } = played;
  const performance = await playUpTo(played, step.id, sitting);
  if (performance.isOver()) return [];
  performance.begin(files.lab);
  const line = step.mistakes[index]?.line ?? step.line;
  const first = played.parts.find((part) => part.step === step.id)?.moves[0];
  const usual = first !== undefined && 'terminal' in first ? first.terminal : FIRST_TERMINAL;
  const moves = lines.map((tried): Move => {
    const { text, terminal = usual } = triedLine(tried) ?? { text: tried };
    return { kind: 'type', terminal, text, line, shown: [] };
  });
  await performance.playPatiently(moves);
  const isSaid = (): boolean => performance.advice.some(({ mistake }) => isIt(mistake, made));
  const tried = JSON.stringify(lines.join('\n'));
  if (!(await performance.awaitThat(isSaid))) {
    const came = performance.advice.at(-1);
    performance.find(
      line,
      `Expected the lines ${tried} to get what this mistake says, but came ${came === undefined ? 'nothing' : adviceText(came)}.`,
      'Compare its "when" with what the lines of its "try" do; the first mistake that fits is said.',
    );
  } else {
    await performance.page.settled();
    const last = performance.advice.at(-1);
    if (last !== undefined && !isIt(last.mistake, made)) {
      const message = `Expected this mistake to have the last word on ${tried}, but then came ${adviceText(last)}.`;
      performance.find(line, message, 'Let "try" end with the line that makes the mistake.');
    }
  }
  if (performance.ticks.some((tick) => tick.step === step.id)) {
    const message = `Expected the lines ${tried} to be a mistake, but they made the step "${step.id}" true.`;
    performance.find(line, message, 'Let the step expect more, or take this mistake out.');
  }
  return performance.problems;
}

type Advice = Extract<EntryBody, { readonly type: 'advice' }>;

function isIt(mistake: Advice['mistake'], { step, index }: MadeMistake): boolean {
  return mistake?.step === step.id && mistake.index === index;
}

/** What the learner read, as text. */
function adviceText({ advice, mistake }: Advice): string {
  if (mistake !== undefined) return `mistake ${mistake.index + 1} of the step "${mistake.step}"`;
  if (advice === undefined) return 'nothing';
  return JSON.stringify(say(en, advice.code, advice.params));
}

function placeOf(file: string, line: number): Pick<Problem, 'file' | 'line' | 'column'> {
  return { file, line, column: 1 };
}

export interface PlayedCase {
  readonly played: PlayCase;
  readonly problems: readonly Problem[];
}

/** Plays cases, so many at a time, each on a seat of its own; gives them in their order. */
export async function playAll(
  cases: readonly PlayCase[],
  { sit, atOnce }: { readonly sit: () => Promise<Sitting>; readonly atOnce: number },
): Promise<readonly PlayedCase[]> {
  const done: PlayedCase[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < cases.length; at = next++) {
      const played = cases[at];
      if (played === undefined) return;
      const sitting = await sit();
      done[at] = { played, problems: await played.play(sitting) };
      sitting.page.drop();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, cases.length) }, work));
  return done;
}
