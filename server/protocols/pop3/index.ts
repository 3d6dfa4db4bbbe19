import type { Protocol } from '../registry.ts';
import { Pop3Engine } from './engine.ts';
import { pop3Errand } from './fetcher.ts';
import { meaning } from './meaning.ts';
import { Pop3Reader } from './reader.ts';
import { pop3SettingsSchema } from './settings.ts';
import type { Pop3Store } from './store.ts';
import { vocabulary } from './vocabulary.ts';

export const pop3: Protocol<Pop3Store> = {
  name: 'pop3',
  port: 110,
  tlsPort: 995,
  vocabulary,
  settings: pop3SettingsSchema,
  create: (setting) => new Pop3Engine(setting),
  errand: pop3Errand,
  read: () => new Pop3Reader(),
  meaning,
  // RFC 3206 §4: the fault is the system's, and may be gone the next time.
  farewell: () => '-ERR [SYS/TEMP] Internal error occurred. Refer to server log for more information.',
};
