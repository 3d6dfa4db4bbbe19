/**
 * A session's view of its selected mailbox: which mail has which number, and what the client was told of each. The world
 * moves on by itself; `sync` tells the client, and only what it may be told now (RFC 3501 §5.2, §5.5, §7.4.1).
 */
import { keywordsOf, SYSTEM_FLAGS, writeFlags } from './flags.ts';
import { contains, resolveStar, type SequenceSet } from './sequence-set.ts';
import type { ImapAccount, StoredMail, StoredMailbox } from './store.ts';

/** How a command's end may change the client's numbers. */
export type Syncing = 'all' | 'keep-numbers' | 'none';

export interface Numbered {
  readonly sequence: number;
  readonly uid: number;
}

/** The mailbox went away under the session: it can't go on (Dovecot: BYE). */
export class ViewLost extends Error {}

export class MailboxView {
  readonly isReadOnly: boolean;
  #name: string;
  readonly #account: ImapAccount;
  readonly #uidValidity: number;
  /** By sequence number less one: the mail's uid, and its modification sequence as the client knows it. */
  #uids: number[] = [];
  #modSeqs: number[] = [];
  #highestModSeq = 0;
  #recent = new Set<number>();
  #toldRecent = 0;
  #keywords = new Set<string>();

  /** Opens the mailbox; a session that may write takes its \Recent. */
  constructor(account: ImapAccount, name: string, mailbox: StoredMailbox, isReadOnly: boolean) {
    this.#account = account;
    this.#name = name;
    this.#uidValidity = mailbox.uidValidity;
    this.isReadOnly = isReadOnly;
    this.#keywords = keywordsOf(mailbox.mails.map((mail) => mail.flags));
    this.#takeNew(mailbox, mailbox.mails);
    this.#highestModSeq = mailbox.highestModSeq;
    this.#toldRecent = this.#recent.size;
  }

  get name(): string {
    return this.#name;
  }

  /** The session itself renamed the mailbox. */
  rename(name: string): void {
    this.#name = name;
  }

  get size(): number {
    return this.#uids.length;
  }

  get recentCount(): number {
    return this.#recent.size;
  }

  isRecent(uid: number): boolean {
    return this.#recent.has(uid);
  }

  /** `(\Answered … keyword)` */
  get flagsList(): string {
    return `(${[...SYSTEM_FLAGS, ...this.#keywords].join(' ')})`;
  }

  get permanentFlags(): string {
    if (this.isReadOnly) return '* OK [PERMANENTFLAGS ()] Read-only mailbox.';
    return `* OK [PERMANENTFLAGS (${[...SYSTEM_FLAGS, ...this.#keywords].join(' ')} \\*)] Flags permitted.`;
  }

