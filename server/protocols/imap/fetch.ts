/** FETCH and UID FETCH (RFC 3501 §6.4.5, §6.4.8; RFC 3516; RFC 7162 §3.1.4): which mails are meant, and what is told of each. */
import { parseMessage } from '../../mail/message.ts';
import type { Argument } from './arguments.ts';
import { decodingRefusal } from './binary.ts';
import { expectMails } from './changing.ts';
import { enableCondstore } from './condstore.ts';
import { type FetchItem, parseFetchItems, type PlainItem, type PlainName } from './fetch-items.ts';
import { parseFetchModifiers } from './fetch-modifiers.ts';
import { FetchReplies, type ToldMail } from './fetch-reply.ts';
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
    onChangedSince: () => enableCondstore(session),
  });
  const asked = changedSince === undefined ? items : [...items, MODSEQ];
  const hasModSeq = asked.some(({ name }) => name === 'MODSEQ');
  if (hasModSeq) enableCondstore(session);
  if (hasVanished) tellVanished(session, view, { set, changedSince: changedSince ?? 0 });

  const sync = isUid ? 'all' : 'keep-numbers';
  const meant = meantMails(view, numbered, { items: orderItems(asked, isUid), changedSince: changedSince ?? -1 });
  const { told, refusal } = upToRefusal(meant);
  if (hasModSeq) for (const { mail } of told) view.noteModSeq(mail.modSeq);
  const seen = asked.some(setsSeen) ? markSeen(session, view, told) : NONE;
  session.stream(new FetchReplies(seen.size === 0 ? told : told.map((one) => withSeen(view, one, seen))));
  if (refusal !== undefined) throw new Refusal(refusal, sync);
  const hasLost = told.some(({ isGone }) => isGone) && asked.some(({ name }) => !OUTLASTING.has(name));
  // Flags that another session has changed are told without uids here, unlike behind UID STORE (as Dovecot).
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

interface Asked {
  readonly items: readonly FetchItem[];
  readonly changedSince: number;
}

/** Those that have changed since; as they are now, or where they are gone as the client knows them. */
function meantMails(view: MailboxView, numbered: readonly Numbered[], { items, changedSince }: Asked): ToldMail[] {
  const { mailbox } = view;
  const meant: ToldMail[] = [];
  for (const one of numbered) {
    const present = mailbox.find(one.uid);
    const mail = present ?? view.knownMail(one);
    if (mail === undefined || mail.modSeq <= changedSince) continue;
    const isRecent = view.isRecent(one.uid);
    meant.push({ sequence: one.sequence, mail, isRecent, isGone: present === undefined, items });
  }
  return meant;
}

interface UpToRefusal {
  readonly told: readonly ToldMail[];
  readonly refusal: string | undefined;
}

/** Where a part can't be decoded Dovecot says so, and tells of no mail behind it. */
function upToRefusal(meant: readonly ToldMail[]): UpToRefusal {
  if (meant[0]?.items.some(isDecoding) !== true) return { told: meant, refusal: undefined };
  for (const [i, one] of meant.entries()) {
    const failure = one.isGone ? undefined : firstRefused(one.mail, one.items);
    if (failure === undefined) continue;
    // A reply that broke off before it told anything tells the uid (as Dovecot).
    const items = failure.at === 0 ? [UID] : one.items.slice(0, failure.at);
    return { told: [...meant.slice(0, i), { ...one, items }], refusal: failure.refusal };
  }
  return { told: meant, refusal: undefined };
}

function isDecoding(item: FetchItem): boolean {
  return item.type === 'size' || (item.type === 'section' && item.isDecoded);
}

function firstRefused(
  mail: StoredMail,
  items: readonly FetchItem[],
): { readonly at: number; readonly refusal: string } | undefined {
  const message = parseMessage(mail.body);
  for (const [at, item] of items.entries()) {
    const refusal = item.type === 'plain' || !isDecoding(item) ? undefined : decodingRefusal(message, item.section);
    if (refusal !== undefined) return { at, refusal };
  }
  return undefined;
}

function setsSeen(item: FetchItem): boolean {
  return item.type === 'section' && item.setsSeen;
}

const NONE: ReadonlySet<number> = new Set();

/** Reading a body without PEEK sets \Seen, where the mailbox may be written (RFC 3501 §6.4.5). Gives those it is new for. */
function markSeen(session: LoggedIn, view: MailboxView, told: readonly ToldMail[]): ReadonlySet<number> {
  if (view.isReadOnly) return NONE;
  const unseen = told.filter(({ mail, isGone }) => !isGone && !mail.flags.includes('\\Seen'));
  if (unseen.length === 0) return NONE;
  const flags = unseen.map(({ mail }) => [mail.uid, orderFlags([...mail.flags, '\\Seen'])] as const);
  changeWorld(() => session.account.selected.setFlags(view.name, flags));
  view.markKnown(unseen.map(({ sequence, mail }) => ({ sequence, uid: mail.uid })));
  return new Set(flags.map(([uid]) => uid));
}

/** Flags that the command has changed are told, asked for or not. */
function withSeen(view: MailboxView, told: ToldMail, seen: ReadonlySet<number>): ToldMail {
  if (!seen.has(told.mail.uid)) return told;
  const { mail, items } = told;
  const hasFlags = items.some(({ name }) => name === 'FLAGS');
  const own = items.length === 1 && items[0] === UID ? [] : items;
  return {
    ...told,
    // The modification sequence is still the one before: the new one follows when the command ends.
    mail: { ...mail, flags: view.mail(mail.uid)?.flags ?? mail.flags },
    items: hasFlags ? items : orderItems([...own, FLAGS], false),
  };
}

function orderItems(items: readonly FetchItem[], isUid: boolean): readonly FetchItem[] {
  const all = isUid ? [UID, ...items.filter(({ name }) => name !== 'UID')] : items;
  const unique = all.filter(({ name }, at) => name !== 'MODSEQ' || all.findIndex((one) => one.name === name) === at);
  return [...unique.filter(({ name }) => FIRST.has(name)), ...unique.filter(({ name }) => !FIRST.has(name))];
}
