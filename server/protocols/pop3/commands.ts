/**
 * The commands of POP3: the one table from which engine, reader, coach and explanations work.
 *
 * States (RFC 1939 §3):
 *   authorization  nobody has logged in; a user may have been named
 *   transaction    the maildrop is open, as it was at log-in
 *   sasl           the server waits for a line of an AUTH exchange (RFC 5034)
 *   update         QUIT was said after log-in: marked messages are removed, the connection closes
 */
import type { ArgumentEntry, VerbEntry } from '../../../labs/vocabulary.ts';

export const STATES = ['authorization', 'sasl', 'transaction', 'update'] as const;
export type State = (typeof STATES)[number];

export type Verb =
  | 'USER'
  | 'PASS'
  | 'APOP'
  | 'AUTH'
  | 'CAPA'
  | 'STLS'
  | 'STAT'
  | 'LIST'
  | 'UIDL'
  | 'RETR'
  | 'TOP'
  | 'DELE'
  | 'RSET'
  | 'NOOP'
  | 'QUIT';

export interface CommandEntry extends VerbEntry {
  readonly verb: Verb;
  /** Whether a success is followed by lines up to one of a single dot (RFC 1939 §3); some are only without argument. */
  readonly isMultiline: 'never' | 'always' | 'without-argument';
}

const BEFORE: readonly State[] = ['authorization'];
const AFTER: readonly State[] = ['transaction'];
/** Logging in takes two steps; the first one leads there. */
const toTransaction = { authorization: 'USER' };
const message: ArgumentEntry = { name: 'message', kind: 'number' };

const rows: readonly CommandEntry[] = [
  {
    verb: 'USER',
    states: BEFORE,
    arguments: [{ name: 'user', kind: 'user' }],
    shape: 'USER name',
    rfc: 'RFC 1939 §7',
    isMultiline: 'never',
  },
  {
    verb: 'PASS',
    states: BEFORE,
    arguments: [{ name: 'password', kind: 'password' }],
    shape: 'PASS password',
    rfc: 'RFC 1939 §7',
    isMultiline: 'never',
  },
  {
    // Offered by the greeting's timestamp, in no list of capabilities.
    verb: 'APOP',
    states: BEFORE,
    arguments: [
      { name: 'user', kind: 'user' },
      { name: 'digest', kind: 'text' },
    ],
    shape: 'APOP name digest',
    rfc: 'RFC 1939 §7',
    isMultiline: 'never',
  },
  {
    verb: 'AUTH',
    states: BEFORE,
    arguments: [
      { name: 'mechanism', kind: 'text', isOptional: true },
      { name: 'user', kind: 'user', isOptional: true },
      { name: 'password', kind: 'password', isOptional: true },
    ],
    shape: 'AUTH [mechanism [initial-response]]',
    rfc: 'RFC 5034 §4',
    isMultiline: 'without-argument',
  },
  {
    verb: 'STLS',
    states: BEFORE,
    arguments: [],
    shape: 'STLS',
    rfc: 'RFC 2595 §4',
    isMultiline: 'never',
  },
  {
    verb: 'CAPA',
    states: ['authorization', 'transaction'],
    arguments: [],
    shape: 'CAPA',
    rfc: 'RFC 2449 §5',
    isMultiline: 'always',
  },
  {
    verb: 'STAT',
    states: AFTER,
    arguments: [],
    shape: 'STAT',
    rfc: 'RFC 1939 §5',
    wayFrom: toTransaction,
    isMultiline: 'never',
  },
  {
    verb: 'LIST',
    states: AFTER,
    arguments: [{ ...message, isOptional: true }],
    shape: 'LIST [message]',
    rfc: 'RFC 1939 §5',
    wayFrom: toTransaction,
    isMultiline: 'without-argument',
  },
  {
    verb: 'UIDL',
    states: AFTER,
    arguments: [{ ...message, isOptional: true }],
    shape: 'UIDL [message]',
    rfc: 'RFC 1939 §7',
    wayFrom: toTransaction,
    isMultiline: 'without-argument',
  },
  {
    verb: 'RETR',
    states: AFTER,
    arguments: [message],
    shape: 'RETR message',
    rfc: 'RFC 1939 §5',
    wayFrom: toTransaction,
    isMultiline: 'always',
  },
  {
    verb: 'TOP',
    states: AFTER,
    arguments: [message, { name: 'lines', kind: 'number' }],
    shape: 'TOP message lines',
    rfc: 'RFC 1939 §7',
    wayFrom: toTransaction,
    isMultiline: 'always',
  },
  {
    verb: 'DELE',
    states: AFTER,
    arguments: [message],
    shape: 'DELE message',
    rfc: 'RFC 1939 §5',
    wayFrom: toTransaction,
    isMultiline: 'never',
  },
  {
    verb: 'RSET',
    states: AFTER,
    arguments: [],
    shape: 'RSET',
    rfc: 'RFC 1939 §5',
    wayFrom: toTransaction,
    isMultiline: 'never',
  },
  {
    verb: 'NOOP',
    states: AFTER,
    arguments: [],
    shape: 'NOOP',
    rfc: 'RFC 1939 §5',
    wayFrom: toTransaction,
    isMultiline: 'never',
  },
  {
    verb: 'QUIT',
    states: ['authorization', 'transaction'],
    arguments: [],
    shape: 'QUIT',
    rfc: 'RFC 1939 §4, §6',
    isMultiline: 'never',
  },
];

/** By verb, upper case. */
export const commands: ReadonlyMap<string, CommandEntry> = new Map(rows.map((row) => [row.verb, row]));

/** What people say for a verb before they know it. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    USER: 'USERNAME NAME SIGNIN',
    PASS: 'PASSWORD PASSWD PWD',
    STAT: 'STATUS STATISTICS COUNT INFO HOWMANY',
    LIST: 'INBOX MAILS MESSAGES INDEX',
    RETR: 'RETRIEVE READ OPEN VIEW DISPLAY PRINT RECEIVE MAIL MESSAGE',
    DELE: 'DEL REMOVE ERASE TRASH',
    RSET: 'RESET UNDELETE UNDO RESTORE CANCEL',
    TOP: 'PREVIEW HEADER HEADERS PEEK',
    QUIT: 'BYE EXIT LOGOFF CLOSE END DISCONNECT LEAVE STOP GOODBYE',
  }).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb] as const)),
);
