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

function linesOf(listing: Listing, { path, base, filter }: Place): string | undefined {
  const entries = listing.files.list(path);
  if (entries === undefined) return undefined;
  const showsHidden = listing.options.has('a') || filter.startsWith('.');
  const passes = filter === '' ? () => true : compileFilter(filter);
  const prefix = base === '' || base === '.' ? '' : base.endsWith('/') ? base : `${base}/`;
  return entries
    .filter(({ name }) => (showsHidden || !name.startsWith('.')) && passes(name))
    .sort(orderOf(listing.options))
    .map((entry) => (listing.isLong ? longLine(listing, entry) : `${prefix}${entry.name}${mark(listing, entry)}\r\n`))
    .join('');
}

/** Each directory under its name, those within it behind it. */
function recursiveLines(listing: Listing, top: Place): string | undefined {
  const sections: string[] = [];
  const waiting: Place[] = [{ ...top, base: top.base === '' ? '.' : top.base }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { path, base } = place;
    const lines = linesOf(listing, place);
    if (lines === undefined) {
      if (sections.length === 0) return undefined;
      continue;
    }
    sections.push(`${base}:\r\n${lines}`);
    const below = (listing.files.list(path) ?? [])
      .filter(({ kind, name }) => kind === 'directory' && !name.startsWith('.'))
      .sort(orderOf(listing.options))
      .map(({ name }) => ({ path: `${path}/${name}`, base: `${base}/${name}`, filter: '' }));
    waiting.push(...below.reverse());
  }
  return sections.join('\r\n');
}

/** By name as bytes; `t` newest first; `r` the other way round. */
function orderOf(options: ReadonlySet<string>): (a: Entry, b: Entry) => number {
  const direction = options.has('r') ? -1 : 1;
  return (a, b) => {
    const byTime = options.has('t') ? b.modified - a.modified : 0;
    const byName = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
    return direction * (byTime === 0 ? byName : byTime);
  };
}

function mark({ options }: Listing, { kind }: Entry): string {
  return options.has('F') && kind === 'directory' ? '/' : '';
}

function longLine(listing: Listing, entry: Entry): string {
  const { kind, mode, links, owner, group, sizeBytes, modified, name } = entry;
  const columns = [
    `${kind === 'directory' ? 'd' : '-'}${permissions(mode)}`,
    String(links).padStart(4),
    String(owner).padEnd(8),
    String(group).padEnd(8),
    String(sizeBytes).padStart(8),
    listDate(modified, listing.now),
    `${name}${mark(listing, entry)}\r\n`,
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
