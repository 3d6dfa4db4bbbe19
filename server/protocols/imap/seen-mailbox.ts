/**
 * What one who only watches knows of the selected mailbox: how many messages there are, and the uid of each of which the
 * server has said it. So `UID FETCH 7` is known to be `FETCH 3`, and `1:*` to be `1:4`; what was not said is not guessed.
 */
import {
  contains,
  formatSequenceSet,
  intersect,
  parseSequenceSet,
  resolveStar,
  type SequenceSet,
  sequenceSetOf,
} from './sequence-set.ts';

/** Larger mailboxes are not followed. */
const MESSAGES_LIMIT = 10_000;

export class SeenMailbox {
  /** By message number, from the first; undefined where it was not said. */
  #uids: (number | undefined)[] | undefined;
  #uidNext: number | undefined;

  /** Nothing is selected, or another mailbox is about to be. */
  forget(): void {
    this.#uids = undefined;
    this.#uidNext = undefined;
  }

  /** SELECT or EXAMINE is done: where no uid was ever given to another message, each is its number. */
  selected(): void {
    const uids = this.#uids;
    if (uids === undefined || this.#uidNext !== uids.length + 1) return;
    for (const i of uids.keys()) uids[i] = i + 1;
  }

  /** Takes in an untagged response, without its star. */
  note(text: string, responseCode: string | undefined): void {
    const uidNext = /^UIDNEXT (\d{1,10})$/i.exec(responseCode ?? '')?.[1];
    if (uidNext !== undefined) this.#uidNext = Number(uidNext);
    const [, digits, word = '', rest = ''] = /^(\d{1,10}) ([A-Z]+)(.*)$/is.exec(text) ?? [];
    if (digits === undefined) {
      // Uids that are gone, whose numbers nobody said (RFC 7162 §3.2.10).
      if (/^VANISHED /i.test(text)) this.forget();
      return;
    }
    const number = Number(digits);
    switch (word.toUpperCase()) {
      case 'EXISTS':
        this.#exists(number);
        return;
      case 'EXPUNGE':
        this.#uids?.splice(number - 1, 1);
        return;
      case 'FETCH': {
        // Only what stands before the first text: there it can be nothing else.
        const uid = /^ \([^"{[]*?\bUID (\d{1,10})\b/i.exec(rest)?.[1];
        if (uid !== undefined && this.#uids !== undefined && number >= 1 && number <= this.#uids.length) {
          this.#uids[number - 1] = Number(uid);
        }
        return;
      }
      default:
    }
  }

  /** The ways to write a set of message numbers that mean the same now. */
  sameNumbers(text: string): readonly string[] {
    const set = parseSequenceSet(text);
    const highest = this.#uids?.length;
    return set === undefined || highest === undefined || highest === 0 ? [] : waysOf(set, highest);
  }

  /** … and a set of uids. */
  sameUids(text: string): readonly string[] {
    const set = parseSequenceSet(text);
    const highest = this.#uids?.at(-1);
    return set === undefined || highest === undefined ? [] : waysOf(set, highest);
  }

  /** The uids of the messages of these numbers, in each way to write them; none where one of them is not known. */
  uidsOf(text: string): readonly string[] {
    const set = parseSequenceSet(text);
    const uids = this.#uids;
    if (set === undefined || uids === undefined || uids.length === 0) return [];
    const resolved = resolveStar(set, uids.length);
    const meant = uids.flatMap((uid, i) => (contains(resolved, i + 1) ? [uid] : []));
    const known = meant.flatMap((uid) => (uid === undefined ? [] : [uid]));
    if (known.length === 0 || known.length < meant.length) return [];
    const highest = uids.at(-1);
    return highest === undefined ? [formatSequenceSet(sequenceSetOf(known))] : waysOf(sequenceSetOf(known), highest);
  }

  /** The numbers of the messages of these uids, in each way to write them; none where they are not known. */
  numbersOf(text: string): readonly string[] {
    const set = parseSequenceSet(text);
    const uids = this.#uids;
    if (set === undefined || uids === undefined || uids.length === 0) return [];
    const highest = uids.at(-1);
    const hasStar = set.at(-1)?.to === Infinity;
    if (hasStar && highest === undefined) return [];
    const resolved = resolveStar(set, highest ?? 0);
    const numbers = uids.flatMap((uid, i) => (uid !== undefined && contains(resolved, uid) ? [i + 1] : []));
    // A range may hold messages whose uid nobody said.
    const isSaid = !uids.includes(undefined) || sizeOf(resolved) === numbers.length;
    return isSaid && numbers.length > 0 ? waysOf(sequenceSetOf(numbers), uids.length) : [];
  }

  #exists(count: number): void {
    if (count > MESSAGES_LIMIT) {
      this.#uids = undefined;
      return;
    }
    this.#uids ??= [];
    while (this.#uids.length < count) this.#uids.push(undefined);
    this.#uids.length = count;
  }
}

/** With the highest message by its number, and by the star. */
function waysOf(set: SequenceSet, highest: number): readonly string[] {
  const resolved = intersect(resolveStar(set, highest), [{ from: 1, to: highest }]);
  const last = resolved.at(-1);
  if (last === undefined) return [];
  if (last.to !== highest) return [formatSequenceSet(resolved)];
  const before = resolved.slice(0, -1);
  const open = [...before, { from: last.from, to: Infinity }];
  const star = [...before, { from: Infinity, to: Infinity }];
  const ways = last.from === last.to ? [resolved, open, star] : [resolved, open];
  return ways.map(formatSequenceSet);
}

function sizeOf(set: SequenceSet): number {
  return set.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
