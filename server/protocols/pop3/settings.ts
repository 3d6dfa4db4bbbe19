/** What a world may set of a POP3 service: one field each, with Dovecot's own default. */
import { z } from 'zod';
import { settingsReader } from '../settings.ts';

export const pop3SettingsSchema = z.strictObject({});

/** The settings of a service. */
export const pop3Settings = settingsReader(pop3SettingsSchema);
