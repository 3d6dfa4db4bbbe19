/** The registry of protocols: one row each. */
import { echo } from './echo/index.ts';
import { ftp } from './ftp/index.ts';
import { imap } from './imap/index.ts';
import { pop3 } from './pop3/index.ts';
import { smtp, submission } from './smtp/index.ts';

export const protocols = { echo, smtp, submission, pop3, imap, ftp } as const;
