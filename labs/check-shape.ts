/** Checks that can be written but not meant: facts in an order, a pattern that is none, a step that is true at once. */
import type { Position } from './check-entry.ts';
import { partsOf } from './check-plan.ts';
import { isFactCheck } from './fact-match.ts';
import type { Check, ValueMatcher } from './lab.ts';
import { patternFault } from './pattern.ts';
import { shown } from './schema-problems.ts';
import type { YamlPath } from './yaml-source.ts';

/** The checks of which this one is made; itself where it is made of none. */
export function leavesOf(check: Check): readonly Check[] {
  const parts = partsOf(check);
  return parts.length === 0 ? [check] : parts.flatMap(leavesOf);
}

/** Whether it holds where nothing has happened, whatever the world is. */
export function isTrueAtOnce(check: Check): boolean {
  switch (check.type) {
    case 'none':
      return check.of.every((part) => !isFactCheck(part));
    case 'all':
    case 'inOrder':
      return check.of.every(isTrueAtOnce);
    case 'any':
      return check.of.some(isTrueAtOnce);
    case 'within':
    case 'ever':
      return isTrueAtOnce(check.of);
    default:
      return false;
  }
}

export function addTrueAtOnceFault(check: Check, { faults, path }: Position): void {
  if (!isTrueAtOnce(check)) return;
  faults.add(
    path,
    'Expected something that must happen, came only what must not: the step would be true at once.',
    'Put what must happen beside it, below all.',
  );
}

/** Only what happens has a number. */
export function addFactFault(part: Check, { faults, path }: Position): void {
  const fact = leavesOf(part).find(isFactCheck);
  if (fact === undefined) return;
  faults.add(
    path,
    `count: expected something that happens, came ${fact.type}, which is asked of the world as it is.`,
    'Put it beside count, below all; mail and queue have a count of their own.',
  );
}

export function addEverFault(of: Check, { faults, path }: Position): void {
  const event = leavesOf(of).find((leaf) => !isFactCheck(leaf));
  if (event === undefined) return;
  faults.add(
    path,
    `ever: expected mail, mailbox, file or queue, came ${event.type}, which stays true anyway.`,
    'Take it out of ever.',
  );
}

/** Whatever stands for one value: is its pattern one? */
export function addPatternFault(value: ValueMatcher | undefined, { faults, path }: Position, ...rest: YamlPath): void {
  if (typeof value !== 'object' || !('pattern' in value)) return;
  const fault = patternFault(value.pattern);
  if (fault === undefined) return;
  faults.add(
    [...path, ...rest, 'pattern'],
    `pattern: expected a pattern in RE2's syntax, came ${shown(value.pattern)}: ${fault}.`,
    'Correct it; RE2 has neither \\1 nor (?=…), and \\ is written twice between double quotes.',
  );
}
