/** STORE, COPY and MOVE (RFC 3501 §6.4.6, §6.4.7; RFC 6851), with the codes of UIDPLUS (RFC 4315 §3). */
import { type Argument, expectStrings } from './arguments.ts';
import { enableCondstore, parseModSeq } from './condstore.ts';
import { expectRoomFor, orderFlags, parseFlags } from './flags.ts';
import { expectMailboxName } from './mailbox-names.ts';
import { ArgumentMistake, expectSelected, Refusal } from './mistakes.ts';
import { formatSequenceSet, parseSequenceSet, sequenceSetOf } from './sequence-set.ts';
import { changeWorld, type Command, type Completion, expectMailbox, type LoggedIn } from './session.ts';
import type { MailboxView, Numbered } from './view.ts';

/** `+FLAGS.SILENT` taken apart. */
export interface StoreOperation {
  readonly sign: '' | '+' | '-';
  readonly isSilent: boolean;
}

export function parseStoreOperation(text: string): StoreOperation | undefined {
  const match = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(text);
  return match === null ? undefined : { sign: match[1] as StoreOperation['sign'], isSilent: match[2] !== undefined };
}

/** The mails that a command means. @throws ArgumentMistake in Dovecot's words */
export function expectMails(
  { savedUids }: Pick<LoggedIn, 'savedUids'>,
  view: MailboxView,
  { argument, isUid }: { readonly argument: Argument | undefined; readonly isUid: boolean },
): readonly Numbered[] {
  if (argument?.kind !== 'atom') throw new ArgumentMistake('Invalid arguments');
  // RFC 5182 §2.1
  if (argument.text === '$') return view.select(sequenceSetOf(savedUids), true) ?? [];
  const set = parseSequenceSet(argument.text);
  const mails = set && view.select(set, isUid);
  if (mails === undefined) throw new ArgumentMistake(isUid ? 'Invalid uidset' : 'Invalid messageset');
  return mails;
}

/** RFC 3501 §6.4.6; with UNCHANGEDSINCE: RFC 7162 §3.1.3 */
export function store(session: LoggedIn, { args, isUid }: Command): Completion {
  const view = expectSelected(session.view);
  const mails = expectMails(session, view, { argument: args[0], isUid });
  const rest = args[1]?.kind === 'list' ? args.slice(2) : args.slice(1);
  const unchangedSince = expectUnchangedSince(args[1]);
  if (unchangedSince < Infinity) enableCondstore(session);
  const operation = rest[0]?.kind === 'atom' ? parseStoreOperation(rest[0].text) : undefined;
  if (operation === undefined) throw new ArgumentMistake('Invalid arguments');
  const flags = parseFlags(rest.slice(1)).map((flag) => view.mailbox.spelling(flag));
  // RFC 3501 §7.4.1: no EXPUNGE during STORE, whatever becomes of it.
  const sync = isUid ? 'all' : 'keep-numbers';
  if (view.isReadOnly) {
    if (unchangedSince < Infinity) throw new Refusal('CONDSTORE failed: Mailbox is read-only', sync);
    return { text: 'Store ignored with read-only mailbox', sync, namesUids: isUid };
  }
  if (operation.sign !== '-') expectRoomFor(flags, view.mailbox.keywords);
  const changes: (readonly [number, readonly string[]])[] = [];
  /** Those of which the client knows what they become. */
  const expected: Numbered[] = [];
  const modified: number[] = [];
  for (const numbered of mails) {
    const mail = view.mail(numbered.uid);
    if (unchangedSince < Infinity && (mail?.modSeq ?? Infinity) > unchangedSince)
      modified.push(isUid ? numbered.uid : numbered.sequence);
    else if (mail !== undefined) {
      const after = applied(mail.flags, operation, flags);
      if (isSame(mail.flags, after)) continue;
      if (operation.isSilent && view.isUpToDate(numbered)) expected.push(numbered);
      changes.push([numbered.uid, after]);
    }
  }
  if (changes.length > 0) changeWorld(() => session.account.selected.setFlags(view.name, changes));
  view.markKnown(expected);
  const text =
    unchangedSince < Infinity && modified.length > 0
      ? `[MODIFIED ${formatSequenceSet(sequenceSetOf(modified))}] Conditional store failed`
      : 'Store completed';
  return { text, sync, namesUids: isUid };
}

/** `(UNCHANGEDSINCE 12)`; no list: no bound. @throws ArgumentMistake in Dovecot's words */
function expectUnchangedSince(argument: Argument | undefined): number {
  let bound = Infinity;
  if (argument?.kind !== 'list') return bound;
  for (let at = 0; at < argument.items.length; at += 2) {
    const [name, value] = argument.items.slice(at, at + 2);
    if (name?.kind !== 'atom' || value?.kind !== 'atom') throw new ArgumentMistake('Invalid STORE modifiers');
    if (name.text.toUpperCase() !== 'UNCHANGEDSINCE') throw new ArgumentMistake('Unknown STORE modifier');
    const modSeq = parseModSeq(value.text);
    if (modSeq === undefined) throw new ArgumentMistake('Invalid modseq');
    bound = modSeq;
  }
  return bound;
}

function applied(before: readonly string[], { sign }: StoreOperation, flags: readonly string[]): readonly string[] {
  switch (sign) {
    case '':
      return orderFlags(flags);
    case '+':
      return orderFlags([...before, ...flags]);
    case '-':
      return orderFlags(before.filter((flag) => !flags.includes(flag)));
  }
}

function isSame(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((flag) => after.includes(flag));
}

/** RFC 3501 §6.4.7 */
export function copy(session: LoggedIn, command: Command): Completion {
  const { view, uids, to } = expectTarget(session, command);
  if (uids.length === 0) return { text: 'No messages found', sync: 'all' };
  const copies = changeWorld(() => session.account.selected.copy(view.name, uids, to));
  return { text: `[${copyUid(session, to, uids, copies)}] Copy completed`, sync: 'all' };
}

/** RFC 6851 §3.1. Dovecot moves out of a mailbox opened by EXAMINE too. */
export function move(session: LoggedIn, command: Command): Completion {
  const { view, uids, to } = expectTarget(session, command);
  if (uids.length === 0) return { text: 'No messages found', sync: 'all' };
  const copies = changeWorld(() => session.account.selected.move(view.name, uids, to));
  session.write(`* OK [${copyUid(session, to, uids, copies)}] Moved UIDs.`);
  return { text: 'Move completed', sync: 'all' };
}

function expectTarget(
  session: LoggedIn,
  { args, isUid }: Command,
): { view: MailboxView; uids: readonly number[]; to: string } {
  const [, given = ''] = expectStrings(args, 2);
  const view = expectSelected(session.view);
  const uids = expectMails(session, view, { argument: args[0], isUid }).map(({ uid }) => uid);
  if (uids.length === 0) return { view, uids, to: '' };
  const to = expectMailboxName(given);
  expectMailbox(session, to, '[TRYCREATE] ');
  // RFC 3501 §6.4.7: all or none.
  if (uids.some((uid) => view.mail(uid) === undefined)) {
    throw new Refusal('[EXPUNGEISSUED] Some of the requested messages no longer exist', 'all');
  }
  return { view, uids, to };
}

/** `COPYUID 1719824712 1:2 1:2` (RFC 4315 §3). */
function copyUid(session: LoggedIn, to: string, uids: readonly number[], copies: readonly number[]): string {
  const { uidValidity } = expectMailbox(session, to);
  const sets = [uids, copies].map((numbers) => formatSequenceSet(sequenceSetOf(numbers)));
  return `COPYUID ${uidValidity} ${sets.join(' ')}`;
}
