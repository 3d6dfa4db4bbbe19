/** A POP3 session (RFC 1939): USER, PASS, STAT, LIST, RETR of one mail, QUIT. */
import { type Script, type Step } from './script.ts';

export interface PopTold {
  readonly accounts: number;
}

export const POP_PASSWORD = 'TabulaRasa7';
export const POP_ACCOUNTS = 128;
export const POP_MAILS = 4;
export const popAccount = (number: number): string => `pop${number}`;

const LF = 10;
const LINE = `${'A mail of a mailbox, the same before both servers, of about one kilobyte.'.padEnd(76, '.')}\r\n`;

/** A mail of an account, each line with CRLF; one line begins with a dot, so that it must be stuffed. */
export function popMail(account: number, mail: number): string {
  const header = [
    'From: Archimedes <archimedes@example.thm>',
    `To: ${popAccount(account)}@example.thm`,
    `Subject: mail ${mail} of ${popAccount(account)}`,
    'Date: Thu, 27 Jun 2024 16:18:09 +0000',
    `Message-ID: <${popAccount(account)}.${mail}@example.thm>`,
  ];
  return `${header.join('\r\n')}\r\n\r\n${LINE.repeat(mail + 4)}.a line that begins with a dot\r\n${LINE.repeat(4)}`;
}

interface Row {
  readonly name: string;
  readonly reply: string | undefined;
  readonly isMultiLine: boolean;
  readonly then: string | undefined;
}

const OK = Buffer.from('+OK', 'latin1');
const END = Buffer.from('\r\n.\r\n', 'latin1');
const isLine = (reply: Buffer): boolean => reply[reply.length - 1] === LF;
const isLines = (reply: Buffer): boolean =>
  reply.length >= END.length && reply.compare(END, 0, END.length, reply.length - END.length) === 0;

/** The whole session of an account: exact where the RFC or the mails settle the bytes, else `+OK`. */
function rowsOf(account: number): readonly Row[] {
  const mails = Array.from({ length: POP_MAILS }, (_, n) => popMail(account, n + 1));
  const sum = mails.reduce((bytes, { length }) => bytes + length, 0);
  const scan = mails.map(({ length }, n) => `${n + 1} ${length}\r\n`).join('');
  const retrieved = 1 + (account % POP_MAILS);
  const mail = mails[retrieved - 1] ?? '';
  const stuffed = mail.replace(/^\./gm, '..');
  const one = { isMultiLine: false, reply: undefined };
  const many = { isMultiLine: true };
  return [
    { ...one, name: 'greeting', then: `USER ${popAccount(account)}` },
    { ...one, name: 'USER', then: `PASS ${POP_PASSWORD}` },
    { ...one, name: 'PASS', then: 'STAT' },
    { ...one, name: 'STAT', reply: `+OK ${mails.length} ${sum}\r\n`, then: 'LIST' },
    { ...many, name: 'LIST', reply: `+OK ${mails.length} messages:\r\n${scan}.\r\n`, then: `RETR ${retrieved}` },
    { ...many, name: 'RETR', reply: `+OK ${mail.length} octets\r\n${stuffed}.\r\n`, then: 'QUIT' },
    { ...one, name: 'QUIT', then: undefined },
  ];
}

function stepOf({ name, reply, isMultiLine, then }: Row): Step {
  const exact = reply === undefined ? undefined : Buffer.from(reply, 'latin1');
  const said = then === undefined ? undefined : Buffer.from(`${then}\r\n`, 'latin1');
  return {
    name,
    isWhole: isMultiLine ? isLines : isLine,
    isRight: (came) => (exact === undefined ? came.compare(OK, 0, OK.length, 0, OK.length) === 0 : came.equals(exact)),
    then: said === undefined ? undefined : () => said,
  };
}

const sessions = new Map<number, readonly Step[]>();

/** @param conversation the number of the conversation in its order */
export function popScript({ accounts }: PopTold, conversation: number, count: () => void): Script {
  const account = conversation % accounts;
  let steps = sessions.get(account);
  if (steps === undefined) sessions.set(account, (steps = rowsOf(account).map(stepOf)));
  let at = 0;
  return {
    next: () => {
      if (at === steps.length) count();
      return steps[at++];
    },
  };
}
