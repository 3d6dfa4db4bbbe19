/** What is wrong with a file that an author wrote, where, and the way out. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What was expected and what came, in one sentence. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly wayOut: string;
}

/** `file:line:column: message wayOut`. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message} ${problem.wayOut}`;
}

/** The order in which an author reads them. */
export function byPlace(one: Problem, other: Problem): number {
  return one.line - other.line || one.column - other.column;
}
