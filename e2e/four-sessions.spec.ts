/** The four sessions of the course, typed key by key; in the lab each ticks its steps, in free play all else is there. */
import type { Page } from '@playwright/test';
import { openTerminal, SHELL } from './screen.ts';
import { expect, test } from './test.ts';

/** The first steps of the lab are ticked, so many, and no other. */
async function expectTicked(page: Page, count: number): Promise<void> {
  const steps = page.getByRole('list', { name: 'Steps' });
  await expect(steps.getByRole('button', { name: new RegExp(`^Step ${count}, done:`) })).toBeVisible();
  await expect(steps.getByRole('button', { name: /, done:/ })).toHaveCount(count);
}

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

test('learner can send a mail by SMTP', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/smtp/first-mail');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your first mail, by hand');
  await screen.line(
    `telnet ${SERVER} 25`,
    ...greeting(SERVER),
    /^220 example\.thm ESMTP Exim 4\.95 Ubuntu Thu, 27 Jun 2024 16:18:\d\d \+0000$/,
  );
  await expectTicked(page, 1);
  await screen.line('HELO client.thm', '250 example.thm Hello client.thm [10.11.81.126]');
  await expectTicked(page, 2);
  await expect(screen.element.getByText('✓ 2')).toBeVisible();
  await expect(screen.element.getByText('◂')).toHaveCount(2);
  await screen.line('MAIL FROM:<user@client.thm>', '250 OK');
  await expectTicked(page, 3);
  await screen.line('RCPT TO:<strategos@example.thm>', '250 Accepted');
  await expectTicked(page, 4);
  await screen.line('DATA', '354 Enter message, ending with "." on a line by itself');
  await expectTicked(page, 5);
  const letter = [
    'From: user@client.thm',
    'To: strategos@example.thm',
    'Subject: My first mail',
    '',
    'Hello. By hand!',
  ];
  for (const line of letter) await screen.enter(line);
  await screen.endsWith(...letter);
  await expectTicked(page, 5);
  await screen.line('.', /^250 OK id=\w{6}-\w{6}-\w{2}$/);
  await expectTicked(page, 6);
  await screen.line('QUIT', '221 example.thm closing connection', GONE, SHELL);
  await expectTicked(page, 7);
  await expect(page.getByText('all 7 steps done')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You did it' })).toBeVisible();
});

test('learner can fetch mail by POP3', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/pop3/read-mail');
  await screen.line(`telnet ${SERVER} 110`, ...greeting(SERVER), '+OK Dovecot (Ubuntu) ready.');
  await expectTicked(page, 1);
  await screen.line('USER strategos', '+OK');
  await expectTicked(page, 2);
  await screen.line('PASS TabulaRasa7', '+OK Logged in.');
  await expectTicked(page, 3);
  await screen.line('STAT', '+OK 4 2183');
  await expectTicked(page, 4);
  await screen.line('LIST', '+OK 4 messages:', '1 623', '2 668', '3 441', '4 451', '.');
  await expectTicked(page, 5);
  await screen.line('RETR 3', '+OK 441 octets', ...TELNET_MAIL, '.');
  await expectTicked(page, 6);
  await screen.line('QUIT', '+OK Logging out.', GONE, SHELL);
  await expectTicked(page, 7);
});

