/** Mailbox names: their levels, and which are valid (RFC 3501 §5.1). */
import { decodeModifiedUtf7 } from '../../mail/modified-utf7.ts';
import { Refusal } from './mistakes.ts';

/** The hierarchy delimiter of Dovecot's Maildir++. */
export const SEPARATOR = '.';

const NAME_LIMIT = 255;
const LEVELS_LIMIT = 16;

/** INBOX in upper case however written, also as the first of several levels (RFC 3501 §5.1); every other name as it is. */
export function canonicalMailbox(name: string): string {
  return isBelowInbox(name) ? `INBOX${name.slice('INBOX'.length)}` : name;
}

/** Whether the name is INBOX or begins with that level, in any case. */
export function isBelowInbox(name: string): boolean {
  return /^inbox(?:\.|$)/i.test(name);
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
  if (canonical.startsWith('~') && !canonical.includes('/')) throw invalid("Begins with '~'");
  if (canonical.startsWith(SEPARATOR)) throw invalid('Begins with hierarchy separator');
  if (canonical.includes(SEPARATOR + SEPARATOR)) throw invalid('Has adjacent hierarchy separators');
  if (canonical.endsWith(SEPARATOR)) throw invalid('Ends with hierarchy separator');
  if (canonical.includes('/')) throw invalid("Name must not have '/' characters");
  if (canonical.length > NAME_LIMIT || canonical.split(SEPARATOR).length > LEVELS_LIMIT) {
    throw new Refusal('[CANNOT] Mailbox name too long');
  }
  return canonical;
}

/** The canonical name of a mailbox that is to be made. @throws Refusal where none can have that name */
export function expectNewMailboxName(name: string): string {
  const canonical = expectMailboxName(name);
  if (hasControls(decodeModifiedUtf7(canonical) ?? '')) {
    throw new Refusal('[CANNOT] Control characters not allowed in new mailbox names');
  }
  return canonical;
}

function hasControls(text: string): boolean {
  return Array.from(text).some((char) => char < ' ');
}

/** Every level above the name: `a`, `a.b` of `a.b.c`. */
export function levelsAbove(name: string): readonly string[] {
  const above: string[] = [];
  for (let at = name.indexOf(SEPARATOR); at >= 0; at = name.indexOf(SEPARATOR, at + 1)) above.push(name.slice(0, at));
  return above;
}

function invalid(reason: string): Refusal {
  return new Refusal(`[CANNOT] Invalid mailbox name: ${reason}`);
}
