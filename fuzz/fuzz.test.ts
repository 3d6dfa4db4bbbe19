import { expect, test } from 'vitest';
import { targets } from './rows.ts';
import { Run } from './run.ts';

const INPUTS = 20_000;
// A new seed each run, in the name of each test, so that what fails can be had again.
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

test.each(targets.map((target) => [target.name, target] as const))(
  `%s bears ${INPUTS} inputs, FUZZ_SEED=${seed}`,
  (_name, target) => {
    const { failure, matrix, inputs, reads } = new Run({ target, seed, inputs: INPUTS }).all();
    expect(failure).toBeUndefined();
    expect(inputs).toBeGreaterThanOrEqual(INPUTS);
    expect(reads).toBeGreaterThanOrEqual(INPUTS);
    // Every verb of the table in every state but the last.
    expect(matrix?.figures.all.missing ?? []).toEqual([]);
  },
);

test('the same seed gives the same run', () => {
  for (const target of targets.slice(0, 2)) {
    const [one, other] = [1, 2].map(() => {
      const { inputs, reads, bytes } = new Run({ target, seed, inputs: 2000 }).all();
      return { inputs, reads, bytes };
    });
    expect(one).toEqual(other);
  }
});
