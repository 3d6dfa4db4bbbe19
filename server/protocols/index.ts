/** The registry of protocols: one row each. */
import { echo } from './echo/index.ts';
import { imap } from './imap/index.ts';
import { smtp } from './smtp/index.ts';

export const protocols = { echo, smtp, imap } as const;
