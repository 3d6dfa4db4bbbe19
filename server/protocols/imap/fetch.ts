/** FETCH and UID FETCH (RFC 3501 §6.4.5, §6.4.8). What is large is made mail by mail, as the socket drains. */
import { envelopeOf } from '../../mail/envelope.ts';
import { type Message, parseMessage } from '../../mail/message.ts';
import { joinBytes, latin1Bytes } from '../lines.ts';
import { expectMails } from './changing.ts';
import { writeDateTime } from './dates.ts';
import { type FetchItem, parseFetchItems, type PlainName } from './fetch-items.ts';
import { orderFlags, writeFlags } from './flags.ts';
import { ArgumentMistake, expectSelected } from './mistakes.ts';
import { bytesOfSection } from './sections.ts';
import { changeWorld, type Command, type Completion, type LoggedIn } from './session.ts';
import type { StoredMail } from './store.ts';
import { writeEnvelope, writeStructure } from './structure.ts';
import type { MailboxView, Numbered } from './view.ts';

/** Dovecot tells these before all others, in the order in which they were asked for. */
const FIRST: ReadonlySet<string> = new Set<PlainName>(['FLAGS', 'UID', 'INTERNALDATE', 'RFC822.SIZE']);
const PIECE_BYTES = 32_768;

/** One mail of the answer, as it was when the command ran. */
interface Told {
  readonly sequence: number;
  readonly mail: StoredMail;
  readonly isRecent: boolean;
  readonly items: readonly FetchItem[];
}

export function fetch(session: LoggedIn, { args, isUid }: Command): Completion {
  const view = expectSelected(session.view);
  const [, items] = args;
  if (args.length !== 2 || items === undefined) throw new ArgumentMistake('Invalid arguments');
  const mails = expectMails(session, view, { argument: args[0], isUid });
  const asked = orderItems(parseFetchItems(items), isUid);
  const newlySeen = asked.some((item) => item.type === 'section' && item.setsSeen)
    ? markSeen(session, view, mails)
    : [];
  const seen = new Set(newlySeen.map(({ uid }) => uid));
  const withFlags = asked.some((item) => item.name === 'FLAGS') ? asked : orderItems([...asked, FLAGS], isUid);
  const told: Told[] = [];
  for (const { sequence, uid } of mails) {
    const mail = view.mail(uid);
    // Another session has removed it: RFC 2180 §4.1.2 allows to leave it out.
    if (mail === undefined) continue;
    told.push({ sequence, mail, isRecent: view.isRecent(uid), items: seen.has(uid) ? withFlags : asked });
  }
  view.markKnown(newlySeen);
  session.stream(write(told));
  return { text: 'Fetch completed', sync: isUid ? 'all' : 'keep-numbers' };
}

const FLAGS: FetchItem = { type: 'plain', name: 'FLAGS' };

function orderItems(items: readonly FetchItem[], isUid: boolean): readonly FetchItem[] {
  const all: readonly FetchItem[] = isUid
    ? [{ type: 'plain', name: 'UID' }, ...items.filter((item) => item.name !== 'UID')]
    : items;
  return [...all.filter((item) => FIRST.has(item.name)), ...all.filter((item) => !FIRST.has(item.name))];
}

/** Reading a body without PEEK sets \Seen, where the mailbox may be written (RFC 3501 §6.4.5). Gives those it was new for. */
function markSeen(session: LoggedIn, view: MailboxView, mails: readonly Numbered[]): readonly Numbered[] {
  if (view.isReadOnly) return [];
  const unseen = mails.filter(({ uid }) => view.mail(uid)?.flags.includes('\\Seen') === false);
  if (unseen.length === 0) return [];
  const flags = unseen.map(({ uid }) => [uid, orderFlags([...(view.mail(uid)?.flags ?? []), '\\Seen'])] as const);
  changeWorld(() => session.account.selected.setFlags(view.name, flags));
  return unseen;
}

function* write(all: readonly Told[]): Generator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  for (const told of all) {
    for (const piece of writeOne(told)) {
      pieces.push(piece);
      length += piece.length;
    }
    if (length < PIECE_BYTES) continue;
    yield* pieces.length > 100 ? [joinBytes(pieces)] : pieces;
    pieces = [];
    length = 0;
  }
  if (length > 0) yield joinBytes(pieces);
}

function* writeOne({ sequence, mail, isRecent, items }: Told): Generator<Uint8Array> {
  const message = parseMessage(mail.body);
  let text = `* ${sequence} FETCH (`;
  for (const [i, item] of items.entries()) {
    if (i > 0) text += ' ';
    if (item.type === 'section') {
      const bytes = bytesOfSection(message, item);
      yield latin1Bytes(`${text}${item.label} {${bytes.length}}\r\n`);
      yield bytes;
      text = '';
    } else text += `${item.name} ${plainValue(item.name, mail, message, isRecent)}`;
  }
  yield latin1Bytes(`${text})\r\n`);
}

function plainValue(name: PlainName, mail: StoredMail, message: Message, isRecent: boolean): string {
  switch (name) {
    case 'FLAGS':
      return writeFlags(mail.flags, isRecent);
    case 'UID':
      return String(mail.uid);
    case 'INTERNALDATE':
      return `"${writeDateTime(mail.internalDate)}"`;
    case 'RFC822.SIZE':
      return String(mail.body.length);
    case 'ENVELOPE':
      return writeEnvelope(envelopeOf(message.bytes, message.fields));
    case 'BODY':
      return writeStructure(message.bytes, message.root, 'basic');
    case 'BODYSTRUCTURE':
      return writeStructure(message.bytes, message.root, 'extended');
  }
}
