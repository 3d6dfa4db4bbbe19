/**
 * The model: what an account's mailboxes are by the RFCs, as few and plain rules as will do. It knows no server; after
 * each step the world must be the same as it (RFC 9051 §2.3; RFC 7162 §3.1 for modification sequences).
 */
import { latin1 } from '../../server/protocols/lines.ts';
import type { Mail, Mailbox } from '../../server/sandbox/mailbox.ts';
import { Broken, must, mustEqual } from './broken.ts';

export interface ModelMail {
  readonly uid: number;
  flags: readonly string[];
  /** How often its flags were changed. */
  changes: number;
  /** What the body ends with; all of it, where no server adds a header. */
  readonly text: string;
  /** The body as it was found in the world first. */
  body: Uint8Array | undefined;
  /** By the world; undefined after a change, until it was read and found to have grown. */
  modSeq: number | undefined;
}

/** Flags in one order, each once, so that they can be compared. */
export const flagSet = (flags: Iterable<string>): readonly string[] => [...new Set(flags)].sort();

export class ModelMailbox {
  /** By the world; 0 until it was read, for one that was made anew. */
  uidValidity: number;
  uidNext: number;
  /** Mails from this uid on are \Recent to the session that comes first (RFC 3501 §2.3.2). */
  recentFrom: number;
  /** In ascending order of uid. */
  mails: ModelMail[] = [];
  highestModSeq = 0;
  #hasChanged = false;

  constructor(uidValidity = 0, uidNext = 1) {
    this.uidValidity = uidValidity;
    this.uidNext = uidNext;
    this.recentFrom = uidNext;
  }

  find(uid: number): ModelMail | undefined {
    return this.mails.find((mail) => mail.uid === uid);
  }

  /** Gives the uid of the new mail. */
  add({ flags, text, body }: Pick<ModelMail, 'flags' | 'text'> & Partial<Pick<ModelMail, 'body'>>): number {
    const uid = this.uidNext++;
    this.mails.push({ uid, flags: flagSet(flags), changes: 0, text, body, modSeq: undefined });
    this.#hasChanged = true;
    return uid;
  }

  /** Whether that changed anything. */
  setFlags(uid: number, flags: Iterable<string>): boolean {
    const mail = this.find(uid);
    const after = flagSet(flags);
    if (mail === undefined || mail.flags.join(' ') === after.join(' ')) return false;
    mail.flags = after;
    mail.changes++;
    mail.modSeq = undefined;
    this.#hasChanged = true;
    return true;
  }

  remove(uids: readonly number[]): void {
    const before = this.mails.length;
    this.mails = this.mails.filter(({ uid }) => !uids.includes(uid));
    if (this.mails.length < before) this.#hasChanged = true;
  }

  /** What is \Recent to nobody yet. */
  get unclaimed(): readonly number[] {
    return this.mails.flatMap(({ uid }) => (uid >= this.recentFrom ? [uid] : []));
  }

