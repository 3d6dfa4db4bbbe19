/** CREATE, DELETE and RENAME of mailboxes, also of such as somebody has selected (RFC 9051 §6.3.4 to §6.3.6). */
import type { Random } from '../random.ts';
import type { ImapClient } from './imap-client.ts';
import { ModelMailbox } from './mailboxes.ts';
import { NAMES } from './selecting.ts';

const REFUSED = { status: 'NO' } as const;
const FULL = { status: 'NO', code: 'OVERQUOTA' } as const;

export function create(client: ImapClient, random: Random): void {
  const { mailboxes } = client.stage.account;
  const name = random.pick(NAMES);
  if (mailboxes.has(name)) client.run('CREATE', name, REFUSED);
  else if (!client.stage.hasRoomFor(1)) client.run('CREATE', name, FULL);
  else {
    mailboxes.set(name, new ModelMailbox());
    client.run('CREATE', name);
  }
}

export function remove(client: ImapClient, random: Random): void {
  const { mailboxes } = client.stage.account;
  const name = random.pick(NAMES);
  if (name === 'INBOX' || !mailboxes.has(name)) {
    client.run('DELETE', name, REFUSED);
    return;
  }
  mailboxes.delete(name);
  // Who deletes the mailbox that is selected has to come again (as Dovecot).
  if (client.picture?.name === name) client.runToBye('DELETE', name);
  else client.run('DELETE', name);
}

/** What lies below goes with it. */
export function rename(client: ImapClient, random: Random): void {
  const { mailboxes } = client.stage.account;
  const [from, to] = [random.pick(NAMES), random.pick(NAMES)];
  const affected = [...mailboxes.keys()].filter((name) => name === from || name.startsWith(`${from}.`));
  const renamed = (name: string): string => to + name.slice(from.length);
  const isWrong =
    affected.length === 0 ||
    from === 'INBOX' ||
    to === from ||
    to.startsWith(`${from}.`) ||
    mailboxes.has(to) ||
    // All or none (RFC 9051 §6.3.6).
    affected.some((name) => mailboxes.has(renamed(name)));
  if (isWrong) {
    client.run('RENAME', `${from} ${to}`, REFUSED);
    return;
  }
  const moved = affected.flatMap((name) => {
    const mailbox = mailboxes.get(name);
    mailboxes.delete(name);
    return mailbox === undefined ? [] : [[renamed(name), mailbox] as const];
  });
  for (const [name, mailbox] of moved) mailboxes.set(name, mailbox);
  const { picture } = client;
  if (picture !== undefined && affected.includes(picture.name)) picture.name = renamed(picture.name);
  client.run('RENAME', `${from} ${to}`);
}
