/** Sequence sets as a client may write them, and what they mean by RFC 9051 §9 (sequence-set). */
import type { Random } from '../random.ts';
import type { ImapClient } from './imap-client.ts';

export interface NamedMails {
  readonly text: string;
  /** By uid, ascending; also such as are gone, where the client does not know that yet. */
  readonly uids: readonly number[];
  /** A number that stands for no message: BAD. */
  readonly isWrong: boolean;
}

/** Some of the mails that a client sees, by number or by uid. */
export function randomSet(random: Random, client: ImapClient, isUid: boolean): NamedMails {
  const { uids = [], saved = new Set() } = client.picture ?? {};
  // What was found last (RFC 5182 §2.1).
  if (client.capabilities.has('SEARCHRES') && random.percent(10)) {
    return { text: '$', uids: uids.filter((uid) => saved.has(uid)), isWrong: false };
  }
  const highest = isUid ? (uids.at(-1) ?? 0) : uids.length;
  const number = (): string => {
    if (random.percent(12)) return '*';
    if (highest === 0) return '1';
    return String(isUid && random.percent(80) ? random.pick(uids) : 1 + random.below(highest));
  };
  const some = (): string => (random.percent(50) ? number() : `${number()}:${number()}`);
  const dice = random.below(100);
  // Now and then one that is not there; by itself, since Dovecot passes over it where a range goes on to `*`.
  const ranges =
    dice < 15
      ? [random.percent(20) && isUid ? '4294967295:1' : '1:*']
      : dice < 20
        ? [String(highest + 1)]
        : Array.from({ length: random.small(3) }, some);
  const named = new Set<number>();
  let isWrong = !isUid && uids.length === 0;
  for (const range of ranges) {
    const ends = range.split(':').map((end) => (end === '*' ? highest : Number(end)));
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    if (!isUid && to > highest) isWrong = true;
    uids.forEach((uid, i) => {
      const at = isUid ? uid : i + 1;
      if (at >= from && at <= to) named.add(uid);
    });
  }
  return { text: ranges.join(','), uids: [...named].sort((a, b) => a - b), isWrong };
}
