/** Labs that need one another, in a circle: no learner could begin with any of them. */
import type { Problem } from './problems.ts';

/** A lab, with the labs that should come first and where each is named. */
export interface Needing {
  readonly lab: { readonly needs: readonly string[] };
  readonly needsAt: readonly Pick<Problem, 'line' | 'column'>[];
  /** Its path, as problems name it. */
  readonly file: string;
}

/** One fault a circle, where its first lab (in the course's order) names the next. */
export function circleFaults(labs: ReadonlyMap<string, Needing>): Problem[] {
  const done = new Set<string>();
  const problems: Problem[] = [];
  for (const start of labs.keys()) {
    const circle = circleFrom(start, labs, done);
    if (circle !== undefined) problems.push(faultOf(circle, labs));
  }
  return problems;
}

/** Ids from the first of a circle to it again. Each lab is looked at once; the way is kept apart, however long it is. */
function circleFrom(start: string, labs: ReadonlyMap<string, Needing>, done: Set<string>): string[] | undefined {
  const way: { readonly id: string; next: number }[] = [];
  const enter = (id: string): void => {
    way.push({ id, next: 0 });
    done.add(id);
  };
  if (!done.has(start)) enter(start);
  for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
    const need = labs.get(last.id)?.lab.needs[last.next++];
    if (need === undefined) {
      way.pop();
      continue;
    }
    const began = way.findIndex(({ id }) => id === need);
    if (began >= 0) return [...way.slice(began).map(({ id }) => id), need];
    if (!done.has(need) && labs.has(need)) enter(need);
  }
  return undefined;
}

function faultOf(circle: readonly string[], labs: ReadonlyMap<string, Needing>): Problem {
  const [first = '', second = ''] = circle;
  const needing = labs.get(first);
  const { line, column } = needing?.needsAt[needing.lab.needs.indexOf(second)] ?? { line: 1, column: 1 };
  return {
    file: needing?.file ?? '',
    line,
    column,
    message: `needs: expected labs that do not need this one, came a circle: ${circle.join(', which needs ')}.`,
    wayOut: 'Take one of them out of needs.',
  };
}
