/** Valid ways that an author need not list: what crosses the wire, read by the readers, held against one check. */
import { describe, expect, test } from 'vitest';
import { isTrueOf } from './verdict.testkit.ts';

type Row = readonly [check: string, line: string, isSame: boolean];

function table(protocol: string, before: readonly string[], rows: readonly Row[], reply: (line: string) => string[]) {
  describe.each(rows)(`${protocol}: %s`, (check, line, isSame) => {
    test(`${line} ${isSame ? 'counts' : 'does not count'}`, () => {
      const said = line.split(' | ').flatMap((one) => [`> ${one}`, ...reply(one)]);
      expect(isTrueOf(protocol, check, [...before, ...said])).toBe(isSame);
    });
  });
}

const MAIL = '{exchange: {verb: MAIL, arguments: {reversePath: user@client.thm}}}';
table(
  'smtp',
  ['220 ready'],
  [
    ['{exchange: {verb: HELO}}', 'EHLO client.thm', true],
    ['{exchange: {verb: EHLO}}', 'helo client.thm', true],
    ['{exchange: {verb: HELO, arguments: {domain: client.thm}}}', 'EHLO CLIENT.THM', true],
    ['{exchange: {verb: HELO, arguments: {domain: client.thm}}}', 'HELO client.thm  ', true],
    ['{exchange: {verb: HELO, arguments: {domain: client.thm}}}', 'HELO other.thm', false],
    [MAIL, 'MAIL FROM:<user@client.thm>', true],
    [MAIL, 'mail from:<User@Client.thm>', true],
    [MAIL, 'MAIL FROM: <user@client.thm>', true],
    [MAIL, 'MAIL FROM:user@client.thm', true],
    [MAIL, 'MAIL FROM:<user@client.thm> SIZE=100', true],
    [MAIL, 'MAIL FROM:<@relay.thm:user@client.thm>', true],
    [MAIL, 'MAIL FROM:<>', false],
    [MAIL, 'MAIL FROM:<user@client.com>', false],
    ['{exchange: {verb: MAIL, arguments: {reversePath: "<user@client.thm>"}}}', 'MAIL FROM:<user@client.thm>', true],
    ['{exchange: {verb: MAIL, arguments: {reversePath: ""}}}', 'MAIL FROM:<>', true],
    ['{exchange: {verb: QUIT}}', 'quit', true],
    ['{exchange: {verb: NOOP}}', 'NOOP hello', true],
    ['{exchange: {verb: VRFY, arguments: {text: strategos}}}', 'vrfy STRATEGOS', true],
  ],
  () => ['250 OK'],
);

table(
  'pop3',
  ['+OK ready'],
  [
    ['{exchange: {verb: USER, arguments: {user: strategos}}}', 'user STRATEGOS', true],
    ['{exchange: {verb: USER, arguments: {user: strategos}}}', 'USER strategos2', false],
    ['{exchange: {verb: PASS}}', 'USER strategos | PASS TabulaRasa7', true],
    ['{exchange: {verb: PASS, arguments: {password: TabulaRasa7}}}', 'USER strategos | PASS tabularasa7', false],
    // One line that logs in says all that two would.
    [
      '{all: [{exchange: {verb: USER, arguments: {user: strategos}}}, {exchange: {verb: PASS}}]}',
      'APOP strategos c4c9334bac560ecc979e58001b3e22fb',
      true,
    ],
    [
      '{all: [{exchange: {verb: USER, arguments: {user: strategos}}}, {exchange: {verb: PASS, arguments: {password: secret}}}]}',
      'AUTH PLAIN AHN0cmF0ZWdvcwBzZWNyZXQ=',
      true,
    ],
    ['{exchange: {verb: PASS}}', 'AUTH', false],
    ['{exchange: {verb: QUIT}}', 'quit', true],
  ],
  (line) => (line === 'AUTH' ? ['+OK', 'PLAIN', '.'] : ['+OK']),
);

table(
  'pop3',
  ['+OK ready', '> USER strategos', '+OK', '> PASS TabulaRasa7', '+OK Logged in.'],
  [
    ['{exchange: {verb: RETR, arguments: {message: 3}}}', 'retr 3', true],
    ['{exchange: {verb: RETR, arguments: {message: 3}}}', 'RETR 03', true],
    ['{exchange: {verb: RETR, arguments: {message: 3}}}', 'RETR 2', false],
    ['{exchange: {verb: TOP, arguments: {message: 1, lines: 0}}}', 'top 1 0', true],
    ['{exchange: {verb: LIST}}', 'LIST', true],
    ['{exchange: {verb: DELE, arguments: {message: 2}}}', 'DELE 2', true],
  ],
  (line) => (/^(?:RETR|TOP|LIST)/i.test(line) ? ['+OK', 'x', '.'] : ['+OK']),
);

const SELECTED = [
  '* OK ready',
  '> a LOGIN strategos TabulaRasa7',
  'a OK Logged in',
  '> b SELECT INBOX',
  '* 4 EXISTS',
  '* OK [UIDNEXT 5] Predicted next UID',
  'b OK [READ-WRITE] Select completed',
];
const FETCH_3 = '{exchange: {verb: FETCH, arguments: {sequenceSet: 3, items: "BODY[]"}}}';
const STORE =
  '{exchange: {verb: STORE, arguments: {sequenceSet: "1,2,3", operation: +FLAGS, flags: "\\\\Seen \\\\Flagged"}}}';
