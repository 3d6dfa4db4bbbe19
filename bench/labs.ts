/**
 * `npm run bench labs`: what labs cost. A line's way through reader, checker and coach; a tick on its way to the page; a
 * folder of labs on its way through the check.
 */
import { LabFolderCheck, LabLoad, LabTime, startPlaintalk } from './children.ts';
import { median, quantile, say } from './figures.ts';
import { makeFolder } from './lab-folder.ts';

/** How often every solution is typed. */
const PLAYS = 40;
const LINE_LIMIT_MS = 1;
const ROUNDS = 3;
const LEARNERS = 100;
const PACE_MS = 400;
const TICK_LIMIT_MS = 150;
const LABS = 200;
const FOLDER_LIMIT_MS = 2000;

export async function benchLabs(): Promise<void> {
  await lines();
  await ticks();
  await folder();
}

async function lines(): Promise<void> {
  const time = new LabTime();
  try {
    const { rounds, labs, ticked, steps } = await time.run({ rounds: PLAYS });
    const each = rounds[0]?.map((_, line) => median(rounds.map((round) => round[line] ?? NaN))) ?? [];
    const row = (name: string, values: readonly number[]): void => {
      const figures = [0.5, 0.95, 0.99, 1].map((share) => quantile(values, share).toFixed(3).padStart(9));
      say(`  ${name.padEnd(22)}${figures.join('')}`);
    };
    say(`A line in reader, checker and coach, milliseconds: ${labs} solutions of ${each.length} lines, ${PLAYS} times`);
    say('                              p50      p95      p99      max');
    row('every time', rounds.flat());
    row('the middle of each line', each);
    say(
      `  (${ticked} of ${steps} steps ticked; asked for: p99 below ${LINE_LIMIT_MS}. Where others have the cores, it waits for them)`,
    );
    say('');
  } finally {
    await time.end();
  }
}

async function ticks(): Promise<void> {
  const plaintalk = await startPlaintalk();
  const load = new LabLoad();
  try {
    const afterReply: number[] = [];
    const afterLine: number[] = [];
    // The first round warms up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const result = await load.run({ url: plaintalk.url, learners: LEARNERS, paceMs: PACE_MS });
      if (round === 0) continue;
      afterReply.push(...result.afterReply);
      afterLine.push(...result.afterLine);
    }
    const p = (values: readonly number[], share: number): string => quantile(values, share).toFixed(2).padStart(9);
    say(`A tick at the page, ${LEARNERS} learners at work, ${(LEARNERS * 1000) / PACE_MS} lines/s, milliseconds`);
    say('                          p50      p95      p99');
    say(`  after its reply   ${p(afterReply, 0.5)}${p(afterReply, 0.95)}${p(afterReply, 0.99)}`);
    say(`  after its line    ${p(afterLine, 0.5)}${p(afterLine, 0.95)}${p(afterLine, 0.99)}`);
    say(`  (${afterReply.length} ticks; asked for: p95 below ${TICK_LIMIT_MS} after the reply)`);
  } finally {
    await load.end();
    await plaintalk.end();
  }
}

async function folder(): Promise<void> {
  const { folder: place, remove } = await makeFolder(LABS);
  try {
    const took: number[] = [];
    const worked: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const check = new LabFolderCheck();
      const result = await check.run({ folder: place });
      took.push(result.tookMs);
      worked.push(result.workedMs);
      await check.end();
    }
    const range = (times: readonly number[]): string =>
      `${seconds(Math.min(...times))} to ${seconds(Math.max(...times))}`;
    say('');
    say(`A folder of ${LABS} labs checked, each time by a process that has just started: ${range(took)}`);
    say(`  of which it worked ${range(worked)}; the rest other processes had the cores`);
    say(`  (asked for: at most ${seconds(FOLDER_LIMIT_MS)})`);
  } finally {
    await remove();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
