/**
 * The one thing to say about what was just observed, as a code of the words' catalogue or a mistake that the author
 * foresaw; or nothing. Pure; knows no protocol by name. It says what is wrong and where to look, never the answer.
 */
import { AGAIN } from './coach-again.ts';
import { isOnTheWay } from './coach-match.ts';
import { CoachMemory } from './coach-memory.ts';
import { MistakeWatch } from './coach-mistakes.ts';
import { adviseOnConnected, adviseOnRefused, adviseOnShellLine, isPlaceholder } from './coach-place.ts';
import { adviseOnProgramLine } from './coach-programs.ts';
import { adviseOnQuestion, type AnsweredProgress } from './coach-question.ts';
import { adviseOnExchange } from './coach-reply.ts';
import { currentStep, type TickedSteps } from './coach-steps.ts';
import { otherTransfer } from './coach-value.ts';
import type { CoachContext } from './context.ts';
import type { Step } from './lab.ts';
import type { LineProblem, Observation } from './observation.ts';

export interface Advice {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  /** The step at which the learner is. */
  readonly step?: string;
  /** The author's own word takes the place of the code's sentence: the `index`-th of that step's mistakes. */
  readonly mistake?: { readonly step: string; readonly index: number };
}

/** What happened, and where the learner was left by it. */
export interface Heard {
  /** After the observation. */
  readonly progress: TickedSteps & AnsweredProgress;
  readonly observation: Observation;
  /** It ticked a step: then nothing is said. */
  readonly hasTicked: boolean;
  /** The steps of which it made a part true: a right line, though more is wanted. */
  readonly advanced?: readonly string[];
}

/** Said of a right line, too: the world is not yet as the step wants it. */
const LACKING = 'coach.fact.';

/** Listens to one learner at one lab. It remembers what a teacher would who looks over the shoulder, and no more. */
export class Coach {
  readonly #context: CoachContext;
  readonly #memory = new CoachMemory();
  readonly #mistakes = new MistakeWatch();
  /** Connections of which it was said that nobody reads what crosses them. */
  readonly #unreadable = new Set<number>();
  /** A step was ticked, and no line was typed since: the reply to the one that did it may be still to come. */
  #hasTicked = false;
  #last: { readonly code: string; readonly step: string | undefined } | undefined;

  constructor(context: CoachContext) {
    this.#context = context;
  }

  /** What the learner should hear. */
  hear({ progress, observation, hasTicked, advanced = [] }: Heard): Advice | undefined {
    this.#memory.note(this.#context, observation);
    if (observation.type === 'typed') this.#hasTicked = false;
    if (hasTicked) {
      this.#hasTicked = true;
      this.#last = undefined;
      return undefined;
    }
    const step = currentStep(this.#context, progress);
    const mistake = step === undefined ? undefined : this.#mistakes.made(this.#context, step, observation);
    const isAnswer = observation.type === 'answered' || observation.type === 'pointed';
    // The author knows better what is on the way, unless the line has just gone on with the step.
    const isForeseen = mistake !== undefined && !isRight(observation, step, advanced);
    if (step !== undefined && !isAnswer && !isForeseen && isOnTheWay(this.#context, step, observation))
      return undefined;
    // One line, one word: what it led to is not spoken of again.
    if (this.#memory.hasSpoken(observation)) return undefined;
    const said = mistake === undefined ? this.#own(progress, step, observation) : undefined;
    if (said !== undefined && isRight(observation, step, advanced) && !said.code.startsWith(LACKING)) return undefined;
    if (this.#hasTicked && said?.code.startsWith(LACKING) === true) return undefined;
    if ((said === undefined && mistake === undefined) || this.#isSilentOn(observation, said?.code)) return undefined;
    this.#memory.spoke(observation);
    if (step !== undefined && mistake !== undefined) {
      this.#last = undefined;
      return { code: 'coach.mistake', params: {}, step: step.id, mistake: { step: step.id, index: mistake } };
    }
    return said === undefined ? undefined : this.#adviceOf(said, step);
  }

  /** A word on the whole connection, and nothing on what crosses it then. */
  #isSilentOn(observation: Observation, code: string | undefined): boolean {
    if (!('at' in observation)) return false;
    const { connection } = observation.at;
    if (code === 'coach.plain-port' && !this.#unreadable.has(connection)) {
      this.#unreadable.add(connection);
      return false;
    }
    return this.#unreadable.has(connection);
  }

  /** The same slip twice running gets the second sentence, where there is one. */
  #adviceOf({ code, params = {} }: LineProblem, step: Step | undefined): Advice {
    const isAgain = this.#last?.code === code && this.#last.step === step?.id;
    this.#last = { code, step: step?.id };
    const said = { code: isAgain && AGAIN.has(code) ? `${code}.again` : code, params };
    return step === undefined ? said : { ...said, step: step.id };
  }

  #own(progress: Heard['progress'], step: Step | undefined, observation: Observation): LineProblem | undefined {
    const context = this.#context;
    const memory = this.#memory;
    switch (observation.type) {
      case 'typed':
        return observation.program === 'sh'
          ? adviseOnShellLine(context, step, observation.line)
          : adviseOnProgramLine(context, step, { typed: observation, memory });
      case 'refused':
        return adviseOnRefused(context, step, { server: observation.server, memory });
      case 'unknown-host':
        return {
          code: isPlaceholder(observation.name) ? 'coach.placeholder' : 'coach.unknown-host',
          params: { name: observation.name },
        };
      case 'connected':
        return adviseOnConnected(context, step, { at: observation.at, memory });
      case 'exchange':
        return adviseOnExchange(context, { progress, step, memory }, observation);
      case 'transfer':
        return otherTransfer(context, step, observation);
      case 'answered':
      case 'pointed':
        return adviseOnQuestion(context, progress, observation);
      case 'secured':
      case 'unsecured':
      case 'closed':
      case 'world-changed':
        return undefined;
      default:
        observation satisfies never;
        return undefined;
    }
  }
}

/** Whether, after so many tries, the next hint should be offered with the word. */
export function offersHint(
  { helpAfter, hints }: Step,
  state: { readonly tries: number; readonly hints: number } | undefined,
): boolean {
  return state !== undefined && state.tries >= helpAfter && state.hints < hints.length;
}

/** Whether it went on with the step that it is about. */
function isRight(observation: Observation, step: Step | undefined, advanced: readonly string[]): boolean {
  const about = 'step' in observation ? observation.step : step?.id;
  return about !== undefined && advanced.includes(about);
}
