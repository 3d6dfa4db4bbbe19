/**
 * The World: one learner's private internet in memory. It changes only by `commit`, which hands the changes to the
 * journal first and applies them then; `apply` never calls an engine. Long because every way to make or change a world
 * (seed, snapshot, commit, fold) stands here, over the same private state.
 */
import type { AccountDefinition, HostDefinition, WorldSeed } from '../../labs/world.ts';
import { type WorldChange, WorldFailure } from './change.ts';
import { type FileMetadata, FileTree, parentOf } from './files.ts';
import { type Mail, Mailbox, type Together } from './mailbox.ts';
import { Names } from './names.ts';
import type { BodyInTheMaking } from '../protocols/file-body.ts';
import { Pieces } from '../protocols/pieces.ts';
import type { QueuedMessage } from '../protocols/smtp/store.ts';
import { bodyNamer, bodyOf, type WorldSnapshot } from './snapshot.ts';

export interface WorldLimits {
  /** Bytes that a learner may add to the seed's, mails and files together. */
  readonly addedBytes: number;
  /** Mails, mailboxes, files and directories together. */
  readonly items: number;
}

/** What all learners of a process have added together. */
export interface Pool {
  readonly freeBytes: number;
  /** Counts bytes as used, or (negative) as given back. */
  use(bytes: number): void;
}

export interface WorldSurroundings {
  /** The world's time, milliseconds since the epoch. */
  readonly now: () => number;
  /** Keeps the changes, all or none; called before they are applied. */
  readonly record: (changes: readonly WorldChange[]) => void;
  readonly limits: WorldLimits;
  /** Without it, this world is bounded by its own limits alone. */
  readonly pool?: Pool;
  /** Where a file's bytes are gathered as they come; in memory without it. */
  readonly gather?: () => BodyInTheMaking;
}

/** An account's mail: mailboxes by their name as IMAP writes it, INBOX in upper case. */
export class Account {
  readonly definition: AccountDefinition;
  readonly mailboxes = new Map<string, Mailbox>();
  readonly subscriptions = new Set<string>();
  /** The highest uidValidity ever given, so that a mailbox made again gets a new one. */
  lastUidValidity = 0;

  constructor(definition: AccountDefinition) {
    this.definition = definition;
  }

  /** What its mailboxes hold together, in bytes. */
  sizeBytes(): number {
    let bytes = 0;
    for (const { mails } of this.mailboxes.values()) for (const { body } of mails) bytes += body.length;
    return bytes;
  }
}

export class World {
  readonly seed: WorldSeed;
  /** The world's DNS. */
  readonly names: Names;
  readonly #surroundings: WorldSurroundings;
  readonly #accounts = new Map<string, Account>();
  readonly #files = new Map<string, FileTree>();
  /** By host and id, in the order of arrival. */
  readonly #queues = new Map<string, Map<string, QueuedMessage>>();
  /** By host and key. */
  readonly #notes = new Map<string, Map<string, number>>();
  readonly #listeners = new Set<() => void>();
  #addedBytes = 0;
  #items = 0;
  #revision = 0;

  /** @param snapshot the world as it was when the log was cut; without it, the world as the seed has it */
  constructor(seed: WorldSeed, surroundings: WorldSurroundings, snapshot?: WorldSnapshot) {
    this.seed = seed;
    this.#surroundings = surroundings;
    for (const definition of seed.world.accounts) this.#accounts.set(definition.user, accountOf(definition, seed));
    this.names = new Names(seed.world);
    for (const host of seed.world.hosts) this.#files.set(host.name, treeOf(host, seed));
    if (snapshot !== undefined) this.#restore(snapshot);
  }

  /** The world's time, milliseconds since the epoch. */
  now(): number {
    return this.#surroundings.now();
  }

  /** Grows with each commit. */
  get revision(): number {
    return this.#revision;
  }

