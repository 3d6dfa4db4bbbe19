/**
 * Fuzzes one target: conversation after conversation, each from its own seed, in worlds that are renewed now and then.
 * The same seed gives the same conversations; what fails is found again by its number.
 */
import type { Input } from '../server/protocols/engine.ts';
import { Client } from './client.ts';
import { Conversation, type ConversationSetting, Fault, type Read, readChecked } from './conversation.ts';
import { corpusOf } from './corpus.ts';
import { Dialled } from './dialled.ts';
import { Matrix } from './matrix.ts';
import { Neighbour } from './neighbour.ts';
import { Random } from './random.ts';
import { respoiled } from './reads.ts';
import { minimised, shownInput } from './minimise.ts';
import { LOCAL, Place, REMOTE } from './world.ts';
import { type EngineTarget, statesOf, type Target } from './target.ts';

export interface RunSetting<T extends Target = Target> {
  readonly target: T;
  readonly seed: number;
  /** At least so many inputs of the engine, and so many of the reader. */
  readonly inputs: number;
  /** Called before each conversation. */
  readonly onConversation?: (number: number, inputs: number) => void;
  /** Called before each input, with it as text. */
  readonly onInput?: (shown: string) => void;
}

export interface Failure {
  readonly target: string;
  readonly seed: number;
  /** The conversation's number, from 0. */
  readonly conversation: number;
  readonly message: string;
  /** The least that makes it happen again; empty where it needs the conversations before it. */
  readonly inputs: readonly string[];
}

export interface Outcome {
  readonly target: string;
  readonly folder: string;
  readonly inputs: number;
  readonly reads: number;
  readonly bytes: number;
  readonly conversations: number;
  readonly matrix: Matrix | undefined;
  readonly failure: Failure | undefined;
}

/** Conversations that share a world. */
const WORLD_SHARED = 200;
/** What an input and a byte may cost; ten times what they do, so that only what is worse than linear is found. */
const BUDGET = { baseMs: 200, inputMs: 0.2, byteMs: 0.003 };

/** One conversation and what is needed to have it again. */
interface Staged {
  readonly conversation: Conversation;
  readonly play: () => void;
  /** The engine anew, in the same world. */
  readonly again: () => Conversation['engine'];
}

export class Run {
  readonly #setting: RunSetting<EngineTarget>;
  readonly #corpus: readonly string[];
  readonly #pairs: readonly (readonly [state: string, verb: string])[];
  readonly matrix: Matrix | undefined;
  #place: Place;
  #isTold = false;

  constructor(setting: RunSetting<EngineTarget>) {
    this.#setting = setting;
    const { target } = setting;
    this.#place = this.#placeAt(0);
    if (target.kind === 'dialler') {
      this.#corpus = corpusOf(target.folder, 'server');
      this.#pairs = [];
      return;
    }
    this.#corpus = corpusOf(target.folder, 'client');
    const [{ protocol } = { protocol: undefined }] = target.services;
    if (protocol === undefined) throw new Error(`${target.name} has no service`);
    const verbs = [...protocol.vocabulary.verbs.values()];
    this.matrix = new Matrix(statesOf(protocol), verbs);
    this.#pairs = statesOf(protocol).flatMap((state) => verbs.map(({ verb }) => [state, verb] as const));
  }

  /** All conversations, until one fails. */
  all(): Outcome {
    const { inputs: wanted, onConversation } = this.#setting;
    let inputs = 0;
    let reads = 0;
    let bytes = 0;
    let number = 0;
    let failure: Failure | undefined;
    for (; failure === undefined && (inputs < wanted || reads < wanted); number++) {
      onConversation?.(number, inputs);
      const { conversation, failure: found, reread } = this.#one(number);
      failure = found;
      inputs += conversation.inputs.length;
      reads += conversation.reads.length + reread;
      bytes += conversation.bytes;
    }
    const { name, folder } = this.#setting.target;
    return { target: name, folder, inputs, reads, bytes, conversations: number, matrix: this.matrix, failure };
  }

  /** One conversation, after those that share its world. */
  alone(number: number): void {
    for (let before = number - (number % WORLD_SHARED); before < number; before++) this.#one(before);
    this.#isTold = true;
    this.#one(number);
  }

