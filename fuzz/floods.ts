/** What an engine or reader must not keep: far more than it could ever need, into one conversation without an end. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MAIN } from '../server/protocols/engine.ts';
import type { Protocol } from '../server/protocols/registry.ts';
import { Client } from './client.ts';
import { Conversation } from './conversation.ts';
import { Random } from './random.ts';
import { type ServerTarget, statesOf } from './target.ts';
import { LOCAL, Place, REMOTE } from './world.ts';

const FLOOD_BYTES = 50 * 1024 * 1024;
/** As lines of nothing, each of which is read. */
const LINES_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 1 << 16;
/** All that a conversation may hold, its limits of 64 KiB for a message included; a bound, not a measure. */
const HELD_LIMIT_BYTES = 6 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is alive in this thread, after a collection. */
export function aliveBytes(): number {
  // The second frees the buffers that the first found unused.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Floods the engine in each state, and the reader from each side. @returns what was kept of it, a line each */
export function flood(target: ServerTarget, seed: number): readonly string[] {
  const [shape] = target.services;
  if (shape === undefined) return [];
  const kept = statesOf(shape.protocol).flatMap((state) => floodEngine(target, state, seed));
  return [...kept, ...floodReader(shape.protocol, 'client'), ...floodReader(shape.protocol, 'server')];
}

function floodEngine(target: ServerTarget, state: string, seed: number): readonly string[] {
  const random = new Random(seed);
  const place = new Place(random);
  const [shape] = target.services;
  if (shape === undefined) return [];
  const engine = shape.protocol.create(place.setting(shape, true));
  const conversation = new Conversation({ engine, protocol: shape.protocol, engineIs: 'server', random });
  const client = new Client({
    conversation,
    grammar: target.grammar,
    random,
    place,
    corpus: [''],
    neighbour: undefined,
    onLine: () => undefined,
  });
  conversation.begin();
  client.walk(state);
  conversation.drain();
  const before = aliveBytes();
  let isClosed = false;
  for (let sent = 0; sent < FLOOD_BYTES && !isClosed; sent += PIECE_BYTES) {
    // The engine alone: the conversation would keep what was sent, to have it again.
    const outputs = engine.handle({ type: 'data', channel: MAIN, bytes: filled() });
    isClosed = outputs.some((output) => output.type === 'close' && output.channel === MAIN);
  }
  return judged(`${target.name} in ${state}`, before, engine);
}

function floodReader(protocol: Protocol, from: 'client' | 'server'): readonly string[] {
  return (
    [
      [FILLER, FLOOD_BYTES],
      [LINES, LINES_BYTES],
    ] as const
  ).flatMap(([byte, bytes]) => {
    const reader = protocol.read({ client: REMOTE, server: LOCAL });
    const before = aliveBytes();
    for (let sent = 0; sent < bytes; sent += PIECE_BYTES) reader.read(from, filled(byte));
    return judged(`the reader of ${protocol.name}, from the ${from}`, before, reader);
  });
}

const FILLER = 120;
/** Lines of nothing. */
const LINES = 10;

/** An array of its own each time: who keeps a part of it keeps it all. */
function filled(byte = FILLER): Uint8Array {
  return new Uint8Array(PIECE_BYTES).fill(byte);
}

function judged(who: string, before: number, holder: { readonly state: string }): readonly string[] {
  const held = aliveBytes() - before;
  // Asked only now, so that it is alive until here.
  const { state } = holder;
  if (held <= HELD_LIMIT_BYTES) return [];
  return [
    `${who}: expected at most ${mib(HELD_LIMIT_BYTES)} to be kept of ${mib(FLOOD_BYTES)}, came ${mib(held)} (${state})`,
  ];
}

const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
