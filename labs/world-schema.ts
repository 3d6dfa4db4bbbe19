/**
 * The world's file format, field by field. A description completes "expected …"; an example is a value as it stands
 * in the file. What one field alone can't tell (a name used twice) is found by `world-faults.ts`.
 */
import { z } from 'zod';
import { instantOf } from './calendar.ts';
import { described } from './schema-problems.ts';

const hostName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*$/);
const address = z.string().regex(/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/);
const absolutePath = z
  .string()
  .max(1000)
  .regex(/^\/(?:(?!\.{1,2}(?:\/|$))[^/\0\r\n]+\/)*(?:(?!\.{1,2}$)[^/\0\r\n]+)?$/);
const source = z
  .string()
  .max(300)
  .regex(/^(?:(?!\.{1,2}\/)[\w.-]+\/)*(?!\.{1,2}$)[\w.-]+$/);
const accountName = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);
const oneLine = z.string().regex(/^[\x20-\x7e]{1,200}$/);
const instant = z.string().refine((text) => !Number.isNaN(instantOfText(text)));
const identity = z.number().int().min(0).max(65_534);
const unsigned32 = z.number().int().min(1).max(0xffff_ffff);

const service = z.strictObject({
  software: described(oneLine, "the software's name and version as its banner shows it", 'vsFTPd 3.0.5'),
  port: described(
    z.number().int().min(1).max(65_535).optional(),
    "a TCP port, where it is not the protocol's own",
    '2121',
  ),
  settings: described(
    z
      .record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.union([z.boolean(), z.number(), z.string().max(1000)]))
      .optional(),
    'settings of this protocol by name, each a text, a number, true or false',
  ),
});

const file = z.strictObject({
  path: described(absolutePath, 'an absolute path on this host; one that ends in / is a directory', '/srv/ftp/tea.txt'),
  source: described(
    source.optional(),
    "the file with its bytes, relative to the world's folder, of letters, digits, dots, hyphens and /",
    'files/tea.txt',
  ),
  text: described(z.string().max(100_000).optional(), 'the text itself, instead of a source', '"Hello\\n"'),
  modified: described(instant.optional(), 'the date of its last change, in UTC', '2024-06-27T08:03:00Z'),
  mode: described(
    z
      .string()
      .regex(/^(?:[r-][w-][x-]){3}$/)
      .optional(),
    'its rights as ls shows them: three letters each for owner, group and others',
    'rw-r--r--',
  ),
  owner: described(identity.optional(), "the owner's number", '1000'),
  group: described(identity.optional(), "the group's number", '1000'),
});

const host = z.strictObject({
  name: described(hostName, 'the name with which this host greets', 'example.thm'),
  address: described(address, "the host's IPv4 address, dotted", '10.10.41.192'),
  aliases: described(z.array(hostName).max(50).optional(), 'a list of other names of this host', '[server.thm]'),
  services: described(
    z.record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), service).optional(),
    'a map from the name of a protocol to its software',
  ),
  files: described(z.array(file).max(2000).optional(), 'a list of files and directories'),
});

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
  uidNext: described(unsigned32.optional(), 'the UID that the next mail gets, higher than all there are', '5'),
  subscribed: described(z.boolean().optional(), 'true or false: does LSUB list it', 'true'),
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
  mailboxes: described(z.array(mailbox).min(1).max(500), 'a list of mailboxes with INBOX among them'),
});

const learner = z.strictObject({
  host: described(hostName, 'the name of the host at which the learner sits, one of the hosts', 'client.thm'),
  user: described(accountName, 'the name of the learner on that host', 'user'),
  prompt: described(oneLine, 'what the shell prints before it reads a line', 'user@terminal$'),
  home: described(absolutePath, "the absolute path of the learner's home", '/home/user'),
});

export const worldSchema = z.strictObject({
  title: described(z.string().min(1).max(200), "the world's title, for people", 'The world of the course'),
  clock: described(
    z.union([z.literal('now'), instant]),
    'the instant at which the clock begins, in UTC, or now',
    '2024-06-27T16:18:09Z',
  ),
  learner: described(learner, 'a map that says where the learner sits'),
  hosts: described(z.array(host).min(1).max(100), 'a list of hosts'),
  accounts: described(z.array(account).max(200).optional(), 'a list of accounts'),
});

export type WorldFile = z.infer<typeof worldSchema>;
export type FileEntry = z.infer<typeof file>;
export type HostEntry = z.infer<typeof host>;
export type AccountEntry = z.infer<typeof account>;
export type MailboxEntry = z.infer<typeof mailbox>;

/** Milliseconds since the epoch of `2024-06-27T16:18:09Z`; a space for the T, and no seconds, are taken too; else NaN. */
export function instantOfText(text: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?Z?$/.exec(text);
  if (match === null) return NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part || 0));
  if (second > 59 || year < 1970) return NaN;
  return instantOf({ year, month: month - 1, day, hour, minute, second });
}
