/** The server did what it must not, or not what it must. */
export class Broken extends Error {
  /** @param rule the section that says so */
  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`);
    this.name = 'Broken';
  }
}

/** @throws Broken where the claim is false */
export function must(claim: boolean, rule: string, what: () => string): asserts claim {
  if (!claim) throw new Broken(rule, what());
}

/** Both as they are said; for what has to be the same. @throws Broken */
export function mustEqual(came: unknown, expected: unknown, { rule, what }: { rule: string; what: string }): void {
  const [one, other] = [JSON.stringify(came), JSON.stringify(expected)];
  if (one !== other) throw new Broken(rule, `${what}: expected ${other}, came ${one}`);
}
