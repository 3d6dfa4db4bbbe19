/**
 * One sequence: some sessions at one world, each step decided by a number of its own, so that a sequence is a list of
 * numbers, and with some of them left out it is a sequence still.
 */
import { Random } from '../random.ts';
import { Broken } from './broken.ts';
import { append, copy, expunge, store } from './changing.ts';
import { create, remove, rename } from './folders.ts';
import { ImapClient } from './imap-client.ts';
import { deliver, Pop3Client } from './mail-clients.ts';
import { catchUp, enable } from './resync.ts';
import { fetch, list, status } from './reading.ts';
import { search, sort } from './searching.ts';
import { check, close, noop, select, unselect } from './selecting.ts';
import { Stage } from './stage.ts';

const STEPS_LIMIT = 80;

/** What a sequence did, where something was broken. */
export interface Failure {
  readonly message: string;
  readonly transcript: readonly string[];
}

/** The steps of the sequence of this number. */
export function stepsOf(seed: number, number: number): readonly number[] {
  const random = Random.of(seed, number);
  return Array.from({ length: 10 + random.below(STEPS_LIMIT) }, () => random.next());
}

/** How often each is done, of those that the session's state allows. */
const SELECTED: readonly (readonly [often: number, act: (client: ImapClient, random: Random) => void])[] = [
  [14, fetch],
  [16, store],
  [8, expunge],
  [9, copy],
  [7, append],
  [7, search],
  [3, sort],
  [9, noop],
  [2, check],
  [3, close],
  [2, unselect],
  [8, select],
  [4, status],
  [9, (client) => client.idle()],
  [2, create],
  [1, remove],
  [1, rename],
  [2, list],
  [1, (client) => client.runToBye('LOGOUT')],
  [3, (client) => client.drop()],
  [4, enable],
  [3, catchUp],
];
const AUTHENTICATED: typeof SELECTED = [
  [30, select],
  [4, append],
  [2, status],
  [2, create],
  [2, remove],
  [2, rename],
  [2, list],
  [1, (client) => client.idle()],
  [8, enable],
];
const LOST: typeof SELECTED = [
  [5, noop],
  [4, select],
  [2, append],
  [1, status],
  [1, (client) => client.runLost('UNSELECT')],
  [1, (client) => client.runLost('CLOSE')],
  [1, (client) => client.runLost('STORE', '1:* +FLAGS (\\Deleted)')],
  [1, (client) => client.runLost('EXPUNGE')],
  [1, (client) => client.runLost('MOVE', '1:* INBOX')],
  [1, (client) => client.runLost('FETCH', '1:* BODY[]')],
  [1, (client) => client.idle()],
];

export class Sequence {
  readonly #stage: Stage;
  readonly #pop3: Pop3Client;
  readonly #clients: readonly ImapClient[];
  #revision: number;

  constructor(steps: readonly number[]) {
    // Two sessions or three, much room or little, by the sequence's own first step.
    const [first = 0] = steps;
    this.#stage = new Stage(first % 5 === 0 ? 10 : 100_000);
    this.#pop3 = new Pop3Client(this.#stage);
    this.#revision = this.#stage.place.revision;
    const count = 2 + (first & 1);
    this.#clients = Array.from({ length: count }, (_, i) => new ImapClient(this.#stage, String(i + 1)));
  }

  get transcript(): readonly string[] {
    return this.#stage.transcript;
  }

  /** @throws Broken */
  step(dice: number): void {
    const random = Random.of(dice);
    const actor = this.#act(random);
    this.#stage.account.adopt(this.#stage.place.mailboxes);
    // Several changes may be told together.
    if (this.#stage.place.revision !== this.#revision && random.percent(80)) this.#notify(actor);
    this.#stage.account.expectSame(this.#stage.place.mailboxes);
  }

  /** All are told all there is; then everybody sees the same. */
  end(): void {
    for (const client of this.#clients) {
      if (client.isIdle) client.done();
      if (client.isOpen) client.run('NOOP');
    }
    this.#stage.account.expectSame(this.#stage.place.mailboxes);
  }

  #act(random: Random): ImapClient | undefined {
    const dice = random.below(100);
    if (dice < 8) deliver(this.#stage, random);
    else if (dice < 18) this.#pop3.act(random);
    else if (dice < 19) this.#stage.place.cut();
    else if (dice < 20) this.#kill();
    else {
      const client = random.pick(this.#clients);
      this.#imap(client, random);
      return client;
    }
    return undefined;
  }

  #imap(client: ImapClient, random: Random): void {
    if (!client.isOpen) client.connect();
    else if (client.isIdle) client.done();
    else {
      const table = client.isLost ? LOST : client.picture === undefined ? AUTHENTICATED : SELECTED;
      let dice = random.below(table.reduce((sum, [often]) => sum + often, 0));
      const chosen = table.find(([often]) => (dice -= often) < 0);
      chosen?.[1](client, random);
    }
  }

  /** All others hear of it, as the seat sees to (server/seats/servers.ts). */
  #notify(actor: ImapClient | undefined): void {
    this.#revision = this.#stage.place.revision;
    for (const client of this.#clients) if (client !== actor) client.notify();
  }

  /** `kill -9`: the world is folded from its log, and is the same; connections are gone. */
  #kill(): void {
    const { place, account } = this.#stage;
    this.#stage.log('--', 'killed, and folded from the log');
    for (const client of this.#clients) client.forget();
    this.#pop3.forget();
    place.fold();
    account.adopt(place.mailboxes, true);
    account.expectSame(place.mailboxes);
    this.#revision = place.revision;
  }
}

/** Plays a sequence; undefined where all was as it must be. */
export function play(steps: readonly number[]): Failure | undefined {
  const sequence = new Sequence(steps);
  try {
    for (const dice of steps) sequence.step(dice);
    sequence.end();
    return undefined;
  } catch (cause) {
    const message =
      cause instanceof Broken ? cause.message : cause instanceof Error ? (cause.stack ?? '') : String(cause);
    return { message, transcript: sequence.transcript };
  }
}