  /** How many bytes the learner may still add. */
  get freeBytes(): number {
    const { limits, pool } = this.#surroundings;
    return Math.max(0, Math.min(limits.addedBytes - this.#addedBytes, pool?.freeBytes ?? Infinity));
  }

  /** Where the bytes of a new file are gathered. */
  gather(): BodyInTheMaking {
    return this.#surroundings.gather?.() ?? new Pieces();
  }

  /** How many mails, mailboxes, files and directories the learner may still add. */
  get freeItems(): number {
    return Math.max(0, this.#surroundings.limits.items - this.#items);
  }

  account(user: string): Account | undefined {
    return this.#accounts.get(user);
  }

  /** The account that a host knows by this name, in any case, as mail systems take names. */
  accountAt(host: string, name: string): Account | undefined {
    const wanted = name.toLowerCase();
    const isKnown = ({ user, hosts }: AccountDefinition): boolean =>
      user.toLowerCase() === wanted && (hosts === undefined || hosts.includes(host));
    const definition = this.seed.world.accounts.find(isKnown);
    return definition === undefined ? undefined : this.#accounts.get(definition.user);
  }

  /** What a host has taken and must hand on, in the order of arrival. */
  queue(host: string): readonly QueuedMessage[] {
    return [...(this.#queues.get(host)?.values() ?? [])];
  }

  /** What a host remembers under a key. */
  note(host: string, key: string): number | undefined {
    return this.#notes.get(host)?.get(key);
  }

  queued(host: string, id: string): QueuedMessage | undefined {
    return this.#queues.get(host)?.get(id);
  }

  /** The host of a name, alias or address. Names in any case (RFC 1035 §2.3.3). */
  host(nameOrAddress: string): HostDefinition | undefined {
    const wanted = nameOrAddress.toLowerCase().replace(/\.$/, '');
    return this.seed.world.hosts.find(
      (host) =>
        host.address === wanted ||
        host.name.toLowerCase() === wanted ||
        host.aliases.some((alias) => alias.toLowerCase() === wanted),
    );
  }

  /** The file tree of a host, by the host's own name. */
  files(host: string): FileTree {
    const tree = this.#files.get(host);
    if (tree === undefined) throw new Error(`the world has no host ${host}`);
    return tree;
  }

  /** Calls the listener after each commit, before `commit` returns. It must only take note: no engine may be called from it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Makes the changes, all or none: they are in the journal when this returns.
   * @throws WorldFailure `quota` where they would exceed the learner's limits
   */
  commit(changes: readonly WorldChange[]): void {
    const { limits } = this.#surroundings;
    let bytes = 0;
    let items = 0;
    for (const change of changes) {
      bytes += bytesAdded(change, this);
      items += itemsAdded(change, this);
    }
    if (bytes > 0 && bytes > this.freeBytes) {
      throw new WorldFailure('quota', `At most ${this.freeBytes} bytes more may be added to this world`);
    }
    if (items > 0 && this.#items + items > limits.items) {
      throw new WorldFailure('quota', `At most ${limits.items} mails and files may be added to this world`);
    }
    this.#surroundings.record(changes);
    this.apply(changes);
    for (const listener of this.#listeners) listener();
  }

  /** Applies changes that are in the journal already: the fold. */
  apply(changes: readonly WorldChange[]): void {
    const together: Together = {};
    for (const change of changes) {
      this.#use(bytesAdded(change, this));
      this.#items += itemsAdded(change, this);
      this.#applyOne(change, together);
    }
    this.#revision++;
  }

  /** The world leaves memory: what it added is no longer counted in the pool. */
  leave(): void {
    this.#use(-this.#addedBytes);
  }

  #use(bytes: number): void {
    this.#addedBytes += bytes;
    this.#surroundings.pool?.use(bytes);
  }

  /** The world as it is now. */
  snapshot(): WorldSnapshot {
    const nameBody = bodyNamer(this.seed);
    const accounts = [...this.#accounts].map(([user, account]) => ({
      user,
      lastUidValidity: account.lastUidValidity,
      subscriptions: [...account.subscriptions],
      mailboxes: [...account.mailboxes.values()].map((mailbox) => ({
        name: mailbox.name,
        uidValidity: mailbox.uidValidity,
        ...(mailbox.specialUse !== undefined && { specialUse: mailbox.specialUse }),
        counters: mailbox.counters(),
        mails: mailbox.mails.map((mail) => ({ ...mail, body: nameBody(mail.body) })),
      })),
    }));
    const hosts = [...this.#files].map(([name, tree]) => ({
      name,
      entries: [...tree.walk()].map(([path, node]) => ({
        path,
        metadata: node.metadata,
        ...(node.kind === 'file' && { body: nameBody(node.body) }),
        ...(node.kind === 'link' && { target: node.target }),
      })),
    }));
    const queues = [...this.#queues].map(([host, queue]) => ({ host, messages: [...queue.values()] }));
    const notes = [...this.#notes].map(([host, kept]) => ({ host, kept: [...kept] }));
    return { accounts, hosts, queues, notes, addedBytes: this.#addedBytes, items: this.#items };
  }

  #restore(snapshot: WorldSnapshot): void {
    this.#use(snapshot.addedBytes);
    this.#items = snapshot.items;
    for (const kept of snapshot.accounts) {
      const account = this.#account(kept.user);
      account.lastUidValidity = kept.lastUidValidity;
      account.subscriptions.clear();
      for (const name of kept.subscriptions) account.subscriptions.add(name);
      account.mailboxes.clear();
      for (const described of kept.mailboxes) {
        const mailbox = new Mailbox({ ...described, uidNext: described.counters.uidNext });
        const mails = described.mails.map((mail) => ({ ...mail, body: bodyOf(this.seed, mail.body) }));
        mailbox.restore(mails, described.counters);
        account.mailboxes.set(described.name, mailbox);
      }
    }
    for (const { name, entries } of snapshot.hosts) {
      const tree = new FileTree();
      for (const { path, metadata, body, target } of entries) {
        if (target !== undefined) tree.link(path, target, metadata);
        else if (body === undefined) tree.makeDirectory(path, metadata);
        else tree.write(path, bodyOf(this.seed, body), metadata);
      }
      // Making what is in a directory touched it: set the dates last.
      for (const { path, metadata } of entries) tree.change(path, metadata);
      this.#files.set(name, tree);
    }
    for (const { host, messages } of snapshot.queues) {
      this.#queues.set(host, new Map(messages.map((message) => [message.id, message])));
    }
    for (const { host, kept } of snapshot.notes) this.#notes.set(host, new Map(kept));
  }

  #applyOne(change: WorldChange, together: Together): void {
    switch (change.type) {
      case 'mail-added':
        this.#mailbox(change.user, change.mailbox).add(mailOf(change), together);
        return;
      case 'mails-copied': {
        const from = this.#mailbox(change.user, change.mailbox);
        const to = this.#mailbox(change.user, change.to);
        let uid = change.firstUid;
        for (const source of change.uids) {
          const mail = from.find(source);
          if (mail !== undefined) to.add({ ...mail, uid: uid++ }, together);
        }
        return;
      }
      case 'flags-set': {
        const mailbox = this.#mailbox(change.user, change.mailbox);
        for (const [uid, flags] of change.flags) mailbox.setFlags(uid, flags, together);
        return;
      }
      case 'mails-removed':
        this.#mailbox(change.user, change.mailbox).remove(change.uids, together);
        return;
      case 'recent-claimed':
        this.#mailbox(change.user, change.mailbox).claimRecent(change.below);
        return;
      case 'mod-sequences-tracked':
        this.#mailbox(change.user, change.mailbox).trackModSeqs();
        return;
      case 'mailbox-created': {
        const account = this.#account(change.user);
        const { mailbox: name, uidValidity } = change;
        account.mailboxes.set(name, new Mailbox({ name, uidValidity, uidNext: 1 }));
        account.lastUidValidity = Math.max(account.lastUidValidity, uidValidity);
        return;
      }
      case 'mailbox-removed':
        this.#account(change.user).mailboxes.delete(change.mailbox);
        return;
      case 'mailbox-renamed': {
        const { mailboxes } = this.#account(change.user);
        const mailbox = this.#mailbox(change.user, change.mailbox);
        mailboxes.delete(change.mailbox);
        mailbox.rename(change.to);
        mailboxes.set(change.to, mailbox);
        return;
      }
      case 'subscription-set': {
        const { subscriptions } = this.#account(change.user);
        if (change.isSubscribed) subscriptions.add(change.mailbox);
        else subscriptions.delete(change.mailbox);
        return;
      }
      case 'mail-queued': {
        const queue = this.#queues.get(change.host) ?? new Map<string, QueuedMessage>();
        this.#queues.set(change.host, queue.set(change.message.id, change.message));
        return;
      }
      case 'queue-updated': {
        const { host, id, recipients, attempts, nextAttempt } = change;
        const message = this.queued(host, id);
        if (message === undefined) return;
        this.#queues.get(host)?.set(id, { ...message, recipients, attempts, nextAttempt });
        return;
      }
      case 'mail-unqueued':
        this.#queues.get(change.host)?.delete(change.id);
        return;
      case 'noted': {
        const notes = this.#notes.get(change.host) ?? new Map<string, number>();
        this.#notes.set(change.host, notes.set(change.key, change.value));
        return;
      }
      case 'file-written':
        this.files(change.host).write(change.path, change.body, metadataOf(change));
        return;
      case 'directory-made':
        this.files(change.host).makeDirectory(change.path, metadataOf(change));
        return;
      case 'path-removed':
        this.files(change.host).remove(change.path);
        return;
      case 'path-renamed':
        this.files(change.host).rename(change.path, change.to);
        return;
      case 'mode-set':
        this.files(change.host).change(change.path, { mode: change.mode });
        return;
      case 'modified-set':
        this.files(change.host).change(change.path, { modified: change.modified });
        return;
      default:
        change satisfies never;
    }
  }

  #account(user: string): Account {
    const account = this.#accounts.get(user);
    if (account === undefined) throw new WorldFailure('missing', `the world has no account ${user}`);
    return account;
  }

  #mailbox(user: string, name: string): Mailbox {
    const mailbox = this.#account(user).mailboxes.get(name);
    if (mailbox === undefined) throw new WorldFailure('missing', `${user} has no mailbox ${name}`);
    return mailbox;
  }
}

