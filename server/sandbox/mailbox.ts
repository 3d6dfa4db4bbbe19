/**
 * One mailbox of an account: mails in the order of their uids, and the counters that IMAP promises
 * (RFC 9051 §2.3.1.1, RFC 7162 §3.1). Uids and modification sequences only grow.
 */

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

export class Mailbox {
  readonly uidValidity: number;
  readonly specialUse: string | undefined;
  #name: string;
  #uidNext: number;
  #highestModSeq = 1;
  /** Mails from this uid on are \Recent: no session has been told of them. */
  #recentFrom: number;
  readonly #mails: Mail[] = [];

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
  /** In ascending order of uid. The array changes with the mailbox: copy it to keep it. */
  get mails(): readonly Mail[] {
    return this.#mails;
  }

  find(uid: number): Mail | undefined {
    const at = this.#indexOf(uid);
    return at < 0 ? undefined : this.#mails[at];
  }

  add(mail: Omit<Mail, 'modSeq'>): void {
    this.#highestModSeq++;
    this.#mails.push({ ...mail, modSeq: this.#highestModSeq });
    this.#uidNext = Math.max(this.#uidNext, mail.uid + 1);
  }

  setFlags(uid: number, flags: readonly string[]): void {
    const at = this.#indexOf(uid);
    const mail = this.#mails[at];
    if (mail === undefined) return;
    this.#highestModSeq++;
    this.#mails[at] = { ...mail, flags, modSeq: this.#highestModSeq };
  }

  remove(uids: readonly number[]): void {
    this.#highestModSeq++;
    const gone = new Set(uids);
    let kept = 0;
    for (const mail of this.#mails) {
      if (!gone.has(mail.uid)) this.#mails[kept++] = mail;
    }
    this.#mails.length = kept;
  }

  claimRecent(below: number): void {
    this.#recentFrom = Math.max(this.#recentFrom, below);
  }

  rename(name: string): void {
    this.#name = name;
  }

  /** What a snapshot must keep beside the mails. */
  counters(): { uidNext: number; highestModSeq: number; recentFrom: number } {
    return { uidNext: this.#uidNext, highestModSeq: this.#highestModSeq, recentFrom: this.#recentFrom };
  }

  restore(mails: readonly Mail[], counters: { uidNext: number; highestModSeq: number; recentFrom: number }): void {
    this.#mails.splice(0, this.#mails.length, ...mails);
    this.#uidNext = counters.uidNext;
    this.#highestModSeq = counters.highestModSeq;
    this.#recentFrom = counters.recentFrom;
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
