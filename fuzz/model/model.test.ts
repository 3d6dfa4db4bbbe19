import { expect, test } from 'vitest';
import { run } from './run.ts';

const SEQUENCES = 100;
// A new seed each run, in the name of its test, so that what fails can be had again.
const random = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

test.each([1, 2, random])(`${SEQUENCES} sequences are the same as the model, seed %i`, (seed) => {
  expect(run({ seed, numbers: Array.from({ length: SEQUENCES }, (_, i) => i) })).toBeUndefined();
});
