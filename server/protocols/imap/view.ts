/**
 * A session's view of its selected mailbox: which mail has which number, and what the client was told of each. The world
 * moves on by itself; `sync` tells the client, and only what it may be told now (RFC 3501 §5.2, §5.5, §7.4.1).
 */
import { SYSTEM_FLAGS, writeFlags } from './flags.ts';
import { formatSequenceSet, resolveStar, type SequenceSet, sequenceSetOf } from './sequence-set.ts';
import type { Extension } from './session.ts';
import type { ImapAccount, StoredMail, StoredMailbox } from './store.ts';

/** How a command's end may change the client's numbers. */
export type Syncing = 'all' | 'keep-numbers' | 'none';

export interface Numbered {
  readonly sequence: number;
  readonly uid: number;
}

/** In which words the client is told. */
export interface SyncManner {
  readonly syncing: Syncing;
  /** The command named mails by their uid: so do the lines that follow from it (RFC 3501 §6.4.8). */
  readonly isUid: boolean;
  readonly enabled: ReadonlySet<Extension>;
}

export interface Told {
  /** Untagged lines: flags, then expunges from the highest number down, then the size. */
  readonly lines: readonly string[];
  /** What the client may take for the mailbox's modification sequence; undefined where it knows (RFC 7162 §3.2.5.1). */
  readonly highestModSeq?: number;
}

const NOTHING: Told = { lines: [] };

/** The mailbox went away under the session: it can't go on (Dovecot: BYE). */
export class ViewLost extends Error {}

export class MailboxView {
  readonly isReadOnly: boolean;
  #name: string;
  readonly #account: ImapAccount;
  readonly #uidValidity: number;
  /** By sequence number less one: the mail as the client knows it, also where it is gone by now. */
  #known: StoredMail[] = [];
  /** By uid: the mail with flags that the client knows without having been told of the change. */
  readonly #expected = new Map<number, StoredMail>();
  /** Up to here the client was told of everything. */
  #highestModSeq: number;
  /** The highest that a FETCH has told since. */
  #toldModSeq = 0;
  readonly #recent = new Set<number>();
  #toldRecent = 0;
  readonly #keywords: Set<string>;

  /** Opens the mailbox; a session that may write takes its \Recent. */
  constructor(account: ImapAccount, name: string, mailbox: StoredMailbox, isReadOnly: boolean) {
    this.#account = account;
    this.#name = name;
    this.#uidValidity = mailbox.uidValidity;
    this.isReadOnly = isReadOnly;
    this.#keywords = new Set(mailbox.keywords);
    this.#takeNew(mailbox, 0);
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
    return this.#known.length;
  }

  /** The modification sequence up to which the client has been told of everything. */
  get highestModSeq(): number {
    return this.#highestModSeq;
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
    const all: Numbered[] = [];
    this.#addTo(all, 0, this.#known.length);
    return all;
  }

