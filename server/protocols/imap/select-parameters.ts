/** What stands behind the mailbox of SELECT and EXAMINE: `(CONDSTORE)`, `(QRESYNC (…))` (RFC 4466 §2.1; RFC 7162 §3.1.8, §3.2.5). */
import type { Argument } from './arguments.ts';
import { parseModSeq } from './condstore.ts';
import { ArgumentMistake } from './mistakes.ts';
import { parseSequenceSet, type SequenceSet } from './sequence-set.ts';

/** What a client remembers of a mailbox. */
export interface Resync {
  readonly uidValidity: number;
  readonly modSeq: number;
  /** Undefined: every uid. */
  readonly knownUids: SequenceSet | undefined;
}

export interface SelectParameters {
  readonly hasCondstore: boolean;
  readonly resync: Resync | undefined;
}

/** @throws ArgumentMistake in Dovecot's words; what is no list is not looked at, as there */
export function parseSelectParameters(argument: Argument | undefined, mayResync: boolean): SelectParameters {
  let hasCondstore = false;
  let resync: Resync | undefined;
  const items = argument?.kind === 'list' ? argument.items : [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item?.kind !== 'atom') throw new ArgumentMistake('SELECT options contain non-atoms');
    switch (item.text.toUpperCase()) {
      case 'CONDSTORE':
        hasCondstore = true;
        break;
      case 'QRESYNC': {
        if (!mayResync) throw new ArgumentMistake('QRESYNC not enabled');
        const list = items[++at];
        if (list?.kind !== 'list') throw new ArgumentMistake('QRESYNC parameters missing');
        resync = parseResync(list.items);
        break;
      }
      default:
        throw new ArgumentMistake('Unknown FETCH modifier');
    }
  }
  return { hasCondstore, resync };
}

function parseResync(items: readonly Argument[]): Resync {
  const [validity, since, ...rest] = items.map((item) => (item.kind === 'atom' ? item.text : undefined));
  const modSeq = since === undefined ? undefined : parseModSeq(since);
  if (validity === undefined || !/^\d{1,10}$/.test(validity) || modSeq === undefined) {
    throw new ArgumentMistake('Invalid QRESYNC parameters');
  }
  const hasUids = items[2] !== undefined && items[2].kind !== 'list';
  const knownUids = hasUids ? setOf(rest[0], 'known-uids') : undefined;
  const match = items[hasUids ? 3 : 2];
  if (match !== undefined) checkMatch(match);
  return { uidValidity: Number(validity), modSeq, knownUids };
}

/**
 * Numbers and uids that the client holds to belong together: a server that has forgotten expunges may tell fewer uids by
 * them (RFC 7162 §3.2.5.2). This one does not need to, and only reads them.
 */
function checkMatch(match: Argument): void {
  const [numbers, uids] = match.kind === 'list' ? match.items : [];
  setOf(numbers?.kind === 'atom' ? numbers.text : undefined, 'known-sequence-set');
  setOf(uids?.kind === 'atom' ? uids.text : undefined, 'known-uid-set');
}

function setOf(text: string | undefined, name: string): SequenceSet {
  const set = text === undefined || text.includes('*') ? undefined : parseSequenceSet(text);
  if (set === undefined) throw new ArgumentMistake(`Invalid QRESYNC ${name}`);
  return set;
}
