/**
 * Every sentence of the page, the coach and the explanations, in German: du, as among people who learn together. A code
 * that English has and German lacks does not compile. What programs print in the terminal stays as they print it.
 */
import type { en } from '../en/index.ts';
import type { shell } from '../en/shell.ts';
import { coach } from './coach.ts';
import { ftp } from './ftp.ts';
import { http } from './http.ts';
import { imap } from './imap.ts';
import { labPage } from './lab-page.ts';
import { page } from './page.ts';
import { pop3 } from './pop3.ts';
import { seat } from './seat.ts';
import { smtp } from './smtp.ts';

export type Translated = Exclude<keyof typeof en, keyof typeof shell>;

export const de = {
  ...page,
  ...labPage,
  ...coach,
  ...seat,
  ...smtp,
  ...pop3,
  ...imap,
  ...ftp,
  ...http,
} as const satisfies Readonly<Record<Translated, string>>;
