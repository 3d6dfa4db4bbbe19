/** A client comes back to a mailbox that it knows (RFC 7162 §3.2.5): it must end up with what one sees who reads it all. */
import type { Random } from '../random.ts';
import { must, mustEqual } from './broken.ts';
import type { Answer, ImapClient } from './imap-client.ts';
import { flagSet, type ModelMailbox } from './mailboxes.ts';
import type { Remembered } from './picture.ts';
import { numbersOf, setOf } from './responses.ts';

export interface Resync {
  readonly remembered: Remembered;
  /** What is asked about; undefined: every uid. */
  readonly knownUids: readonly number[] | undefined;
  /** The parameter of SELECT, with a space before it. */
  readonly text: string;
}

/** Undefined where the client knows nothing, or does without. */
export function randomResync(client: ImapClient, random: Random, mailbox: ModelMailbox): Resync | undefined {
  if (!client.enabled.has('QRESYNC') || random.percent(25)) return undefined;
  const remembered =
    client.remembered.find(({ uidValidity }) => uidValidity === mailbox.uidValidity && random.percent(95)) ??
    client.remembered[0];
  if (remembered === undefined) return undefined;
  const uids = [...remembered.flags.keys()];
  const knownUids = uids.length > 0 && random.percent(40) ? uids : undefined;
  const words = [remembered.uidValidity, remembered.modSeq, ...(knownUids === undefined ? [] : [setOf(knownUids)])];
  // Some numbers and uids that belonged together (RFC 7162 §3.2.5.2).
  if (knownUids !== undefined && random.percent(50)) {
    const numbers = knownUids.flatMap((_, i) => (random.percent(50) ? [i + 1] : []));
    const matching = numbers.map((number) => knownUids[number - 1] ?? 0);
    if (numbers.length > 0) words.push(`(${setOf(numbers)} ${setOf(matching)})`);
  }
  return { remembered, knownUids, text: ` (QRESYNC (${words.join(' ')}))` };
}

/** @throws Broken where the client does not end up with what there is */
export function expectResynchronised(
  { remembered, knownUids }: Resync,
  mailbox: ModelMailbox,
  told: Answer['untagged'],
): void {
  // RFC 7162 §3.2.5: another mailbox of that name; what the client knows it forgets.
  if (remembered.uidValidity !== mailbox.uidValidity) {
    expectNothingEarlier(told);
    return;
  }
  const isAsked = (uid: number): boolean => knownUids?.includes(uid) ?? true;
  const after = new Map(remembered.flags);
  for (const response of told) {
    if (response.type === 'data' && response.name === 'VANISHED') {
      for (const uid of numbersOf(String(response.values[1]))) {
        must(isAsked(uid), 'RFC 7162 §3.2.5.1', () => `VANISHED of ${uid}, which was not asked about`);
        after.delete(uid);
      }
    } else if (response.type === 'numbered' && response.name === 'FETCH') {
      const missing = ['UID', 'FLAGS', 'MODSEQ'].filter((item) => !response.items.has(item));
      must(missing.length === 0, 'RFC 7162 §3.2.5.1', () => `without ${missing.join(' ')}: ${response.shown}`);
      const uid = Number(response.items.get('UID'));
      must(isAsked(uid), 'RFC 7162 §3.2.5.1', () => `uid ${uid} was not asked about`);
      const flags = flagSet(response.items.get('FLAGS') as readonly string[]);
      after.set(uid, flags.filter((flag) => flag !== '\\Recent').join(' '));
      const modSeq = mailbox.find(uid)?.modSeq ?? 0;
      must(
        modSeq > remembered.modSeq,
        'RFC 7162 §3.2.5.1',
        () => `uid ${uid} has not changed since the client knows it`,
      );
    }
  }
  const came = [...after].toSorted(([one], [other]) => one - other).map(([uid, flags]) => `${uid} (${flags})`);
  const expected = mailbox.mails.flatMap(({ uid, flags }) => (isAsked(uid) ? [`${uid} (${flags.join(' ')})`] : []));
  mustEqual(came, expected, { rule: 'RFC 7162 §3.2.5', what: 'what the client ends up with' });
}

/** Nobody asked what had been before. @throws Broken */
export function expectNothingEarlier(told: Answer['untagged']): void {
  for (const response of told) {
    const isEarlier =
      response.type === 'data'
        ? response.name === 'VANISHED'
        : response.type === 'numbered' && response.name === 'FETCH';
    must(!isEarlier, 'RFC 7162 §3.2.5', () => `nobody asked for ${response.shown}`);
  }
}

/** Asks for what has changed in the selected mailbox since it was left (RFC 7162 §3.1.4.1, §3.2.6). */
export function catchUp(client: ImapClient, random: Random): void {
  const { picture } = client;
  const remembered = client.remembered.find(({ uidValidity }) => uidValidity === picture?.mailbox.uidValidity);
  if (picture === undefined || remembered === undefined) return;
  const { mailbox } = picture;
  const hasVanished = client.enabled.has('QRESYNC') && random.percent(70);
  const since = hasVanished ? remembered.modSeq : remembered.flagsModSeq;
  const highest = picture.uids.at(-1) ?? 0;
  client.enabled.add('CONDSTORE');
  picture.ask(picture.uids);
  const modifiers = `(CHANGEDSINCE ${since}${hasVanished ? ' VANISHED' : ''})`;
  const { untagged } = client.run('UID FETCH', `1:${Math.max(1, highest)} (FLAGS) ${modifiers}`);
  picture.ask([]);
  const after = new Map(remembered.flags);
  for (const response of untagged) {
    if (response.type === 'data' && response.name === 'VANISHED') {
      for (const uid of numbersOf(String(response.values.at(-1)))) after.delete(uid);
    } else if (response.type === 'numbered' && response.name === 'FETCH') {
      const uid = Number(response.items.get('UID'));
      const flags = flagSet(response.items.get('FLAGS') as readonly string[]);
      after.set(uid, flags.filter((flag) => flag !== '\\Recent').join(' '));
      const modSeq = mailbox.find(uid)?.modSeq ?? Infinity;
      must(modSeq > since, 'RFC 7162 §3.1.4.1', () => `uid ${uid} has not changed since ${since}`);
    }
  }
  // Without VANISHED it asks what there is.
  if (!hasVanished) for (const uid of after.keys()) if (!picture.uids.includes(uid)) after.delete(uid);
  const told = [...after].filter(([uid]) => uid <= highest).toSorted(([one], [other]) => one - other);
  const expected = mailbox.mails.flatMap(({ uid, flags }) => (uid <= highest ? [`${uid} (${flags.join(' ')})`] : []));
  const at = { rule: 'RFC 7162 §3.1.4.1', what: 'what the client ends up with' };
  mustEqual(
    told.map(([uid, flags]) => `${uid} (${flags})`),
    expected,
    at,
  );
}

/** Switches an extension on (RFC 5161). */
export function enable(client: ImapClient, random: Random): void {
  const name = random.percent(70) ? 'QRESYNC' : 'CONDSTORE';
  if (!client.capabilities.has(name)) return;
  // RFC 7162 §3.2.3: QRESYNC has CONDSTORE in it.
  for (const each of ['CONDSTORE', name]) client.enabled.add(each);
  client.run('ENABLE', name);
}
