/** Sequences of a seed, one after the other, until one fails; and the least of that one, told so that it can be read. */
import { least } from '../minimise.ts';
import { type Failure, play, stepsOf } from './sequence.ts';

export interface RunSetting {
  readonly seed: number;
  /** The numbers of the sequences. */
  readonly numbers: Iterable<number>;
  /** Called behind each sequence with its steps. */
  readonly onPlayed?: (steps: number) => void;
}

/** Gives what failed as text, with how to have it again; undefined where nothing did. */
export function run({ seed, numbers, onPlayed }: RunSetting): string | undefined {
  for (const number of numbers) {
    const steps = stepsOf(seed, number);
    const failure = play(steps);
    if (failure !== undefined) return told({ seed, number, steps, failure });
    onPlayed?.(steps.length);
  }
  return undefined;
}

interface Failed {
  readonly seed: number;
  readonly number: number;
  readonly steps: readonly number[];
  readonly failure: Failure;
}

function told({ seed, number, steps, failure }: Failed): string {
  const kind = kindOf(failure);
  const fails = (some: readonly number[]): boolean => {
    const again = play(some);
    return again !== undefined && kindOf(again) === kind;
  };
  const { message, transcript } = play(least(steps, fails)) ?? failure;
  const again = `npm run model -- --seed ${seed} --sequence ${number}`;
  return [...transcript, '', message, `again: ${again}`].join('\n');
}

/** A sequence with steps left out has other uids and names: what it fails by is the same but for those. */
function kindOf({ message }: Failure): string {
  const [first = ''] = message.split('\n');
  return first.replace(/\d+/g, '#').slice(0, 60);
}
