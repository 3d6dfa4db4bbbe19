import { expect, test } from 'vitest';
import { targets } from './rows.ts';
import { runOf } from './runs.ts';

const INPUTS = 20_000;
/** A mail is a whole conversation's worth of work. */
const MAILS = 5_000;
// A new seed each run, in the name of each test, so that what fails can be had again.
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

test.each(targets.map((target) => [target.name, target.kind === 'mail' ? MAILS : INPUTS, target] as const))(
  `%s bears %i inputs, FUZZ_SEED=${seed}`,
  (_name, wanted, target) => {
    const { failure, matrix, inputs, reads } = runOf({ target, seed, inputs: wanted }).all();
    expect(failure).toBeUndefined();
    expect(inputs).toBeGreaterThanOrEqual(wanted);
    // A mail has no reader.
    if (target.kind !== 'mail') expect(reads).toBeGreaterThanOrEqual(wanted);
    // Every verb of the table in every state but the last.
    expect(matrix?.figures.all.missing ?? []).toEqual([]);
  },
);

test('the same seed gives the same run', () => {
  for (const target of targets.slice(0, 2)) {
    const [one, other] = [1, 2].map(() => {
      const { inputs, reads, bytes } = runOf({ target, seed, inputs: 2000 }).all();
      return { inputs, reads, bytes };
    });
    expect(one).toEqual(other);
  }
});
