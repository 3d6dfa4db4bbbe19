/** The four sessions of the course beyond its labs, typed key by key in free play: whatever the protocols know is there. */
import { openTerminal, SHELL } from './screen.ts';
import { test } from './test.ts';

const SERVER = '10.10.41.192';
const greeting = (host: string) => [`Trying ${SERVER}...`, `Connected to ${host}.`, "Escape character is '^]'."];
const GONE = 'Connection closed by foreign host.';
const TELNET_MAIL = [
  'Return-path: <user@client.thm>',
  'Envelope-to: strategos@server.thm',
  'Delivery-date: Thu, 27 Jun 2024 16:19:35 +0000',
  'Received: from [127.0.0.1] (helo=client.thm)',
  /^ +by server.thm with smtp \(Exim 4.96\)$/,
  /^ +\(envelope-from <user@client.thm>\)$/,
  /^ +id 1sMrpq-0001Ah-UT$/,
  /^ +for strategos@server.thm;$/,
  /^ +Thu, 27 Jun 2024 16:19:35 \+0000$/,
  'From: user@client.thm',
  'To: strategos@server.thm',
  'Subject: Telnet email',
  '',
  'Hello. I am using telnet to send you an email!',
];

test('learner can do by POP3 whatever it knows', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  await screen.line(`telnet ${SERVER} 110`, ...greeting(SERVER), '+OK Dovecot (Ubuntu) ready.');
  await screen.line('STAT', '-ERR Unknown command.');
  await screen.line('USER strategos', '+OK');
  await screen.line('PASS TabulaRasa7', '+OK Logged in.');
  await screen.line('DELE 1', '+OK Marked to be deleted.');
  await screen.line('LIST', '+OK 3 messages:', '2 668', '3 441', '4 451', '.');
  await screen.line('RSET', '+OK');
  await screen.line('UIDL', '+OK', ...[1, 2, 3, 4].map((n) => new RegExp(`^${n} 0000000${n}66827134$`)), '.');
  await screen.line('CAPA', '+OK', 'CAPA', 'TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'AUTH-RESP-CODE', '.');
  await screen.line('DELE 4', '+OK Marked to be deleted.');
  await screen.line('QUIT', '+OK Logging out, messages deleted.', GONE, SHELL);

  await screen.line('telnet server.thm 110', ...greeting('server.thm'), '+OK Dovecot (Ubuntu) ready.');
  await screen.line('user strategos', '+OK');
  await screen.line('pass TabulaRasa7', '+OK Logged in.');
  await screen.line('stat', '+OK 3 1732');
});

test('learner can do by IMAP whatever it knows', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  const done = (tag: string, what: string) => new RegExp(`^${tag} OK (\\[.*\\] )?${what} completed \\(.* secs\\)\\.$`);
  await screen.line(`telnet ${SERVER} 143`, ...greeting(SERVER), /^\* OK .* Dovecot \(Ubuntu\) ready\.$/);
  await screen.line('a SELECT inbox', /^a BAD /);
  await screen.line('b LOGIN strategos TabulaRasa7', /^b OK .* Logged in$/);
  await screen.enter('c SELECT inbox');
  await screen.endsWith('* OK [UIDNEXT 5] Predicted next UID', done('c', 'Select'));
  await screen.enter('d LIST "" *');
  await screen.endsWith(...Array<RegExp>(6).fill(/^\* LIST /), done('d', 'List'));
  await screen.line('e CREATE Friends', done('e', 'Create'));
  await screen.line(
    'f FETCH 3 body[]',
    '* 3 FETCH (FLAGS (\\Seen) BODY[] {441}',
    ...TELNET_MAIL,
    ')',
    done('f', 'Fetch'),
  );
  await screen.line('g fetch 3 body[1]', '* 3 FETCH (BODY[1] {48}', ...TELNET_MAIL.slice(-1), ')', done('g', 'Fetch'));
  await screen.line('h STORE 3 +FLAGS (\\Flagged)', '* 3 FETCH (FLAGS (\\Flagged \\Seen))', done('h', 'Store'));
  await screen.line('i COPY 3 Friends', done('i', 'Copy'));
  await screen.line('j MOVE 1 Friends', /^\* OK \[COPYUID \d+ 1 2\] Moved UIDs\.$/, '* 1 EXPUNGE', done('j', 'Move'));
  await screen.line('k STORE 1 +FLAGS (\\Deleted)', '* 1 FETCH (FLAGS (\\Deleted))', done('k', 'Store'));
  await screen.line('l EXPUNGE', '* 1 EXPUNGE', done('l', 'Expunge'));
  await screen.line('m NOOP', done('m', 'NOOP'));
  await screen.line('n FROB', /^n BAD Error in IMAP command FROB: Unknown command/);
  await screen.line('o LOGOUT', '* BYE Logging out', done('o', 'Logout'), GONE, SHELL);
});

test('learner can send by SMTP after a change of mind, and is told what was wrong', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  await screen.enter(`telnet ${SERVER} 25`);
  await screen.endsWith(/^220 example\.thm ESMTP Exim 4\.95 Ubuntu /);
  await screen.line('RCPT TO:<strategos@example.thm>', '503 sender not yet given');
  await screen.enter('EHLO client.thm');
  await screen.endsWith(
    '250-example.thm Hello client.thm [10.11.81.126]',
    ...Array<RegExp>(6).fill(/^250-/),
    '250 HELP',
  );
  await screen.line('FROB', '500 unrecognized command');
  await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
  await screen.line('RSET', '250 Reset OK');
  await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
  await screen.line('RCPT TO:<nobody@example.thm>', '550 Unknown user');
  await screen.line('QUIT', '221 example.thm closing connection', GONE, SHELL);
  await screen.line(
    'telnet nowhere.thm 25',
    'Server lookup failure:  nowhere.thm:25, Name or service not known',
    SHELL,
  );
  await screen.line(
    `telnet ${SERVER} 26`,
    `Trying ${SERVER}...`,
    'telnet: Unable to connect to remote host: Connection refused',
    SHELL,
  );
});

test('learner can put a file by FTP', async ({ page }) => {
  const screen = await openTerminal(page, 'play');
  await screen.line('echo "my own words" > mine.txt', SHELL);
  await screen.enter('ftp server.thm');
  await screen.endsWith('220 (vsFTPd 3.0.5)', 'Name (server.thm:user):');
  await screen.line('strategos', '331 Please specify the password.', 'Password:');
  await screen.enter('TabulaRasa7');
  await screen.endsWith('230 Login successful.', /^Remote system/, /^Using binary/, 'ftp>');
  await screen.line(
    'put mine.txt',
    'local: mine.txt remote: mine.txt',
    /^227 Entering Passive Mode \(10,10,41,192,\d+,\d+\)\.$/,
    '150 Ok to send data.',
    '226 Transfer complete.',
    /^13 bytes sent in \d\d:\d\d \(.*\/s\)$/,
    'ftp>',
  );
  await screen.enter('ls');
  await screen.endsWith(/ docs$/, /^-rw-r--r--.* 13 Jun 27 16:18 mine\.txt$/, / notes\.txt$/, /^226 /, 'ftp>');
  await screen.line('quit', '221 Goodbye.', SHELL);
});
