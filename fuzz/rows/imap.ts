/** IMAP, the server's side. */
import type { VerbEntry } from '../../labs/vocabulary.ts';
import { argument, type Grammar, lineEnd, message, plainLine, RESPONSES } from '../grammar.ts';
import { latin1 } from '../../server/mail/bytes.ts';
import { LETTERS } from '../letters.ts';
import { drawMail, mailCorpus } from '../mail/grammar.ts';
import type { Random } from '../random.ts';

const corpus = mailCorpus();

const FETCHED = [
  'FLAGS', 'UID', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY', 'BODYSTRUCTURE', 'ALL', 'FAST', 'FULL', 'RFC822', 'RFC822.HEADER', 'RFC822.TEXT',
  'BODY[]', 'BODY.PEEK[]', 'BODY[1]', 'BODY[2.1]', 'BODY[2.MIME]', 'BODY[HEADER]', 'BODY[TEXT]', 'BODY[]<0.10>', 'BODY[]<5>', 'BODY[1]<99999.1>',
  'BODY.PEEK[HEADER.FIELDS (To From)]', 'BODY[HEADER.FIELDS.NOT (Subject)]', 'BODY[2.HEADER]', 'BODY[0]', 'BODY[', 'BODY[]<', 'BODY[x]', 'MODSEQ', 'NOPE',
  'BINARY[]', 'BINARY[1]', 'BINARY.PEEK[2.1]<0.5>', 'BINARY.SIZE[1]', 'BINARY.SIZE[]', 'BINARY[HEADER]', 'BINARY[1', 'PREVIEW', 'PREVIEW (LAZY)', 'PREVIEW (x)',
]; // prettier-ignore
const KEYS = [
  'ALL', 'ANSWERED', 'UNSEEN', 'DELETED', 'NEW', 'OLD', 'RECENT', 'KEYWORD work', 'UNKEYWORD x', 'LARGER 100', 'SMALLER 0', 'UID 1:3', '1:*', 'FROM a', 'TO "x y"',
  'CC x', 'BCC y', 'SUBJECT caf', 'HEADER X ""', 'HEADER Subject w', 'BODY hello', 'TEXT x', 'BEFORE 1-Jul-2024', 'ON 27-Jun-2024', 'SINCE 1-Jan-2000',
  'SENTBEFORE 1-Jul-2024', 'SENTON 1-Feb-2024', 'SENTSINCE 30-Feb-2024', 'BEFORE x', 'NOT SEEN', 'OR SEEN ANSWERED', 'OR SEEN', 'NOT', '(SEEN FLAGGED)', '()',
  'LARGER x', '$', 'UID $', 'OLDER 3600', 'YOUNGER 86400', 'OLDER 0', 'YOUNGER x', 'MODSEQ 1', 'MODSEQ "/flags/\\\\draft" all 3', 'MODSEQ x', 'KEYWORD \\Seen', 'UNKEYWORD \\Seen', 'MODSEQ "/flags/\\\\Nope" all 1', 'MODSEQ "/flags/x" nope 1', 'SUBJECT "\xff"', 'CHARSET utf-8 BODY "\xff\xfe"', `${'ALL '.repeat(501)}ALL`, `${'NOT '.repeat(120)}ALL`, 'HEADER "" x',
  'CHARSET utf-8 TEXT \xc3\xa9', 'CHARSET x ALL', 'CHARSET', 'TEXT \xff', 'NOPE',
]; // prettier-ignore
const STATUS = [
  '(MESSAGES)',
  '(UNSEEN UIDNEXT UIDVALIDITY RECENT HIGHESTMODSEQ)',
  '(SIZE HIGHESTMODSEQ)',
  'MESSAGES',
  '()',
  '(NOPE)',
  '(MESSAGES',
];

/** What a search may give back (RFC 4731 §3.1, RFC 5182 §2.1). */
const RETURNED = ['', '', '', 'RETURN () ', 'RETURN (MIN MAX) ', 'RETURN (ALL COUNT) ', 'RETURN (SAVE) ', 'RETURN (SAVE MIN) ', 'return (count) ', 'RETURN (NOPE) ', 'RETURN ALL ', 'RETURN (ALL ']; // prettier-ignore
const PROGRAMS = ['(DATE)', '(REVERSE DATE)', '(SUBJECT FROM)', '(ARRIVAL SIZE TO CC)', '(DISPLAYFROM)', '(REVERSE REVERSE SIZE)', '()', '(REVERSE)', '(NOPE)', 'DATE', '(DATE']; // prettier-ignore
const CHARSETS = ['UTF-8', 'utf-8', 'US-ASCII', 'ISO-8859-1', 'NOPE', '""', ''];
const ALGORITHMS = ['REFERENCES', 'ORDEREDSUBJECT', 'references', 'REFS', 'NOPE', ''];
const MODSEQS = ['0', '1', '3', '100', '9223372036854775807', '9223372036854775808', 'x', ''];
const SELECTED_BY = ['() ', '(SUBSCRIBED) ', '(SPECIAL-USE) ', '(REMOTE) ', '(RECURSIVEMATCH SUBSCRIBED) ', '(RECURSIVEMATCH) ', '(NOPE) ', '(SUBSCRIBED ']; // prettier-ignore
const LISTED = [' RETURN ()', ' RETURN (CHILDREN)', ' RETURN (SUBSCRIBED SPECIAL-USE)', ' RETURN (STATUS (MESSAGES UNSEEN))', ' RETURN (STATUS (HIGHESTMODSEQ) CHILDREN)', ' RETURN (STATUS)', ' RETURN (STATUS (NOPE))', ' RETURN (NOPE)', ' RETURN', ' x']; // prettier-ignore
const PATTERNS = ['*', '%', '""', 'A*', '%.%', '"*"', '(a b)', '("*" "A%")', '()', 'INBOX', '*%*%*%*%*'];
const ROOTS = ['"User quota"', '""', 'x', 'INBOX', '"'];

