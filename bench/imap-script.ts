/** An IMAP session (RFC 3501): LOGIN, SELECT, FETCH of one mail's body, LOGOUT. */
import { POP_ACCOUNTS, POP_MAILS, POP_PASSWORD, popAccount, popMail } from './pop-script.ts';
import { type Script, type Step } from './script.ts';

const LF = 10;

interface Row {
  readonly name: string;
  /** How the last line of the reply begins. */
  readonly last: string;
  /** What stands in the reply, wherever it does. */
  readonly holds: string;
  readonly then: string | undefined;
}

/** Exact where the RFC or the mails settle the bytes. */
function rowsOf(account: number): readonly Row[] {
  const fetched = 1 + (account % POP_MAILS);
  const mail = popMail(account, fetched);
  const reply = `* ${fetched} FETCH (BODY[] {${mail.length}}\r\n${mail})\r\n`;
  return [
    { name: 'greeting', last: '* OK ', holds: 'IMAP4rev1', then: `a LOGIN ${popAccount(account)} ${POP_PASSWORD}` },
    { name: 'LOGIN', last: 'a OK ', holds: 'Logged in', then: 'b SELECT INBOX' },
    {
      name: 'SELECT',
      last: 'b OK [READ-WRITE] ',
      holds: `* ${POP_MAILS} EXISTS\r\n`,
      then: `c FETCH ${fetched} BODY.PEEK[]`,
    },
    { name: 'FETCH', last: 'c OK ', holds: reply, then: 'd LOGOUT' },
    { name: 'LOGOUT', last: 'd OK ', holds: '* BYE ', then: undefined },
  ];
}

function stepOf({ name, last, holds, then }: Row): Step {
  const end = Buffer.from(last, 'latin1');
  const held = Buffer.from(holds, 'latin1');
  const said = then === undefined ? undefined : Buffer.from(`${then}\r\n`, 'latin1');
  return {
    name,
    isWhole: (reply) => {
      if (reply[reply.length - 1] !== LF) return false;
      const start = reply.lastIndexOf(LF, -2) + 1;
      return reply.compare(end, 0, end.length, start, Math.min(start + end.length, reply.length)) === 0;
    },
    isRight: (reply) => reply.includes(held),
    then: said === undefined ? undefined : () => said,
  };
}

const sessions = new Map<number, readonly Step[]>();

/** @param conversation the number of the conversation in its order */
export function imapScript(_told: unknown, conversation: number, count: () => void): Script {
  const account = conversation % POP_ACCOUNTS;
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