function metadataOf({ modified, mode, owner, group }: FileMetadata): FileMetadata {
  return { modified, mode, owner, group };
}

function bytesAdded(change: WorldChange, world: World): number {
  switch (change.type) {
    case 'mail-added':
      return change.body.length;
    case 'mails-removed': {
      const mailbox = world.account(change.user)?.mailboxes.get(change.mailbox);
      return -change.uids.reduce((sum, uid) => sum + (mailbox?.find(uid)?.body.length ?? 0), 0);
    }
    case 'mail-queued':
      return change.message.message.length - (world.queued(change.host, change.message.id)?.message.length ?? 0);
    case 'mail-unqueued':
      return -(world.queued(change.host, change.id)?.message.length ?? 0);
    case 'file-written': {
      const before = world.files(change.host).find(change.path);
      return change.body.length - (before?.kind === 'file' ? before.body.length : 0);
    }
    case 'path-removed': {
      const before = world.files(change.host).find(change.path);
      return before?.kind === 'file' ? -before.body.length : 0;
    }
    default:
      return 0;
  }
}

function itemsAdded(change: WorldChange, world: World): number {
  switch (change.type) {
    case 'mail-added':
    case 'mailbox-created':
    case 'directory-made':
      return 1;
    case 'file-written':
      return world.files(change.host).find(change.path) === undefined ? 1 : 0;
    case 'mail-queued':
      return world.queued(change.host, change.message.id) === undefined ? 1 : 0;
    case 'mail-unqueued':
      return world.queued(change.host, change.id) === undefined ? 0 : -1;
    case 'noted':
      return world.note(change.host, change.key) === undefined ? 1 : 0;
    case 'mails-copied':
      return change.uids.length;
    case 'mails-removed':
      return -change.uids.length;
    case 'subscription-set':
      // A name stays subscribed when its mailbox goes, so it counts for itself.
      return (
        Number(change.isSubscribed) - Number(world.account(change.user)?.subscriptions.has(change.mailbox) ?? false)
      );
    case 'mailbox-removed':
    case 'path-removed':
      return -1;
    default:
      return 0;
  }
}

