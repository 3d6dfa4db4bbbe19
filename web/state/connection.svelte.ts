/**
 * The page's channel to its seat: attaches from the last entry it has, comes back by itself when it was lost, and sends
 * a line again until the seat's log says that it ran. Knows messages, not what they mean. Long because
 * every way in which a connection comes, goes and is doubted has to be seen together.
 */
import type { Entry } from '../../server/contract/entries.ts';
import type { FromPage, FromServer } from '../../server/contract/messages.ts';
import { Retry } from './retry.svelte.ts';

/** What the connection needs of a WebSocket. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface ConnectionSetting {
  /** Opens a socket to the seat. */
  readonly open: () => Socket;
  /** This page's own id: the same after a lost connection. */
  readonly page: string;
  readonly parse: (value: unknown) => FromServer | undefined;
  readonly onEntries: (entries: readonly Entry[]) => void;
  /** What came before is gone: the fold begins anew. */
  readonly onAnew: () => void;
  /** A message was not carried out: why, and the message where it was one that is kept. */
  readonly onRefused: (refusal: Refusal, message: Kept | undefined) => void;
  /** Asks the server over HTTP whether the seat can still be had; false: the page must be loaded anew. */
  readonly isSeatThere: () => Promise<boolean>;
  /** Between 0 and 1; spreads the pages of a class that all lost their connection at once. */
  readonly jitter: () => number;
}

export interface Refusal {
  readonly code: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** A message that must run once: kept until the log has it. */
export type Kept = Extract<FromPage, { type: 'line' | 'signal' | 'answer' | 'point' | 'afresh' }>;

export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'offline' | 'gone';

/** Silence after which the server is asked for a sign of life, and how long that may take. */
const SILENCE_MS = 20_000;
const ANSWER_MS = 8000;
/** The same for a page that comes back into view: its connection may have died while the computer slept. */
const RETURN_ANSWER_MS = 3000;
/** How long a new connection may take until the seat has answered. */
const OPENING_MS = 10_000;
/** The seat was taken by another connection of this same page: not lost. */
const REPLACED = 4000;

export class Connection {
  state = $state<ConnectionState>('connecting');
  hasPen = $state(false);
  /** Everything that the log had when this page attached has come. */
  isCurrent = $state(false);
  pending = $state.raw<readonly Kept[]>([]);
  readonly #setting: ConnectionSetting;
  #socket: Socket | undefined;
  #last = 0;
  #newest = Infinity;
  readonly #retry: Retry;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #isEnded = false;
  #number = 0;

  constructor(setting: ConnectionSetting) {
    this.#setting = setting;
    this.#retry = new Retry(setting.jitter);
  }

  /** Whole seconds until the next attempt, where one is waited for. */
  get retryInSeconds(): number {
    return this.#retry.seconds;
  }

  /** The number of the last entry that this page has. */
  get last(): number {
    return this.#last;
  }

  start(): void {
    addEventListener('online', this.#hurry);
    addEventListener('offline', this.#offline);
    document.addEventListener('visibilitychange', this.#hurry);
    this.#connect();
  }

  end(): void {
    this.#isEnded = true;
    removeEventListener('online', this.#hurry);
    removeEventListener('offline', this.#offline);
    document.removeEventListener('visibilitychange', this.#hurry);
    this.#clear();
    this.#leave();
  }

  nextId(): string {
    return `${this.#setting.page}.${++this.#number}`;
  }

  /** Sends what must run once; it is kept, and sent again, until the log has it or the seat refuses it. */
  sendOnce(message: Kept): void {
    this.pending = [...this.pending, message];
    this.#send(message);
  }

  /** Sends what may be lost with the connection. */
  send(message: FromPage): void {
    this.#send(message);
  }

  /** Tries at once. */
  retry = (): void => {
    if (this.state === 'lost' || this.state === 'offline') this.#connect();
  };

  readonly #hurry = (): void => {
    if (document.visibilityState === 'hidden') return;
    if (this.state === 'connected') this.#ask(RETURN_ANSWER_MS);
    else this.retry();
  };

  readonly #offline = (): void => {
    if (this.state !== 'gone') this.#drop();
  };

  #connect(): void {
    if (this.#isEnded) return;
    this.#clear();
    this.#leave();
    this.state = this.#retry.attempts === 0 ? 'connecting' : lostState();
    const socket = this.#setting.open();
    this.#socket = socket;
    this.#watch = setTimeout(() => this.#drop(), OPENING_MS);
    socket.onopen = () => this.#attach(socket);
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket && typeof data === 'string') this.#take(data);
    };
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (code === REPLACED) this.#goAway();
      else this.#lost();
    };
  }

  #attach(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#send({ type: 'attach', page: this.#setting.page, after: this.#last });
  }

