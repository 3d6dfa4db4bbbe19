/** Whether the world is, at this moment, as a check wants it. */
import type { FactCheck, FileFactCheck, MailFactCheck } from './lab.ts';
import type { Facts, MailFact } from './facts.ts';
import { containsText, isSameText } from './value-match.ts';

export function isFact(facts: Facts, check: FactCheck): boolean {
  return check.type === 'mail' ? isMailFact(facts, check) : isFileFact(facts, check);
}

function isMailFact(facts: Facts, check: MailFactCheck): boolean {
  const mails = facts.mails(check.account, check.mailbox);
  if (mails === undefined) return false;
  const found = mails.filter((mail) => isSuch(mail, check)).length;
  return check.count === undefined ? found > 0 : found === check.count;
}

function isSuch(mail: MailFact, { headers, flags = [], contains }: MailFactCheck): boolean {
  const hasFlag = (flag: string) => mail.flags.some((other) => other.toLowerCase() === flag.toLowerCase());
  return (
    flags.every(hasFlag) &&
    Object.entries(headers).every(([name, matcher]) => {
      return mail
        .header(name)
        .some((value) =>
          typeof matcher === 'object' ? containsText(value, matcher.contains) : isSameText(value, String(matcher)),
        );
    }) &&
    (contains === undefined || containsText(mail.text, contains))
  );
}

function isFileFact(facts: Facts, { host, path, contains, sizeBytes }: FileFactCheck): boolean {
  const file = facts.file(host, path);
  if (file === undefined) return false;
  if (sizeBytes !== undefined && file.sizeBytes !== sizeBytes) return false;
  return contains === undefined || containsText(file.text, contains);
}
