/** A learner's attempts at a lab: what is kept of each, and what the page is shown of it. */
import * as z from 'zod/mini';
import { attemptView, type AttemptView } from '../contract/catalogue.ts';
import type { Progress } from '../../labs/checker.ts';
import type { Lab } from '../../labs/lab.ts';
import type { Attempt } from '../store/store.ts';

/** What a seat knows of the attempt at hand. */
export interface AttemptAtHand {
  readonly lab: Lab;
  readonly progress: Progress;
  /** Real time at which its world began, milliseconds since the epoch. */
  readonly began: number;
}

/** The part of an attempt that the store keeps without looking into it. */
const kept = z.pick(attemptView, { pointsOf: true, steps: true });

/** An attempt as the store keeps it. `now`: real time, milliseconds since the epoch. */
export function attemptOf({ lab, progress, began }: AttemptAtHand, now: number): Attempt {
  const steps = lab.steps.map(({ id, title, isOptional }) => {
    const { tickedAt, hints, tries, activeMs } = progress.steps[id] ?? { hints: 0, tries: 0, activeMs: 0 };
    return { id, title, isOptional, isTicked: tickedAt !== undefined, hints, tries, activeMs };
  });
  const isTicked = (id: string): boolean => progress.steps[id]?.tickedAt !== undefined;
  const pointsOf = (all: Lab['steps']): number => all.reduce((sum, { points }) => sum + points, 0);
  const summary: z.infer<typeof kept> = { pointsOf: pointsOf(lab.steps), steps };
  return {
    began,
    last: now,
    ticked: steps.filter(({ isTicked }) => isTicked).length,
    isFinished: progress.isFinished === true,
    points: pointsOf(lab.steps.filter(({ id }) => isTicked(id))),
    summary: JSON.stringify(summary),
  };
}

/** Something was done in it: a line that the coach had to say something about, a hint, a tick. */
export function isBegun({ progress }: Pick<AttemptAtHand, 'progress'>): boolean {
  return Object.values(progress.steps).some(
    ({ tickedAt, hints, tries }) => tickedAt !== undefined || hints > 0 || tries > 0,
  );
}

/** The attempts that a page is shown: those in which something was done. `current`: when the one at hand began. */
export function historyOf(attempts: readonly Attempt[], current: number | undefined): AttemptView[] {
  return attempts.flatMap(({ summary, ...attempt }) => {
    const read = kept.safeParse(JSON.parse(summary));
    if (!read.success) return [];
    const { steps } = read.data;
    const isEmpty = steps.every(({ isTicked, hints, tries }) => !isTicked && hints === 0 && tries === 0);
    return isEmpty ? [] : [{ ...attempt, ...read.data, isCurrent: attempt.began === current }];
  });
}
