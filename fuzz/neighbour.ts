/** Another session in the same world, at the same time: it holds locks, counts as a session, changes what there is. */
import { type Engine, MAIN } from '../server/protocols/engine.ts';
import { latin1Bytes } from '../server/protocols/lines.ts';
import type { Random } from './random.ts';
import { LOCAL, REMOTE } from './world.ts';

/** What pulls the rug from under who is there, in one protocol or another. */
const CHANGES = [
  'DELE 1\r\nDELE 2\r\nQUIT',
  'a STORE 1:2 +FLAGS (\\Deleted)\r\nb EXPUNGE',
  'a STORE 1:* -FLAGS.SILENT (\\Seen)\r\nb UID MOVE 1:3 Sent\r\nc IDLE',
  'DONE',
  'a APPEND INBOX {2+}\r\n\r\n\r\nb COPY 1:* INBOX',
  'n LOGIN strategos TabulaRasa7\r\na SELECT INBOX\r\na STORE 1:2 +FLAGS.SILENT (\\Deleted)\r\nb EXPUNGE',
  'n LOGIN strategos TabulaRasa7\r\na SELECT Letters\r\na STORE 1,3:9 +FLAGS.SILENT (\\Deleted)\r\nb EXPUNGE',
  'a DELETE Sent',
  'n LOGIN strategos TabulaRasa7\r\na DELETE Letters',
  'DELE tea.txt',
];

export class Neighbour {
  readonly #engine: Engine;
  readonly #openings: readonly string[];
  #state: 'awaited' | 'here' | 'gone' = 'awaited';

  /** @param openings what it may say, a text each */
  constructor(engine: Engine, openings: readonly string[]) {
    this.#engine = engine;
    this.#openings = openings;
  }

  /** Comes, says something, or goes for good. */
  move(random: Random): void {
    if (this.#state === 'awaited') {
      this.#state = 'here';
      this.#engine.handle({ type: 'connected', channel: MAIN, local: LOCAL, remote: REMOTE });
      this.#say(random.pick(this.#openings));
    } else if (random.percent(15)) this.leave();
    else this.#say(random.pick(random.percent(50) ? this.#openings : CHANGES));
  }

  leave(): void {
    if (this.#state === 'here') this.#engine.handle({ type: 'closed', channel: MAIN });
    this.#state = 'gone';
  }

  #say(text: string): void {
    if (this.#state !== 'here') return;
    for (const output of this.#engine.handle({ type: 'data', channel: MAIN, bytes: latin1Bytes(`${text}\r\n`) })) {
      if (output.type === 'close' && output.channel === MAIN) this.#state = 'gone';
    }
  }
}
