/** A run as lines for people. */
import type { Covered } from './coverage.ts';
import type { Done } from './work.ts';

const count = (value: number): string => value.toLocaleString('en');

/** How much was done, and what of the table of commands was reached. */
export function targetLines({ outcome, seconds }: Done): readonly string[] {
  const { target, inputs, reads, bytes, conversations, figures } = outcome;
  const done = [
    `${count(inputs)} inputs`,
    `${count(reads)} reads`,
    `${(bytes / 1e6).toFixed(0)} MB`,
    `${count(conversations)} conversations`,
    `${seconds.toFixed(0)} s`,
  ].join(', ');
  if (figures === undefined) return [`${target.padEnd(10)} ${done}`];
  const { all, allowed } = figures;
  return [
    `${target.padEnd(10)} ${done}`,
    `           verbs × states: ${all.reached}/${all.possible} reached, of those that the table allows ${allowed.reached}/${allowed.possible}`,
  ];
}

/** What must not be. */
export function failureLines({ outcome, grown }: Done): readonly string[] {
  const { target, failure, figures } = outcome;
  const lines = grown.map((line) => `GROWS: ${line}`);
  if (figures !== undefined && figures.all.missing.length > 0) {
    lines.push(`NOT REACHED by ${target}: ${figures.all.missing.join(', ')}`);
  }
  if (failure === undefined) return lines;
  const { seed, conversation, message, inputs } = failure;
  return [
    ...lines,
    `FAILED: ${target}, conversation ${conversation} of seed ${seed}: ${message}`,
    ...(inputs.length > 0 ? ['by these alone:', ...inputs.map((input) => `    ${input}`)] : []),
    `again: npm run fuzz -- --only ${target} --seed ${seed}; its inputs: --conversation ${conversation}`,
  ];
}

export function branchLine(folder: string, { branches, uncovered }: Covered): string {
  const { covered, total } = branches;
  const rest = uncovered.length > 0 ? '; --verbose lists the others' : '';
  return `${folder.padEnd(10)} ${((100 * covered) / Math.max(1, total)).toFixed(1)} % (${covered} of ${total}${rest})`;
}
