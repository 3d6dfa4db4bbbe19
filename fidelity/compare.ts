/** Two transcripts of one script side by side: what is the same, what differs, and where. */
import { formOf, masked } from './forms.ts';
import { type Reply, repliesOf } from './replies.ts';
import type { ProtocolName } from './scripts.ts';
import { align, alignTurns, linesOf, type Pair, type Turn, turnsOf } from './transcript.ts';

/** A reply of the real server beside ours; a side is undefined where it said nothing. */
export interface ReplyPair {
  readonly expected: Reply | undefined;
  readonly actual: Reply | undefined;
}

export interface Comparison {
  readonly replies: readonly ReplyPair[];
  /** Whether nothing differs but capability lists. */
  readonly isEqual: boolean;
  /** Whether nothing differs at all. */
  readonly isEqualToTheLetter: boolean;
  /** The turns that differ, for people: ` ` both, `-` the real server alone, `+` ours alone. */
  readonly difference: readonly string[];
}

export function compare(protocol: ProtocolName, expected: string, actual: string): Comparison {
  const pairs = alignTurns(turnsOf(expected), turnsOf(actual), (turn) => turn.commands.map(masked).join('\n'));
  const compared = pairs.map((pair) => ({ pair, ...compareTurn(protocol, pair) }));
  return {
    replies: compared.flatMap(({ replies }) => replies),
    isEqual: compared.every(({ isEqual }) => isEqual),
    isEqualToTheLetter: pairs.every(isSame),
    difference: compared.flatMap(({ pair, isEqual }) => (isEqual ? [] : differenceOf(pair))),
  };
}

export const isSameCode = ({ expected, actual }: ReplyPair): boolean => expected?.code === actual?.code;

/** Whether two replies have the same text where holes are left open; capability lists apart. */
export const isSameForm = ({ expected, actual }: ReplyPair): boolean =>
  expected !== undefined && actual !== undefined && replyForm(expected) === replyForm(actual);

export const replyForm = ({ lines }: Reply): string => lines.map(formOf).join('\n');

function compareTurn(
  protocol: ProtocolName,
  { expected, actual }: Pair,
): { readonly replies: readonly ReplyPair[]; readonly isEqual: boolean } {
  const commands = (expected ?? actual)?.commands.map((line) => line.replace(/^C\d?: /, '')) ?? [];
  const said = (turn: Turn | undefined, mark: string): readonly Reply[] => {
    const lines = turn?.answers.filter((answer) => answer.mark === mark).map(({ text }) => text) ?? [];
    return repliesOf(protocol, lines, commands);
  };
  const sessions = new Set([expected, actual].flatMap((turn) => turn?.answers ?? []).map(({ mark }) => mark));
  const replies = [...sessions]
    .filter((mark) => mark.startsWith('S'))
    .flatMap((mark) => pairsOf(said(expected, mark), said(actual, mark)));
  const areRepliesEqual = replies.every(({ expected: one, actual: other }) => textOf(one) === textOf(other));
  const isEqual =
    areRepliesEqual && expected !== undefined && actual !== undefined && restOf(expected) === restOf(actual);
  return { replies, isEqual };
}

/** Replies of the same code side by side, in their order; between them the first beside the first. */
function pairsOf(expected: readonly Reply[], actual: readonly Reply[]): readonly ReplyPair[] {
  const pairs: { expected: Reply | undefined; actual: Reply | undefined }[] = [];
  for (const [one, other] of align(expected, actual, (left, right) => left.code === right.code)) {
    const lonely = one === undefined ? pairs.find((pair) => pair.actual === undefined) : undefined;
    if (lonely !== undefined && pairs.slice(pairs.indexOf(lonely)).every(isLonely)) lonely.actual = other;
    else pairs.push({ expected: one, actual: other });
  }
  return pairs;
}

const isLonely = ({ actual }: ReplyPair): boolean => actual === undefined;

const textOf = (reply: Reply | undefined): string | undefined => reply?.lines.map(masked).join('\n');

/** Events and lines of data connections. */
function restOf({ answers }: Turn): string {
  return answers
    .filter(({ mark }) => !mark.startsWith('S'))
    .map(({ mark, text }) => `${mark} ${masked(text)}`)
    .join('\n');
}

const isSame = ({ expected, actual }: Pair): boolean =>
  expected !== undefined &&
  actual !== undefined &&
  linesOf(expected).map(masked).join('\n') === linesOf(actual).map(masked).join('\n');

/** Lines of the client that are shown before what differs; a long mail is cut in the middle. */
const SHOWN_COMMANDS = 6;

function differenceOf({ expected, actual }: Pair): readonly string[] {
  const [left, right] = [expected, actual].map((turn) => (turn === undefined ? [] : shortened(turn)));
  return align(left ?? [], right ?? [], (one, other) => masked(one) === masked(other)).map(([one, other]) => {
    if (one !== undefined && other !== undefined) return `  ${one}`;
    return one === undefined ? `+ ${other ?? ''}` : `- ${one}`;
  });
}

function shortened(turn: Turn): readonly string[] {
  const { commands } = turn;
  if (commands.length <= SHOWN_COMMANDS) return linesOf(turn);
  const left = `… ${commands.length - SHOWN_COMMANDS + 1} lines …`;
  return linesOf({ ...turn, commands: [...commands.slice(0, SHOWN_COMMANDS - 2), left, ...commands.slice(-1)] });
}
