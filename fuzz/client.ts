/** The client of a server's engine: walks to a state and tries a verb there, or says whatever comes to its mind. */
import type { VerbEntry } from '../labs/vocabulary.ts';
import { MAIN } from '../server/protocols/engine.ts';
import { latin1Bytes } from '../server/protocols/lines.ts';
import type { Conversation } from './conversation.ts';
import { type Grammar, lineEnd, mutated, overlong, NASTY } from './grammar.ts';
import type { Neighbour } from './neighbour.ts';
import type { Random } from './random.ts';
import type { Place } from './world.ts';

export interface ClientSetting {
  readonly conversation: Conversation;
  readonly grammar: Grammar;
  readonly random: Random;
  readonly place: Place;
  /** What clients said in the golden transcripts, one text a conversation. */
  readonly corpus: readonly string[];
  /** Another session, where there is one. */
  readonly neighbour: Neighbour | undefined;
  /** Told of each whole line that was given at the beginning of a line. */
  readonly onLine: (state: string, verb: string) => void;
}

const WALK_LIMIT = 10;
/** Timers that run for so long are what a conversation waits for before it goes on. */
const SHORT_MS = 10_000;

export class Client {
  readonly #setting: ClientSetting;
  readonly #verbs: readonly VerbEntry[];
  #isAtLineStart = true;

  constructor(setting: ClientSetting) {
    this.#setting = setting;
    this.#verbs = [...setting.conversation.protocol.vocabulary.verbs.values()];
  }

  /** Walks to the state and says the verb there, as it should be said or spoiled. */
  tryVerb(state: string, verb: string): void {
    const { random, grammar, conversation } = this.#setting;
    if (!this.walk(state)) return;
    const entry = conversation.protocol.vocabulary.verbs.get(verb);
    if (entry === undefined) return;
    const isSure = random.percent(30) && grammar.sure[verb] !== undefined;
    const line = isSure ? (grammar.sure[verb] ?? verb) : grammar.line(entry, random);
    this.#sayLine(line, { state, verb });
    this.converse(random.small(10));
  }

  /** Says what a golden conversation says, spoiled here and there. */
  replay(): void {
    const { random, corpus } = this.#setting;
    let text = random.pick(corpus);
    if (random.percent(60)) text = mutated(text, random);
    if (random.percent(30)) {
      this.#deliver(text);
      return;
    }
    for (const line of text.split(/(?<=\n)/)) {
      this.#deliver(random.percent(97) ? line : mutated(line, random));
      this.#happen();
    }
    this.converse(random.below(4));
  }

  /** So many things said one after the other or together. */
  converse(steps: number): void {
    const { random, conversation } = this.#setting;
    let text = '';
    for (let left = steps; left > 0 && conversation.open.has(MAIN); left--) {
      text += this.#anything();
      // Together with the next, where it pipelines.
      if (random.percent(35) && left > 1) continue;
      this.#deliver(text);
      this.#happen();
      text = '';
    }
  }

  /** An opening, then a conversation. */
  open(): void {
    const { random, grammar, conversation } = this.#setting;
    conversation.drain();
    const answer = random.percent(25) ? grammar.answer?.(conversation.greeting) : undefined;
    const text = `${answer ?? random.pick(grammar.openings)}\r\n`;
    if (random.percent(50)) this.#deliver(text);
    else {
      for (const line of text.split(/(?<=\n)/)) {
        this.#deliver(line);
        this.#happen();
      }
    }
  }

  /** One of the inputs beside the peer's bytes. */
  end(): void {
    const { random, conversation, neighbour } = this.#setting;
    for (let left = 20; left > 0 && !conversation.isOver; left--) {
      this.#happen();
      if (random.percent(40)) conversation.give({ type: random.percent(50) ? 'ended' : 'closed', channel: MAIN });
      const [channel] = conversation.open;
      if (channel !== undefined && channel !== MAIN && random.percent(50))
        conversation.give({ type: 'closed', channel });
    }
    // Who is still there holds what others wait for.
    conversation.give({ type: 'closed', channel: MAIN });
    neighbour?.leave();
    conversation.drain();
  }

  /** Says what leads to a state; false where that did not come about. */
  walk(to: string): boolean {
    const { conversation, grammar } = this.#setting;
    for (let step = 0; step < WALK_LIMIT && conversation.open.has(MAIN); step++) {
      conversation.drain();
      const from = conversation.engine.state;
      if (from === to) return true;
      const line = this.#way(from, to);
      if (line === undefined) return false;
      this.#sayLine(grammar.sure[line] ?? line, undefined);
      this.#elapseShort();
    }
    return false;
  }

