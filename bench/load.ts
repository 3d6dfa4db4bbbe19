/**
 * The load generator, a process of its own: learners who each send a line at a steady pace and wait for its reply.
 * Every reply is checked; a wrong one ends the run. Told what to do, and answering, over the process's messages.
 */
import WebSocket from 'ws';
import { openSeat } from './seat-channel.ts';

export interface LoadOrder {
  readonly kind: 'plaintalk' | 'relay';
  /** `http://127.0.0.1:8025/`, or the relay's `ws://…`. */
  readonly url: string;
  readonly learners: number;
  readonly lines: number;
  /** Milliseconds from one line of a learner to its next. */
  readonly paceMs: number;
  /** Stop at each stage until the parent has looked: learners attached, servers dialled. */
  readonly isStaged?: boolean;
}

/** Sent by a staged load when a stage is reached; the parent answers `go`. */
export interface StageReached {
  readonly stage: 'attached' | 'dialled';
  /** Milliseconds that the stage took, for all learners together. */
  readonly tookMs: number;
}

export interface LoadResult {
  /** Milliseconds from the line's leaving to the reply's coming, of every line. */
  readonly latencies: readonly number[];
}

/** One learner's way to a mail server, whichever road it takes. */
interface Learner {
  /** Sends a line; resolves when the text awaited has come. */
  exchange(line: string, awaited: string): Promise<void>;
  close(): void;
}

class Incoming {
  #text = '';
  #awaited: { text: string; resolve: () => void } | undefined;

  take(text: string): void {
    this.#text += text;
    if (this.#awaited === undefined || !this.#text.includes(this.#awaited.text)) return;
    const { resolve } = this.#awaited;
    this.#awaited = undefined;
    this.#text = '';
    resolve();
  }

  until(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { text, resolve };
      this.take('');
    });
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
}

async function enterPlaintalk(url: string): Promise<Learner> {
  const incoming = new Incoming();
  const seat = await openSeat(url, undefined, ({ body }) => {
    if (body.type === 'print') incoming.take(body.text);
  });
  return {
    exchange: (text, awaited) => {
      const reply = incoming.until(awaited);
      seat.type(text);
      return reply;
    },
    close: () => seat.close(),
  };
}

async function enterRelay(url: string): Promise<Learner> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const incoming = new Incoming();
  socket.on('message', (data: Buffer) => incoming.take(data.toString('latin1')));
  const greeting = incoming.until('220 ');
  await opened(socket);
  await greeting;
  return {
    exchange: (line, awaited) => {
      const reply = incoming.until(awaited);
      socket.send(`${line}\r\n`);
      return reply;
    },
    close: () => socket.close(),
  };
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const started = performance.now();
  const enter = order.kind === 'relay' ? enterRelay : enterPlaintalk;
  const learners = await Promise.all(Array.from({ length: order.learners }, () => enter(order.url)));
  if (order.isStaged === true) await stage('attached', started);
  const attached = performance.now();
  if (order.kind === 'plaintalk') {
    await Promise.all(learners.map((learner) => learner.exchange('telnet 10.10.41.192 25', '220 ')));
  }
  if (order.isStaged === true) await stage('dialled', attached);
  for (const learner of learners) {
    await learner.exchange('HELO client.thm', '250 ');
    await learner.exchange('MAIL FROM:<user@client.thm>', '250 OK');
  }
  const latencies: number[] = [];
  await Promise.all(
    learners.map(async (learner, index) => {
      // Spread over the pace, so that the learners do not type in step.
      await pause((order.paceMs * index) / learners.length);
      for (let line = 0; line < order.lines; line++) {
        const sent = performance.now();
        await learner.exchange('RCPT TO:<strategos@example.thm>', '250 Accepted');
        const took = performance.now() - sent;
        latencies.push(took);
        await pause(order.paceMs - took);
      }
    }),
  );
  for (const learner of learners) learner.close();
  return { latencies };
}

async function stage(name: StageReached['stage'], since: number): Promise<void> {
  const go = new Promise((told) => process.once('message', told));
  process.send?.({ stage: { stage: name, tookMs: performance.now() - since } });
  await go;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

/** Serves orders until the parent goes. */
export function serveLoad(): void {
  process.on('message', (order: LoadOrder | 'go') => {
    if (order === 'go') return;
    run(order).then(
      (result) => process.send?.({ result }),
      (failure: unknown) => process.send?.({ failure: String(failure) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
