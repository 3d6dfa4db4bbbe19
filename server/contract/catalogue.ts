/** What the page fetches by HTTP. Paths are below `BASE_PATH`. */
import { z } from 'zod';

export const labSummary = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  protocol: z.string(),
  level: z.number().int(),
  minutes: z.number().int(),
  steps: z.number().int(),
  /** How many steps this learner has ticked; 0 where it was never begun. */
  ticked: z.number().int(),
});

/** GET api/labs: in the course's order. */
export const labList = z.object({ labs: z.array(labSummary) });

/** GET api/labs/ID: what the panel shows. The checks stay on the server. HTML is rendered by us, without the author's raw HTML. */
export const labView = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  protocol: z.string(),
  minutes: z.number().int(),
  introduction: z.string(),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      html: z.string(),
      hints: z.number().int(),
    }),
  ),
  next: z.object({ id: z.string(), title: z.string() }).optional(),
});

/** GET api/labs/ID/steps/STEP: hints asked for so far, and the word on why where the step is ticked. */
export const stepView = z.object({ hints: z.array(z.string()), why: z.string().optional() });

/**
 * POST api/seats {lab: ID} or {} for free play: opens the learner's seat, making learner and cookie where there are
 * none; then WebSocket `api/seats/SEAT/channel`.
 */
export const seatRequest = z.object({ lab: z.string().max(120).optional() });
export const seatView = z.object({ seat: z.string(), learner: z.string(), host: z.string(), address: z.string() });

/** Every failure of the HTTP interface: a code of the words' catalogue, and what fills its holes. */
export const failure = z.object({ code: z.string(), params: z.record(z.string(), z.string()).optional() });

export type LabSummary = z.infer<typeof labSummary>;
export type LabList = z.infer<typeof labList>;
export type LabView = z.infer<typeof labView>;
export type StepView = z.infer<typeof stepView>;
export type SeatView = z.infer<typeof seatView>;
export type Failure = z.infer<typeof failure>;
