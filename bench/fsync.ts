/** How long this disk takes to keep a few bytes: the measure beside everything that waits for it. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { quantile } from './figures.ts';

const TIMES = 200;
const BYTES = 512;

/** The median of a small write and its fsync in a file of `directory`, in milliseconds. */
export async function fsyncMs(directory: string): Promise<number> {
  const folder = await mkdtemp(path.join(directory, 'fsync-'));
  const file = await open(path.join(folder, 'file'), 'w');
  const took: number[] = [];
  try {
    for (let time = 0; time < TIMES; time++) {
      const began = performance.now();
      await file.write(Buffer.alloc(BYTES, time));
      await file.sync();
      took.push(performance.now() - began);
    }
  } finally {
    await file.close();
    await rm(folder, { recursive: true });
  }
  return quantile(took, 0.5);
}
