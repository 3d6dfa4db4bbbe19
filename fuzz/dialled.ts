/** The other end of an engine that dials: takes the connection or refuses it, and answers what it is sent. */
import { latin1Bytes } from '../server/protocols/lines.ts';
import type { Conversation } from './conversation.ts';
import { mutated } from './grammar.ts';
import type { Random } from './random.ts';
import type { Place } from './world.ts';

export interface DialledSetting {
  readonly conversation: Conversation;
  readonly random: Random;
  readonly place: Place;
  /** A reply to what the engine said last. */
  readonly reply: (said: string, random: Random) => string;
  /** What servers said in the golden transcripts. */
  readonly corpus: readonly string[];
}

const STEPS_LIMIT = 60;

export class Dialled {
  readonly #setting: DialledSetting;

  constructor(setting: DialledSetting) {
    this.#setting = setting;
  }

  play(): void {
    const { conversation, random, place } = this.#setting;
    conversation.give({ type: 'notified' });
    for (let left = 5 + random.below(STEPS_LIMIT); left > 0; left--) {
      if (random.percent(95)) conversation.drain();
      const due = conversation.due.shift();
      if (due !== undefined) conversation.give(due);
      const dice = random.below(100);
      const timers = [...conversation.timers];
      if (timers.length > 0 && (dice < 4 || conversation.isOver)) {
        const [timer, ms] = random.pick(timers);
        place.now += ms;
        conversation.give({ type: 'elapsed', timer });
      } else if (dice < 6) conversation.give({ type: 'notified' });
      const [channel] = conversation.open;
      if (channel === undefined) {
        if (!conversation.isOver || conversation.timers.size > 0) continue;
        // Done, as far as it can be known from outside: seldom is it told again that the world has changed.
        if (random.percent(70)) break;
        conversation.give({ type: 'notified' });
        continue;
      }
      if (dice < 92) this.#say(channel);
      else if (dice < 94) conversation.give({ type: 'ended', channel });
      else if (dice < 96) conversation.give({ type: 'closed', channel });
    }
    for (const channel of [...conversation.open]) conversation.give({ type: 'closed', channel });
  }

  #say(channel: string): void {
    const { conversation, random, reply, corpus } = this.#setting;
    let text = reply(conversation.said, random);
    conversation.said = '';
    const dice = random.below(100);
    if (dice < 3) text = mutated(text, random);
    else if (dice < 5) text = random.bytes(random.small(60));
    else if (dice < 7) text = random.pick(corpus);
    else if (dice < 8 && random.percent(10)) text = random.percent(50) ? 'x'.repeat(200_000) : 'y z\r\n'.repeat(50_000);
    if (text === '') return;
    const bytes = latin1Bytes(text);
    const at = random.percent(20) ? 1 + random.below(bytes.length) : bytes.length;
    conversation.give({ type: 'data', channel, bytes: bytes.slice(0, at) });
    if (at < bytes.length) conversation.give({ type: 'data', channel, bytes: bytes.slice(at) });
  }
}
