/** The least of a conversation that makes a fault happen again, as text that can be put into a test. */
import type { Engine, Input } from '../server/protocols/engine.ts';
import { latin1 } from '../server/protocols/lines.ts';
import type { Protocol } from '../server/protocols/registry.ts';
import { type Fault, type Read, readChecked } from './conversation.ts';
import { LOCAL, REMOTE } from './world.ts';

export interface Found {
  readonly fault: Fault;
  readonly inputs: readonly Input[];
  readonly reads: readonly Read[];
  /** The engine anew, in the world as it is now. */
  readonly again: () => Engine;
  readonly protocol: Protocol;
}

/** More trials than this would not make it clearer. */
const TRIALS_LIMIT = 2000;

/** Empty where the fault does not come again by these alone. */
export function minimised({ fault, inputs, reads, again, protocol }: Found): readonly string[] {
  const [wanted] = fault.message.split('\n');
  const comesAgain = (act: () => void): boolean => {
    try {
      act();
      return false;
    } catch (cause) {
      return String(cause instanceof Error ? cause.message : cause).includes((wanted ?? '').replace(/^\w*Error: /, ''));
    }
  };
  if (fault.where === 'engine') {
    const fails = (some: readonly Input[]): boolean => comesAgain(() => give(again(), some));
    return least(inputs, fails).map(shownInput);
  }
  const fails = (some: readonly Read[]): boolean =>
    comesAgain(() => {
      const reader = protocol.read({ client: REMOTE, server: LOCAL });
      for (const read of some) readChecked(reader, read, protocol);
    });
  return least(reads, fails).map(({ from, bytes }) => `${from}: ${shown(bytes)}`);
}

function give(engine: Engine, inputs: readonly Input[]): void {
  for (const input of inputs) {
    for (const output of engine.handle(input)) {
      if (output.type === 'send' && !(output.body instanceof Uint8Array)) for (const _ of output.body);
    }
  }
}

/** Leaves out halves, quarters … single ones, as long as it still fails (Zeller's ddmin). */
export function least<T>(all: readonly T[], fails: (some: readonly T[]) => boolean): readonly T[] {
  if (!fails(all)) return [];
  let some = all;
  let trials = 0;
  for (
    let size = Math.ceil(some.length / 2);
    size >= 1 && trials < TRIALS_LIMIT;
    size = size > 1 ? Math.ceil(size / 2) : 0
  ) {
    for (let at = 0; at < some.length && trials < TRIALS_LIMIT; trials++) {
      const fewer = [...some.slice(0, at), ...some.slice(at + size)];
      if (fails(fewer)) some = fewer;
      else at += size;
    }
  }
  return some;
}

export function shownInput(input: Input): string {
  if (input.type !== 'data') return JSON.stringify(input);
  return `data on ${input.channel}: ${shown(input.bytes)}`;
}

/** As a literal of JavaScript; a long one by its beginning and its length. */
function shown(bytes: Uint8Array): string {
  const text = JSON.stringify(latin1(bytes.subarray(0, 2000)));
  return bytes.length > 2000 ? `${text} … (${bytes.length} bytes)` : text;
}

/** The least of a mail that still fails, as text; the whole of it where chance had a part. */
export function minimisedBytes(mail: Uint8Array, fails: (some: Uint8Array) => boolean): readonly string[] {
  const fewest = least([...mail], (some) => fails(Uint8Array.from(some)));
  return [shown(fewest.length === 0 ? mail : Uint8Array.from(fewest))];
}
