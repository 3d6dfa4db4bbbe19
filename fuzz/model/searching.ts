/** SEARCH, its results kept, told in other ways and sorted (RFC 9051 §6.4.4; RFC 4731; RFC 5182; RFC 7162 §3.1.5; RFC 5256). */
import type { Random } from '../random.ts';
import { mustEqual } from './broken.ts';
import type { ImapClient } from './imap-client.ts';
import type { ModelMail } from './mailboxes.ts';
import type { Picture } from './picture.ts';
import { sequencesOf } from './reading.ts';
import { setOf, type Value } from './responses.ts';

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
const KEPT: Key = { text: '$', isTrue: ({ uid }, { saved }) => saved.has(uid) };

export function search(client: ImapClient, random: Random): void {
  const asked = randomSearch(client, random);
  if (asked === undefined) return;
  // A command that makes use of it switches it on (RFC 7162 §3.1).
  if (asked.hasModSeq) client.enabled.add('CONDSTORE');
  if (client.capabilities.has('ESEARCH') && random.percent(45)) searchReturning(asked, random);
  else searchPlainly(asked);
}

/** SORT by size, or THREAD: the same mails as SEARCH finds, in an order, or in some tree (RFC 5256). */
export function sort(client: ImapClient, random: Random): void {
  const asked = randomSearch(client, random);
  const isSort = random.percent(60);
  const capability = isSort ? 'SORT' : 'THREAD=REFERENCES';
  if (asked === undefined || asked.hasModSeq || !client.capabilities.has(capability)) return;
  const { found, isUid, text } = asked;
  const sizeOf = ({ body }: ModelMail): number => body?.length ?? 0;
  // Of a mail that is gone there is no size to sort by.
  if (found.some(({ body }) => body === undefined)) return;
  const expected = numbersIn(asked, isSort ? found.toSorted((one, other) => sizeOf(one) - sizeOf(other)) : found);
  const verb = `${isUid ? 'UID ' : ''}${isSort ? 'SORT' : 'THREAD'}`;
  const { untagged } = client.run(verb, `${isSort ? '(SIZE)' : 'REFERENCES'} UTF-8 ${text}`);
  const results = untagged.flatMap((response) =>
    response.type === 'data' && response.name === verb.replace('UID ', '') ? [response.values] : [],
  );
  const came = results.map((values) => (isSort ? values.map(Number) : numbersWithin(values).sort((a, b) => a - b)));
  mustEqual(came, [expected], { rule: 'RFC 5256 §3', what: verb });
}

function numbersWithin(values: Value): number[] {
  return typeof values === 'string' ? [Number(values)] : values.flatMap(numbersWithin);
}

/** Undefined where no mailbox is selected. */
function randomSearch(client: ImapClient, random: Random): Asked | undefined {
  const { picture } = client;
  if (picture === undefined) return undefined;
  const keys = Array.from({ length: random.small(2) }, () => random.pick(KEYS));
  if (client.capabilities.has('SEARCHRES') && random.percent(15)) keys.push(KEPT);
  const candidates = picture.uids.map((uid) => picture.mailbox.find(uid) ?? goneMail(uid, picture));
  const mayAskModSeq = client.capabilities.has('CONDSTORE') && candidates.every(({ modSeq }) => modSeq !== undefined);
  const bound = mayAskModSeq && random.percent(15) ? Math.max(1, picture.mailbox.highestModSeq - 1) : undefined;
  if (bound !== undefined) {
    keys.push({ text: `MODSEQ ${bound}`, isTrue: ({ modSeq = 0 }) => modSeq >= bound });
  }
  const found = candidates.filter((mail) => keys.every(({ isTrue }) => isTrue(mail, picture)));
  const text = keys.map((key) => key.text).join(' ');
  return { client, picture, isUid: random.percent(50), found, hasModSeq: bound !== undefined, text };
}

/** A mail that is gone while the client does not know is found by its flags, but holds no text any more (RFC 2180 §4.3). */
function goneMail(uid: number, picture: Picture): ModelMail {
  return { uid, flags: picture.flagsOf(uid), changes: 0, text: '', body: undefined, modSeq: undefined };
}