const imapReply = (line: string): string[] => [`${line.split(' ')[0] ?? ''} OK done`];

table(
  'imap',
  ['* OK ready'],
  [
    ['{exchange: {verb: LOGIN, arguments: {user: strategos}}}', 'x1 login "strategos" TabulaRasa7', true],
    ['{exchange: {verb: LOGIN, arguments: {user: strategos}}}', 'A LOGIN Strategos TabulaRasa7', true],
    [
      '{exchange: {verb: LOGIN, arguments: {user: strategos, password: secret}}}',
      'a AUTHENTICATE PLAIN AHN0cmF0ZWdvcwBzZWNyZXQ=',
      true,
    ],
    ['{exchange: {verb: LOGIN, arguments: {user: strategos}}}', 'a LOGIN bob TabulaRasa7', false],
    ['{exchange: {verb: NOOP}}', 'a CHECK', true],
  ],
  imapReply,
);

table(
  'imap',
  SELECTED,
  [
    ['{exchange: {verb: SELECT, arguments: {mailbox: INBOX}}}', 'c select inbox', true],
    ['{exchange: {verb: SELECT, arguments: {mailbox: Sent Mail}}}', 'c SELECT "Sent Mail"', true],
    ['{exchange: {verb: SELECT, arguments: {mailbox: Sent}}}', 'c SELECT sent', false],
    [FETCH_3, 'c FETCH 3 BODY[]', true],
    [FETCH_3, 'c fetch 3 (body[])', true],
    [FETCH_3, 'c FETCH 3 RFC822', true],
    [FETCH_3, 'c FETCH 3,3 BODY[]', true],
    [FETCH_3, 'c FETCH 3 BODY[TEXT]', false],
    [FETCH_3, 'c FETCH 4 BODY[]', false],
    // Uids are numbers here: the server said so at SELECT.
    [FETCH_3, 'c UID FETCH 3 BODY[]', true],
    [FETCH_3, 'c UID FETCH 4 BODY[]', false],
    [FETCH_3, 'c uid fetch 3 RFC822', true],
    ['{exchange: {verb: FETCH, arguments: {items: "BODY.PEEK[HEADER]"}}}', 'c UID FETCH 9 RFC822.HEADER', true],
    ['{exchange: {verb: FETCH, arguments: {items: "FLAGS UID"}}}', 'c FETCH 1 (UID FLAGS)', true],
    ['{exchange: {verb: FETCH, arguments: {items: FAST}}}', 'c FETCH 1 (RFC822.SIZE FLAGS INTERNALDATE)', true],
    ['{exchange: {verb: FETCH, arguments: {sequenceSet: "1:*"}}}', 'c FETCH 1:4 FLAGS', true],
    ['{exchange: {verb: FETCH, arguments: {sequenceSet: "1:*"}}}', 'c FETCH *:1 FLAGS', true],
    ['{exchange: {verb: FETCH, arguments: {sequenceSet: "1:*"}}}', 'c FETCH 1:3 FLAGS', false],
    ['{exchange: {verb: FETCH, arguments: {sequenceSet: "1:*"}}}', 'c UID FETCH 1:100 FLAGS', true],
    ['{exchange: {verb: FETCH, arguments: {sequenceSet: "1:4"}}}', 'c FETCH 1:* FLAGS', true],
    ['{exchange: {verb: FETCH, arguments: {sequenceSet: "*"}}}', 'c FETCH 4 FLAGS', true],
    ['{exchange: {verb: UID FETCH, arguments: {sequenceSet: 3}}}', 'c FETCH 3 FLAGS', true],
    [STORE, 'c STORE 1:3 +FLAGS (\\Flagged \\Seen)', true],
    [STORE, 'c STORE 3:1 +flags (\\flagged \\SEEN)', true],
    [STORE, 'c STORE 2,3,1 +FLAGS \\Seen \\Flagged', true],
    [STORE, 'c STORE 1:3 +FLAGS.SILENT (\\Seen \\Flagged)', true],
    [STORE, 'c UID STORE 1:3 +FLAGS.SILENT (\\Seen \\Flagged)', true],
    [STORE, 'c STORE 1:3 -FLAGS (\\Seen \\Flagged)', false],
    [STORE, 'c STORE 1:2 +FLAGS (\\Seen \\Flagged)', false],
    ['{exchange: {verb: COPY, arguments: {sequenceSet: 3, mailbox: Friends}}}', 'c UID COPY 3 "Friends"', true],
    ['{exchange: {verb: COPY, arguments: {sequenceSet: 3, mailbox: Friends}}}', 'c UID COPY 2 "Friends"', false],
    ['{exchange: {verb: SEARCH}}', 'c UID SEARCH ALL', true],
    ['{exchange: {verb: EXPUNGE}}', 'c UID EXPUNGE 3', true],
  ],
  imapReply,
);

