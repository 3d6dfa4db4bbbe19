/** Checks of the world as it is, as an author wrote them → as the checker takes them. */
import type { Position } from './check-entry.ts';
import { addAccountFault, addHostFault, addMailboxFault } from './check-places.ts';
import type { CheckEntry } from './check-schema.ts';
import { addPatternFault } from './check-shape.ts';
import { given } from './event-entry.ts';
import type { FactCheck } from './lab.ts';
import { shown } from './schema-problems.ts';

/** The entry's fact; undefined where it is none. */
export function factOf(entry: CheckEntry, position: Position): FactCheck | undefined {
  const { mail, mailbox, file, queue } = entry;
  if (mail !== undefined) {
    const { account, mailbox = 'INBOX', headers = {}, contains, flags, lacks, count } = mail;
    addAccountFault(account, position);
    addMailboxFault('mailbox', { account, mailbox }, position);
    for (const [name, value] of Object.entries(headers)) addPatternFault(value, position, 'headers', name);
    addFlagFaults(flags ?? [], lacks ?? [], position);
    return {
      type: 'mail',
      account,
      mailbox,
      headers,
      ...given('contains', contains),
      ...given('flags', flags),
      ...given('lacks', lacks),
      ...given('count', count),
    };
  }
  if (mailbox !== undefined) {
    const { account, name } = mailbox;
    addAccountFault(account, position);
    addMailboxFault('name', { account, mailbox: name }, position);
    return { type: 'mailbox', account, name };
  }
  if (file !== undefined) {
    const { host, path, contains, sizeBytes, digest } = file;
    addHostFault(host, position);
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
  addHostFault(host, position);
  addPatternFault(from, position, 'from');
  addPatternFault(to, position, 'to');
  return { type: 'queue', host, ...given('from', from), ...given('to', to), ...given('count', count) };
}

/** No mail both has a flag and has it not. */
function addFlagFaults(flags: readonly string[], lacks: readonly string[], { faults, path }: Position): void {
  const wanted = new Set(flags.map((flag) => flag.toLowerCase()));
  lacks.forEach((flag, i) => {
    if (!wanted.has(flag.toLowerCase())) return;
    faults.add(
      [...path, 'lacks', i],
      `lacks: expected a flag that is not among flags, came ${shown(flag)}.`,
      'Remove it from one of the two.',
    );
  });
}
