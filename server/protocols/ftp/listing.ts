/** Directory listings as vsftpd prints them: LIST's lines, NLST's names, and the options of both. */
import { calendarOf, MONTHS, twoDigits } from '../../../labs/calendar.ts';
import { compileFilter } from './filter.ts';
import type { Login, Session } from './session.ts';
import type { Entry, UserFiles } from './store.ts';

/** Beyond it, and in the future, the year stands in place of the time. */
const RECENT_MS = 182 * 24 * 3600 * 1000;

export interface ListRequest {
  /** Letters: `a` hidden, `l` long, `r` reversed, `t` by time, `F` marks, `R` recursive; others mean nothing. */
  readonly options: string;
  /** A directory, or names to match within one; empty for the current one. */
  readonly path: string;
  readonly isLong: boolean;
}

interface Listing {
  readonly files: UserFiles;
  /** The current directory: patterns are held against names as they are seen from there. */
  readonly directory: string;
  readonly options: ReadonlySet<string>;
  readonly isLong: boolean;
  readonly now: number;
}

/** The listing's lines with CRLF; undefined where the directory can't be read. */
export function listDirectory(session: Session, { files, directory }: Login, request: ListRequest): string | undefined {
  const options = new Set(request.options);
  const { surroundings } = session.service;
  const listing: Listing = {
    files,
    directory,
    options,
    isLong: request.isLong || options.has('l'),
    now: surroundings.now(),
  };
  const place = placeOf(session, files, { directory, path: request.path });
  const isRecursive = options.has('R') && session.settings.recursiveListing;
  if (!isRecursive) return linesOf(listing, place);
  return recursiveLines(listing, place);
}

/** A directory, how the client named it, and which names in it are wanted. */
interface Place {
  readonly path: string;
  readonly base: string;
  readonly filter: string;
}

function placeOf(
  session: Session,
  files: UserFiles,
  { directory, path }: { readonly directory: string; readonly path: string },
): Place {
  if (path === '') return { path: directory, base: '', filter: '' };
  const target = session.pathOf(path);
  if (files.list(target) !== undefined) return { path: target, base: path, filter: '' };
  const slash = path.lastIndexOf('/');
  if (slash < 0) return { path: directory, base: '', filter: path };
  const base = path.slice(0, slash + 1);
  return { path: session.pathOf(base), base, filter: path.slice(slash + 1) };
}

function linesOf(listing: Listing, place: Place): string | undefined {
  const entries = wantedIn(listing, place);
  return entries === undefined ? undefined : linesOfEntries(listing, entries, place.base);
}

/** What of a directory is listed, in order. */
function wantedIn({ files, directory, options }: Listing, { path, filter }: Place): Entry[] | undefined {
  const showsHidden = options.has('a') || filter.startsWith('.');
  const passes = filter === '' ? () => true : compileFilter(filter);
  // vsftpd (its guard of deny_file, CVE-2015-1419) takes the name to which one leads from the current directory.
  const nameMeant = ({ name }: Entry): string => {
    const real = filter === '' ? undefined : files.realPath(`${directory}/${name}`);
    return real === undefined ? name : real.slice(real.lastIndexOf('/') + 1);
  };
  return files
    .list(path)
    ?.filter((entry) => (showsHidden || !entry.name.startsWith('.')) && passes(nameMeant(entry)))
    .sort(orderOf(options));
}

function linesOfEntries(listing: Listing, entries: readonly Entry[], base: string): string {
  const prefix = base === '' || base === '.' ? '' : base.endsWith('/') ? base : `${base}/`;
  const line = (entry: Entry): string =>
    listing.isLong ? longLine(listing, entry) : `${prefix}${entry.name}${mark(listing, entry)}\r\n`;
  return entries.map(line).join('');
}

/** Each directory under its name, those within it behind it; links are not followed. */
function recursiveLines(listing: Listing, top: Place): string | undefined {
  const sections: string[] = [];
  const waiting: Place[] = [{ ...top, base: baseOf(top) }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { path, base, filter } = place;
    const entries = wantedIn(listing, place);
    if (entries === undefined) {
      if (sections.length === 0) return undefined;
      continue;
    }
    sections.push(`${base}:\r\n${linesOfEntries(listing, entries, base)}`);
    const below = entries
      .filter(({ kind, name }) => kind === 'directory' && name !== '.' && name !== '..')
      .map(({ name }) => ({ path: `${path}/${name}`, base: `${base}/${name}`, filter }));
    waiting.push(...below.reverse());
  }
  return sections.join('\r\n');
}

/** How the first of several directories is called: `.`, or as the client named it, a pattern left off. */
function baseOf({ base, filter }: Place): string {
  if (base === '') return '.';
  return filter === '' || base === '/' ? base : base.slice(0, -1);
}

/** By name as bytes; `t` newest first, and of one time as they lie in the directory; `r` the other way round. */
function orderOf(options: ReadonlySet<string>): (a: Entry, b: Entry) => number {
  const direction = options.has('r') ? -1 : 1;
  return (a, b) => {
    if (options.has('t')) return direction * (seconds(b) - seconds(a));
    return direction * (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  };
}

const seconds = ({ modified }: Entry): number => Math.floor(modified / 1000);

/** `F`: a slash behind a directory, `@` behind a link, but for the long form, which tells where it leads. */
function mark({ options, isLong }: Listing, { kind }: Entry): string {
  if (!options.has('F') || kind === 'file') return '';
  return kind === 'directory' ? '/' : isLong ? '' : '@';
}

const KIND_LETTERS: Readonly<Record<Entry['kind'], string>> = { file: '-', directory: 'd', link: 'l' };

function longLine(listing: Listing, entry: Entry): string {
  const { kind, mode, links, owner, group, sizeBytes, modified, name, target } = entry;
  const columns = [
    `${KIND_LETTERS[kind]}${permissions(mode)}`,
    String(links).padStart(4),
    String(owner).padEnd(8),
    String(group).padEnd(8),
    String(sizeBytes).padStart(8),
    listDate(modified, listing.now),
    `${name}${target === undefined ? '' : ` -> ${target}`}${mark(listing, entry)}\r\n`,
  ];
  return columns.join(' ');
}

function permissions(mode: number): string {
  return [8, 7, 6, 5, 4, 3, 2, 1, 0].map((bit, i) => ((mode >> bit) & 1 ? ('rwx'[i % 3] ?? '-') : '-')).join('');
}

/** `Jun 27 08:03`, or `Jun 27  2024` where that is long ago or to come. */
export function listDate(ms: number, now: number): string {
  const { year, month, day, hour, minute } = calendarOf(ms);
  const isRecent = ms <= now && now - ms <= RECENT_MS;
  const end = isRecent ? `${twoDigits(hour)}:${twoDigits(minute)}` : ` ${String(year).padStart(4, '0')}`;
  return `${MONTHS[month] ?? ''} ${twoDigits(day)} ${end}`;
}
