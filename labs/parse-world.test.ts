/** A world as its author writes it: what is read, what is filled in, and the words on each fault. Long because its faults are a table. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { instantOf } from './calendar.ts';
import { parseWorld, sourcesOf, WORLD_TEXT_LIMIT } from './parse-world.ts';
import { z } from 'zod';
import { formatProblem } from './problems.ts';
import { described } from './schema-problems.ts';
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
      trustsAuthority: true,
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
      submission: 'Exim 4.95 Ubuntu',
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
    'w/world.yaml:1:1: Expected one of the keys title, clock, learner, hosts, accounts, names, people; came "titel". Did you mean "title"?',
  ],
  [
    '    address: 10.10.41.192',
    '    adress: 10.10.41.192',
    'w/world.yaml:12:5: Expected one of the keys name, address, aliases, certificate, services, files; came "adress". Did you mean "address"?',
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
    'w/world.yaml:18:9: Expected one of source, text and link for /srv/tea.txt, came none. Write one of them: source names a file of the world, text is what is in it, link is the path to which it leads.',
  ],
  [
    '{path: /srv/empty/, ',
    '{path: /srv/empty/, text: x, ',
    'w/world.yaml:20:9: Expected no source, text or link for the directory /srv/empty/. Remove them, or the last /.',
  ],
  [
    '/srv/empty/',
    '/srv/tea.txt/deep/',
    'w/world.yaml:20:16: path: expected a path inside directories, came "/srv/tea.txt/deep/", but /srv/tea.txt is a file. Write /srv/tea.txt/ with a / at the end to make it a directory.',
  ],
  [
    'source: files/tea.txt\n',
    'source: files/tea.txt\n        link: coffee.txt\n',
    'w/world.yaml:18:9: Expected one of source, text and link for /srv/tea.txt, came 2 of them. Write one of them: source names a file of the world, text is what is in it, link is the path to which it leads.',
  ],
  [
    '/srv/empty/',
    '/srv/../etc/',
    'w/world.yaml:20:16: path: expected an absolute path on this host; one that ends in / is a directory, came "/srv/../etc/". Write for example: path: /srv/ftp/tea.txt.',
  ],
  [
    'rwx------',
    '0700',
    'w/world.yaml:20:35: mode: expected its rights as ls shows them, nine letters; rw-r--r-- where they are left out, rwxr-xr-x for a directory, came 700. Write for example: mode: rw-r--r--.',
  ],
  [
    'smtp: {',
    'smpt: {',
    'w/world.yaml:15:7: Expected one of the keys smtp, pop3, imap, ftp; came "smpt". Did you mean "smtp"?',
  ],
  [
    '{software: Dovecot}',
    '{software: Dovecot, port: 25}',
    'w/world.yaml:16:39: port: expected a port that no other service of this host has, came 25 again. Give each service of a host its own port.',
  ],
  [
    'port: 25',
    'port: 70000',
    "w/world.yaml:15:41: port: expected a TCP port, where it is not the protocol's own, at most 65535, came 70000. Write for example: port: 2121.",
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
    'w/world.yaml:31:50: expected an entry of a list of flags, \\Seen, \\Answered, \\Flagged, \\Deleted, \\Draft or keywords, came "\\\\Sean". Write for example: flags: ["\\\\Seen"].',
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

/** Settings as deep as a protocol's can be. */
const MAIL_SETTINGS = z.strictObject({
  vrfy: described(z.boolean().default(false), 'true or false: VRFY tells whether an address is known'),
  aliases: described(
    z
      .record(z.string().regex(/^[^\s@:;]{1,64}$/), z.union([z.string().max(500), z.array(z.string().max(200)).max(3)]))
      .default({}),
    'a map from a local part to a user or a list of users',
    '{ staff: [ann, bob] }',
  ),
  greylisting: described(
    z
      .strictObject({
        seconds: described(z.number().min(1).max(3600).default(60), 'how long a stranger waits, in seconds', '60'),
        except: described(z.array(z.string().max(100)).max(10).optional(), 'a list of hosts that need not', '[a.thm]'),
      })
      .optional(),
    'a map that makes strangers wait',
    '{ seconds: 60 }',
  ),
});

const surroundings: Surroundings = {
  has: (source) => !source.includes('gone'),
  protocols: new Map([
    ['smtp', MAIL_SETTINGS],
    ['pop3', z.strictObject({})],
    ['imap', z.strictObject({})],
    ['ftp', z.strictObject({})],
  ]),
};

