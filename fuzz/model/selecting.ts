/** Commands that open and leave a mailbox, and those that only ask what is new (RFC 9051 §6.3.2, §6.4; RFC 2177). */
import type { Random } from '../random.ts';
import { mustEqual } from './broken.ts';
import type { ImapClient } from './imap-client.ts';
import { Picture } from './picture.ts';

export const NAMES = ['INBOX', 'Sent', 'Work', 'Work.Old', 'New', 'New.Old'] as const;

/** A mailbox, most often one that is there. */
export function randomName(client: ImapClient, random: Random): string {
  if (random.percent(45)) return 'INBOX';
  return random.percent(90) ? random.pick([...client.stage.account.mailboxes.keys()]) : random.pick(NAMES);
}

export function select(client: ImapClient, random: Random): void {
  const name = randomName(client, random);
  const mailbox = client.stage.account.mailboxes.get(name);
  const verb = random.percent(75) ? 'SELECT' : 'EXAMINE';
  // Even where the new one can't be had (RFC 9051 §6.3.2).
  client.picture = undefined;
  if (mailbox === undefined) {
    client.run(verb, name, { status: 'NO' });
    return;
  }
  const isReadOnly = verb === 'EXAMINE';
  const picture = new Picture({ name, mailbox, isReadOnly, isTellingUids: () => client.enabled.has('QRESYNC') });
  const { untagged } = client.run(verb, name, { status: 'OK', code: isReadOnly ? 'READ-ONLY' : 'READ-WRITE' }, picture);
  const codes = untagged.flatMap((response) => (response.type === 'status' ? [response.code ?? ''] : []));
  const valueOf = (code: string): string | undefined =>
    codes.find((each) => each.startsWith(`${code} `))?.slice(code.length + 1);
  const at = { rule: 'RFC 9051 §6.3.2', what: `codes of ${verb}` };
  mustEqual(valueOf('UIDVALIDITY'), String(mailbox.uidValidity), at);
  mustEqual(valueOf('UIDNEXT'), String(mailbox.uidNext), at);
  const unseen = mailbox.mails.findIndex(({ flags }) => !flags.includes('\\Seen'));
  mustEqual(valueOf('UNSEEN'), unseen < 0 ? undefined : String(unseen + 1), at);
}

export function noop(client: ImapClient): void {
  client.run('NOOP');
}

export function check(client: ImapClient): void {
  client.run('CHECK');
}

/** What is \Deleted goes, and nobody is told (RFC 9051 §6.4.1). */
export function close(client: ImapClient): void {
  const { picture } = client;
  if (picture === undefined) return;
  if (!picture.isReadOnly) removeDeleted(picture, picture.uids);
  client.picture = undefined;
  client.run('CLOSE');
}

export function unselect(client: ImapClient): void {
  client.picture = undefined;
  client.run('UNSELECT');
}

/** Those of the mails that are \Deleted go. A mail of which the client does not know stays. */
export function removeDeleted({ mailbox }: Picture, uids: readonly number[]): void {
  mailbox.remove(uids.filter((uid) => mailbox.find(uid)?.flags.includes('\\Deleted') === true));
}
