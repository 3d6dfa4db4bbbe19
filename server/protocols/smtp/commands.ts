/**
 * The commands of SMTP: the one table from which engine, reader, coach and explanations work. What a line looks like
 * is told here; what it does is told in engine.ts.
 *
 * States, in the order in which a session passes them (RFC 5321 §3.1 to §3.3, §4.1.4):
 *   connected  the greeting has come, no HELO or EHLO yet
 *   ready      the client has said who it is; no mail transaction
 *   mail       a transaction has its reverse-path
 *   rcpt       … and at least one forward-path
 *   data       the message text is being sent; ends with a line of one dot
 *   bdat       a chunk came and another must follow (RFC 3030)
 *   auth       the server waits for a line of an AUTH exchange (RFC 4954)
 *   closed     the server said good-bye
 */
import type { ArgumentEntry, VerbEntry } from '../../../labs/vocabulary.ts';

export const STATES = ['connected', 'ready', 'mail', 'rcpt', 'data', 'bdat', 'auth', 'closed'] as const;
export type State = (typeof STATES)[number];

export type Verb =
  | 'HELO'
  | 'EHLO'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'BDAT'
  | 'RSET'
  | 'NOOP'
  | 'VRFY'
  | 'EXPN'
  | 'ETRN'
  | 'HELP'
  | 'STARTTLS'
  | 'QUIT';

export interface CommandEntry extends VerbEntry {
  readonly verb: Verb;
  /** How a line of it begins, upper case; a colon takes the place of the space behind a verb. */
  readonly start: string;
  /** Whether anything may follow `start`. */
  readonly takesArgument: boolean;
  /** Whether it belongs to handing in mail; of other commands only few are borne (see limits in engine.ts). */
  readonly isMailCommand: boolean;
  /** Whether nothing may follow it unasked: always, only without PIPELINING, or never (RFC 2920 §3.1). */
  readonly endsGroup: 'always' | 'without-pipelining' | 'never';
}

const ANY: readonly State[] = ['connected', 'ready', 'mail', 'rcpt'];
const TRANSACTION: readonly State[] = ['ready', 'mail', 'rcpt'];
const domain: ArgumentEntry = { name: 'domain', kind: 'domain' };

