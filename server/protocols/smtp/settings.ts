/** What a world may set of an SMTP service: one field each, described, with Exim's own default where it has one. */
import { z } from 'zod';
import { described } from '../../../labs/schema-problems.ts';
import type { HostDefinition, ServiceDefinition } from '../../../labs/world.ts';
import { settingsReader } from '../settings.ts';

const target = z.union([z.string().max(500), z.array(z.string().max(200)).max(100)]);
const domain = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})$/);
const network = z.string().regex(/^(?:\d{1,3}\.){3}\d{1,3}(?:\/(?:[12]?\d|3[0-2]))?$/);
const replyText = z.string().regex(/^[\x20-\x7e]{1,400}$/);
/** An address, `*@domain`, a domain, or `*` for everybody; `<>` is the null sender. */
const who = z.string().regex(/^(?:\*|<>|[^\s@]{1,64}@[^\s@]{1,250}|[A-Za-z0-9][A-Za-z0-9.-]{0,250})$/);
/** A policy's reply, with a code of 4xx or 5xx before it where it is not 550. */
const refusal = z.string().regex(/^(?:[45]\d\d )?[\x20-\x7e]{1,400}$/);

const flag = (otherwise: boolean, description: string) =>
  described(z.boolean().default(otherwise), `true or false: ${description}`, String(!otherwise));
const count = (otherwise: number, description: string) =>
  described(z.number().int().min(0).max(1_000_000).default(otherwise), `${description}, 0 for any number`, '10');

export const smtpSettingsSchema = z.strictObject({
  // Whose mail it is.
  aliases: described(
    z.record(z.string().regex(/^[^\s@:;]{1,64}$/), target).default({}),
    'a map from a local part to a user, a list of users, ":fail: TEXT" or ":defer: TEXT"',
    '{ staff: [strategos, archimedes] }',
  ),
  domains: described(
    z.array(domain).max(100).default([]),
    "a list of domains whose mail is this host's own, beside its name and its aliases",
    '[office.thm]',
  ),
  fullMailbox: described(
    z.enum(['refuse', 'defer']).default('refuse'),
    'refuse or defer: what becomes of mail for a mailbox that has reached its quota',
    'defer',
  ),

  // For whom it hands mail on.
  openRelay: flag(false, 'mail for any domain is taken from anybody and handed on'),
  relayFrom: described(
    z.array(network).max(100).default([]),
    'a list of addresses or networks whose mail for other domains is handed on',
    '[10.10.0.0/16]',
  ),
  relayDomains: described(
    z.array(domain).max(100).default([]),
    'a list of other domains whose mail is taken from anybody and handed on, as a backup MX does',
    '[partner.thm]',
  ),
  retrySeconds: described(
    z.array(z.number().min(1).max(86_400)).min(1).max(50).default([10, 20, 40, 60]),
    'a list of waits in seconds before a mail for another server is tried again, the last of them from then on',
    '[10, 20, 40, 60]',
  ),
  giveUpSeconds: described(
    z.number().min(0).max(1_000_000).default(180),
    'after how many seconds a mail that cannot be handed on goes back to its sender',
    '180',
  ),

  // What it offers.
  banner: described(
    replyText.optional(),
    'the greeting behind 220, instead of the name, the software and the date',
    'Hi',
  ),
  auth: described(
    z.enum(['always', 'after-tls', 'never']).default('always'),
    'always, after-tls or never: when AUTH is offered',
    'after-tls',
  ),
  authRequired: flag(false, 'mail is taken only from who has logged in'),
  completesMessages: flag(false, 'a message without Date, From or Message-ID is given one'),
  vrfy: flag(false, 'VRFY tells whether an address is known'),
  expn: flag(false, 'EXPN tells who is on a list'),
  etrn: flag(false, 'ETRN lets the queue be run'),
  dsn: flag(false, 'delivery status notifications can be asked for (RFC 3461)'),

  // What it refuses.
  refusedSenders: described(
    z.record(who, refusal).default({}),
    'a map from a sender, *@domain, a domain, * or <> to the reply that refuses it, with a code where it is not 550',
    '{ spam.thm: "554 no mail from there" }',
  ),
  refusedRecipients: described(
    z.record(who, refusal).default({}),
    'a map from a recipient, *@domain, a domain or * to the reply that refuses it, with a code where it is not 550',
    '{ old@example.thm: "551 has moved" }',
  ),
  greylistSeconds: described(
    z.number().min(0).max(86_400).default(0),
    'how many seconds a sender that was never seen must wait before a recipient is taken, 0 for none',
    '30',
  ),
  greylistText: described(
    replyText.optional(),
    'the text of the 451 that greylisting says, instead of the usual',
    'Later',
  ),
  bareLf: described(
    z.enum(['lenient', 'strict']).default('lenient'),
    'lenient or strict: whether a line may end in LF without CR',
    'strict',
  ),
  angleBrackets: described(
    z.enum(['lenient', 'strict']).default('lenient'),
    'lenient or strict: whether an address may stand without < and >',
    'strict',
  ),
  tarpitSeconds: described(
    z.number().min(0).max(60).default(0),
    'how many seconds each refusal is made to wait, 0 for none',
    '5',
  ),

  // How much it takes.
  sizeLimit: described(
    z.number().int().min(1000).max(1_000_000_000).optional(),
    "the largest message in bytes, where it is less than the house's limit",
    '20480',
  ),
  recipientsLimit: described(
    z.number().int().min(1).max(10_000).default(100),
    'how many recipients one message may have',
    '100',
  ),
  connectionsLimit: count(20, 'how many conversations may go on at once'),
  connectionsPerHost: count(0, 'how many of them with one host'),
  messagesPerConnection: count(1000, 'how many messages one conversation may hand in'),
  commandsPerMinute: count(0, 'how many MAIL and RCPT commands one conversation may send a minute'),
  idleSeconds: described(
    z.number().min(1).max(86_400).default(300),
    "how long a client may be silent, in seconds, but no longer than the house's IDLE_MS",
    '60',
  ),
  sessionSeconds: described(
    z.number().min(1).max(1_000_000).default(3600),
    'how long a conversation may take in all, in seconds',
    '3600',
  ),
});

export type SmtpSettings = z.output<typeof smtpSettingsSchema>;

/** The settings of a service. */
export const smtpSettings = settingsReader(smtpSettingsSchema);

/** By host, which has one: worlds that differ in its port 25 alone may share the service itself. */
const submissions = new WeakMap<HostDefinition, ServiceDefinition>();

/**
 * The submission service (RFC 6409) as a service of its own: what is set of port 25 on the same host holds for it too,
 * but who hands in mail must log in, and an incomplete message is completed.
 */
export function submissionService(host: HostDefinition, service: ServiceDefinition): ServiceDefinition {
  let whole = submissions.get(host);
  if (whole === undefined) {
    const own = { authRequired: true, completesMessages: true, ...service.settings };
    whole = { ...service, settings: { ...host.services['smtp']?.settings, ...own } };
    submissions.set(host, whole);
  }
  return whole;
}
