/** @throws Error that says what was expected, and what came where it is told */
export function expected(isSo: boolean, what: string, came?: unknown): asserts isSo {
  if (!isSo) throw new Error(`expected ${what}${came === undefined ? '' : `, came ${JSON.stringify(came)}`}`);
}