  /** The verb (or text) that leads from a state towards another. */
  #way(from: string, to: string): string | undefined {
    const { grammar } = this.#setting;
    const leaving = grammar.leaves[from];
    if (leaving !== undefined) return leaving;
    const entering = this.#verbs.find(({ verb }) => verb === grammar.enters[to]);
    if (entering !== undefined) return entering.states.includes(from) ? entering.verb : entering.wayFrom?.[from];
    return this.#verbs.find(({ states, wayFrom }) => states.includes(to) && wayFrom?.[from] !== undefined)?.wayFrom?.[
      from
    ];
  }

  #sayLine(line: string, tried: { readonly state: string; readonly verb: string } | undefined): void {
    if (tried !== undefined && this.#isAtLineStart) this.#setting.onLine(tried.state, tried.verb);
    this.#deliver(`${line}\r\n`);
  }

  /** A text with its line end, or without. */
  #anything(): string {
    const { random, grammar, conversation, corpus } = this.#setting;
    const payload = grammar.payload(conversation.engine.state, random);
    if (payload !== undefined && random.percent(80)) return payload;
    const entry = random.pick(this.#verbs);
    const dice = random.below(1000);
    if (dice < 800) {
      const line = grammar.line(entry, random);
      if (this.#isAtLineStart) this.#setting.onLine(conversation.engine.state, entry.verb);
      return line + lineEnd(random);
    }
    if (dice < 900) return mutated(grammar.line(entry, random) + lineEnd(random), random);
    if (dice < 940) return random.bytes(random.small(60)) + lineEnd(random);
    if (dice < 970) return random.pick(corpus).split(/(?<=\n)/)[random.below(4)] ?? '';
    if (dice < 995) return random.pick(NASTY).repeat(random.small(40)) + lineEnd(random);
    return overlong(random.percent(50) ? `${grammar.line(entry, random)} ` : '', random) + lineEnd(random);
  }

  /** Gives the engine a text, whole or cut anywhere. */
  #deliver(text: string): void {
    const { random, conversation } = this.#setting;
    if (text === '' || !conversation.open.has(MAIN)) return;
    this.#isAtLineStart = text.endsWith('\n');
    const bytes = latin1Bytes(text);
    if (random.percent(75)) {
      conversation.give({ type: 'data', channel: MAIN, bytes });
      return;
    }
    const piece = bytes.length < 60 && random.percent(20) ? 1 : random.small(bytes.length);
    for (let at = 0; at < bytes.length && conversation.open.has(MAIN);) {
      const to = at + (piece === 1 ? 1 : random.small(piece));
      conversation.give({ type: 'data', channel: MAIN, bytes: bytes.slice(at, to) });
      at = to;
      if (random.percent(4)) this.#happen();
    }
  }

  /** Lets happen what is due, and now and then what nobody asked for. */
  #happen(): void {
    const { random, conversation, place, neighbour } = this.#setting;
    if (random.percent(90)) conversation.drain();
    // Silence while something still leaves.
    else if (random.percent(10)) this.#elapse([...conversation.timers.keys()]);
    if (neighbour !== undefined && random.percent(30)) neighbour.move(random);
    while (conversation.due.length > 0 && random.percent(85)) {
      const input = conversation.due.shift();
      if (input !== undefined) conversation.give(input);
    }
    this.#elapseShort();
    this.#useChannels();
    const dice = random.below(1000);
    if (dice < 15) conversation.give({ type: 'notified' });
    else if (dice < 22) this.#elapse([...conversation.timers.keys()]);
    else if (dice < 25) conversation.give({ type: 'ended', channel: MAIN });
    else if (dice < 27) conversation.give({ type: 'closed', channel: MAIN });
    else if (dice < 29) conversation.give({ type: 'sent', channel: MAIN });
    else if (dice < 45) place.now += random.pick([1000, 60_000, 3_600_000]);
  }

  #elapseShort(): void {
    const { random, conversation } = this.#setting;
    const short = [...conversation.timers].flatMap(([timer, ms]) => (ms <= SHORT_MS ? [timer] : []));
    if (random.percent(60)) this.#elapse(short);
  }

  #elapse(timers: readonly string[]): void {
    const { random, conversation, place } = this.#setting;
    if (timers.length === 0) return;
    const timer = random.pick(timers);
    place.now += conversation.timers.get(timer) ?? 0;
    conversation.give({ type: 'elapsed', timer });
  }

  /** The other ends of data connections: they come, send, end and go. */
  #useChannels(): void {
    const { random, conversation } = this.#setting;
    for (const channel of conversation.listening) {
      if (!random.percent(70)) continue;
      const host = random.percent(95) ? '10.11.81.126' : '10.9.9.9';
      const isAnswered = !conversation.due.some((input) => 'channel' in input && input.channel === channel);
      if (!isAnswered) continue;
      conversation.give({
        type: 'connected',
        channel,
        local: { host: '10.10.41.192', port: 50_000 },
        remote: { host, port: 51_200 },
      });
    }
    for (const channel of conversation.open) {
      if (channel === MAIN || !random.percent(60)) continue;
      const dice = random.below(10);
      if (dice < 5) conversation.give({ type: 'data', channel, bytes: latin1Bytes(random.bytes(random.small(300))) });
      else if (dice < 8) conversation.give({ type: 'ended', channel });
      else conversation.give({ type: 'closed', channel });
    }
  }
}
