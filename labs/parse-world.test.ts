import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { instantOf } from './calendar.ts';
import { parseWorld, sourcesOf, WORLD_TEXT_LIMIT } from './parse-world.ts';
import { formatProblem } from './problems.ts';
import type { Surroundings } from './world-faults.ts';
import type { World } from './world.ts';

const COURSE = readFileSync(new URL('./worlds/course/world.yaml', import.meta.url), 'utf8');

function worldOf(text: string): World {
  const parsed = parseWorld(text, 'worlds/course/world.yaml');
  if (!('world' in parsed)) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.world;
}

const SMALL = `title: A small world
clock: 2024-06-27T16:18:09Z
learner:
  host: client.thm
  user: user
  prompt: user@terminal$
  home: /home/user
hosts:
  - name: client.thm
    address: 10.11.81.126
  - name: mail.thm
    address: 10.10.41.192
    aliases: [post.thm]
    services:
      smtp: {software: Exim 4.95, port: 25}
      imap: {software: Dovecot}
    files:
      - path: /srv/tea.txt
        source: files/tea.txt
      - {path: /srv/empty/, mode: rwx------}
accounts:
  - user: ann
    password: secret
    home: /home/ann
    uid: 1000
    mailboxes:
      - name: INBOX
        uidValidity: 7
        uidNext: 5
        messages:
          - {source: mail/1.eml, uid: 2, flags: ['\\Seen'], internalDate: 2024-06-27T15:58:02Z}
          - {source: mail/2.eml, uid: 4, internalDate: 2024-06-27T15:58:02Z}
      - {name: Sent, uidValidity: 8, specialUse: \\Sent}
`;

describe('the world of the course', () => {
  const world = worldOf(COURSE);

  test('begins when the course says, where the course says', () => {
    expect(world.clock).toBe(instantOf({ year: 2024, month: 5, day: 27, hour: 16, minute: 18, second: 9 }));
    expect(world.learner).toEqual({
      host: 'client.thm',
      user: 'user',
      prompt: 'user@terminal$',
      home: '/home/user',
    });
    expect(world.hosts.map(({ name, address, aliases }) => [name, address, aliases])).toEqual([
      ['client.thm', '10.11.81.126', []],
      ['example.thm', '10.10.41.192', ['server.thm']],
    ]);
  });

  test('runs the software of the course', () => {
    const services = world.hosts[1]?.services ?? {};
    expect(Object.fromEntries(Object.entries(services).map(([name, { software }]) => [name, software]))).toEqual({
      smtp: 'Exim 4.95 Ubuntu',
      pop3: 'Dovecot (Ubuntu)',
      imap: 'Dovecot (Ubuntu)',
      ftp: 'vsFTPd 3.0.5',
    });
  });

  test('has the mail of the course', () => {
    const [strategos, archimedes] = world.accounts;
    expect(strategos?.mailboxes.map(({ name, messages }) => [name, messages.length])).toEqual([
      ['INBOX', 4],
      ['Archive', 8],
      ['Archive.2023', 0],
      ['Drafts', 0],
      ['Sent', 0],
      ['Trash', 0],
    ]);
    expect(strategos?.mailboxes.filter((box) => box.isSubscribed).map((box) => box.name)).toEqual([
      'INBOX',
      'Archive',
      'Sent',
    ]);
    expect(strategos?.mailboxes[0]).toMatchObject({ uidValidity: 1719824692, uidNext: 5 });
    expect(strategos?.mailboxes[0]?.messages.map(({ flags }) => flags)).toEqual([['\\Seen'], [], [], []]);
    expect(archimedes).toMatchObject({ user: 'archimedes', password: 'Eureka42' });
  });

  test('names sources that are there', () => {
    for (const source of sourcesOf(world).keys()) {
      expect(readFileSync(new URL(`./worlds/course/${source}`, import.meta.url)).length, source).toBeGreaterThan(0);
    }
  });
});

test('what is left out has its default', () => {
  const world = worldOf(SMALL);
  expect(world.name).toBe('course');
  expect(world.hosts[1]?.files).toEqual([
    {
      path: '/srv/tea.txt',
      source: 'files/tea.txt',
      modified: world.clock,
      mode: 0o644,
      owner: 0,
      group: 0,
    },
    { path: '/srv/empty/', modified: world.clock, mode: 0o700, owner: 0, group: 0 },
  ]);
  expect(world.accounts[0]).toMatchObject({ uid: 1000, gid: 1000 });
  expect(world.accounts[0]?.mailboxes[1]).toEqual({
    name: 'Sent',
    uidValidity: 8,
    uidNext: 1,
    isSubscribed: false,
    specialUse: '\\Sent',
    messages: [],
  });
});