/** What the small world gets at its end, and what is said about it: DNS, people, who knows an account. */
const ADDED = `names:
  - { name: thm.thm, type: MX, preference: 10, exchange: mail.thm }
  - { name: thm.thm, type: TXT, text: "v=spf1 mx -all" }
  - { name: www.thm, type: CNAME, target: post.thm }
  - { name: far.thm, type: A, address: 10.200.0.1 }
people:
  - id: lunch
    who: Bob
    host: bob.thm
    server: POST.thm
    after: 30
    every: 1.5m
    sends: { from: bob@bob.thm, to: [ann@mail.thm], source: mail/lunch.eml }
  - id: fetch
    who: Ann's program
    host: bob.thm
    server: mail.thm
    after: 2s
    fetches: { user: ann }
`;
const WITH_PEOPLE = `${SMALL.replace(
  '  - name: mail.thm',
  '  - { name: bob.thm, address: 10.9.9.9 }\n  - name: mail.thm',
)
  .replace('    uid: 1000', '    uid: 1000\n    hosts: [post.THM]\n    quota: 5000')
  .replace('      imap: {', '      pop3: {software: Dovecot}\n      imap: {')}${ADDED}`;

test('names, people and what belongs to an account are read', () => {
  const parsed = parseWorld(WITH_PEOPLE, 'w/world.yaml', surroundings);
  expect(parsed.problems.map(formatProblem)).toEqual([]);
  if (!('world' in parsed)) return;
  expect(parsed.world.names).toEqual([
    { name: 'thm.thm', type: 'MX', preference: 10, exchange: 'mail.thm' },
    { name: 'thm.thm', type: 'TXT', text: 'v=spf1 mx -all' },
    { name: 'www.thm', type: 'CNAME', target: 'post.thm' },
    { name: 'far.thm', type: 'A', address: '10.200.0.1' },
  ]);
  expect(parsed.world.errands).toEqual([
    {
      id: 'lunch',
      who: 'Bob',
      host: 'bob.thm',
      server: 'mail.thm',
      afterMs: 30_000,
      everyMs: 90_000,
      sends: { from: 'bob@bob.thm', to: ['ann@mail.thm'], source: 'mail/lunch.eml' },
    },
    {
      id: 'fetch',
      who: "Ann's program",
      host: 'bob.thm',
      server: 'mail.thm',
      afterMs: 2000,
      fetches: { user: 'ann', keeps: false },
    },
  ]);
  expect(parsed.world.accounts[0]).toMatchObject({ hosts: ['mail.thm'], quotaBytes: 5000 });
  expect(sourcesOf(parsed.world).get('mail/lunch.eml')).toBe('mail');
});

