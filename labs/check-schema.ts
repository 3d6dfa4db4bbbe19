/**
 * The check language, field by field: what a step expects, and when a mistake was made. A description completes
 * "expected …"; an example is a value as it stands in the file.
 */
import { z } from 'zod';
import { PATTERN_LIMIT } from './pattern.ts';
import { described } from './schema-problems.ts';

/** The longest value, pattern included, in characters. */
export const VALUE_LIMIT = 2000;
/** How many checks may stand in one list. */
const LIST_LIMIT = 30;
/** The longest time that a check may wait for, in seconds. */
const SECONDS_LIMIT = 3600;

const valueText = z.string().max(VALUE_LIMIT);
const patternText = z.string().min(1).max(PATTERN_LIMIT);
const filledText = z.string().min(1).max(VALUE_LIMIT);

/** One value, in each of the ways to write it. */
const matcher = z.union([
  valueText,
  z.number(),
  z.strictObject({ contains: described(filledText, 'words that stand in the value', 'first mail') }),
  z.strictObject({ pattern: described(patternText, "a pattern in RE2's syntax", '"^2[0-9]{2}"') }),
  z.strictObject({
    oneOf: described(
      z
        .array(z.union([valueText, z.number()]))
        .min(2)
        .max(50),
      'a list of two or more values of which each will do',
      '[anna, ben]',
    ),
  }),
]);
const value = described(matcher, 'a text, a number, or one of contains, pattern, oneOf', '{ contains: first mail }');
const values = (example: string) =>
  described(
    z.record(z.string().min(1).max(100), value).optional(),
    'a map from the name to the value it must mean',
    example,
  );

const word = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/);
const name = z.string().min(1).max(255);
const terminalName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);
const digest = described(
  z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .optional(),
  'the SHA-256 of the bytes, 64 hexadecimal digits',
);
const sizeBytes = described(z.number().int().min(0).optional(), 'its size in bytes', '1480');
const count = (what: string) => described(z.number().int().min(0).max(100_000).optional(), what, '1');
const flags = (what: string) =>
  described(z.array(z.string().min(1).max(100)).min(1).max(30).optional(), what, '["\\\\Seen"]');

const terminal = described(terminalName.optional(), 'the name of the terminal where it was done', 'laptop');

/** Where an event happened: keys that every event may have. */
const scope = {
  protocol: described(word.optional(), "a protocol's name, where it is not the lab's", 'smtp'),
  host: described(name.optional(), "a host's name or address", 'example.thm'),
  port: described(z.number().int().min(1).max(65_535).optional(), "the server's port", '25'),
  secure: described(z.boolean().optional(), 'true where it must cross within TLS, false where it must not', 'true'),
  terminal,
  connection: described(
    z.enum(['same', 'new']).optional(),
    'same or new: on the connection of the event before it, or on one that began later',
    'same',
  ),
};

const state = z.strictObject({
  before: described(
    z.string().min(1).max(60).optional(),
    "the server's state before the command, by its name in the RFC",
    'ready',
  ),
  after: described(
    z.string().min(1).max(60).optional(),
    "the server's state after the reply, by its name in the RFC",
    'mail',
  ),
});

const exchange = z.strictObject({
  verb: described(
    z.string().min(1).max(40).optional(),
    'a verb of the protocol; any command where it is left out',
    'MAIL',
  ),
  arguments: values('{ reversePath: user@client.thm }'),
  reply: described(
    z.union([z.string().min(1).max(20), z.number().int()]).optional(),
    'success, intermediate, failure, any, or a status like 250',
    'success',
  ),
  replyText: described(value.optional(), 'a value that a line of the reply must have', '{ contains: queued }'),
  state: described(state.optional(), "the server's state before or after", '{ before: ready }'),
  ...scope,
});

const connected = z.strictObject(scope);
const secured = z.strictObject(scope);
const closed = z.strictObject({
  by: described(z.enum(['client', 'server']).optional(), 'client or server: who ended it', 'client'),
  ...scope,
});

const transfer = z.strictObject({
  direction: described(z.enum(['to-client', 'to-server']), 'to-client or to-server', 'to-client'),
  path: described(z.string().min(1).max(1000).optional(), 'the path of the file', 'coffee.txt'),
  verb: described(z.string().min(1).max(40).optional(), 'the verb that asked for it', 'RETR'),
  mode: described(z.enum(['passive', 'active']).optional(), 'passive or active', 'passive'),
  representation: described(z.enum(['ascii', 'image']).optional(), 'ascii or image', 'image'),
  sizeBytes,
  digest,
  ...scope,
});

const typed = z.strictObject({
  line: described(matcher, 'the line as it was typed: a text, or one of contains, pattern, oneOf', '{ contains: ls }'),
  program: described(z.string().min(1).max(40).optional(), 'the program that read the line', 'sh'),
  terminal,
});

const question = described(z.string().min(1).max(VALUE_LIMIT), 'the question', 'Which port does SMTP use?');

