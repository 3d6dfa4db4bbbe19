import type { Protocol } from '../registry.ts';
import { ImapEngine } from './engine.ts';
import { meaning } from './meaning.ts';
import { ImapReader } from './reader.ts';
import { imapSettingsSchema } from './settings.ts';
import type { ImapStore } from './store.ts';
import { vocabulary } from './vocabulary.ts';

export const imap: Protocol<ImapStore> = {
  name: 'imap',
  port: 143,
  tlsPort: 993,
  vocabulary,
  settings: imapSettingsSchema,
  create: (setting) => new ImapEngine(setting),
  read: () => new ImapReader(),
  meaning,
  // RFC 3501 §7.1.5
  farewell: () => '* BYE Internal error occurred. Refer to server log for more information.',
};