const PEOPLE_FAULTS: readonly (readonly [string, string, string])[] = [
  ['type: TXT', 'type: SRV', '40:28: type: expected the record\'s type: A, MX, CNAME or TXT, came "SRV".'],
  ['type: TXT, ', '', '40:5: Expected the key "type", the record\'s type: A, MX, CNAME or TXT; came nothing.'],
  [
    'preference',
    'priority',
    '39:5: Expected the key "preference", a whole number; the lowest is tried first; came nothing.',
  ],
  ['preference', 'priority', '39:32: Expected one of the keys name, type, preference, exchange; came "priority".'],
  [
    'preference: 10',
    'preference: 70000',
    '39:44: preference: expected a whole number; the lowest is tried first, at most 65535, came 70000.',
  ],
  [
    '"v=spf1 mx -all"',
    `"${'x'.repeat(256)}"`,
    '40:39: text: expected a text of at most 255 printable ASCII characters, came',
  ],
  [
    'name: far.thm',
    'name: POST.thm',
    '42:13: name: expected a name that no host has, came "POST.thm". Remove the record: a host and its aliases have their address as it is.',
  ],
  [
    'name: www.thm',
    'name: mail.thm',
    '41:13: name: expected a name that has nothing but its CNAME, came "mail.thm", which is the name of a host.',
  ],
  [
    'name: www.thm',
    'name: Thm.thm',
    '41:13: name: expected a name that has nothing but its CNAME, came "Thm.thm", which has other records. Write another name, or records of the other types for this one.',
  ],
  [
    'target: post.thm',
    'target: www.thm',
    '41:43: target: expected a name that leads to a host, came "www.thm", which leads in a circle. Write the name of a host.',
  ],
  [
    'target: post.thm',
    'target: pots.thm',
    '41:43: target: expected a name of this world, came "pots.thm". Did you mean "post.thm"?',
  ],
  [
    'exchange: mail.thm',
    'exchange: www.thm',
    '39:58: exchange: expected a name with an address of its own, came "www.thm", which is a CNAME. Write the name that it stands for: exchange: post.thm.',
  ],
  [
    'exchange: mail.thm',
    'exchange: elsewhere.example',
    '39:58: exchange: expected a name that has an address, came "elsewhere.example". Write the name of a host; or, for one that nobody answers at, add { name: elsewhere.example, type: A, address: 10.255.255.1 }.',
  ],
  [
    '  - { name: far.thm',
    '  - { name: THM.thm, type: MX, preference: 20, exchange: MAIL.thm }\n  - { name: far.thm',
    '42:5: Expected a record that is not there yet, came the same again. Remove one of the two.',
  ],
  [
    'id: fetch',
    'id: lunch',
    '51:9: id: expected an id that no other of the people has, came "lunch" again. Give each its own id.',
  ],
  [
    'host: bob.thm',
    'host: bop.thm',
    '46:11: host: expected the name of one of the hosts, came "bop.thm". Did you mean "bob.thm"?',
  ],
  [
    'host: bob.thm',
    'host: client.thm',
    '46:11: host: expected another host than the learner\'s, came "client.thm". Add a host at which this person sits: what is done from here counts as the learner\'s own doing.',
  ],
  [
    'server: POST.thm',
    'server: bob.thm',
    '47:13: server: expected a host that serves smtp, came "bob.thm", which does not. Name another host, or add smtp to the services of this one.',
  ],
  [
    '      pop3: {software: Dovecot}\n',
    '',
    '53:13: server: expected a host that serves pop3, came "mail.thm", which does not.',
  ],
  ['every: 1.5m', 'every: 0.5s', '49:12: every: expected at least 1s, came "0.5s". Write for example: every: 30s.'],
  [
    'after: 30',
    'after: soon',
    '48:12: after: expected the time after the world\'s beginning: seconds, or with a unit 30s, 2m, 1h, at most 7 days, came "soon". Write for example: after: 30s.',
  ],
  [
    'after: 30',
    'after: 169h',
    '48:12: after: expected the time after the world\'s beginning: seconds, or with a unit 30s, 2m, 1h, at most 7 days, came "169h".',
  ],
  ['after: 30', 'after: -1', '48:12: after: expected the time'],
  [
    '    fetches: { user: ann }\n',
    '',
    '51:5: Expected either sends or fetches for fetch, came neither. Write for example: fetches: { user: archimedes }.',
  ],
  [
    '    every: 1.5m\n',
    '    fetches: { user: ann }\n',
    '44:5: Expected either sends or fetches for lunch, came both. Write two people: each does one thing.',
  ],
  [
    'user: ann }',
    'user: anm }',
    '56:22: user: expected an account that mail.thm knows, came "anm". Did you mean "ann"?',
  ],
  [
    'hosts: [post.THM]',
    'hosts: [bob.thm]',
    '56:22: user: expected an account that mail.thm knows, came "ann". Write the user of one of the accounts, or add one.',
  ],
  ['hosts: [post.THM]', 'hosts: [pots.thm]', '28:13: hosts: expected the name of one of the hosts, came "pots.thm".'],
  [
    'quota: 5000',
    'quota: 5 MB',
    '29:12: quota: expected how many bytes its mailboxes may hold together; there is no limit of its own where it is left out, came "5 MB". Write for example: quota: 100000.',
  ],
  [
    'to: [ann@mail.thm]',
    'to: [ann]',
    '50:38: expected an entry of a list of addresses, came "ann". Write for example: to: [bob@example.thm].',
  ],
  [
    'mail/lunch.eml',
    'mail/gone.eml',
    'source: expected a file in the world\'s folder, came "mail/gone.eml", which is not there.',
  ],
];

test.each(PEOPLE_FAULTS)('%s → %s: %s', (what, instead, said) => {
  const text = WITH_PEOPLE.replace(what, () => instead);
  expect(text).not.toBe(WITH_PEOPLE);
  const { problems } = parseWorld(text, 'w/world.yaml', surroundings);
  expect(problems.map(formatProblem)).toContainEqual(expect.stringContaining(said));
});