const answer = z.strictObject({
  ask: question.optional(),
  text: described(matcher.optional(), 'the right answer, a text; or one of contains, pattern, oneOf', 'HELO'),
  number: described(z.number().optional(), 'the right answer, a number', '25'),
  choice: described(
    z
      .strictObject({
        options: described(
          z.array(z.string().min(1).max(500)).min(2).max(10),
          'a list of two to ten answers to choose from',
          '[SMTP, POP3]',
        ),
        right: described(z.number().int().min(1).max(10), 'the place of the right option, from 1', '1'),
      })
      .optional(),
    'options to choose from, and the right one',
    '{ options: [SMTP, POP3], right: 1 }',
  ),
  pattern: described(patternText.optional(), "a pattern that the answer must fit, in RE2's syntax", '"[0-9]+"'),
});

const point = z.strictObject({
  ask: question.optional(),
  side: described(z.enum(['client', 'server']), 'client or server: whose line it is', 'client'),
  exchange: described(exchange, 'the command and reply to which the line belongs', '{ verb: PASS }'),
});

const account = described(z.string().min(1).max(64), 'the user of an account', 'strategos');

const mail = z.strictObject({
  account,
  mailbox: described(z.string().min(1).max(200).optional(), 'a mailbox; INBOX where it is left out', 'INBOX'),
  headers: values('{ subject: { contains: first } }'),
  contains: described(filledText.optional(), 'words that stand in the text of the mail', 'Hello'),
  flags: flags('a list of flags that the mail has'),
  lacks: flags('a list of flags that the mail has not'),
  count: count('how many such mails there are'),
});

const mailbox = z.strictObject({
  account,
  name: described(z.string().min(1).max(200), 'the name of a mailbox', 'Friends'),
});

const file = z.strictObject({
  host: described(name, "a host's name", 'client.thm'),
  path: described(z.string().regex(/^[/~]/).max(1000), 'an absolute path, or one that begins with ~/', '~/coffee.txt'),
  contains: described(filledText.optional(), 'words that stand in the file', 'COFFEE'),
  sizeBytes,
  digest,
});

const queue = z.strictObject({
  host: described(name, "a host's name", 'mail.athens.thm'),
  from: described(value.optional(), 'the address in MAIL FROM, without angle brackets', 'strategos@athens.thm'),
  to: described(value.optional(), 'an address to which it has not been delivered yet', 'archimedes@syracuse.thm'),
  count: count('how many such mails wait'),
});

export const checkSchema = z.strictObject({
  exchange: described(exchange.optional(), 'a command and its reply', '{ verb: MAIL }'),
  connected: described(connected.optional(), 'a connection to a server', '{ protocol: smtp }'),
  secured: described(secured.optional(), 'a TLS handshake that was finished', '{ protocol: smtp }'),
  transfer: described(transfer.optional(), 'a file that crossed a data connection', '{ direction: to-client }'),
  closed: described(closed.optional(), 'the end of a connection', '{ by: client }'),
  typed: described(typed.optional(), 'a line typed at a terminal, in a mistake', '{ line: ls, program: telnet }'),
  answer: described(
    answer.optional(),
    'a question that is answered in the panel',
    '{ ask: "Which port?", number: 25 }',
  ),
  point: described(
    point.optional(),
    'a question that is answered by a line of the wire',
    '{ ask: "Which line?", side: client, exchange: { verb: PASS } }',
  ),
  mail: described(mail.optional(), 'a mail in a mailbox', '{ account: strategos }'),
  mailbox: described(mailbox.optional(), 'a mailbox that is there', '{ account: strategos, name: Friends }'),
  file: described(file.optional(), 'a file on a host', '{ host: client.thm, path: ~/coffee.txt }'),
  queue: described(queue.optional(), 'a mail that waits on a host', '{ host: mail.athens.thm }'),
  get all(): z.ZodOptional<z.ZodArray<typeof checkSchema>> {
    return listOf('a list of checks that must all be true');
  },
  get any(): z.ZodOptional<z.ZodArray<typeof checkSchema>> {
    return listOf('a list of checks of which one must be true');
  },
  get inOrder(): z.ZodOptional<z.ZodArray<typeof checkSchema>> {
    return listOf('a list of events that happen one after the other');
  },
  get none(): z.ZodOptional<z.ZodArray<typeof checkSchema>> {
    return listOf('a list of checks of which none may be true');
  },
  get count(): z.ZodOptional<typeof countSchema> {
    return countSchema.optional().describe('how often an event must happen');
  },
  get within(): z.ZodOptional<typeof withinSchema> {
    return withinSchema.optional().describe('a check, and in how many seconds it must come true');
  },
  get ever(): z.ZodOptional<typeof checkSchema> {
    return checkSchema.optional().describe('a check of the world that stays true once it was so');
  },
});

function listOf(description: string): z.ZodOptional<z.ZodArray<typeof checkSchema>> {
  return z.array(checkSchema).min(1).max(LIST_LIMIT).optional().describe(description);
}

const times = (what: string) => described(z.number().int().min(1).max(1000), what, '2');

const countSchema = z.strictObject({
  atLeast: times('how often at least').optional(),
  atMost: times('how often at most').optional(),
  get of() {
    return checkSchema.describe('the event that is counted');
  },
});

const withinSchema = z.strictObject({
  seconds: described(z.number().min(1).max(SECONDS_LIMIT), 'a number of seconds, at most 3600', '30'),
  get of() {
    return checkSchema.describe('the check that must come true in this time');
  },
});

export type CheckEntry = z.infer<typeof checkSchema>;
export type ExchangeEntry = z.infer<typeof exchange>;
