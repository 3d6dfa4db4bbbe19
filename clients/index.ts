/** Every client; one more is one file and one row here. */
import type { Client } from './client.ts';
import { curl } from './curl.ts';
import { exim } from './exim.ts';
import { fetchmail } from './fetchmail.ts';
import { getmail } from './getmail.ts';
import { imapflow } from './imapflow.ts';
import { imaplib } from './imaplib.ts';
import { mbsync } from './mbsync.ts';
import { msmtp } from './msmtp.ts';
import { mutt } from './mutt.ts';
import { nodemailer } from './nodemailer.ts';
import { offlineimap } from './offlineimap.ts';
import { sNail } from './s-nail.ts';
import { swaks } from './swaks.ts';

export const clients: readonly Client[] = [
  curl,
  swaks,
  msmtp,
  mutt,
  fetchmail,
  getmail,
  sNail,
  mbsync,
  offlineimap,
  imaplib,
  nodemailer,
  imapflow,
  exim,
];
