/**
 * One conversation: an engine, the network that it believes in, and the readers on the wire. Whatever the engine asks
 * for is kept here until the other side (client.ts, answering.ts) lets it happen. All that went in can be had again.
 */
import type { ArgumentKind } from '../labs/vocabulary.ts';
import { en } from '../labs/words/en/index.ts';
import { type Body, type Engine, type Input, MAIN, type Output } from '../server/protocols/engine.ts';
import { latin1 } from '../server/protocols/lines.ts';
import type { Protocol, Reader, Reading } from '../server/protocols/registry.ts';
import type { Random } from './random.ts';
import { TLS } from '../server/protocols/transcript.ts';
import { LOCAL, REMOTE } from './world.ts';

/** Bytes that a reader was given. */
export interface Read {
  readonly from: 'client' | 'server';
  readonly bytes: Uint8Array;
}

/** An engine or reader did what it must never do. */
export class Fault extends Error {
  readonly where: 'engine' | 'reader';

  constructor(where: Fault['where'], cause: unknown) {
    super(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    this.where = where;
  }
}

/** So much of what the engine said is kept for those who answer it. */
const SAID_LIMIT = 10_000;
/** Of one conversation nobody wants more than this from the server: the rest of a body is dropped. */
const DRAIN_LIMIT_BYTES = 1 << 21;

export interface ConversationSetting {
  readonly engine: Engine;
  readonly protocol: Protocol;
  /** Whose words the engine's are on the wire. */
  readonly engineIs: 'client' | 'server';
  readonly random: Random;
  /** Told of each input before it is given. */
  readonly onInput?: ((input: Input) => void) | undefined;
}

export class Conversation {
  readonly engine: Engine;
  readonly protocol: Protocol;
  readonly inputs: Input[] = [];
  readonly reads: Read[] = [];
  /** Timers that the engine waits for, and their milliseconds. */
  readonly timers = new Map<string, number>();
  /** Answers to what the engine asked for. */
  readonly due: Input[] = [];
  /** Channels on which the engine listens, and such as it has asked to be connected. */
  readonly listening = new Set<string>();
  readonly open = new Set<string>();
  bytes = 0;
  /** What the engine said last, for those who answer it. */
  said = '';
  /** What the engine said first. */
  greeting = '';
  readonly #reader: Reader;
  readonly #engineIs: 'client' | 'server';
  readonly #onInput: ConversationSetting['onInput'];
  readonly #random: Random;
  readonly #held = new Set<string>();
  readonly #unsent = new Map<string, Body[]>();
  #drained = 0;
  #port = 50_000;

  constructor(setting: ConversationSetting) {
    this.engine = setting.engine;
    this.protocol = setting.protocol;
    this.#engineIs = setting.engineIs;
    this.#onInput = setting.onInput;
    this.#random = setting.random;
    this.#reader = setting.protocol.read({ client: REMOTE, server: { host: LOCAL.host, port: setting.protocol.port } });
  }

