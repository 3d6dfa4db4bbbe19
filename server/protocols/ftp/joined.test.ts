import { describe, expect, test } from 'vitest';
import { file, ftpWorld, openSettings, referenceFiles } from '../../sandbox/ftp-world.testkit.ts';
import type { Exchange, Transfer } from '../../../labs/observation.ts';
import { byteByByte, cutBySeed, whole } from '../transcript.ts';
import { CLIENT, Joined, portOf } from './joined.testkit.ts';

const exchanges = ({ readings }: Joined): Exchange[] =>
  readings.flatMap((reading) => (reading.type === 'exchange' ? [reading.exchange] : []));
const transfers = ({ readings }: Joined): Transfer[] =>
  readings.flatMap((reading) => (reading.type === 'transferred' ? [reading.transfer] : []));

describe.each([
  ['whole', whole],
  ['byte by byte', byteByByte],
  ['cut', cutBySeed(7)],
])('joined in memory, %s', (_how, cutting) => {
  test('a passive transfer: the reader tells which connection belongs to it, and when it is over', () => {
    const joined = new Joined(ftpWorld(), cutting);
    joined.say('USER anonymous');
    joined.say('PASS');
    const port = portOf(joined.say('PASV'));
    joined.dial(port);
    expect(joined.say('RETR ./coffee.txt')).toBe(
      '150 Opening BINARY mode data connection for ./coffee.txt (1480 bytes).\r\n226 Transfer complete.',
    );
    expect(joined.files.map(({ length }) => length)).toEqual([1480]);
    expect(joined.readings.filter(({ type }) => type !== 'exchange')).toEqual([
      { type: 'expects', address: { host: '10.10.41.192', port }, mode: 'passive' },
      {
        type: 'transferred',
        transfer: {
          verb: 'RETR',
          direction: 'to-client',
          path: 'coffee.txt',
          mode: 'passive',
          representation: 'ascii',
          isComplete: true,
        },
      },
    ]);
    const last = exchanges(joined).at(-1);
    expect(last).toMatchObject({ verb: 'RETR', stateBefore: 'logged-in', reply: { status: '226', class: 'success' } });
    expect(last?.reply.lines).toHaveLength(2);
  });

  test('RFC 959 §3.1.1: a transfer has the representation that TYPE gave last, and the server took', () => {
    const joined = new Joined(ftpWorld(), cutting);
    joined.say('USER anonymous');
    joined.say('PASS');
    for (const type of ['A', 'I', 'E', 'A N', 'L 8']) {
      joined.say(`TYPE ${type}`);
      joined.dial(portOf(joined.say('PASV')));
      joined.say('RETR coffee.txt');
    }
    const seen = transfers(joined).map(({ representation }) => representation);
    expect(seen).toEqual(['ascii', 'image', 'image', 'ascii', 'image']);
  });

  test('an active transfer: the server dials the port that the client named', () => {
    const joined = new Joined(ftpWorld(), cutting);
    joined.say('USER strategos');
    joined.say('PASS TabulaRasa7');
    joined.ports.add(50_001);
    expect(joined.say('PORT 10,11,81,126,195,81')).toMatch(/^200 /);
    joined.say('STOR up.txt');
    joined.sendFile('hello\n');
    expect(joined.takeSaid()).toContain('226 Transfer complete.');
    joined.ports.add(50_002);
    joined.say('EPRT |1|10.11.81.126|50002|');
    joined.say('RETR up.txt');
    expect(joined.files).toEqual(['', 'hello\n']);
    expect(joined.readings.filter(({ type }) => type === 'expects')).toEqual([
      { type: 'expects', address: { host: CLIENT.host, port: 50_001 }, mode: 'active' },
      { type: 'expects', address: { host: CLIENT.host, port: 50_002 }, mode: 'active' },
    ]);
    expect(transfers(joined).map(({ direction, mode }) => [direction, mode])).toEqual([
      ['to-server', 'active'],
      ['to-client', 'active'],
    ]);
  });
});

function loggedIn(...[options]: Parameters<typeof ftpWorld>): Joined {
  const joined = new Joined(ftpWorld(options));
  joined.say('USER strategos');
  joined.say('PASS TabulaRasa7');
  joined.say('TYPE I');
  return joined;
}

test('a port at which nobody listens is 425, and the session goes on', () => {
  const joined = loggedIn();
  joined.say('PORT 10,11,81,126,195,81');
  expect(joined.say('LIST')).toBe('425 Failed to establish connection.');
  expect(joined.say('NOOP')).toBe('200 NOOP ok.');
  expect(transfers(joined)).toEqual([]);
});

