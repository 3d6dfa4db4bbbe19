/**
 * The commands of FTP: the one table from which engine, reader, coach and explanations work. What a line looks like is
 * told here; what it does is told in engine.ts and the files beside it.
 *
 * RFC 959 names no states; these are the words of its replies 530 (not logged in), 331 (user name okay) and 230:
 *   not-logged-in  the greeting has come, no USER yet
 *   user-named     USER was taken, the password is awaited
 *   logged-in      files may be listed and moved
 *   closed         the server said good-bye
 */
import type { ArgumentEntry, VerbEntry } from '../../../labs/vocabulary.ts';

export const STATES = ['not-logged-in', 'user-named', 'logged-in', 'closed'] as const;
export type State = (typeof STATES)[number];

/** What a command does with files of guests; asked of the settings before it runs. */
export type Right = 'upload' | 'make-directory' | 'other-write';

export interface CommandEntry extends VerbEntry {
  /** Needs this right, if the user is a guest, and a writable service in any case. */
  readonly right?: Right;
  /** A transfer over a data connection: which way. */
  readonly moves?: 'to-client' | 'to-server';
}

const ALWAYS: readonly State[] = ['not-logged-in', 'user-named', 'logged-in'];
const OUTSIDE: readonly State[] = ['not-logged-in', 'user-named'];
const INSIDE: readonly State[] = ['logged-in'];
const login = { 'not-logged-in': 'USER', 'user-named': 'PASS' };

const path: ArgumentEntry = { name: 'path', kind: 'path' };
const optionalPath: ArgumentEntry = { ...path, isOptional: true };
const text: ArgumentEntry = { name: 'text', kind: 'text', isOptional: true };
const address: readonly ArgumentEntry[] = [
  { name: 'host', kind: 'text' },
  { name: 'port', kind: 'number' },
];

type Shape = Pick<VerbEntry, 'arguments' | 'shape' | 'rfc'> & Partial<CommandEntry>;

/** A command of somebody who is logged in. */
const inside = (verb: string, shape: Shape): CommandEntry => ({
  verb,
  states: INSIDE,
  wayFrom: login,
  ...(/^(?:STOR|APPE|DELE|X?MKD|X?RMD|RNTO)$/.test(verb) && { isAtOnce: true }),
  ...shape,
});

