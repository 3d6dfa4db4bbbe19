/**
 * Every sentence of the page, the coach and the explanations, in English. Codes begin with their area. The page's
 * first view loads `page.ts` alone; a lab page loads all of it.
 */
import { coach } from './coach.ts';
import { ftp } from './ftp.ts';
import { http } from './http.ts';
import { imap } from './imap.ts';
import { labPage } from './lab-page.ts';
import { page } from './page.ts';
import { pop3 } from './pop3.ts';
import { seat } from './seat.ts';
import { shell } from './shell.ts';
import { smtp } from './smtp.ts';

export const en = {
  ...page,
  ...labPage,
  ...coach,
  ...seat,
  ...shell,
  ...smtp,
  ...pop3,
  ...imap,
  ...ftp,
  ...http,
} as const;
