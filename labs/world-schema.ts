/**
 * The world's file format, field by field. A description completes "expected …"; an example is a value as it stands
 * in the file. What one field alone can't tell (a name used twice) is found by `world-faults.ts`.
 */
import { z } from 'zod';
import { person, record } from './people-schema.ts';
import { described } from './schema-problems.ts';
import { CERTIFICATES } from './world.ts';
import {
  hostName,
  address,
  absolutePath,
  linkTarget,
  source,
  accountName,
  oneLine,
  instant,
  identity,
  unsigned32,
} from './world-fields.ts';

/** A service of a protocol whose settings are these. */
function serviceOf(settings: z.ZodType) {
  return z.strictObject({
    software: described(oneLine, "the software's name and version as its banner shows it", 'vsFTPd 3.0.5'),
    port: described(
      z.number().int().min(1).max(65_535).optional(),
      "a TCP port, where it is not the protocol's own",
      '2121',
    ),
    tls: described(
      z.enum(['none', 'upgrade', 'port', 'both']).optional(),
      'how it offers TLS where its host has a certificate: upgrade (by a command: STARTTLS, STLS, AUTH TLS), port (on a port of its own), both or none; both where it is left out',
      'upgrade',
    ),
    settings: described(settings, 'a map of settings that this protocol alone has'),
  });
}

export type ServiceEntry = z.infer<ReturnType<typeof serviceOf>>;

/** By name, with the settings that each protocol takes; where no protocols are known, any name and settings will do. */
function servicesOf(protocols: ReadonlyMap<string, z.ZodType> | undefined) {
  if (protocols === undefined) {
    return z.record(
      z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
      serviceOf(z.record(z.string(), z.unknown()).optional()),
    );
  }
  // What is left out is checked as if it stood there empty: a setting may have no default.
  const rows = [...protocols].map(([name, settings]) => {
    const service = serviceOf(settings.prefault({})).optional();
    return [
      name,
      described(service, `a map with the software that speaks ${name}`, '{ software: Exim 4.95 }'),
    ] as const;
  });
  // The compiler can't know the names of a registry.
  return z.strictObject(Object.fromEntries(rows)) as z.ZodType<Record<string, ServiceEntry>>;
}

const file = z.strictObject({
  path: described(absolutePath, 'an absolute path on this host; one that ends in / is a directory', '/srv/ftp/tea.txt'),
  source: described(
    source.optional(),
    "the file with its bytes, relative to the world's folder, of letters, digits, dots, hyphens and /",
    'files/tea.txt',
  ),
  text: described(z.string().max(100_000).optional(), 'the text itself, instead of a source', '"Hello\\n"'),
  link: described(
    linkTarget.optional(),
    'where a symbolic link leads, absolute or seen from its directory, instead of a source and a text',
    'tea.txt',
  ),
  modified: described(
    instant.optional(),
    "the date of its last change, in UTC; the world's beginning where it is left out",
    '2024-06-27T08:03:00Z',
  ),
  mode: described(
    z
      .string()
      .regex(/^(?:[r-][w-][x-]){3}$/)
      .optional(),
    'its rights as ls shows them, nine letters; rw-r--r-- where they are left out, rwxr-xr-x for a directory',
    'rw-r--r--',
  ),
  owner: described(identity.optional(), "the owner's number; 0 where it is left out", '1000'),
  group: described(identity.optional(), "the group's number; the owner's where it is left out", '1000'),
});

function hostOf(protocols: ReadonlyMap<string, z.ZodType> | undefined) {
  return z.strictObject({
    name: described(hostName, 'the name with which this host greets', 'example.thm'),
    address: described(address, "the host's IPv4 address, dotted", '10.10.41.192'),
    aliases: described(
      z.array(hostName).max(50).optional(),
      'a list of other names of this host; mail for them is its own, too',
      '[server.thm]',
    ),
    certificate: described(
      z.enum(CERTIFICATES).optional(),
      'the certificate it shows: trusted, self-signed, expired or wrong-name; without one its services offer no TLS',
      'trusted',
    ),
    services: described(servicesOf(protocols).optional(), 'a map from the name of a protocol to its software'),
    files: described(z.array(file).max(2000).optional(), 'a list of files and directories'),
  });
}