function line(entry: VerbEntry, random: Random): string {
  if (random.percent(3)) return `g ${random.pick(GONE)}`;
  return `${random.percent(96) ? `a${random.below(1000)}` : random.pick(['', '*', '+', 'a(b', '"', 'x'.repeat(300)])} ${command(entry, random)}`;
}

function command(entry: VerbEntry, random: Random): string {
  const { verb } = entry;
  const set = (): string => argument('sequence-set', random);
  switch (verb.replace(/^UID /, '')) {
    case 'LOGIN':
      return random.pick([
        'LOGIN strategos TabulaRasa7',
        'LOGIN "strategos" "TabulaRasa7"',
        'LOGIN {9}\r\nstrategos {11+}\r\nTabulaRasa7',
        plainLine(entry, random),
      ]);
    case 'AUTHENTICATE':
      return `AUTHENTICATE ${random.pick(['PLAIN', 'LOGIN', 'plain', 'NOPE', ''])}${random.pick(['', ` ${random.pick(RESPONSES)}`, `\r\n${random.pick(RESPONSES)}\r\n${random.pick(RESPONSES)}`])}`;
    case 'FETCH':
      return `${verb} ${set()} ${listOf(FETCHED, random)}${random.percent(15) ? ` (CHANGEDSINCE ${random.pick(MODSEQS)}${random.pick(['', ' VANISHED', ' NOPE'])})` : ''}`;
    case 'SEARCH':
      return `${verb} ${random.pick(RETURNED)}${keys(random)}`;
    case 'SORT':
      return `${verb} ${random.pick(RETURNED)}${random.pick(PROGRAMS)} ${random.pick(CHARSETS)} ${keys(random)}`;
    case 'THREAD':
      return `${verb} ${random.pick(ALGORITHMS)} ${random.pick(CHARSETS)} ${keys(random)}`;
    case 'SELECT':
    case 'EXAMINE':
      return `${verb} ${argument('mailbox', random)}${random.percent(40) ? ` ${selectParameters(random)}` : ''}`;
    case 'STORE':
      return `${verb} ${set()} ${random.percent(20) ? `(UNCHANGEDSINCE ${random.pick(MODSEQS)}) ` : ''}${random.pick(['FLAGS', '+FLAGS', '-FLAGS', '+FLAGS.SILENT', '-flags.silent', 'NOPE', ''])} ${argument('flags', random)}`;
    case 'STATUS':
      return `STATUS ${argument('mailbox', random)} ${random.pick(STATUS)}`;
    case 'APPEND':
      return append(random);
    case 'LIST':
    case 'LSUB':
      return `${verb} ${random.percent(25) ? random.pick(SELECTED_BY) : ''}${random.pick(['""', 'Archive.', '"', 'x'])} ${random.pick(PATTERNS)}${random.percent(30) ? random.pick(LISTED) : ''}`;
    case 'ID':
      return `ID ${random.pick(['NIL', '("name" "x")', '()', '("a" NIL)', '("a")', 'x', '(', ''])}`;
    case 'IDLE':
      return `IDLE${random.pick(['\r\nDONE', '\r\ndone', '\r\nx', '', ' x\r\nDONE'])}`;
    case 'ENABLE':
      return `ENABLE ${random.pick(['CONDSTORE', 'QRESYNC', 'CONDSTORE QRESYNC', 'UTF8=ACCEPT', 'QRESYNC x', '', '(a)'])}`;
    case 'GETQUOTA':
      return `GETQUOTA ${random.pick(ROOTS)}`;
    case 'SETQUOTA':
      return `SETQUOTA ${random.pick(ROOTS)} ${random.pick(['(STORAGE 1)', '()', '(STORAGE x)', '(', ''])}`;
    default:
      return plainLine(entry, random);
  }
}

