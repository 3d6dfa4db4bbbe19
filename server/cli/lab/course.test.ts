/** Every lab of the course is played as its author would: solution, each step left out, variants and mistakes. */
import { expect, test } from 'vitest';
import { courseCatalogue } from '../../seats/page.testkit.ts';
import { lab } from './lab.testkit.ts';

/** A mistake that logs in with a wrong password waits as long as the server makes it wait. */
const PATIENCE_MS = 120_000;
/** What the course promises beside its solutions. */
const VARIANTS = 150;

const ids = courseCatalogue().labs.map(({ id }) => id);
const variants = new Map<string, number>();

test.each(ids)(
  '%s: solution, steps left out, variants and mistakes are as they should be',
  async (id) => {
    const { code, said, complained } = await lab('test', id);
    expect(complained).toEqual([]);
    // The faults, where there are any, stand before the summary.
    const [summary = '', ...faults] = [...said].reverse();
    expect(faults).toEqual([]);
    expect(code).toBe(0);
    const [, found] = new RegExp(`^${id}: .* (\\d+) variants, \\d+ mistakes: as it should be$`).exec(summary) ?? [];
    variants.set(id, Number(found));
  },
  PATIENCE_MS,
);

test(`there are at least ${VARIANTS} other ways through the steps`, () => {
  expect([...variants.keys()]).toEqual(ids);
  expect([...variants.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(VARIANTS);
});
