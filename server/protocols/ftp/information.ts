/** What the server tells about itself: SYST, FEAT, OPTS, HELP, STAT (RFC 959 §4.1.3, RFC 2389). */
import { listDirectory } from './listing.ts';
import type { Login, Session } from './session.ts';
import { parseListArgument } from './syntax.ts';

/** RFC 2389 §3.2: only what works. */
const FEATURES = ['EPRT', 'EPSV', 'MDTM', 'PASV', 'REST STREAM', 'SIZE', 'TVFS'];

const HELP = [
  ' ABOR ACCT ALLO APPE CDUP CWD  DELE EPRT EPSV FEAT HELP LIST MDTM MKD',
  ' MODE NLST NOOP OPTS PASS PASV PORT PWD  QUIT REIN REST RETR RMD  RNFR',
  ' RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD',
  ' XPWD XRMD',
];

export function feat(session: Session): void {
  session.replyLines('211', ['Features:']);
  session.replyRaw(FEATURES.map((feature) => ` ${feature}\r\n`).join(''));
  session.reply('211', 'End');
}

export function opts(session: Session, argument: string): void {
  if (argument.toUpperCase() === 'UTF8 ON') session.reply('200', 'Always in UTF8 mode.');
  else session.reply('501', 'Option not understood.');
}

export function help(session: Session): void {
  session.replyLines('214', ['The following commands are recognized.']);
  session.replyRaw(HELP.map((line) => `${line}\r\n`).join(''));
  session.reply('214', 'Help OK.');
}

/** Of the session, or of files: then a LIST over the control connection. */
export function stat(session: Session, argument: string, login: Login): void {
  if (argument === '') {
    statusOfSession(session, login);
    return;
  }
  const { options, path } = parseListArgument(argument);
  const lines = listDirectory(session, login, { options: `${options}a`, path, isLong: true });
  session.replyLines('213', ['Status follows:']);
  session.replyRaw(lines ?? '');
  session.reply('213', 'End of status');
}

function statusOfSession(session: Session, login: Login): void {
  const { service, settings } = session;
  const idleMs = Math.min(settings.idleMs, service.surroundings.limits.idleMs);
  const lines = [
    `Connected to ${session.client.host}`,
    `Logged in as ${login.files.name}`,
    `TYPE: ${session.type === 'A' ? 'ASCII' : 'BINARY'}`,
    'No session bandwidth limit',
    `Session timeout in seconds is ${Math.round(idleMs / 1000)}`,
    'Control connection is plain text',
    'Data connections will be plain text',
    `At session startup, client count was ${session.clientCount}`,
    `${service.service.software} - secure, fast, stable`,
  ];
  session.replyLines('211', ['FTP server status:']);
  session.replyRaw(lines.map((line) => `     ${line}\r\n`).join(''));
  session.reply('211', 'End of status');
}