function keys(random: Random): string {
  let text = random.pick(KEYS);
  while (random.percent(40)) text += ` ${random.pick(KEYS)}`;
  return text;
}

/** RFC 7162 §3.1.8, §3.2.5: with the uidvalidity of the fuzzed world, mostly. */
function selectParameters(random: Random): string {
  if (random.percent(30)) return random.pick(['(CONDSTORE)', '()', '(NOPE)', '(CONDSTORE', 'CONDSTORE', '(QRESYNC)']);
  let text = `${random.percent(85) ? '1719824692' : random.pick(['1', '0', 'x'])} ${random.pick(MODSEQS)}`;
  if (random.percent(60)) text += ` ${argument('sequence-set', random)}`;
  if (random.percent(30)) text += ` (${argument('sequence-set', random)} ${argument('sequence-set', random)})`;
  return `(QRESYNC (${text}))`;
}

function listOf(items: readonly string[], random: Random): string {
  let list = random.pick(items);
  if (random.percent(40)) return list;
  while (random.percent(50)) list += ` ${random.pick(items)}`;
  return random.percent(95) ? `(${list})` : `(${list}`;
}

function append(random: Random): string {
  let text = `APPEND ${argument('mailbox', random)}`;
  do {
    if (random.percent(40)) text += ` ${argument('flags', random)}`;
    if (random.percent(30))
      text += ` "${random.pick(['27-Jun-2024 10:00:00 +0000', ' 1-Jan-2024 00:00:00 -0130', 'x', '32-Jan-2024 25:00:00 +0000'])}"`;
    const body = random.percent(50) ? message(random) : latin1(drawMail(corpus, random));
    const size = random.percent(90) ? body.length : random.pick([0, 1, 70_000, 4_294_967_296]);
    text += ` ${random.percent(10) ? '~' : ''}{${size}${random.percent(50) ? '+' : ''}}${lineEnd(random)}${body}`;
  } while (random.percent(20));
  return text;
}

const OPEN_LETTERS = 'a LOGIN strategos TabulaRasa7\r\nb SELECT Letters';

/** What is done with mails that are there for it, before whatever comes: also by a neighbour. */
const WITH_LETTERS: readonly (readonly string[])[] = [
  [],
  ['c FETCH 1:* (PREVIEW BODYSTRUCTURE ENVELOPE)'],
  Object.keys(LETTERS).map((_, i) => `c FETCH ${i + 1} (BINARY.PEEK[1] BINARY.SIZE[])`),
  Object.keys(LETTERS).map(
    (_, i) =>
      `c FETCH ${i + 1} (BINARY[] BINARY.SIZE[1] BINARY.PEEK[2] BODY.PEEK[1.TEXT] BODY.PEEK[2.HEADER.FIELDS (Subject)])`,
  ),
  [
    'c SORT (DISPLAYFROM REVERSE CC TO DISPLAYTO SUBJECT) UTF-8 ALL',
    'd THREAD REFERENCES UTF-8 ALL',
    'e THREAD REFS UTF-8 ALL',
  ],
  ['c UID STORE 1:20 +FLAGS.SILENT (\\Deleted)', 'd EXPUNGE'],
  ['c STORE 21:* +FLAGS (\\Deleted)', 'd EXPUNGE', 'e IDLE'],
  // More than may wait to leave: a client that asks without reading.
  Array.from({ length: 8 }, () => 'c FETCH 1:* BODY.PEEK[]'),
];

/** Of mails that are gone, and that this session has not heard of. */
const GONE = ['FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE PREVIEW BODY.PEEK[] BINARY.SIZE[1])', 'SORT (DATE SUBJECT SIZE ARRIVAL) UTF-8 ALL', 'SEARCH TEXT x', 'COPY 1:* Sent', 'STORE 1:* +FLAGS.SILENT (\\Seen)', 'THREAD REFS UTF-8 ALL']; // prettier-ignore

export const grammar: Grammar = {
  line,
  payload: () => undefined,
  sure: { LOGIN: 'a LOGIN strategos TabulaRasa7', SELECT: 'b SELECT INBOX' },
  enters: {},
  leaves: {},
  openings: [
    'a LOGIN strategos TabulaRasa7',
    'a LOGIN strategos TabulaRasa7\r\nb SELECT INBOX',
    'a LOGIN archimedes Eureka42\r\nb SELECT INBOX',
    'a LOGIN strategos TabulaRasa7\r\nb EXAMINE Archive.2023',
    'a LOGIN strategos TabulaRasa7\r\nb ENABLE CONDSTORE\r\nc SELECT INBOX',
    'a LOGIN strategos TabulaRasa7\r\nb ENABLE QRESYNC\r\nc SELECT INBOX (QRESYNC (1719824692 1))',
    ...WITH_LETTERS.map((lines) => [OPEN_LETTERS, ...lines].join('\r\n')),
  ],
};
