/** SMTP and submission, the server's side: what a client may say to it. */
import type { VerbEntry } from '../../labs/vocabulary.ts';
import { address, argument, type Grammar, message, RESPONSES, spelled } from '../grammar.ts';
import type { Random } from '../random.ts';
import type { Drawn } from '../settings.ts';

const KNOWN = [
  'SIZE=1000',
  'SIZE=99999999999',
  'BODY=8BITMIME',
  'SMTPUTF8',
  'RET=HDRS',
  'NOTIFY=SUCCESS',
  'NOTIFY=NEVER',
  'ENVID=x',
  'RET=FULL RET=HDRS',
  'NOTIFY=',
  'NOTIFY=x',
  'RET=x',
];
const KNOWN_PATHS = ['<strategos@server.thm>', '<strategos@server.thm>', '<someone@other.thm>', '<a@nowhere.thm>'];
const PARAMETERS = [
  'SIZE=1000', 'SIZE=', 'SIZE', 'SIZE=99999999999', 'BODY=8BITMIME', 'BODY=7BIT', 'BODY=x', 'SMTPUTF8', 'AUTH=<>', 'AUTH=a@b', 'AUTH=+', 'AUTH=a=b', 'FOO=bar', 'RET=FULL', 'RET=HDRS',
  'RET=x', 'ENVID=QQ+20', 'ENVID=', 'NOTIFY=NEVER', 'NOTIFY=SUCCESS,FAILURE', 'NOTIFY=DELAY,x', 'ORCPT=rfc822;a@b', 'ORCPT=', '=', 'SIZE=1=2',
]; // prettier-ignore
const ALIASES = {
  postmaster: 'strategos',
  staff: ['strategos', 'archimedes'],
  noreply: ':fail: this mailbox is not read',
  broken: ':defer: come back later',
  lost: 'nobody',
};

function line(entry: VerbEntry, random: Random): string {
  const { verb } = entry;
  switch (verb) {
    case 'HELO':
    case 'EHLO':
      return `${spelled(verb, random)} ${argument('domain', random)}`;
    case 'MAIL':
      return withParameters(startOf('MAIL FROM:', random), random);
    case 'RCPT':
      return withParameters(startOf('RCPT TO:', random), random);
    case 'AUTH':
      return `${spelled(verb, random)} ${random.pick(MECHANISMS)}`;
    case 'BDAT':
      return chunk(random);
    case 'ETRN':
      return `${spelled(verb, random)} ${random.pick(['#other.thm', 'other.thm', '#', '', '@other.thm'])}`;
    case 'VRFY':
    case 'EXPN':
      return `${spelled(verb, random)} ${address(random)}`;
    default: {
      const isPlain = entry.arguments.length === 0 || random.percent(60);
      return isPlain ? spelled(verb, random) : `${verb} ${argument('text', random)}`;
    }
  }
}

function startOf(start: string, random: Random): string {
  if (random.percent(8)) return random.pick(START_OF_PATH);
  return random.pick([start, start, `${start} `, start.toLowerCase()]);
}

/** As learners write it. */
const START_OF_PATH = [
  'MAIL FROM ', 'MAIL ', 'MAIL: ', 'MAIL TO:', 'RCPT FROM:', 'RCPT TO ', 'RCPT ', 'RCPT: ', 'MAIL  FROM:', 'RCPT  TO:', ' MAIL FROM:', 'MAIL FROM :', 'RCPT TO :',
]; // prettier-ignore

const MECHANISMS = [
  'PLAIN',
  'LOGIN',
  'login',
  'CRAM-MD5',
  '',
  ...RESPONSES.flatMap((each) => [`PLAIN ${each}`, `LOGIN ${each}`]),
];

function withParameters(start: string, random: Random): string {
  let text = start + (random.percent(45) ? random.pick(KNOWN_PATHS) : address(random));
  while (random.percent(30)) text += ` ${random.pick(random.percent(60) ? KNOWN : PARAMETERS)}`;
  return text;
}

