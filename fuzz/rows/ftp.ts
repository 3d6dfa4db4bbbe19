/** FTP, the server's side. */
import type { VerbEntry } from '../../labs/vocabulary.ts';
import { type Grammar, plainLine, spelled } from '../grammar.ts';
import type { Random } from '../random.ts';
import type { Drawn } from '../settings.ts';

/** What a verb's argument may be, where its kind does not tell. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  TYPE: ['A', 'I', 'a', 'i', 'A N', 'E', 'L 8', 'X', ''],
  MODE: ['S', 'B', 'C', 's', ''],
  STRU: ['F', 'R', 'P', 'f', ''],
  EPSV: ['', '1', '2', '3', 'ALL', 'x'],
  PORT: ['10,11,81,126,200,1', '10,11,81,126,0,21', '1,2,3,4,5,6', '10,11,81,126,200', '256,1,1,1,1,1', 'x', ''],
  EPRT: [
    '|1|10.11.81.126|51200|',
    '|2|::1|51200|',
    '|2|0:0:0:0:0:0:0:1|51200|',
    '|2|1:2:3:4:5:6:7:8|1|',
    '|2|::1::|1|',
    '|2|1:2|1|',
    '|1|1.2.3.4|1|',
    '|3|x|1|',
    '||||',
    '1',
    '',
  ],
  REST: ['0', '1', '5', '99999', '-1', 'x', '99999999999999999999'],
  SITE: ['CHMOD 644 tea.txt', 'CHMOD 777 incoming', 'CHMOD x y', 'UMASK', 'UMASK 022', 'HELP', 'NOPE', ''],
  OPTS: ['UTF8 ON', 'UTF8 OFF', 'MLST', 'MLST type;size;', 'MLST unix.mode;perm;', 'MLST x', 'x', ''],
  MDTM: ['tea.txt', '20240627101112 tea.txt', '20249999999999 tea.txt', 'nope', ''],
  LIST: [
    '',
    '-la',
    '-R',
    '-laR deep',
    '*.txt',
    'nope',
    '-',
    '-a -l -1 tea.txt',
    'incoming',
    '{a,b}*',
    '-t',
    '-F',
    '-tr folder',
    '-RF',
    'link.txt',
    '-l {a',
  ],
  STAT: ['', 'tea.txt', '.', '-R', 'nope', 'link.txt', 'folder'],
  AUTH: ['TLS', 'tls', 'SSL', 'TLS-P', 'TLS-C', 'GSSAPI', ''],
  PBSZ: ['0', '100', ''],
  PROT: ['P', 'C', 'p', 'S', 'E', 'X', ''],
  MLST: ['', 'tea.txt', '.', 'link.txt', 'folder', 'nope', 'incoming'],
  MLSD: ['', 'deep', 'folder', 'tea.txt', 'nope', 'incoming'],
  CWD: ['deep', 'deep/er', 'folder', '..', '/', '~', 'loop', 'out', 'nope', ''],
  RETR: ['tea.txt', 'link.txt', 'loop', 'out', 'big.bin', 'folder/er/leaf.txt', 'private/x', 'nope', ''],
  SIZE: ['tea.txt', 'link.txt', 'loop', 'deep', 'nope'],
};

function line(entry: VerbEntry, random: Random): string {
  const known = ARGUMENTS[entry.verb === 'NLST' ? 'LIST' : entry.verb];
  if (known !== undefined && random.percent(85)) return `${spelled(entry.verb, random)} ${random.pick(known)}`;
  if (entry.verb === 'ABOR' && random.percent(50)) return '\xff\xf4\xff\xf2ABOR';
  if (entry.verb === 'STOR' && random.percent(50)) return `STOR incoming/${random.pick(['a', 'b', 'c'])}`;
  return plainLine(entry, random);
}

/** What passes over a data connection, too. */
export function file(random: Random): string {
  return random.pick([
    '',
    'one\ntwo\n',
    'a\r\nb\r\n',
    '\r',
    '\n',
    'x'.repeat(3000),
    '\0\xff',
    random.bytes(random.small(200)),
  ]);
}

/** A transfer needs its connection asked for first. */
const MOVING = ['MLSD', 'LIST', 'NLST', 'RETR', 'STOR', 'APPE', 'STOU'];

export const grammar: Grammar = {
  line: (entry, random) => {
    if (!MOVING.includes(entry.verb) || random.percent(15)) return line(entry, random);
    const way = random.pick(['PASV', 'PASV', 'EPSV', 'PORT 10,11,81,126,200,1', 'EPRT |1|10.11.81.126|51200|']);
    const rest = random.percent(10) ? 'REST 3\r\n' : '';
    return `${way}\r\n${rest}${line(entry, random)}`;
  },
  payload: () => undefined,
  sure: { USER: 'USER strategos', PASS: 'PASS TabulaRasa7' },
  enters: {},
  leaves: {},
  openings: [
    'USER anonymous\r\nPASS x@y',
    'USER strategos\r\nPASS TabulaRasa7',
    'USER strategos\r\nPASS TabulaRasa7\r\nTYPE I\r\nPASV',
    'USER archimedes\r\nPASS Eureka42',
    'USER nobody\r\nPASS x',
    'AUTH TLS',
    'AUTH SSL\r\nUSER strategos',
  ],
};

export const drawn: Drawn = {
  anonymousRoot: (random) => random.pick(['/srv/ftp', '/srv/ftp', '/nowhere']),
  anonymous: (random) => random.percent(80),
  localUsers: (random) => random.percent(80),
};
