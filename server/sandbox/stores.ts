/** What each protocol's engine needs of the world, by the protocol's name: one row each. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import { submissionService } from '../protocols/smtp/settings.ts';
import { ftpStore } from './ftp-store.ts';
import { imapStore } from './imap-store.ts';
import { pop3Store } from './pop3-store.ts';
import { smtpStore } from './smtp-store.ts';
import type { World } from './world.ts';

/** Each makes the store of a service: `(world, host, service) => Store`. */
export const stores = {
  smtp: smtpStore,
  submission: (world: World, host: HostDefinition, service: ServiceDefinition) =>
    smtpStore(world, host, submissionService(host, service)),
  pop3: pop3Store,
  imap: imapStore,
  ftp: ftpStore,
} as const;
