/** What a world may set of an IMAP service: one field each, with Dovecot's own default and, in brackets, its name there. */
import { z } from 'zod';
import { described } from '../../../labs/schema-problems.ts';
import { settingsReader } from '../settings.ts';

const seconds = z.number().min(0.001).max(86_400);

export const imapSettingsSchema = z.strictObject({
  plaintextLogin: described(
    z.boolean().default(true),
    'true or false: a password is taken on a connection without TLS (the opposite of disable_plaintext_auth)',
  ),
  connectionsPerUser: described(
    z.number().int().min(0).max(10_000).default(10),
    'how many sessions a user may have at once from one address, 0 for any number (mail_max_userip_connections)',
    '3',
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
    seconds.default(1800),
    "how long a session may be silent, in seconds, but no longer than the house's IDLE_MS",
    '600',
  ),
});

export type ImapSettings = z.output<typeof imapSettingsSchema>;

/** The settings of a service. */
export const imapSettings = settingsReader(imapSettingsSchema);
