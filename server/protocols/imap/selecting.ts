/** Into the selected state and out of it: SELECT, EXAMINE, CLOSE, UNSELECT, CHECK, EXPUNGE (RFC 3501 §6.3, §6.4; RFC 3691). */
import { astring, type Argument } from './arguments.ts';
import { expectMailboxName } from './mailbox-names.ts';
import { ArgumentMistake, expectSelected } from './mistakes.ts';
import { enableCondstore, trackModSeqs } from './condstore.ts';
import { writeFlags } from './flags.ts';
import { parseSelectParameters, type Resync } from './select-parameters.ts';
import { formatSequenceSet, intersect, parseSequenceSet } from './sequence-set.ts';
import { changeWorld, type Command, type Completion, expectMailbox, type LoggedIn } from './session.ts';
import { MailboxView } from './view.ts';

/** RFC 3501 §6.3.1 (SELECT) and §6.3.2 (EXAMINE). */
export function select(session: LoggedIn, { args, verb }: Command): Completion {
  if (session.view !== undefined) {
    // Even where the new one can't be had (RFC 3501 §6.3.1); RFC 7162 §3.2.11 has the code.
    session.view = undefined;
    session.write('* OK [CLOSED] Previous mailbox closed.');
  }
  // RFC 5182 §2.1: uids of another mailbox, or of this one at another time.
  session.savedUids = [];
  const given = astring(args[0]);
  if (given === undefined) throw new ArgumentMistake('Invalid arguments');
  const { hasCondstore, resync } = parseSelectParameters(args[1], session.enabled.has('QRESYNC'));
  if (hasCondstore) enableCondstore(session);
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
  if (session.enabled.has('CONDSTORE')) trackModSeqs(session, name);
  if (mailbox.tracksModSeqs) session.write(`* OK [HIGHESTMODSEQ ${mailbox.highestModSeq}] Highest`);
  if (resync?.uidValidity === mailbox.uidValidity) resynchronise(session, view, resync);
  return { text: isReadOnly ? '[READ-ONLY] Examine completed' : '[READ-WRITE] Select completed' };
}

/** RFC 7162 §3.2.5.1: what has changed and what has gone since the client knew the mailbox. */
function resynchronise(session: LoggedIn, view: MailboxView, { modSeq, knownUids }: Resync): void {
  const { mailbox } = view;
  const all = knownUids ?? [{ from: 1, to: Math.max(1, mailbox.uidNext - 1) }];
  const vanished = intersect(mailbox.vanishedSince(modSeq), all);
  if (vanished.length > 0) session.write(`* VANISHED (EARLIER) ${formatSequenceSet(vanished)}`);
  for (const { sequence, uid } of view.select(all, true) ?? []) {
    const mail = mailbox.find(uid);
    if (mail === undefined || mail.modSeq <= modSeq) continue;
    const flags = writeFlags(mail.flags, view.isRecent(uid));
    session.write(`* ${sequence} FETCH (UID ${uid} FLAGS ${flags} MODSEQ (${mail.modSeq}))`);
  }
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
  return { text: 'Check completed', sync: 'all' };
}

/** RFC 3501 §6.4.3, and UID EXPUNGE of RFC 4315 §2.1. */
export function expungeCommand(session: LoggedIn, { args, isUid }: Command): Completion {
  const view = expectSelected(session.view);
  const named = isUid ? expectUids(session, args, view) : undefined;
  if (!view.isReadOnly) expunge(session, view, (uid) => named === undefined || named.has(uid));
  return { text: 'Expunge completed', sync: 'all' };
}

function expectUids(session: LoggedIn, args: readonly Argument[], view: MailboxView): ReadonlySet<number> {
  const text = astring(args[0]);
  if (text === undefined) throw new ArgumentMistake('Invalid arguments');
  // RFC 5182 §2.1
  if (text === '$') return new Set(session.savedUids);
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
