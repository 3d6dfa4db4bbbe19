import type { Protocol } from '../registry.ts';
import { SmtpEngine } from './engine.ts';
import { meaning } from './meaning.ts';
import { SmtpReader } from './reader.ts';
import type { SmtpStore } from './store.ts';
import { vocabulary } from './vocabulary.ts';

export const smtp: Protocol<SmtpStore> = {
  name: 'smtp',
  port: 25,
  tlsPort: 465,
  vocabulary,
  create: (setting) => new SmtpEngine(setting),
  read: () => new SmtpReader(),
  meaning,
  // RFC 5321 §3.8: a server that must stop says 421.
  farewell: (hostName) => `421 ${hostName} Service not available, closing transmission channel`,
};
