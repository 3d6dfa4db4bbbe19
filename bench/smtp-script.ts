/** Handing in mail (RFC 5321 §3.3): EHLO, then MAIL, RCPT, DATA and the text so many times, QUIT. */
import { type Expected, matcher, type Script, type Step } from './script.ts';

export interface SmtpTold {
  readonly mailsPerConnection: number;
  /** The number of this order's first mail: each mail has its own. */
  readonly firstMail: number;
  readonly replies: SmtpReplies;
}

/** What the server in question must say. */
export interface SmtpReplies {
  readonly greeting: Expected;
  readonly ehlo: Expected;
  readonly mail: Expected;
  readonly rcpt: Expected;
  readonly data: Expected;
  readonly text: Expected;
  readonly quit: Expected;
}

export const MAIL_ACCOUNTS = 16;
export const mailAccount = (number: number): string => `mail${number % MAIL_ACCOUNTS}`;

const LF = 10;
const SPACE = 32;
const FILLER = `${'The quick brown fox jumps over the lazy dog, and the dog does not mind.'.padEnd(76, '.')}\r\n`;
/** Where a mail's own number stands, always as long. */
const NUMBER_DIGITS = 9;
const NUMBER_MARK = '#'.repeat(NUMBER_DIGITS);

const TEMPLATE = [
  'From: Sender <sender@client.thm>',
  'To: Reader <reader@example.thm>',
  `Subject: mail ${NUMBER_MARK}`,
  `Message-ID: <${NUMBER_MARK}@client.thm>`,
  'Date: Thu, 27 Jun 2024 16:18:09 +0000',
  '',
  FILLER.repeat(10).trimEnd(),
  '',
].join('\r\n');

/** The text of a mail, about 1 KB; each line with CRLF. No line begins with a dot. */
export const mailText = (number: number): string =>
  TEMPLATE.replaceAll(NUMBER_MARK, String(number).padStart(NUMBER_DIGITS, '0'));

/** The number of a mail, from its text. */
export function mailNumber(text: string): number {
  return Number(/^Subject: mail (\d+)\r$/m.exec(text)?.[1] ?? NaN);
}

/** A reply ends with the line that has a space after its code (RFC 5321 §4.2.1). */
function isWholeReply(reply: Buffer): boolean {
  if (reply.length < 6 || reply[reply.length - 1] !== LF) return false;
  return reply[reply.lastIndexOf(LF, -2) + 4] === SPACE;
}

interface Matchers {
  readonly told: SmtpTold;
  readonly steps: Readonly<Record<keyof SmtpReplies, Pick<Step, 'name' | 'isWhole' | 'isRight'>>>;
}

let known: Matchers | undefined;

/** Compiled once an order. */
function matchersOf(told: SmtpTold): Matchers['steps'] {
  if (known?.told === told) return known.steps;
  const made = Object.entries(told.replies).map(([name, expected]: [string, Expected]) => [
    name,
    { name, isWhole: isWholeReply, isRight: matcher(expected) },
  ]);
  known = { told, steps: Object.fromEntries(made) as Matchers['steps'] };
  return known.steps;
}

const command = (line: string): (() => Buffer) => {
  const bytes = Buffer.from(`${line}\r\n`, 'latin1');
  return () => bytes;
};
const EHLO = command('EHLO client.thm');
const MAIL = command('MAIL FROM:<sender@client.thm>');
const RCPT = Array.from({ length: MAIL_ACCOUNTS }, (_, n) => command(`RCPT TO:<${mailAccount(n)}@example.thm>`));
const DATA = command('DATA');
const QUIT = command('QUIT');

const wholeText = Buffer.from(`${TEMPLATE}.\r\n`, 'latin1');
const numberPlaces = [wholeText.indexOf(NUMBER_MARK), wholeText.lastIndexOf(NUMBER_MARK)];

/** @param conversation the number of the conversation in its order */
export function smtpScript(told: SmtpTold, conversation: number, count: () => void): Script {
  const steps = matchersOf(told);
  const firstMail = told.firstMail + conversation * told.mailsPerConnection;
  let mails = 0;
  let at: keyof SmtpReplies | 'over' = 'greeting';
  const text = (): Buffer => {
    const bytes = Buffer.from(wholeText);
    const digits = String(firstMail + mails - 1).padStart(NUMBER_DIGITS, '0');
    for (const place of numberPlaces) bytes.write(digits, place, 'latin1');
    return bytes;
  };
  const nextMail = (): Buffer => {
    if (mails > 0) count();
    return mails++ < told.mailsPerConnection ? MAIL() : QUIT();
  };
  const next = (): Step | undefined => {
    switch (at) {
      case 'greeting':
        at = 'ehlo';
        return { ...steps.greeting, then: EHLO };
      case 'ehlo':
        at = 'mail';
        return { ...steps.ehlo, then: nextMail };
      case 'mail':
        at = 'rcpt';
        return { ...steps.mail, then: RCPT[(firstMail + mails) % MAIL_ACCOUNTS] };
      case 'rcpt':
        at = 'data';
        return { ...steps.rcpt, then: DATA };
      case 'data':
        at = 'text';
        return { ...steps.data, then: text };
      case 'text':
        at = mails < told.mailsPerConnection ? 'mail' : 'quit';
        return { ...steps.text, then: nextMail };
      case 'quit':
        at = 'over';
        return steps.quit;
      case 'over':
        return undefined;
      default:
        return at satisfies never;
    }
  };
  return { next };
}
