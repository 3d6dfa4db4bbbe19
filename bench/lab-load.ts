/**
 * Learners at a lab, a process of its own: each types the lines of its first steps at a steady pace. Told is how long after
 * the reply the tick was at the page. A step that is not ticked by its line ends the run.
 */
import { openSeat } from './seat-channel.ts';

export interface LabOrder {
  readonly url: string;
  readonly learners: number;
  /** Milliseconds from one line of a learner to its next. */
  readonly paceMs: number;
}

export interface LabResult {
  /** Milliseconds from the reply's coming to the tick's, of every step; 0 where the tick came with it or before. */
  readonly afterReply: readonly number[];
  /** Milliseconds from the line's leaving to the tick's coming. */
  readonly afterLine: readonly number[];
}

export const LAB = 'smtp/first-mail';

interface Move {
  readonly line: string;
  /** Undefined: a line of the letter, which nobody answers. */
  readonly reply?: string;
  readonly step?: string;
}

const MOVES: readonly Move[] = [
  { line: 'telnet 10.10.41.192 25', reply: '220 ', step: 'connect' },
  { line: 'HELO client.thm', reply: '250 ', step: 'hello' },
  { line: 'MAIL FROM:<user@client.thm>', reply: '250 OK', step: 'sender' },
  { line: 'RCPT TO:<strategos@example.thm>', reply: '250 Accepted', step: 'recipient' },
  { line: 'DATA', reply: '354 ', step: 'data' },
  { line: 'From: user@client.thm' },
  { line: 'To: strategos@example.thm' },
  { line: 'Subject: My first mail' },
  { line: '' },
  { line: 'Hello. I typed this by hand!' },
  { line: '.', reply: '250 OK id=', step: 'message' },
  { line: 'QUIT', reply: '221 ', step: 'quit' },
];

/** What a page has got since the line that it sent last, and when. */
class Arrivals {
  #text = '';
  readonly #ticks = new Map<string, number>();
  #repliedAt: number | undefined;
  #move: Move | undefined;
  #onDone: (repliedAt: number) => void = () => undefined;

  print(text: string): void {
    this.#text += text;
    const { reply } = this.#move ?? {};
    if (reply !== undefined && this.#text.includes(reply)) this.#repliedAt ??= performance.now();
    this.#settle();
  }

  tick(steps: readonly string[]): void {
    for (const step of steps) this.#ticks.set(step, performance.now());
    this.#settle();
  }

  /** Resolves when reply and tick of the move have come; when each did. */
  async of(move: Move, send: () => void): Promise<{ repliedAt: number; tickedAt: number }> {
    this.#text = '';
    this.#repliedAt = undefined;
    this.#move = move;
    const done = new Promise<number>((resolve) => (this.#onDone = resolve));
    send();
    const repliedAt = await done;
    return { repliedAt, tickedAt: this.#ticks.get(move.step ?? '') ?? NaN };
  }

  #settle(): void {
    if (this.#repliedAt !== undefined && this.#ticks.has(this.#move?.step ?? '')) this.#onDone(this.#repliedAt);
  }
}

async function run({ url, learners, paceMs }: LabOrder): Promise<LabResult> {
  const seats = await Promise.all(
    Array.from({ length: learners }, async () => {
      const arrivals = new Arrivals();
      const channel = await openSeat(url, LAB, ({ body }) => {
        if (body.type === 'print') arrivals.print(body.text);
        else if (body.type === 'progress') arrivals.tick(body.ticked);
      });
      return { arrivals, channel };
    }),
  );
  const afterReply: number[] = [];
  const afterLine: number[] = [];
  await Promise.all(
    seats.map(async ({ arrivals, channel }, index) => {
      // Spread over the pace, so that the learners do not type in step.
      await pause((paceMs * index) / learners);
      for (const move of MOVES) {
        const sent = performance.now();
        const type = (): void => channel.type(move.line);
        if (move.reply === undefined) type();
        else {
          const { repliedAt, tickedAt } = await arrivals.of(move, type);
          afterReply.push(Math.max(0, tickedAt - repliedAt));
          afterLine.push(tickedAt - sent);
        }
        await pause(paceMs - (performance.now() - sent));
      }
      channel.close();
    }),
  );
  return { afterReply, afterLine };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

/** Serves orders until the parent goes. */
export function serveLabLoad(): void {
  process.on('message', (order: LabOrder) => {
    run(order).then(
      (result) => process.send?.({ result }),
      (failure: unknown) => process.send?.({ failure: String(failure) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