interface Asked {
  readonly client: ImapClient;
  readonly picture: Picture;
  readonly isUid: boolean;
  readonly found: readonly ModelMail[];
  readonly hasModSeq: boolean;
  /** The criteria. */
  readonly text: string;
}

const highestOf = (mails: readonly ModelMail[]): string => String(Math.max(...mails.map(({ modSeq = 0 }) => modSeq)));

/** By number or uid, as it is told. */
function numbersIn({ picture, isUid }: Asked, mails: readonly ModelMail[]): readonly number[] {
  const sequences = sequencesOf(picture);
  return mails.map(({ uid }) => (isUid ? uid : (sequences.get(uid) ?? 0)));
}

function searchPlainly(asked: Asked): void {
  const { client, isUid, found, hasModSeq, text } = asked;
  const expected = [
    ...numbersIn(asked, found).map(String),
    ...(hasModSeq && found.length > 0 ? [['MODSEQ', highestOf(found)]] : []),
  ];
  const { untagged } = client.run(isUid ? 'UID SEARCH' : 'SEARCH', text);
  const results = untagged.flatMap((response) =>
    response.type === 'data' && response.name === 'SEARCH' ? [response.values] : [],
  );
  mustEqual(results, [expected], { rule: 'RFC 9051 §6.4.4', what: 'found' });
}

/** RFC 4731 §3.1; SAVE: RFC 5182 §2.1. */
function searchReturning(asked: Asked, random: Random): void {
  const { client, picture, isUid, found, hasModSeq, text } = asked;
  const options = ['MIN', 'MAX', 'ALL', 'COUNT'].filter(() => random.percent(35));
  const isSaving = client.capabilities.has('SEARCHRES') && random.percent(50);
  const told = options.length === 0 && !isSaving ? ['ALL'] : options;
  const [first, last] = [found[0], found.at(-1)];
  const isPart = !told.includes('ALL') && !told.includes('COUNT') && told.length > 0;
  // Only what is told by MIN and MAX, where nothing else is (RFC 5182 §2.4; RFC 7162 §3.1.10).
  const meant = isPart
    ? found.filter((mail) => (told.includes('MIN') && mail === first) || (told.includes('MAX') && mail === last))
    : found;
  const of = (mail: ModelMail): string => String(numbersIn(asked, [mail])[0]);
  const expected = new Map<string, string>();
  if (told.includes('MIN') && first !== undefined) expected.set('MIN', of(first));
  if (told.includes('MAX') && last !== undefined) expected.set('MAX', of(last));
  if (told.includes('ALL') && first !== undefined) expected.set('ALL', setOf(numbersIn(asked, found)));
  if (told.includes('COUNT')) expected.set('COUNT', String(found.length));
  if (hasModSeq && first !== undefined) expected.set('MODSEQ', highestOf(meant));
  const returned = random.percent(50)
    ? [...options, ...(isSaving ? ['SAVE'] : [])]
    : [...(isSaving ? ['SAVE'] : []), ...options];
  if (isSaving) picture.saved = new Set(meant.map(({ uid }) => uid));
  const { untagged } = client.run(isUid ? 'UID SEARCH' : 'SEARCH', `RETURN (${returned.join(' ')}) ${text}`);
  const results = untagged.flatMap((response) =>
    response.type === 'data' && response.name === 'ESEARCH' ? [response.values] : [],
  );
  const at = { rule: 'RFC 4731 §3.1', what: 'ESEARCH' };
  // Nothing is told of what is only kept; but how far it goes, where that was asked for.
  const isTold = told.length > 0 || expected.size > 0;
  mustEqual(results.length, isTold ? 1 : 0, at);
  if (!isTold) return;
  const words = (results[0] ?? []).slice(isUid ? 2 : 1);
  if (isUid) mustEqual(results[0]?.[1], 'UID', at);
  const came = new Map(
    words.flatMap((word, i) => (i % 2 === 0 ? [[String(word), String(words[i + 1])] as const] : [])),
  );
  mustEqual([...came].sort(), [...expected].sort(), at);
}
