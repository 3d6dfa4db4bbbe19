/** SEARCH and UID SEARCH (RFC 3501 §6.4.4), with RETURN (RFC 4731): which mails of the view fit. */
import { enableCondstore } from './condstore.ts';
import { expectSelected, Refusal } from './mistakes.ts';
import { meantBy, type ReturnOption, takeReturnOptions, writeEsearch } from './return-options.ts';
import { Candidate, type CandidateMail } from './search-candidate.ts';
import { asksModSeq, parseSearch, type SearchKey } from './search-keys.ts';
import { resolveStar } from './sequence-set.ts';
import type { Command, Completion, LoggedIn } from './session.ts';
import type { MailboxView } from './view.ts';

/** What one command may look at. A whole mailbox many times over; more would keep everybody else of this process waiting. */
const WORK_LIMIT_BYTES = 2_000_000_000;

/** RFC 3501 §6.4.4 */
export function search(session: LoggedIn, command: Command): Completion {
  const view = expectSelected(session.view);
  const { options, rest } = savingFails(session, command, () => takeReturnOptions(command.args));
  const result = savingFails(session, command, () => findMails(session, view, parseSearch(rest)));
  tell(session, command, { name: 'SEARCH', options, result });
  return completionOf('Search', command, result);
}

export interface SearchResult {
  readonly found: readonly CandidateMail[];
  /** A key asked for modification sequences. */
  readonly hasModSeq: boolean;
  /** Something could not be looked at: another session has removed it. */
  readonly hasMissed: boolean;
}

/** RFC 5182 §2.1: a search that fails with NO leaves nothing saved. */
export function savingFails<Result>(session: LoggedIn, { args }: Command, run: () => Result): Result {
  try {
    return run();
  } catch (mistake) {
    if (mistake instanceof Refusal && takeReturnOptions(args).options?.has('SAVE') === true) session.savedUids = [];
    throw mistake;
  }
}

/** The mails of the view that fit, in their order. @throws Refusal where it would be too much to look at */
export function findMails(session: LoggedIn, view: MailboxView, key: SearchKey): SearchResult {
  const hasModSeq = asksModSeq(key);
  if (hasModSeq) enableCondstore(session);
  let work = 0;
  const setting = {
    now: session.surroundings.now(),
    saved: new Set(session.savedUids),
    onWork: (bytes: number): void => {
      work += bytes;
      if (work > WORK_LIMIT_BYTES) throw new Refusal('[LIMIT] Too much to search, ask for less at once');
    },
  };
  const all = view.all();
  const resolved = resolve(key, view.size, all.at(-1)?.uid ?? 0);
  const found: CandidateMail[] = [];
  let hasMissed = false;
  for (const numbered of all) {
    const { sequence, uid } = numbered;
    const current = view.mail(uid);
    const mail = current ?? view.knownMail(numbered);
    if (mail === undefined) continue;
    const candidateMail = { sequence, mail, isRecent: view.isRecent(uid), isGone: current === undefined };
    const candidate = new Candidate(candidateMail, setting);
    if (candidate.fits(resolved)) found.push(candidateMail);
    hasMissed ||= candidate.hasMissed;
  }
  return { found, hasModSeq, hasMissed };
}

/** Says what was found: as RETURN wants it, else in a line of the command's own. */
export function tell(
  session: LoggedIn,
  { tag, isUid }: Command,
  told: {
    readonly name: 'SEARCH' | 'SORT';
    readonly options: ReadonlySet<ReturnOption> | undefined;
    readonly result: SearchResult;
  },
): void {
  const { name, options, result } = told;
  const { found, hasModSeq } = result;
  const meant = options === undefined ? found : meantBy(options, found);
  const highest = meant.reduce((modSeq, { mail }) => Math.max(modSeq, mail.modSeq), 0);
  const modSeq = hasModSeq && meant.length > 0 ? highest : undefined;
  const numbers = found.map(({ sequence, mail }) => (isUid ? mail.uid : sequence));
  if (options === undefined) {
    const end = modSeq === undefined ? [] : [`(MODSEQ ${modSeq})`];
    session.write(['*', name, ...numbers, ...end].join(' '));
    return;
  }
  const line = writeEsearch(options, { tag, isUid, numbers, modSeq, isAscending: name === 'SEARCH' });
  if (line !== undefined) session.write(line);
  if (options.has('SAVE')) session.savedUids = meant.map(({ mail }) => mail.uid).sort((one, other) => one - other);
}

export function completionOf(verb: string, { isUid }: Command, { hasMissed }: SearchResult): Completion {
  const code = hasMissed ? '[EXPUNGEISSUED] ' : '';
  return { text: `${code}${verb} completed`, sync: isUid ? 'all' : 'keep-numbers' };
}

/** The key with `*` as the highest number there is, and with what costs little asked first. */
function resolve(key: SearchKey, highestSequence: number, highestUid: number): SearchKey {
  const inner = (other: SearchKey): SearchKey => resolve(other, highestSequence, highestUid);
  switch (key.type) {
    case 'and':
      return { type: 'and', of: cheapFirst(key.of.map(inner)) };
    case 'or': {
      const [one, other] = cheapFirst(key.of.map(inner));
      return one === undefined || other === undefined ? key : { type: 'or', of: [one, other] };
    }
    case 'not':
      return { type: 'not', of: inner(key.of) };
    case 'sequence':
      return { ...key, set: resolveStar(key.set, highestSequence) };
    case 'uid':
      return { ...key, set: resolveStar(key.set, highestUid) };
    default:
      return key;
  }
}

function cheapFirst(keys: readonly SearchKey[]): readonly SearchKey[] {
  return keys.toSorted((one, other) => costOf(one) - costOf(other));
}

/** 0: of the mail's own numbers; 1: its header must be read; 2: its body. */
function costOf(key: SearchKey): number {
  switch (key.type) {
    case 'and':
    case 'or':
      return key.of.reduce((cost, inner) => Math.max(cost, costOf(inner)), 0);
    case 'not':
      return costOf(key.of);
    case 'body':
    case 'text':
      return 2;
    case 'header':
      return 1;
    case 'date':
      return key.of === 'sent' ? 1 : 0;
    default:
      return 0;
  }
}
