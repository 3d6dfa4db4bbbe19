/**
 * A page without a browser: attaches to a seat as the browser's does, folds the log, and types. For tests, and for
 * playing labs through. Messages go straight into the seat; only the WebSocket is left out.
 */
import type { ChannelEvents } from '../bridge/channel.ts';
import type { Entry, EntryBody, Progress } from '../contract/entries.ts';
import { fromServer, type FromPage } from '../contract/messages.ts';
import type { Seats } from './seats.ts';

/** How long it waits for what must come, in milliseconds. */
const PATIENCE_MS = 8000;
/** Turns of the event loop without an entry after which nothing more is on its way between sockets of this process. */
const QUIET_TURNS = 12;

let pages = 0;

export class ScriptedPage {
  readonly learner: string;
  readonly seat: string;
  readonly id = `page-${++pages}`;
  readonly entries: Entry[] = [];
  readonly refusals: string[] = [];
  hasPen = false;
  patienceMs = PATIENCE_MS;
  readonly #seats: Seats;
  #channel: ChannelEvents | undefined;
  #line = 0;
  readonly #questions = new Map<string, number>();
  #newest = Infinity;
  #wake = new Set<() => void>();

  constructor(seats: Seats, learner: string, seat: string) {
    this.#seats = seats;
    this.learner = learner;
    this.seat = seat;
  }

  get last(): number {
    return this.entries.at(-1)?.n ?? 0;
  }

