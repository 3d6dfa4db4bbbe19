/**
 * One way in which a step may come true: the events of its check that have happened so far, and what follows from them.
 * Plain JSON. A step has a few, because which `RCPT` was the right one may show only later.
 */
import { agrees, type Bound } from './bound.ts';
import type { Plan } from './check-plan.ts';

export interface Run {
  /** How often a part has happened, by its place in the check; with a `*` behind it: a fact that was so. */
  readonly met: Readonly<Record<string, number>>;
  /** What its events bound. */
  readonly bound?: Bound | undefined;
  /** The connection of the event met last. */
  readonly connection?: number | undefined;
  /** By the place of a `within`: when its first event happened, in milliseconds. */
  readonly since?: Readonly<Record<string, number>> | undefined;
}

export const FRESH_RUN: Run = { met: {} };

/** The most that a step keeps. The newest are kept, and the beginning: so no step is ever stuck. */
export const RUNS_LIMIT = 24;

/** Without those that mean the same as an earlier one, and without those that are too many. */
export function kept(runs: readonly Run[], plan: Plan): readonly Run[] {
  if (runs.length < 2) return runs;
  const keys = new Set<string>();
  const different = runs.filter((run) => {
    const key = keyOf(run, plan);
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  });
  if (different.length <= RUNS_LIMIT) return different;
  const beginning = different.find(isFresh);
  const newest = different.slice(0, RUNS_LIMIT);
  return beginning === undefined || newest.includes(beginning) ? newest : [...newest.slice(0, -1), beginning];
}

export function isFresh({ met }: Run): boolean {
  return Object.keys(met).length === 0;
}

/** Those that bind nothing otherwise than the lab has bound it by now. */
export function agreeing(runs: readonly Run[], bound: Bound): readonly Run[] {
  return runs.every((run) => isAgreeing(run, bound)) ? runs : runs.filter((run) => isAgreeing(run, bound));
}

function isAgreeing(run: Run, bound: Bound): boolean {
  return run.bound === undefined || agrees(run.bound, bound);
}

/** Times are left out: of two that differ in them alone, the newer one has the later, and so the better. */
function keyOf({ met, bound = {}, connection }: Run, { usesConnection }: Plan): string {
  const sorted = (record: Readonly<Record<string, unknown>>): unknown[] => Object.entries(record).sort(byName);
  return JSON.stringify([sorted(met), sorted(bound), usesConnection ? connection : 0]);
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
