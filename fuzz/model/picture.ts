/**
 * What one session was told of its selected mailbox, and nothing else: which mail has which number, and its flags. Each
 * response is held against the model at once: a session must never be told what is not so, or not yet its business.
 */
import { must, mustEqual } from './broken.ts';
import type { ModelMail, ModelMailbox } from './mailboxes.ts';
import { type Items, numbersOf, type Response, type Value } from './responses.ts';
import { expectItems, expectItemsOfGone } from './told-items.ts';

/** What a command in progress allows. */
export interface Allowed {
  /** Whether numbers may change under the client now (RFC 9051 §7.5.1). */
  readonly expunges: boolean;
}

/** What a client keeps of a mailbox when it is not there. */
export interface Remembered {
  readonly uidValidity: number;
  readonly modSeq: number;
  /** As far as flags go; what has gone is not looked at. */
  readonly flagsModSeq: number;
  /** By uid, ascending. */
  readonly flags: ReadonlyMap<number, string>;
}

export interface PictureSetting {
  readonly name: string;
  readonly mailbox: ModelMailbox;
  readonly isReadOnly: boolean;
  /** QRESYNC is switched on: expunges are told by uid (RFC 7162 §3.2.10). */
  readonly isTellingUids: () => boolean;
}

const NONE: ReadonlySet<number> = new Set();

export class Picture {
  /** The session's own RENAME takes it along. */
  name: string;
  readonly mailbox: ModelMailbox;
  readonly isReadOnly: boolean;
  /** By sequence number less one. */
  readonly uids: number[] = [];
  /** As they were when the mail was first told of, or told since. */
  readonly #known = new Map<number, { readonly flags: string; readonly changes: number }>();
  readonly recent = new Set<number>();
  readonly keywords = new Set<string>();
  /** How far the client takes itself to know the mailbox, by what it was told; 0: it was not told (RFC 7162 §3.2.5). */
  knownModSeq = 0;
  /** How far it takes itself to know the flags, whatever has gone (RFC 7162 §3.1). */
  flagsModSeq = 0;
  /** By uid: what SEARCH RETURN (SAVE) found last (RFC 5182 §2.1). */
  saved: ReadonlySet<number> = NONE;
  /** What the FETCH in progress asks for: uids, each with the modification sequence from before. */
  #fetching: ReadonlyMap<number, number | undefined> = new Map();
  readonly #isTellingUids: () => boolean;
  /** No mail up to here is new to the client. */
  #lastUid = 0;
  #toldRecent = 0;

  constructor({ name, mailbox, isReadOnly, isTellingUids }: PictureSetting) {
    this.name = name;
    this.mailbox = mailbox;
    this.isReadOnly = isReadOnly;
    this.#isTellingUids = isTellingUids;
  }

