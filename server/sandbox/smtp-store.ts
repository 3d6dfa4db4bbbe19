/** SMTP's store: accounts and aliases of a world as recipients, its INBOXes as where mail is delivered. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import type { Delivery, Route, SmtpStore } from '../protocols/smtp/store.ts';
import { type WorldChange, WorldFailure } from './change.ts';
import type { Account, World } from './world.ts';

/**
 * Settings of the service: `aliases`, as in /etc/aliases but with `;` between entries, local parts of this host only:
 * `staff: strategos, archimedes; noreply: :fail: this mailbox is not read; slow: :defer: come back later`.
 */
export function smtpStore(world: World, _host: HostDefinition, service: ServiceDefinition): SmtpStore {
  const aliases = aliasesOf(service.settings['aliases']);
  return {
    route: (localPart) => routeOf(world, aliases, localPart.toLowerCase()),
    authenticate: (user, password) => {
      const account = findAccount(world, user);
      return account !== undefined && password !== '' && account.definition.password === password;
    },
    deliver: (deliveries) => deliver(world, deliveries),
  };
}

function aliasesOf(setting: boolean | number | string | undefined): ReadonlyMap<string, string> {
  const entries = typeof setting === 'string' ? setting.split(';') : [];
  return new Map(
    entries.flatMap((entry) => {
      const colon = entry.indexOf(':');
      const name = entry.slice(0, colon).trim().toLowerCase();
      return colon < 0 || name === '' ? [] : [[name, entry.slice(colon + 1).trim()] as const];
    }),
  );
}

function routeOf(world: World, aliases: ReadonlyMap<string, string>, localPart: string): Route {
  const alias = aliases.get(localPart);
  if (alias !== undefined) return aliasRoute(world, alias);
  // `user+anything` is the user's, too.
  const account = findAccount(world, localPart) ?? findAccount(world, localPart.replace(/\+.*$/s, ''));
  if (account !== undefined) return { type: 'users', users: [account.definition.user] };
  const first = world.seed.world.accounts[0]?.user;
  // RFC 5321 §4.5.1: postmaster is always there; where nobody was named, it is the first account's.
  if (localPart === 'postmaster' && first !== undefined) return { type: 'users', users: [first] };
  return { type: 'refused', text: 'Unknown user' };
}

function aliasRoute(world: World, alias: string): Route {
  const [, special, text = ''] = /^:(fail|defer):\s*(.*)$/s.exec(alias) ?? [];
  if (special === 'fail') return { type: 'refused', text };
  if (special === 'defer') return { type: 'deferred', text };
  const users = alias.split(',').flatMap((name) => findAccount(world, name.trim())?.definition.user ?? []);
  return users.length > 0 ? { type: 'users', users } : { type: 'refused', text: 'Unknown user' };
}

/** User names in any case, as mail systems take them. */
function findAccount(world: World, name: string): Account | undefined {
  const exact = world.account(name);
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  const user = world.seed.world.accounts.find((account) => account.user.toLowerCase() === wanted)?.user;
  return user === undefined ? undefined : world.account(user);
}

function deliver(world: World, deliveries: readonly Delivery[]): 'delivered' | 'full' {
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
    changes.push({
      type: 'mail-added',
      user,
      mailbox: 'INBOX',
      uid,
      flags: [],
      internalDate: world.now(),
      body: message,
    });
  }
  try {
    world.commit(changes);
    return 'delivered';
  } catch (failure) {
    if (failure instanceof WorldFailure && failure.kind === 'quota') return 'full';
    throw failure;
  }
}