const rows: readonly CommandEntry[] = [
  {
    verb: 'HELO',
    start: 'HELO',
    states: ANY,
    arguments: [domain],
    shape: 'HELO domain',
    rfc: 'RFC 5321 §4.1.1.1',
    sameAs: ['EHLO'],
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'always',
  },
  {
    verb: 'EHLO',
    start: 'EHLO',
    states: ANY,
    arguments: [domain],
    shape: 'EHLO domain',
    rfc: 'RFC 5321 §4.1.1.1',
    sameAs: ['HELO'],
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'always',
  },
  {
    verb: 'AUTH',
    start: 'AUTH',
    states: ['ready'],
    arguments: [
      { name: 'mechanism', kind: 'text' },
      { name: 'user', kind: 'user', isOptional: true },
      { name: 'password', kind: 'password', isOptional: true },
    ],
    shape: 'AUTH PLAIN [initial-response]',
    rfc: 'RFC 4954 §4',
    wayFrom: { connected: 'EHLO', mail: 'RSET', rcpt: 'RSET' },
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'never',
  },
  {
    verb: 'MAIL',
    start: 'MAIL FROM:',
    states: ['ready'],
    arguments: [
      { name: 'reversePath', kind: 'address' },
      { name: 'parameters', kind: 'items', isOptional: true },
    ],
    shape: 'MAIL FROM:<reverse-path>',
    rfc: 'RFC 5321 §4.1.1.2',
    wayFrom: { connected: 'HELO', mail: 'RSET', rcpt: 'RSET' },
    takesArgument: true,
    isMailCommand: true,
    endsGroup: 'without-pipelining',
  },
  {
    verb: 'RCPT',
    start: 'RCPT TO:',
    states: ['mail', 'rcpt'],
    arguments: [
      { name: 'forwardPath', kind: 'address' },
      { name: 'parameters', kind: 'items', isOptional: true },
    ],
    shape: 'RCPT TO:<forward-path>',
    rfc: 'RFC 5321 §4.1.1.3',
    wayFrom: { connected: 'HELO', ready: 'MAIL' },
    takesArgument: true,
    isMailCommand: true,
    endsGroup: 'without-pipelining',
  },
  {
    verb: 'DATA',
    start: 'DATA',
    states: ['rcpt', 'data'],
    // Of the second exchange, the message text itself: the first one has none.
    arguments: [
      { name: 'from', kind: 'address', isOptional: true },
      { name: 'to', kind: 'address', isOptional: true },
      { name: 'subject', kind: 'text', isOptional: true },
      { name: 'headers', kind: 'headers', isOptional: true },
      { name: 'text', kind: 'text', isOptional: true },
      { name: 'hasBlankLine', kind: 'text', isOptional: true },
    ],
    shape: 'DATA',
    rfc: 'RFC 5321 §4.1.1.4',
    isAtOnce: true,
    sameAs: ['BDAT'],
    wayFrom: { connected: 'HELO', ready: 'MAIL', mail: 'RCPT' },
    takesArgument: false,
    isMailCommand: true,
    endsGroup: 'always',
  },
  {
    verb: 'BDAT',
    start: 'BDAT',
    states: ['rcpt', 'bdat'],
    arguments: [
      { name: 'chunkSize', kind: 'number' },
      { name: 'isLast', kind: 'text', isOptional: true },
      { name: 'from', kind: 'address', isOptional: true },
      { name: 'to', kind: 'address', isOptional: true },
      { name: 'subject', kind: 'text', isOptional: true },
      { name: 'headers', kind: 'headers', isOptional: true },
      { name: 'text', kind: 'text', isOptional: true },
      { name: 'hasBlankLine', kind: 'text', isOptional: true },
    ],
    shape: 'BDAT chunk-size [LAST]',
    rfc: 'RFC 3030 §2',
    sameAs: ['DATA'],
    wayFrom: { connected: 'EHLO', ready: 'MAIL', mail: 'RCPT' },
    takesArgument: true,
    isMailCommand: true,
    endsGroup: 'never',
  },
  {
    verb: 'RSET',
    start: 'RSET',
    states: [...ANY, 'bdat'],
    arguments: [],
    shape: 'RSET',
    rfc: 'RFC 5321 §4.1.1.5',
    takesArgument: false,
    isMailCommand: false,
    endsGroup: 'without-pipelining',
  },
  {
    verb: 'NOOP',
    start: 'NOOP',
    states: [...ANY, 'bdat'],
    arguments: [{ name: 'text', kind: 'text', isOptional: true }],
    shape: 'NOOP',
    rfc: 'RFC 5321 §4.1.1.9',
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'always',
  },
  {
    verb: 'VRFY',
    start: 'VRFY',
    states: ANY,
    arguments: [{ name: 'text', kind: 'address' }],
    shape: 'VRFY address',
    rfc: 'RFC 5321 §4.1.1.6',
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'always',
  },
  {
    verb: 'EXPN',
    start: 'EXPN',
    states: ANY,
    arguments: [{ name: 'text', kind: 'address' }],
    shape: 'EXPN list',
    rfc: 'RFC 5321 §4.1.1.7',
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'always',
  },
  {
    verb: 'ETRN',
    start: 'ETRN',
    states: ['connected', 'ready'],
    arguments: [{ name: 'text', kind: 'text' }],
    shape: 'ETRN #queue',
    rfc: 'RFC 1985 §5',
    wayFrom: { mail: 'RSET', rcpt: 'RSET' },
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'always',
  },
  {
    verb: 'HELP',
    start: 'HELP',
    states: ANY,
    arguments: [{ name: 'text', kind: 'text', isOptional: true }],
    shape: 'HELP',
    rfc: 'RFC 5321 §4.1.1.8',
    takesArgument: true,
    isMailCommand: false,
    endsGroup: 'never',
  },
  {
    verb: 'STARTTLS',
    start: 'STARTTLS',
    states: TRANSACTION,
    arguments: [],
    shape: 'STARTTLS',
    rfc: 'RFC 3207 §4',
    wayFrom: { connected: 'EHLO' },
    takesArgument: false,
    isMailCommand: false,
    endsGroup: 'always',
  },
  {
    verb: 'QUIT',
    start: 'QUIT',
    states: [...ANY, 'bdat'],
    arguments: [],
    shape: 'QUIT',
    rfc: 'RFC 5321 §4.1.1.10',
    takesArgument: false,
    isMailCommand: true,
    endsGroup: 'never',
  },
];

/** By verb, upper case. */
export const commands: ReadonlyMap<string, CommandEntry> = new Map(rows.map((row) => [row.verb, row]));

/** What people say for a verb before they know it. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    HELO: 'HI HEY GREET GREETINGS',
    MAIL: 'FROM SENDER SENDFROM',
    RCPT: 'TO RECIPIENT RECEIVER',
    DATA: 'BODY TEXT MESSAGE MSG WRITE LETTER SEND SUBMIT BEGIN START',
    QUIT: 'BYE EXIT LOGOFF CLOSE END DISCONNECT LEAVE STOP GOODBYE',
    RSET: 'RESET CANCEL UNDO RESTART',
    VRFY: 'VERIFY',
  }).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb] as const)),
);