  #take(text: string): void {
    this.#listen();
    const message = this.#setting.parse(parseJson(text));
    if (message === undefined) return;
    switch (message.type) {
      case 'attached':
        this.#attached(message);
        return;
      case 'entries':
        this.#entries(message.entries);
        this.#send({ type: 'credit', bytes: Math.max(1, message.bytes) });
        return;
      case 'pen':
        this.hasPen = message.hasPen;
        return;
      case 'refused': {
        const refused = this.pending.find(({ id }) => id === message.id);
        this.pending = this.pending.filter((kept) => kept !== refused);
        this.#setting.onRefused(message, refused);
        return;
      }
      case 'pong':
        return;
      default:
        message satisfies never;
    }
  }

  #attached({ firstKept, last, hasPen }: Extract<FromServer, { type: 'attached' }>): void {
    this.state = 'connected';
    this.#retry.attempts = 0;
    this.hasPen = hasPen;
    this.#newest = last;
    if (last < this.#last) {
      // Another log than the one that this page has shown: the server's data were put back.
      this.#last = 0;
      this.#setting.onAnew();
      this.#connect();
      return;
    }
    if (this.#last > 0 && firstKept > this.#last + 1 && last > this.#last) {
      this.#last = firstKept - 1;
      this.#setting.onAnew();
    }
    this.isCurrent = this.#last >= last;
    for (const message of this.pending) this.#send(message);
  }

  #entries(entries: readonly Entry[]): void {
    const fresh = entries.filter(({ n }) => n > this.#last);
    const newest = fresh.at(-1);
    if (newest === undefined) return;
    this.#last = newest.n;
    const run = new Set(fresh.map(({ body }) => ('id' in body ? body.id : '')));
    const isRenewed = fresh.some(({ body }) => body.type === 'afresh');
    if (isRenewed || this.pending.some(({ id }) => run.has(id))) {
      this.pending = this.pending.filter(({ id, type }) => !run.has(id) && !(isRenewed && type === 'afresh'));
    }
    this.#setting.onEntries(fresh);
    this.isCurrent = this.#last >= this.#newest;
  }

  #send(message: FromPage): void {
    if (this.#socket === undefined || (this.state !== 'connected' && message.type !== 'attach')) return;
    this.#socket.send(JSON.stringify(message));
  }

  /** A connection without a sign of life is lost, whatever the system says. */
  #listen(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#ask(ANSWER_MS), SILENCE_MS);
  }

  #ask(answerMs: number): void {
    clearTimeout(this.#watch);
    this.#send({ type: 'ping' });
    this.#watch = setTimeout(() => this.#drop(), answerMs);
  }

  #drop(): void {
    this.#leave();
    this.#lost();
  }

  #leave(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #goAway(): void {
    this.#clear();
    this.#leave();
    this.state = 'gone';
  }

  #lost(): void {
    if (this.#isEnded) return;
    this.#clear();
    this.isCurrent = false;
    this.state = lostState();
    this.#retry.wait(() => this.#connect());
    // After some failed attempts: perhaps the seat or the cookie is no longer good.
    if (this.#retry.attempts % 4 === 0) void this.#look();
  }

  async #look(): Promise<void> {
    const isThere = await this.#setting.isSeatThere();
    if (!isThere && !this.#isEnded && this.state !== 'connected') this.#goAway();
  }

  #clear(): void {
    this.#retry.stop();
    clearTimeout(this.#watch);
  }
}

function lostState(): ConnectionState {
  return navigator.onLine ? 'lost' : 'offline';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
