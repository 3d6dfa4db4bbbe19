/** Sequence sets: `1,3:5,*` (RFC 3501 §9). A number is a message sequence number or a uid; `*` is the highest there is. */

/** Both ends included; `from` ≤ `to`, where `*` counts as infinite. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

export type SequenceSet = readonly NumberRange[];

const MAX = 4_294_967_295;
const ONE_NUMBER = /^\d{1,10}$/;
const RANGE = /^(\d{1,10}|\*)(?::(\d{1,10}|\*))?$/;

/** Sorted, and joined where ranges meet; undefined where the text is none. */
export function parseSequenceSet(text: string): SequenceSet | undefined {
  if (ONE_NUMBER.test(text)) {
    // Most commands name one mail.
    const number = numberOf(text);
    return number === undefined ? undefined : [{ from: number, to: number }];
  }
  const ranges: NumberRange[] = [];
  for (const part of text.split(',')) {
    const match = RANGE.exec(part);
    if (match === null) return undefined;
    const first = numberOf(match[1] ?? '');
    const second = match[2] === undefined ? first : numberOf(match[2]);
    if (first === undefined || second === undefined) return undefined;
    ranges.push({ from: Math.min(first, second), to: Math.max(first, second) });
  }
  return join(ranges);
}

/** The set of these ranges, in any order. */
export function sequenceSet(ranges: Iterable<NumberRange>): SequenceSet {
  return join([...ranges]);
}

/** What is in both sets; neither has `*`. */
export function intersect(one: SequenceSet, other: SequenceSet): SequenceSet {
  const common: NumberRange[] = [];
  let at = 0;
  for (const { from, to } of one) {
    for (let range = other[at]; range !== undefined && range.from <= to; range = other[++at]) {
      if (range.to >= from) common.push({ from: Math.max(from, range.from), to: Math.min(to, range.to) });
      // The rest of it may meet the next range.
      if (range.to > to) break;
    }
  }
  return common;
}

/** What is in the one set and not in the other. */
export function subtract(set: SequenceSet, without: SequenceSet): SequenceSet {
  const kept: NumberRange[] = [];
  let from = 1;
  for (const gap of without) {
    if (gap.from > from) kept.push({ from, to: gap.from - 1 });
    from = gap.to + 1;
  }
  return intersect(set, [...kept, { from, to: Infinity }]);
}

/** The set of these numbers, in any order. */
export function sequenceSetOf(numbers: Iterable<number>): SequenceSet {
  return join(Array.from(numbers, (number) => ({ from: number, to: number })));
}

/** `1:3,7,9:*` */
export function formatSequenceSet(set: SequenceSet): string {
  const write = (number: number): string => (number === Infinity ? '*' : String(number));
  return set.map(({ from, to }) => (from === to ? write(from) : `${write(from)}:${write(to)}`)).join(',');
}

export function contains(set: SequenceSet, number: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = set[middle];
    if (range === undefined) return false;
    if (number < range.from) high = middle - 1;
    else if (number > range.to) low = middle + 1;
    else return true;
  }
  return false;
}

/** The set with `*` replaced by the number that it stands for; the higher end may become the lower one (`559:*`). */
export function resolveStar(set: SequenceSet, highest: number): SequenceSet {
  // Only the last range can reach so far.
  if (set.at(-1)?.to !== Infinity) return set;
  return join(
    set.map(({ from, to }) => {
      const first = from === Infinity ? highest : from;
      const second = to === Infinity ? highest : to;
      return { from: Math.min(first, second), to: Math.max(first, second) };
    }),
  );
}

function numberOf(text: string): number | undefined {
  if (text === '*') return Infinity;
  const number = Number(text);
  return number >= 1 && number <= MAX ? number : undefined;
}

function join(ranges: readonly NumberRange[]): SequenceSet {
  // The commonest case: one mail.
  if (ranges.length < 2) return ranges;
  const joined: NumberRange[] = [];
  for (const range of ranges.toSorted((a, b) => (a.from === b.from ? 0 : a.from - b.from))) {
    const last = joined.at(-1);
    // `*` alone stays apart from what lies below it: only the mailbox tells whether they meet.
    if (last !== undefined && range.from !== Infinity && range.from <= last.to + 1) {
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else if (last === undefined || last.to !== Infinity) joined.push(range);
  }
  return joined;
}