function accountOf(definition: AccountDefinition, seed: WorldSeed): Account {
  const account = new Account(definition);
  for (const described of definition.mailboxes) {
    const mailbox = new Mailbox(described);
    // As a server that finds the mails there has it: all came together, their keywords were read right after.
    const found: Together = {};
    const withKeywords: Together = {};
    for (const { uid, flags, internalDate, source } of described.messages) {
      mailbox.add({ uid, flags: flags.filter(isSystemFlag), internalDate, body: sourceOf(seed, source) }, found);
    }
    for (const { uid, flags } of described.messages) {
      if (!flags.every(isSystemFlag)) mailbox.setFlags(uid, flags, withKeywords);
    }
    account.mailboxes.set(described.name, mailbox);
    if (described.isSubscribed) account.subscriptions.add(described.name);
    account.lastUidValidity = Math.max(account.lastUidValidity, described.uidValidity);
  }
  return account;
}

function isSystemFlag(flag: string): boolean {
  return flag.startsWith('\\');
}

function mailOf({ uid, flags, internalDate, body }: WorldChange & { type: 'mail-added' }): Omit<Mail, 'modSeq'> {
  return { uid, flags, internalDate, body };
}

function treeOf(host: HostDefinition, seed: WorldSeed): FileTree {
  const tree = new FileTree();
  for (const file of host.files) {
    const metadata = { modified: file.modified, mode: file.mode, owner: file.owner, group: file.group };
    const above = { modified: file.modified, mode: 0o755, owner: 0, group: 0 };
    if (file.path.endsWith('/')) {
      tree.makeDirectories(parentOf(file.path), above);
      if (tree.find(file.path) === undefined) tree.makeDirectory(file.path, metadata);
      tree.change(file.path, metadata);
      continue;
    }
    tree.makeDirectories(parentOf(file.path), above);
    if (file.link !== undefined) {
      tree.link(file.path, file.link, metadata);
      continue;
    }
    const body = file.text === undefined ? sourceOf(seed, file.source ?? '') : new TextEncoder().encode(file.text);
    tree.write(file.path, body, metadata);
  }
  return tree;
}

function sourceOf(seed: WorldSeed, name: string): Uint8Array {
  const source = seed.sources.get(name);
  if (source === undefined) throw new Error(`the world's seed lacks ${name}`);
  return source;
}
