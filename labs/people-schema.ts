/**
 * The part of a world's file that says what its DNS answers, and what other people do; see `world-schema.ts`.
 */
import { z } from 'zod';
import { described } from './schema-problems.ts';
import { hostName, address, source, accountName, oneLine, recordName, mailAddress, duration } from './world-fields.ts';

const named = described(recordName, 'the name that has the record', 'example.thm');
const typed = <T extends string>(type: T) => described(z.literal(type), "the record's type: A, MX, CNAME or TXT", type);

/** RFC 1035 §3.3, §3.4.1. */
export const record = z.discriminatedUnion('type', [
  z.strictObject({
    name: named,
    type: typed('A'),
    address: described(address, 'an IPv4 address, dotted; nobody answers at one that no host has', '10.10.41.192'),
  }),
  z.strictObject({
    name: named,
    type: typed('MX'),
    preference: described(z.number().int().min(0).max(65_535), 'a whole number; the lowest is tried first', '10'),
    exchange: described(hostName, "the name of the host that takes the domain's mail", 'mail.example.thm'),
  }),
  z.strictObject({
    name: named,
    type: typed('CNAME'),
    target: described(recordName, 'the name that this one stands for', 'example.thm'),
  }),
  z.strictObject({
    name: named,
    type: typed('TXT'),
    text: described(
      z.string().regex(/^[\x20-\x7e]{1,255}$/),
      'a text of at most 255 printable ASCII characters',
      '"v=spf1 mx -all"',
    ),
  }),
]);

const sending = z.strictObject({
  from: described(z.union([z.literal(''), mailAddress]), 'the reverse-path, an address or ""', 'ann@example.thm'),
  to: described(z.array(mailAddress).min(1).max(100), 'a list of addresses', '[bob@example.thm]'),
  source: described(source, "the mail's file, relative to the world's folder", 'mail/lunch.eml'),
});

const fetching = z.strictObject({
  user: described(accountName, 'the account whose maildrop is fetched', 'archimedes'),
  keeps: described(z.boolean().optional(), 'true or false: the mails stay in the maildrop; false where it is left out'),
});

export const person = z.strictObject({
  id: described(z.string().regex(/^[a-z][a-z0-9-]{0,60}$/), 'a name of small letters, digits and hyphens', 'lunch'),
  who: described(oneLine, 'who does it, for people', "Archimedes' mail program"),
  host: described(hostName, "the name of the host at which they sit, not the learner's", 'syracuse.thm'),
  server: described(hostName, 'the name of the host that they speak to', 'example.thm'),
  after: described(
    duration,
    "the time after the world's beginning: seconds, or with a unit 30s, 2m, 1h, at most 7 days",
    '30s',
  ),
  every: described(
    duration.optional(),
    'the time between one and the next, at least 1s; it is done once where it is left out',
    '5m',
  ),
  sends: described(sending.optional(), 'a map with the mail that they hand in by SMTP'),
  fetches: described(fetching.optional(), 'a map with the maildrop that they fetch by POP3'),
});

export type RecordEntry = z.infer<typeof record>;
export type PersonEntry = z.infer<typeof person>;
