/**
 * What the page and an author's workshop say to each other, by HTTP below `api/workshop`: only where `plaintalk lab
 * preview` or `plaintalk lab record` serves the page. Learners' servers have no such address.
 */
import * as z from 'zod/mini';

/** The name of the `<meta>` element that tells the page of its workshop; its content is the mode. */
export const WORKSHOP_META = 'plaintalk-workshop';

/** GET api/workshop, and each event of GET api/workshop/events (server-sent events). */
export const workshopView = z.object({
  mode: z.enum(['preview', 'record']),
  /** The lab's id; undefined while recording. */
  lab: z.optional(z.string()),
  /** The folder, as the author named it. */
  folder: z.string(),
  /** Counts the versions of the lab that were read without a fault. */
  version: z.int(),
  /** What is wrong with the files as they are now, as `file:line:column: …`. */
  faults: z.array(z.string()),
});

/** One move of the solution. */
export const solutionMove = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('type'), terminal: z.string(), text: z.string() }),
  z.object({ kind: z.literal('key'), terminal: z.string(), key: z.enum(['interrupt', 'end-of-file', 'escape']) }),
  z.object({ kind: z.literal('answer'), step: z.string(), text: z.string() }),
  z.object({ kind: z.literal('point'), step: z.string(), side: z.enum(['client', 'server']), verb: z.string() }),
]);

/** GET api/workshop/solution: the moves of each step, with the learner's own values in them. */
export const solutionView = z.object({
  parts: z.array(
    z.object({
      /** Undefined: lines that belong to no step. */
      step: z.optional(z.string()),
      moves: z.array(
        z.object({
          move: solutionMove,
          /** Lines that each terminal must have shown before the next move. */
          shown: z.array(z.object({ terminal: z.string(), lines: z.array(z.string()) })),
        }),
      ),
    }),
  ),
});

/** POST api/workshop/draft: what was made of the session. */
export const draftView = z.object({
  /** What was written, by name. */
  files: z.array(z.string()),
  steps: z.int(),
  /** What `lab test` finds in it. */
  faults: z.array(z.string()),
});

export type WorkshopView = z.infer<typeof workshopView>;
export type SolutionView = z.infer<typeof solutionView>;
export type SolutionMove = z.infer<typeof solutionMove>;
export type DraftView = z.infer<typeof draftView>;

/** The workshop, as the server of its page asks it. */
export interface Workshop {
  /** `learner` is who asks, where that is known. */
  view(learner?: string): WorkshopView;
  /** Calls back at each change of the view. */
  onChange(listener: () => void): () => void;
  /** Undefined where there is none. */
  solution(learner: string): SolutionView | undefined;
  /** Makes the draft of what a learner has done. Undefined where nothing was recorded. */
  draft(learner: string): Promise<DraftView | undefined>;
}
