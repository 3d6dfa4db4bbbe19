/** LIST, LSUB and STATUS: what mailboxes there are, and how they stand (RFC 3501 §6.3.8, §6.3.9, §6.3.10). */
import { type Argument, astring, expectStrings } from './arguments.ts';
import { canonicalMailbox, expectMailboxName, levelsAbove, matchesPattern, SEPARATOR } from './mailbox-names.ts';
import { ArgumentMistake } from './mistakes.ts';
import { type Command, type Completion, expectMailbox, type LoggedIn } from './session.ts';
import type { StoredMailbox } from './store.ts';
import { writeAstring } from './strings.ts';

/** RFC 3501 §6.3.8 */
export function list(session: LoggedIn, { args }: Command): Completion {
  const pattern = patternOf(args);
  if (pattern === undefined) {
    session.write(`* LIST (\\Noselect) "${SEPARATOR}" ""`);
    return { text: 'List completed' };
  }
  const { account } = session;
  const names = new Set(account.mailboxNames());
  const parents = new Set([...names].flatMap(levelsAbove));
  for (const name of [...new Set([...names, ...parents])].sort()) {
    if (!matchesMailbox(pattern, name)) continue;
    // CHILDREN (RFC 3348) and SPECIAL-USE (RFC 6154 §2).
    const attributes = [
      ...(names.has(name) ? [] : ['\\Noselect']),
      parents.has(name) ? '\\HasChildren' : '\\HasNoChildren',
      account.mailbox(name)?.specialUse,
    ].filter((attribute) => attribute !== undefined);
    session.write(`* LIST (${attributes.join(' ')}) "${SEPARATOR}" ${writeAstring(name)}`);
  }
  return { text: 'List completed' };
}

/** RFC 3501 §6.3.9; a level above a subscribed mailbox that `%` meets is shown with \Noselect. */
export function lsub(session: LoggedIn, { args }: Command): Completion {
  const pattern = patternOf(args);
  if (pattern === undefined) {
    session.write(`* LSUB (\\Noselect) "${SEPARATOR}" ""`);
    return { text: 'Lsub completed' };
  }
  const subscribed = session.account.subscriptions();
  const names = new Set(subscribed);
  for (const name of subscribed) {
    if (!matchesMailbox(pattern, name)) for (const level of levelsAbove(name)) names.add(level);
  }
  for (const name of [...names].sort()) {
    if (!matchesMailbox(pattern, name)) continue;
    session.write(`* LSUB (${subscribed.has(name) ? '' : '\\Noselect'}) "${SEPARATOR}" ${writeAstring(name)}`);
  }
  return { text: 'Lsub completed' };
}

/** Reference and pattern as one; undefined where the client only asks for the delimiter. */
function patternOf(args: readonly Argument[]): string | undefined {
  const reference = astring(args[0]);
  if (reference === undefined) throw new ArgumentMistake('Invalid reference.');
  const pattern = astring(args[1]);
  if (pattern === undefined) throw new ArgumentMistake('Invalid pattern.');
  return pattern === '' ? undefined : (reference + pattern).slice(0, 1000);
}

function matchesMailbox(pattern: string, name: string): boolean {
  return matchesPattern(pattern, name) || (name === 'INBOX' && matchesPattern(pattern.toUpperCase(), name));
}

/** In the order in which Dovecot tells them. SIZE is RFC 8438. */
const STATUS_ITEMS = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'SIZE'] as const;

/** RFC 3501 §6.3.10 */
export function status(session: LoggedIn, { args }: Command): Completion {
  const [given = ''] = expectStrings(args, 1);
  if (args.length < 2) throw new ArgumentMistake('Missing arguments');
  const wanted = expectStatusItems(args[1]);
  const name = expectMailboxName(given);
  const mailbox = expectMailbox(session, name);
  const view = session.view?.name === name ? session.view : undefined;
  const recent = view?.recentCount ?? countRecent(mailbox);
  const values = STATUS_ITEMS.filter((item) => wanted.has(item)).map(
    (item) => `${item} ${statusValue(item, mailbox, recent)}`,
  );
  const written = canonicalMailbox(given) === 'INBOX' ? given : name;
  session.write(`* STATUS ${writeAstring(written)} (${values.join(' ')})`);
  return { text: view ? '[CLIENTBUG] Status on selected mailbox completed' : 'Status completed' };
}

function expectStatusItems(argument: Argument | undefined): ReadonlySet<string> {
  if (argument?.kind !== 'list') throw new ArgumentMistake('Invalid arguments');
  if (argument.items.length === 0) throw new ArgumentMistake('Empty status list');
  return new Set(
    argument.items.map((item) => {
      const name = (astring(item) ?? '').toUpperCase();
      if (item.kind !== 'atom') throw new ArgumentMistake('Status list contains non-atoms.');
      if (!STATUS_ITEMS.some((known) => known === name)) throw new ArgumentMistake(`Invalid status item ${name}`);
      return name;
    }),
  );
}

function statusValue(item: (typeof STATUS_ITEMS)[number], mailbox: StoredMailbox, recent: number): number {
  switch (item) {
    case 'MESSAGES':
      return mailbox.mails.length;
    case 'RECENT':
      return recent;
    case 'UIDNEXT':
      return mailbox.uidNext;
    case 'UIDVALIDITY':
      return mailbox.uidValidity;
    case 'UNSEEN':
      return mailbox.mails.filter((mail) => !mail.flags.includes('\\Seen')).length;
    case 'SIZE':
      return mailbox.mails.reduce((sum, mail) => sum + mail.body.length, 0);
  }
}

function countRecent({ mails, recentFrom }: StoredMailbox): number {
  return mails.filter((mail) => mail.uid >= recentFrom).length;
}
