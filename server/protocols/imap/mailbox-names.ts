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

/** The name as it is kept; what it looks like does not count. @throws Refusal where it is not written as names are */
export function expectEncodedName(name: string): string {
  if (decodeModifiedUtf7(name) === undefined) throw new Refusal('Mailbox name is not valid mUTF-7');
  return canonicalMailbox(name);
}

/** The canonical name of a mailbox that a command names. @throws Refusal where no mailbox can have that name */
export function expectMailboxName(name: string): string {
  const canonical = expectEncodedName(name);
  if (canonical === '') throw invalid('Name is empty');
  if (canonical.startsWith(SEPARATOR)) throw invalid('Begins with hierarchy separator');
  if (canonical.includes(SEPARATOR + SEPARATOR)) throw invalid('Has adjacent hierarchy separators');
  if (canonical.endsWith(SEPARATOR)) throw invalid('Ends with hierarchy separator');
  if (canonical.includes('/')) throw invalid("Name must not have '/' characters");
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
  const parts = pattern.replace(/[*%]*\*[*%]*/g, '*').replace(/%+/g, '%');
  // A name is bounded, so what asks for more than any name has means none; and so the time is bounded, too.
  if (parts.length > 2 * name.length + 1) return false;
  /** Which positions of the name can be reached with the pattern so far, and from where on. */
  let reached = new Uint8Array(name.length + 1);
  let next = new Uint8Array(name.length + 1);
  reached[0] = 1;
  for (let at = 0; at < parts.length; at++) {
    const char = parts[at];
    const isWildcard = char === '*' || char === '%';
    let isOpen = false;
    let isAny = false;
    next.fill(0);
    for (let to = 0; to <= name.length; to++) {
      if (isWildcard) {
        // Within a level a wildcard may go up to its end, not over it.
        if (isOpen && char === '%' && name[to - 1] === SEPARATOR) isOpen = false;
        isOpen ||= reached[to] === 1;
        next[to] = isOpen ? 1 : 0;
      } else next[to] = to > 0 && reached[to - 1] === 1 && name[to - 1] === char ? 1 : 0;
      isAny ||= next[to] === 1;
    }
    if (!isAny) return false;
    [reached, next] = [next, reached];
  }
  return reached[name.length] === 1;
}

function invalid(reason: string): Refusal {
  return new Refusal(`[CANNOT] Invalid mailbox name: ${reason}`);
}
