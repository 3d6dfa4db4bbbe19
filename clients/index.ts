/** Every client; one more is one file and one row here. */
import { basicFtp } from './basic-ftp.ts';
import type { Client } from './client.ts';
import { curl } from './curl.ts';
import { curlFtp } from './curl-ftp.ts';
import { exim } from './exim.ts';
import { fetchmail } from './fetchmail.ts';
import { ftplib } from './ftplib.ts';
import { getmail } from './getmail.ts';
import { imapflow } from './imapflow.ts';
import { imaplib } from './imaplib.ts';
import { lftp } from './lftp.ts';
import { mbsync } from './mbsync.ts';
import { msmtp } from './msmtp.ts';
import { mutt } from './mutt.ts';
import { nodemailer } from './nodemailer.ts';
import { offlineimap } from './offlineimap.ts';
import { openssl } from './openssl.ts';
import { sNail } from './s-nail.ts';
import { swaks } from './swaks.ts';
import { inetutils, ncftp, tnftp } from './terminal-ftp.ts';
import { wget } from './wget.ts';

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
  curlFtp,
  lftp,
  wget,
  tnftp,
  inetutils,
  ncftp,
  ftplib,
  basicFtp,
  openssl,
];