  /** The mails of a set, in order; undefined where a sequence number is beyond the mailbox. Uids that are not there are passed over. */
  select(set: SequenceSet, isUid: boolean): readonly Numbered[] | undefined {
    const { size } = this;
    if (isUid) {
      const selected: Numbered[] = [];
      for (const { from, to } of resolveStar(set, this.#known.at(-1)?.uid ?? 0)) {
        this.#addTo(selected, firstAbove(this.#known, from - 1), firstAbove(this.#known, to));
      }
      return selected;
    }
    if (
      size === 0 ||
      set.some(({ from, to }) => (from !== Infinity && from > size) || (to !== Infinity && to > size))
    ) {
      return undefined;
    }
    const selected: Numbered[] = [];
    for (const { from, to } of resolveStar(set, size)) this.#addTo(selected, from - 1, to);
    return selected;
  }

  #addTo(selected: Numbered[], start: number, end: number): void {
    for (let at = start; at < end; at++) selected.push({ sequence: at + 1, uid: this.#known[at]?.uid ?? 0 });
  }

  /** The mail as it is now; undefined where another session has removed it and this client does not know yet. */
  mail(uid: number): StoredMail | undefined {
    return this.mailbox.find(uid);
  }

  /** The mail as the client was last told of it, also where it is gone by now. */
  knownMail({ sequence }: Numbered): StoredMail | undefined {
    return this.#known[sequence - 1];
  }

  /** Whether the client has been told of the mail as it is now. */
  isUpToDate(numbered: Numbered): boolean {
    const mail = this.mail(numbered.uid);
    return mail === this.knownMail(numbered) || mail === this.#expected.get(numbered.uid);
  }

  /** The client knows the flags of these mails as they are now: it has set them itself, or is being told. */
  markKnown(mails: Iterable<Numbered>): void {
    const { mailbox } = this;
    for (const { uid } of mails) {
      const mail = mailbox.find(uid);
      if (mail !== undefined) this.#expected.set(uid, mail);
    }
  }

  /** A FETCH tells the client this modification sequence. */
  noteModSeq(modSeq: number): void {
    this.#toldModSeq = Math.max(this.#toldModSeq, modSeq);
  }

  /**
   * What the client is to be told now.
   * @throws ViewLost where the mailbox is gone
   */
  sync({ syncing, isUid, enabled }: SyncManner): Told {
    const { mailbox } = this;
    if (syncing === 'none' || mailbox.highestModSeq === this.#highestModSeq) return NOTHING;
    const hasQresync = enabled.has('QRESYNC');
    const lines = [...this.#syncKeywords(mailbox)];
    const gone = this.#syncFlags(mailbox, { isUid: isUid || hasQresync, hasModSeq: enabled.has('CONDSTORE') }, lines);
    const isComplete = syncing === 'all' || gone.length === 0;
    if (isComplete && gone.length > 0) this.#syncExpunges(gone, hasQresync, lines);
    const before = this.size;
    this.#takeNew(mailbox, firstAbove(mailbox.mails, this.#known.at(-1)?.uid ?? 0));
    if (this.size > before) lines.push(`* ${this.size} EXISTS`);
    if (this.#recent.size !== this.#toldRecent) {
      this.#toldRecent = this.#recent.size;
      lines.push(`* ${this.#recent.size} RECENT`);
    }
    const highestModSeq = this.#closeSync(mailbox.highestModSeq, isComplete);
    return { lines, ...(hasQresync && highestModSeq !== undefined && { highestModSeq }) };
  }

  /**
   * A client that goes by the modification sequences which FETCH told would never hear of expunges that wait: it is told
   * the one before them. Where all was told, and FETCH did not tell how far that reaches, it is told that.
   */
  #closeSync(current: number, isComplete: boolean): number | undefined {
    const before = this.#highestModSeq;
    const told = this.#toldModSeq;
    this.#toldModSeq = 0;
    if (!isComplete) return told > before ? before : undefined;
    this.#highestModSeq = current;
    return current > before && current > told ? current : undefined;
  }

  #syncKeywords(mailbox: StoredMailbox): readonly string[] {
    if (mailbox.keywords.size === this.#keywords.size) return [];
    for (const keyword of mailbox.keywords) this.#keywords.add(keyword);
    return [`* FLAGS ${this.flagsList}`, this.permanentFlags];
  }

  /** Adds a line for each mail that has changed. Gives those that are gone. */
  #syncFlags(
    mailbox: StoredMailbox,
    manner: { readonly isUid: boolean; readonly hasModSeq: boolean },
    lines: string[],
  ): readonly Numbered[] {
    const { mails } = mailbox;
    const gone: Numbered[] = [];
    let at = 0;
    for (let i = 0; i < this.#known.length; i++) {
      const known = this.#known[i];
      const mail = mails[at];
      if (known === undefined) continue;
      if (mail?.uid !== known.uid) {
        gone.push({ sequence: i + 1, uid: known.uid });
        continue;
      }
      at++;
      if (mail === known) continue;
      this.#known[i] = mail;
      const line = this.#changed(mail, i + 1, manner);
      if (line !== undefined) lines.push(line);
    }
    return gone;
  }

  #changed(
    mail: StoredMail,
    sequence: number,
    { isUid, hasModSeq }: { readonly isUid: boolean; readonly hasModSeq: boolean },
  ): string | undefined {
    const items: string[] = [];
    if (isUid) items.push(`UID ${mail.uid}`);
    if (hasModSeq) {
      items.push(`MODSEQ (${mail.modSeq})`);
      this.noteModSeq(mail.modSeq);
    }
    const isExpected = this.#expected.get(mail.uid) === mail;
    this.#expected.delete(mail.uid);
    if (!isExpected) items.push(`FLAGS ${writeFlags(mail.flags, this.#recent.has(mail.uid))}`);
    return isExpected && !hasModSeq ? undefined : `* ${sequence} FETCH (${items.join(' ')})`;
  }

  /** RFC 3501 §7.4.1; RFC 7162 §3.2.10 */
  #syncExpunges(gone: readonly Numbered[], hasQresync: boolean, lines: string[]): void {
    if (hasQresync) lines.push(`* VANISHED ${formatSequenceSet(sequenceSetOf(gone.map(({ uid }) => uid)))}`);
    else for (const { sequence } of gone.toReversed()) lines.push(`* ${sequence} EXPUNGE`);
    const uids = new Set(gone.map(({ uid }) => uid));
    this.#known = this.#known.filter(({ uid }) => !uids.has(uid));
    for (const uid of uids) {
      this.#recent.delete(uid);
      this.#expected.delete(uid);
    }
  }

  #takeNew(mailbox: StoredMailbox, first: number): void {
    const { recentFrom, mails } = mailbox;
    for (let at = first; at < mails.length; at++) {
      const mail = mails[at];
      if (mail === undefined) continue;
      this.#known.push(mail);
      if (mail.uid >= recentFrom) this.#recent.add(mail.uid);
    }
    if (!this.isReadOnly && mailbox.uidNext > recentFrom) this.#account.selected.claimRecent(this.#name);
  }
}

/** The index of the first mail whose uid is above. */
export function firstAbove(mails: readonly StoredMail[], uid: number): number {
  let low = 0;
  let high = mails.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mails[middle]?.uid ?? 0) <= uid) low = middle + 1;
    else high = middle;
  }
  return low;
}
