/**
 * What the page fetches by HTTP. Paths are below `BASE_PATH`. Written in zod/mini, which weighs 8 kB compressed where zod
 * weighs 25: the page's first view carries it.
 */
import * as z from 'zod/mini';

/** Where the texts have no translation, they come in the lab's own language. */
const language = z.string();

export const labSummary = z.object({
  id: z.string(),
  language,
  title: z.string(),
  summary: z.string(),
  protocol: z.string(),
  level: z.int(),
  minutes: z.int(),
  steps: z.int(),
  /** How many steps this learner has ticked since the last fresh start; 0 where it was never begun. */
  ticked: z.int(),
  /** The most steps ticked in any attempt. */
  best: z.int(),
  /** Some attempt was finished. */
  isFinished: z.boolean(),
});

/** GET api/labs?language=LANGUAGE: in the course's order. */
export const labList = z.object({ labs: z.array(labSummary) });

const question = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['text', 'number']), ask: z.string() }),
  z.object({ kind: z.literal('choice'), ask: z.string(), options: z.array(z.string()) }),
  /** To be answered by picking a line of the wire. */
  z.object({ kind: z.literal('point'), ask: z.string() }),
]);

export const stepText = z.object({
  id: z.string(),
  title: z.string(),
  html: z.string(),
  /** What kind of hint each is, from nudge to answer. */
  hints: z.array(z.enum(['nudge', 'rule', 'shape', 'answer'])),
  questions: z.array(question),
  /** The lab is finished without it. */
  isOptional: z.boolean(),
  points: z.number(),
});

/**
 * GET api/labs/ID?language=LANGUAGE: what the panel shows. The checks stay on the server. HTML is rendered by us, without
 * the author's raw HTML. For a learner who has a seat at the lab it is the lab as the seat has it, with the learner's
 * own values in it.
 */
export const labView = z.object({
  id: z.string(),
  /** The language of the texts, and those there are. */
  language,
  languages: z.array(z.string()),
  title: z.string(),
  summary: z.string(),
  protocol: z.string(),
  minutes: z.int(),
  objectives: z.array(z.string()),
  /** Labs that should come first. */
  needs: z.array(z.object({ id: z.string(), title: z.string(), isFinished: z.boolean() })),
  introduction: z.string(),
  steps: z.array(stepText),
  next: z.optional(z.object({ id: z.string(), title: z.string() })),
});

/** GET api/labs/ID/steps/STEP?language=LANGUAGE: hints asked for so far, and the word on why where the step is ticked. */
export const stepView = z.object({ hints: z.array(z.string()), why: z.optional(z.string()) });

/** What was done at a step. */
const stepOutcome = z.object({
  id: z.string(),
  title: z.string(),
  isOptional: z.boolean(),
  isTicked: z.boolean(),
  hints: z.int(),
  tries: z.int(),
  /** Time at work on it, in milliseconds. */
  activeMs: z.number(),
});

export const attemptView = z.object({
  /** Real time, milliseconds since the epoch. */
  began: z.number(),
  last: z.number(),
  /** No fresh start has come since. */
  isCurrent: z.boolean(),
  isFinished: z.boolean(),
  ticked: z.int(),
  points: z.number(),
  /** What the lab's steps give together. */
  pointsOf: z.number(),
  steps: z.array(stepOutcome),
});

/** GET api/labs/ID/history: each attempt at the lab, the newest first; a fresh start begins the next one. */
export const labHistory = z.object({ attempts: z.array(attemptView) });

/** GET api/labs/ID/model: the author's own way through a lab that the learner has finished, step by step. */
export const labModel = z.object({
  steps: z.array(
    z.object({
      /** The step's id. */
      id: z.string(),
      lines: z.array(
        z.object({
          /** Typed, or shown by the terminal. */
          voice: z.enum(['client', 'server']),
          text: z.string(),
          terminal: z.optional(z.string()),
        }),
      ),
    }),
  ),
});

/**
 * POST api/seats {lab: ID} or {} for free play: opens the learner's seat, making learner and cookie where there are
 * none; then WebSocket `api/seats/SEAT/channel`.
 */
export const seatRequest = z.object({ lab: z.optional(z.string().check(z.maxLength(120))) });
export const seatView = z.object({
  seat: z.string(),
  learner: z.string(),
  /** The learner's own host in the world. */
  host: z.string(),
  address: z.string(),
  /** Lines to begin with at the shell: one for each server of the world. */
  beginnings: z.array(z.string()),
  /** The lab is another one since the seat began: the name of what it is now. */
  changed: z.optional(z.string()),
});

/** Every failure of the HTTP interface: a code of the words' catalogue, and what fills its holes. */
export const failure = z.object({ code: z.string(), params: z.optional(z.record(z.string(), z.string())) });

export type LabSummary = z.infer<typeof labSummary>;
export type LabList = z.infer<typeof labList>;
export type LabView = z.infer<typeof labView>;
export type StepText = z.infer<typeof stepText>;
export type Question = z.infer<typeof question>;
export type StepView = z.infer<typeof stepView>;
export type LabHistory = z.infer<typeof labHistory>;
export type AttemptView = z.infer<typeof attemptView>;
export type StepOutcome = z.infer<typeof stepOutcome>;
export type LabModel = z.infer<typeof labModel>;
export type SeatView = z.infer<typeof seatView>;
export type Failure = z.infer<typeof failure>;
