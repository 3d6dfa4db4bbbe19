/** Whether the world is, at this moment, as a check wants it. */
import { type Bound, fill } from './bound.ts';
import type { Facts, MailFact, QueuedMailFact } from './facts.ts';
import type { Check, FactCheck, FileFactCheck, MailFactCheck, QueueFactCheck, ValueMatcher } from './lab.ts';
import { bindText, containsText } from './value-match.ts';

const FACTS: ReadonlySet<Check['type']> = new Set(['mail', 'mailbox', 'file', 'queue']);

export function isFactCheck(check: Check): check is FactCheck {
  return FACTS.has(check.type);
}

/** What is known after the world was asked; undefined: it is not so. A hole is bound by the first thing that is such. */
export function bindFact(facts: Facts, check: FactCheck, bound: Bound): Bound | undefined {
  switch (check.type) {
    case 'mail':
      return bindMails(facts, check, bound);
    case 'mailbox':
      return facts.mails(fill(check.account, bound), fill(check.name, bound)) === undefined ? undefined : bound;
    case 'file':
      return isFile(facts, check, bound) ? bound : undefined;
    case 'queue':
      return bindQueue(facts, check, bound);
    default:
      check satisfies never;
      return undefined;
  }
}

function bindMails(facts: Facts, check: MailFactCheck, bound: Bound): Bound | undefined {
  const mails = facts.mails(fill(check.account, bound), fill(check.mailbox, bound));
  return mails === undefined
    ? undefined
    : bindCount(mails, check.count, bound, (mail, known) => bindMail(mail, check, known));
}

function bindQueue(facts: Facts, check: QueueFactCheck, bound: Bound): Bound | undefined {
  const queue = facts.queue(fill(check.host, bound));
  return queue === undefined
    ? undefined
    : bindCount(queue, check.count, bound, (mail, known) => bindQueued(mail, check, known));
}

/** At least one such thing, or exactly so many; holes are bound by the first. */
function bindCount<T>(
  things: readonly T[],
  count: number | undefined,
  before: Bound,
  suits: (thing: T, bound: Bound) => Bound | undefined,
): Bound | undefined {
  let found = 0;
  let bound = before;
  for (const thing of things) {
    const known = suits(thing, bound);
    if (known === undefined) continue;
    bound = known;
    if (count === undefined) return bound;
    found++;
  }
  return found === count ? bound : undefined;
}

function bindMail(mail: MailFact, check: MailFactCheck, before: Bound): Bound | undefined {
  const { headers, flags = [], lacks = [], contains } = check;
  const hasFlag = (flag: string): boolean => mail.flags.some((other) => other.toLowerCase() === flag.toLowerCase());
  if (!flags.every(hasFlag) || lacks.some(hasFlag)) return undefined;
  let bound: Bound | undefined = before;
  for (const [name, wanted] of Object.entries(headers)) {
    bound = bindFirst(wanted, mail.header(name), bound);
    if (bound === undefined) return undefined;
  }
  return contains === undefined ? bound : bindText({ contains }, mail.text, bound);
}

function bindQueued(
  { reversePath, forwardPaths }: QueuedMailFact,
  { from, to }: QueueFactCheck,
  before: Bound,
): Bound | undefined {
  const bound = from === undefined ? before : bindText(from, reversePath, before);
  return bound === undefined || to === undefined ? bound : bindFirst(to, forwardPaths, bound);
}

function bindFirst(wanted: ValueMatcher, texts: readonly string[], bound: Bound): Bound | undefined {
  for (const text of texts) {
    const known = bindText(wanted, text, bound);
    if (known !== undefined) return known;
  }
  return undefined;
}

function isFile(facts: Facts, { host, path, contains, sizeBytes, digest }: FileFactCheck, bound: Bound): boolean {
  const file = facts.file(fill(host, bound), fill(path, bound));
  if (file === undefined) return false;
  if (sizeBytes !== undefined && file.sizeBytes !== sizeBytes) return false;
  if (digest !== undefined && file.digest !== digest.toLowerCase()) return false;
  return contains === undefined || containsText(file.text, fill(contains, bound));
}