test('a peer from elsewhere gets nothing (RFC 2577 §3)', () => {
  const joined = loggedIn();
  const port = portOf(joined.say('PASV'));
  joined.give({
    type: 'connected',
    channel: 'data-1',
    local: { host: '10.10.41.192', port },
    remote: { host: '10.10.10.10', port: 1 },
  });
  expect(joined.say('LIST')).toBe('425 Security: Bad IP connecting.');
});

test('bytes that come before STOR belong to its file', () => {
  const joined = loggedIn();
  joined.dial(portOf(joined.say('PASV')));
  joined.sendFile('early\n');
  expect(joined.say('STOR early.txt')).toBe('150 Ok to send data.\r\n226 Transfer complete.');
  expect(joined.say('SIZE early.txt')).toBe('213 6');
});

test('too large a file is 451, and nothing of it is kept', () => {
  const joined = loggedIn({ limits: { fileBytes: 10 } });
  joined.dial(portOf(joined.say('PASV')));
  joined.say('STOR large.txt');
  joined.sendFile('eleven bytes');
  expect(joined.takeSaid()).toBe('451 Failure writing to local file.');
  expect(joined.say('SIZE large.txt')).toBe('550 Could not get file size.');
});

test('a world without room is 451 for a file, 550 for a directory', () => {
  const joined = loggedIn({ addedBytes: 3, items: 1 });
  joined.dial(portOf(joined.say('PASV')));
  joined.say('STOR large.txt');
  joined.sendFile('four');
  expect(joined.takeSaid()).toBe('451 Failure writing to local file.');
  expect(joined.say('SIZE large.txt')).toBe('550 Could not get file size.');
  expect(joined.say('MKD new')).toBe('257 "/home/strategos/new" created');
  expect(joined.say('MKD more')).toBe('550 Create directory operation failed.');
  joined.dial(portOf(joined.say('PASV')));
  expect(joined.say('STOR none.txt')).toBe('553 Could not create file.');
  expect(transfers(joined)).toMatchObject([{ isComplete: false }]);
});

test('a file that is written again counts once', () => {
  const joined = loggedIn({ items: 1 });
  for (const text of ['one', 'two']) {
    joined.dial(portOf(joined.say('PASV')));
    joined.say('STOR up.txt');
    joined.sendFile(text);
    expect(joined.takeSaid()).toBe('226 Transfer complete.');
  }
});

test('commands wait for the transfer; a data connection that stands still ends the session', () => {
  const joined = loggedIn();
  joined.takesData = false;
  joined.dial(portOf(joined.say('PASV')));
  expect(joined.say('RETR notes.txt')).toBe('150 Opening BINARY mode data connection for notes.txt (18 bytes).');
  expect(joined.timers.has('idle')).toBe(false);
  expect(joined.say('NOOP')).toBe('');
  joined.drain();
  expect(joined.takeSaid()).toBe('226 Transfer complete.\r\n200 NOOP ok.');
  expect(joined.timers.has('idle')).toBe(true);

  joined.takesData = false;
  joined.dial(portOf(joined.say('PASV')));
  joined.say('RETR notes.txt');
  joined.give({ type: 'elapsed', timer: 'data' });
  expect(joined.takeSaid()).toBe('');
  joined.give({ type: 'elapsed', timer: 'data' });
  expect(joined.takeSaid()).toBe('421 Data timeout. Reconnect. Sorry.');
  expect(joined.isClosed).toBe(true);
});

test('an upload of which nothing comes for a whole while ends the session; what moves in time goes on', () => {
  const joined = loggedIn();
  joined.dial(portOf(joined.say('PASV')));
  joined.say('STOR up.txt');
  joined.give({ type: 'data', channel: 'data-1', bytes: Uint8Array.of(65) });
  joined.give({ type: 'elapsed', timer: 'data' });
  expect(joined.takeSaid()).toBe('');
  joined.give({ type: 'elapsed', timer: 'data' });
  expect(joined.takeSaid()).toBe('421 Data timeout. Reconnect. Sorry.');
  expect(joined.isClosed).toBe(true);
});

test('an urgent ABOR stops a transfer under way where the service lets it', () => {
  const joined = loggedIn({ settings: openSettings });
  joined.takesData = false;
  joined.dial(portOf(joined.say('PASV')));
  joined.say('RETR notes.txt');
  expect(joined.say('\xff\xf4\xff\xf2ABOR')).toBe('426 Failure writing network stream.\r\n226 ABOR successful.');
  expect(joined.say('NOOP')).toBe('200 NOOP ok.');
  expect(transfers(joined)).toMatchObject([{ verb: 'RETR', isComplete: false }]);
});

