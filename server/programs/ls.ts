/** `ls`: names in columns on a terminal, one a line elsewhere; `-l` with size, date and rights; `-a` hidden ones too. */
import { calendarOf, MONTHS, twoDigits } from '../../labs/calendar.ts';
import { atOnce, type ChildOutput, complain, exit, isFailure, print } from './child.ts';
import type { Machine, MachineEntry } from './machine.ts';

const COLUMNS = 80;
const HALF_A_YEAR_MS = 15_778_476_000;

interface Options {
  readonly isLong: boolean;
  readonly withHidden: boolean;
  readonly isOneEach: boolean;
}

export const ls = atOnce('ls', ({ machine, args, isTerminal }) => {
  const flags = args.filter((arg) => /^-./.test(arg)).join('');
  const unknown = /[^-la1AhtrS]/.exec(flags)?.[0];
  if (unknown !== undefined) {
    return [complain(`ls: invalid option -- '${unknown}'\nTry 'ls --help' for more information.\n`), exit(2)];
  }
  const options: Options = {
    isLong: flags.includes('l'),
    withHidden: /[aA]/.test(flags),
    isOneEach: flags.includes('1') || !isTerminal,
  };
  const paths = args.filter((arg) => !/^-./.test(arg));
  return listing(machine, paths.length === 0 ? ['.'] : paths, options);
});

/** What `ls` prints for these paths: also for `!ls` in ftp. */
export function listing(machine: Machine, paths: readonly string[], options: Options): readonly ChildOutput[] {
  const outputs: ChildOutput[] = [];
  const files: MachineEntry[] = [];
  const folders: string[] = [];
  let status = 0;
  for (const path of paths) {
    const entry = machine.stat(path);
    if (isFailure(entry)) {
      outputs.push(complain(`ls: cannot access '${path}': ${entry.failure}\n`));
      status = 2;
    } else if (entry.kind === 'directory') folders.push(path);
    else files.push({ ...entry, name: path });
  }
  if (files.length > 0) outputs.push(print(format(machine, files, options)));
  for (const path of folders) {
    const listed = machine.list(path);
    const entries = isFailure(listed)
      ? []
      : listed.filter((entry) => options.withHidden || !entry.name.startsWith('.'));
    const total = entries.reduce((sum, entry) => sum + Math.ceil(entry.sizeBytes / 4096) * 4, 0);
    const heading = paths.length > 1 ? `${outputs.length > 0 ? '\n' : ''}${path}:\n` : '';
    outputs.push(print(heading + (options.isLong ? `total ${total}\n` : '') + format(machine, entries, options)));
  }
  return [...outputs, exit(status)];
}

function format(machine: Machine, entries: readonly MachineEntry[], options: Options): string {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (options.isLong) return long(machine, sorted);
  const names = sorted.map((entry) => entry.name);
  return options.isOneEach ? names.map((name) => `${name}\n`).join('') : columns(names);
}

function long(machine: Machine, entries: readonly MachineEntry[]): string {
  const width = Math.max(1, ...entries.map((entry) => String(entry.sizeBytes).length));
  return entries
    .map((entry) => {
      const size = String(entry.sizeBytes).padStart(width);
      const links = entry.kind === 'directory' ? 2 : 1;
      const when = shortDate(entry.modified, machine.now());
      return `${rights(entry)} ${links} ${machine.user} ${machine.user} ${size} ${when} ${entry.name}\n`;
    })
    .join('');
}

function rights({ kind, mode }: MachineEntry): string {
  const letters = Array.from('rwxrwxrwx', (letter, i) => ((mode >> (8 - i)) & 1 ? letter : '-'));
  return (kind === 'directory' ? 'd' : '-') + letters.join('');
}

/** `Jun 27 08:03`, or `Jun 27  2024` where that is more than half a year away. */
function shortDate(ms: number, now: number): string {
  const { year, month, day, hour, minute } = calendarOf(ms);
  const isNear = ms <= now && now - ms < HALF_A_YEAR_MS;
  const time = isNear ? `${twoDigits(hour)}:${twoDigits(minute)}` : ` ${year}`;
  return `${MONTHS[month] ?? ''} ${String(day).padStart(2)} ${time}`;
}

/** Names down the columns, as few lines as fit the width. */
function columns(names: readonly string[]): string {
  if (names.length === 0) return '';
  for (let lines = 1; lines < names.length; lines++) {
    const widths: number[] = [];
    names.forEach((name, i) => {
      const column = Math.floor(i / lines);
      widths[column] = Math.max(widths[column] ?? 0, name.length);
    });
    const total = widths.reduce((sum, width) => sum + width + 2, -2);
    if (total > COLUMNS) continue;
    return Array.from({ length: lines }, (_, line) => {
      const row = names.filter((_name, i) => i % lines === line);
      return `${row.map((name, i) => (i === row.length - 1 ? name : name.padEnd((widths[i] ?? 0) + 2))).join('')}\n`;
    }).join('');
  }
  return names.map((name) => `${name}\n`).join('');
}
