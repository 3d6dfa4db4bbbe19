/** Commands that open and leave a mailbox, and those that only ask what is new (RFC 9051 §6.3.2, §6.4; RFC 2177). */
import type { Random } from '../random.ts';
import { mustEqual } from './broken.ts';
import type { ImapClient } from './imap-client.ts';
import { Picture } from './picture.ts';
import { expectNothingEarlier, expectResynchronised, randomResync } from './resync.ts';

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
  client.leave();
  if (mailbox === undefined) {
    client.run(verb, name, { status: 'NO' });
    return;
  }
  const isReadOnly = verb === 'EXAMINE';
  const picture = new Picture({ name, mailbox, isReadOnly, isTellingUids: () => client.enabled.has('QRESYNC') });
  const resync = randomResync(client, random, mailbox);
  const isAskingModSeq = resync === undefined && random.percent(20);
  if (isAskingModSeq) client.enabled.add('CONDSTORE');
  const parameters = isAskingModSeq ? ' (CONDSTORE)' : (resync?.text ?? '');
  const code = isReadOnly ? 'READ-ONLY' : 'READ-WRITE';
  const { untagged } = client.run(verb, `${name}${parameters}`, { status: 'OK', code }, picture);
  const codes = untagged.flatMap((response) => (response.type === 'status' ? [response.code ?? ''] : []));
  const valueOf = (word: string): string | undefined =>
    codes.find((each) => each.startsWith(`${word} `))?.slice(word.length + 1);
  const at = { rule: 'RFC 9051 §6.3.2', what: `codes of ${verb}` };
  mustEqual(valueOf('UIDVALIDITY'), String(mailbox.uidValidity), at);
  mustEqual(valueOf('UIDNEXT'), String(mailbox.uidNext), at);
  const unseen = mailbox.mails.findIndex(({ flags }) => !flags.includes('\\Seen'));
  mustEqual(valueOf('UNSEEN'), unseen < 0 ? undefined : String(unseen + 1), at);
  // Where nobody ever asked for it, a mailbox need not tell it (as Dovecot).
  const highest = valueOf('HIGHESTMODSEQ');
  const isTold = highest !== undefined || client.enabled.has('CONDSTORE');
  if (isTold) mustEqual(highest, String(mailbox.highestModSeq), { rule: 'RFC 7162 §3.1.2.1', what: at.what });
  if (resync === undefined) expectNothingEarlier(untagged);
  else expectResynchronised(resync, mailbox, untagged);
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
  client.leave();
  client.run('CLOSE');
}

export function unselect(client: ImapClient): void {
  client.leave();
  client.run('UNSELECT');
}

/** Those of the mails that are \Deleted go. A mail of which the client does not know stays. */
export function removeDeleted({ mailbox }: Picture, uids: readonly number[]): void {
  mailbox.remove(uids.filter((uid) => mailbox.find(uid)?.flags.includes('\\Deleted') === true));
}
