/** SMTP's store: accounts and aliases of a world as recipients, its INBOXes as where mail is delivered. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import { smtpSettings } from '../protocols/smtp/settings.ts';
import type { Delivery, Route, SmtpStore } from '../protocols/smtp/store.ts';
import { type WorldChange, WorldFailure } from './change.ts';
import type { World } from './world.ts';

/** An alias may name users of this host only. */
export function smtpStore(world: World, host: HostDefinition, service: ServiceDefinition): SmtpStore {
  const aliases = aliasesOf(service);
  const conversations = conversationsOf(world, service);
  return {
    begin: (remoteHost) => {
      conversations.set(remoteHost, (conversations.get(remoteHost) ?? 0) + 1);
      const all = [...conversations.values()].reduce((sum, count) => sum + count, 0);
      return { all, withHost: conversations.get(remoteHost) ?? 0 };
    },
    end: (remoteHost) => {
      const left = (conversations.get(remoteHost) ?? 1) - 1;
      if (left > 0) conversations.set(remoteHost, left);
      else conversations.delete(remoteHost);
    },
    route: (localPart) => routeOf({ world, host, aliases }, localPart.toLowerCase()),
    hasQuota: (user) => world.account(user)?.definition.quotaBytes !== undefined,
    isFull: (user, sizeBytes) => isFull(world, user, sizeBytes),
    authenticate: (user, password) => {
      const account = world.accountAt(host.name, user);
      return account !== undefined && password !== '' && account.definition.password === password;
    },
    deliver: (deliveries, queued) =>
      commit(world, [
        ...deliveryChanges(world, deliveries),
        ...(queued === undefined ? [] : [{ type: 'mail-queued', host: host.name, message: queued } as const]),
      ])
        ? 'delivered'
        : 'full',
    note: (key) => world.note(host.name, key),
    setNote: (key, value) => (commit(world, [{ type: 'noted', host: host.name, key, value }]) ? 'noted' : 'full'),
    get queue() {
      return world.queue(host.name);
    },
    hurry: () => {
      const now = world.now();
      const waiting = world.queue(host.name).filter(({ nextAttempt }) => nextAttempt > now);
      const changes = waiting.map(
        ({ id, recipients, attempts }) =>
          ({ type: 'queue-updated', host: host.name, id, recipients, attempts, nextAttempt: now }) as const,
      );
      if (changes.length > 0) world.commit(changes);
    },
    settle: ({ id, left, deliveries, queued }) =>
      commit(world, [
        left === undefined
          ? { type: 'mail-unqueued', host: host.name, id }
          : { type: 'queue-updated', host: host.name, id, ...left },
        ...deliveryChanges(world, deliveries),
        ...queued.map((message) => ({ type: 'mail-queued', host: host.name, message }) as const),
      ])
        ? 'settled'
        : 'full',
    exchangersOf: (domain) => world.names.exchangersOf(domain),
    addressOf: (name) => world.names.addressOf(name),
  };
}

const knownAliases = new WeakMap<ServiceDefinition, ReadonlyMap<string, string>>();

/** By local part in lower case. */
function aliasesOf(service: ServiceDefinition): ReadonlyMap<string, string> {
  let known = knownAliases.get(service);
  if (known === undefined) {
    const { aliases } = smtpSettings(service);
    known = new Map(Object.entries(aliases).map(([name, to]) => [name.toLowerCase(), [to].flat().join(', ')] as const));
    knownAliases.set(service, known);
  }
  return known;
}

/** Conversations that are going on, by the client's host; worlds of one seed have theirs apart, and a log keeps none. */
const conversations = new WeakMap<World, WeakMap<ServiceDefinition, Map<string, number>>>();

function conversationsOf(world: World, service: ServiceDefinition): Map<string, number> {
  const ofWorld = conversations.get(world) ?? new WeakMap<ServiceDefinition, Map<string, number>>();
  conversations.set(world, ofWorld);
  const ofService = ofWorld.get(service) ?? new Map<string, number>();
  ofWorld.set(service, ofService);
  return ofService;
}

interface Place {
  readonly world: World;
  readonly host: HostDefinition;
  readonly aliases: ReadonlyMap<string, string>;
}

function routeOf({ world, host, aliases }: Place, localPart: string): Route {
  const find = (name: string): string | undefined => world.accountAt(host.name, name)?.definition.user;
  const alias = aliases.get(localPart);
  if (alias !== undefined) return aliasRoute(find, alias);
  // `user+anything` is the user's, too.
  const user = find(localPart) ?? find(localPart.replace(/\+.*$/s, ''));
  if (user !== undefined) return { type: 'users', users: [user] };
  const first = world.seed.world.accounts.find(({ user: name }) => find(name) === name)?.user;
  // RFC 5321 §4.5.1: postmaster is always there; where nobody was named, it is the first account's.
  if (localPart === 'postmaster' && first !== undefined) return { type: 'users', users: [first] };
  return { type: 'refused', text: 'Unknown user' };
}

function aliasRoute(find: (name: string) => string | undefined, alias: string): Route {
  const [, special, text = ''] = /^:(fail|defer):\s*(.*)$/s.exec(alias) ?? [];
  if (special === 'fail') return { type: 'refused', text };
  if (special === 'defer') return { type: 'deferred', text };
  const users = alias.split(',').flatMap((name) => find(name.trim()) ?? []);
  return users.length > 0 ? { type: 'users', users } : { type: 'refused', text: 'Unknown user' };
}

function isFull(world: World, user: string, sizeBytes: number): boolean {
  const account = world.account(user);
  const { quotaBytes } = account?.definition ?? {};
  return account !== undefined && quotaBytes !== undefined && account.sizeBytes() + sizeBytes > quotaBytes;
}

function deliveryChanges(world: World, deliveries: readonly Delivery[]): WorldChange[] {
  const changes: WorldChange[] = [];
  const nextUids = new Map<string, number>();
  for (const { user, message } of deliveries) {
    const account = world.account(user);
    if (account === undefined) continue;
    const inbox = account.mailboxes.get('INBOX');
    let uid = nextUids.get(user);
    if (uid === undefined) {
      uid = inbox?.uidNext ?? 1;
      if (inbox === undefined) {
        changes.push({ type: 'mailbox-created', user, mailbox: 'INBOX', uidValidity: account.lastUidValidity + 1 });
      }
    }
    nextUids.set(user, uid + 1);
    const internalDate = world.now();
    changes.push({ type: 'mail-added', user, mailbox: 'INBOX', uid, flags: [], internalDate, body: message });
  }
  return changes;
}

/** Makes the changes, all or none; false where the world has no room for them. */
function commit(world: World, changes: readonly WorldChange[]): boolean {
  try {
    world.commit(changes);
    return true;
  } catch (failure) {
    if (failure instanceof WorldFailure && failure.kind === 'quota') return false;
    throw failure;
  }
}
