/** What a world may set of a POP3 service: one field each, with Dovecot's own default and, in brackets, its name there. */
import { z } from 'zod';
import { described } from '../../../labs/schema-problems.ts';
import { settingsReader } from '../settings.ts';

const seconds = z.number().min(0.001).max(86_400);

export const pop3SettingsSchema = z.strictObject({
  plaintextLogin: described(
    z.boolean().default(true),
    'true or false: a password is taken on a connection without TLS (the opposite of disable_plaintext_auth)',
  ),
  apop: described(
    z.boolean().default(false),
    'true or false: the greeting carries a timestamp, and APOP takes its digest with the password (apop in auth_mechanisms)',
  ),
  lock: described(
    z.boolean().default(false),
    'true or false: a maildrop is open in one session at a time (pop3_lock_session)',
  ),
  connectionsPerUser: described(
    z.number().int().min(0).max(10_000).default(10),
    'how many sessions a user may have at once from one address, 0 for any number (mail_max_userip_connections)',
    '3',
  ),
  marksSeen: described(
    z.boolean().default(true),
    'true or false: what RETR shows is marked as read (the opposite of pop3_no_flag_updates)',
  ),
  uidlFormat: described(
    z
      .string()
      .regex(/^(?=.*%(?:0\d{0,2})?X?u)(?:%(?:0\d{0,2})?X?[uv]|[!-$&-~]){1,40}$/)
      .default('%08Xu%08Xv'),
    'a unique-id with %u for the uid and %v for the uidValidity, X for hexadecimal, 08 for eight digits (pop3_uidl_format)',
    '"%v.%u"',
  ),
  greeting: described(
    z
      .string()
      .regex(/^[ -~]{1,200}$/)
      .optional(),
    'the text of the greeting (login_greeting)',
    'Speak, friend.',
  ),
  failureSeconds: described(
    seconds.default(2),
    'how long the reply to a wrong password takes, in seconds (auth_failure_delay)',
    '5',
  ),
  loginSeconds: described(
    seconds.default(180),
    "how long a client has to log in, in seconds, but no longer than the house's LOGIN_MS",
    '60',
  ),
  idleSeconds: described(
    seconds.default(600),
    "how long a session may be silent, in seconds, but no longer than the house's IDLE_MS",
    '60',
  ),
});

export type Pop3Settings = z.output<typeof pop3SettingsSchema>;

/** The settings of a service. */
export const pop3Settings = settingsReader(pop3SettingsSchema);