  /** Attaches, from the last entry that this page has. */
  async attach(): Promise<void> {
    const channel = await this.#seats.attach(this.learner, this.seat, {
      send: (text) => this.#take(text),
      waitingBytes: 0,
      close: () => {
        this.#channel?.closed();
        this.#channel = undefined;
      },
    });
    if (channel === undefined) throw new Error('no such seat');
    this.#channel = channel;
    this.#newest = Infinity;
    this.send({ type: 'attach', page: this.id, after: this.last });
    await this.until(() => this.last >= this.#newest && this.last > 0, 'the log');
  }

  /** The connection is gone without a word. */
  drop(): void {
    this.#channel?.closed();
    this.#channel = undefined;
  }

  send(message: FromPage): void {
    this.#channel?.message(JSON.stringify(message));
  }

  /** Enters a line; gives its id. */
  type(text: string, terminal = 'laptop', id = `${this.id}.${++this.#line}`): string {
    this.send({ type: 'line', terminal, id, text, seen: this.last });
    return id;
  }

  /** Sends a key that the terminal turns into a signal; gives the id of its line. */
  signal(signal: 'interrupt' | 'end-of-file' | 'escape', draft = '', terminal = 'laptop'): string {
    const id = `${this.id}.${++this.#line}`;
    this.send({ type: 'signal', terminal, id, signal, draft });
    return id;
  }

  /** Answers the next question of a step. */
  answer(step: string, text: string): void {
    this.send({ type: 'answer', id: `${this.id}.${++this.#line}`, step, question: this.#question(step), text });
  }

  /** Picks a line of the last exchange of a verb as the answer to the next question of a step. */
  point(step: string, side: 'client' | 'server', verb: string): void {
    const entry = this.entries.findLast(({ body }) => body.type === 'exchange' && body.verb === verb)?.n ?? 1;
    this.send({ type: 'point', id: `${this.id}.${++this.#line}`, step, question: this.#question(step), side, entry });
  }

  /** Its questions are answered in their order. */
  #question(step: string): number {
    const question = this.#questions.get(step) ?? 0;
    this.#questions.set(step, question + 1);
    return question;
  }

  /** Enters a line and waits until the screen, after that line, has the text. */
  async say(text: string, awaited: string | RegExp, terminal = 'laptop'): Promise<void> {
    await this.shows(this.type(text, terminal), awaited, terminal);
  }

  /** Waits until the screen, after the line of that id, has the text. */
  async shows(id: string, awaited: string | RegExp, terminal = 'laptop'): Promise<void> {
    const isThere = (screen: string): boolean =>
      typeof awaited === 'string' ? screen.includes(awaited) : awaited.test(screen);
    await this.until(
      () => isThere(this.screenAfter(id, terminal)),
      `${JSON.stringify(String(awaited))} after ${this.#lineOf(id)}`,
    );
  }

  #lineOf(id: string): string {
    return this.bodies('line').find((line) => line.id === id)?.text ?? id;
  }

  /** All that a terminal has shown, lines entered included. */
  screen(terminal = 'laptop'): string {
    return this.entries.map(({ body }) => shown(body, terminal)).join('');
  }

  bodies<T extends EntryBody['type']>(type: T): Extract<EntryBody, { type: T }>[] {
    return this.entries.flatMap(({ body }) => (body.type === type ? [body as Extract<EntryBody, { type: T }>] : []));
  }

  get progress(): Progress | undefined {
    return this.bodies('progress').at(-1)?.progress;
  }

  /** The ids of the ticked steps. */
  get ticked(): string[] {
    return Object.entries(this.progress?.steps ?? {}).flatMap(([id, step]) =>
      step.tickedAt === undefined ? [] : [id],
    );
  }

  /** The codes of what the coach said; of an author's mistake, `mistake STEP INDEX`. */
  get advice(): string[] {
    return this.bodies('advice').map(({ advice, mistake }) => {
      return mistake === undefined ? (advice?.code ?? '') : `mistake ${mistake.step} ${mistake.index}`;
    });
  }

  /** Waits until the seat has nothing more to say: every entry has come, and none followed for some turns. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      const before = this.last;
      await new Promise((turn) => setImmediate(turn));
      if (this.last > before) quiet = 0;
      if (quiet < QUIET_TURNS - 1) continue;
      // Entries may wait for the disk: the seat says up to where it has any.
      this.send({ type: 'attach', page: this.id, after: this.last });
      if (this.last < this.#newest) {
        await this.until(() => this.last >= this.#newest, 'the log');
        quiet = 0;
      }
    }
  }

  /** As `settled`; and all that was done so far is on the disk, so that no answer waits for it any more. */
  async settledOnDisk(): Promise<void> {
    await this.settled();
    const terminal = `barrier-${++pages}`;
    const closed = (): boolean => this.bodies('terminal-closed').some((body) => body.terminal === terminal);
    this.send({ type: 'open-terminal', terminal });
    this.send({ type: 'close-terminal', terminal });
    await this.until(closed, 'the disk');
    await this.settled();
  }

  async until(isTrue: () => boolean, what = 'what was awaited'): Promise<void> {
    const failed = new Error(`${what} did not come`);
    const timer = setTimeout(() => this.#wakeAll(failed), this.patienceMs);
    try {
      while (!isTrue()) {
        await new Promise<void>((resolve, reject) => {
          this.#wake.add(resolve);
          this.#onTimeOut = () => reject(new Error(`${failed.message}; the screen:\n${this.screen()}`));
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #onTimeOut: () => void = () => undefined;

  #wakeAll(failure?: Error): void {
    if (failure !== undefined) this.#onTimeOut();
    const waiting = [...this.#wake];
    this.#wake.clear();
    for (const wake of waiting) wake();
  }

  #take(text: string): void {
    const message = fromServer.parse(JSON.parse(text));
    if (message.type === 'entries') {
      this.entries.push(...message.entries);
      queueMicrotask(() => this.send({ type: 'credit', bytes: Math.max(1, message.bytes) }));
    } else if (message.type === 'attached' || message.type === 'pen') {
      if (message.type === 'attached') this.#newest = message.last;
      this.hasPen = message.hasPen;
    } else if (message.type === 'refused') {
      this.refusals.push(message.code);
    }
    this.#wakeAll();
  }

  /** What a terminal has shown since the line of that id. */
  screenAfter(id: string, terminal: string): string {
    return this.screenBetween(id, undefined, terminal);
  }

  /** What a terminal has shown from the line of the one id to that of the other. */
  screenBetween(id: string, next: string | undefined, terminal: string): string {
    const isLine = (wanted: string | undefined) => (entry: Entry) =>
      entry.body.type === 'line' && entry.body.id === wanted;
    const at = this.entries.findIndex(isLine(id));
    const end = next === undefined ? -1 : this.entries.findIndex(isLine(next));
    if (at < 0) return '';
    const between = this.entries.slice(at + 1, end < 0 ? undefined : end);
    return between.map(({ body }) => shown(body, terminal)).join('');
  }
}

function shown(body: EntryBody, terminal: string): string {
  if (body.type === 'print' && body.terminal === terminal) return body.text;
  if (body.type === 'line' && body.terminal === terminal) return `${body.caret}${body.text}\n`;
  return '';
}
