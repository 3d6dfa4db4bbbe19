/** Into the selected state and out of it: SELECT, EXAMINE, CLOSE, UNSELECT, CHECK, EXPUNGE (RFC 3501 §6.3, §6.4; RFC 3691). */
import { astring, type Argument } from './arguments.ts';
import { expectMailboxName } from './mailbox-names.ts';
import { ArgumentMistake, expectSelected } from './mistakes.ts';
import { parseSequenceSet } from './sequence-set.ts';
import { changeWorld, type Command, type Completion, expectMailbox, type LoggedIn } from './session.ts';
import { MailboxView } from './view.ts';

/** RFC 3501 §6.3.1 (SELECT) and §6.3.2 (EXAMINE). */
export function select(session: LoggedIn, { args, verb }: Command): Completion {
  const given = astring(args[0]);
  if (given === undefined) throw new ArgumentMistake('Invalid arguments');
  if (session.view !== undefined) {
    // Even where the new one can't be had (RFC 3501 §6.3.1); RFC 7162 §3.2.11 has the code.
    session.view = undefined;
    session.savedUids = [];
    session.write('* OK [CLOSED] Previous mailbox closed.');
  }
  const parameters = args[1];
  if (parameters?.kind === 'list' && parameters.items.length > 0) throw new ArgumentMistake('Unknown FETCH modifier');
  const name = expectMailboxName(given);
  const mailbox = expectMailbox(session, name);
  const isReadOnly = verb === 'EXAMINE';
  const view = new MailboxView(session.account, name, mailbox, isReadOnly);
  session.view = view;
  session.write(`* FLAGS ${view.flagsList}`);
  session.write(view.permanentFlags);
  session.write(`* ${view.size} EXISTS`);
  session.write(`* ${view.recentCount} RECENT`);
  const unseen = mailbox.mails.findIndex((mail) => !mail.flags.includes('\\Seen'));
  if (unseen >= 0) session.write(`* OK [UNSEEN ${unseen + 1}] First unseen.`);
  session.write(`* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs valid`);
  session.write(`* OK [UIDNEXT ${mailbox.uidNext}] Predicted next UID`);
  return { text: isReadOnly ? '[READ-ONLY] Examine completed' : '[READ-WRITE] Select completed', sync: 'none' };
}

/** RFC 3501 §6.4.2: what is \Deleted goes, and nobody is told. */
export function close(session: LoggedIn): Completion {
  const view = expectSelected(session.view);
  if (!view.isReadOnly) expunge(session, view, () => true);
  session.view = undefined;
  return { text: 'Close completed' };
}

/** RFC 3691 §2 */
export function unselect(session: LoggedIn): Completion {
  expectSelected(session.view);
  session.view = undefined;
  return { text: 'Unselect completed' };
}

/** RFC 3501 §6.4.1 */
export function check(session: LoggedIn): Completion {
  expectSelected(session.view);
  return { text: 'Check completed' };
}

/** RFC 3501 §6.4.3, and UID EXPUNGE of RFC 4315 §2.1. */
export function expungeCommand(session: LoggedIn, { args, isUid }: Command): Completion {
  const view = expectSelected(session.view);
  const named = isUid ? expectUids(args, view) : undefined;
  if (!view.isReadOnly) expunge(session, view, (uid) => named === undefined || named.has(uid));
  return { text: 'Expunge completed' };
}

function expectUids(args: readonly Argument[], view: MailboxView): ReadonlySet<number> {
  const text = astring(args[0]);
  if (text === undefined) throw new ArgumentMistake('Invalid arguments');
  const set = parseSequenceSet(text);
  if (set === undefined) throw new ArgumentMistake('Invalid uidset');
  return new Set(view.select(set, true)?.map(({ uid }) => uid));
}

/** Only what this client knows of goes: a mail that arrived \Deleted a moment ago stays. */
function expunge(session: LoggedIn, view: MailboxView, isMeant: (uid: number) => boolean): void {
  const uids = view
    .all()
    .map(({ uid }) => uid)
    .filter((uid) => isMeant(uid) && view.mail(uid)?.flags.includes('\\Deleted') === true);
  if (uids.length > 0) changeWorld(() => session.account.selected.remove(view.name, uids));
}
