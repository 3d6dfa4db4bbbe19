/** SEARCH and UID SEARCH (RFC 3501 §6.4.4): the criteria held against each mail of the view. */
import { firstValue } from '../../mail/header.ts';
import { decodeHeaderText } from '../../mail/encoded-word.ts';
import { headerText, type Message, parseMessage, partsOf, textOf } from '../../mail/message.ts';
import { dayOf, sentDay } from './dates.ts';
import { expectSelected } from './mistakes.ts';
import { parseSearch, type SearchKey } from './search-keys.ts';
import { contains, resolveStar } from './sequence-set.ts';
import type { Command, Completion, LoggedIn } from './session.ts';
import type { StoredMail } from './store.ts';
import type { MailboxView } from './view.ts';

export function search(session: LoggedIn, { args, isUid }: Command): Completion {
  const view = expectSelected(session.view);
  const all = view.all();
  const key = resolve(parseSearch(args), view.size, all.at(-1)?.uid ?? 0);
  const found: number[] = [];
  for (const { sequence, uid } of all) {
    const mail = view.mail(uid);
    if (mail !== undefined && isTrue(key, new Candidate(mail, sequence, view))) found.push(isUid ? uid : sequence);
  }
  session.write(['* SEARCH', ...found].join(' '));
  return { text: 'Search completed', sync: isUid ? 'all' : 'keep-numbers' };
}

/** The key with `*` as the highest number there is. */
function resolve(key: SearchKey, highestSequence: number, highestUid: number): SearchKey {
  const inner = (other: SearchKey): SearchKey => resolve(other, highestSequence, highestUid);
  switch (key.type) {
    case 'and':
      return { type: 'and', of: key.of.map(inner) };
    case 'or':
      return { type: 'or', of: [inner(key.of[0]), inner(key.of[1])] };
    case 'not':
      return { type: 'not', of: inner(key.of) };
    case 'sequence':
      return { ...key, set: resolveStar(key.set, highestSequence) };
    case 'uid':
      return { ...key, set: resolveStar(key.set, highestUid) };
    default:
      return key;
  }
}

/** A mail with what was already made of it, so that many keys cost one decoding. */
class Candidate {
  readonly mail: StoredMail;
  readonly sequence: number;
  readonly isRecent: boolean;
  #header: string | undefined;
  #body: string | undefined;

  constructor(mail: StoredMail, sequence: number, view: MailboxView) {
    this.mail = mail;
    this.sequence = sequence;
    this.isRecent = view.isRecent(mail.uid);
  }

  get message(): Message {
    return parseMessage(this.mail.body);
  }

  /** Decoded, lower case. */
  get headerText(): string {
    this.#header ??= headerText(this.mail.body, this.message.fields).toLowerCase();
    return this.#header;
  }

  /** The text parts and the headers of messages within, decoded, lower case. */
  get bodyText(): string {
    this.#body ??= bodyText(this.message).toLowerCase();
    return this.#body;
  }
}

function bodyText({ bytes, root }: Message): string {
  let text = '';
  for (const part of partsOf(root)) {
    if (part.type === 'text') text += `${textOf(bytes, part)}\n`;
    else if (part.type === 'message' && part.children[0] !== undefined) {
      text += `${headerText(bytes, part.children[0].header)}\n`;
    }
  }
  return text;
}

function isTrue(key: SearchKey, candidate: Candidate): boolean {
  const { mail } = candidate;
  switch (key.type) {
    case 'all':
      return true;
    case 'and':
      return key.of.every((inner) => isTrue(inner, candidate));
    case 'or':
      return key.of.some((inner) => isTrue(inner, candidate));
    case 'not':
      return !isTrue(key.of, candidate);
    case 'flag':
      return mail.flags.includes(key.flag) === key.isSet;
    case 'recent':
      return candidate.isRecent;
    case 'sequence':
      return contains(key.set, candidate.sequence);
    case 'uid':
      return contains(key.set, mail.uid);
    case 'larger':
      return mail.body.length > key.bytes;
    case 'smaller':
      return mail.body.length < key.bytes;
    case 'date':
      return isDated(key, candidate);
    case 'header':
      return candidate.message
        .header(key.field)
        .some((value) => decodeHeaderText(value).toLowerCase().includes(key.text));
    case 'body':
      return candidate.bodyText.includes(key.text);
    case 'text':
      return candidate.headerText.includes(key.text) || candidate.bodyText.includes(key.text);
  }
}

function isDated({ of, is, day }: SearchKey & { type: 'date' }, { mail, message }: Candidate): boolean {
  // A mail without a readable date counts as sent at the beginning of time, as in Dovecot.
  const own =
    of === 'internal' ? dayOf(mail.internalDate) : (sentDay(firstValue(mail.body, message.fields, 'date') ?? '') ?? 0);
  switch (is) {
    case 'before':
      return own < day;
    case 'on':
      return own === day;
    case 'since':
      return own >= day;
  }
}
