/** FETCH and UID FETCH (RFC 3501 §6.4.5, §6.4.8; RFC 3516; RFC 7162 §3.1.4): which mails are meant, and what is told of each. */
import { parseMessage } from '../../mail/message.ts';
import type { Argument } from './arguments.ts';
import { decodingRefusal } from './binary.ts';
import { expectMails } from './changing.ts';
import { enableCondstore } from './condstore.ts';
import { type FetchItem, parseFetchItems, type PlainItem, type PlainName } from './fetch-items.ts';
import { parseFetchModifiers } from './fetch-modifiers.ts';
import { type ToldMail, writeReplies } from './fetch-reply.ts';
import { orderFlags } from './flags.ts';
import { ArgumentMistake, expectSelected, Refusal } from './mistakes.ts';
import {
  formatSequenceSet,
  intersect,
  parseSequenceSet,
  resolveStar,
  sequenceSetOf,
  subtract,
} from './sequence-set.ts';
import { changeWorld, type Command, type Completion, type LoggedIn } from './session.ts';
import type { StoredMail } from './store.ts';
import type { MailboxView, Numbered } from './view.ts';

/** Dovecot tells these before all others, in the order in which they were asked for. */
const FIRST: ReadonlySet<string> = new Set<PlainName>([
  'FLAGS',
  'UID',
  'INTERNALDATE',
  'RFC822.SIZE',
  'MODSEQ',
  'PREVIEW',
]);
/** What is known of a mail also when another session has removed it. */
const OUTLASTING: ReadonlySet<string> = new Set<PlainName>(['FLAGS', 'UID', 'MODSEQ']);

const UID: PlainItem = { type: 'plain', name: 'UID' };
const FLAGS: PlainItem = { type: 'plain', name: 'FLAGS' };
const MODSEQ: PlainItem = { type: 'plain', name: 'MODSEQ' };

interface Meant extends Numbered {
  readonly mail: StoredMail;
  readonly isGone: boolean;
}

export function fetch(session: LoggedIn, { args, isUid }: Command): Completion {
  const view = expectSelected(session.view);
  const [set, first, behind] = args;
  const hasShape = first !== undefined && first.kind !== 'string' && (behind === undefined || behind.kind === 'list');
  if (!hasShape) throw new ArgumentMistake('Invalid arguments');
  const numbered = expectMails(session, view, { argument: set, isUid });
  const { items, rest } = parseFetchItems(args.slice(1));
  const { changedSince, hasVanished } = parseFetchModifiers(rest[0], {
    isUid,
    hasQresync: session.enabled.has('QRESYNC'),
  });
  const asked = changedSince === undefined ? items : [...items, MODSEQ];
  const hasModSeq = asked.some(({ name }) => name === 'MODSEQ');
  if (hasModSeq) enableCondstore(session);
  if (hasVanished) tellVanished(session, view, { set, changedSince: changedSince ?? 0 });

  const sync = isUid ? 'all' : 'keep-numbers';
  const meant = meantMails(view, numbered, changedSince ?? -1);
  const { told, refusal } = upToRefusal(meant, orderItems(asked, isUid));
  const seen = asked.some(setsSeen) ? markSeen(session, view, told) : NONE;
  if (hasModSeq) for (const { mail } of told) view.noteModSeq(mail.modSeq);
  session.stream(writeReplies(told.map((one) => withSeen(view, one, seen.has(one.mail.uid)))));
  if (refusal !== undefined) throw new Refusal(refusal, sync);
  const hasLost = told.some(({ isGone }) => isGone) && asked.some(({ name }) => !OUTLASTING.has(name));
  return { text: hasLost ? '[EXPUNGEISSUED] Some messages were already expunged' : 'Fetch completed', sync };
}

/** RFC 7162 §3.2.6; what goes only now is told as such when the command ends. */
function tellVanished(
  session: LoggedIn,
  view: MailboxView,
  { set, changedSince }: { readonly set: Argument | undefined; readonly changedSince: number },
): void {
  const text = set?.kind === 'atom' ? set.text : '';
  const asked = text === '$' ? sequenceSetOf(session.savedUids) : (parseSequenceSet(text) ?? []);
  const highest = Math.max(view.mailbox.uidNext - 1, 1);
  const vanished = intersect(view.mailbox.vanishedSince(changedSince), resolveStar(asked, highest));
  const numbered = view.select(vanished, true) ?? [];
  const earlier = subtract(vanished, sequenceSetOf(numbered.map(({ uid }) => uid)));
  if (earlier.length > 0) session.write(`* VANISHED (EARLIER) ${formatSequenceSet(earlier)}`);
}

