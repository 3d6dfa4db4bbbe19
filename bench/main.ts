/**
 * `npm run bench`: Plaintalk beside a bare WebSocket relay before the same SMTP server, in alternating rounds of one
 * run, the load generator in a process of its own. Says what a line costs, what a learner costs, how many can start.
 */
import { Load, type Running, startPlaintalk, startRelay } from './children.ts';
import { serveLoad, type LoadResult } from './load.ts';
import { serveRelay } from './relay.ts';

const ROUNDS = 4;
const MEMORY_LEARNERS = 200;
const MEMORY_LIMIT_KIB = 100;

const [, , flag, name] = process.argv;
if (flag === '--role' && name === 'load') serveLoad();
else if (flag === '--role' && name === 'relay') await serveRelay();
else await bench();

async function bench(): Promise<void> {
  const plaintalk = await startPlaintalk();
  const relay = await startRelay();
  const load = new Load();
  try {
    say('A reply: from the line leaving the page to the reply coming back, RCPT to the SMTP server, milliseconds');
    say('learners  lines/s        plaintalk p50    p99      relay p50    p99    ratio p50    p99');
    for (const [learners, lines, paceMs] of [
      [1, 100, 20],
      [100, 20, 400],
    ] as const) {
      await compare({ plaintalk, relay, load, learners, lines, paceMs });
    }
    await memory(plaintalk, load);
  } finally {
    await load.end();
    await relay.end();
    await plaintalk.end();
  }
}

interface Comparison {
  readonly plaintalk: Running;
  readonly relay: Running;
  readonly load: Load;
  readonly learners: number;
  readonly lines: number;
  readonly paceMs: number;
}

async function compare({ plaintalk, relay, load, ...shape }: Comparison): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const order = { learners: shape.learners, lines: shape.lines, paceMs: shape.paceMs };
  // The first round of each warms up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const one = await load.run({ kind: 'plaintalk', url: plaintalk.url, ...order });
    const other = await load.run({ kind: 'relay', url: relay.url, ...order });
    if (round === 0) continue;
    ours.push(...checked(one, order));
    theirs.push(...checked(other, order));
  }
  const rate = Math.round((shape.learners * 1000) / shape.paceMs);
  const figures = [ours, theirs].map((latencies) => [quantile(latencies, 0.5), quantile(latencies, 0.99)] as const);
  const [[our50, our99], [their50, their99]] = figures as [readonly [number, number], readonly [number, number]];
  say(
    [
      String(shape.learners).padStart(8),
      String(rate).padStart(9),
      our50.toFixed(2).padStart(20),
      our99.toFixed(2).padStart(7),
      their50.toFixed(2).padStart(13),
      their99.toFixed(2).padStart(7),
      (our50 / their50).toFixed(2).padStart(12),
      (our99 / their99).toFixed(2).padStart(7),
    ].join(''),
  );
}

async function memory(plaintalk: Running, load: Load): Promise<void> {
  const before = await plaintalk.memory();
  const { startMs } = await load.run({
    kind: 'plaintalk',
    url: plaintalk.url,
    learners: MEMORY_LEARNERS,
    lines: 1,
    paceMs: 0,
  });
  const after = await plaintalk.memory();
  const perLearner = (after - before) / MEMORY_LEARNERS / 1024;
  say('');
  say(
    `Memory: ${perLearner.toFixed(0)} KiB a learner with a terminal, a page and a mail server (≤ ${MEMORY_LIMIT_KIB} KiB asked)`,
  );
  say(
    `Start: ${(startMs / MEMORY_LEARNERS).toFixed(1)} ms a learner, ${Math.round((MEMORY_LEARNERS * 1000) / startMs)} a second, up to the server's greeting`,
  );
}

function checked(
  { latencies }: LoadResult,
  { learners, lines }: { learners: number; lines: number },
): readonly number[] {
  if (latencies.length !== learners * lines) {
    throw new Error(`expected ${learners * lines} replies, came ${latencies.length}`);
  }
  return latencies;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
