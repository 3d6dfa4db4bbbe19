import type { Protocol } from '../registry.ts';
import { FtpEngine } from './engine.ts';
import { meaning } from './meaning.ts';
import { FtpReader } from './reader.ts';
import { ftpSettingsSchema } from './settings.ts';
import type { FtpStore } from './store.ts';
import { vocabulary } from './vocabulary.ts';

export const ftp: Protocol<FtpStore> = {
  name: 'ftp',
  port: 21,
  tlsPort: 990,
  vocabulary,
  settings: ftpSettingsSchema,
  create: (setting) => new FtpEngine(setting),
  read: ({ server }) => new FtpReader(server),
  meaning,
  // RFC 959 §5.4: 421 is the reply of a server that must stop.
  farewell: () => '421 Service not available, closing control connection.',
};
