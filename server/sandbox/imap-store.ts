/** The world as IMAP sees it: implements `protocols/imap/store.ts`. Every change goes through `world.commit`. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import {
  type ImapAccount,
  type ImapStore,
  type NewMail,
  type Quota,
  type SelectedStore,
  type StoredMailbox,
  StoreRefusal,
} from '../protocols/imap/store.ts';
import { type WorldChange, WorldFailure } from './change.ts';
import { latin1 } from '../protocols/lines.ts';
import type { Mailbox } from './mailbox.ts';
import { userSessions } from './user-sessions.ts';
import type { Account, World } from './world.ts';

export function imapStore(world: World, host: HostDefinition, _service: ServiceDefinition): ImapStore {
  return {
    enter({ user, password, address }) {
      const account = world.accountAt(host.name, user);
      if (account === undefined || !isPassword(password, account.definition.password)) return undefined;
      const session = userSessions(world).enter({
        user: account.definition.user,
        host: host.name,
        address,
        protocol: 'imap',
      });
      return { account: new WorldImapAccount(world, account), sessions: session.count, leave: () => session.leave() };
    },
  };
}

/** What crosses are bytes, each one character there. An empty password opens nothing. */
function isPassword(given: string, password: string): boolean {
  return password !== '' && given === latin1(new TextEncoder().encode(password));
}

class WorldImapAccount implements ImapAccount {
  readonly selected: SelectedStore;
  readonly #world: World;
  readonly #account: Account;
  readonly #user: string;

  constructor(world: World, account: Account) {
    this.#world = world;
    this.#account = account;
    this.#user = account.definition.user;
    this.selected = {
      setFlags: (mailbox, flags) => this.#commit([{ type: 'flags-set', user: this.#user, mailbox, flags }]),
      copy: (mailbox, uids, to) => this.#copy(mailbox, uids, to, []),
      move: (mailbox, uids, to) =>
        this.#copy(mailbox, uids, to, [{ type: 'mails-removed', user: this.#user, mailbox, uids }]),
      remove: (mailbox, uids) => this.#commit([{ type: 'mails-removed', user: this.#user, mailbox, uids }]),
      claimRecent: (mailbox) => {
        const below = this.#expect(mailbox).uidNext;
        this.#commit([{ type: 'recent-claimed', user: this.#user, mailbox, below }]);
      },
      trackModSeqs: (mailbox) => this.#commit([{ type: 'mod-sequences-tracked', user: this.#user, mailbox }]),
    };
  }

  get quota(): Quota | undefined {
    const { quotaBytes } = this.#account.definition;
    return quotaBytes === undefined ? undefined : { usedBytes: this.#account.sizeBytes(), limitBytes: quotaBytes };
  }

  mailboxNames(): readonly string[] {
    return [...this.#account.mailboxes.keys()].sort();
  }

  mailbox(name: string): StoredMailbox | undefined {
    return this.#account.mailboxes.get(name);
  }

  subscriptions(): ReadonlySet<string> {
    return this.#account.subscriptions;
  }

  createMailbox(mailbox: string): void {
    if (this.mailbox(mailbox) !== undefined) throw new StoreRefusal('exists', `there is a mailbox ${mailbox} already`);
    // Seconds since the epoch, as Dovecot; never one that was given before.
    const uidValidity = Math.max(Math.floor(this.#world.now() / 1000), this.#account.lastUidValidity + 1);
    this.#commit([{ type: 'mailbox-created', user: this.#user, mailbox, uidValidity }]);
  }

  deleteMailbox(mailbox: string): void {
    const uids = this.#expect(mailbox).mails.map(({ uid }) => uid);
    const removed: WorldChange = { type: 'mailbox-removed', user: this.#user, mailbox };
    // The mails go first, so that the learner's quota is freed.
    this.#commit(uids.length > 0 ? [{ type: 'mails-removed', user: this.#user, mailbox, uids }, removed] : [removed]);
  }

  renameMailboxes(renamings: readonly (readonly [from: string, to: string])[]): void {
    this.#commit(renamings.map(([mailbox, to]) => ({ type: 'mailbox-renamed', user: this.#user, mailbox, to })));
  }

  setSubscribed(mailbox: string, isSubscribed: boolean): void {
    this.#commit([{ type: 'subscription-set', user: this.#user, mailbox, isSubscribed }]);
  }

  append(mailbox: string, mails: readonly NewMail[]): readonly number[] {
    const first = this.#expect(mailbox).uidNext;
    this.#expectRoom(mails);
    this.#commit(mails.map((mail, i) => ({ type: 'mail-added', user: this.#user, mailbox, uid: first + i, ...mail })));
    return mails.map((_, i) => first + i);
  }

  /** What is added must fit into the account's quota. */
  #expectRoom(mails: readonly { readonly body: Uint8Array }[]): void {
    const { quota } = this;
    if (quota === undefined) return;
    const bytes = mails.reduce((sum, { body }) => sum + body.length, quota.usedBytes);
    if (bytes > quota.limitBytes) {
      throw new StoreRefusal('quota', `${this.#user} may have ${quota.limitBytes} bytes, and would have ${bytes}`);
    }
  }

  #copy(mailbox: string, uids: readonly number[], to: string, then: readonly WorldChange[]): readonly number[] {
    const from = this.#expect(mailbox);
    const firstUid = this.#expect(to).uidNext;
    const mails = uids.map((uid) => from.find(uid)).filter((mail) => mail !== undefined);
    // MOVE takes away what it adds.
    if (then.length === 0) this.#expectRoom(mails);
    const present = mails.map(({ uid }) => uid);
    this.#commit([{ type: 'mails-copied', user: this.#user, mailbox, uids: present, to, firstUid }, ...then]);
    return present.map((_, i) => firstUid + i);
  }

  #expect(name: string): Mailbox {
    const mailbox = this.#account.mailboxes.get(name);
    if (mailbox === undefined) throw new StoreRefusal('missing', `${this.#user} has no mailbox ${name}`);
    return mailbox;
  }

  #commit(changes: readonly WorldChange[]): void {
    try {
      this.#world.commit(changes);
    } catch (failure) {
      if (!(failure instanceof WorldFailure)) throw failure;
      throw new StoreRefusal(failure.kind === 'quota' ? 'quota' : 'missing', failure.message);
    }
  }
}
