/** STATUS: how a mailbox stands, without opening it (RFC 3501 §6.3.10; SIZE: RFC 8438; HIGHESTMODSEQ: RFC 7162 §3.1.7). */
import { type Argument, astring, expectStrings } from './arguments.ts';
import { enableCondstore, trackModSeqs } from './condstore.ts';
import { expectMailboxName, isBelowInbox } from './mailbox-names.ts';
import { ArgumentMistake } from './mistakes.ts';
import { type Command, type Completion, expectMailbox, type LoggedIn } from './session.ts';
import type { StoredMailbox } from './store.ts';
import { writeAstring } from './strings.ts';

/** In the order in which Dovecot tells them. */
const STATUS_ITEMS = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'HIGHESTMODSEQ', 'SIZE'] as const;
export type StatusItem = (typeof STATUS_ITEMS)[number];

/** RFC 3501 §6.3.10 */
export function status(session: LoggedIn, { args }: Command): Completion {
  const [given = ''] = expectStrings(args, 1);
  if (args.length < 2) throw new ArgumentMistake('Missing arguments');
  const wanted = parseStatusItems(args[1]);
  const name = expectMailboxName(given);
  const mailbox = expectMailbox(session, name);
  if (wanted.has('HIGHESTMODSEQ')) enableCondstore(session);
  session.write(statusLine(session, { name, written: isBelowInbox(given) ? given : name, mailbox, wanted }));
  const isSelected = session.view?.name === name;
  return { text: isSelected ? '[CLIENTBUG] Status on selected mailbox completed' : 'Status completed' };
}

/** @throws ArgumentMistake in Dovecot's words */
export function parseStatusItems(argument: Argument | undefined): ReadonlySet<StatusItem> {
  if (argument?.kind !== 'list') throw new ArgumentMistake('Invalid arguments');
  if (argument.items.length === 0) throw new ArgumentMistake('Empty status list');
  return new Set(
    argument.items.map((item) => {
      if (item.kind !== 'atom') throw new ArgumentMistake('Status list contains non-atoms.');
      const name = (astring(item) ?? '').toUpperCase();
      const known = STATUS_ITEMS.find((one) => one === name);
      if (known === undefined) throw new ArgumentMistake(`Invalid status item ${name}`);
      return known;
    }),
  );
}

/** `* STATUS INBOX (MESSAGES 4)` */
export function statusLine(
  session: LoggedIn,
  asked: {
    readonly name: string;
    /** The name as the line has it. */
    readonly written: string;
    readonly mailbox: StoredMailbox;
    readonly wanted: ReadonlySet<StatusItem>;
  },
): string {
  const { name, written, mailbox, wanted } = asked;
  if (wanted.has('HIGHESTMODSEQ')) trackModSeqs(session, name);
  const recent = session.view?.name === name ? session.view.recentCount : countRecent(mailbox);
  const values = STATUS_ITEMS.filter((item) => wanted.has(item)).map(
    (item) => `${item} ${valueOf(item, mailbox, recent)}`,
  );
  return `* STATUS ${writeAstring(written)} (${values.join(' ')})`;
}

function valueOf(item: StatusItem, mailbox: StoredMailbox, recent: number): number {
  switch (item) {
    case 'MESSAGES':
      return mailbox.mails.length;
    case 'RECENT':
      return recent;
    case 'UIDNEXT':
      return mailbox.uidNext;
    case 'UIDVALIDITY':
      return mailbox.uidValidity;
    case 'UNSEEN':
      return mailbox.mails.filter((mail) => !mail.flags.includes('\\Seen')).length;
    case 'HIGHESTMODSEQ':
      return mailbox.highestModSeq;
    case 'SIZE':
      return mailbox.mails.reduce((sum, mail) => sum + mail.body.length, 0);
  }
}

function countRecent({ mails, recentFrom }: StoredMailbox): number {
  return mails.filter((mail) => mail.uid >= recentFrom).length;
}