test('an ABOR that is not urgent is read when the transfer is over', () => {
  const joined = loggedIn({ settings: openSettings });
  joined.takesData = false;
  joined.dial(portOf(joined.say('PASV')));
  joined.say('RETR notes.txt');
  expect(joined.say('ABOR')).toBe('');
  joined.drain();
  expect(joined.takeSaid()).toBe('226 Transfer complete.\r\n225 No transfer to ABOR.');
});

test('without an end of commands during a transfer the server hangs up, not the memory', () => {
  const joined = loggedIn();
  joined.takesData = false;
  joined.dial(portOf(joined.say('PASV')));
  joined.say('RETR notes.txt');
  for (let i = 0; i < 5000 && !joined.isClosed; i++) joined.say('NOOP');
  expect(joined.takeSaid()).toBe('');
  expect(joined.isClosed).toBe(true);
});

describe('replies follow the world', () => {
  test('files, dates and clock', () => {
    const files = [
      ...referenceFiles,
      file('/srv/ftp/Zebra', 'x'.repeat(12_345), { mode: 0o600, modified: Date.parse('2031-02-03T04:05:06Z') }),
      file('/srv/ftp/caf\u00e9.txt', 'x', { modified: Date.parse('2031-08-01T00:00:00Z') }),
      file('/srv/ftp/later', '', { modified: Date.parse('2031-08-03T00:00:00Z') }),
      file('/srv/ftp/sub/deep/', undefined, { owner: 7, group: 77 }),
    ];
    const now = (): number => Date.parse('2031-08-02T00:00:00Z');
    const joined = new Joined(ftpWorld({ files, now }));
    joined.say('USER ftp');
    joined.say('PASS');
    joined.dial(portOf(joined.say('PASV')));
    joined.say('LIST');
    expect(joined.files[0]?.split('\r\n')).toEqual([
      '-rw-------    1 0        0           12345 Feb 03 04:05 Zebra',
      '-rw-r--r--    1 0        0               1 Aug 01 00:00 caf\xc3\xa9.txt',
      '-rw-r--r--    1 0        0            1480 Jun 27  2024 coffee.txt',
      '-rw-r--r--    1 0        0              14 Jun 27  2024 flag.txt',
      '-rw-r--r--    1 0        0               0 Aug 03  2031 later',
      'drwxr-xr-x    3 0        0            4096 Jun 27  2024 sub',
      '-rw-r--r--    1 0        0            1595 Jun 27  2024 tea.txt',
      '',
    ]);
    expect(joined.say('MDTM Zebra')).toBe('213 20310203040506');
    joined.dial(portOf(joined.say('PASV')));
    expect(joined.say('RETR Zebra')).toBe('550 Failed to open file.');
  });

  test('users, and what others change meanwhile', () => {
    const place = ftpWorld();
    const [one, two] = [new Joined(place), new Joined(place)];
    for (const joined of [one, two]) joined.say('USER archimedes');
    expect(one.say('PASS Eureka42')).toBe('500 OOPS: cannot change directory:/home/archimedes');
    place.world.commit([
      {
        type: 'directory-made',
        host: 'server.thm',
        path: '/home/archimedes',
        modified: 0,
        mode: 0o755,
        owner: 1001,
        group: 1001,
      },
    ]);
    expect(two.say('PASS Eureka42')).toBe('230 Login successful.');
    expect(two.say('PWD')).toBe('257 "/home/archimedes" is the current directory');
    expect(two.say('DELE /home/strategos/notes.txt')).toBe('550 Delete operation failed.');
    expect(two.say('STAT')).toContain('Logged in as archimedes');
  });

  test('settings', () => {
    const joined = new Joined(ftpWorld({ settings: { anonymous: false, writable: false, banner: 'Ave.' } }));
    expect(joined.takeSaid()).toBe('220 Ave.');
    joined.say('USER anonymous');
    expect(joined.say('PASS x')).toBe('');
    joined.give({ type: 'elapsed', timer: 'delay' });
    expect(joined.takeSaid()).toBe('530 Login incorrect.');
    joined.say('USER strategos');
    joined.say('PASS TabulaRasa7');
    expect(joined.say('DELE notes.txt')).toBe('550 Permission denied.');
  });
});
