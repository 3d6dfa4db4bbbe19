/** Commands that change mails: STORE, EXPUNGE, COPY, MOVE, APPEND (RFC 9051 §6.3.12, §6.4.3, §6.4.6 to §6.4.8). */
import type { Random } from '../random.ts';
import { must, mustEqual } from './broken.ts';
import type { ImapClient } from './imap-client.ts';
import { flagSet, type ModelMailbox } from './mailboxes.ts';
import { itemsToldOf, sequencesOf } from './reading.ts';
import { setOf } from './responses.ts';
import { randomName, removeDeleted } from './selecting.ts';
import { randomSet } from './sets.ts';

const FLAGS = ['\\Seen', '\\Deleted', '\\Deleted', '\\Flagged', '\\Answered', '\\Draft', 'work', 'later'] as const;

function randomFlags(random: Random): readonly string[] {
  return flagSet(Array.from({ length: random.below(3) }, () => random.pick(FLAGS)));
}

export function store(client: ImapClient, random: Random): void {
  const { picture } = client;
  if (picture === undefined) return;
  const isUid = random.percent(45);
  const verb = isUid ? 'UID STORE' : 'STORE';
  const set = randomSet(random, client, isUid);
  const sign = random.pick(['', '+', '+', '-'] as const);
  const isSilent = random.percent(40);
  const flags = randomFlags(random);
  const { mailbox } = picture;
  const operation = `${sign}FLAGS${isSilent ? '.SILENT' : ''} (${flags.join(' ')})`;
  const since = randomSince(client, random, mailbox);
  const args = `${set.text} ${since === undefined ? '' : `(UNCHANGEDSINCE ${since}) `}${operation}`;
  if (set.isWrong) {
    client.run(verb, args, { status: 'BAD' });
    return;
  }
  // A command that makes use of it switches it on (RFC 7162 §3.1).
  if (since !== undefined) client.enabled.add('CONDSTORE');
  // What has changed since, or is gone, is left alone (RFC 7162 §3.1.3).
  const isModified = (uid: number): boolean => since !== undefined && (mailbox.find(uid)?.modSeq ?? Infinity) > since;
  const modified = set.uids.filter(isModified);
  const applied = (before: readonly string[]): readonly string[] => {
    if (sign === '') return flags;
    return sign === '+' ? flagSet([...before, ...flags]) : before.filter((flag) => !flags.includes(flag));
  };
  const sequences = sequencesOf(picture);
  const changed = new Set<number>();
  /** What this client says itself it knows without being told, unless another session has changed something, too. */
  const known = new Set<number>();
  for (const uid of picture.isReadOnly ? [] : set.uids) {
    const mail = mailbox.find(uid);
    if (mail === undefined || modified.includes(uid)) continue;
    if (isSilent && picture.isUpToDate(mail)) known.add(uid);
    if (mailbox.setFlags(uid, applied(mail.flags))) changed.add(uid);
    if (known.has(uid)) picture.learn(mail);
  }
  const { code, untagged } = client.run(verb, args);
  const left = modified.map((uid) => (isUid ? uid : (sequences.get(uid) ?? 0)));
  const expected = left.length === 0 ? undefined : `MODIFIED ${setOf(left)}`;
  const at = { rule: 'RFC 7162 §3.1.3', what: 'what was left alone' };
  if (since !== undefined) mustEqual(code?.startsWith('MODIFIED') === true ? code : undefined, expected, at);
  for (const uid of changed) {
    const told = itemsToldOf(untagged, sequences.get(uid));
    const isTold = told.has('MODSEQ') || !client.enabled.has('CONDSTORE');
    must(isTold, 'RFC 7162 §3.1.3', () => `the modification sequence of uid ${uid} is not told`);
    if (!isSilent) must(told.has('FLAGS'), 'RFC 9051 §6.4.6', () => `flags of uid ${uid} are not told`);
    else if (known.has(uid)) must(!told.has('FLAGS'), 'RFC 9051 §6.4.6', () => `uid ${uid} is told despite .SILENT`);
  }
}