  /** The conversation of this number; its world must have had those before it. */
  #one(number: number): { conversation: Conversation; failure: Failure | undefined; reread: number } {
    if (number % WORLD_SHARED === 0) this.#place = this.#placeAt(number / WORLD_SHARED);
    const random = Random.of(this.#setting.seed, number, 1);
    const staged = this.#stage(number, random);
    const { conversation } = staged;
    let reread: readonly Read[] = [];
    const began = performance.now();
    try {
      staged.play();
      if (random.percent(40)) {
        reread = respoiled(conversation.reads, random);
        const reader = conversation.protocol.read({ client: REMOTE, server: LOCAL });
        for (const read of reread) readChecked(reader, read, conversation.protocol);
      }
      this.#expectLinear(staged, performance.now() - began);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      return { conversation, failure: this.#failure(staged, number, cause, reread), reread: reread.length };
    }
    return { conversation, failure: undefined, reread: reread.length };
  }

  #placeAt(number: number): Place {
    return new Place(Random.of(this.#setting.seed, number, 0));
  }

  #stage(number: number, random: Random): Staged {
    const { target } = this.#setting;
    const place = this.#place;
    if (target.kind === 'dialler') {
      const make = (): Conversation['engine'] => target.create(place, random);
      const conversation = this.#conversation({
        engine: make(),
        protocol: target.protocol,
        engineIs: 'client',
        random,
      });
      const dialled = new Dialled({ conversation, random, place, reply: target.reply, corpus: this.#corpus });
      return { conversation, play: () => dialled.play(), again: make };
    }
    // Settings may keep a state from being reached.
    const isUsual = random.percent(this.#pairAt(number) === undefined ? 40 : 90);
    const shape = isUsual || random.percent(50) ? target.services[0] : random.pick(target.services);
    if (shape === undefined) throw new Error(`${target.name} has no service`);
    const setting = place.setting(shape, isUsual);
    const make = (): Conversation['engine'] => shape.protocol.create(setting);
    const { protocol } = shape;
    const conversation = this.#conversation({ engine: make(), protocol, engineIs: 'server', random });
    const client = new Client({
      conversation,
      grammar: target.grammar,
      random,
      place,
      corpus: this.#corpus,
      neighbour: random.percent(40) ? new Neighbour(make(), target.grammar.openings) : undefined,
      onLine: (state, verb) => this.matrix?.reached(state, verb),
    });
    return { conversation, play: () => this.#play(client, conversation, { number, random }), again: make };
  }

  #conversation(setting: ConversationSetting): Conversation {
    const { onInput } = this.#setting;
    const tell = this.#isTold && onInput !== undefined ? (input: Input): void => onInput(shownInput(input)) : undefined;
    return new Conversation({ ...setting, onInput: tell });
  }

  /** Each verb in each state twice before all else, and again and again from then on. */
  #pairAt(number: number): readonly [state: string, verb: string] | undefined {
    const count = this.#pairs.length;
    if (number < 2 * count) return this.#pairs[number % count];
    return number % 4 === 0 ? this.#pairs[(number >> 2) % count] : undefined;
  }

  #play(client: Client, conversation: Conversation, { number, random }: { number: number; random: Random }): void {
    conversation.begin();
    const pair = this.#pairAt(number);
    if (pair !== undefined) client.tryVerb(...pair);
    else if (number % 4 === 1) client.replay();
    else {
      if (random.percent(80)) client.open();
      client.converse(random.small(60));
    }
    client.end();
  }

  /** A conversation that took too long is had again: only one that is slow each time is slow by itself. */
  #expectLinear({ conversation, again }: Staged, tookMs: number): void {
    const { inputs, reads, bytes } = conversation;
    const budgetMs = BUDGET.baseMs + (inputs.length + reads.length) * BUDGET.inputMs + bytes * BUDGET.byteMs;
    if (tookMs <= budgetMs) return;
    let leastMs = tookMs;
    for (let left = 4; left > 0 && leastMs > budgetMs; left--) {
      const began = performance.now();
      const engine = again();
      for (const input of inputs) {
        for (const output of engine.handle(input)) {
          if (output.type === 'send' && !(output.body instanceof Uint8Array)) for (const _ of output.body);
        }
      }
      const reader = conversation.protocol.read({ client: REMOTE, server: LOCAL });
      for (const read of reads) readChecked(reader, read, conversation.protocol);
      leastMs = Math.min(leastMs, performance.now() - began);
    }
    if (leastMs <= budgetMs) return;
    const spent = `${leastMs.toFixed(0)} ms at best for ${inputs.length} inputs of together ${bytes} bytes`;
    throw new Fault('engine', new Error(`expected at most ${budgetMs.toFixed(0)} ms, came ${spent}`));
  }

  #failure({ conversation, again }: Staged, number: number, fault: Fault, reread: readonly Read[]): Failure {
    const { target, seed } = this.#setting;
    const reads = reread.length > 0 ? reread : conversation.reads;
    const inputs = minimised({ fault, inputs: conversation.inputs, reads, again, protocol: conversation.protocol });
    return { target: target.name, seed, conversation: number, message: fault.message, inputs };
  }
}
