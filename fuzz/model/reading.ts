/** Commands that read: FETCH, SEARCH, STATUS (RFC 9051 §6.4.4, §6.4.5, §6.3.11). */
import type { Random } from '../random.ts';
import { must, mustEqual } from './broken.ts';
import { type Answer, type ImapClient } from './imap-client.ts';
import { type ModelMail } from './mailboxes.ts';
import type { Picture } from './picture.ts';
import type { Response } from './responses.ts';
import { randomName } from './selecting.ts';
import { randomSet } from './sets.ts';

const ITEMS: readonly string[] = ['FLAGS', 'UID', 'RFC822.SIZE', 'BODY.PEEK[]', 'BODY[]', 'BODY[TEXT]', 'INTERNALDATE'];

export function fetch(client: ImapClient, random: Random): void {
  const { picture } = client;
  if (picture === undefined) return;
  const isUid = random.percent(45);
  const verb = isUid ? 'UID FETCH' : 'FETCH';
  const set = randomSet(random, picture, isUid);
  const items = [...new Set(Array.from({ length: random.small(3) }, () => random.pick(ITEMS)))];
  const args = `${set.text} (${items.join(' ')})`;
  if (items.includes('MODSEQ') && !client.capabilities.has('CONDSTORE')) return;
  if (set.isWrong) {
    client.run(verb, args, { status: 'BAD' });
    return;
  }
  // A command that makes use of it switches it on (RFC 7162 §3.1).
  if (items.includes('MODSEQ')) client.enabled.add('CONDSTORE');
  const { mailbox } = picture;
  const before = new Map(mailbox.mails.map((mail) => [mail.uid, mail.flags]));
  // Reading sets \Seen, where the mailbox may be written (RFC 9051 §6.4.5).
  const setsSeen = items.some((item) => item === 'BODY[]' || item === 'BODY[TEXT]');
  if (setsSeen && !picture.isReadOnly) {
    for (const uid of set.uids) mailbox.setFlags(uid, [...(mailbox.find(uid)?.flags ?? []), '\\Seen']);
  }
  const sequences = sequencesOf(picture);
  const { untagged } = client.run(verb, args);
  for (const uid of set.uids) {
    const mail = mailbox.find(uid);
    // Removed by another session, which this client may not know yet (RFC 2180 §4.1.2).
    if (mail === undefined) continue;
    const isNewlySeen = before.get(uid)?.join(' ') !== mail.flags.join(' ');
    const wanted = [
      ...items,
      ...(isUid ? ['UID'] : []),
      ...(isNewlySeen ? ['FLAGS'] : []),
      ...(isNewlySeen && client.enabled.has('CONDSTORE') ? ['MODSEQ'] : []),
    ];
    const told = itemsToldOf(untagged, sequences.get(uid));
    const missing = wanted.filter((item) => !told.has(item.replace('.PEEK', '')));
    must(missing.length === 0, 'RFC 9051 §6.4.5', () => `of uid ${uid} is not told: ${missing.join(' ')}`);
  }
  for (const response of untagged)
    expectAsked(
      response,
      set.uids.map((uid) => sequences.get(uid) ?? 0),
    );
}

/** By uid. Numbers do not change before a FETCH or STORE is answered. */
export function sequencesOf({ uids }: Picture): ReadonlyMap<number, number> {
  return new Map(uids.map((uid, i) => [uid, i + 1]));
}

/** Names of the items told of a message, in however many responses. */
export function itemsToldOf(untagged: Answer['untagged'], sequence: number | undefined): ReadonlySet<string> {
  const names = untagged.flatMap((response) =>
    response.type === 'numbered' && response.name === 'FETCH' && response.number === sequence
      ? [...response.items.keys()]
      : [],
  );
  return new Set(names);
}

