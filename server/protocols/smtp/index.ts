import type { Protocol } from '../registry.ts';
import { RelayDaemon } from './daemon.ts';
import { SmtpEngine } from './engine.ts';
import { smtpErrand } from './errand.ts';
import { meaning } from './meaning.ts';
import { SmtpReader } from './reader.ts';
import { smtpSettingsSchema, submissionService } from './settings.ts';
import type { SmtpStore } from './store.ts';
import { vocabulary } from './vocabulary.ts';

export const smtp: Protocol<SmtpStore> = {
  name: 'smtp',
  port: 25,
  // RFC 8314 §7.3: submissions, which programs know as smtps.
  tlsPort: 465,
  vocabulary,
  settings: smtpSettingsSchema,
  create: (setting) => new SmtpEngine(setting),
  asksAnew: { settled: ['begin', 'end', 'route', 'hasQuota', 'authenticate', 'exchangersOf', 'addressOf'] },
  daemon: (setting) => new RelayDaemon(setting),
  errand: smtpErrand,
  read: () => new SmtpReader(),
  meaning,
  // RFC 5321 §3.8: a server that must stop says 421.
  farewell: (hostName) => `421 ${hostName} Service not available, closing transmission channel`,
};

/** RFC 6409: where a user's own program hands mail in. AUTH is required there, unless a world says otherwise. */
export const submission: Protocol<SmtpStore> = {
  ...smtp,
  name: 'submission',
  port: 587,
  speaks: 'smtp',
  create: (setting) => new SmtpEngine({ ...setting, service: submissionService(setting.host, setting.service) }),
  // A host has one queue and one that runs it: the service on port 25, where there is one.
  daemon: (setting) => (setting.host.services['smtp'] === undefined ? new RelayDaemon(setting) : undefined),
};
