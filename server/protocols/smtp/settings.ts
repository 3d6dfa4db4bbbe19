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
});

export type SmtpSettings = z.output<typeof smtpSettingsSchema>;

/** The settings of a service. */
export const smtpSettings = settingsReader(smtpSettingsSchema);
