/**
 * One mailbox of an account: mails in the order of their uids, and the counters that IMAP promises
 * (RFC 9051 §2.3.1.1, RFC 7162 §3.1). Uids and modification sequences only grow.
 */
import { type NumberRange, type SequenceSet, sequenceSet } from '../protocols/imap/sequence-set.ts';
import { Vanished, type VanishedRange } from './vanished.ts';

export interface Mail {
  readonly uid: number;
  readonly flags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly internalDate: number;
  /** With CRLF line ends. Shared between copies and with the seed; never written to. */
  readonly body: Uint8Array;
  /** The mailbox's modification sequence when the mail last changed. */
  readonly modSeq: number;
}

/** What a snapshot keeps of a mailbox beside its mails. */
export interface MailboxCounters {
  readonly uidNext: number;
  readonly highestModSeq: number;
  readonly recentFrom: number;
  readonly tracksModSeqs: boolean;
  readonly keywords: readonly string[];
  readonly vanished: { readonly knownSince: number; readonly ranges: readonly VanishedRange[] };
}

/** Changes that happen together; each is an object of its own. They share one modification sequence. */
export type Together = object;

export class Mailbox {
  readonly uidValidity: number;
  readonly specialUse: string | undefined;
  #name: string;
  #uidNext: number;
  #highestModSeq = 1;
  #lastChange: Together | undefined;
  /** Mails from this uid on are \Recent: no session has been told of them. */
  #recentFrom: number;
  #tracksModSeqs = false;
  readonly #keywords = new Set<string>();
  /** In lower case → as it first came. */
  readonly #spellings = new Map<string, string>();
  readonly #mails: Mail[] = [];
  readonly #vanished = new Vanished();

  constructor(definition: { name: string; uidValidity: number; uidNext: number; specialUse?: string | undefined }) {
    this.#name = definition.name;
    this.uidValidity = definition.uidValidity;
    this.#uidNext = definition.uidNext;
    this.#recentFrom = definition.uidNext;
    this.specialUse = definition.specialUse;
  }

  get name(): string {
    return this.#name;
  }
  get uidNext(): number {
    return this.#uidNext;
  }
  get highestModSeq(): number {
    return this.#highestModSeq;
  }
  get recentFrom(): number {
    return this.#recentFrom;
  }
  /** A client has asked for modification sequences at some time: whoever selects the mailbox is told the highest. */
  get tracksModSeqs(): boolean {
    return this.#tracksModSeqs;
  }
  /** Every keyword that a mail here has ever had, in the order in which they came. The set grows with the mailbox. */
  get keywords(): ReadonlySet<string> {
    return this.#keywords;
  }
  /** In ascending order of uid. The array changes with the mailbox: copy it to keep it. */
  get mails(): readonly Mail[] {
    return this.#mails;
  }

  /** The flag as the mailbox writes it: keywords keep the case in which they first came (RFC 9051 §2.3.2). */
  spelling(flag: string): string {
    return this.#spellings.get(flag.toLowerCase()) ?? flag;
  }

  find(uid: number): Mail | undefined {
    const at = this.#indexOf(uid);
    return at < 0 ? undefined : this.#mails[at];
  }

  /** The uids that went since the mailbox had this modification sequence (RFC 7162 §3.2.5.1); more, where that is forgotten. */
  vanishedSince(modSeq: number): SequenceSet {
    return sequenceSet(this.#vanished.since(modSeq) ?? this.#missing());
  }

  add(mail: Omit<Mail, 'modSeq'>, together: Together): void {
    const flags = this.#takeFlags(mail.flags);
    this.#mails.push({ ...mail, flags, modSeq: this.#nextModSeq(together) });
    this.#uidNext = Math.max(this.#uidNext, mail.uid + 1);
  }

  setFlags(uid: number, flags: readonly string[], together: Together): void {
    const at = this.#indexOf(uid);
    const mail = this.#mails[at];
    if (mail === undefined) return;
    this.#mails[at] = { ...mail, flags: this.#takeFlags(flags), modSeq: this.#nextModSeq(together) };
  }

  remove(uids: readonly number[], together: Together): void {
    const gone = new Set(uids);
    const removed: number[] = [];
    let kept = 0;
    for (const mail of this.#mails) {
      if (gone.has(mail.uid)) removed.push(mail.uid);
      else this.#mails[kept++] = mail;
    }
    this.#mails.length = kept;
    if (removed.length > 0) this.#vanished.add(removed, this.#nextModSeq(together));
  }

  claimRecent(below: number): void {
    this.#recentFrom = Math.max(this.#recentFrom, below);
  }

  trackModSeqs(): void {
    this.#tracksModSeqs = true;
  }

  rename(name: string): void {
    this.#name = name;
  }

  counters(): MailboxCounters {
    return {
      uidNext: this.#uidNext,
      highestModSeq: this.#highestModSeq,
      recentFrom: this.#recentFrom,
      tracksModSeqs: this.#tracksModSeqs,
      keywords: [...this.#keywords],
      vanished: this.#vanished.kept(),
    };
  }

  restore(mails: readonly Mail[], counters: MailboxCounters): void {
    this.#mails.splice(0, this.#mails.length);
    for (const mail of mails) this.#mails.push(mail);
    this.#uidNext = counters.uidNext;
    this.#highestModSeq = counters.highestModSeq;
    this.#recentFrom = counters.recentFrom;
    this.#tracksModSeqs = counters.tracksModSeqs;
    this.#takeFlags(counters.keywords);
    this.#vanished.restore(counters.vanished);
  }

  #nextModSeq(together: Together): number {
    if (together !== this.#lastChange) this.#highestModSeq++;
    this.#lastChange = together;
    return this.#highestModSeq;
  }

  /** Remembers new keywords. Gives the flags as the mailbox writes them. */
  #takeFlags(flags: readonly string[]): readonly string[] {
    for (const flag of flags) {
      const lower = flag.toLowerCase();
      if (flag.startsWith('\\') || this.#spellings.has(lower)) continue;
      this.#keywords.add(flag);
      this.#spellings.set(lower, flag);
    }
    return flags.every((flag) => this.spelling(flag) === flag) ? flags : flags.map((flag) => this.spelling(flag));
  }

  /** Every uid that was given and is not there. */
  *#missing(): Generator<NumberRange> {
    let from = 1;
    for (const { uid } of this.#mails) {
      if (uid > from) yield { from, to: uid - 1 };
      from = uid + 1;
    }
    if (this.#uidNext > from) yield { from, to: this.#uidNext - 1 };
  }

  #indexOf(uid: number): number {
    let low = 0;
    let high = this.#mails.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#mails[middle];
      if (found === undefined) return -1;
      if (found.uid === uid) return middle;
      if (found.uid < uid) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