test('the clock may be now', () => {
  const text = SMALL.replace(/clock: .*/, 'clock: now').replace(/ {4}files:[^]*(?=accounts)/, '');
  expect(worldOf(text).clock).toBe('now');
});

/** What is changed in the small world, and what is said about it. */
const FAULTS: readonly (readonly [string | RegExp, string, string])[] = [
  [
    'title: A',
    'titel: A',
    'w/world.yaml:1:1: Expected one of the keys title, clock, learner, hosts, accounts; came "titel". Did you mean "title"?',
  ],
  [
    '    address: 10.10.41.192',
    '    adress: 10.10.41.192',
    'w/world.yaml:12:5: Expected one of the keys name, address, aliases, services, files; came "adress". Did you mean "address"?',
  ],
  [
    '    address: 10.11.81.126',
    '    address: 10.11.81.326',
    'w/world.yaml:10:14: address: expected the host\'s IPv4 address, dotted, came "10.11.81.326". Write for example: address: 10.10.41.192.',
  ],
  [
    '    address: 10.11.81.126\n',
    '',
    'w/world.yaml:9:5: Expected the key "address", the host\'s IPv4 address, dotted; came nothing. Write for example: address: 10.10.41.192.',
  ],
  [
    '10.11.81.126',
    '10.10.41.192',
    'w/world.yaml:12:14: address: expected an address that no other host has, came "10.10.41.192" again. Give each host its own address.',
  ],
  [
    '[post.thm]',
    '[Client.thm]',
    'w/world.yaml:13:15: Expected a host name that is not taken, came "client.thm" again. Give each host its own name, and each alias to one host only.',
  ],
  [
    '  host: client.thm',
    '  host: clent.thm',
    'w/world.yaml:4:9: host: expected the name of one of the hosts, came "clent.thm". Write the name of a host of this file, for example: host: client.thm.',
  ],
  [
    'clock: 2024-06-27',
    'clock: 2024-06-31',
    'w/world.yaml:2:8: clock: expected the instant at which the clock begins, in UTC, or now, came "2024-06-31T16:18:09Z". Write for example: clock: 2024-06-27T16:18:09Z.',
  ],
  [
    'internalDate: 2024-06-27T15:58:02Z',
    'internalDate: yesterday',
    'w/world.yaml:31:74: internalDate: expected the date on which the mail came in, in UTC, came "yesterday". Write for example: internalDate: 2024-06-27T15:58:02Z.',
  ],
  [
    'uid: 4',
    'uid: 2',
    'w/world.yaml:32:39: uid: expected a number above 2, the one before it, came 2. Order the mails by their uids, and use each number once.',
  ],
  [
    'uidNext: 5',
    'uidNext: 4',
    'w/world.yaml:29:18: uidNext: expected a number above 4, the highest uid of INBOX, came 4. Write uidNext: 5, or a higher one.',
  ],
  [
    'mail/2.eml',
    'mail/gone.eml',
    'w/world.yaml:32:22: source: expected a file in the world\'s folder, came "mail/gone.eml", which is not there. Put the file there, or correct its name.',
  ],
  [
    'mail/2.eml',
    '../2.eml',
    'w/world.yaml:32:22: source: expected the mail\'s file, relative to the world\'s folder, came "../2.eml". Write for example: source: mail/inbox/1-welcome.eml.',
  ],
  [
    '        source: files/tea.txt\n',
    '',
    'w/world.yaml:18:9: Expected either source or text for /srv/tea.txt, came neither. Write one of them: source names a file of the world, text is what is in it.',
  ],
  [
    '{path: /srv/empty/, ',
    '{path: /srv/empty/, text: x, ',
    'w/world.yaml:20:9: Expected no source and no text for the directory /srv/empty/. Remove them, or the last /.',
  ],
  [
    '/srv/empty/',
    '/srv/tea.txt/deep/',
    'w/world.yaml:20:16: path: expected a path inside directories, came "/srv/tea.txt/deep/", but /srv/tea.txt is a file. Write /srv/tea.txt/ with a / at the end to make it a directory.',
  ],
  [
    '/srv/empty/',
    '/srv/../etc/',
    'w/world.yaml:20:16: path: expected an absolute path on this host; one that ends in / is a directory, came "/srv/../etc/". Write for example: path: /srv/ftp/tea.txt.',
  ],
  [
    'rwx------',
    '0700',
    'w/world.yaml:20:35: mode: expected its rights as ls shows them: three letters each for owner, group and others, came 700. Write for example: mode: rw-r--r--.',
  ],
  [
    'smtp: {',
    'smpt: {',
    'w/world.yaml:15:7: Expected one of the protocols smtp, pop3, imap, ftp; came "smpt". Did you mean "smtp"?',
  ],
  [
    '{software: Dovecot}',
    '{software: Dovecot, port: 25}',
    'w/world.yaml:16:39: port: expected a port that no other service of this host has, came 25 again. Give each service of a host its own port.',
  ],
  [
    'port: 25',
    'port: 70000',
    "w/world.yaml:15:41: port: expected a TCP port, where it is not the protocol's own, came 70000. Write for example: port: 2121.",
  ],
  [
    'name: Sent',
    'name: inbox',
    'w/world.yaml:33:16: name: expected a mailbox name that is not taken in this account, came "INBOX" again. Give each mailbox its own name.',
  ],
  [
    'name: INBOX',
    'name: Post',
    'w/world.yaml:27:7: Expected a mailbox INBOX among those of ann, came none. Add one: mail for the account is delivered there.',
  ],
  [
    "['\\Seen']",
    "['\\Sean']",
    'w/world.yaml:31:50: expected a list of flags, \\Seen, \\Answered, \\Flagged, \\Deleted, \\Draft or keywords, came "\\\\Sean". Correct this value.',
  ],
  [
    '    uid: 1000',
    '    uid: many',
    'w/world.yaml:25:10: uid: expected the account\'s number, came "many". Write for example: uid: 1000.',
  ],
  [
    '  user: user',
    '  user: user\n  user: twin',
    'w/world.yaml:6:3: Expected YAML, came something else: the same key as before.',
  ],
  ['title: A small world', 'title: [', 'w/world.yaml:2:1: Expected YAML, came something else'],
  [/[^]*/, '', 'w/world.yaml:1:1: expected'],
];