/** Of messages that were not asked for, a client is told what changed and no more. */
function expectAsked(response: Response, asked: readonly number[]): void {
  if (response.type !== 'numbered' || response.name !== 'FETCH' || asked.includes(response.number)) return;
  const names = [...response.items.keys()];
  const isUpdate = names.includes('FLAGS') && names.every((name) => ['FLAGS', 'UID', 'MODSEQ'].includes(name));
  must(isUpdate, 'RFC 9051 §7.5.2', () => `nobody asked for ${response.shown}`);
}

interface Key {
  readonly text: string;
  readonly isTrue: (mail: ModelMail, picture: Picture) => boolean;
}

const has =
  (flag: string, isSet = true): Key['isTrue'] =>
  ({ flags }) =>
    flags.includes(flag) === isSet;

const KEYS: readonly Key[] = [
  { text: 'ALL', isTrue: () => true },
  { text: 'SEEN', isTrue: has('\\Seen') },
  { text: 'UNSEEN', isTrue: has('\\Seen', false) },
  { text: 'DELETED', isTrue: has('\\Deleted') },
  { text: 'NOT FLAGGED', isTrue: has('\\Flagged', false) },
  { text: 'KEYWORD work', isTrue: has('work') },
  { text: 'UNKEYWORD later', isTrue: has('later', false) },
  { text: 'RECENT', isTrue: ({ uid }, { recent }) => recent.has(uid) },
  { text: 'NEW', isTrue: (mail, picture) => picture.recent.has(mail.uid) && has('\\Seen', false)(mail, picture) },
  { text: 'OLD', isTrue: ({ uid }, { recent }) => !recent.has(uid) },
  { text: 'SUBJECT even', isTrue: ({ text }) => text.startsWith('Subject: even') },
  { text: 'OR DRAFT ANSWERED', isTrue: ({ flags }) => flags.includes('\\Draft') || flags.includes('\\Answered') },
];

export function search(client: ImapClient, random: Random): void {
  const { picture } = client;
  if (picture === undefined) return;
  const isUid = random.percent(50);
  const keys = Array.from({ length: random.small(2) }, () => random.pick(KEYS));
  const sequences = sequencesOf(picture);
  const found = picture.uids.filter((uid) => {
    const mail = picture.mailbox.find(uid);
    return mail !== undefined && keys.every(({ isTrue }) => isTrue(mail, picture));
  });
  const { untagged } = client.run(isUid ? 'UID SEARCH' : 'SEARCH', keys.map(({ text }) => text).join(' '));
  const expected = found.map((uid) => String(isUid ? uid : sequences.get(uid)));
  const results = untagged.flatMap((response) =>
    response.type === 'data' && response.name === 'SEARCH' ? [response.values] : [],
  );
  mustEqual(results, [expected], { rule: 'RFC 9051 §6.4.4', what: 'found' });
}

export function status(client: ImapClient, random: Random): void {
  const name = randomName(client, random);
  const mailbox = client.stage.account.mailboxes.get(name);
  const items = '(MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)';
  if (mailbox === undefined) {
    client.run('STATUS', `${name} ${items}`, { status: 'NO' });
    return;
  }
  const { picture } = client;
  const { mails, uidNext, uidValidity } = mailbox;
  // Of its own mailbox a session is told what is \Recent to it.
  const recent = picture?.mailbox === mailbox && !client.isLost ? picture.recent.size : mailbox.unclaimed.length;
  const unseen = mails.filter(({ flags }) => !flags.includes('\\Seen')).length;
  const { untagged, isBye } = client.run('STATUS', `${name} ${items}`);
  if (isBye) return;
  const expected = Object.entries({
    MESSAGES: mails.length,
    RECENT: recent,
    UIDNEXT: uidNext,
    UIDVALIDITY: uidValidity,
    UNSEEN: unseen,
  });
  const results = untagged.flatMap((response) =>
    response.type === 'data' && response.name === 'STATUS' ? [response.values] : [],
  );
  mustEqual(results, [[name, expected.flatMap(([item, value]) => [item, String(value)])]], {
    rule: 'RFC 9051 §6.3.11',
    what: 'STATUS',
  });
}
