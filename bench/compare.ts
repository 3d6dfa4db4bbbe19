/** A measure beside a rival: rounds in turn, and their ratio. */
import { createServer } from 'node:net';
import type { Talk } from './children.ts';
import { median, say } from './figures.ts';
import type { TalkOrder } from './talk.ts';

const ROUNDS = 4;
export const CLIENTS = 128;
export const HOST = '127.0.0.1';

/** A way of using a server: so many conversations a round, each of so many units (mails, sessions). */
export interface Shape {
  readonly name: string;
  readonly unit: string;
  readonly conversations: number;
  readonly unitsPerConversation: number;
  /** In the round that warms up, where these are not enough of them. */
  readonly warmingUp?: number;
  /** The rival's, where it needs fewer. */
  readonly rivalWarmingUp?: number;
  /** Where they are so short that more of them are needed for a steady median. */
  readonly rounds?: number;
  readonly atLeast: number;
}

/** One side of a comparison: a round of it, as units a second. */
export type Side = (shape: Shape) => Promise<number>;

/** Rounds in turn; the first of each warms up and does not count. */
export async function compare(
  shape: Shape,
  rival: string,
  ours: Side,
  theirs: Side,
  name = 'plaintalk',
): Promise<void> {
  say(`\n${shape.name}, ${shape.unit}`);
  say(`  round  ${name.padStart(9)}  ${rival.padStart(10)}   ratio`);
  const ratios: number[] = [];
  for (let round = 0; round <= (shape.rounds ?? ROUNDS); round++) {
    const { conversations, warmingUp = conversations, rivalWarmingUp = warmingUp } = shape;
    const ourRate = await ours(round === 0 ? { ...shape, conversations: warmingUp } : shape);
    const theirRate = await theirs(round === 0 ? { ...shape, conversations: rivalWarmingUp } : shape);
    const ratio = ourRate / theirRate;
    const rates = [ourRate.toFixed(0).padStart(9), theirRate.toFixed(0).padStart(Math.max(10, rival.length))];
    say(`  ${round === 0 ? 'warm ' : String(round).padEnd(5)}  ${rates.join('  ')}   ${ratio.toFixed(2).padStart(5)}`);
    if (round > 0) ratios.push(ratio);
  }
  const limit = Number.isNaN(shape.atLeast) ? '' : `   (asked for: at least ${shape.atLeast})`;
  say(`  median ratio ${median(ratios).toFixed(2)}${limit}`);
}

export interface Paced extends Pick<TalkOrder, 'script' | 'port' | 'told'> {
  readonly onCounted?: (count: number) => void;
}

export async function paced(talk: Talk, shape: Shape, { onCounted, ...order }: Paced): Promise<number> {
  const { conversations, unitsPerConversation } = shape;
  const result = await talk.run({ ...order, host: HOST, clients: CLIENTS, conversations });
  const expected = conversations * unitsPerConversation;
  if (result.counted !== expected) throw new Error(`expected ${expected} ${shape.unit}, came ${result.counted}`);
  onCounted?.(result.counted);
  return (expected * 1000) / result.tookMs;
}

/** A port that nobody listens on, for a program that can't be given port 0. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const bound = server.address();
      server.close(() => (typeof bound === 'object' && bound !== null ? resolve(bound.port) : reject(new Error())));
    });
  });
}
