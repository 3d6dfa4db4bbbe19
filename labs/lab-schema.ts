/**
 * The lab's file format, field by field: its front matter, and the `step` block of each step. A description completes
 * "expected …"; an example is a value as it stands in the file.
 */
import { z } from 'zod';
import { described } from './schema-problems.ts';

const text = z.string().min(1).max(20_000);
const title = z.string().min(1).max(200);
const word = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/);
const stepId = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/);
const matcher = z.union([z.string().max(2000), z.number(), z.strictObject({ contains: z.string().min(1).max(2000) })]);

export const frontMatterSchema = z.strictObject({
  title: described(title, "the lab's title", 'Your first mail'),
  summary: described(z.string().min(1).max(500), 'one sentence for the catalogue', 'Send a mail by hand.'),
  protocol: described(word, 'the name of the protocol that this lab teaches', 'smtp'),
  level: described(z.number().int().min(1).max(5), 'a level from 1 (first steps) to 5', '1'),
  minutes: described(z.number().int().min(1).max(600), 'how many minutes it takes', '15'),
  world: described(word, 'the name of a world, a folder below worlds/', 'course'),
  objectives: described(
    z.array(z.string().min(1).max(500)).min(1).max(20),
    'a list of what one can do afterwards',
    '[send a mail by hand]',
  ),
});

const matchers = z.record(z.string().min(1).max(100), matcher);
const protocol = described(word.optional(), "a protocol's name, where it is not the lab's", 'smtp');
const host = described(z.string().min(1).max(255).optional(), "a host's name or address", 'example.thm');

const exchange = z.strictObject({
  verb: described(z.string().min(1).max(40), 'a verb of the protocol', 'MAIL'),
  arguments: described(matchers.optional(), 'a map from the name of an argument to the value it must mean'),
  reply: described(
    z.union([z.string().min(1).max(20), z.number().int()]).optional(),
    'success, intermediate, failure, any, or a status like 250',
    'success',
  ),
  protocol,
  host,
});

const connected = z.strictObject({ protocol, host });
const closed = z.strictObject({ protocol });

const transfer = z.strictObject({
  direction: described(z.enum(['to-client', 'to-server']), 'to-client or to-server', 'to-client'),
  path: described(z.string().min(1).max(1000).optional(), 'the path of the file', 'coffee.txt'),
  verb: described(z.string().min(1).max(40).optional(), 'the verb that asked for it', 'RETR'),
  mode: described(z.enum(['passive', 'active']).optional(), 'passive or active', 'passive'),
  protocol,
});

const mail = z.strictObject({
  account: described(z.string().min(1).max(64), 'the user of an account', 'strategos'),
  mailbox: described(z.string().min(1).max(200).optional(), 'a mailbox; INBOX where it is left out', 'INBOX'),
  headers: described(matchers.optional(), 'a map from the name of a header field to its value'),
  contains: described(z.string().min(1).max(2000).optional(), 'words that stand in the text of the mail', 'Hello'),
  flags: described(z.array(z.string().min(1).max(100)).optional(), 'a list of flags that the mail has', '["\\\\Seen"]'),
  count: described(z.number().int().min(0).optional(), 'how many such mails there are', '1'),
});

const file = z.strictObject({
  host: described(z.string().min(1).max(255), "a host's name", 'client.thm'),
  path: described(z.string().regex(/^[/~]/).max(1000), 'an absolute path, or one that begins with ~/', '~/coffee.txt'),
  contains: described(z.string().min(1).max(2000).optional(), 'words that stand in the file', 'COFFEE'),
  sizeBytes: described(z.number().int().min(0).optional(), 'its size in bytes', '1480'),
});

export const checkSchema = z.strictObject({
  exchange: described(exchange.optional(), 'a command and its reply', '{ verb: MAIL }'),
  connected: described(connected.optional(), 'a connection to a server', '{ protocol: smtp }'),
  transfer: described(transfer.optional(), 'a file that crossed a data connection', '{ direction: to-client }'),
  closed: described(closed.optional(), 'the end of a connection', '{ protocol: smtp }'),
  mail: described(mail.optional(), 'a mail in a mailbox', '{ account: strategos }'),
  file: described(file.optional(), 'a file on a host', '{ host: client.thm, path: ~/coffee.txt }'),
  get all(): z.ZodOptional<z.ZodArray<typeof checkSchema>> {
    return z.array(checkSchema).min(1).max(30).describe('a list of checks that must all be true').optional();
  },
  get any(): z.ZodOptional<z.ZodArray<typeof checkSchema>> {
    return z.array(checkSchema).min(1).max(30).describe('a list of checks of which one must be true').optional();
  },
});

export const stepSchema = z.strictObject({
  expect: described(checkSchema, 'what must happen', '{ exchange: { verb: MAIL } }'),
  hints: described(
    z.array(text).min(2).max(10),
    'a list of two or more hints, from a nudge to the answer',
    '[Who speaks first?, "Type HELO client.thm"]',
  ),
  why: described(text, 'a word on why it worked'),
  after: described(z.array(stepId).max(30).optional(), 'a list of ids of steps that come first', '[connect]'),
});

export type FrontMatter = z.infer<typeof frontMatterSchema>;
export type CheckEntry = z.infer<typeof checkSchema>;
export type StepEntry = z.infer<typeof stepSchema>;
