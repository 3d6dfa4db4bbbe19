/** What a world may set of an IMAP service: Dovecot's own settings. */
import { z } from 'zod';
import {
  connectionsPerUser,
  failureSeconds,
  greeting,
  idleSeconds,
  loginSeconds,
  plaintextLogin,
} from '../mailbox-settings.ts';
import { settingsReader } from '../settings.ts';

export const imapSettingsSchema = z.strictObject({
  plaintextLogin,
  connectionsPerUser,
  greeting,
  failureSeconds,
  loginSeconds,
  idleSeconds: idleSeconds(1800, '600'),
});

export type ImapSettings = z.output<typeof imapSettingsSchema>;

/** The settings of a service. */
export const imapSettings = settingsReader(imapSettingsSchema);
