/** Every client; one more is one file and one row here. */
import type { Client } from './client.ts';
import { curl } from './curl.ts';
import { exim } from './exim.ts';
import { fetchmail } from './fetchmail.ts';
import { getmail } from './getmail.ts';
import { msmtp } from './msmtp.ts';
import { mutt } from './mutt.ts';
import { nodemailer } from './nodemailer.ts';
import { sNail } from './s-nail.ts';
import { swaks } from './swaks.ts';

export const clients: readonly Client[] = [curl, swaks, msmtp, mutt, fetchmail, getmail, sNail, nodemailer, exim];
