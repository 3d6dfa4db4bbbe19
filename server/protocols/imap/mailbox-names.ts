/** Mailbox names: their levels, which are valid, which a pattern of LIST means (RFC 3501 §5.1, §6.3.8). */
import { decodeModifiedUtf7 } from '../../mail/modified-utf7.ts';
import { Refusal } from './mistakes.ts';

/** The hierarchy delimiter of Dovecot's Maildir++. */
export const SEPARATOR = '.';

const NAME_LIMIT = 255;
const LEVELS_LIMIT = 16;

/** INBOX in upper case however written (RFC 3501 §5.1); every other name as it is. */
export function canonicalMailbox(name: string): string {
  return name.toUpperCase() === 'INBOX' ? 'INBOX' : name;
}

/** The canonical name of a mailbox that a command names. @throws Refusal where no mailbox can have that name */
export function expectMailboxName(name: string): string {
  if (decodeModifiedUtf7(name) === undefined) throw new Refusal('Mailbox name is not valid mUTF-7');
  return canonicalMailbox(name);
}

/** The same, for a mailbox that is to be made. */
export function expectNewMailboxName(name: string): string {
  const canonical = expectMailboxName(name);
  if (canonical === '') throw invalid('Name is empty');
  if (canonical.startsWith(SEPARATOR)) throw invalid('Begins with hierarchy separator');
  if (canonical.includes(SEPARATOR + SEPARATOR)) throw invalid('Has adjacent hierarchy separators');
  if (canonical.endsWith(SEPARATOR)) throw invalid('Ends with hierarchy separator');
  if (canonical.includes('/')) throw invalid("Contains '/'");
  if (canonical.length > NAME_LIMIT || canonical.split(SEPARATOR).length > LEVELS_LIMIT) {
    throw new Refusal('[CANNOT] Mailbox name too long');
  }
  return canonical;
}

/** Every level above the name: `a`, `a.b` of `a.b.c`. */
export function levelsAbove(name: string): readonly string[] {
  const above: string[] = [];
  for (let at = name.indexOf(SEPARATOR); at >= 0; at = name.indexOf(SEPARATOR, at + 1)) above.push(name.slice(0, at));
  return above;
}

/** Whether the pattern means the name; `*` is anything, `%` anything within a level. Time: name × pattern at most. */
export function matchesPattern(pattern: string, name: string): boolean {
  // Which positions of the name can be reached with the pattern so far.
  let reached = new Set([0]);
  for (const char of pattern.replace(/\*[*%]*/g, '*').replace(/%+/g, '%')) {
    const next = new Set<number>();
    for (const at of reached) {
      if (char !== '*' && char !== '%') {
        if (name[at] === char) next.add(at + 1);
        continue;
      }
      for (let to = at; to <= name.length && !next.has(to); to++) {
        next.add(to);
        if (char === '%' && name[to] === SEPARATOR) break;
      }
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(name.length);
}

function invalid(reason: string): Refusal {
  return new Refusal(`[CANNOT] Invalid mailbox name: ${reason}`);
}
