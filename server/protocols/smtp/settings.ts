/** What a world may set of an SMTP service: one field each, with Exim's own default. */
import { z } from 'zod';
import { described } from '../../../labs/schema-problems.ts';
import { settingsReader } from '../settings.ts';

const target = z.union([z.string().max(500), z.array(z.string().max(200)).max(100)]);

export const smtpSettingsSchema = z.strictObject({
  aliases: described(
    z.record(z.string().regex(/^[^\s@:;]{1,64}$/), target).default({}),
    'a map from a local part to a user, a list of users, ":fail: TEXT" or ":defer: TEXT"',
    '{ staff: [strategos, archimedes] }',
  ),
  vrfy: described(z.boolean().default(false), 'true or false: VRFY tells whether an address is known'),
  expn: described(z.boolean().default(false), 'true or false: EXPN tells who is on a list'),
});

export type SmtpSettings = z.output<typeof smtpSettingsSchema>;

/** The settings of a service. */
export const smtpSettings = settingsReader(smtpSettingsSchema);
