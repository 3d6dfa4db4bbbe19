/** Checks of the world as it is, as an author wrote them → as the checker takes them. */
import type { Position } from './check-entry.ts';
import type { CheckEntry } from './check-schema.ts';
import { given } from './event-entry.ts';
import type { FactCheck } from './lab.ts';

/** The entry's fact; undefined where it is none. */
export function factOf(entry: CheckEntry, _position: Position): FactCheck | undefined {
  const { mail, mailbox, file, queue } = entry;
  if (mail !== undefined) {
    const { account, headers = {}, contains, flags, lacks, count } = mail;
    return {
      type: 'mail',
      account,
      mailbox: mail.mailbox ?? 'INBOX',
      headers,
      ...given('contains', contains),
      ...given('flags', flags),
      ...given('lacks', lacks),
      ...given('count', count),
    };
  }
  if (mailbox !== undefined) return { type: 'mailbox', account: mailbox.account, name: mailbox.name };
  if (file !== undefined) {
    const { host, path, contains, sizeBytes, digest } = file;
    return {
      type: 'file',
      host,
      path,
      ...given('contains', contains),
      ...given('sizeBytes', sizeBytes),
      ...given('digest', digest?.toLowerCase()),
    };
  }
  if (queue === undefined) return undefined;
  const { host, from, to, count } = queue;
  return { type: 'queue', host, ...given('from', from), ...given('to', to), ...given('count', count) };
}
