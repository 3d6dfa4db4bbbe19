/** Whether the world is, at this moment, as a check wants it. */
import type { FactCheck, FileFactCheck, MailFactCheck, QueueFactCheck } from './lab.ts';
import type { Facts, MailFact } from './facts.ts';
import { containsText, matchesText } from './value-match.ts';

export function isFact(facts: Facts, check: FactCheck): boolean {
  switch (check.type) {
    case 'mail':
      return isMailFact(facts, check);
    case 'mailbox':
      return facts.mails(check.account, check.name) !== undefined;
    case 'file':
      return isFileFact(facts, check);
    case 'queue':
      return isQueueFact(facts, check);
    default:
      check satisfies never;
      return false;
  }
}

function isMailFact(facts: Facts, check: MailFactCheck): boolean {
  const mails = facts.mails(check.account, check.mailbox);
  if (mails === undefined) return false;
  const found = mails.filter((mail) => isSuch(mail, check)).length;
  return check.count === undefined ? found > 0 : found === check.count;
}

function isSuch(mail: MailFact, { headers, flags = [], lacks = [], contains }: MailFactCheck): boolean {
  const hasFlag = (flag: string) => mail.flags.some((other) => other.toLowerCase() === flag.toLowerCase());
  return (
    flags.every(hasFlag) &&
    !lacks.some(hasFlag) &&
    Object.entries(headers).every(([name, matcher]) => {
      return mail.header(name).some((value) => matchesText(matcher, value));
    }) &&
    (contains === undefined || containsText(mail.text, contains))
  );
}

function isFileFact(facts: Facts, { host, path, contains, sizeBytes, digest }: FileFactCheck): boolean {
  const file = facts.file(host, path);
  if (file === undefined) return false;
  if (sizeBytes !== undefined && file.sizeBytes !== sizeBytes) return false;
  if (digest !== undefined && file.digest !== digest) return false;
  return contains === undefined || containsText(file.text, contains);
}

function isQueueFact(facts: Facts, { host, from, to, count }: QueueFactCheck): boolean {
  const waiting = facts.queue(host);
  if (waiting === undefined) return false;
  const found = waiting.filter(({ reversePath, forwardPaths }) => {
    if (from !== undefined && !matchesText(from, reversePath)) return false;
    return to === undefined || forwardPaths.some((path) => matchesText(to, path));
  }).length;
  return count === undefined ? found > 0 : found === count;
}