const rows: readonly CommandEntry[] = [
  {
    verb: 'USER',
    states: OUTSIDE,
    arguments: [{ name: 'user', kind: 'user' }],
    shape: 'USER username',
    rfc: 'RFC 959 §4.1.1',
  },
  {
    verb: 'PASS',
    states: ['user-named'],
    // A guest may leave it empty.
    arguments: [{ name: 'password', kind: 'password', isOptional: true }],
    shape: 'PASS password',
    rfc: 'RFC 959 §4.1.1',
    wayFrom: { 'not-logged-in': 'USER' },
  },
  { verb: 'QUIT', states: ALWAYS, arguments: [], shape: 'QUIT', rfc: 'RFC 959 §4.1.1' },
  { verb: 'FEAT', states: ALWAYS, arguments: [], shape: 'FEAT', rfc: 'RFC 2389 §3' },
  {
    verb: 'OPTS',
    states: ALWAYS,
    arguments: [{ name: 'text', kind: 'text' }],
    shape: 'OPTS option',
    rfc: 'RFC 2389 §4',
  },
  // TLS: before the login or after it, as RFC 4217 §4 and vsftpd have it.
  {
    verb: 'AUTH',
    states: OUTSIDE,
    arguments: [{ name: 'mechanism', kind: 'text' }],
    shape: 'AUTH TLS',
    rfc: 'RFC 4217 §4',
  },
  {
    verb: 'PBSZ',
    states: ALWAYS,
    arguments: [{ name: 'size', kind: 'number' }],
    shape: 'PBSZ 0',
    rfc: 'RFC 4217 §8',
  },
  {
    verb: 'PROT',
    states: ALWAYS,
    arguments: [{ name: 'level', kind: 'text' }],
    shape: 'PROT P (private) or PROT C (clear)',
    rfc: 'RFC 4217 §9',
  },
  inside('CCC', { arguments: [], shape: 'CCC', rfc: 'RFC 4217 §12.3' }),
  inside('PWD', { arguments: [], shape: 'PWD', rfc: 'RFC 959 §4.1.3', sameAs: ['XPWD'] }),
  inside('XPWD', { arguments: [], shape: 'XPWD', rfc: 'RFC 775', sameAs: ['PWD'] }),
  inside('CWD', { arguments: [path], shape: 'CWD directory', rfc: 'RFC 959 §4.1.1', sameAs: ['XCWD'] }),
  inside('XCWD', { arguments: [path], shape: 'XCWD directory', rfc: 'RFC 775', sameAs: ['CWD'] }),
  inside('CDUP', { arguments: [], shape: 'CDUP', rfc: 'RFC 959 §4.1.1', sameAs: ['XCUP'] }),
  inside('XCUP', { arguments: [], shape: 'XCUP', rfc: 'RFC 775', sameAs: ['CDUP'] }),
  inside('TYPE', {
    arguments: [{ name: 'type', kind: 'text' }],
    shape: 'TYPE A (text) or TYPE I (binary)',
    rfc: 'RFC 959 §4.1.2',
  }),
  inside('MODE', { arguments: [{ name: 'mode', kind: 'text' }], shape: 'MODE S', rfc: 'RFC 959 §4.1.2' }),
  inside('STRU', { arguments: [{ name: 'structure', kind: 'text' }], shape: 'STRU F', rfc: 'RFC 959 §4.1.2' }),
  inside('PASV', { arguments: [], shape: 'PASV', rfc: 'RFC 959 §4.1.2', sameAs: ['EPSV'] }),
  inside('EPSV', {
    arguments: [{ name: 'network', kind: 'text', isOptional: true }],
    shape: 'EPSV',
    rfc: 'RFC 2428 §3',
    sameAs: ['PASV'],
  }),
  inside('PORT', {
    arguments: address,
    shape: 'PORT h1,h2,h3,h4,p1,p2',
    rfc: 'RFC 959 §4.1.2',
    sameAs: ['EPRT'],
  }),
  inside('EPRT', { arguments: address, shape: 'EPRT |1|address|port|', rfc: 'RFC 2428 §2', sameAs: ['PORT'] }),
  inside('LIST', {
    arguments: [optionalPath],
    shape: 'LIST [directory]',
    rfc: 'RFC 959 §4.1.3',
    sameAs: ['NLST'],
    moves: 'to-client',
  }),
  inside('NLST', {
    arguments: [optionalPath],
    shape: 'NLST [directory]',
    rfc: 'RFC 959 §4.1.3',
    sameAs: ['LIST'],
    moves: 'to-client',
  }),
  inside('MLSD', {
    arguments: [optionalPath],
    shape: 'MLSD [directory]',
    rfc: 'RFC 3659 §7',
    sameAs: ['LIST', 'NLST'],
    moves: 'to-client',
  }),
  inside('MLST', { arguments: [optionalPath], shape: 'MLST [path]', rfc: 'RFC 3659 §7' }),
  inside('RETR', { arguments: [path], shape: 'RETR file', rfc: 'RFC 959 §4.1.3', moves: 'to-client' }),
  inside('STOR', {
    arguments: [path],
    shape: 'STOR file',
    rfc: 'RFC 959 §4.1.3',
    moves: 'to-server',
    right: 'upload',
  }),
  inside('APPE', {
    arguments: [path],
    shape: 'APPE file',
    rfc: 'RFC 959 §4.1.3',
    moves: 'to-server',
    right: 'other-write',
  }),
  inside('STOU', {
    arguments: [optionalPath],
    shape: 'STOU [file]',
    rfc: 'RFC 959 §4.1.3',
    moves: 'to-server',
    right: 'upload',
  }),
  inside('REST', { arguments: [{ name: 'offset', kind: 'number' }], shape: 'REST offset', rfc: 'RFC 3659 §5' }),
  inside('SIZE', { arguments: [path], shape: 'SIZE file', rfc: 'RFC 3659 §4' }),
  inside('MDTM', { arguments: [path], shape: 'MDTM file', rfc: 'RFC 3659 §3' }),
  inside('DELE', { arguments: [path], shape: 'DELE file', rfc: 'RFC 959 §4.1.3', right: 'other-write' }),
  inside('MKD', {
    arguments: [path],
    shape: 'MKD directory',
    rfc: 'RFC 959 §4.1.3',
    sameAs: ['XMKD'],
    right: 'make-directory',
  }),
  inside('XMKD', {
    arguments: [path],
    shape: 'XMKD directory',
    rfc: 'RFC 775',
    sameAs: ['MKD'],
    right: 'make-directory',
  }),
  inside('RMD', {
    arguments: [path],
    shape: 'RMD directory',
    rfc: 'RFC 959 §4.1.3',
    sameAs: ['XRMD'],
    right: 'other-write',
  }),
  inside('XRMD', {
    arguments: [path],
    shape: 'XRMD directory',
    rfc: 'RFC 775',
    sameAs: ['RMD'],
    right: 'other-write',
  }),
  inside('RNFR', { arguments: [path], shape: 'RNFR old-name', rfc: 'RFC 959 §4.1.3', right: 'other-write' }),
  inside('RNTO', { arguments: [path], shape: 'RNTO new-name', rfc: 'RFC 959 §4.1.3', right: 'other-write' }),
  inside('ABOR', { arguments: [], shape: 'ABOR', rfc: 'RFC 959 §4.1.3' }),
  inside('SITE', {
    arguments: [{ name: 'text', kind: 'text' }],
    shape: 'SITE CHMOD mode file',
    rfc: 'RFC 959 §4.1.3',
    right: 'other-write',
  }),
  inside('SYST', { arguments: [], shape: 'SYST', rfc: 'RFC 959 §4.1.3' }),
  inside('STAT', { arguments: [optionalPath], shape: 'STAT [path]', rfc: 'RFC 959 §4.1.3' }),
  inside('HELP', { arguments: [text], shape: 'HELP', rfc: 'RFC 959 §4.1.3' }),
  inside('NOOP', { arguments: [text], shape: 'NOOP', rfc: 'RFC 959 §4.1.3' }),
  inside('ALLO', { arguments: [text], shape: 'ALLO size', rfc: 'RFC 959 §4.1.3' }),
  // Known, so that they are refused as vsftpd refuses them.
  inside('ACCT', { arguments: [text], shape: 'ACCT account', rfc: 'RFC 959 §4.1.1' }),
  inside('REIN', { arguments: [], shape: 'REIN', rfc: 'RFC 959 §4.1.1' }),
  inside('SMNT', { arguments: [text], shape: 'SMNT path', rfc: 'RFC 959 §4.1.1' }),
];

/** By verb, upper case. */
export const commands: ReadonlyMap<string, CommandEntry> = new Map(rows.map((row) => [row.verb, row]));

/** What people say for a verb before they know it. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    USER: 'USERNAME NAME ANONYMOUS GUEST SIGNIN',
    PASS: 'PASSWORD PASSWD',
    RETR: 'DOWNLOAD RETRIEVE FETCH RECEIVE READ OPEN',
    STOR: 'UPLOAD STORE SAVE WRITE',
    QUIT: 'LOGOFF END LEAVE STOP GOODBYE',
    RMD: 'RMDIR',
    PORT: 'ACTIVE',
  }).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb] as const)),
);
