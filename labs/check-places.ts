/** Hosts, accounts and mailboxes that a check names and the lab's world lacks, and terminals that nobody opens. */
import type { Position } from './check-entry.ts';
import { nearestOf } from './nearest.ts';
import { shown } from './schema-problems.ts';
import type { World } from './world.ts';
import { HOLE } from './values.ts';

/** Every name and address by which something in the world is reached, in lower case. */
export function hostNamesOf({ hosts, names }: World): ReadonlySet<string> {
  const known = new Set<string>();
  const add = (name: string): unknown => known.add(name.toLowerCase());
  for (const { name, address, aliases } of hosts) [name, address, ...aliases].forEach(add);
  for (const record of names) {
    if (record.type === 'A' || record.type === 'CNAME' || record.type === 'MX') add(record.name);
    if (record.type === 'A') add(record.address);
  }
  return known;
}

export function addHostFault(host: string | undefined, { about, faults, path }: Position): void {
  const { world } = about;
  if (host === undefined || world === undefined || hasHole(host)) return;
  const known = hostNamesOf(world);
  if (known.has(host.toLowerCase().replace(/\.$/, ''))) return;
  const names = world.hosts.map(({ name }) => name);
  const near = nearestOf(host, known);
  faults.add(
    [...path, 'host'],
    `host: expected a host of the lab's world, one of ${names.join(', ')}; came ${shown(host)}.`,
    near === undefined ? 'Write one of these names, or add the host to the world.' : `Did you mean "${near}"?`,
  );
}

/** Whether the account is there. */
export function addAccountFault(account: string, { about, faults, path }: Position): void {
  const { world } = about;
  if (world === undefined || hasHole(account)) return;
  const users = world.accounts.map(({ user }) => user);
  if (users.includes(account)) return;
  const near = nearestOf(account, users);
  faults.add(
    [...path, 'account'],
    users.length === 0
      ? `account: expected the user of an account, and the lab's world has none; came ${shown(account)}.`
      : `account: expected an account of the lab's world, one of ${users.join(', ')}; came ${shown(account)}.`,
    near === undefined ? 'Write one that is there, or add the account to the world.' : `Did you mean "${near}"?`,
  );
}

/** A mailbox that the account lacks is one that the learner makes, if the lab's text speaks of it. */
export function addMailboxFault(
  key: 'mailbox' | 'name',
  { account, mailbox }: { readonly account: string; readonly mailbox: string },
  { about, faults, path }: Position,
): void {
  const { world, labText = '' } = about;
  if (world === undefined || hasHole(mailbox)) return;
  const owner = world.accounts.find(({ user }) => user === account);
  if (owner === undefined || mailbox.toUpperCase() === 'INBOX' || labText.includes(mailbox)) return;
  const names = owner.mailboxes.map(({ name }) => name);
  if (names.includes(mailbox)) return;
  const near = nearestOf(mailbox, names);
  faults.add(
    [...path, key],
    `${key}: expected a mailbox of ${account}, one of ${names.join(', ')}, or one that the lab's text names; came ${shown(mailbox)}.`,
    near === undefined
      ? 'Write one of these names, or say in the text that the learner makes it.'
      : `Did you mean "${near}"?`,
  );
}

export function addTerminalFault(terminal: string | undefined, { about, faults, path }: Position): void {
  const { terminals } = about;
  if (terminal === undefined || terminals === undefined || terminals.includes(terminal)) return;
  const near = nearestOf(terminal, terminals);
  faults.add(
    [...path, 'terminal'],
    `terminal: expected one of the lab's terminals, ${terminals.join(', ')}; came ${shown(terminal)}.`,
    near === undefined ? 'Write one of these, or add it to terminals in the front matter.' : `Did you mean "${near}"?`,
  );
}

function hasHole(text: string): boolean {
  return text.search(HOLE) >= 0;
}
