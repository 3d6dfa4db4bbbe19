/** SORT and UID SORT (RFC 5256 §3): a search whose result is in an order. DISPLAYFROM and DISPLAYTO: RFC 5957. */
import type { AddressItem } from '../../mail/address.ts';
import { baseSubject } from '../../mail/base-subject.ts';
import { casemap } from '../../mail/casemap.ts';
import { parseDateTime } from '../../mail/date-time.ts';
import { decodeHeaderText } from '../../mail/encoded-word.ts';
import { envelopeOf } from '../../mail/envelope.ts';
import { type Message, parseMessage } from '../../mail/message.ts';
import { type Argument, astring } from './arguments.ts';
import { ArgumentMistake, expectSelected } from './mistakes.ts';
import { takeReturnOptions } from './return-options.ts';
import { completionOf, findMails, savingFails, tell } from './search.ts';
import type { CandidateMail } from './search-candidate.ts';
import { parseWithCharset } from './search-keys.ts';
import type { Command, Completion, LoggedIn } from './session.ts';
import type { StoredMail } from './store.ts';

const SORT_KEYS = ['ARRIVAL', 'CC', 'DATE', 'DISPLAYFROM', 'DISPLAYTO', 'FROM', 'SIZE', 'SUBJECT', 'TO'] as const;
type SortKey = (typeof SORT_KEYS)[number];

interface Criterion {
  readonly key: SortKey;
  readonly isReverse: boolean;
}

/** RFC 5256 §3; with RETURN: RFC 5267 §3 */
export function sort(session: LoggedIn, command: Command): Completion {
  const view = expectSelected(session.view);
  const { options, rest } = savingFails(session, command, () => takeReturnOptions(command.args));
  const [program, ...asked] = rest;
  const criteria = parseProgram(program);
  const result = savingFails(session, command, () => findMails(session, view, parseWithCharset(asked)));
  tell(session, command, { name: 'SORT', options, result: { ...result, found: inOrder(result.found, criteria) } });
  return completionOf('Sort', command, result);
}

/** @throws ArgumentMistake in Dovecot's words */
function parseProgram(argument: Argument | undefined): readonly Criterion[] {
  if (argument?.kind !== 'list') throw new ArgumentMistake('Invalid sort argument');
  if (argument.items.length === 0) throw new ArgumentMistake('Empty sort program');
  const criteria: Criterion[] = [];
  let isReverse = false;
  for (const item of argument.items) {
    const name = astring(item)?.toUpperCase();
    if (name === undefined) throw new ArgumentMistake('Invalid sort list argument');
    if (name === 'REVERSE') {
      isReverse = !isReverse;
      continue;
    }
    const key = SORT_KEYS.find((known) => known === name);
    if (key === undefined) throw new ArgumentMistake(`Unknown sort argument: ${name}`);
    // What comes again can no longer change the order.
    if (!criteria.some((criterion) => criterion.key === key)) criteria.push({ key, isReverse });
    isReverse = false;
  }
  if (isReverse) throw new ArgumentMistake('Sort list ends with REVERSE');
  return criteria;
}

/** Equals stay in the order of the mailbox (RFC 5256 §3). */
function inOrder(found: readonly CandidateMail[], criteria: readonly Criterion[]): readonly CandidateMail[] {
  const keyed = found.map((one) => ({ one, values: criteria.map(({ key }) => sortValue(key, one)) }));
  keyed.sort((a, b) => {
    for (const [at, { isReverse }] of criteria.entries()) {
      const order = compare(a.values[at] ?? 0, b.values[at] ?? 0);
      if (order !== 0) return isReverse ? -order : order;
    }
    return a.one.sequence - b.one.sequence;
  });
  return keyed.map(({ one }) => one);
}

function compare(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function sortValue(key: SortKey, { mail, isGone }: CandidateMail): string | number {
  if (isGone) return key === 'ARRIVAL' || key === 'DATE' || key === 'SIZE' ? 0 : '';
  switch (key) {
    case 'ARRIVAL':
      return mail.internalDate;
    case 'SIZE':
      return mail.body.length;
    case 'DATE':
      return sentAt(mail);
    case 'SUBJECT':
      return threadSubject(parseMessage(mail.body)).text;
    default:
      return addressValue(key, parseMessage(mail.body));
  }
}

/** When the mail was sent, in UTC; where it does not say so, when it came (RFC 5256 §2.2). */
export function sentAt(mail: StoredMail): number {
  return parseDateTime(parseMessage(mail.body).header('date')[0] ?? '')?.ms ?? mail.internalDate;
}

/** The base subject, as it is compared (RFC 5256 §2.1, §3). */
export function threadSubject(message: Message): ReturnType<typeof baseSubject> {
  const { text, isReplyOrForward } = baseSubject(decodeHeaderText(message.header('subject')[0] ?? ''));
  return { text: casemap(text), isReplyOrForward };
}

/** Of the first address: its mailbox, or for DISPLAY… its name (RFC 5957 §3). Empty where there is none. */
function addressValue(key: 'FROM' | 'TO' | 'CC' | 'DISPLAYFROM' | 'DISPLAYTO', message: Message): string {
  const envelope = envelopeOf(message.bytes, message.fields);
  const isDisplay = key.startsWith('DISPLAY');
  const items = key === 'CC' ? envelope.cc : key.endsWith('FROM') ? envelope.from : envelope.to;
  const first = items.find((item) => item.type === 'address');
  if (first === undefined) return '';
  return casemap(isDisplay ? displayName(first) : (first.localPart ?? ''));
}

function displayName({ name, localPart = '', domain = '' }: AddressItem & { type: 'address' }): string {
  if (name !== undefined && name !== '') return decodeHeaderText(name);
  return domain === '' ? localPart : `${localPart}@${domain}`;
}