  /**
   * Takes over what only the world can know: modification sequences, which must have grown where something changed and
   * nowhere else (RFC 7162 §3.1.2.1, §3.1.2.2), and whole bodies of what SMTP has put headers before.
   */
  adopt(mailbox: Mailbox, isFolded = false): void {
    const { highestModSeq } = mailbox;
    const grown = (): string => `HIGHESTMODSEQ was ${this.highestModSeq}, is ${highestModSeq}`;
    must(highestModSeq >= this.highestModSeq + (this.#hasChanged ? 1 : 0), 'RFC 7162 §3.1.2.1', grown);
    for (const mail of this.mails) {
      const found = mailbox.find(mail.uid);
      // What is missing is told by `expectSame`.
      if (found === undefined) continue;
      const { uid, modSeq } = mail;
      const told = (): string => `uid ${uid} has modSeq ${found.modSeq}, the mailbox had ${this.highestModSeq} before`;
      if (modSeq === undefined) must(found.modSeq > this.highestModSeq, 'RFC 7162 §3.1', told);
      else must(found.modSeq === modSeq, 'RFC 7162 §3.1', told);
      must(found.modSeq <= highestModSeq, 'RFC 7162 §3.1.2.1', told);
      mail.modSeq = found.modSeq;
      adoptBody(mail, found, isFolded);
    }
    this.#hasChanged = false;
    this.highestModSeq = highestModSeq;
  }

  /** @throws Broken where the world has something else */
  expectSame(name: string, mailbox: Mailbox): void {
    const state = (mails: readonly Pick<Mail, 'uid' | 'flags'>[]): readonly string[] =>
      mails.map(({ uid, flags }) => `${uid} (${flagSet(flags).join(' ')})`);
    mustEqual(state(mailbox.mails), state(this.mails), { rule: 'RFC 9051 §2.3', what: `mails of ${name}` });
    mustEqual(mailbox.uidValidity, this.uidValidity, { rule: 'RFC 9051 §2.3.1.1', what: `UIDVALIDITY of ${name}` });
    mustEqual(mailbox.uidNext, this.uidNext, { rule: 'RFC 9051 §2.3.1.1', what: `UIDNEXT of ${name}` });
    const unclaimed = mailbox.mails.flatMap(({ uid }) => (uid >= mailbox.recentFrom ? [uid] : []));
    mustEqual(unclaimed, this.unclaimed, { rule: 'RFC 3501 §2.3.2', what: `\\Recent to nobody yet in ${name}` });
  }
}

function adoptBody(mail: ModelMail, { uid, body }: Mail, isFolded: boolean): void {
  if (mail.body === body) return;
  const text = latin1(body);
  const isSame = mail.body === undefined ? text.endsWith(mail.text) : isFolded && latin1(mail.body) === text;
  if (!isSame) throw new Broken('RFC 9051 §2.3.1.1', `the body of uid ${uid} has changed: ${text}`);
  mail.body = body;
}

/** An account's mailboxes by their names. */
export class ModelAccount {
  readonly mailboxes = new Map<string, ModelMailbox>();
  #lastUidValidity = 0;

  /** As the world has it: the seed. */
  constructor(mailboxes: ReadonlyMap<string, Mailbox>) {
    for (const [name, mailbox] of mailboxes) {
      const model = new ModelMailbox(mailbox.uidValidity);
      for (const { uid, flags, body } of mailbox.mails) {
        model.uidNext = uid;
        model.add({ flags, text: latin1(body) });
      }
      model.uidNext = mailbox.uidNext;
      model.recentFrom = mailbox.uidNext;
      this.mailboxes.set(name, model);
      this.#lastUidValidity = Math.max(this.#lastUidValidity, mailbox.uidValidity);
    }
  }

  /** Mails and mailboxes together. */
  get items(): number {
    return [...this.mailboxes.values()].reduce((sum, { mails }) => sum + 1 + mails.length, 0);
  }

  adopt(mailboxes: ReadonlyMap<string, Mailbox>, isFolded = false): void {
    for (const [name, model] of this.mailboxes) {
      const mailbox = mailboxes.get(name);
      if (mailbox === undefined) continue;
      if (model.uidValidity === 0) {
        const told = (): string => `a new mailbox has ${mailbox.uidValidity}, one had ${this.#lastUidValidity} before`;
        must(mailbox.uidValidity > this.#lastUidValidity, 'RFC 9051 §2.3.1.1', told);
        model.uidValidity = mailbox.uidValidity;
        this.#lastUidValidity = mailbox.uidValidity;
      }
      model.adopt(mailbox, isFolded);
    }
  }

  /** @throws Broken where the world has something else */
  expectSame(mailboxes: ReadonlyMap<string, Mailbox>): void {
    const names = { rule: 'RFC 9051 §6.3', what: 'mailboxes' };
    mustEqual([...mailboxes.keys()].sort(), [...this.mailboxes.keys()].sort(), names);
    for (const [name, mailbox] of mailboxes) this.mailboxes.get(name)?.expectSame(name, mailbox);
  }
}