const message = z.strictObject({
  source: described(source, "the mail's file, relative to the world's folder", 'mail/inbox/1-welcome.eml'),
  uid: described(unsigned32, 'the UID of IMAP, a whole number from 1', '1'),
  flags: described(
    z
      .array(z.string().regex(/^(?:\\(?:Seen|Answered|Flagged|Deleted|Draft)|[A-Za-z0-9$_.-]{1,60})$/))
      .max(50)
      .optional(),
    'a list of flags, \\Seen, \\Answered, \\Flagged, \\Deleted, \\Draft or keywords',
    '["\\\\Seen"]',
  ),
  internalDate: described(instant, 'the date on which the mail came in, in UTC', '2024-06-27T15:58:02Z'),
});

const mailbox = z.strictObject({
  name: described(
    z.string().regex(/^[\x20-\x7e]{1,200}$/),
    'the name as IMAP writes it, INBOX or with dots between the levels',
    'Archive.2023',
  ),
  uidValidity: described(unsigned32, 'the UIDVALIDITY of IMAP, a whole number from 1', '1719824692'),
  uidNext: described(
    unsigned32.optional(),
    'the UID that the next mail gets, higher than all there are; one more than the last where it is left out',
    '5',
  ),
  subscribed: described(
    z.boolean().optional(),
    'true or false: LSUB lists it; true for INBOX alone where it is left out',
    'true',
  ),
  specialUse: described(
    z.enum(['\\All', '\\Archive', '\\Drafts', '\\Flagged', '\\Junk', '\\Sent', '\\Trash']).optional(),
    'a special use: \\All, \\Archive, \\Drafts, \\Flagged, \\Junk, \\Sent or \\Trash',
    '\\Sent',
  ),
  messages: described(z.array(message).max(10_000).optional(), 'a list of mails, in the order of their uids'),
});

const account = z.strictObject({
  user: described(accountName, 'the name with which the account logs in', 'strategos'),
  password: described(oneLine, 'the password', 'TabulaRasa7'),
  home: described(absolutePath, 'the absolute path of its home', '/home/strategos'),
  uid: described(identity, "the account's number", '1000'),
  gid: described(identity.optional(), "the number of the account's group; its own number where it is left out", '1000'),
  hosts: described(
    z.array(hostName).min(1).max(100).optional(),
    'a list of the hosts that know the account; all know it where it is left out',
    '[example.thm]',
  ),
  quota: described(
    z.number().int().min(0).max(0xffff_ffff).optional(),
    'how many bytes its mailboxes may hold together; there is no limit of its own where it is left out',
    '100000',
  ),
  mailboxes: described(z.array(mailbox).min(1).max(500), 'a list of mailboxes with INBOX among them'),
});

const learner = z.strictObject({
  host: described(hostName, 'the name of the host at which the learner sits, one of the hosts', 'client.thm'),
  user: described(accountName, 'the name of the learner on that host', 'user'),
  prompt: described(oneLine, 'what the shell prints before it reads a line', 'user@terminal$'),
  home: described(absolutePath, "the absolute path of the learner's home", '/home/user'),
  trustsAuthority: described(
    z.boolean().optional(),
    "true or false: the learner's host trusts who signed the hosts' certificates; true where it is left out",
    'false',
  ),
});

/** The format of a world whose hosts serve these protocols: the schema of each one's settings, by its name. */
export function worldSchemaOf(protocols: ReadonlyMap<string, z.ZodType> | undefined) {
  return z.strictObject({
    title: described(z.string().min(1).max(200), "the world's title, for people", 'The world of the course'),
    clock: described(
      z.union([z.literal('now'), instant]),
      'the instant at which the clock begins, in UTC, or now',
      '2024-06-27T16:18:09Z',
    ),
    learner: described(learner, 'a map that says where the learner sits'),
    hosts: described(z.array(hostOf(protocols)).min(1).max(100), 'a list of hosts'),
    accounts: described(z.array(account).max(200).optional(), 'a list of accounts'),
    names: described(
      z.array(record).max(500).optional(),
      "a list of DNS records, beside the address that each host's name and aliases have",
    ),
    people: described(z.array(person).max(50).optional(), 'a list of what other people do'),
  });
}

export type WorldFile = z.infer<ReturnType<typeof worldSchemaOf>>;
export type FileEntry = z.infer<typeof file>;
export type HostEntry = WorldFile['hosts'][number];
export type AccountEntry = z.infer<typeof account>;
export type MailboxEntry = z.infer<typeof mailbox>;
