/**
 * A learner without a browser: types over the page's own WebSocket contract, and goes on from the last entry it has
 * when the server was gone. For journeys that are taken many times. Knows the log, nothing of how a page draws it.
 */
import { once } from 'node:events';
import WebSocket from 'ws';
import type { Entry, Progress } from '../server/contract/entries.ts';
import { type FromPage, fromServer } from '../server/contract/messages.ts';

const TERMINAL = 'laptop';
/** How long a reply may take before the test is told what the screen shows. */
const PATIENCE_MS = 10_000;

export class Learner {
  readonly entries: Entry[] = [];
  readonly #channel: URL;
  readonly #headers: Readonly<Record<string, string>>;
  #socket: WebSocket | undefined;
  #line = 0;
  #look: () => void = () => undefined;

  private constructor(channel: URL, headers: Readonly<Record<string, string>>) {
    this.#channel = channel;
    this.#headers = headers;
  }

  /** A new learner with a seat at a lab; undefined: free play. */
  static async enter(url: string, lab?: string): Promise<Learner> {
    const { origin } = new URL(url);
    const answer = await fetch(new URL('api/seats', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(lab === undefined ? {} : { lab }),
    });
    if (!answer.ok) throw new Error(`POST api/seats: ${answer.status} ${await answer.text()}`);
    const { seat } = (await answer.json()) as { seat: string };
    const channel = new URL(`api/seats/${seat}/channel`, url);
    channel.protocol = 'ws:';
    const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
    const learner = new Learner(channel, { cookie: cookie.join('; '), origin });
    await learner.attach();
    return learner;
  }

  /** The number of the last entry that came. */
  get last(): number {
    return this.entries.at(-1)?.n ?? 0;
  }

  /** The ids of the ticked steps. */
  get ticked(): readonly string[] {
    const progress = this.entries.flatMap(({ body }): Progress[] => (body.type === 'progress' ? [body.progress] : []));
    return Object.entries(progress.at(-1)?.steps ?? {}).flatMap(([id, { tickedAt }]) =>
      tickedAt === undefined ? [] : [id],
    );
  }

  /** Attaches (again), and waits for the shell. */
  async attach(): Promise<void> {
    this.#socket?.terminate();
    const socket = new WebSocket(this.#channel, { headers: this.#headers, perMessageDeflate: false });
    this.#socket = socket;
    const after = this.last;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => this.#take(data.toString('utf8')));
    await once(socket, 'open');
    this.#send({ type: 'attach', page: 'learner', after });
    await this.#until(() => this.#program(after) === 'sh', 'the shell');
  }

  /** Enters a line and waits until it was taken and the terminal, after it, shows the text. Gives what it showed. */
  async say(text: string, awaited = ''): Promise<string> {
    const id = `line-${++this.#line}`;
    this.#send({ type: 'line', terminal: TERMINAL, id, text, seen: this.last });
    await this.#until(
      () => this.#shownAfter(id)?.includes(awaited) === true,
      `${JSON.stringify(awaited)} after ${text}`,
    );
    return this.#shownAfter(id) ?? '';
  }

  /** Goes without a word. */
  leave(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  #send(message: FromPage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #take(text: string): void {
    const message = fromServer.parse(JSON.parse(text));
    if (message.type === 'refused') throw new Error(`refused: ${text}`);
    if (message.type !== 'entries') return;
    for (const entry of message.entries) {
      // Numbers rise; those between belong to what the seat keeps for itself.
      if (entry.n <= this.last) throw new Error(`entry ${entry.n} came after ${this.last}`);
      this.entries.push(entry);
    }
    this.#send({ type: 'credit', bytes: Math.max(1, message.bytes) });
    this.#look();
  }

  /** The program that reads the terminal, as told by the entries after `n`. */
  #program(n: number): string | undefined {
    const modes = this.entries.filter((entry) => entry.n > n && entry.body.type === 'mode');
    const body = modes.at(-1)?.body;
    return body?.type === 'mode' ? body.mode.program : undefined;
  }

  #shownAfter(id: string): string | undefined {
    const at = this.entries.findIndex(({ body }) => body.type === 'line' && body.id === id);
    if (at < 0) return undefined;
    return this.entries
      .slice(at + 1)
      .map(({ body }) => (body.type === 'print' ? body.text : ''))
      .join('');
  }

  async #until(isTrue: () => boolean, what: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        const screen = this.entries.map(({ body }) => (body.type === 'print' ? body.text : '')).join('');
        reject(new Error(`${what} did not come; the screen:\n${screen.slice(-2000)}`));
      }, PATIENCE_MS);
      this.#look = () => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.#look = () => undefined;
        resolve();
      };
      this.#look();
    });
  }
}