  /** The mailbox in the world. @throws ViewLost where it is gone */
  get mailbox(): StoredMailbox {
    const mailbox = this.#account.mailbox(this.#name);
    if (mailbox?.uidValidity !== this.#uidValidity) throw new ViewLost();
    return mailbox;
  }

  /** Everything in the view, in order. */
  all(): readonly Numbered[] {
    return this.#uids.map((uid, i) => ({ sequence: i + 1, uid }));
  }

  /** The mails of a set, in order; undefined where a sequence number is beyond the mailbox. Uids that are not there are passed over. */
  select(set: SequenceSet, isUid: boolean): readonly Numbered[] | undefined {
    if (isUid) {
      const resolved = resolveStar(set, this.#uids.at(-1) ?? 0);
      return this.all().filter(({ uid }) => contains(resolved, uid));
    }
    const { size } = this;
    if (
      size === 0 ||
      set.some(({ from, to }) => (from !== Infinity && from > size) || (to !== Infinity && to > size))
    ) {
      return undefined;
    }
    return resolveStar(set, size).flatMap(({ from, to }) =>
      this.#uids.slice(from - 1, to).map((uid, i) => ({ sequence: from + i, uid })),
    );
  }

  /** The mail as it is now; undefined where another session has removed it and this client does not know yet. */
  mail(uid: number): StoredMail | undefined {
    return this.mailbox.find(uid);
  }

  /** The client knows the flags of these mails as they are now: it was told, or said that it needs no telling. */
  markKnown(mails: Iterable<Numbered>): void {
    const { mailbox } = this;
    for (const { sequence, uid } of mails) {
      const mail = mailbox.find(uid);
      if (mail !== undefined && this.#uids[sequence - 1] === uid) this.#modSeqs[sequence - 1] = mail.modSeq;
    }
  }

  /**
   * The untagged lines that tell the client what is new: flags, then expunges from the highest number down, then the size.
   * @throws ViewLost where the mailbox is gone
   */
  sync(syncing: Syncing, isUid: boolean): readonly string[] {
    const { mailbox } = this;
    if (syncing === 'none') return [];
    if (mailbox.highestModSeq === this.#highestModSeq && mailbox.mails.length === this.#uids.length) return [];
    const lines = [...this.#syncKeywords(mailbox), ...this.#syncFlags(mailbox, isUid)];
    const isComplete = syncing === 'all';
    if (isComplete) lines.push(...this.#syncExpunges(mailbox));
    const before = this.#uids.length;
    const last = this.#uids.at(-1) ?? 0;
    const firstNew = firstAbove(mailbox.mails, last);
    this.#takeNew(mailbox, mailbox.mails.slice(firstNew));
    if (this.#uids.length > before) lines.push(`* ${this.#uids.length} EXISTS`);
    if (this.#recent.size !== this.#toldRecent) {
      this.#toldRecent = this.#recent.size;
      lines.push(`* ${this.#recent.size} RECENT`);
    }
    if (isComplete) this.#highestModSeq = mailbox.highestModSeq;
    return lines;
  }

  #syncKeywords(mailbox: StoredMailbox): readonly string[] {
    const before = this.#keywords.size;
    for (const keyword of keywordsOf(mailbox.mails.map((mail) => mail.flags))) this.#keywords.add(keyword);
    return this.#keywords.size === before ? [] : [`* FLAGS ${this.flagsList}`, this.permanentFlags];
  }

  #syncFlags(mailbox: StoredMailbox, isUid: boolean): readonly string[] {
    const lines: string[] = [];
    this.#uids.forEach((uid, i) => {
      const mail = mailbox.find(uid);
      if (mail === undefined || mail.modSeq === this.#modSeqs[i]) return;
      this.#modSeqs[i] = mail.modSeq;
      const flags = `FLAGS ${writeFlags(mail.flags, this.#recent.has(uid))}`;
      lines.push(`* ${i + 1} FETCH (${isUid ? `UID ${uid} ` : ''}${flags})`);
    });
    return lines;
  }

  #syncExpunges(mailbox: StoredMailbox): readonly string[] {
    const lines: string[] = [];
    const uids: number[] = [];
    const modSeqs: number[] = [];
    this.#uids.forEach((uid, i) => {
      if (mailbox.find(uid) === undefined) {
        lines.push(`* ${i + 1} EXPUNGE`);
        this.#recent.delete(uid);
      } else {
        uids.push(uid);
        modSeqs.push(this.#modSeqs[i] ?? 0);
      }
    });
    this.#uids = uids;
    this.#modSeqs = modSeqs;
    return lines.reverse();
  }

  #takeNew(mailbox: StoredMailbox, mails: readonly StoredMail[]): void {
    const { recentFrom } = mailbox;
    for (const mail of mails) {
      this.#uids.push(mail.uid);
      this.#modSeqs.push(mail.modSeq);
      if (mail.uid >= recentFrom) this.#recent.add(mail.uid);
    }
    if (!this.isReadOnly && mailbox.uidNext > recentFrom) this.#account.selected.claimRecent(this.#name);
  }
}

/** The index of the first mail whose uid is above. */
function firstAbove(mails: readonly StoredMail[], uid: number): number {
  let low = 0;
  let high = mails.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mails[middle]?.uid ?? 0) <= uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