/** A chunk with its bytes, a CRLF behind them now and then counted. */
function chunk(random: Random): string {
  const start = spelled('BDAT', random);
  if (random.percent(15)) return `${start} ${argument('number', random)}${random.pick(['', ' LAST', ' last', ' x'])}`;
  const text = random.percent(20) ? '' : message(random);
  return `${start} ${text.length}${random.percent(60) ? ' LAST' : ''}\r\n${text}`;
}

function payload(state: string, random: Random): string | undefined {
  if (state === 'auth') return `${random.pick(RESPONSES)}\r\n`;
  if (state !== 'data') return undefined;
  return message(random) + (random.percent(60) ? '\r\n.\r\n' : random.pick(['.\n', '\r\n.\r', '\n.\n', '\r.\r', '']));
}

export const grammar: Grammar = {
  line,
  payload,
  sure: {
    HELO: 'HELO client.thm',
    EHLO: 'EHLO client.thm',
    MAIL: 'MAIL FROM:<user@client.thm>',
    RCPT: 'RCPT TO:<strategos@server.thm>',
    // The line end is the chunk's.
    BDAT: 'BDAT 5\r\nabc',
    AUTH: 'AUTH LOGIN',
  },
  enters: { data: 'DATA', bdat: 'BDAT', auth: 'AUTH' },
  leaves: { data: '\r\n.', bdat: 'RSET', auth: '*' },
  openings: [
    'EHLO client.thm\r\nMAIL FROM:<user@client.thm>\r\nRCPT TO:<strategos@server.thm>',
    'EHLO client.thm\r\nAUTH PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==\r\nMAIL FROM:<strategos@server.thm>\r\nRCPT TO:<someone@other.thm>',
    'EHLO client.thm\r\nMAIL FROM:<>\r\nRCPT TO:<staff@server.thm>\r\nDATA',
    'HELO client.thm\r\nMAIL FROM:<a@b.thm>',
    'EHLO client.thm\r\nAUTH PLAIN AHN0cmF0ZWdvcwBUYWJ1bGFSYXNhNw==',
    'EHLO client.thm',
    `EHLO x\r\nMAIL FROM:<a@b>${'\r\nRCPT TO:<strategos@server.thm>'.repeat(102)}`,
  ],
};

export const usual = { aliases: ALIASES };

/** Seldom, what keeps mail from being taken at all; then the rest is not met. */
const seldom =
  (percent: number, value: unknown) =>
  (random: Random): unknown =>
    random.percent(percent) ? value : undefined;

export const drawn: Drawn = {
  aliases: (random) => (random.percent(80) ? ALIASES : {}),
  domains: seldom(20, ['office.thm', 'other.thm']),
  relayFrom: (random) =>
    random.pick([undefined, ['10.11.0.0/16'], ['10.11.81.126', '1.2.3.4'], ['0.0.0.0/0'], ['9.9.9.9/31']]),
  relayDomains: seldom(30, ['other.thm', 'gone.thm']),
  retrySeconds: (random) => random.pick([undefined, [1], [1, 2, 3]]),
  refusedSenders: (random) =>
    random.pick([
      undefined,
      undefined,
      { 'client.thm': 'no', '<>': '554 no', 'a@b.thm': '451 later' },
      { '*': 'nobody' },
    ]),
  refusedRecipients: (random) =>
    random.pick([undefined, undefined, { '*@other.thm': '551 moved', 'strategos@server.thm': 'no' }]),
  greylistSeconds: (random) => random.pick([undefined, undefined, undefined, 1, 3600]),
  greylistText: seldom(50, 'Later'),
  tarpitSeconds: seldom(15, 5),
  authRequired: seldom(20, true),
  dsn: (random) => random.percent(70),
  etrn: (random) => random.percent(70),
  sizeLimit: seldom(20, 1000),
  recipientsLimit: seldom(20, 2),
  connectionsLimit: seldom(10, 1),
  connectionsPerHost: seldom(10, 1),
  messagesPerConnection: seldom(15, 1),
  commandsPerMinute: seldom(15, 3),
};
