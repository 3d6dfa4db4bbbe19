/**
 * The generator of the servers' bench, a process of its own: clients that hold one conversation after the other, a
 * command at a time, each waiting for its reply. Every reply is checked whole; a wrong one ends the run.
 *
 * It must cost as little as it can, since it shares the machine with who is measured: one buffer for all reading, no
 * promises, replies compared as bytes.
 */
import { connect, type Socket } from 'node:net';
import { imapScript } from './imap-script.ts';
import { popScript } from './pop-script.ts';
import type { Script, Step } from './script.ts';
import { smtpScript } from './smtp-script.ts';

const SCRIPTS = { smtp: smtpScript, pop3: popScript, imap: imapScript };

export interface TalkOrder {
  readonly script: keyof typeof SCRIPTS;
  readonly host: string;
  readonly port: number;
  /** How many converse at the same time. */
  readonly clients: number;
  /** How many conversations in all. */
  readonly conversations: number;
  /** What the script needs to know. */
  readonly told: unknown;
}

export interface TalkResult {
  /** From the first connection's opening to the last one's closing, in milliseconds. */
  readonly tookMs: number;
  /** What the scripts counted: mails acknowledged, sessions finished. */
  readonly counted: number;
}

/** A conversation that stands still so long has failed. */
const SILENCE_MS = 20_000;

const incoming = Buffer.allocUnsafe(64 * 1024);

/** One client: conversations one after the other. */
class Client {
  readonly #run: Run;
  #socket: Socket | undefined;
  #script: Script | undefined;
  #step: Step | undefined;
  #held: Buffer | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Opens the next conversation; none is left: does nothing. */
  next(): void {
    const script = this.#run.nextScript();
    if (script === undefined) return;
    this.#script = script;
    this.#step = script.next();
    const socket = connect({
      host: this.#run.host,
      port: this.#run.port,
      noDelay: true,
      onread: { buffer: incoming, callback: (count) => this.#take(count) },
    });
    this.#socket = socket;
    socket.on('error', (error) => this.#run.fail(`the connection failed: ${error.message}`));
    socket.on('close', () => {
      if (this.#step !== undefined) this.#run.fail(`closed while this was awaited: ${this.#step.name}`);
      else if (this.#run.finishOne()) this.next();
    });
  }

  destroy(): void {
    this.#socket?.destroy();
  }

  #take(count: number): boolean {
    const fresh = incoming.subarray(0, count);
    const reply = this.#held === undefined ? fresh : Buffer.concat([this.#held, fresh]);
    if (this.#step === undefined) {
      this.#run.fail(`expected nothing more, came ${JSON.stringify(reply.toString('latin1'))}`);
      return true;
    }
    if (!this.#step.isWhole(reply)) {
      this.#held = this.#held === undefined ? Buffer.from(fresh) : reply;
      return true;
    }
    this.#held = undefined;
    if (!this.#step.isRight(reply)) {
      this.#run.fail(`${this.#step.name}: wrong reply ${JSON.stringify(reply.toString('latin1'))}`);
      return true;
    }
    const { then } = this.#step;
    this.#step = this.#script?.next();
    if (then !== undefined) this.#socket?.write(then());
    return true;
  }
}

class Run {
  readonly host: string;
  readonly port: number;
  readonly #order: TalkOrder;
  readonly #clients: Client[];
  readonly #began = performance.now();
  readonly #settle: (outcome: TalkResult | Error) => void;
  #started = 0;
  #finished = 0;
  #counted = 0;
  #silence: NodeJS.Timeout;

  constructor(order: TalkOrder, settle: (outcome: TalkResult | Error) => void) {
    this.#order = order;
    this.host = order.host;
    this.port = order.port;
    this.#settle = settle;
    this.#clients = Array.from({ length: order.clients }, () => new Client(this));
    this.#silence = setTimeout(() => this.fail(`nothing has been finished for ${SILENCE_MS} ms`), SILENCE_MS);
    for (const client of this.#clients) client.next();
  }

  nextScript(): Script | undefined {
    if (this.#started === this.#order.conversations) return undefined;
    return SCRIPTS[this.#order.script](this.#order.told as never, this.#started++, () => this.#counted++);
  }

  /** @returns whether the client may go on */
  finishOne(): boolean {
    this.#finished++;
    this.#silence.refresh();
    if (this.#finished < this.#order.conversations) return true;
    clearTimeout(this.#silence);
    this.#settle({ tookMs: performance.now() - this.#began, counted: this.#counted });
    return false;
  }

  fail(reason: string): void {
    clearTimeout(this.#silence);
    this.#settle(new Error(reason));
    for (const client of this.#clients) client.destroy();
  }
}

/** Serves orders until the parent goes. */
export function serveTalk(): void {
  process.on('message', (order: TalkOrder) => {
    let isSettled = false;
    new Run(order, (outcome) => {
      if (isSettled) return;
      isSettled = true;
      process.send?.(outcome instanceof Error ? { failure: outcome.message } : { result: outcome });
    });
  });
  process.on('disconnect', () => process.exit(0));
}
