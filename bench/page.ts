/**
 * `npm run bench page`: Plaintalk beside a bare WebSocket relay before the same SMTP server, in alternating rounds of one
 * run, the load generator in a process of its own. Says what a line costs, what a learner costs, how many can start.
 */
import { Load, type Running, startPlaintalk, startRelay } from './children.ts';
import { quantile, say } from './figures.ts';
import type { LoadResult } from './load.ts';

const ROUNDS = 4;
const LEARNERS = 300;
const SERVERS_LIMIT_KIB = 100;
const SERVERS_LIMIT_MS = 20;

export async function benchPage(): Promise<void> {
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

/** What learners cost: first each with a page and a terminal, then each with a mail server dialled as well. */
async function memory(plaintalk: Running, load: Load): Promise<void> {
  const before = await plaintalk.memory();
  const at = new Map<string, { bytes: number; tookMs: number }>();
  await load.run(
    { kind: 'plaintalk', url: plaintalk.url, learners: LEARNERS, lines: 1, paceMs: 0, isStaged: true },
    async ({ stage, tookMs }) => void at.set(stage, { bytes: await plaintalk.memory(), tookMs }),
  );
  const attached = at.get('attached') ?? { bytes: NaN, tookMs: NaN };
  const dialled = at.get('dialled') ?? { bytes: NaN, tookMs: NaN };
  const kib = (bytes: number): string => `${(bytes / LEARNERS / 1024).toFixed(0)} KiB`;
  const each = (ms: number): string =>
    `${(ms / LEARNERS).toFixed(1)} ms, ${Math.round((LEARNERS * 1000) / ms)} a second`;
  say('');
  say(`${LEARNERS} learners at once, each                       memory    started in`);
  say(
    `  a world, a page, a terminal              ${kib(attached.bytes - before).padStart(12)}    ${each(attached.tookMs)}`,
  );
  say(
    `  its server dialled and greeting          ${kib(dialled.bytes - attached.bytes).padStart(12)}    ${each(dialled.tookMs)}`,
  );
  say(`  (asked for a learner's servers: at most ${SERVERS_LIMIT_KIB} KiB and ${SERVERS_LIMIT_MS} ms)`);
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
