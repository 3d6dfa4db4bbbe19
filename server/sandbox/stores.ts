/** What each protocol's engine needs of the world, by the protocol's name: one row each. */
import { ftpStore } from './ftp-store.ts';
import { imapStore } from './imap-store.ts';
import { pop3Store } from './pop3-store.ts';
import { smtpStore } from './smtp-store.ts';

/** Each makes the store of a service: `(world, host, service) => Store`. */
export const stores = {
  smtp: smtpStore,
  submission: smtpStore,
  pop3: pop3Store,
  imap: imapStore,
  ftp: ftpStore,
} as const;