  /** What it takes along when it leaves the mailbox. */
  remembered(): Remembered {
    const flags = new Map(this.uids.map((uid) => [uid, this.#known.get(uid)?.flags ?? '']));
    return { uidValidity: this.mailbox.uidValidity, modSeq: this.knownModSeq, flagsModSeq: this.flagsModSeq, flags };
  }

  /** `HIGHESTMODSEQ 12` of an untagged OK, or of the one that ends a command. */
  takeCode(code: string | undefined): void {
    const modSeq = /^HIGHESTMODSEQ (\d+)$/.exec(code ?? '')?.[1];
    if (modSeq === undefined) return;
    this.knownModSeq = Number(modSeq);
    this.flagsModSeq = Math.max(this.flagsModSeq, this.knownModSeq);
  }

  /** An untagged response. @throws Broken */
  take(response: Response, allowed: Allowed): void {
    if (response.type === 'status') this.takeCode(response.code);
    if (response.type === 'numbered') {
      switch (response.name) {
        case 'EXISTS':
          this.#exists(response.number);
          return;
        case 'RECENT':
          mustEqual(response.number, this.recent.size, { rule: 'RFC 3501 §7.3.2', what: 'RECENT' });
          this.#toldRecent = response.number;
          return;
        case 'EXPUNGE':
          must(!this.#isTellingUids(), 'RFC 7162 §3.2.10', () => 'EXPUNGE where QRESYNC is switched on');
          must(allowed.expunges, 'RFC 9051 §7.5.1', () => `${response.shown} may not be told now`);
          this.#expunged(this.#uidOf(response.number));
          return;
        case 'FETCH':
          this.#fetched(this.#uidOf(response.number), response.items);
      }
    } else if (response.type === 'data' && response.name === 'FLAGS') {
      for (const flag of response.values[0] ?? []) if (typeof flag === 'string') this.keywords.add(flag);
    } else if (response.type === 'data' && response.name === 'VANISHED') this.#vanished(response.values, allowed);
  }

  /**
   * A command is over that tells all, or all but expunges: nothing that the client should know by now is missing.
   * @throws Broken
   */
  expectSynced(how: 'all' | 'keep-numbers'): void {
    const { mails } = this.mailbox;
    const alive = this.uids.filter((uid) => this.mailbox.find(uid) !== undefined);
    const present = mails.map(({ uid }) => uid);
    mustEqual(how === 'all' ? this.uids : alive, present, {
      rule: 'RFC 9051 §5.2',
      what: 'mails that the client sees',
    });
    for (const { uid, flags } of mails) {
      mustEqual(this.#known.get(uid)?.flags, flags.join(' '), {
        rule: 'RFC 9051 §5.2',
        what: `flags told of uid ${uid}`,
      });
      const isListed = flags.every((flag) => flag.startsWith('\\') || this.keywords.has(flag));
      must(isListed, 'RFC 9051 §7.3.5', () => `a keyword of (${flags.join(' ')}) was never in FLAGS`);
    }
    mustEqual(this.#toldRecent, this.recent.size, { rule: 'RFC 3501 §7.3.2', what: 'RECENT told last' });
  }

  /** The client knows the flags of the mail as they are. */
  learn({ uid, flags, changes }: ModelMail): void {
    this.#known.set(uid, { flags: flags.join(' '), changes });
  }

  /** Whether nobody has changed the flags since the client learnt them. */
  isUpToDate({ uid, changes }: ModelMail): boolean {
    return this.#known.get(uid)?.changes === changes;
  }

  /** As the client knows them. */
  flagsOf(uid: number): readonly string[] {
    return (this.#known.get(uid)?.flags ?? '').split(' ').filter((flag) => flag !== '');
  }

  /** A FETCH is said for these mails. */
  ask(uids: readonly number[]): void {
    this.#fetching = new Map(uids.map((uid) => [uid, this.mailbox.find(uid)?.modSeq]));
  }

  #exists(count: number): void {
    const { mailbox } = this;
    const fresh = mailbox.mails.filter(({ uid }) => uid > this.#lastUid);
    must(count >= this.uids.length, 'RFC 9051 §7.4.1', () => `EXISTS shrinks from ${this.uids.length} to ${count}`);
    mustEqual(count, this.uids.length + fresh.length, { rule: 'RFC 9051 §7.4.1', what: 'EXISTS' });
    for (const mail of fresh) {
      const { uid } = mail;
      this.uids.push(uid);
      this.learn(mail);
      if (uid >= mailbox.recentFrom) this.recent.add(uid);
      this.#lastUid = uid;
    }
    // The first session that may write has them for its own (RFC 3501 §2.3.2).
    if (!this.isReadOnly) mailbox.recentFrom = Math.max(mailbox.recentFrom, this.#lastUid + 1);
  }

  #uidOf(sequence: number): number {
    const uid = this.uids[sequence - 1];
    must(
      uid !== undefined,
      'RFC 9051 §2.3.1.2',
      () => `the client knows no message ${sequence} of ${this.uids.length}`,
    );
    return uid;
  }

  #expunged(uid: number): void {
    must(this.mailbox.find(uid) === undefined, 'RFC 9051 §7.5.1', () => `uid ${uid} is still there`);
    this.uids.splice(this.uids.indexOf(uid), 1);
    this.#known.delete(uid);
    this.recent.delete(uid);
  }

  #vanished(values: readonly Value[], allowed: Allowed): void {
    const isEarlier = Array.isArray(values[0]);
    const uids = numbersOf(String(values[isEarlier ? 1 : 0]));
    must(this.#isTellingUids(), 'RFC 7162 §3.2.10', () => 'VANISHED where QRESYNC is not switched on');
    const alive = uids.filter((uid) => this.mailbox.find(uid) !== undefined);
    must(alive.length === 0, 'RFC 7162 §3.2.10', () => `VANISHED of ${alive.join(',')}, which are still there`);
    // What went before the client came changes no number (RFC 7162 §3.2.10.1).
    if (isEarlier) return;
    must(allowed.expunges, 'RFC 7162 §3.2.10', () => 'VANISHED may not be told now');
    for (const uid of uids) {
      must(this.uids.includes(uid), 'RFC 7162 §3.2.10.2', () => `VANISHED of ${uid}, which the client does not know`);
      this.#expunged(uid);
    }
  }

  #fetched(uid: number, items: Items): void {
    const mail = this.mailbox.find(uid);
    const told = { uid, items, isRecent: this.recent.has(uid), modSeqBefore: this.#fetching.get(uid) };
    if (mail === undefined) {
      must(this.#fetching.has(uid), 'RFC 2180 §4.1', () => `told of uid ${uid}, which is gone`);
      expectItemsOfGone(this.flagsOf(uid), told);
      return;
    }
    expectItems(mail, told);
    if (items.has('FLAGS')) this.learn(mail);
    const modSeq = Number(items.get('MODSEQ') ?? 0);
    // Only where QRESYNC is switched on is the client told where that does not hold (RFC 7162 §3.2.5.1).
    if (this.knownModSeq > 0 && this.#isTellingUids()) this.knownModSeq = Math.max(this.knownModSeq, modSeq);
    if (this.flagsModSeq > 0) this.flagsModSeq = Math.max(this.flagsModSeq, modSeq);
  }
}
