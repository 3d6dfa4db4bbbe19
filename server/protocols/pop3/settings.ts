/** What a world may set of a POP3 service: one field each, with Dovecot's own default and, in brackets, its name there. */
import { z } from 'zod';
import { described } from '../../../labs/schema-problems.ts';
import {
  connectionsPerUser,
  failureSeconds,
  greeting,
  idleSeconds,
  loginSeconds,
  plaintextLogin,
} from '../mailbox-settings.ts';
import { settingsReader } from '../settings.ts';

export const pop3SettingsSchema = z.strictObject({
  plaintextLogin,
  apop: described(
    z.boolean().default(false),
    'true or false: the greeting carries a timestamp, and APOP takes its digest with the password (apop in auth_mechanisms)',
  ),
  lock: described(
    z.boolean().default(false),
    'true or false: a maildrop is open in one session at a time (pop3_lock_session)',
  ),
  connectionsPerUser,
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
  greeting,
  failureSeconds,
  loginSeconds,
  idleSeconds: idleSeconds(600, '60'),
});

export type Pop3Settings = z.output<typeof pop3SettingsSchema>;

/** The settings of a service. */
export const pop3Settings = settingsReader(pop3SettingsSchema);
