/** The mailboxes that stand before both servers, ours and Dovecot's: the same accounts with the same mails, all of them read. */
import { POP_ACCOUNTS, POP_MAILS, popAccount, popMail } from './pop-script.ts';

export interface BenchMailbox {
  readonly user: string;
  /** By uid less one: each mail with CRLF line ends, each character one byte. */
  readonly mails: readonly string[];
}

/** Whose mails are all asked for at once: as many as that, of 2 to 6 KB. */
export const LIBRARY = 'library';
export const LIBRARY_MAILS = 500;
/** Who is watched while mail comes. */
export const WATCHED = 'watched';
const WATCHED_MAILS = 100;

const LINE = `${'A mail of a larger mailbox, of some kilobytes, as most that people write.'.padEnd(76, '.')}\r\n`;
const LINES_LEAST = 20;
const LINES_MORE = 53;

/** Their sizes lie evenly between 2 and 6 KB, in no order. */
function libraryMail(uid: number): string {
  const header = [
    'From: Hypatia <hypatia@example.thm>',
    `To: ${LIBRARY}@example.thm`,
    `Subject: scroll ${uid}`,
    'Date: Thu, 27 Jun 2024 16:18:09 +0000',
    `Message-ID: <scroll.${uid}@example.thm>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
  ];
  return `${header.join('\r\n')}\r\n\r\n${LINE.repeat(LINES_LEAST + ((uid * 31) % LINES_MORE))}`;
}

export function benchMailboxes(): readonly BenchMailbox[] {
  const small = Array.from({ length: POP_ACCOUNTS }, (_, account) => ({
    user: popAccount(account),
    mails: Array.from({ length: POP_MAILS }, (_, n) => popMail(account, n + 1)),
  }));
  const library = Array.from({ length: LIBRARY_MAILS }, (_, n) => libraryMail(n + 1));
  return [...small, { user: LIBRARY, mails: library }, { user: WATCHED, mails: library.slice(0, WATCHED_MAILS) }];
}
