/**
 * What the page fetches by HTTP. Paths are below `BASE_PATH`. Written in zod/mini, which weighs 8 kB compressed where zod
 * weighs 25: the page's first view carries it.
 */
import * as z from 'zod/mini';

export const labSummary = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  protocol: z.string(),
  level: z.int(),
  minutes: z.int(),
  steps: z.int(),
  /** How many steps this learner has ticked; 0 where it was never begun. */
  ticked: z.int(),
});

/** GET api/labs: in the course's order. */
export const labList = z.object({ labs: z.array(labSummary) });

/** GET api/labs/ID: what the panel shows. The checks stay on the server. HTML is rendered by us, without the author's raw HTML. */
export const labView = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  protocol: z.string(),
  minutes: z.int(),
  introduction: z.string(),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      html: z.string(),
      hints: z.int(),
    }),
  ),
  next: z.optional(z.object({ id: z.string(), title: z.string() })),
});

/** GET api/labs/ID/steps/STEP: hints asked for so far, and the word on why where the step is ticked. */
export const stepView = z.object({ hints: z.array(z.string()), why: z.optional(z.string()) });

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
});

/** Every failure of the HTTP interface: a code of the words' catalogue, and what fills its holes. */
export const failure = z.object({ code: z.string(), params: z.optional(z.record(z.string(), z.string())) });

export type LabSummary = z.infer<typeof labSummary>;
export type LabList = z.infer<typeof labList>;
export type LabView = z.infer<typeof labView>;
export type StepView = z.infer<typeof stepView>;
export type SeatView = z.infer<typeof seatView>;
export type Failure = z.infer<typeof failure>;
