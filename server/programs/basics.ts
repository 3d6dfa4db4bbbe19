/** The small programs of the shell: each prints something, or removes a file, and ends. */
import { calendarOf, MONTHS, twoDigits, WEEKDAYS } from '../../labs/calendar.ts';
import { joinBytes } from '../protocols/lines.ts';
import { atOnce, type ChildEntry, type ChildOutput, complain, exit, isFailure, print } from './child.ts';
import { unescape } from './escapes.ts';
import { sentence } from './words.ts';

const write = (bytes: Uint8Array): ChildOutput => ({ type: 'write', bytes });

/** The most that `printf` makes of its arguments, in bytes. */
const PRINTF_LIMIT_BYTES = 65_536;

const echo = atOnce('echo', ({ args }) => {
  const words = [...args];
  let withEnd = true;
  let withEscapes = false;
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    const option = words.shift() ?? '';
    if (option.includes('n')) withEnd = false;
    withEscapes = option.includes('e') || (withEscapes && !option.includes('E'));
  }
  const text = words.join(' ');
  return [
    write(joinBytes([withEscapes ? unescape(text) : new TextEncoder().encode(text), unescape(withEnd ? '\\n' : '')])),
  ];
});

/** The format is used again while arguments are left (POSIX.1-2017 XCU printf). */
const printf = atOnce('printf', ({ args: [format, ...rest] }) => {
  if (format === undefined) return [complain('printf: usage: printf [-v var] format [arguments]\n'), exit(2)];
  const values = [...rest];
  const bytes: Uint8Array[] = [];
  let size = 0;
  do {
    const before = values.length;
    for (const piece of format.split(/(%[sdb%])/)) {
      const made =
        piece === '%%'
          ? unescape('%')
          : piece === '%s' || piece === '%d'
            ? new TextEncoder().encode(values.shift() ?? (piece === '%d' ? '0' : ''))
            : piece === '%b'
              ? unescape(values.shift() ?? '')
              : unescape(piece);
      bytes.push(made);
      size += made.length;
    }
    if (values.length === before) break;
  } while (values.length > 0 && size < PRINTF_LIMIT_BYTES);
  return [write(joinBytes(bytes))];
});

const pwd = atOnce('pwd', ({ machine }) => [print(`${machine.directory}\n`)]);
const whoami = atOnce('whoami', ({ machine }) => [print(`${machine.user}\n`)]);
const hostname = atOnce('hostname', ({ machine, args: [option] }) => [
  print(`${option === '-I' || option === '-i' ? machine.address : machine.hostName}\n`),
]);
const clear = atOnce('clear', () => [{ type: 'clear' }]);

const date = atOnce('date', ({ machine }) => {
  const { year, month, day, hour, minute, second, weekday } = calendarOf(machine.now());
  const time = [hour, minute, second].map(twoDigits).join(':');
  const monthDay = `${MONTHS[month] ?? ''} ${String(day).padStart(2)}`;
  return [print(`${WEEKDAYS[weekday] ?? ''} ${monthDay} ${time} UTC ${year}\n`)];
});

const rm = atOnce('rm', ({ machine, args }) => {
  const isForced = args.some((arg) => /^-[a-zA-Z]*f/.test(arg));
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (names.length === 0 && !isForced) {
    return [complain("rm: missing operand\nTry 'rm --help' for more information.\n"), exit(1)];
  }
  const complaints: string[] = [];
  for (const name of names) {
    const entry = machine.stat(name);
    const failed = isFailure(entry)
      ? entry
      : entry.kind === 'directory'
        ? { failure: 'Is a directory' }
        : machine.remove(name);
    if (failed === undefined || (isForced && isFailure(entry))) continue;
    complaints.push(`rm: cannot remove '${name}': ${failed.failure}\n`);
  }
  return complaints.length === 0 ? [] : [complain(complaints.join('')), exit(1)];
});

const help = atOnce('help', ({ machine }) => {
  const row = (shape: string, code: Parameters<typeof sentence>[0]): string => `  ${shape.padEnd(22)}${sentence(code)}`;
  return [
    print(
      [
        sentence('shell.help.title', { host: machine.hostName }),
        row('telnet HOST PORT', 'shell.help.telnet'),
        row('openssl s_client', 'shell.help.openssl'),
        row('ftp HOST', 'shell.help.ftp'),
        row('nc HOST PORT', 'shell.help.nc'),
        row('host NAME', 'shell.help.host'),
        sentence('shell.help.files'),
        row('ls', 'shell.help.ls'),
        row('cat FILE', 'shell.help.cat'),
        row('rm FILE', 'shell.help.rm'),
        row('cd DIRECTORY', 'shell.help.cd'),
        row('echo WORDS', 'shell.help.echo'),
        row('clear', 'shell.help.clear'),
        sentence('shell.help.also', { names: 'date, hostname, pwd, whoami' }),
        sentence('shell.help.language'),
      ].join(''),
    ),
  ];
});

export const basics: readonly ChildEntry[] = [echo, printf, pwd, whoami, hostname, date, clear, rm, help];
