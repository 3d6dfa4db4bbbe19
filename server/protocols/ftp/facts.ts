/**
 * Listings for programs: MLST of one file over the control connection, MLSD of a directory over a data connection, and
 * the facts of both (RFC 3659 §7). vsftpd has none of it; a world's service may. Times are UTC, names are bytes.
 */
import { calendarOf, twoDigits } from '../../../labs/calendar.ts';
import type { Login, Session } from './session.ts';
import { permits } from './settings.ts';
import type { Entry } from './store.ts';

/** What may be told of a file, in the order in which it is told; case does not matter (RFC 3659 §7.5). */
const FACTS = ['type', 'size', 'modify', 'perm', 'UNIX.mode', 'UNIX.owner', 'UNIX.group'] as const;
export type Fact = (typeof FACTS)[number];

/** Told until OPTS MLST selects others. */
export const FIRST_FACTS: readonly Fact[] = ['type', 'size', 'modify', 'perm', 'UNIX.mode'];

/** Where an entry stands in the listing: `.` and `..` of an MLSD are the directory itself and the one above. */
type Role = 'entry' | 'cdir' | 'pdir';

/** FEAT's line: every fact, those that are told with a `*` (RFC 3659 §7.8). */
export function factsFeature({ facts }: Session): string {
  return `MLST ${FACTS.map((fact) => `${fact}${facts.includes(fact) ? '*' : ''};`).join('')}`;
}

/** OPTS MLST: from now on these facts are told; names that nobody knows are passed over (RFC 3659 §7.9). */
export function selectFacts(session: Session, wanted: string): void {
  const names = new Set(wanted.toLowerCase().split(';'));
  session.facts = FACTS.filter((fact) => names.has(fact.toLowerCase()));
  const told = session.facts.map((fact) => `${fact};`).join('');
  session.reply('200', `MLST OPTS${told === '' ? '' : ` ${told}`}`);
}

/** RFC 3659 §7.2: of a file, or of the current directory. */
export function mlst(session: Session, argument: string, { files, directory }: Login): void {
  const path = argument === '' ? directory : session.pathOf(argument);
  const entry = files.look(path);
  const shown = entry?.kind === 'link' ? linkPath(path, files.realPath.bind(files)) : files.realPath(path);
  if (entry === undefined || shown === undefined) {
    session.reply('550', 'No such file or directory.');
    return;
  }
  session.replyLines('250', [`Listing ${argument === '' ? shown : argument}`]);
  session.replyRaw(` ${line(session, entry, { role: shown === directory ? 'cdir' : 'entry', name: shown })}`);
  session.reply('250', 'End');
}

/** MLSD's lines; a refusal where it is no directory (501) or not to be read (550), as RFC 3659 §7.2.1 has it. */
export function machineListing(
  session: Session,
  argument: string,
  { files, directory }: Login,
): string | { readonly code: string; readonly text: string } {
  const path = argument === '' ? directory : session.pathOf(argument);
  const entries = files.list(path);
  if (entries !== undefined) return entries.map((entry) => line(session, entry, { role: roleOf(entry) })).join('');
  const kind = files.find(path)?.kind;
  if (kind === undefined || kind === 'directory') return { code: '550', text: 'Failed to open directory.' };
  return { code: '501', text: 'Not a directory.' };
}

const roleOf = ({ name }: Entry): Role => (name === '.' ? 'cdir' : name === '..' ? 'pdir' : 'entry');

/** The path of a link itself, without links on the way to it. */
function linkPath(path: string, realPath: (path: string) => string | undefined): string | undefined {
  const slash = path.lastIndexOf('/');
  const above = realPath(path.slice(0, slash + 1));
  return above === undefined ? undefined : `${above === '/' ? '' : above}/${path.slice(slash + 1)}`;
}

/** RFC 3659 §7.2: facts, one space, the name. */
function line(
  session: Session,
  entry: Entry,
  { role, name = entry.name }: { readonly role: Role; readonly name?: string },
): string {
  const facts = session.facts.map((fact) => {
    const value = valueOf(session, entry, { fact, role });
    return value === undefined ? '' : `${fact}=${value};`;
  });
  return `${facts.join('')} ${name}\r\n`;
}

function valueOf(
  session: Session,
  entry: Entry,
  { fact, role }: { readonly fact: Fact; readonly role: Role },
): string | undefined {
  switch (fact) {
    case 'type':
      return role === 'entry' ? typeOf(entry) : role;
    case 'size':
      return entry.kind === 'file' ? String(entry.sizeBytes) : undefined;
    case 'modify':
      return timeOf(entry.modified);
    case 'perm':
      return permOf(session, entry, role);
    case 'UNIX.mode':
      return entry.mode.toString(8).padStart(4, '0');
    case 'UNIX.owner':
      return String(entry.owner);
    case 'UNIX.group':
      return String(entry.group);
    default:
      return fact satisfies never;
  }
}

/** RFC 3659 §7.5.1. A fact can't hold a semicolon: such a target is left out. */
function typeOf({ kind, target }: Entry): string {
  switch (kind) {
    case 'file':
      return 'file';
    case 'directory':
      return 'dir';
    case 'link':
      return target === undefined || target.includes(';') ? 'OS.unix=slink' : `OS.unix=slink:${target}`;
    default:
      return kind satisfies never;
  }
}

/**
 * What this user may do with it, by the file's rights and by the service's settings (RFC 3659 §7.5.5): a append,
 * c make a file in it, d delete, e enter, f rename, l list, m make a directory in it, p delete what is in it,
 * r retrieve, w store.
 */
function permOf({ login, settings }: Session, { kind, may, mode }: Entry, role: Role): string {
  const user = { isAnonymous: login?.files.isAnonymous ?? true };
  const mayChange = permits(settings, 'other-write', user);
  const fills = may.write && may.search;
  const goes = role === 'entry' && may.remove && mayChange;
  const letters: readonly (readonly [letter: string, isTrue: boolean])[] =
    kind === 'directory'
      ? [
          ['c', fills && permits(settings, 'upload', user)],
          ['d', goes],
          ['e', may.search],
          ['f', goes],
          ['l', may.read],
          ['m', fills && permits(settings, 'make-directory', user)],
          ['p', fills && mayChange],
        ]
      : [
          ['a', kind === 'file' && may.write && mayChange],
          ['d', goes],
          ['f', goes],
          // A guest gets only what everybody may read (anon_world_readable_only).
          ['r', kind === 'file' && may.read && (!user.isAnonymous || (mode & 0o004) !== 0)],
          // To store over a file is more than an upload: a guest may only make new ones.
          ['w', kind === 'file' && may.write && mayChange],
        ];
  return letters.map(([letter, isTrue]) => (isTrue ? letter : '')).join('');
}

/** RFC 3659 §2.3. */
export function timeOf(ms: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(ms);
  return String(year).padStart(4, '0') + [month + 1, day, hour, minute, second].map(twoDigits).join('');
}