const surroundings: Surroundings = {
  has: (source) => !source.includes('gone'),
  protocols: ['smtp', 'pop3', 'imap', 'ftp'],
};

test.each(FAULTS)('%s → %s', (what, instead, said) => {
  const text = SMALL.replace(what, () => instead);
  expect(text).not.toBe(SMALL);
  const { problems } = parseWorld(text, 'w/world.yaml', surroundings);
  expect(problems.map(formatProblem)).toContainEqual(expect.stringContaining(said));
});

test('a world is read without a word, and one fault brings one problem', () => {
  expect(parseWorld(SMALL, 'w/world.yaml', surroundings).problems).toEqual([]);
  expect(parseWorld(SMALL.replace('uidNext: 5', 'uidNext: 4'), 'w/world.yaml', surroundings).problems).toHaveLength(1);
});

test('a text that is too long, too deep or full of aliases is refused', () => {
  const bomb = `a: &a [x, x, x]\n${Array.from({ length: 8 }, (_, i) => `${'bcdefghi'[i] ?? ''}: &${'bcdefghi'[i] ?? ''} [${`*${'abcdefgh'[i] ?? ''}, `.repeat(9)}]`).join('\n')}\n`;
  for (const text of [
    'x'.repeat(WORLD_TEXT_LIMIT + 1),
    '['.repeat(100_000),
    '- '.repeat(100_000),
    '? '.repeat(100_000),
    `${'['.repeat(40)}${']'.repeat(40)}`,
    bomb,
  ]) {
    const { problems } = parseWorld(text, 'w/world.yaml');
    expect(problems.length).toBeGreaterThan(0);
  }
});

test('no text makes it throw', () => {
  const lines = SMALL.split('\n');
  const piece = fc.oneof(
    fc.constantFrom(...lines),
    fc.string(),
    fc.constantFrom('- ', '{', '[', '&a', '*a', '? ', '---'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const parsed = parseWorld(pieces.join('\n'), 'w/world.yaml', surroundings);
      expect('world' in parsed).toBe(parsed.problems.length === 0);
    }),
    { numRuns: 300 },
  );
});
