/** QUOTA, where the account has one (RFC 2087; the words are Dovecot's). What is promised of it: RFC 2087 alone. */
import { astring, expectStrings } from './arguments.ts';
import { expectMailboxName } from './mailbox-names.ts';
import { ArgumentMistake, Refusal } from './mistakes.ts';
import type { Command, Completion, LoggedIn } from './session.ts';
import type { Quota } from './store.ts';
import { writeAstring, writeString } from './strings.ts';

/** The one quota root that an account has. */
const ROOT = 'User quota';
const UNIT_BYTES = 1024;

/** Not among the commands of an account without a quota. */
export const QUOTA_VERBS: ReadonlySet<string> = new Set(['GETQUOTA', 'GETQUOTAROOT', 'SETQUOTA']);

/** RFC 2087 §4.3; a mailbox need not be there. */
export function getQuotaRoot(session: LoggedIn, { args }: Command): Completion {
  const [given = ''] = expectStrings(args, 1);
  session.write(`* QUOTAROOT ${writeAstring(expectMailboxName(given))} ${writeString(ROOT)}`);
  session.write(quotaLine(expectQuota(session)));
  return { text: 'Getquotaroot completed' };
}

/** RFC 2087 §4.2 */
export function getQuota(session: LoggedIn, { args }: Command): Completion {
  const [root = ''] = expectStrings(args, 1);
  if (root !== ROOT) throw new Refusal("Quota root doesn't exist.");
  session.write(quotaLine(expectQuota(session)));
  return { text: 'Getquota completed' };
}

/** RFC 2087 §4.1; it is the administrator's to change. */
export function setQuota(_session: LoggedIn, { args }: Command): Completion {
  if (astring(args[0]) === undefined || args[1]?.kind !== 'list') throw new ArgumentMistake('Missing arguments');
  throw new Refusal('Quota can be changed only by admin.');
}

/** `* QUOTA "User quota" (STORAGE 9 10)`, in units of 1024 octets (RFC 2087 §3). */
function quotaLine({ usedBytes, limitBytes }: Quota): string {
  const units = [usedBytes, limitBytes].map((bytes) => Math.ceil(bytes / UNIT_BYTES));
  return `* QUOTA ${writeString(ROOT)} (STORAGE ${units.join(' ')})`;
}

function expectQuota({ account }: LoggedIn): Quota {
  const { quota } = account;
  if (quota === undefined) throw new Error('QUOTA is a command of accounts that have one');
  return quota;
}
