/** Commands that read: FETCH, STATUS and LIST (RFC 9051 §6.4.5, §6.3.11, §6.3.9). */
import type { Random } from '../random.ts';
import { must, mustEqual } from './broken.ts';
import { type Answer, type ImapClient } from './imap-client.ts';
import type { ModelMailbox } from './mailboxes.ts';
import type { Picture } from './picture.ts';
import type { Items, Response } from './responses.ts';
import { randomName } from './selecting.ts';
import { randomSet } from './sets.ts';

const ITEMS: readonly string[] = [
  'FLAGS',
  'UID',
  'RFC822.SIZE',
  'BODY.PEEK[]',
  'BODY[]',
  'BODY[TEXT]',
  'INTERNALDATE',
  'MODSEQ',
];

export function fetch(client: ImapClient, random: Random): void {
  const { picture } = client;
  if (picture === undefined) return;
  const isUid = random.percent(45);
  const verb = isUid ? 'UID FETCH' : 'FETCH';
  const set = randomSet(random, client, isUid);
  const items = [...new Set(Array.from({ length: random.small(3) }, () => random.pick(ITEMS)))];
  const args = `${set.text} (${items.join(' ')})`;
  if (items.includes('MODSEQ') && !client.capabilities.has('CONDSTORE')) return;
  if (set.isWrong) {
    client.run(verb, args, { status: 'BAD' });
    return;
  }
  // A command that makes use of it switches it on (RFC 7162 §3.1).
  if (items.includes('MODSEQ')) client.enabled.add('CONDSTORE');
  picture.ask(set.uids);
  const { mailbox } = picture;
  const before = new Map(mailbox.mails.map((mail) => [mail.uid, mail.flags]));
  // Reading sets \Seen, where the mailbox may be written (RFC 9051 §6.4.5).
  const setsSeen = items.some((item) => item === 'BODY[]' || item === 'BODY[TEXT]');
  if (setsSeen && !picture.isReadOnly) {
    for (const uid of set.uids) mailbox.setFlags(uid, [...(mailbox.find(uid)?.flags ?? []), '\\Seen']);
  }
  const sequences = sequencesOf(picture);
  const { untagged } = client.run(verb, args);
  picture.ask([]);
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
    const at = { rule: 'RFC 7162 §3.1.4.2', what: `MODSEQ of uid ${uid} told last` };
    if (told.has('MODSEQ')) mustEqual(told.get('MODSEQ'), [String(mail.modSeq)], at);
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

/** The items told of a message, in however many responses, each as it was told last. */
export function itemsToldOf(untagged: Answer['untagged'], sequence: number | undefined): Items {
  const items = untagged.flatMap((response) =>
    response.type === 'numbered' && response.name === 'FETCH' && response.number === sequence
      ? [...response.items]
      : [],
  );
  return new Map(items);
}

/** Of messages that were not asked for, a client is told what changed and no more. */
function expectAsked(response: Response, asked: readonly number[]): void {
  if (response.type !== 'numbered' || response.name !== 'FETCH' || asked.includes(response.number)) return;
  const names = [...response.items.keys()];
  const isUpdate = names.includes('FLAGS') && names.every((name) => ['FLAGS', 'UID', 'MODSEQ'].includes(name));
  must(isUpdate, 'RFC 9051 §7.5.2', () => `nobody asked for ${response.shown}`);
}

/** How a mailbox stands, as this session is told. */
function statusOf(client: ImapClient, mailbox: ModelMailbox): ReadonlyMap<string, string> {
  const { picture } = client;
  const { mails, uidNext, uidValidity, highestModSeq } = mailbox;
  // Of its own mailbox a session is told what is \Recent to it.
  const recent = picture?.mailbox === mailbox && !client.isLost ? picture.recent.size : mailbox.unclaimed.length;
  const values = {
    MESSAGES: mails.length,
    RECENT: recent,
    UIDNEXT: uidNext,
    UIDVALIDITY: uidValidity,
    UNSEEN: mails.filter(({ flags }) => !flags.includes('\\Seen')).length,
    SIZE: mails.reduce((sum, { body, text }) => sum + (body ?? text).length, 0),
    HIGHESTMODSEQ: highestModSeq,
  };
  return new Map(Object.entries(values).map(([item, value]) => [item, String(value)]));
}

function randomStatusItems(client: ImapClient, random: Random): readonly string[] {
  const items = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'SIZE'].filter(() => random.percent(60));
  if (items.length > 0 && random.percent(80)) return items;
  // A command that makes use of it switches it on (RFC 7162 §3.1).
  client.enabled.add('CONDSTORE');
  return [...items, 'HIGHESTMODSEQ'];
}

/** What STATUS lines tell, by mailbox, each item with its value, sorted. */
function toldStatus(untagged: Answer['untagged']): readonly (readonly [name: string, items: readonly string[]])[] {
  return untagged.flatMap((response) => {
    if (response.type !== 'data' || response.name !== 'STATUS') return [];
    const [name, list = []] = response.values;
    const words = typeof list === 'string' ? [] : list.map(String);
    const items = words.flatMap((word, i) => (i % 2 === 0 ? [`${word} ${words[i + 1] ?? ''}`] : []));
    return [[String(name), items.sort()] as const];
  });
}

const picked = (values: ReadonlyMap<string, string>, items: readonly string[]): readonly string[] =>
  items.map((item) => `${item} ${values.get(item) ?? ''}`).sort();

export function status(client: ImapClient, random: Random): void {
  const name = randomName(client, random);
  const mailbox = client.stage.account.mailboxes.get(name);
  if (mailbox === undefined) {
    client.run('STATUS', `${name} (MESSAGES)`, { status: 'NO' });
    return;
  }
  const items = randomStatusItems(client, random);
  const expected = picked(statusOf(client, mailbox), items);
  const { untagged, isBye } = client.run('STATUS', `${name} (${items.join(' ')})`);
  if (isBye) return;
  mustEqual(toldStatus(untagged), [[name, expected]], { rule: 'RFC 9051 §6.3.11', what: 'STATUS' });
}

/** The mailboxes that can be selected are those that there are, and stand as STATUS says (RFC 5819). */
export function list(client: ImapClient, random: Random): void {
  const { mailboxes } = client.stage.account;
  const names = [...mailboxes.keys()].sort();
  const items = client.capabilities.has('LIST-STATUS') && random.percent(60) ? randomStatusItems(client, random) : [];
  const expected =
    items.length === 0 ? [] : [...mailboxes].map(([name, mailbox]) => [name, picked(statusOf(client, mailbox), items)]);
  const { untagged, isBye } = client.run(
    'LIST',
    `"" *${items.length === 0 ? '' : ` RETURN (STATUS (${items.join(' ')}))`}`,
  );
  if (isBye) return;
  const told = untagged.flatMap((response) => {
    if (response.type !== 'data' || response.name !== 'LIST') return [];
    const [attributes = [], , name] = response.values;
    const isLevel = ['\\Noselect', '\\NonExistent'].some((attribute) => attributes.includes(attribute));
    return isLevel ? [] : [String(name)];
  });
  mustEqual(told.sort(), names, { rule: 'RFC 9051 §6.3.9', what: 'LIST' });
  mustEqual(toldStatus(untagged).toSorted(), expected.toSorted(), { rule: 'RFC 5819 §2', what: 'STATUS of LIST' });
}