test('learner can look into folders by IMAP', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/imap/folders');
  const done = (tag: string, what: string) => new RegExp(`^${tag} OK ${what} completed \\(\\d\\.\\d{3}.* secs\\)\\.$`);
  await screen.line(
    `telnet ${SERVER} 143`,
    ...greeting(SERVER),
    /^\* OK \[CAPABILITY IMAP4rev1 .*\] Dovecot \(Ubuntu\) ready\.$/,
  );
  await expectTicked(page, 1);
  await screen.line('a1 LOGIN strategos TabulaRasa7', /^a1 OK \[CAPABILITY IMAP4rev1 .*\] Logged in$/);
  await expectTicked(page, 2);
  await screen.line('a2 LIST "" "*"', ...Array<RegExp>(6).fill(/^\* LIST \(.*\) "\." \S+$/), done('a2', 'List'));
  await screen.shows('* LIST (\\HasNoChildren) "." INBOX');
  await expectTicked(page, 3);
  await screen.line(
    'a3 SELECT INBOX',
    '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
    '* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] Flags permitted.',
    '* 4 EXISTS',
    '* 0 RECENT',
    '* OK [UNSEEN 2] First unseen.',
    '* OK [UIDVALIDITY 1719824692] UIDs valid',
    '* OK [UIDNEXT 5] Predicted next UID',
    /^a3 OK \[READ-WRITE\] Select completed \(.*\)\.$/,
  );
  await expectTicked(page, 4);
  await screen.line(
    'a4 FETCH 3 BODY[]',
    '* 3 FETCH (FLAGS (\\Seen) BODY[] {441}',
    ...TELNET_MAIL,
    ')',
    done('a4', 'Fetch'),
  );
  await expectTicked(page, 5);
  await screen.line('a5 CREATE Friends', done('a5', 'Create'));
  await expectTicked(page, 6);
  await screen.line('a6 COPY 3 Friends', /^a6 OK \[COPYUID \d+ 3 1\] Copy completed \(.*\)\.$/);
  await expectTicked(page, 7);
  await screen.line('a7 LOGOUT', '* BYE Logging out', done('a7', 'Logout'), GONE, SHELL);
  await expectTicked(page, 8);
});

test('learner can fetch a file by FTP, and read it at the shell', async ({ page }) => {
  const screen = await openTerminal(page, 'labs/ftp/fetch-a-file');
  const passive = /^227 Entering Passive Mode \(10,10,41,192,\d+,\d+\)\.$/;
  await screen.line(`ftp ${SERVER}`, `Connected to ${SERVER}.`, '220 (vsFTPd 3.0.5)', `Name (${SERVER}:user):`);
  await expectTicked(page, 1);
  await screen.line('anonymous', '331 Please specify the password.', 'Password:');
  await expectTicked(page, 2);
  await page.keyboard.type('guest@client.thm');
  await page.keyboard.press('Enter');
  await screen.endsWith(
    'Password:',
    '230 Login successful.',
    'Remote system type is UNIX.',
    'Using binary mode to transfer files.',
    'ftp>',
  );
  await screen.lacks('guest');
  await expectTicked(page, 3);
  await screen.line(
    'ls',
    passive,
    '150 Here comes the directory listing.',
    '-rw-r--r--    1 0        0            1480 Jun 27 08:03 coffee.txt',
    '-rw-r--r--    1 0        0              14 Jun 27 08:04 flag.txt',
    '-rw-r--r--    1 0        0            1595 Jun 27 08:05 tea.txt',
    '226 Directory send OK.',
    'ftp>',
  );
  await expectTicked(page, 4);
  await screen.line('type ascii', '200 Switching to ASCII mode.', 'ftp>');
  await expectTicked(page, 5);
  await screen.line(
    'get coffee.txt',
    'local: coffee.txt remote: coffee.txt',
    passive,
    '150 Opening BINARY mode data connection for coffee.txt (1480 bytes).',
    '226 Transfer complete.',
    'WARNING! 47 bare linefeeds received in ASCII mode.',
    'File may not have transferred correctly.',
    /^1480 bytes received in \d\d:\d\d \(.* [KM]iB\/s\)$/,
    'ftp>',
  );
  await expectTicked(page, 6);
  await screen.line('quit', '221 Goodbye.', SHELL);
  await expectTicked(page, 7);
  await screen.line('ls', 'coffee.txt', SHELL);
  await screen.enter('cat coffee.txt');
  await screen.endsWith(
    'Whoever finishes the pot makes the next one. That is the only law here. It',
    'has been in force since the first network cable reached a kitchen.',
    SHELL,
  );
});

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