/** Those that have changed since; as they are now, or where they are gone as the client knows them. */
function meantMails(view: MailboxView, numbered: readonly Numbered[], changedSince: number): readonly Meant[] {
  const { mailbox } = view;
  const meant: Meant[] = [];
  for (const { sequence, uid } of numbered) {
    const present = mailbox.find(uid);
    const mail = present ?? view.knownMail({ sequence, uid });
    if (mail === undefined || mail.modSeq <= changedSince) continue;
    meant.push({ sequence, uid, mail, isGone: present === undefined });
  }
  return meant;
}

type Told = Omit<ToldMail, 'isRecent'>;

/** Where a part can't be decoded Dovecot says so, and tells of no mail behind it. */
function upToRefusal(
  meant: readonly Meant[],
  items: readonly FetchItem[],
): { readonly told: readonly Told[]; readonly refusal: string | undefined } {
  const isDecoding = items.some((item) => item.type === 'size' || (item.type === 'section' && item.isDecoded));
  const told: Told[] = [];
  for (const { sequence, mail, isGone } of meant) {
    const failure = isDecoding && !isGone ? firstRefused(mail, items) : undefined;
    told.push({ sequence, mail, isGone, items: failure === undefined ? items : items.slice(0, failure.at) });
    if (failure !== undefined) return { told, refusal: failure.refusal };
  }
  return { told, refusal: undefined };
}

function firstRefused(
  mail: StoredMail,
  items: readonly FetchItem[],
): { readonly at: number; readonly refusal: string } | undefined {
  const message = parseMessage(mail.body);
  for (const [at, item] of items.entries()) {
    const isDecoded = item.type === 'size' || (item.type === 'section' && item.isDecoded);
    const refusal = isDecoded ? decodingRefusal(message, item.section) : undefined;
    if (refusal !== undefined) return { at, refusal };
  }
  return undefined;
}

function setsSeen(item: FetchItem): boolean {
  return item.type === 'section' && item.setsSeen;
}

const NONE: ReadonlySet<number> = new Set();

/** Reading a body without PEEK sets \Seen, where the mailbox may be written (RFC 3501 §6.4.5). Gives those it is new for. */
function markSeen(session: LoggedIn, view: MailboxView, told: readonly Told[]): ReadonlySet<number> {
  if (view.isReadOnly) return NONE;
  const unseen = told.filter(({ mail, isGone }) => !isGone && !mail.flags.includes('\\Seen'));
  if (unseen.length === 0) return NONE;
  const flags = unseen.map(({ mail }) => [mail.uid, orderFlags([...mail.flags, '\\Seen'])] as const);
  changeWorld(() => session.account.selected.setFlags(view.name, flags));
  view.markKnown(unseen.map(({ sequence, mail }) => ({ sequence, uid: mail.uid })));
  return new Set(flags.map(([uid]) => uid));
}

/** The mail with the flags that it has now, which are told where the command has changed them. */
function withSeen(view: MailboxView, told: Told, isNewlySeen: boolean): ToldMail {
  const isRecent = view.isRecent(told.mail.uid);
  const lacksFlags = isNewlySeen && !told.items.some(({ name }) => name === 'FLAGS');
  const items = lacksFlags ? orderItems([...told.items, FLAGS], false) : told.items;
  const flags = (isNewlySeen ? view.mail(told.mail.uid) : told.mail)?.flags ?? [];
  return {
    ...told,
    // A reply that broke off before it told anything tells the uid (as Dovecot).
    items: items.length > 0 ? items : [UID],
    // Its modification sequence is still the one before: the new one follows when the command ends.
    mail: isNewlySeen ? { ...told.mail, flags } : told.mail,
    isRecent,
  };
}

function orderItems(items: readonly FetchItem[], isUid: boolean): readonly FetchItem[] {
  const all = isUid ? [UID, ...items.filter(({ name }) => name !== 'UID')] : items;
  const unique = all.filter(({ name }, at) => name !== 'MODSEQ' || all.findIndex((one) => one.name === name) === at);
  return [...unique.filter(({ name }) => FIRST.has(name)), ...unique.filter(({ name }) => !FIRST.has(name))];
}