  /** A client has connected. */
  begin(): void {
    this.give({
      type: 'connected',
      channel: MAIN,
      local: { host: LOCAL.host, port: this.protocol.port },
      remote: this.#random.percent(8) ? { ...REMOTE, host: '::1' } : REMOTE,
      ...(this.#random.percent(8) && { tls: TLS }),
    });
  }

  /** Whether no input can come any more. */
  get isOver(): boolean {
    return this.open.size === 0 && this.listening.size === 0 && this.due.length === 0;
  }

  /** Gives the engine an input and notes all that follows. @throws Fault */
  give(input: Input): void {
    if ('channel' in input && !this.#allows(input)) return;
    this.inputs.push(input);
    this.#onInput?.(input);
    if (input.type === 'data')
      this.#tapped(input.channel, this.#engineIs === 'server' ? 'client' : 'server', input.bytes);
    if (input.type === 'elapsed') this.timers.delete(input.timer);
    let outputs: readonly Output[];
    try {
      outputs = this.engine.handle(input);
    } catch (cause) {
      throw new Fault('engine', cause);
    }
    const { state } = this.engine;
    const isKnown = this.#engineIs === 'client' || this.protocol.vocabulary.states.includes(state);
    if (!isKnown) throw new Fault('engine', new Error(`the vocabulary has no state ${state}`));
    for (const output of outputs) this.#carryOut(output);
  }

  /** Lets everything leave that waits to. */
  drain(): void {
    for (const [channel, bodies] of this.#unsent) {
      this.#unsent.delete(channel);
      for (const body of bodies) this.#pull(channel, body);
      if (this.#random.percent(30)) this.due.push({ type: 'sent', channel });
    }
  }

  /** Whether this may come now; and what it makes of the channel. */
  #allows(input: Input & { readonly channel: string }): boolean {
    const { channel } = input;
    switch (input.type) {
      case 'connected':
        this.listening.delete(channel);
        this.open.add(channel);
        return true;
      case 'listening':
        return this.listening.has(channel);
      case 'refused':
        return this.listening.delete(channel);
      case 'closed':
      case 'tls-failed':
        this.#unsent.delete(channel);
        return this.open.delete(channel);
      case 'data':
      case 'ended':
        return this.open.has(channel) && !this.#held.has(channel);
      default:
        return this.open.has(channel);
    }
  }

  #carryOut(output: Output): void {
    switch (output.type) {
      case 'send': {
        if (!this.open.has(output.channel)) return;
        const bodies = this.#unsent.get(output.channel);
        if (bodies === undefined) this.#unsent.set(output.channel, [output.body]);
        else bodies.push(output.body);
        return;
      }
      case 'stop':
        this.#unsent.delete(output.channel);
        return;
      case 'close':
        for (const body of this.#unsent.get(output.channel) ?? []) this.#pull(output.channel, body);
        this.#unsent.delete(output.channel);
        this.open.delete(output.channel);
        this.listening.delete(output.channel);
        return;
      case 'listen':
        this.listening.add(output.channel);
        if (output.isHeld === true) this.#held.add(output.channel);
        this.#answer(output.channel, {
          type: 'listening',
          channel: output.channel,
          address: { host: LOCAL.host, port: ++this.#port },
        });
        return;
      case 'connect':
        this.listening.add(output.channel);
        if (output.isHeld === true) this.#held.add(output.channel);
        this.#answer(output.channel, {
          type: 'connected',
          channel: output.channel,
          local: { host: LOCAL.host, port: ++this.#port },
          remote: output.to,
        });
        return;
      case 'timer':
        if (output.ms === null) this.timers.delete(output.timer);
        else this.timers.set(output.timer, output.ms);
        return;
      case 'read':
        this.#held.delete(output.channel);
        return;
      case 'start-tls': {
        const { channel } = output;
        this.#held.delete(channel);
        const failure = { reason: 'wrong version number', bytesRead: 5, bytesWritten: 7 };
        this.due.push(
          this.#random.percent(90)
            ? { type: 'secured', channel, tls: { ...TLS, isResumed: this.#random.percent(50) } }
            : { type: 'tls-failed', channel, ...failure },
        );
        return;
      }
      case 'end-tls':
        this.due.push({ type: 'unsecured', channel: output.channel });
        return;
      case 'end':
        return;
      default:
        output satisfies never;
    }
  }

  #answer(channel: string, answer: Input): void {
    const reason = this.#random.pick(['connection-refused', 'no-route', 'timed-out', 'limit'] as const);
    this.due.push(this.#random.percent(88) ? answer : { type: 'refused', channel, reason });
  }

  #pull(channel: string, body: Body): void {
    try {
      for (const piece of body instanceof Uint8Array ? [body] : body) {
        this.bytes += piece.length;
        this.#drained += piece.length;
        if (this.#drained > DRAIN_LIMIT_BYTES) return;
        if (channel === MAIN || this.#engineIs === 'client') this.#leaves(channel, piece);
      }
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('engine', cause);
    }
  }

  #leaves(channel: string, piece: Uint8Array): void {
    if (this.greeting === '') this.greeting = latin1(piece.subarray(0, SAID_LIMIT));
    if (this.#engineIs === 'client') this.said = (this.said + latin1(piece.subarray(0, SAID_LIMIT))).slice(-SAID_LIMIT);
    if (piece.length > 1 && this.#random.percent(10)) {
      const at = 1 + this.#random.below(piece.length - 1);
      this.#tapped(channel, this.#engineIs, piece.subarray(0, at));
      this.#tapped(channel, this.#engineIs, piece.subarray(at));
    } else this.#tapped(channel, this.#engineIs, piece);
  }

  /** The reader follows the conversation itself, not its data connections. */
  #tapped(channel: string, from: Read['from'], bytes: Uint8Array): void {
    this.bytes += bytes.length;
    if (channel !== MAIN && this.#engineIs === 'server') return;
    const read = { from, bytes };
    this.reads.push(read);
    readChecked(this.#reader, read, this.protocol);
  }
}

const KINDS: readonly ArgumentKind[] = [
  'domain', 'address', 'mailbox', 'path', 'user', 'password', 'number', 'sequence-set', 'tag', 'flags', 'items', 'headers', 'text',
]; // prettier-ignore
const LINES_LIMIT = 200;
const LINE_LIMIT = 1000;

/** Gives a reader bytes and holds what it makes of them against what it promises. @throws Fault */
export function readChecked(reader: Reader, { from, bytes }: Read, protocol: Protocol): void {
  try {
    for (const reading of reader.read(from, bytes)) checkReading(reading, protocol);
  } catch (cause) {
    throw new Fault('reader', cause);
  }
}

function checkReading(reading: Reading, protocol: Protocol): void {
  if (reading.type !== 'exchange') return;
  const { exchange } = reading;
  const { vocabulary } = protocol;
  const { reply, line, stateBefore, stateAfter } = exchange;
  const isBounded = reply.lines.length <= LINES_LIMIT && reply.lines.every(({ length }) => length <= LINE_LIMIT);
  if (!isBounded || line.length > LINE_LIMIT) throw new Error('a reading is longer than observation.ts allows');
  for (const state of [stateBefore, stateAfter]) {
    if (!vocabulary.states.includes(state)) throw new Error(`the vocabulary has no state ${state}`);
  }
  // As the checker compares what was said, and what nobody said.
  const kind = KINDS[exchange.line.length % KINDS.length];
  if (kind !== undefined) vocabulary.canonical(kind, exchange.line);
  for (const { name, kind } of vocabulary.verbs.get(exchange.verb)?.arguments ?? []) {
    const value = exchange.arguments[name];
    if (typeof value === 'string') vocabulary.canonical(kind, value);
  }
  for (const said of [protocol.meaning(exchange), exchange.problem]) {
    if (said !== undefined && !Object.hasOwn(en, said.code)) throw new Error(`the words lack ${said.code}`);
  }
}