test('a chain of aliases has an end, and lists have limits', () => {
  const chain = Array.from(
    { length: 9 },
    (_, i) => `  - { name: a${i}.thm, type: CNAME, target: ${i === 8 ? 'post.thm' : `a${i + 1}.thm`} }\n`,
  );
  const text = (rows: string): string => SMALL.concat('names:\n', rows);
  expect(parseWorld(text(chain.slice(1).join('')), 'w/world.yaml', surroundings).problems).toEqual([]);
  expect(parseWorld(text(chain.join('')), 'w/world.yaml', surroundings).problems.map(formatProblem)).toEqual([
    'w/world.yaml:35:42: target: expected at most 8 aliases one after the other, came more. Write the name at which they end.',
  ]);
  const many = Array.from({ length: 501 }, (_, i) => `  - { name: a${i}.thm, type: A, address: 10.0.0.1 }\n`).join('');
  expect(parseWorld(text(many), 'w/world.yaml', surroundings).problems.map(formatProblem)).toEqual([
    "w/world.yaml:35:3: names: expected a list of DNS records, beside the address that each host's name and aliases have, at most 500 entries, came a list of 501. Write at most 500 entries.",
  ]);
});

/** What stands below `settings` of the small world's smtp, and what is said about it. */
const SETTINGS_FAULTS: readonly (readonly [string, string])[] = [
  [
    '{vfry: true}',
    'w/world.yaml:15:46: Expected one of the keys vrfy, aliases, greylisting; came "vfry". Did you mean "vrfy"?',
  ],
  [
    '{vrfy: "yes"}',
    '15:52: vrfy: expected true or false: VRFY tells whether an address is known, came "yes". Write true or false, without quotes.',
  ],
  [
    'vrfy',
    '15:45: settings: expected a map of settings that this protocol alone has, came "vrfy". Correct this value.',
  ],
  [
    '{greylisting: {secnds: 9}}',
    '15:60: Expected one of the keys seconds, except; came "secnds". Did you mean "seconds"?',
  ],
  [
    '{greylisting: {seconds: 9000}}',
    '15:69: seconds: expected how long a stranger waits, in seconds, at most 3600, came 9000. Write for example: seconds: 60.',
  ],
  [
    '{greylisting: {except: [a, 5]}}',
    '15:72: expected an entry of a list of hosts that need not, came 5. Write for example: except: [a.thm].',
  ],
  [
    '{greylisting: 60}',
    '15:59: greylisting: expected a map that makes strangers wait, came 60. Write for example: greylisting: { seconds: 60 }.',
  ],
  [
    '{aliases: {staff: 5}}',
    '15:63: staff: expected an entry of a map from a local part to a user or a list of users, came 5. Write for example: aliases: { staff: [ann, bob] }.',
  ],
  [
    '{aliases: {staff: [ann, 5]}}',
    '15:69: expected an entry of a map from a local part to a user or a list of users, came 5. Write for example: aliases: { staff: [ann, bob] }.',
  ],
  [
    '{aliases: {staff: [a, b, c, d]}}',
    '15:63: staff: expected an entry of a map from a local part to a user or a list of users, at most 3 entries, came a list of 4.',
  ],
  [
    '{aliases: {the staff: ann}}',
    '15:56: Expected a map from a local part to a user or a list of users; came the key "the staff". Write for example: aliases: { staff: [ann, bob] }.',
  ],
];

test.each(SETTINGS_FAULTS)('settings %s → %s', (settings, said) => {
  const text = SMALL.replace('port: 25}', () => `settings: ${settings}}`);
  const { problems } = parseWorld(text, 'w/world.yaml', surroundings);
  expect(problems.map(formatProblem)).toContainEqual(expect.stringContaining(said));
});

test('settings stay as they were written', () => {
  const text = SMALL.replace('port: 25}', 'settings: {vrfy: true, greylisting: {}}}');
  const parsed = parseWorld(text, 'w/world.yaml', surroundings);
  expect('world' in parsed && parsed.world.hosts[1]?.services['smtp']?.settings).toEqual({
    vrfy: true,
    greylisting: {},
  });
});

test('a setting that has no default is asked for, also where there are no settings', () => {
  const protocols = new Map([...(surroundings.protocols ?? [])]).set(
    'smtp',
    z.strictObject({ greeting: described(z.string(), 'the greeting', 'Hello') }),
  );
  expect(parseWorld(SMALL, 'w/world.yaml', { ...surroundings, protocols }).problems.map(formatProblem)).toEqual([
    'w/world.yaml:15:13: Expected the key "greeting", the greeting; came nothing. Write for example: greeting: Hello.',
  ]);
});

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