/** A modification sequence for UNCHANGEDSINCE; most often the command does without. */
function randomSince(client: ImapClient, random: Random, mailbox: ModelMailbox): number | undefined {
  const { picture } = client;
  if (!client.capabilities.has('CONDSTORE') || picture?.isReadOnly === true || random.percent(75)) return undefined;
  const known = mailbox.mails.map(({ modSeq = 0 }) => modSeq);
  return random.pick([...known, ...known, mailbox.highestModSeq, 0]);
}

export function expunge(client: ImapClient, random: Random): void {
  const { picture } = client;
  if (picture === undefined) return;
  const set = random.percent(30) ? randomSet(random, client, true) : undefined;
  if (!picture.isReadOnly) removeDeleted(picture, set?.uids ?? picture.uids);
  if (set === undefined) client.run('EXPUNGE');
  else client.run('UID EXPUNGE', set.text);
}

/** COPY or MOVE; all or none (RFC 9051 §6.4.7). */
export function copy(client: ImapClient, random: Random): void {
  const { picture } = client;
  if (picture === undefined) return;
  const isMove = random.percent(50);
  const isUid = random.percent(45);
  const verb = `${isUid ? 'UID ' : ''}${isMove ? 'MOVE' : 'COPY'}`;
  const set = randomSet(random, client, isUid);
  const name = randomName(client, random);
  const args = `${set.text} ${name}`;
  const target = client.stage.account.mailboxes.get(name);
  const { mailbox } = picture;
  if (set.isWrong) client.run(verb, args, { status: 'BAD' });
  else if (set.uids.length === 0) client.run(verb, args);
  else if (target === undefined) client.run(verb, args, { status: 'NO', code: 'TRYCREATE' });
  else if (set.uids.some((uid) => mailbox.find(uid) === undefined)) {
    // RFC 2180 §4.4.1
    client.run(verb, args, { status: 'NO', code: 'EXPUNGEISSUED' });
  } else if (!isMove && !client.stage.hasRoomFor(set.uids.length)) {
    client.run(verb, args, { status: 'NO', code: 'OVERQUOTA' });
  } else {
    const copies = set.uids.flatMap((uid) => copied(mailbox, target, uid));
    if (isMove) mailbox.remove(set.uids);
    const { code = '', untagged } = client.run(verb, args);
    const told = untagged.flatMap((response) =>
      response.type === 'status' && response.code?.startsWith('COPYUID') === true ? [response.code] : [],
    );
    const expected = `COPYUID ${target.uidValidity} ${setOf(set.uids)} ${setOf(copies)}`;
    mustEqual(isMove ? told : [code], [expected], { rule: 'RFC 9051 §6.4.7', what: verb });
  }
}

function copied(from: ModelMailbox, to: ModelMailbox, uid: number): readonly number[] {
  const mail = from.find(uid);
  return mail === undefined ? [] : [to.add(mail)];
}

/** One mail or several (RFC 3502), all or none. */
export function append(client: ImapClient, random: Random): void {
  const name = randomName(client, random);
  const target = client.stage.account.mailboxes.get(name);
  const mails = Array.from({ length: random.small(3) }, () => ({
    flags: randomFlags(random),
    text: client.stage.text(),
  }));
  // One that waits for `+` (RFC 9051 §4.3) is sent all the same: it will be wanted.
  const plus = target !== undefined && random.percent(30) ? '' : '+';
  const literals = mails.map(({ flags, text }) => `(${flags.join(' ')}) {${text.length}${plus}}\r\n${text}`);
  if (target === undefined) {
    client.run('APPEND', `${name} ${literals.join(' ')}`, { status: 'NO', code: 'TRYCREATE' });
    return;
  }
  if (!client.stage.hasRoomFor(mails.length)) {
    client.run('APPEND', `${name} ${literals.join(' ')}`, { status: 'NO', code: 'OVERQUOTA' });
    return;
  }
  const uids = mails.map((mail) => target.add(mail));
  const { code, isBye } = client.run('APPEND', `${name} ${literals.join(' ')}`);
  if (isBye) return;
  mustEqual(code, `APPENDUID ${target.uidValidity} ${setOf(uids)}`, { rule: 'RFC 4315 §3', what: 'APPEND' });
}