test('imap: where the server has not said which uid a message has, a number is not one', () => {
  const said = [...SELECTED.slice(0, 5), '* OK [UIDNEXT 9] Predicted next UID', 'b OK done'];
  const fetched = (...lines: string[]) => isTrueOf('imap', FETCH_3, [...said, ...lines]);
  expect(fetched('> c UID FETCH 3 BODY[]', 'c OK done')).toBe(false);
  // The reply tells: message 3 it was.
  expect(fetched('> c UID FETCH 7 BODY[]', '* 3 FETCH (UID 7 BODY[] {2}', 'ab)', 'c OK done')).toBe(true);
  expect(fetched('> c UID FETCH 7 BODY[]', '* 4 FETCH (UID 7 BODY[] {2}', 'ab)', 'c OK done')).toBe(false);
  // Numbers as they were when the command was carried out.
  const moved = ['> c UID MOVE 3 Sent', '* 3 EXPUNGE', 'c OK done'];
  const move = (number: number) => `{exchange: {verb: MOVE, arguments: {sequenceSet: ${number}}}}`;
  expect(isTrueOf('imap', move(3), [...SELECTED, ...moved])).toBe(true);
  expect(isTrueOf('imap', move(2), [...SELECTED, ...moved])).toBe(false);
});

const FTP = ['220 ready', '> USER anonymous', '331 password', '> PASS x', '230 in'];
const RETR = '{exchange: {verb: RETR, arguments: {path: /pub/coffee.txt}}}';
const ftpReply = (line: string): string[] => {
  const [verb = ''] = line.toUpperCase().split(' ');
  switch (verb) {
    case 'PASV':
      return ['227 Entering Passive Mode (10,0,0,1,4,1).'];
    case 'EPSV':
      return ['229 Entering Extended Passive Mode (|||1025|)'];
    case 'PWD':
      return ['257 "/pub" is the current directory'];
    case 'RETR':
    case 'LIST':
    case 'NLST':
    case 'MLSD':
      return ['150 here it comes', '226 done'];
    case 'CWD':
    case 'CDUP':
      return ['250 changed'];
    default:
      return ['200 OK'];
  }
};
table(
  'ftp',
  FTP,
  [
    ['{exchange: {verb: PASV}}', 'EPSV', true],
    ['{exchange: {verb: EPSV}}', 'pasv', true],
    ['{exchange: {verb: PORT}}', 'EPRT |1|10.0.0.9|4000|', true],
    ['{exchange: {verb: PORT, arguments: {port: 4000}}}', 'PORT 10,0,0,9,15,160', true],
    ['{exchange: {verb: LIST}}', 'NLST', true],
    ['{exchange: {verb: NLST}}', 'MLSD', true],
    ['{exchange: {verb: LIST}}', 'list -la', true],
    ['{exchange: {verb: LIST, arguments: {path: pub}}}', 'LIST -a pub/', true],
    ['{exchange: {verb: TYPE, arguments: {type: I}}}', 'type i', true],
    ['{exchange: {verb: TYPE, arguments: {type: A}}}', 'TYPE A N', true],
    ['{exchange: {verb: TYPE, arguments: {type: A}}}', 'TYPE I', false],
    ['{exchange: {verb: CWD, arguments: {path: pub}}}', 'XCWD ./pub/', true],
    ['{exchange: {verb: CWD, arguments: {path: ".."}}}', 'CDUP', true],
    ['{exchange: {verb: CDUP}}', 'CWD ..', true],
    ['{exchange: {verb: CDUP}}', 'CWD pub', false],
    ['{exchange: {verb: PWD}}', 'XPWD', true],
    [RETR, 'RETR /pub/coffee.txt', true],
    [RETR, 'RETR coffee.txt', false],
    [RETR, 'CWD /pub | RETR coffee.txt', true],
    [RETR, 'PWD | RETR coffee.txt', true],
    [RETR, 'CWD / | CWD pub | RETR ./coffee.txt', true],
    [RETR, 'CWD /pub/a | CDUP | RETR coffee.txt', true],
    [RETR, 'CWD /other | RETR coffee.txt', false],
    ['{exchange: {verb: RETR, arguments: {path: coffee.txt}}}', 'CWD /pub | RETR /pub/coffee.txt', true],
    ['{transfer: {direction: to-client, path: coffee.txt}}', 'PASV | RETR /pub/coffee.txt', true],
    ['{transfer: {direction: to-client, path: /pub/coffee.txt}}', 'CWD /pub | PASV | RETR coffee.txt', true],
    ['{transfer: {direction: to-client, path: /pub/coffee.txt}}', 'CWD /a | PASV | RETR coffee.txt', false],
    ['{transfer: {direction: to-client, mode: passive}}', 'EPSV | RETR x', true],
    ['{transfer: {direction: to-client, representation: ascii}}', 'TYPE A | EPSV | RETR x', true],
    ['{transfer: {direction: to-client, representation: image}}', 'TYPE A | EPSV | RETR x', false],
    ['{transfer: {direction: to-client, verb: LIST}}', 'EPSV | NLST', true],
  ],
  ftpReply,
);
