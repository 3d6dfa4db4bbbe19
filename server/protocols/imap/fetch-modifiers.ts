/** What may follow FETCH's items: `(CHANGEDSINCE 12 VANISHED)` (RFC 7162 §3.1.4.1, §3.2.6). */
import type { Argument } from './arguments.ts';
import { parseModSeq } from './condstore.ts';
import { ArgumentMistake } from './mistakes.ts';

export interface FetchModifiers {
  /** Only mails that changed after this are told. */
  readonly changedSince: number | undefined;
  /** And those that went. */
  readonly hasVanished: boolean;
}

/** Dovecot looks for what is above, and counts in 64 bits. */
const LARGEST = 2 ** 64;

export interface ModifierSetting {
  readonly isUid: boolean;
  readonly hasQresync: boolean;
  /** Called for CHANGEDSINCE, also where a mistake follows behind it. */
  readonly onChangedSince: () => void;
}

/** @throws ArgumentMistake in Dovecot's words */
export function parseFetchModifiers(
  argument: Argument | undefined,
  { isUid, hasQresync, onChangedSince }: ModifierSetting,
): FetchModifiers {
  let changedSince: number | undefined;
  let hasVanished = false;
  const items = argument?.kind === 'list' ? argument.items : [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item?.kind !== 'atom') throw new ArgumentMistake('FETCH modifiers contain non-atoms.');
    const name = item.text.toUpperCase();
    if (name === 'CHANGEDSINCE') {
      changedSince = expectModSeq(items[++at]);
      onChangedSince();
    } else if (name !== 'VANISHED' || !isUid) throw new ArgumentMistake('Unknown FETCH modifier');
    else if (!hasQresync) throw new ArgumentMistake('QRESYNC not enabled');
    else hasVanished = true;
  }
  if (hasVanished && changedSince === undefined) throw new ArgumentMistake('VANISHED used without CHANGEDSINCE');
  return { changedSince, hasVanished };
}

function expectModSeq(argument: Argument | undefined): number {
  const modSeq = argument?.kind === 'atom' ? parseModSeq(argument.text) : undefined;
  if (modSeq === undefined) throw new ArgumentMistake('Invalid CHANGEDSINCE modseq.');
  return modSeq >= LARGEST ? 0 : modSeq;
}
