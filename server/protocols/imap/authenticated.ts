/** Commands of the authenticated state that make, remove, rename and subscribe mailboxes (RFC 3501 §6.3). */
import { expectStrings } from './arguments.ts';
import { expectEncodedName, expectMailboxName, expectNewMailboxName, SEPARATOR } from './mailbox-names.ts';
import { Refusal } from './mistakes.ts';
import { changeWorld, type Command, type Completion, expectMailbox, type LoggedIn, readable } from './session.ts';

/** RFC 3501 §6.3.3 */
export function create(session: LoggedIn, { args }: Command): Completion {
  const [given = ''] = expectStrings(args, 1);
  if (given === SEPARATOR) throw new Refusal('[CANNOT] Invalid mailbox name: Name is empty');
  // A delimiter at the end only says that names below it will follow.
  const name = expectNewMailboxName(given.endsWith(SEPARATOR) ? given.slice(0, -1) : given);
  if (session.account.mailbox(name) !== undefined) throw new Refusal('[ALREADYEXISTS] Mailbox already exists');
  changeWorld(() => session.account.createMailbox(name));
  return { text: 'Create completed' };
}

/** RFC 3501 §6.3.4 */
export function remove(session: LoggedIn, { args }: Command): Completion {
  const [given = ''] = expectStrings(args, 1);
  if (given === '') throw new Refusal("[CANNOT] Storage root can't be deleted.");
  const name = expectMailboxName(given);
  if (name === 'INBOX') throw new Refusal("INBOX can't be deleted.");
  expectMailbox(session, name, '[NONEXISTENT] ');
  const isSelected = session.view?.name === name;
  if (isSelected) session.view = undefined;
  changeWorld(() => session.account.deleteMailbox(name));
  const text = 'Delete completed';
  return isSelected ? { text, bye: 'Selected mailbox was deleted, have to disconnect.' } : { text };
}

/** RFC 3501 §6.3.5; what lies below the mailbox goes with it. */
export function rename(session: LoggedIn, { args }: Command): Completion {
  const [givenFrom = '', givenTo = ''] = expectStrings(args, 2);
  const from = expectMailboxName(givenFrom);
  const to = expectNewMailboxName(givenTo);
  const { account, view } = session;
  const affected = account.mailboxNames().filter((name) => name === from || name.startsWith(from + SEPARATOR));
  if (affected.length === 0) throw new Refusal(`[NONEXISTENT] Mailbox doesn't exist: ${readable(from)}`);
  if (from === to) throw new Refusal("[ALREADYEXISTS] Can't rename mailbox to itself.");
  // Deviates from RFC 3501 §6.3.5, which moves INBOX's mails, because Dovecot on Maildir does not offer it.
  if (from === 'INBOX') throw new Refusal("[CANNOT] Renaming INBOX isn't supported.");
  if (to.startsWith(from + SEPARATOR)) throw new Refusal("[CANNOT] Can't rename mailbox under itself.");
  const renamings = affected.map((name) => [name, to + name.slice(from.length)] as const);
  // Deviates from Dovecot, which leaves what lies below where it was, because RFC 3501 §6.3.5 has all renamed or none.
  if (renamings.some(([, name]) => account.mailbox(name) !== undefined) || account.mailbox(to) !== undefined) {
    throw new Refusal('[ALREADYEXISTS] Target mailbox already exists');
  }
  changeWorld(() => account.renameMailboxes(renamings));
  const followed = renamings.find(([name]) => name === view?.name);
  if (followed !== undefined) view?.rename(followed[1]);
  return { text: 'Rename completed' };
}

/** RFC 3501 §6.3.6 */
export function subscribe(session: LoggedIn, { args }: Command): Completion {
  const [given = ''] = expectStrings(args, 1);
  const name = expectEncodedName(given);
  expectMailbox(session, name);
  changeWorld(() => session.account.setSubscribed(name, true));
  return { text: 'Subscribe completed' };
}

/** RFC 3501 §6.3.7; a mailbox that is gone can still be unsubscribed. */
export function unsubscribe(session: LoggedIn, { args }: Command): Completion {
  const [given = ''] = expectStrings(args, 1);
  const name = expectMailboxName(given);
  if (session.account.subscriptions().has(name)) changeWorld(() => session.account.setSubscribed(name, false));
  return { text: 'Unsubscribe completed' };
}

/** RFC 2342 §5 */
export function namespace(session: LoggedIn): Completion {
  session.write(`* NAMESPACE (("" "${SEPARATOR}")) NIL NIL`);
  return { text: 'Namespace completed' };
}
