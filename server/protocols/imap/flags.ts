/** Message flags (RFC 3501 §2.3.2): the five that a client may set, `\Recent`, and keywords. */
import { type Argument } from './arguments.ts';
import { ArgumentMistake, Refusal } from './mistakes.ts';

/** In the order in which Dovecot lists them. */
export const SYSTEM_FLAGS = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'] as const;

const KEYWORD_LIMIT = 50;
const FLAGS_LIMIT = 100;
const KEYWORDS_LIMIT = 300;

/** The flag in its canonical spelling: system flags as the RFC writes them, keywords as they are. */
export function canonicalFlag(flag: string): string {
  if (!flag.startsWith('\\')) return flag;
  return SYSTEM_FLAGS.find((known) => known.toLowerCase() === flag.toLowerCase()) ?? flag;
}

/** Canonical, without doubles, system flags first. */
export function orderFlags(flags: Iterable<string>): readonly string[] {
  const set = new Set(Array.from(flags, canonicalFlag));
  return [...SYSTEM_FLAGS.filter((flag) => set.has(flag)), ...[...set].filter((flag) => !flag.startsWith('\\'))];
}

/** `(\Seen \Recent keyword)` */
export function writeFlags(flags: readonly string[], isRecent: boolean): string {
  const ordered = orderFlags(flags);
  const system = ordered.filter((flag) => flag.startsWith('\\'));
  const keywords = ordered.filter((flag) => !flag.startsWith('\\'));
  return `(${[...system, ...(isRecent ? ['\\Recent'] : []), ...keywords].join(' ')})`;
}

/** Flags as STORE and APPEND take them: a list, or atoms side by side. @throws ArgumentMistake */
export function parseFlags(args: readonly Argument[]): readonly string[] {
  const first = args[0];
  const items = first?.kind === 'list' ? first.items : args;
  const flags = items.map((item) => {
    if (item.kind !== 'atom') throw new ArgumentMistake('Flags list contains non-atoms.');
    return parseFlag(item.text);
  });
  if (flags.length > FLAGS_LIMIT) throw new Refusal('[LIMIT] Too many keywords in mailbox');
  return orderFlags(flags);
}

/**
 * Keywords are remembered as long as their mailbox is there, and each costs all its sessions a line.
 * @throws Refusal where the flags would make them too many
 */
export function expectRoomFor(flags: readonly string[], known: ReadonlySet<string>): void {
  const added = flags.filter((flag) => !flag.startsWith('\\') && !known.has(flag));
  if (added.length > 0 && known.size + added.length > KEYWORDS_LIMIT) {
    throw new Refusal('[LIMIT] Too many keywords in mailbox');
  }
}

function parseFlag(text: string): string {
  const flag = canonicalFlag(text);
  if (flag.startsWith('\\')) {
    if (!SYSTEM_FLAGS.some((known) => known === flag)) {
      throw new ArgumentMistake(`Invalid system flag ${text.toUpperCase()}`);
    }
    return flag;
  }
  if (/[%*\]\\]/.test(flag)) throw new Refusal('[CANNOT] Invalid characters in keyword');
  if (flag.length > KEYWORD_LIMIT) throw new Refusal('[CANNOT] Keyword length too long');
  return flag;
}

/** The keywords of these flags in the order in which they first come. */
export function keywordsOf(allFlags: Iterable<readonly string[]>): Set<string> {
  const keywords = new Set<string>();
  for (const flags of allFlags) for (const flag of flags) if (!flag.startsWith('\\')) keywords.add(flag);
  return keywords;
}
