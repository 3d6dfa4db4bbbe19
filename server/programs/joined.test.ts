/** The learner's programs and the real engines, joined in memory. */
import { describe, expect, test } from 'vitest';
import { Joined } from './joined.testkit.ts';

const seed = Number(process.env['TRANSCRIPT_SEED'] ?? Date.now() % 1_000_000_000);

describe(`the course's sessions, TRANSCRIPT_SEED=${seed}`, () => {
  test('a mail by telnet', () => {
    const { type } = learner();
    expect(type('telnet 10.10.41.192 25')).toMatch(
      /^Trying 10\.10\.41\.192\.\.\.\nConnected to 10\.10\.41\.192\.\nEscape character is '\^\]'\.\n220 example\.thm ESMTP Exim 4\.95 Ubuntu /,
    );
    expect(type('HELO client.thm')).toBe('250 example.thm Hello client.thm [10.11.81.126]\n');
    type('MAIL FROM:<user@client.thm>');
    expect(type('RCPT TO:<strategos@server.thm>')).toBe('250 Accepted\n');
    type('DATA');
    for (const line of ['Subject: hello', '', 'Hello.']) expect(type(line)).toBe('');
    expect(type('.')).toMatch(/^250 OK id=\S+\n$/);
    expect(type('QUIT')).toBe('221 example.thm closing connection\nConnection closed by foreign host.\n');
    expect(type('pwd')).toBe('/home/user\n');
  });

  test('a mail by a pipe into nc', () => {
    const { type } = learner();
    expect(type("printf 'QUIT\\r\\n' | nc example.thm smtp")).toMatch(
      /^220 .*\n221 example\.thm closing connection\n$/,
    );
  });

  test('files by ftp, passive', () => {
    const joined = new Joined(seed);
    logIn(joined, 'anonymous', 'me@client.thm');
    expect(joined.type('ls')).toMatch(
      /^227 Entering Passive Mode \(10,10,41,192,\d+,\d+\)\.\n150 Here comes the directory listing\.\n(.*\n){3}226 Directory send OK\.\n$/,
    );
    joined.type('type ascii');
    expect(joined.type('get coffee.txt')).toMatch(
      /^local: coffee\.txt remote: coffee\.txt\n227 .*\n150 Opening BINARY mode data connection for coffee\.txt \(1480 bytes\)\.\n226 Transfer complete\.\nWARNING! 47 bare linefeeds received in ASCII mode\.\nFile may not have transferred correctly\.\n1480 bytes received in 00:00 \(\S+ [KM]iB\/s\)\n$/,
    );
    expect(joined.type('quit')).toBe('221 Goodbye.\n');
    expect(joined.type('ls -l')).toMatch(/^total 4\n-rw-r--r-- 1 user user 1480 Jun 27 08:03 coffee\.txt\n$/);
    expect(joined.type('cat coffee.txt | cat')).toHaveLength(1480);
  });

  test.each(['passive', 'active'])('up and down again, %s', (mode) => {
    const joined = new Joined(seed);
    joined.type('echo some words > up.txt');
    logIn(joined, 'strategos', 'TabulaRasa7');
    if (mode === 'active') joined.type('passive');
    expect(joined.type('put up.txt')).toMatch(/226 Transfer complete\.\n11 bytes sent in/);
    joined.type('append up.txt');
    joined.type('prompt');
    expect(joined.type('mget up.txt notes.txt')).toMatch(/22 bytes received[^]*\d+ bytes received/);
    expect(joined.type('delete up.txt')).toBe('250 Delete operation successful.\n');
    expect(joined.type('get up.txt')).toMatch(/550 Failed to open file\.\n$/);
    joined.type('bye');
    expect(joined.type('cat up.txt')).toBe('some words\nsome words\n');
  });

  function learner(): { type: (line: string) => string } {
    const joined = new Joined(seed);
    return { type: (line) => joined.type(line) };
  }

  function logIn(joined: Joined, user: string, password: string): void {
    joined.type('ftp 10.10.41.192');
    expect(joined.mode?.prompt).toBe('Name (10.10.41.192:user): ');
    joined.type(user);
    expect(joined.mode).toMatchObject({ prompt: 'Password: ', echo: false });
    expect(joined.type(password)).toBe(
      '230 Login successful.\nRemote system type is UNIX.\nUsing binary mode to transfer files.\n',
    );
    expect(joined.mode?.prompt).toBe('ftp> ');
  }
});
